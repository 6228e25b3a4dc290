// SPDX-License-Identifier: GPL-2.0-or-later
#include "foreign.h"

#include <errno.h>
#include <string.h>

#include "core/packet.h"
#include "core/session_frame.h"
#include "sys/clock.h"
#include "sys/session.h"

#define STRAYS_EVERY_MS 100

int foreign_open(struct foreign *f, const struct ethernet *e, bool strays)
{
	int err = ethernet_open_tap(&f->tap, e);

	f->strays = strays;
	if (!err && strays)
		err = ethernet_watch_strays(&f->tap, 0);
	return err;
}

void foreign_close(struct foreign *f)
{
	ethernet_close(&f->tap);
}

int foreign_fd(const struct foreign *f)
{
	return f->strays ? f->tap.fd : -1;
}

/* To look up one takes longer than a busy session needs for its next frame. */
static bool is_known(const struct foreign *f, const struct session_frame *frame, uint64_t now_ms)
{
	return now_ms < f->known_until_ms && frame->session_id == f->known_id &&
	       !memcmp(frame->src, f->known_src, ETH_ALEN);
}

static bool may_be_stray(const struct foreign *f, const struct session_frame *frame,
			 uint16_t own_id, uint64_t now_ms)
{
	return f->strays && now_ms >= f->no_stray_before_ms && packet_is_station(frame->src) &&
	       frame->session_id != own_id && !is_known(f, frame, now_ms);
}

/* A session of somebody else on this machine is none, be it the kernel's or pppoe(8)'s. */
static bool is_stray(struct foreign *f, const struct session_frame *frame, uint16_t own_id)
{
	const uint64_t now = clock_now_ms();

	if (!may_be_stray(f, frame, own_id, now))
		return false;
	if (!session_exists(frame->src, frame->session_id) && !ethernet_is_shared(&f->tap))
		return true;
	memcpy(f->known_src, frame->src, ETH_ALEN);
	f->known_id = frame->session_id;
	f->known_until_ms = now + STRAYS_EVERY_MS;
	return false;
}

/* An AC may begin with LCP in the same microsecond in which it sends the PADS, or sooner. */
static bool is_early(const struct session_frame *frame, const uint8_t *ac)
{
	return ac && !memcmp(frame->src, ac, ETH_ALEN) && session_frame_is_request(frame);
}

static enum foreign_verdict judge(struct foreign *f, const struct session_frame *frame,
				  const uint8_t *ac, uint16_t own_id)
{
	if (is_early(frame, ac)) {
		early_keep(&f->early, frame);
		return FOREIGN_TAKEN;
	}
	return is_stray(f, frame, own_id) ? FOREIGN_STRAY : FOREIGN_TAKEN;
}

enum foreign_verdict foreign_receive(struct foreign *f, const uint8_t *ac, uint16_t own_id,
				     struct foreign_stray *ret)
{
	uint8_t bytes[PACKET_FRAME_MAX];
	struct session_frame frame;
	const ssize_t len = ethernet_receive(&f->tap, bytes, sizeof(bytes));
	enum foreign_verdict verdict;

	if (len < 0)
		return len == -EMSGSIZE ? FOREIGN_TAKEN : FOREIGN_NONE;
	if (session_frame_parse(&frame, bytes, (size_t)len) < 0)
		return FOREIGN_TAKEN;
	verdict = judge(f, &frame, ac, own_id);
	if (verdict == FOREIGN_STRAY) {
		f->no_stray_before_ms = clock_now_ms() + STRAYS_EVERY_MS;
		ret->session_id = frame.session_id;
		memcpy(ret->src, frame.src, ETH_ALEN);
	}
	return verdict;
}

/* Closing a packet socket takes milliseconds: not yet. */
void foreign_note_open(struct foreign *f, uint16_t own_id)
{
	if (!f->strays || ethernet_watch_strays(&f->tap, own_id) < 0)
		ethernet_mute(&f->tap);
}

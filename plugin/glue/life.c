// SPDX-License-Identifier: GPL-2.0-or-later
#include "life.h"

#include <stdbool.h>
#include <string.h>

#include <linux/if_ether.h>

#include "../pppd_compat.h"

#include "../core/liveness.h"
#include "../sys/clock.h"
#include "../sys/iface.h"
#include "../sys/log.h"
#include "echo.h"
#include "logbook.h"
#include "timer.h"

static struct {
	bool watching;
	bool answers; /* some echo, in whichever session with this AC */
	bool told_mute; /* that the peer answers none */
	bool told_slow; /* that the peer gets more time than failover-detect */
	bool suspect; /* and that is told */
	const struct life_listener *listener;
	const struct iface *iface;
	uint8_t ac[ETH_ALEN]; /* of whom this and the patience are; zeros: no AC */
	struct liveness liveness;
	struct iface_bytes bytes;
} life;

static void declare_dead(void)
{
	log_warning("No sign of life from the peer for %u ms",
		    liveness_patience_ms(&life.liveness));
	life.watching = false;
	life.listener->dead();
}

static void look_for_doubt(void)
{
	const bool suspect = liveness_is_suspect(&life.liveness, clock_now_ms());

	if (suspect == life.suspect)
		return;
	life.suspect = suspect;
	life.listener->suspect(suspect);
}

static void tell_mute(void)
{
	if (!life.told_mute)
		log_warning("The peer answers no echo: failover-detect cannot tell silence from "
			    "its death");
	life.told_mute = true;
}

static void on_timer(void *context);

static void set_timer(void)
{
	timer_set_until(on_timer, life.liveness.deadline_ms);
}

static void count(uint32_t in, uint32_t out, uint64_t now_ms)
{
	liveness_count(&life.liveness, in, out, now_ms);
	logbook_count(in, out);
}

static void on_timer(void *context)
{
	const struct iface_bytes before = life.bytes;
	const uint64_t now = clock_now_ms();

	(void)context;
	if (iface_read_bytes(life.iface->name, &life.bytes))
		count(life.bytes.in - before.in, life.bytes.out - before.out, now);
	switch (liveness_timeout(&life.liveness, now)) {
	case LIVENESS_DEAD:
		declare_dead();
		return;
	case LIVENESS_SEND_ECHO:
		echo_send_short(life.liveness.echo_id);
		break;
	case LIVENESS_MUTE:
		tell_mute();
		break;
	case LIVENESS_NOTHING:
		break;
	}
	look_for_doubt();
	set_timer();
}

void life_forget(void)
{
	life.liveness.patience = (struct patience){ .samples = 0 };
}

static void meet(const uint8_t *ac)
{
	static const uint8_t nobody[ETH_ALEN];
	const uint8_t *peer = ac ? ac : nobody;
	const bool other = memcmp(peer, life.ac, ETH_ALEN) != 0;

	if (other)
		life.answers = life.told_mute = false;
	if (other || !ac)
		life_forget();
	memcpy(life.ac, peer, ETH_ALEN);
}

void life_begin(uint32_t detect_ms, const uint8_t *ac, const struct iface *iface,
		const struct life_listener *listener)
{
	if (!detect_ms || life.watching)
		return;
	meet(ac);
	life.watching = true;
	life.told_slow = false;
	life.suspect = false;
	life.listener = listener;
	life.iface = iface;
	iface_read_bytes(life.iface->name, &life.bytes);
	liveness_start(&life.liveness, detect_ms, clock_now_ms());
	life.liveness.answers = life.answers;
	set_timer();
}

void life_end(void)
{
	life.watching = false;
	ppp_untimeout(on_timer, NULL);
}

void life_learn(uint32_t rtt_ms)
{
	patience_learn(&life.liveness.patience, rtt_ms);
}

uint32_t life_rtt_ms(void)
{
	return life.liveness.rtt_ms;
}

bool life_is_mute(void)
{
	return life.told_mute && !life.answers;
}

void life_note(void)
{
	if (!life.watching)
		return;
	liveness_input(&life.liveness, clock_now_ms());
	look_for_doubt();
}

static bool is_slow(const struct liveness *l)
{
	return l->rtt_ms && liveness_patience_ms(l) > l->detect_ms;
}

/* One slow echo is an accident, two are a line. */
void life_note_reply(uint8_t id)
{
	struct liveness *l = &life.liveness;
	const bool was_slow = is_slow(l);

	if (!life.watching)
		return;
	liveness_reply(l, id, clock_now_ms());
	life.answers = true;
	look_for_doubt();
	if (life.told_slow || !was_slow || !is_slow(l))
		return;
	life.told_slow = true;
	log_warning("Echoes take %u ms: the peer is dead after %u ms of silence, not %u", l->rtt_ms,
		    liveness_patience_ms(l), l->detect_ms);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "echo.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/session_frame.h"
#include "../sys/log.h"
#include "guard.h"
#include "plugin.h"
#include "verify.h"

#define LCP_HEADER_SIZE 4
#define REPLAY_AFTER_US 50000

/*
 * An AC that begins with LCP when we have begun already may not have been there
 * to hear us, and pppd would ask again only after 3 s. The new request leaves
 * before the answer to the AC's, so that the AC does not see it as a new start.
 */
static void ask_again(void)
{
	if (self.echo.packets != 1 || self.channel.session_fd < 0 || lcp_fsm[0].state != REQSENT)
		return;
	lcp_lowerdown(0);
	lcp_lowerup(0);
}

/* A packet as pppd reads it: address, control, protocol, and for LCP code, id, length. */
static void see(const uint8_t *packet, size_t len)
{
	struct cursor c = { .data = packet, .left = len };
	uint16_t address_control, protocol, length;
	const uint8_t *data;
	uint8_t code, id;

	if (!cursor_get_be16(&c, &address_control) || !cursor_get_be16(&c, &protocol))
		return;
	guard_note_life();
	if (protocol != SESSION_FRAME_LCP)
		return;
	self.echo.packets++;
	if (!cursor_get_u8(&c, &code) || !cursor_get_u8(&c, &id) || !cursor_get_be16(&c, &length))
		return;
	if (code == CONFREQ) {
		self.echo.asked = true;
		ask_again();
	}
	if (code != ECHOREP || length < LCP_HEADER_SIZE ||
	    !cursor_get_bytes(&c, length - LCP_HEADER_SIZE, &data))
		return;
	guard_note_reply(id);
	verify_note_reply(id, data, length - LCP_HEADER_SIZE);
}

static void on_packet(unsigned char *p, int len)
{
	if (len > 0)
		see(p, (size_t)len);
	if (self.echo.next_snoop_hook)
		self.echo.next_snoop_hook(p, len);
}

void echo_listen(void)
{
	self.echo.next_snoop_hook = snoop_recv_hook;
	snoop_recv_hook = on_packet;
}

void echo_send(uint8_t id, const uint8_t *data, size_t len)
{
	uint8_t copy[MTU_PROBE_DATA_MAX];

	if (len > sizeof(copy))
		return;
	memcpy(copy, data, len);
	fsm_sdata(&lcp_fsm[0], ECHOREQ, id, copy, (int)len);
}

void echo_send_short(uint8_t id)
{
	const uint32_t magic = lcp_gotoptions[0].magicnumber;
	const uint8_t data[] = { (uint8_t)(magic >> 24), (uint8_t)(magic >> 16),
				 (uint8_t)(magic >> 8), (uint8_t)magic };

	echo_send(id, data, sizeof(data));
}

/* Without this the AC would repeat it only after its restart timer of, usually, 3 s. */
static void replay_early(void *context)
{
	struct connect *c = &self.channel.connect;

	(void)context;
	if (self.echo.asked || !c->early_len)
		return;
	log_debug("LCP had begun before the session was ours");
	lcp_protent.input(0, c->early, (int)c->early_len);
	c->early_len = 0;
}

void echo_replay_early(void)
{
	self.echo.packets = 0;
	self.echo.asked = false;
	if (self.channel.connect.early_len)
		ppp_timeout(replay_early, NULL, 0, REPLAY_AFTER_US);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "echo.h"

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/session_frame.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "guard.h"
#include "plugin.h"
#include "verify.h"

#define LCP_HEADER_SIZE 4
#define PPP_HEADER_SIZE 4
#define ADDRESS_CONTROL 0xff03
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

/* One of more than 1500 bytes has arrived whole (sys/session.h), though we see less of it. */
static void see_reply(uint8_t id, const struct cursor *data, size_t len)
{
	if (len > data->left && data->left < SESSION_REPLY_MAX - LCP_HEADER_SIZE)
		return;
	guard_note_reply(id);
	verify_note_reply(id, data->data, len < data->left ? len : data->left, len);
}

/* A packet as pppd reads it: address, control, protocol, and for LCP code, id, length. */
static void see(const uint8_t *packet, size_t len)
{
	struct cursor c = { .data = packet, .left = len };
	uint16_t address_control, protocol, length;
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
	if (code == ECHOREP && length >= LCP_HEADER_SIZE)
		see_reply(id, &c, length - LCP_HEADER_SIZE);
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

/* Not by fsm_sdata: before 2.5.3 more than 1500 bytes overflow the buffer that it has. */
void echo_send(uint8_t id, const uint8_t *data, size_t len)
{
	uint8_t packet[PPP_HEADER_SIZE + LCP_HEADER_SIZE + MTU_PROBE_DATA_MAX];
	struct writer w = { .data = packet, .size = sizeof(packet) };

	writer_put_be16(&w, ADDRESS_CONTROL);
	writer_put_be16(&w, SESSION_FRAME_LCP);
	writer_put_u8(&w, ECHOREQ);
	writer_put_u8(&w, id);
	writer_put_be16(&w, (uint16_t)(LCP_HEADER_SIZE + len));
	writer_put_bytes(&w, data, len);
	if (!w.overflow)
		output(0, packet, (int)w.used);
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

// SPDX-License-Identifier: GPL-2.0-or-later
#include "snoop.h"

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/session_frame.h"
#include "echo.h"
#include "guard.h"
#include "plugin.h"
#include "confreq.h"

#define LCP_HEADER_SIZE 4

struct lcp_packet {
	uint8_t code;
	uint8_t id;
	size_t len; /* bytes behind the header, as it says itself */
	struct cursor data; /* as much of them as pppd has */
};

/* A packet as pppd reads and writes it: address, control, protocol, and for LCP code, id, length. */
static bool parse_lcp(struct lcp_packet *ret, const uint8_t *packet, size_t size)
{
	struct cursor c = { .data = packet, .left = size };
	uint16_t address_control, protocol, length;

	if (!cursor_get_be16(&c, &address_control) || !cursor_get_be16(&c, &protocol) ||
	    protocol != SESSION_FRAME_LCP || !cursor_get_u8(&c, &ret->code) ||
	    !cursor_get_u8(&c, &ret->id) || !cursor_get_be16(&c, &length) ||
	    length < LCP_HEADER_SIZE)
		return false;
	ret->len = length - LCP_HEADER_SIZE;
	ret->data = c;
	return true;
}

static void on_received(unsigned char *p, int len)
{
	struct lcp_packet lcp;

	guard_note_life();
	if (len > 0 && parse_lcp(&lcp, p, (size_t)len)) {
		confreq_note_received(lcp.code == CONFREQ);
		if (lcp.code == ECHOREP)
			echo_note_reply(lcp.id, &lcp.data, lcp.len);
	}
	if (self.snoop.next_received)
		self.snoop.next_received(p, len);
}

static void on_sent(unsigned char *p, int len)
{
	struct lcp_packet lcp;

	if (len > 0 && parse_lcp(&lcp, p, (size_t)len) && lcp.code == CONFREQ)
		confreq_note_sent(p, (size_t)len);
	if (self.snoop.next_sent)
		self.snoop.next_sent(p, len);
}

void snoop_listen(void)
{
	self.snoop.next_received = snoop_recv_hook;
	self.snoop.next_sent = snoop_send_hook;
	snoop_recv_hook = on_received;
	snoop_send_hook = on_sent;
}

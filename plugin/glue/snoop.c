// SPDX-License-Identifier: GPL-2.0-or-later
#include "snoop.h"

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/session_frame.h"
#include "link.h"

#define LCP_HEADER_SIZE 4

/* Other plugins' */
static void (*next_received)(unsigned char *p, int len);
static void (*next_sent)(unsigned char *p, int len);

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

	link_note_received();
	if (len > 0 && parse_lcp(&lcp, p, (size_t)len)) {
		link_note_lcp(lcp.code == CONFREQ);
		if (lcp.code == ECHOREP)
			link_note_reply(lcp.id, lcp.data.data, lcp.data.left, lcp.len);
	}
	if (next_received)
		next_received(p, len);
}

static void on_sent(unsigned char *p, int len)
{
	struct lcp_packet lcp;

	if (len > 0 && parse_lcp(&lcp, p, (size_t)len) && lcp.code == CONFREQ)
		link_note_sent_request(p, (size_t)len);
	if (next_sent)
		next_sent(p, len);
}

void snoop_listen(void)
{
	next_received = snoop_recv_hook;
	next_sent = snoop_send_hook;
	snoop_recv_hook = on_received;
	snoop_send_hook = on_sent;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "snoop.h"

#include <net/ppp_defs.h>

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/session_frame.h"
#include "link.h"

#define HEADER_SIZE 4
#define LENGTH_AT 6 /* bytes into a packet */
#define REQUEST_MAX (PPP_MRU * 4 / 5) /* bytes of options */

/* Other plugins' */
static void (*next_received)(unsigned char *p, int len);
static void (*next_sent)(unsigned char *p, int len);

struct control {
	uint16_t protocol;
	uint8_t code;
	uint8_t id;
	size_t len; /* bytes behind the header, as it says itself */
	struct cursor data; /* as much of them as pppd has */
};

/* A packet as pppd reads and writes it: address, control, protocol, code, id, length. */
static bool parse(struct control *ret, const uint8_t *packet, int size)
{
	struct cursor c = { .data = packet, .left = size > 0 ? (size_t)size : 0 };
	uint16_t address_control, length;

	if (!cursor_get_be16(&c, &address_control) || !cursor_get_be16(&c, &ret->protocol) ||
	    !cursor_get_u8(&c, &ret->code) || !cursor_get_u8(&c, &ret->id) ||
	    !cursor_get_be16(&c, &length) || length < HEADER_SIZE)
		return false;
	ret->len = length - HEADER_SIZE;
	ret->data = c;
	return true;
}

/*
 * pppd has 1500 bytes for its Nak, and does not look whether they are enough: an option of 4
 * bytes it may answer by one of 5, see pppd_take_lcp(). The length 0 is none that it reads.
 */
static bool drop_long_request(const struct control *packet, uint8_t *bytes)
{
	const bool is_long = packet->protocol == SESSION_FRAME_LCP && packet->code == CONFREQ &&
			     packet->len > REQUEST_MAX;

	if (is_long)
		bytes[LENGTH_AT] = bytes[LENGTH_AT + 1] = 0;
	return is_long;
}

static void note_lcp(const struct control *packet)
{
	link_note_lcp(packet->code == CONFREQ);
	if (packet->code == ECHOREP)
		link_note_reply(packet->id, packet->data.data, packet->data.left, packet->len);
}

#define EAP 0xc227
#define FAILURE 4 /* of CHAP (RFC 1994 4.2) and EAP (RFC 3748 4.2) */

/*
 * That pppd gives up is no proof: where the RADIUS server of an ISP is out of order, nobody
 * answers, and nobody has refused.
 */
static void note_refusal(const struct control *packet)
{
	if ((packet->protocol == PPP_PAP && packet->code == UPAP_AUTHNAK) ||
	    ((packet->protocol == PPP_CHAP || packet->protocol == EAP) && packet->code == FAILURE))
		link_note_refusal();
}

/* Whoever acknowledges last, IP comes up. */
static void note_ip_ack(const struct control *packet)
{
	if (packet->code != CONFACK)
		return;
	if (packet->protocol == PPP_IPCP)
		link_note_ip_ack(NETROUTE_IPV4);
	else if (packet->protocol == PPP_IPV6CP)
		link_note_ip_ack(NETROUTE_IPV6);
}

static void on_received(unsigned char *p, int len)
{
	struct control packet;

	link_note_received();
	if (parse(&packet, p, len) && !drop_long_request(&packet, p)) {
		note_ip_ack(&packet);
		note_refusal(&packet);
		if (packet.protocol == SESSION_FRAME_LCP)
			note_lcp(&packet);
	}
	if (next_received)
		next_received(p, len);
}

static void note_sent_lcp(const struct control *packet, const uint8_t *bytes, int len)
{
	if (packet->code == CONFREQ)
		link_note_sent_request(bytes, (size_t)len);
	if (packet->code == ECHOREQ)
		link_note_sent_echo(packet->id, packet->len);
}

static void on_sent(unsigned char *p, int len)
{
	struct control packet;

	if (parse(&packet, p, len)) {
		note_ip_ack(&packet);
		if (packet.protocol == SESSION_FRAME_LCP)
			note_sent_lcp(&packet, p, len);
	}
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

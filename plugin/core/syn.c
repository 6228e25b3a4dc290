// SPDX-License-Identifier: GPL-2.0-or-later
#include "syn.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "cursor.h"
#include "ip.h"

/*
 * Our ports are beyond those that the kernel takes by default. They take turns, so
 * that a SYN does not meet what the target, or a NAT on the way, still remembers of
 * the one before, if its reset was lost: a port returns after 12.8 s or more. But
 * no more of them than a NAT can spare, that keeps what is never answered for
 * minutes.
 */
#define PORT_FIRST 61000
#define PORT_ROUNDS 128
#define PORT_CHOICES (65536 - PORT_FIRST - PORT_ROUNDS)

#define WINDOW 65535
#define MSS 1220 /* fits the least MTU of IPv6; without any option, it looks like a flood's */

static uint16_t local_port(uint32_t secret, uint16_t seq)
{
	return (uint16_t)(PORT_FIRST + secret % PORT_CHOICES + seq % PORT_ROUNDS);
}

static uint16_t checksum(const struct syn_path *path, const uint8_t *segment, size_t len)
{
	return ip_checksum(
		ip_pseudo_sum(path->family, path->source, path->target, IPPROTO_TCP, len) +
		ip_sum(segment, len));
}

size_t syn_build(uint8_t ret[static SYN_SIZE], const struct syn_path *path, uint32_t secret,
		 uint16_t seq, bool reset)
{
	struct writer w = { .data = ret, .size = SYN_SIZE };
	size_t checksum_at;

	writer_put_be16(&w, local_port(secret, seq));
	writer_put_be16(&w, path->port);
	writer_put_be32(&w, secret + seq + reset); /* a SYN counts as one */
	writer_put_be32(&w, 0);
	writer_put_u8(&w, reset ? 5 << 4 : 6 << 4); /* words of header */
	writer_put_u8(&w, reset ? TH_RST : TH_SYN);
	writer_put_be16(&w, WINDOW);
	checksum_at = w.used;
	writer_put_be16(&w, 0);
	writer_put_be16(&w, 0); /* urgent pointer */
	if (!reset) {
		writer_put_u8(&w, TCPOPT_MAXSEG);
		writer_put_u8(&w, TCPOLEN_MAXSEG);
		writer_put_be16(&w, MSS);
	}
	writer_set_be16(&w, checksum_at, checksum(path, ret, w.used));
	return w.used;
}

int syn_parse_answer(struct syn_answer *ret, int family, uint32_t secret, const uint8_t *packet,
		     size_t len)
{
	struct cursor c = { .data = packet, .left = len };
	const uint8_t *source, *rest;
	struct syn_answer a = { 0 };
	uint8_t offset, flags;
	uint16_t our_port;
	uint32_t number, seq;

	if (!ip_enter(&c, family, IPPROTO_TCP, &source) || !cursor_get_be16(&c, &a.port) ||
	    !cursor_get_be16(&c, &our_port) || !cursor_get_be32(&c, &number) ||
	    !cursor_get_be32(&c, &seq) || !cursor_get_u8(&c, &offset) ||
	    !cursor_get_u8(&c, &flags) || !cursor_get_bytes(&c, 6, &rest))
		return -EBADMSG;
	seq -= secret + 1;
	if (!a.port || seq > UINT16_MAX || !(flags & TH_ACK) || !(flags & (TH_SYN | TH_RST)))
		return -EBADMSG;
	memcpy(a.source, source, family == AF_INET ? 4 : 16);
	a.seq = (uint16_t)seq;
	a.open = !(flags & TH_RST);
	*ret = a;
	return 0;
}

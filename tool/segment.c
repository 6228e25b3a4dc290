// SPDX-License-Identifier: GPL-2.0-or-later
#include "segment.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include <linux/if_packet.h>

#include "core/cursor.h"
#include "core/ip.h"

#define TCP_HEADER_SIZE 20 /* without options */

/* The header of LINKTYPE_LINUX_SLL2; the IP header says its version itself. */
static bool take_cooked(struct cursor *c, struct segment *s)
{
	const uint8_t *protocol, *address;
	uint16_t hardware;
	uint8_t type, size;

	if (!cursor_get_bytes(c, 4, &protocol) || !cursor_get_be32(c, &s->ifindex) ||
	    !cursor_get_be16(c, &hardware) || !cursor_get_u8(c, &type) ||
	    !cursor_get_u8(c, &size) || !cursor_get_bytes(c, 8, &address))
		return false;
	s->outgoing = type == PACKET_OUTGOING;
	return true;
}

static uint16_t find_mss(struct cursor options)
{
	struct cursor value;
	uint8_t kind, size;
	uint16_t mss;

	while (cursor_get_u8(&options, &kind) && kind != TCPOPT_EOL) {
		if (kind == TCPOPT_NOP)
			continue;
		if (!cursor_get_u8(&options, &size) || size < 2 ||
		    !cursor_get_child(&options, size - 2U, &value))
			break;
		if (kind == TCPOPT_MAXSEG)
			return size == TCPOLEN_MAXSEG && cursor_get_be16(&value, &mss)
				       ? mss
				       : SEGMENT_MSS_NONE;
	}
	return SEGMENT_MSS_NONE;
}

/* With `len` bytes behind the IP header, as that says */
static bool take_tcp(struct cursor *c, struct segment *s, size_t len)
{
	struct cursor options;
	const uint8_t *rest;
	uint8_t offset, flags;
	size_t header;

	if (!cursor_get_be16(c, &s->source.port) || !cursor_get_be16(c, &s->target.port) ||
	    !cursor_get_be32(c, &s->seq) || !cursor_get_be32(c, &s->ack) ||
	    !cursor_get_u8(c, &offset) || !cursor_get_u8(c, &flags) ||
	    !cursor_get_bytes(c, 6, &rest))
		return false;
	header = (size_t)(offset >> 4) * 4;
	if (header < TCP_HEADER_SIZE || (flags & TH_RST && (flags & (TH_SYN | TH_ACK)) != TH_ACK) ||
	    !cursor_get_child(c, header - TCP_HEADER_SIZE, &options))
		return false;
	s->syn = flags & TH_SYN;
	s->reset = flags & TH_RST;
	s->is_ack = flags & TH_ACK;
	s->mss = find_mss(options);
	s->length = len > header ? (uint32_t)(len - header) : 0;
	return true;
}

bool segment_parse(struct segment *ret, const uint8_t *frame, size_t len)
{
	struct cursor c = { .data = frame, .left = len };
	struct segment s = { 0 };
	struct ip_header ip;
	size_t size;

	if (!take_cooked(&c, &s) || !ip_take_header(&c, &ip) || ip.protocol != IPPROTO_TCP ||
	    ip.fragment || !take_tcp(&c, &s, ip.len))
		return false;
	size = ip.family == AF_INET ? 4 : 16;
	s.source.family = s.target.family = (uint16_t)ip.family;
	memcpy(s.source.address, ip.source, size);
	memcpy(s.target.address, ip.target, size);
	s.bytes = (uint32_t)(ip.size + ip.len);
	*ret = s;
	return true;
}

const char *segment_format_end(char ret[static SEGMENT_END_SIZE], const struct segment_end *end)
{
	char address[INET6_ADDRSTRLEN];

	inet_ntop(end->family, end->address, address, sizeof(address));
	snprintf(ret, SEGMENT_END_SIZE, end->family == AF_INET ? "%s:%u" : "[%s]:%u", address,
		 end->port);
	return ret;
}

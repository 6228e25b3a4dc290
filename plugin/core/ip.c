// SPDX-License-Identifier: GPL-2.0-or-later
#include "ip.h"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>

#define IPV4_HEADER_SIZE 20 /* without options */
#define HOP_LIMIT 64
#define FRAGMENT (IP_MF | IP_OFFMASK)

uint32_t ip_sum(const uint8_t *bytes, size_t len)
{
	struct cursor c = { .data = bytes, .left = len };
	uint32_t sum = 0;
	uint16_t word;

	while (cursor_get_be16(&c, &word))
		sum += word;
	return sum;
}

uint32_t ip_pseudo_sum(int family, const uint8_t *source, const uint8_t *target, uint8_t protocol,
		       size_t len)
{
	const size_t size = family == AF_INET ? 4 : 16;

	return ip_sum(source, size) + ip_sum(target, size) + protocol + (uint32_t)len;
}

uint16_t ip_checksum(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t) ~(sum + (sum >> 16));
}

/* Behind the byte with the version. */
static bool take_ipv4(struct cursor *c, uint8_t first, struct ip_header *h)
{
	struct cursor options;
	uint16_t total, id, fragment, sum;
	uint8_t tos, ttl;

	if (!cursor_get_u8(c, &tos) || !cursor_get_be16(c, &total) || !cursor_get_be16(c, &id) ||
	    !cursor_get_be16(c, &fragment) || !cursor_get_u8(c, &ttl) ||
	    !cursor_get_u8(c, &h->protocol) || !cursor_get_be16(c, &sum) ||
	    !cursor_get_bytes(c, 4, &h->source) || !cursor_get_bytes(c, 4, &h->target))
		return false;
	h->family = AF_INET;
	h->size = (size_t)(first & 0xf) * 4;
	h->fragment = fragment & FRAGMENT;
	if (h->size < IPV4_HEADER_SIZE || total < h->size)
		return false;
	h->len = total - h->size;
	return cursor_get_child(c, h->size - IPV4_HEADER_SIZE, &options);
}

static bool take_ipv6(struct cursor *c, struct ip_header *h)
{
	const uint8_t *flow;
	uint16_t len;
	uint8_t hops;

	if (!cursor_get_bytes(c, 3, &flow) || !cursor_get_be16(c, &len) ||
	    !cursor_get_u8(c, &h->protocol) || !cursor_get_u8(c, &hops) ||
	    !cursor_get_bytes(c, 16, &h->source) || !cursor_get_bytes(c, 16, &h->target))
		return false;
	h->family = AF_INET6;
	h->size = IP_IPV6_HEADER_SIZE;
	h->fragment = false;
	h->len = len;
	return true;
}

bool ip_take_header(struct cursor *c, struct ip_header *ret)
{
	uint8_t first;

	if (!cursor_get_u8(c, &first))
		return false;
	switch (first >> 4) {
	case 4:
		return take_ipv4(c, first, ret);
	case 6:
		return take_ipv6(c, ret);
	default:
		return false;
	}
}

bool ip_enter(struct cursor *c, int family, uint8_t protocol, const uint8_t **source)
{
	struct ip_header h;

	if (!ip_take_header(c, &h) || h.family != family || h.protocol != protocol || h.fragment)
		return false;
	*source = h.source;
	return cursor_get_child(c, h.len, c);
}

void ip_build_ipv6(uint8_t ret[static IP_IPV6_HEADER_SIZE], uint8_t protocol, uint16_t len,
		   const uint8_t source[static 16], const uint8_t target[static 16])
{
	struct writer w = { .data = ret, .size = IP_IPV6_HEADER_SIZE };

	writer_put_be32(&w, 6U << 28);
	writer_put_be16(&w, len);
	writer_put_u8(&w, protocol);
	writer_put_u8(&w, HOP_LIMIT);
	writer_put_bytes(&w, source, 16);
	writer_put_bytes(&w, target, 16);
}

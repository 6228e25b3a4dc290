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

static bool enter_ipv4(struct cursor *c, uint8_t protocol, const uint8_t **source)
{
	struct cursor options;
	uint16_t total, id, fragment, sum;
	uint8_t version, tos, ttl, next;
	const uint8_t *destination;
	size_t header;

	if (!cursor_get_u8(c, &version) || !cursor_get_u8(c, &tos) || !cursor_get_be16(c, &total) ||
	    !cursor_get_be16(c, &id) || !cursor_get_be16(c, &fragment) || !cursor_get_u8(c, &ttl) ||
	    !cursor_get_u8(c, &next) || !cursor_get_be16(c, &sum) ||
	    !cursor_get_bytes(c, 4, source) || !cursor_get_bytes(c, 4, &destination))
		return false;
	header = (size_t)(version & 0xf) * 4;
	return version >> 4 == 4 && next == protocol && !(fragment & FRAGMENT) &&
	       header >= IPV4_HEADER_SIZE && total >= header &&
	       cursor_get_child(c, header - IPV4_HEADER_SIZE, &options) &&
	       cursor_get_child(c, total - header, c);
}

static bool enter_ipv6(struct cursor *c, uint8_t protocol, const uint8_t **source)
{
	uint8_t version, next, hops;
	const uint8_t *flow, *destination;
	uint16_t len;

	return cursor_get_u8(c, &version) && cursor_get_bytes(c, 3, &flow) &&
	       cursor_get_be16(c, &len) && cursor_get_u8(c, &next) && cursor_get_u8(c, &hops) &&
	       cursor_get_bytes(c, 16, source) && cursor_get_bytes(c, 16, &destination) &&
	       version >> 4 == 6 && next == protocol && cursor_get_child(c, len, c);
}

bool ip_enter(struct cursor *c, int family, uint8_t protocol, const uint8_t **source)
{
	return family == AF_INET ? enter_ipv4(c, protocol, source)
				 : enter_ipv6(c, protocol, source);
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

// SPDX-License-Identifier: GPL-2.0-or-later
#include "icmp.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include "cursor.h"

#define IPV4_HEADER_SIZE 20 /* without options */
#define FRAGMENT (IP_MF | IP_OFFMASK)

/* RFC 1071; an even number of bytes. */
static uint16_t checksum(const uint8_t *bytes, size_t len)
{
	struct cursor c = { .data = bytes, .left = len };
	uint32_t sum = 0;
	uint16_t word;

	while (cursor_get_be16(&c, &word))
		sum += word;
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t) ~(sum + (sum >> 16));
}

void icmp_build_request(uint8_t ret[static ICMP_ECHO_SIZE], int family, uint16_t id, uint16_t seq,
			const uint8_t cookie[static ICMP_COOKIE_SIZE])
{
	struct writer w = { .data = ret, .size = ICMP_ECHO_SIZE };
	size_t checksum_at;

	writer_put_u8(&w, family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST);
	writer_put_u8(&w, 0);
	checksum_at = w.used;
	writer_put_be16(&w, 0);
	writer_put_be16(&w, id);
	writer_put_be16(&w, seq);
	writer_put_bytes(&w, cookie, ICMP_COOKIE_SIZE);
	if (family == AF_INET)
		writer_set_be16(&w, checksum_at, checksum(ret, ICMP_ECHO_SIZE));
}

/* Each leaves in *c what the IP header says is behind it, if that is ICMP and no fragment. */
static bool enter_ipv4(struct cursor *c, const uint8_t **source)
{
	struct cursor options;
	uint16_t total, id, fragment, sum;
	uint8_t version, tos, ttl, protocol;
	const uint8_t *destination;
	size_t header;

	if (!cursor_get_u8(c, &version) || !cursor_get_u8(c, &tos) || !cursor_get_be16(c, &total) ||
	    !cursor_get_be16(c, &id) || !cursor_get_be16(c, &fragment) || !cursor_get_u8(c, &ttl) ||
	    !cursor_get_u8(c, &protocol) || !cursor_get_be16(c, &sum) ||
	    !cursor_get_bytes(c, 4, source) || !cursor_get_bytes(c, 4, &destination))
		return false;
	header = (size_t)(version & 0xf) * 4;
	return version >> 4 == 4 && protocol == IPPROTO_ICMP && !(fragment & FRAGMENT) &&
	       header >= IPV4_HEADER_SIZE && total >= header &&
	       cursor_get_child(c, header - IPV4_HEADER_SIZE, &options) &&
	       cursor_get_child(c, total - header, c);
}

static bool enter_ipv6(struct cursor *c, const uint8_t **source)
{
	uint8_t version, next, hops;
	const uint8_t *flow, *destination;
	uint16_t len;

	return cursor_get_u8(c, &version) && cursor_get_bytes(c, 3, &flow) &&
	       cursor_get_be16(c, &len) && cursor_get_u8(c, &next) && cursor_get_u8(c, &hops) &&
	       cursor_get_bytes(c, 16, source) && cursor_get_bytes(c, 16, &destination) &&
	       version >> 4 == 6 && next == IPPROTO_ICMPV6 && cursor_get_child(c, len, c);
}

int icmp_parse_reply(struct icmp_reply *ret, int family, const uint8_t *packet, size_t len)
{
	const bool v4 = family == AF_INET;
	struct cursor c = { .data = packet, .left = len };
	struct icmp_reply r = { 0 };
	const uint8_t *source, *cookie;
	uint16_t sum, id;
	uint8_t type, code;

	if (!(v4 ? enter_ipv4(&c, &source) : enter_ipv6(&c, &source)) ||
	    !cursor_get_u8(&c, &type) || !cursor_get_u8(&c, &code) || !cursor_get_be16(&c, &sum) ||
	    !cursor_get_be16(&c, &id) || !cursor_get_be16(&c, &r.seq) ||
	    !cursor_get_bytes(&c, ICMP_COOKIE_SIZE, &cookie) || c.left ||
	    type != (v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) || code)
		return -EBADMSG;
	memcpy(r.source, source, v4 ? 4 : 16);
	memcpy(r.cookie, cookie, ICMP_COOKIE_SIZE);
	*ret = r;
	return 0;
}

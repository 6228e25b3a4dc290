// SPDX-License-Identifier: GPL-2.0-or-later
#include "icmp.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include "cursor.h"
#include "ip.h"

void icmp_build_request(uint8_t ret[static ICMP_ECHO_SIZE], const struct icmp_path *path,
			uint16_t id, uint16_t seq, const uint8_t cookie[static ICMP_COOKIE_SIZE])
{
	const bool v4 = path->family == AF_INET;
	struct writer w = { .data = ret, .size = ICMP_ECHO_SIZE };
	size_t checksum_at;
	uint32_t sum;

	writer_put_u8(&w, v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST);
	writer_put_u8(&w, 0);
	checksum_at = w.used;
	writer_put_be16(&w, 0);
	writer_put_be16(&w, id);
	writer_put_be16(&w, seq);
	writer_put_bytes(&w, cookie, ICMP_COOKIE_SIZE);
	sum = ip_sum(ret, ICMP_ECHO_SIZE);
	if (!v4)
		sum += ip_pseudo_sum(AF_INET6, path->source, path->target, IPPROTO_ICMPV6,
				     ICMP_ECHO_SIZE);
	writer_set_be16(&w, checksum_at, ip_checksum(sum));
}

int icmp_parse_reply(struct icmp_reply *ret, int family, const uint8_t *packet, size_t len)
{
	const bool v4 = family == AF_INET;
	struct cursor c = { .data = packet, .left = len };
	struct icmp_reply r = { 0 };
	const uint8_t *source, *cookie;
	uint16_t sum, id;
	uint8_t type, code;

	if (!ip_enter(&c, family, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, &source) ||
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

// SPDX-License-Identifier: GPL-2.0-or-later
/* A byte for the IP version, and a packet. What is accepted is whole, and a request answered. */
#include "fuzz.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "core/cursor.h"
#include "core/icmp.h"
#include "core/ip.h"

/* The header of a request to whoever has answered */
static void check_header(const uint8_t *address)
{
	uint8_t bytes[IP_IPV6_HEADER_SIZE];
	struct cursor c = { .data = bytes, .left = sizeof(bytes) };
	struct ip_header h;

	ip_build_ipv6(bytes, IPPROTO_ICMPV6, ICMP_ECHO_SIZE, address, address);
	require(ip_take_header(&c, &h) && h.family == AF_INET6 && h.len == ICMP_ECHO_SIZE);
	require(h.protocol == IPPROTO_ICMPV6 && !memcmp(h.target, address, 16));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct icmp_reply r = { 0 };
	struct icmp_path path;
	uint8_t request[ICMP_ECHO_SIZE];
	size_t header;
	bool v4;

	if (!size)
		return 0;
	v4 = *data++ & 1;
	size--;
	if (icmp_parse_reply(&r, v4 ? AF_INET : AF_INET6, data, size))
		return 0;
	header = v4 ? (size_t)(data[0] & 0xf) * 4 : 40;
	require(size >= header + ICMP_ECHO_SIZE);
	require(!memcmp(r.source, data + (v4 ? 12 : 8), v4 ? 4 : 16));
	path = (struct icmp_path){ v4 ? AF_INET : AF_INET6, r.source, r.source };
	icmp_build_request(request, &path, 0, r.seq, r.cookie);
	if (!v4)
		check_header(r.source);
	require(data[header] == (v4 ? 0 : 129));
	require(!memcmp(data + header + 6, request + 6, ICMP_ECHO_SIZE - 6));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* A byte for the IP version, and a packet. What is accepted is all there, and a request answered. */
#include "fuzz.h"

#include <stdbool.h>
#include <sys/socket.h>

#include "core/icmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct icmp_path ipv4 = { .family = AF_INET };
	struct icmp_reply r = { 0 };
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
	icmp_build_request(request, &ipv4, 0, r.seq, r.cookie);
	require(data[header] == (v4 ? 0 : 129));
	require(!memcmp(data + header + 6, request + 6, ICMP_ECHO_SIZE - 6));
	return 0;
}

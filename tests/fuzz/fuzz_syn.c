// SPDX-License-Identifier: GPL-2.0-or-later
/* A byte for the IP version, and a packet. What is accepted is all there, and answers a SYN. */
#include "fuzz.h"

#include <stdbool.h>
#include <sys/socket.h>

#include "core/syn.h"

#define SECRET 0x12345678 /* as in the corpus */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syn_answer a = { 0 };
	struct syn_path path;
	uint8_t segment[SYN_SIZE], flags;
	size_t header;
	bool v4;

	if (!size)
		return 0;
	v4 = *data++ & 1;
	size--;
	if (syn_parse_answer(&a, v4 ? AF_INET : AF_INET6, SECRET, data, size))
		return 0;
	header = v4 ? (size_t)(data[0] & 0xf) * 4 : 40;
	require(size >= header + 20 && a.port);
	require(!memcmp(a.source, data + (v4 ? 12 : 8), v4 ? 4 : 16));
	flags = data[header + SYN_FLAGS_AT];
	require(flags & 0x10 && (a.open ? flags & 2 : flags & 4));
	path = (struct syn_path){ v4 ? AF_INET : AF_INET6, a.source, a.source, a.port };
	require(syn_build(segment, &path, SECRET, a.seq, false) == SYN_SIZE);
	require(syn_build(segment, &path, SECRET, a.seq, true) == 20);
	require(!memcmp(data + header + SYN_ACKNOWLEDGED_AT, segment + 4, 4));
	require(!memcmp(data + header, segment + 2, 2));
	return 0;
}

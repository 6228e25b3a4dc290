// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames as a capture has them, a byte for the length before each: what is accepted is all
 * there, and what is made of them stays within its tables.
 */
#include "fuzz.h"

#include <stdbool.h>

#include "handshake.h"
#include "segment.h"
#include "stall.h"

#define COOKED 20 /* bytes before the IP header */
#define LINK 1 /* index */

static void is_there(const struct segment *s, const uint8_t *frame, size_t len)
{
	const bool v4 = frame[COOKED] >> 4 == 4;
	const size_t ip = v4 ? (size_t)(frame[COOKED] & 0xf) * 4 : 40;
	const uint8_t *tcp = frame + COOKED + ip;
	char text[SEGMENT_END_SIZE];

	require(len >= COOKED + ip + 20);
	require(s->source.port == (tcp[0] << 8 | tcp[1]));
	require(!memcmp(s->source.address, frame + COOKED + (v4 ? 12 : 8), v4 ? 4 : 16));
	require(s->reset == !!(tcp[13] & 4) && s->syn == !!(tcp[13] & 2) && !(s->reset && s->syn));
	require(strlen(segment_format_end(text, &s->target)) < SEGMENT_END_SIZE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct handshakes handshakes;
	static struct stalls stalls;
	struct handshake h;
	struct stall stall;
	uint64_t now_ms = 1000;

	handshakes.count = stalls.count = 0;
	while (size) {
		const size_t len = data[0] < size ? data[0] : size - 1;
		uint8_t *copy = calloc(1, len + !len);
		struct segment s;

		memcpy(copy, data + 1, len);
		if (segment_parse(&s, copy, len)) {
			is_there(&s, copy, len);
			handshake_take(&handshakes, &s, s.ifindex == LINK, now_ms);
			stall_take(&stalls, &s, now_ms, now_ms);
		}
		free(copy);
		data += 1 + len;
		size -= 1 + len;
		now_ms += 250;
		if (handshake_next(&handshakes, &h, now_ms))
			require(h.answered_ms && h.told && h.line.family);
		if (stall_next(&stalls, &stall, now_ms))
			require(stall.sent >= 4 && stall.bytes >= STALL_LARGE);
	}
	require(handshakes.count <= HANDSHAKE_TABLE && stalls.count <= STALL_TABLE);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A TCP segment as a capture on all interfaces has it: behind the 20 bytes of
 * LINKTYPE_LINUX_SLL2, and maybe cut. No I/O.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEGMENT_SNAP 160 /* bytes of a frame that are enough: all headers with all options */

#define SEGMENT_MSS_NONE 0 /* no such option; no stack announces 0 */

/* Address and port; without a gap, so that memcmp() compares them. */
struct segment_end {
	uint16_t family; /* AF_INET or AF_INET6 */
	uint16_t port;
	uint8_t address[16]; /* of IPv4 the first 4, the others are 0 */
};

struct segment {
	uint32_t ifindex; /* where it was seen */
	bool outgoing; /* it left there, after all hooks; otherwise it came, before all of them */
	struct segment_end source, target;
	uint32_t seq, ack;
	bool syn, reset, is_ack;
	uint16_t mss; /* of the first MSS option, as the clamp takes it */
	uint32_t bytes; /* of the IP packet, as it says */
	uint32_t length; /* of its data, by the same word */
};

/*
 * Returns false, and leaves *ret alone, for anything but TCP over IPv4 or IPv6, without
 * extension headers, whose header is there as a whole; and for what resets, unless it
 * acknowledges, as the refusal of a SYN does.
 */
bool segment_parse(struct segment *ret, const uint8_t *frame, size_t len);

#define SEGMENT_END_SIZE 48 /* "[fd00:1db8:1234:5678:9abc:def0:1234:5678]:65535" */
/* "192.0.2.1:80", "[2001:db8::1]:80". Returns `ret`. */
const char *segment_format_end(char ret[static SEGMENT_END_SIZE], const struct segment_end *end);

#endif

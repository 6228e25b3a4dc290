/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Black holes: connections through a link whose first large segment is sent again
 * and again. A sender repeats what was not acknowledged, and acknowledgements
 * are cumulative; so no large segment of it ever arrived, while the small ones of
 * the handshake did; or the receiver has left. No I/O, no clock.
 */
#ifndef STALL_H
#define STALL_H

#include <stdbool.h>
#include <stdint.h>

#include "segment.h"

/* Bytes of an IP packet: a path that loses smaller ones is none (RFC 8200 section 5). */
#define STALL_LARGE 1281U

#define STALL_TABLE 256 /* connections that are watched at a time, those heard of last */

struct stall {
	bool inbound; /* the data come from the line */
	struct segment_end source, target; /* as on the line */
	uint32_t first; /* sequence number of the first large segment that was seen */
	uint32_t bytes; /* of it, as an IP packet, when it came last */
	unsigned int sent; /* how often it was */
	uint64_t first_ms, last_ms; /* of its large segments */
	uint64_t heard; /* as it was when it was sent for the third time */
	bool told;
};

struct stalls {
	struct stall items[STALL_TABLE];
	unsigned int count;
};

/*
 * A segment on the link's interface; a small one does nothing. `heard` is a number
 * that changes whenever a packet comes in by the link.
 */
void stall_take(struct stalls *t, const struct segment *s, uint64_t now_ms, uint64_t heard);

/*
 * One that was not told yet. Data to the line that stall while nothing at all comes
 * in by it are none: the line is lost. Returns false: there is none.
 */
bool stall_next(struct stalls *t, struct stall *ret, uint64_t heard);

/*
 * Where there is more than can be looked at, of so many connections one is watched, a
 * power of 2: from the share until now, and the large segments in the last second.
 */
unsigned int stall_share(unsigned int share, uint64_t large);

/* The end beyond the line. */
const struct segment_end *stall_remote(const struct stall *s);

#endif

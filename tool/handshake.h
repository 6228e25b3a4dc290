/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP handshakes through a link, out of the SYNs and SYN/ACKs that are seen there and
 * on all other interfaces: each of both with the MSS before and behind this
 * machine. No I/O, no clock.
 *
 * What belongs together is known by the remote end, which no NAT here changes, and
 * by the number that the first SYN has and its answer acknowledges, with or without data. So both sides
 * of a NAT are paired, and what cannot be paired is not.
 */
#ifndef HANDSHAKE_H
#define HANDSHAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "segment.h"

#define HANDSHAKE_TABLE 512 /* at a time; in a flood the oldest gives way */
#define HANDSHAKE_UNSEEN (-1) /* as an MSS: on that side nothing was seen */

/* One way through this machine: an MSS, SEGMENT_MSS_NONE or HANDSHAKE_UNSEEN */
struct handshake_way {
	int before, after;
};

struct handshake {
	bool inbound; /* somebody beyond the line began it */
	uint32_t number; /* of the first SYN */
	uint32_t length; /* of the data in it (TCP Fast Open) */
	struct segment_end remote;
	struct segment_end line, lan; /* the near end as seen on each side; family 0: not seen */
	struct handshake_way out, in; /* to the line, and from it */
	uint64_t began_ms;
	uint64_t answered_ms; /* 0: not yet */
	bool told;
};

struct handshakes {
	struct handshake items[HANDSHAKE_TABLE];
	unsigned int count;
	uint64_t began_ms; /* 0: nothing was seen yet */
	uint64_t unanswered_out, unanswered_in; /* given up */
	uint64_t crowded_out; /* gave way before they were told */
};

/* `on_link`: it was seen on the link's interface. Neither SYN nor reset, it does nothing. */
void handshake_take(struct handshakes *h, const struct segment *s, bool on_link, uint64_t now_ms);

/* One that is complete and was not told yet; false: none. To be called until then, now and then. */
bool handshake_next(struct handshakes *h, struct handshake *ret, uint64_t now_ms);

/* No more will come: what is answered counts as complete. */
bool handshake_last(struct handshakes *h, struct handshake *ret);

/* Whoever still waits, for a second or longer, is given up, too. To be called once. */
void handshake_end(struct handshakes *h, uint64_t now_ms);

#endif

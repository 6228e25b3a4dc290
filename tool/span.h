/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a ring has of a span of time. No I/O.
 */
#ifndef SPAN_H
#define SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/ring.h"

struct span {
	unsigned int asked, lost; /* echoes */
	unsigned int measured; /* seconds with a round trip */
	uint32_t min_us, median_us, max_us; /* of theirs; 0 without one */
};

/* Of the seconds since boot from `from_s` on, before `to_s`; a day at most. */
struct span span_of(const struct ring *r, uint64_t from_s, uint64_t to_s);

/* An answer to what was sent in the last seconds may still come. */
#define SPAN_PENDING_S 2

/* Of the last minute that is over. */
#define SPAN_LAST_S 60
struct span span_last(const struct ring *r, uint64_t now_s);

#endif

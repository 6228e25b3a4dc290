// SPDX-License-Identifier: GPL-2.0-or-later
#include "span.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Both middle ones count where there are two. */
static uint32_t median_of(const uint32_t *sorted, unsigned int count)
{
	return (uint32_t)(((uint64_t)sorted[(count - 1) / 2] + sorted[count / 2]) / 2);
}

struct span span_of(const struct ring *r, uint64_t from_s, uint64_t to_s)
{
	static uint32_t rtt_us[RING_SECONDS];
	struct span span = { 0 };
	struct ring_second s;

	for (uint64_t i = from_s; i < to_s && span.measured < RING_SECONDS; i++) {
		if (!ring_second_at(r, i, &s))
			continue;
		span.asked += s.asked;
		span.lost += s.asked - s.answered;
		if (s.rtt_us)
			rtt_us[span.measured++] = s.rtt_us;
	}
	if (!span.measured)
		return span;
	qsort(rtt_us, span.measured, sizeof(rtt_us[0]), compare);
	span.min_us = rtt_us[0];
	span.median_us = median_of(rtt_us, span.measured);
	span.max_us = rtt_us[span.measured - 1];
	return span;
}

struct span span_last(const struct ring *r, uint64_t now_s)
{
	const uint64_t end_s = now_s > SPAN_PENDING_S ? now_s - SPAN_PENDING_S : 0;

	return span_of(r, end_s > SPAN_LAST_S ? end_s - SPAN_LAST_S : 0, end_s);
}

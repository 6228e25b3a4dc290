/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A span of a link's time in columns, as a graph draws it, and what is said
 * below it. No I/O.
 */
#ifndef CHART_H
#define CHART_H

#include <stddef.h>
#include <stdint.h>

#include "facts.h"
#include "span.h"

#define CHART_COLUMNS 1200 /* at most */
#define CHART_FACTS 6
#define CHART_VALUE_SIZE 128

struct chart_column {
	struct span span;
	uint32_t down_ms, off_ms; /* of it without the network, and so on purpose */
	uint64_t in, out; /* bits per second, in its busiest minute */
};

struct chart {
	const struct facts *facts;
	const struct ring *ring;
	const char *ac_name, *device; /* as in the record, or "" */
	uint64_t from_s, to_s; /* since boot */
	unsigned int count; /* of columns */
	struct chart_column columns[CHART_COLUMNS];
	struct span all;
	unsigned int losses, asked_for; /* those that a user wanted are no losses */
	uint64_t down_ms; /* of the losses, within the chart */
	struct ring_loss longest; /* lasted_ms as it is now; 0: there is none */
	uint64_t worst_s; /* when its minute begins */
	struct span worst; /* the most echoes lost, or else the longest round trip */
	uint64_t most_in, most_out; /* bits per second */
};

/* One line of what is said. */
struct chart_fact {
	const char *label;
	char value[CHART_VALUE_SIZE];
};

/* From `from_s` to `to_s`, at most a day, in `count` columns, 1 to CHART_COLUMNS. */
void chart_make(struct chart *ret, const struct facts *f, const struct ring *r, uint64_t from_s,
		uint64_t to_s, unsigned int count);

/* Returns how many there are. */
unsigned int chart_say(const struct chart *c, struct chart_fact ret[static CHART_FACTS]);

/* What an axis goes up to, so that nearly all is seen, and the steps to there: microseconds. */
uint32_t chart_rtt_top(const struct chart *c, uint32_t *ret_step);

/* The same of bits per second. */
uint64_t chart_rate_top(const struct chart *c, uint64_t *ret_step);

/* Between two marks of the time axis, of which `most` have room. */
uint64_t chart_time_step(const struct chart *c, unsigned int most);

/* The first mark, at a round time of day here. */
uint64_t chart_first_mark(const struct chart *c, uint64_t step_s);

#define CHART_TEXT_SIZE 32
/* "48.2 Mbit/s" */
const char *chart_rate(char ret[static CHART_TEXT_SIZE], uint64_t bits);

/* "14:30", or the day at midnight. */
const char *chart_mark(char ret[static CHART_TEXT_SIZE], const struct chart *c, uint64_t boot_s);

#endif

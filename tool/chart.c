// SPDX-License-Identifier: GPL-2.0-or-later
#include "chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "say.h"

#define MINUTE_S 60

static uint64_t end_ms_of(const struct chart *c, const struct ring_loss *l)
{
	return l->lasted_ms ? l->start_ms + l->lasted_ms : c->to_s * 1000;
}

static uint64_t overlap_ms(uint64_t from_ms, uint64_t to_ms, uint64_t start_ms, uint64_t end_ms)
{
	const uint64_t from = from_ms > start_ms ? from_ms : start_ms;
	const uint64_t to = to_ms < end_ms ? to_ms : end_ms;

	return to > from ? to - from : 0;
}

static bool is_asked_for(const struct ring_loss *l)
{
	return !strcmp(l->reason, "user") || !strcmp(l->reason, "restart");
}

/* Columns */

static uint64_t begin_of(const struct chart *c, unsigned int column)
{
	return c->from_s + (c->to_s - c->from_s) * column / c->count;
}

static void take_bytes(struct chart_column *column, const struct ring *r, uint64_t from_s,
		       uint64_t to_s)
{
	for (uint64_t m = from_s / MINUTE_S; m * MINUTE_S < to_s; m++) {
		uint64_t in, out;

		ring_minute_at(r, m, &in, &out);
		in = in * 8 / MINUTE_S;
		out = out * 8 / MINUTE_S;
		column->in = in > column->in ? in : column->in;
		column->out = out > column->out ? out : column->out;
	}
}

static void take_columns(struct chart *c)
{
	for (unsigned int i = 0; i < c->count; i++) {
		struct chart_column *column = &c->columns[i];
		const uint64_t from_s = begin_of(c, i), to_s = begin_of(c, i + 1);

		column->span = span_of(c->ring, from_s, to_s);
		take_bytes(column, c->ring, from_s, to_s);
		c->most_in = column->in > c->most_in ? column->in : c->most_in;
		c->most_out = column->out > c->most_out ? column->out : c->most_out;
	}
}

/* Losses */

static void mark_down(struct chart *c, const struct ring_loss *l)
{
	for (unsigned int i = 0; i < c->count; i++) {
		const uint64_t ms = overlap_ms(begin_of(c, i) * 1000, begin_of(c, i + 1) * 1000,
					       l->start_ms, end_ms_of(c, l));

		if (is_asked_for(l))
			c->columns[i].off_ms += (uint32_t)ms;
		else
			c->columns[i].down_ms += (uint32_t)ms;
	}
}

static void take_loss(struct chart *c, struct ring_loss l)
{
	const uint64_t end_ms = end_ms_of(c, &l);
	const uint64_t ms = overlap_ms(c->from_s * 1000, c->to_s * 1000, l.start_ms, end_ms);

	if (!ms)
		return;
	mark_down(c, &l);
	if (is_asked_for(&l)) {
		c->asked_for++;
		return;
	}
	c->losses++;
	c->down_ms += ms;
	l.lasted_ms = (uint32_t)(end_ms - l.start_ms);
	if (l.lasted_ms > c->longest.lasted_ms)
		c->longest = l;
}

static bool is_worse(const struct span *a, const struct span *b)
{
	return a->lost != b->lost ? a->lost > b->lost : a->max_us > b->max_us;
}

static void find_worst(struct chart *c)
{
	for (uint64_t s = c->from_s - c->from_s % MINUTE_S; s < c->to_s; s += MINUTE_S) {
		const uint64_t end_s = s + MINUTE_S < c->to_s ? s + MINUTE_S : c->to_s;
		const struct span span = span_of(c->ring, s, end_s);

		if (span.asked && is_worse(&span, &c->worst)) {
			c->worst = span;
			c->worst_s = s;
		}
	}
}

void chart_make(struct chart *ret, const struct facts *f, const struct ring *r, uint64_t from_s,
		uint64_t to_s, unsigned int count)
{
	*ret = (struct chart){
		.facts = f,
		.ring = r,
		.ac_name = "",
		.device = r->device,
		.from_s = from_s,
		.to_s = to_s,
		.count = count,
	};
	take_columns(ret);
	ret->all = span_of(r, from_s, to_s);
	for (unsigned int i = 0; i < ring_count_losses(r); i++)
		take_loss(ret, ring_loss_at(r, i));
	find_worst(ret);
}

/* Texts */

const char *chart_rate(char ret[static CHART_TEXT_SIZE], uint64_t bits)
{
	static const char *const units[] = { "bit/s", "kbit/s", "Mbit/s", "Gbit/s" };
	double value = (double)bits;
	unsigned int unit = 0;

	while (value >= 999.5 && unit < 3) {
		value /= 1000;
		unit++;
	}
	snprintf(ret, CHART_TEXT_SIZE, "%.3g %s", value, units[unit]);
	return ret;
}

static void say_rtts(const struct chart *c, char ret[static CHART_VALUE_SIZE])
{
	char min[SAY_TIME_SIZE], median[SAY_TIME_SIZE], max[SAY_TIME_SIZE];

	if (!c->all.measured)
		snprintf(ret, CHART_VALUE_SIZE, "not known, no echo was answered");
	else
		snprintf(ret, CHART_VALUE_SIZE, "%s median, %s least, %s most",
			 say_rtt(median, c->all.median_us), say_rtt(min, c->all.min_us),
			 say_rtt(max, c->all.max_us));
}

static void say_echoes(const struct chart *c, char ret[static CHART_VALUE_SIZE])
{
	const double percent = c->all.asked ? 100.0 * c->all.lost / c->all.asked : 0;

	snprintf(ret, CHART_VALUE_SIZE, "%u of %u lost (%.*f %%)", c->all.lost, c->all.asked,
		 percent && percent < 0.1 ? 3 : 1, percent);
}

static void say_losses(const struct chart *c, char ret[static CHART_VALUE_SIZE])
{
	const uint64_t span_s = c->to_s - c->from_s;
	const double up = 100.0 - (double)c->down_ms / 10.0 / (double)span_s;
	char down[SAY_DURATION_SIZE], span[SAY_DURATION_SIZE];
	int len;

	if (c->losses)
		len = snprintf(ret, CHART_VALUE_SIZE, "%u, %s of %s in all (up %.2f %%)", c->losses,
			       say_length(down, c->down_ms), say_duration(span, span_s), up);
	else
		len = snprintf(ret, CHART_VALUE_SIZE, "none in %s", say_duration(span, span_s));
	if (c->asked_for)
		snprintf(ret + len, CHART_VALUE_SIZE - (size_t)len, "; %u on purpose",
			 c->asked_for);
}

static void say_longest(const struct chart *c, char ret[static CHART_VALUE_SIZE])
{
	char start[SAY_TIME_SIZE], length[SAY_DURATION_SIZE];

	snprintf(ret, CHART_VALUE_SIZE, "%s from %s (%s)", say_length(length, c->longest.lasted_ms),
		 say_time(start, facts_wall_s(c->facts, c->longest.start_ms / 1000)),
		 c->longest.reason);
}

static void say_worst(const struct chart *c, char ret[static CHART_VALUE_SIZE])
{
	char start[SAY_TIME_SIZE], rtt[SAY_TIME_SIZE];
	int len;

	say_time(start, facts_wall_s(c->facts, c->worst_s));
	len = snprintf(ret, CHART_VALUE_SIZE, "%.16s, %u of %u echoes lost", start, c->worst.lost,
		       c->worst.asked);
	if (c->worst.measured)
		snprintf(ret + len, CHART_VALUE_SIZE - (size_t)len, ", up to %s",
			 say_rtt(rtt, c->worst.max_us));
}

static void say_rates(const struct chart *c, char ret[static CHART_VALUE_SIZE])
{
	char in[CHART_TEXT_SIZE], out[CHART_TEXT_SIZE];

	snprintf(ret, CHART_VALUE_SIZE, "%s in, %s out", chart_rate(in, c->most_in),
		 chart_rate(out, c->most_out));
}

unsigned int chart_say(const struct chart *c, struct chart_fact ret[static CHART_FACTS])
{
	static const struct {
		const char *label;
		void (*say)(const struct chart *c, char ret[static CHART_VALUE_SIZE]);
	} facts[CHART_FACTS] = {
		{ "round trip", say_rtts },    { "echoes", say_echoes },
		{ "losses", say_losses },      { "longest loss", say_longest },
		{ "worst minute", say_worst }, { "busiest minute", say_rates },
	};
	const bool known[CHART_FACTS] = { true,	     true,	     true,
					  c->losses, c->worst.asked, c->most_in || c->most_out };
	unsigned int count = 0;

	for (unsigned int i = 0; i < CHART_FACTS; i++)
		if (known[i]) {
			ret[count].label = facts[i].label;
			facts[i].say(c, ret[count++].value);
		}
	return count;
}

/* Axes */

/* 1, 2 or 5 times a power of ten, at least `least`. */
static uint64_t round_step(uint64_t least)
{
	static const unsigned int steps[] = { 1, 2, 5 };

	for (uint64_t power = 1;; power *= 10)
		for (int i = 0; i < 3; i++)
			if (steps[i] * power >= least)
				return steps[i] * power;
}

static int compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* One column in fifty may be cut, but the ordinary is not in the lowest third. */
static uint32_t ordinary_most(const struct chart *c)
{
	uint32_t most[CHART_COLUMNS];
	unsigned int count = 0;

	for (unsigned int i = 0; i < c->count; i++)
		if (c->columns[i].span.measured)
			most[count++] = c->columns[i].span.max_us;
	if (!count)
		return 1000;
	qsort(most, count, sizeof(most[0]), compare);
	return most[(count - 1) * 98 / 100];
}

uint32_t chart_rtt_top(const struct chart *c, uint32_t *ret_step)
{
	const uint32_t ordinary = ordinary_most(c), twice = 2 * c->all.median_us;
	const uint32_t needed = ordinary > twice ? ordinary : twice;

	*ret_step = (uint32_t)round_step(needed / 5 + 1);
	return (needed / *ret_step + 1) * *ret_step;
}

uint64_t chart_rate_top(const struct chart *c, uint64_t *ret_step)
{
	const uint64_t needed = c->most_in > c->most_out ? c->most_in : c->most_out;

	*ret_step = round_step(needed / 3 + 1);
	return (needed / *ret_step + 1) * *ret_step;
}

uint64_t chart_time_step(const struct chart *c, unsigned int most)
{
	static const unsigned int steps[] = { 60,   120,  300,	 600,	900,  1800,
					      3600, 7200, 10800, 14400, 21600 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if ((c->to_s - c->from_s) / steps[i] < most)
			return steps[i];
	return 43200;
}

uint64_t chart_first_mark(const struct chart *c, uint64_t step_s)
{
	const time_t wall = (time_t)facts_wall_s(c->facts, c->from_s);
	struct tm tm = { 0 };
	uint64_t here;

	localtime_r(&wall, &tm);
	here = (uint64_t)(wall + tm.tm_gmtoff);
	return c->from_s + (step_s - here % step_s) % step_s;
}

const char *chart_mark(char ret[static CHART_TEXT_SIZE], const struct chart *c, uint64_t boot_s)
{
	const time_t wall = (time_t)facts_wall_s(c->facts, boot_s);
	struct tm tm = { 0 };

	localtime_r(&wall, &tm);
	strftime(ret, CHART_TEXT_SIZE, tm.tm_hour || tm.tm_min ? "%H:%M" : "%b %d", &tm);
	return ret;
}

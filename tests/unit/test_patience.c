// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/patience.h"

static void learn(struct patience *p, uint32_t rtt_ms, int times)
{
	for (int i = 0; i < times; i++)
		patience_learn(p, rtt_ms);
}

static void nothing_is_known(void)
{
	const struct patience p = { 0 };

	is_int(patience_rtt_ms(&p), 0);
	is_int(patience_ms(&p, false), 4000);
}

static void cautious_at_first(void)
{
	struct patience p = { 0 };

	learn(&p, 5, 59);
	is_int(patience_ms(&p, false), 1000);
	learn(&p, 5, 1);
	is_int(patience_ms(&p, false), PATIENCE_LEAST_MS);
}

/* Three to five round trips of a steady line, and never under 200 ms. */
static void follows_the_round_trip(void)
{
	for (uint32_t rtt = 1; rtt < 1800; rtt += 7) {
		struct patience p = { 0 };
		uint32_t ms;

		learn(&p, rtt, 100);
		ms = patience_ms(&p, false);
		ok(ms >= PATIENCE_LEAST_MS);
		if (rtt > 50)
			ok(ms >= 3 * rtt && ms <= 5 * rtt);
		ok(patience_rtt_ms(&p) + 1 >= rtt && patience_rtt_ms(&p) <= rtt);
	}
}

/* As RFC 6298 has it, with its first two samples worked out by hand. */
static void estimates_as_the_rfc_says(void)
{
	struct patience p = { 0 };

	patience_learn(&p, 100);
	is_int(p.smoothed_us, 100000);
	is_int(p.deviation_us, 50000);
	patience_learn(&p, 180);
	is_int(p.deviation_us, 57500);
	is_int(p.smoothed_us, 110000);
}

static void a_queue_that_fills_is_known_at_once(void)
{
	struct patience p = { 0 };

	learn(&p, 5, 100);
	patience_learn(&p, 500);
	ok(patience_ms(&p, false) > 2000);
}

/* Fails without the peak: the deviation has forgotten it after twenty echoes. */
static void what_is_rare_and_late_is_remembered(void)
{
	struct patience p = { 0 };

	learn(&p, 5, 100);
	patience_learn(&p, 300);
	learn(&p, 5, 60);
	ok(patience_ms(&p, false) > 400);
	learn(&p, 5, 1000);
	is_int(patience_ms(&p, false), PATIENCE_LEAST_MS);
}

static void much_that_is_sent_takes_its_time(void)
{
	struct patience p = { 0 };

	learn(&p, 5, 100);
	is_int(patience_ms(&p, true), 1000);
}

static void has_a_bound(void)
{
	struct patience p = { 0 };

	learn(&p, 60000, 100);
	is_int(patience_ms(&p, false), PATIENCE_MOST_MS);
}

int main(void)
{
	test(nothing_is_known);
	test(cautious_at_first);
	test(follows_the_round_trip);
	test(estimates_as_the_rfc_says);
	test(a_queue_that_fills_is_known_at_once);
	test(what_is_rare_and_late_is_remembered);
	test(much_that_is_sent_takes_its_time);
	test(has_a_bound);
	return done_testing();
}

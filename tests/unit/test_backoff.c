// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/backoff.h"

#include <stdlib.h>

static void doubles_up_to_the_longest(void)
{
	static const uint32_t want[] = { 500, 1000, 2000, 4000, 5000, 5000 };
	const struct backoff b = { .first_ms = 500, .most_ms = 5000 };

	for (unsigned int i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		is_int(backoff_delay_ms(&b, i + 1, 0), want[i]);
}

/* Fails if doubling begins before the quick tries are used up, or anew after them. */
static void first_tries_may_be_quick(void)
{
	static const uint32_t want[] = { 250, 500, 1000, 1000, 1000, 2000, 4000, 5000, 5000 };
	const struct backoff b = {
		.first_ms = 250,
		.most_ms = 5000,
		.quick_ms = 1000,
		.quick_tries = 5,
	};

	for (unsigned int i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		is_int(backoff_delay_ms(&b, i + 1, 0), want[i]);
}

static void quick_is_never_longer_than_the_longest(void)
{
	const struct backoff b = {
		.first_ms = 8000,
		.most_ms = 8000,
		.quick_ms = 1000,
		.quick_tries = 5,
	};

	for (unsigned int i = 1; i < 9; i++)
		is_int(backoff_delay_ms(&b, i, 0), 8000);
}

static void any_number_of_tries_is_fine(void)
{
	const struct backoff b = { .first_ms = 1, .most_ms = 3600000 };

	is_int(backoff_delay_ms(&b, 0, 0), 1);
	is_int(backoff_delay_ms(&b, 1000000, 0), 3600000);
	is_int(backoff_delay_ms(&b, UINT32_MAX, 0), 3600000);
}

static void first_above_the_longest_is_cut(void)
{
	const struct backoff b = { .first_ms = 9000, .most_ms = 5000 };

	is_int(backoff_delay_ms(&b, 1, 0), 5000);
}

static void zero_waits_zero(void)
{
	const struct backoff b = { .first_ms = 0, .most_ms = 5000, .jitter = 50 };

	is_int(backoff_delay_ms(&b, 7, 12345), 0);
}

static void jitter_stays_in_bounds_and_reaches_them(void)
{
	const struct backoff b = { .first_ms = 1000, .most_ms = 8000, .jitter = 20 };

	for (unsigned int tries = 1; tries < 6; tries++) {
		const uint32_t middle = tries < 4 ? 1000U << (tries - 1) : 8000;
		uint32_t least = UINT32_MAX, most = 0;

		for (uint32_t entropy = 0; entropy < 20000; entropy++) {
			const uint32_t delay = backoff_delay_ms(&b, tries, entropy);

			least = delay < least ? delay : least;
			most = delay > most ? delay : most;
		}
		is_int(least, middle - middle / 5);
		is_int(most, middle + middle / 5);
	}
}

static void random_entropy_stays_in_bounds(void)
{
	const struct backoff b = { .first_ms = 500, .most_ms = 3600000, .jitter = 99 };

	srandom(2);
	for (int i = 0; i < 20000; i++) {
		const uint32_t entropy = (uint32_t)random() << 1 | (uint32_t)(i & 1);
		const uint32_t delay = backoff_delay_ms(&b, 20, entropy);

		ok(delay >= 36000 && delay <= 7164000);
	}
}

static void same_entropy_same_delay(void)
{
	const struct backoff b = { .first_ms = 500, .most_ms = 5000, .jitter = 20 };

	is_int(backoff_delay_ms(&b, 3, 0xdeadbeef), backoff_delay_ms(&b, 3, 0xdeadbeef));
}

int main(void)
{
	test(doubles_up_to_the_longest);
	test(first_tries_may_be_quick);
	test(quick_is_never_longer_than_the_longest);
	test(any_number_of_tries_is_fine);
	test(first_above_the_longest_is_cut);
	test(zero_waits_zero);
	test(jitter_stays_in_bounds_and_reaches_them);
	test(random_entropy_stays_in_bounds);
	test(same_entropy_same_delay);
	return done_testing();
}

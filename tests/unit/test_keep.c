// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/keep.h"

static enum keep_verdict remove_at(struct keep *k, uint64_t now_ms)
{
	const enum keep_verdict verdict = keep_judge(k, now_ms);

	if (verdict == KEEP_RESTORE)
		keep_note(k, now_ms);
	return verdict;
}

/* Fails if the first three are not told apart from the fourth. */
static void gives_in_to_the_fourth(void)
{
	struct keep k = { .count = 0 };

	is_int(remove_at(&k, 0), KEEP_RESTORE);
	is_int(remove_at(&k, 1), KEEP_RESTORE);
	is_int(remove_at(&k, 59998), KEEP_RESTORE);
	is_int(remove_at(&k, 59999), KEEP_GIVE_IN);
	is_int(k.rest_until_ms, 59999 + KEEP_REST_MS);
}

/* Fails if the minute is not counted from the oldest of three. */
static void any_minute_counts(void)
{
	struct keep k = { .count = 0 };

	is_int(remove_at(&k, 5000), KEEP_RESTORE);
	is_int(remove_at(&k, 30000), KEEP_RESTORE);
	is_int(remove_at(&k, 60000), KEEP_RESTORE);
	is_int(remove_at(&k, 65000), KEEP_RESTORE);
	is_int(remove_at(&k, 89999), KEEP_GIVE_IN);
}

/* Fails if what was not missing counts. */
static void only_what_was_put_back_counts(void)
{
	struct keep k = { .count = 0 };

	for (int i = 0; i < 2 * KEEP_TIMES; i++)
		is_int(keep_judge(&k, 0), KEEP_RESTORE);
}

static void once_in_a_while_for_ever(void)
{
	struct keep k = { .count = 0 };

	for (uint64_t now = 0; now < 3600000; now += 20000)
		is_int(remove_at(&k, now), KEEP_RESTORE);
}

/* Fails if each says that it gives in, or if what was before the rest counts after it. */
static void rests_once_it_has_given_in(void)
{
	struct keep k = { .count = 0 };

	for (int i = 0; i < KEEP_TIMES; i++)
		remove_at(&k, 1000);
	is_int(remove_at(&k, 1000), KEEP_GIVE_IN);
	is_int(remove_at(&k, 1000), KEEP_REST);
	is_int(remove_at(&k, 1000 + KEEP_REST_MS - 1), KEEP_REST);
	for (int i = 0; i < KEEP_TIMES; i++)
		is_int(remove_at(&k, 1000 + KEEP_REST_MS), KEEP_RESTORE);
	is_int(remove_at(&k, 1000 + KEEP_REST_MS), KEEP_GIVE_IN);
}

int main(void)
{
	test(gives_in_to_the_fourth);
	test(any_minute_counts);
	test(only_what_was_put_back_counts);
	test(once_in_a_while_for_ever);
	test(rests_once_it_has_given_in);
	return done_testing();
}

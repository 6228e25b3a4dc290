// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/grace.h"

#define KEEP_MS 30000

static void one_loss_says_nothing(void)
{
	struct grace g = { .outlived_ms = 0 };

	is_int(grace_limit_ms(&g, KEEP_MS), KEEP_MS);
	grace_note_forgotten(&g, 5000); /* maybe it was only started anew */
	is_int(grace_limit_ms(&g, KEEP_MS), KEEP_MS);
}

static void of_two_the_longer_counts(void)
{
	struct grace g = { .outlived_ms = 0 };

	grace_note_forgotten(&g, 12000);
	grace_note_forgotten(&g, 5000);
	is_int(grace_limit_ms(&g, KEEP_MS), 12000);
	is_int(grace_limit_ms(&g, 4000), 4000);
	grace_note_forgotten(&g, 6000);
	is_int(grace_limit_ms(&g, KEEP_MS), 6000);
}

/* Fails without outlived_ms: an AC that was started anew twice would count. */
static void what_was_outlived_disproves(void)
{
	struct grace g = { .outlived_ms = 0 };

	grace_note_outlived(&g, 8000);
	grace_note_outlived(&g, 3000);
	grace_note_forgotten(&g, 5000);
	grace_note_forgotten(&g, 6000);
	is_int(grace_limit_ms(&g, KEEP_MS), KEEP_MS);
	grace_note_forgotten(&g, 9000);
	is_int(grace_limit_ms(&g, KEEP_MS), 9000);
	grace_note_outlived(&g, 9000);
	is_int(grace_limit_ms(&g, KEEP_MS), KEEP_MS);
}

/* Fails without grace_note_expired(): what is wrong would stay for ever. */
static void what_was_used_needs_a_new_proof(void)
{
	struct grace g = { .outlived_ms = 0 };

	grace_note_forgotten(&g, 5000);
	grace_note_forgotten(&g, 5000);
	grace_note_expired(&g);
	is_int(grace_limit_ms(&g, KEEP_MS), KEEP_MS);
	grace_note_forgotten(&g, 7000);
	is_int(grace_limit_ms(&g, KEEP_MS), 7000);
}

int main(void)
{
	test(one_loss_says_nothing);
	test(of_two_the_longer_counts);
	test(what_was_outlived_disproves);
	test(what_was_used_needs_a_new_proof);
	return done_testing();
}

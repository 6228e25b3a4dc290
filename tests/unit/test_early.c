// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/early.h"

static struct session_frame frame_of(uint16_t id, const char *packet, size_t len)
{
	return (struct session_frame){
		.session_id = id,
		.protocol = SESSION_FRAME_LCP,
		.data = (const uint8_t *)packet,
		.len = len,
	};
}

/* Fails if the first counts: its identifier is not awaited any more. */
static void last_one_counts(void)
{
	const struct session_frame a = frame_of(5, "\1\1\0\4", 4);
	const struct session_frame b = frame_of(5, "\1\2\0\6\1\2", 6);
	struct early e = { .len = 0 };

	early_keep(&e, &a);
	early_keep(&e, &b);
	is_int(e.len, 6);
	ok(!memcmp(e.bytes, b.data, 6));
}

static void one_that_is_too_long_changes_nothing(void)
{
	static const char large[EARLY_MAX + 1];
	const struct session_frame most = frame_of(5, large, EARLY_MAX);
	const struct session_frame more = frame_of(6, large, EARLY_MAX + 1);
	struct early e = { .len = 0 };

	early_keep(&e, &most);
	early_keep(&e, &more);
	is_int(e.len, EARLY_MAX);
	is_int(e.session_id, 5);
}

/* Fails if early_choose() does nothing: an AC may begin on a session that it grants to nobody. */
static void that_of_another_session_goes(void)
{
	const struct session_frame f = frame_of(5, "\1\1\0\4", 4);
	struct early e = { .len = 0 };

	early_keep(&e, &f);
	early_choose(&e, 5);
	is_int(e.len, 4);
	early_choose(&e, 6);
	is_int(e.len, 0);
}

/* Fails without `lost = false`: the one that the kernel may have taken would be read twice. */
static void newer_one_may_have_been_taken(void)
{
	const struct session_frame f = frame_of(5, "\1\1\0\4", 4);
	struct early e = { .lost = true };

	early_keep(&e, &f);
	ok(!e.lost);
}

int main(void)
{
	test(last_one_counts);
	test(one_that_is_too_long_changes_nothing);
	test(that_of_another_session_goes);
	test(newer_one_may_have_been_taken);
	return done_testing();
}

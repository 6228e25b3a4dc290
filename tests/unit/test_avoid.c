// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/avoid.h"

static const uint8_t a[6] = { 2, 0, 0, 0, 0, 0x0a }, b[6] = { 2, 0, 0, 0, 0, 0x0b };

static void the_only_one_is_not_avoided(void)
{
	struct avoid v = { .rivals = false };

	avoid_note_ac(&v, a);
	avoid_note_ac(&v, a);
	avoid_add(&v, a, 1000);
	ok(!avoid_has(&v, a, 1001));
	avoid_note_ac(&v, b);
	ok(avoid_has(&v, a, 1001));
	ok(!avoid_has(&v, b, 1001));
}

static void it_ends(void)
{
	struct avoid v = { .rivals = true };

	avoid_add(&v, a, 1000);
	ok(avoid_has(&v, a, 1000 + AVOID_MS - 1));
	ok(!avoid_has(&v, a, 1000 + AVOID_MS));
	avoid_add(&v, a, 2000);
	ok(avoid_has(&v, a, 1000 + AVOID_MS));
}

static void the_oldest_is_forgotten(void)
{
	struct avoid v = { .rivals = true };
	uint8_t mac[6] = { 2, 0, 0, 0, 1, 0 };

	for (mac[5] = 0; mac[5] <= AVOID_ACS; mac[5]++)
		avoid_add(&v, mac, 1000U + mac[5]);
	for (mac[5] = 0; mac[5] <= AVOID_ACS; mac[5]++)
		is_int(avoid_has(&v, mac, 2000), mac[5] > 0);
}

int main(void)
{
	test(the_only_one_is_not_avoided);
	test(it_ends);
	test(the_oldest_is_forgotten);
	return done_testing();
}

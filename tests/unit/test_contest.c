// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/contest.h"

static const uint8_t a[6] = { 2, 0, 0, 0, 0, 0x0a }, b[6] = { 2, 0, 0, 0, 0, 0x0b };
static const uint8_t frame[64];

static bool note(struct contest *c, const uint8_t *mac, bool avoided, uint64_t now_ms)
{
	return contest_note(c, mac, frame, sizeof(frame), avoided, now_ms);
}

static bool wins(const struct contest *c, const uint8_t *mac)
{
	return !memcmp(contest_best(c)->mac, mac, sizeof(a));
}

static void quickest_wins(void)
{
	struct contest c;

	contest_begin(&c, 1000, 300, 0);
	ok(note(&c, a, false, 1020));
	ok(note(&c, b, false, 1030));
	ok(wins(&c, a));
	contest_begin(&c, 1000, 300, 0);
	ok(note(&c, b, false, 1030));
	ok(wins(&c, b));
	is_int(contest_best(&c)->rtt_ms, 30);
}

/* Fails if an answer is taken for one to the last PADI. */
static void answers_count_more_than_time(void)
{
	struct contest c;

	contest_begin(&c, 1000, 300, 2);
	is_int(contest_pause_ms(&c), 100);
	ok(note(&c, a, false, 1002));
	ok(contest_ask(&c, 1102));
	ok(note(&c, b, false, 1150)); /* to the first PADI */
	ok(contest_ask(&c, 1202));
	ok(note(&c, b, false, 1250));
	ok(wins(&c, b));
	ok(note(&c, a, false, 1204)); /* to the last one: looks slow, which it is not held to be */
	ok(wins(&c, a));
	ok(!contest_ask(&c, 1302));
}

static void repeated_answers_are_none(void)
{
	struct contest c;

	contest_begin(&c, 1000, 300, 2);
	ok(note(&c, b, false, 1005));
	for (int i = 0; i < 9; i++)
		ok(note(&c, a, false, 1006));
	is_int(c.offers[1].answers, 1);
	ok(wins(&c, b));
}

static void avoided_wins_only_alone(void)
{
	struct contest c;

	contest_begin(&c, 1000, 300, 0);
	ok(note(&c, a, true, 1001));
	ok(wins(&c, a));
	ok(note(&c, b, false, 1200));
	ok(wins(&c, b));
}

static void there_is_an_end_of_room(void)
{
	uint8_t mac[6] = { 2, 0, 0, 0, 1, 0 };
	struct contest c;

	contest_begin(&c, 1000, 300, 0);
	for (mac[5] = 0; mac[5] < CONTEST_OFFERS; mac[5]++)
		ok(note(&c, mac, false, 1001));
	ok(!note(&c, mac, false, 1001));
	mac[5] = 0;
	ok(note(&c, mac, false, 1002));
	contest_begin(&c, 2000, 300, 9);
	is_int(c.to_ask, CONTEST_PADIS - 1);
	ok(!contest_note(&c, a, frame, PACKET_FRAME_MAX + 1, false, 2001));
}

int main(void)
{
	test(quickest_wins);
	test(answers_count_more_than_time);
	test(repeated_answers_are_none);
	test(avoided_wins_only_alone);
	test(there_is_an_end_of_room);
	return done_testing();
}

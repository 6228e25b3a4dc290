// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/pace.h"

#define MIDDLE(ms) ((ms) / 5) /* the entropy that adds as much as the jitter takes away */

static uint64_t wait_after(struct pace *p, enum pace_result result, uint64_t now_ms, uint32_t mean)
{
	pace_begin(p, now_ms);
	pace_note(p, result, now_ms + 5000, MIDDLE(mean));
	return p->not_before_ms > now_ms + 5000 ? p->not_before_ms - now_ms - 5000 : 0;
}

static void attempts_begin_at_most_once_a_second(void)
{
	struct pace p = { 0 };

	pace_begin(&p, 70000);
	is_int(p.not_before_ms, 71000);
	pace_note(&p, PACE_CARRIED, 70100, 0);
	is_int(p.not_before_ms, 71000);
}

static void traffic_forgives_everything(void)
{
	struct pace p = { .brief = 9, .failures = 9, .refusals = 9, .silent = 9 };

	is_int(wait_after(&p, PACE_CARRIED, 10000, 0), 0);
	is_int(p.brief + p.failures + p.refusals + p.silent, 0);
}

static void failures_wait_some_seconds(void)
{
	static const uint32_t want[] = { 0, 0, 1000, 2000, 4000, 8000, 8000 };
	struct pace p = { 0 };

	for (unsigned int i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		is_int(wait_after(&p, PACE_FAILED, i * 100000ULL, want[i]), want[i]);
}

static void refusals_wait_minutes(void)
{
	static const uint32_t want[] = { 0, 0, 60000, 120000, 240000, 480000, 600000, 600000 };
	struct pace p = { 0 };

	for (unsigned int i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		is_int(wait_after(&p, PACE_REFUSED, i * 1000000ULL, want[i]), want[i]);
}

/* A PADO that does not come, or a session that fails for another reason, proves no secret right. */
static void refusals_are_remembered(void)
{
	struct pace p = { 0 };

	for (int i = 0; i < 2; i++)
		wait_after(&p, PACE_REFUSED, 0, 0);
	is_int(wait_after(&p, PACE_SILENT, 100000, 0), 0);
	is_int(wait_after(&p, PACE_FAILED, 200000, 0), 0);
	is_int(wait_after(&p, PACE_REFUSED, 300000, 60000), 60000);
}

static void brief_sessions_wait_up_to_a_minute(void)
{
	static const uint32_t want[] = { 0, 0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000 };
	struct pace p = { 0 };

	for (unsigned int i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		is_int(wait_after(&p, PACE_BRIEF, i * 100000ULL, want[i]), want[i]);
}

/* Fails if whatever else comes between two brief sessions forgives them. */
static void brief_sessions_are_remembered(void)
{
	static const enum pace_result between[] = { PACE_SILENT, PACE_FAILED, PACE_REFUSED };

	for (unsigned int i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		struct pace p = { 0 };

		for (int n = 0; n < 4; n++) {
			wait_after(&p, PACE_BRIEF, 0, 0);
			wait_after(&p, between[i], 100000, 0);
		}
		is_int(p.brief, 4);
		is_int(wait_after(&p, PACE_BRIEF, 900000, 4000), 4000);
	}
}

/* An AC that ends each session half a second after IPCP, and a line that takes half a second. */
static void a_storm_of_sessions_dies_down(void)
{
	const struct pace_session s = { .network = true, .lasted_ms = 500, .bytes_in = 9000 };
	unsigned int in_a_minute = 0, in_ten = 0;
	struct pace p = { 0 };

	for (uint64_t now = 0; now < 600000; now = p.not_before_ms) {
		in_a_minute += now < 60000;
		in_ten++;
		pace_begin(&p, now);
		pace_note(&p, pace_judge(&s), now + 1000, (uint32_t)now);
	}
	ok(in_a_minute <= 9);
	ok(in_ten <= 20);
	printf("# %u sessions in a minute, %u in ten\n", in_a_minute, in_ten);
}

static void a_session_of_use_lasted_or_carried(void)
{
	static const struct {
		struct pace_session s;
		enum pace_result result;
	} row[] = {
		{ { .network = true }, PACE_BRIEF },
		{ { .network = true, .lasted_ms = 59999, .bytes_in = 65535 }, PACE_BRIEF },
		{ { .network = true, .lasted_ms = 60000 }, PACE_CARRIED },
		{ { .network = true, .not_by_ac = true }, PACE_CARRIED },
		{ { .not_by_ac = true }, PACE_CUT },
		{ { .not_by_ac = true, .refused = true }, PACE_REFUSED },
		{ { .network = true, .bytes_in = 65536 }, PACE_CARRIED },
		{ { .network = true, .refused = true, .lasted_ms = 60000 }, PACE_CARRIED },
		{ { .refused = true, .lasted_ms = 60000, .bytes_in = 65536 }, PACE_REFUSED },
		{ { .lasted_ms = 60000, .bytes_in = 65536 }, PACE_FAILED },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		is_int(pace_judge(&row[i].s), row[i].result);
}

/* Fails if what was not the AC's counts as a failure, or forgives one. */
static void what_was_cut_says_nothing(void)
{
	struct pace p = { .brief = 9, .failures = 9, .refusals = 9, .silent = 9 };

	is_int(wait_after(&p, PACE_CUT, 10000, 0), 0);
	is_int(p.brief + p.failures + p.refusals + p.silent, 36);
}

static void a_silent_line_is_asked_at_the_slowest_pace(void)
{
	const struct backoff usual = { .first_ms = 250, .most_ms = 8000, .jitter = 20 };
	struct pace p = { 0 };

	is_int(pace_retry(&p, &usual).first_ms, 250);
	is_int(wait_after(&p, PACE_SILENT, 0, 0), 0);
	is_int(pace_retry(&p, &usual).first_ms, 8000);
	is_int(pace_retry(&p, &usual).jitter, 20);
	pace_note_carrier(&p);
	is_int(pace_retry(&p, &usual).first_ms, 250);
}

/* Fails if a PADT goes beside each PADI, or once only. */
static void quick_padis_have_few_padts(void)
{
	static const bool want[] = { true, true, false, true, false, false, false, true, true };

	for (unsigned int i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		is_int(pace_repeats_padt(i + 1), want[i]);
}

static void the_user_need_not_wait(void)
{
	struct pace p = { 0 };

	for (int i = 0; i < 5; i++)
		pace_note(&p, PACE_REFUSED, 1000, 0);
	ok(p.not_before_ms > 60000);
	pace_forgive(&p);
	is_int(p.not_before_ms, 0);
	is_int(wait_after(&p, PACE_REFUSED, 10000, 0), 0);
}

static void a_wait_is_never_shortened(void)
{
	struct pace p = { 0 };

	pace_wait_until(&p, 9000);
	pace_wait_until(&p, 8000);
	is_int(p.not_before_ms, 9000);
	pace_note(&p, PACE_CARRIED, 5000, 0);
	is_int(p.not_before_ms, 9000);
}

int main(void)
{
	test(attempts_begin_at_most_once_a_second);
	test(traffic_forgives_everything);
	test(failures_wait_some_seconds);
	test(refusals_wait_minutes);
	test(refusals_are_remembered);
	test(brief_sessions_wait_up_to_a_minute);
	test(brief_sessions_are_remembered);
	test(a_storm_of_sessions_dies_down);
	test(a_session_of_use_lasted_or_carried);
	test(what_was_cut_says_nothing);
	test(a_silent_line_is_asked_at_the_slowest_pace);
	test(quick_padis_have_few_padts);
	test(the_user_need_not_wait);
	test(a_wait_is_never_shortened);
	return done_testing();
}

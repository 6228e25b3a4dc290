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
	struct pace p = { .failures = 9, .refusals = 9, .silent = 9 };

	is_int(wait_after(&p, PACE_CARRIED, 10000, 0), 0);
	is_int(p.failures + p.refusals + p.silent, 0);
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
static void padts_become_rare(void)
{
	static const bool want[] = { true, true, false, true, false, false, false, true, false };

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
	test(a_silent_line_is_asked_at_the_slowest_pace);
	test(padts_become_rare);
	test(the_user_need_not_wait);
	test(a_wait_is_never_shortened);
	return done_testing();
}

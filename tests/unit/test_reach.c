// SPDX-License-Identifier: GPL-2.0-or-later
/* Simulates a path, its targets, and a caller as the header wants it, each millisecond. */
#include "../tap.h"

#include "core/reach.h"

#define FOREVER UINT64_MAX
#define IN_FLIGHT 64
#define ALL 0x3U

/* Times in ms from the start. */
struct path {
	uint32_t interval_ms;
	unsigned int loss;
	uint32_t rtt_ms;
	uint64_t dies_at_ms, returns_at_ms;
	uint32_t dead_targets; /* never answer */
	unsigned int answers_each; /* only each so many rounds; 0: all */
	uint32_t window, max_loss, max_delay_ms; /* as in struct reach_rules */
	bool all;
	unsigned int loses_of_20; /* of 20 rounds, the first ones */
	uint64_t slow_at_ms, fast_at_ms; /* between them, a round trip takes slow_ms */
	uint32_t slow_ms;
	uint64_t suspended_at_ms, suspended_ms; /* nothing runs; what arrives waits */
	uint64_t ends_at_ms;
};

struct state {
	struct reach r;
	struct {
		uint64_t at;
		uint16_t seq;
		unsigned int target;
	} flying[IN_FLIGHT];
	unsigned int next, rounds;
	uint64_t up_at, down_at; /* FOREVER: did not turn */
	unsigned int turns;
	enum reach_reason reason;
};

static bool carries(const struct path *p, uint64_t now)
{
	return !p->dies_at_ms || now < p->dies_at_ms ||
	       (p->returns_at_ms && now >= p->returns_at_ms);
}

static uint32_t rtt(const struct path *p, uint64_t now)
{
	return p->slow_ms && now >= p->slow_at_ms && now < p->fast_at_ms ? p->slow_ms : p->rtt_ms;
}

static void fly(struct state *s, const struct path *p, uint32_t due, uint64_t now)
{
	for (unsigned int target = 0; target < 2; target++) {
		if (!(due >> target & 1) || p->dead_targets >> target & 1 || !carries(p, now) ||
		    (p->answers_each && s->rounds % p->answers_each != 0) ||
		    s->rounds % 20 < p->loses_of_20)
			continue;
		s->flying[s->next % IN_FLIGHT].at = now + rtt(p, now);
		s->flying[s->next % IN_FLIGHT].seq = s->r.seq;
		s->flying[s->next++ % IN_FLIGHT].target = target;
	}
}

static void land(struct state *s, uint64_t now)
{
	for (int i = 0; i < IN_FLIGHT; i++)
		if (s->flying[i].at && s->flying[i].at <= now) {
			reach_input(&s->r, s->flying[i].target, s->flying[i].seq, s->flying[i].at);
			s->flying[i].at = 0;
		}
}

static void call(struct state *s, const struct path *p, uint64_t now)
{
	const struct reach_group *g = &s->r.groups[0];
	const enum reach_state before = g->state;
	const uint32_t due = reach_timeout(&s->r, now);

	is_int(due, ALL);
	is_int(s->r.deadline_ms, now + p->interval_ms);
	s->rounds++;
	fly(s, p, due, now);
	if (before == g->state)
		return;
	s->turns++;
	s->reason = g->reason;
	*(g->state == REACH_UP ? &s->up_at : &s->down_at) = now;
}

static struct state simulate(const struct path *p)
{
	struct state s = { .up_at = FOREVER, .down_at = FOREVER };

	const struct reach_rules rules = {
		.interval_ms = p->interval_ms,
		.loss = p->loss,
		.window = p->window,
		.max_loss = p->max_loss,
		.max_delay_ms = p->max_delay_ms,
		.all = p->all,
	};

	reach_start(&s.r, &rules, 0);
	reach_set_targets(&s.r, 0, ALL);
	for (uint64_t now = 0; now < p->ends_at_ms; now++) {
		if (now - p->suspended_at_ms < p->suspended_ms)
			continue;
		if (now < s.r.deadline_ms)
			continue;
		land(&s, now);
		call(&s, p, now);
	}
	return s;
}
#define simulate(...) simulate(&(const struct path){ __VA_ARGS__ })

static void stays_up(void)
{
	const struct state s =
		simulate(.interval_ms = 1000, .loss = 5, .rtt_ms = 20, .ends_at_ms = 600000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.up_at, 1000);
	is_int(s.turns, 1);
	is_int(s.rounds, 600);
}

static void one_target_is_enough(void)
{
	for (uint32_t dead = 1; dead < ALL; dead++) {
		const struct state s = simulate(.interval_ms = 1000, .loss = 2, .rtt_ms = 20,
						.dead_targets = dead, .ends_at_ms = 60000);

		is_int(s.r.groups[0].state, REACH_UP);
		is_int(s.turns, 1);
		is_int(s.r.heard_before, ALL & ~dead);
	}
}

/* Whatever the moment of the loss: the last answered probe left before it. */
static void loss_takes_so_many_intervals_and_one_at_most(void)
{
	for (unsigned int loss = 1; loss < 8; loss++)
		for (uint64_t at = 10000; at < 10110; at++) {
			const struct state s = simulate(.interval_ms = 100, .loss = loss,
							.rtt_ms = 1, .dies_at_ms = at,
							.ends_at_ms = 12000);

			is_int(s.r.groups[0].state, REACH_DOWN);
			ok(s.down_at >= at + loss * 100ULL);
			ok(s.down_at < at + (loss + 1) * 100ULL);
			is_int(s.turns, 2);
		}
}

static void less_is_no_loss(void)
{
	const struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 10,
					.dies_at_ms = 10050, .returns_at_ms = 10450,
					.ends_at_ms = 20000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
}

static void never_answered(void)
{
	const struct state s =
		simulate(.interval_ms = 1000, .loss = 3, .dead_targets = ALL, .ends_at_ms = 60000);

	is_int(s.r.groups[0].state, REACH_DOWN);
	is_int(s.down_at, 3000);
	is_int(s.up_at, FOREVER);
}

static void returns_after(unsigned int loss, unsigned int rounds)
{
	const struct state s = simulate(.interval_ms = 100, .loss = loss, .rtt_ms = 10,
					.dies_at_ms = 5050, .returns_at_ms = 20050,
					.ends_at_ms = 30000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.up_at, 20100 + rounds * 100);
	is_int(s.turns, 3);
}

static void return_takes_half_as_many_rounds(void)
{
	returns_after(1, 2);
	returns_after(5, 2);
	returns_after(6, 3);
	returns_after(20, 10);
	returns_after(100, 50);
}

/* Up every second round is not up, and half the rounds lost are no loss of five in a row. */
static void flapping_path_stays_as_it_was(void)
{
	struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 10, .answers_each = 2,
				  .ends_at_ms = 60000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
	s = simulate(.interval_ms = 100, .loss = 1, .rtt_ms = 10, .answers_each = 2,
		     .ends_at_ms = 60000);
	is_int(s.r.groups[0].state, REACH_DOWN);
	is_int(s.turns, 1);
}

static void round_trip_may_be_longer_than_the_interval(void)
{
	struct state s =
		simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 480, .ends_at_ms = 60000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
	s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 650, .ends_at_ms = 60000);
	is_int(s.r.groups[0].state, REACH_DOWN);
	is_int(s.turns, 1);
}

static void suspended_for_hours_is_one_round(void)
{
	const struct state s = simulate(.interval_ms = 1000, .loss = 2, .rtt_ms = 1500,
					.suspended_at_ms = 10100, .suspended_ms = 7200000,
					.ends_at_ms = 7300000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
}

static void sequence_numbers_wrap(void)
{
	struct state s = simulate(.interval_ms = 1, .loss = 3, .rtt_ms = 1, .dead_targets = 2,
				  .ends_at_ms = 140000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
	/* However long the other was silent. */
	s.r.heard = 0;
	reach_input(&s.r, 1, s.r.seq, 0);
	is_int(s.r.heard, 2);
}

static struct reach begun(unsigned int loss, uint64_t now)
{
	const struct reach_rules rules = { .interval_ms = 100, .loss = loss };
	struct reach r;

	reach_start(&r, &rules, now);
	reach_set_targets(&r, 0, ALL);
	return r;
}

static struct reach started(unsigned int loss, int rounds)
{
	struct reach r = begun(loss, 0);

	for (int i = 0; i < rounds; i++)
		reach_timeout(&r, r.deadline_ms);
	return r;
}

static void nothing_happens_before_the_deadline(void)
{
	struct reach r = begun(5, 1000);

	is_int(reach_timeout(&r, 999), 0);
	is_int(r.seq, 0);
	is_int(reach_timeout(&r, 1000), ALL);
	is_int(r.seq, 1);
	is_int(reach_timeout(&r, 1099), 0);
	is_int(r.seq, 1);
}

static void only_what_was_sent_is_an_answer(void)
{
	struct reach r = begun(5, 0);

	reach_input(&r, 0, 0, 0); /* none is out */
	is_int(r.heard, 0);
	r = started(5, 3);
	reach_input(&r, 0, 4, 0); /* still to be sent */
	reach_input(&r, 0, 0, 0); /* before the first */
	reach_input(&r, 0, 65535, 0);
	reach_input(&r, 2, 3, 0); /* not a target */
	reach_input(&r, REACH_TARGETS, 3, 0);
	reach_input(&r, UINT32_MAX, 3, 0);
	is_int(r.heard, 0);
	reach_input(&r, 1, 1, 0);
	is_int(r.heard, 2);
}

static void each_answer_counts_once(void)
{
	struct reach r = started(5, 3);

	for (uint16_t seq = 1; seq <= 3; seq++)
		reach_input(&r, 0, seq, 0);
	is_int(r.heard, 1);
	for (int i = 0; i < 5; i++) {
		reach_timeout(&r, r.deadline_ms);
		for (uint16_t seq = 1; seq <= 3; seq++)
			reach_input(&r, 0, seq, 0);
		is_int(r.heard, 0);
	}
	is_int(r.groups[0].state, REACH_UP);
	reach_timeout(&r, r.deadline_ms);
	is_int(r.groups[0].state, REACH_DOWN);
}

static void what_is_too_old_proves_nothing(void)
{
	struct reach r = started(5, 40);

	reach_input(&r, 0, 34, 0);
	is_int(r.heard, 0);
	reach_input(&r, 0, 35, 0);
	is_int(r.heard, 1);
	r = started(100, 140);
	reach_input(&r, 0, 39, 0);
	is_int(r.heard, 0);
	reach_input(&r, 0, 40, 0);
	is_int(r.heard, 1);
}

static void other_targets_begin_with_a_clean_sheet(void)
{
	struct reach r = started(3, 3); /* two rounds lost */

	reach_set_targets(&r, 0, 1);
	is_int(reach_timeout(&r, r.deadline_ms), 1);
	is_int(r.groups[0].state, REACH_UNKNOWN);
	reach_input(&r, 1, r.seq, 0); /* not sent to that one */
	is_int(r.heard, 0);
	reach_timeout(&r, r.deadline_ms);
	is_int(r.groups[0].state, REACH_UNKNOWN);
	reach_timeout(&r, r.deadline_ms);
	is_int(r.groups[0].state, REACH_DOWN);
	reach_set_targets(&r, 0, ALL);
	is_int(r.groups[0].state, REACH_DOWN);
	is_int(reach_timeout(&r, r.deadline_ms), ALL);
}

/* Fails if what was lost with its last target begins as unknown, or what was not as lost. */
static void what_was_lost_is_so_until_it_answers(void)
{
	struct reach r = started(3, 5);

	is_int(r.groups[0].state, REACH_DOWN);
	for (int i = 0; i < 2; i++) { /* none of the sessions has an answer */
		reach_set_targets(&r, 0, 0);
		reach_set_targets(&r, 0, 0);
		is_int(r.groups[0].state, REACH_UNKNOWN);
		reach_set_targets(&r, 0, 1);
		is_int(r.groups[0].state, REACH_DOWN);
		is_int(r.groups[0].reason, REACH_SILENT);
		reach_timeout(&r, r.deadline_ms);
	}
	for (int i = 0; i < 2; i++) {
		is_int(r.groups[0].state, REACH_DOWN);
		reach_input(&r, 0, r.seq, 0);
		reach_timeout(&r, r.deadline_ms);
	}
	is_int(r.groups[0].state, REACH_UP);
	reach_set_targets(&r, 0, 0);
	reach_set_targets(&r, 0, 1);
	is_int(r.groups[0].state, REACH_UNKNOWN);
}

/* What each target of a group does in every round, and what comes of it. */
static void all_or_any(void)
{
	for (uint32_t dead = 0; dead <= ALL; dead++)
		for (int all = 0; all < 2; all++) {
			const bool up = all ? !dead : dead != ALL;
			const struct state s = simulate(.interval_ms = 100, .loss = 3, .rtt_ms = 20,
							.dead_targets = dead, .all = all,
							.ends_at_ms = 10000);

			is_int(s.r.groups[0].state, up ? REACH_UP : REACH_DOWN);
			is_int(s.turns, 1);
		}
}

/* 20 per cent of 100 rounds are 20, and each block of 20 loses so many. */
static void loss_above_the_limit(void)
{
	struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 20, .window = 100,
				  .max_loss = 20, .loses_of_20 = 4, .ends_at_ms = 60000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
	is_int(s.r.groups[0].lost, 20);
	s = simulate(.interval_ms = 100, .loss = 6, .rtt_ms = 20, .window = 100, .max_loss = 20,
		     .loses_of_20 = 5, .ends_at_ms = 60000);
	is_int(s.r.groups[0].state, REACH_DOWN);
	is_int(s.turns, 2);
	is_int(s.reason, REACH_LOSSY);
	is_int(s.r.groups[0].lost, 25);
	/* Without a limit it is none. */
	s = simulate(.interval_ms = 100, .loss = 6, .rtt_ms = 20, .window = 100, .loses_of_20 = 5,
		     .ends_at_ms = 60000);
	is_int(s.r.groups[0].state, REACH_UP);
}

/* Of a window that is not full yet, the losses count, not their share of what it has. */
static void the_first_rounds_are_no_window(void)
{
	const struct state s = simulate(.interval_ms = 100, .loss = 10, .rtt_ms = 20, .window = 100,
					.max_loss = 20, .dies_at_ms = 250, .returns_at_ms = 1050,
					.ends_at_ms = 60000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
}

/* Of 14 lost rounds the 11th is one too many, and with the last 5 it is good again. */
static void half_the_loss_is_good_again(void)
{
	const struct state s = simulate(.interval_ms = 100, .loss = 20, .rtt_ms = 20, .window = 100,
					.max_loss = 10, .dies_at_ms = 20050, .returns_at_ms = 21450,
					.ends_at_ms = 60000);

	is_int(s.reason, REACH_LOSSY);
	is_int(s.turns, 3);
	is_int(s.down_at, 20100 + 10 * 100 + (20 + 1) * 100);
	is_int(s.up_at, 20100 + 8 * 100 + (20 + 100 + 1) * 100);
}

/* Silence is told from loss, and ends with the loss. */
static void silence_is_loss_too(void)
{
	const struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 20, .window = 100,
					.max_loss = 10, .dies_at_ms = 20050, .returns_at_ms = 25050,
					.ends_at_ms = 60000);

	is_int(s.reason, REACH_SILENT);
	is_int(s.turns, 3);
	ok(s.down_at < 21000);
	ok(s.up_at > 34000 && s.up_at < 36000);
}

static void delay_above_the_limit(void)
{
	struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 20, .window = 100,
				  .max_delay_ms = 200, .slow_at_ms = 20000, .fast_at_ms = 40000,
				  .slow_ms = 380, .ends_at_ms = 80000);

	is_int(s.reason, REACH_SLOW);
	is_int(s.turns, 3);
	/* Half of the window is slow: (20 + 380) / 2 ms; one more is too many. */
	is_int(s.down_at, 20000 + 50 * 100 + (5 + 1) * 100);
	/* With 36 slow ones it is 149.6 ms, which is less than three quarters of 200. */
	is_int(s.up_at, 40000 + 63 * 100 + (5 + 1) * 100);
	is_int(s.r.groups[0].delay_ms, 20);
	s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 20, .window = 100,
		     .max_delay_ms = 380, .slow_at_ms = 20000, .fast_at_ms = 40000, .slow_ms = 380,
		     .ends_at_ms = 80000);
	is_int(s.turns, 1);
}

/* The first answers, or some in much silence, are no average. */
static void few_answers_have_no_delay(void)
{
	struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 380, .window = 100,
				  .max_delay_ms = 200, .ends_at_ms = 5000);

	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.r.groups[0].delay_ms, REACH_NO_DELAY);
	s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 380, .window = 100,
		     .max_delay_ms = 200, .ends_at_ms = 6000);
	is_int(s.r.groups[0].state, REACH_DOWN);
	s = simulate(.interval_ms = 100, .loss = 10, .rtt_ms = 380, .window = 100,
		     .max_delay_ms = 200, .answers_each = 3, .ends_at_ms = 60000);
	is_int(s.r.groups[0].state, REACH_UP);
	is_int(s.turns, 1);
}

/* At 190 to 210 ms on average, once. */
static void a_path_at_the_limit_does_not_flap(void)
{
	const struct state s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 190, .window = 10,
					.max_delay_ms = 200, .slow_at_ms = 20000,
					.fast_at_ms = 40000, .slow_ms = 210, .ends_at_ms = 80000);

	is_int(s.r.groups[0].state, REACH_DOWN);
	is_int(s.turns, 2);
}

/* Of any, the first answer of a round counts; of all, the last one. */
static void delay_of_several_targets(void)
{
	for (int all = 0; all < 2; all++) {
		const struct reach_rules rules = {
			.interval_ms = 100, .loss = 1, .window = 10, .max_delay_ms = 1, .all = all
		};
		struct reach r;

		reach_start(&r, &rules, 0);
		reach_set_targets(&r, 0, ALL);
		for (int i = 0; i < 20; i++) {
			const uint64_t sent = r.deadline_ms;

			reach_timeout(&r, sent);
			reach_input(&r, 1, r.seq, sent + 30);
			reach_input(&r, 0, r.seq, sent + 70);
		}
		is_int(r.groups[0].delay_ms, all ? 70 : 30);
	}
}

/* A clock that was set meanwhile, or an answer that was on the way for minutes. */
static void delays_are_bounded(void)
{
	struct reach r = started(5, 1);

	reach_input(&r, 0, r.seq, 0);
	reach_timeout(&r, r.deadline_ms);
	reach_input(&r, 0, r.seq, 99); /* sent at 100 */
	is_int(r.rounds[2].delay_ms[0], 0);
	reach_timeout(&r, r.deadline_ms);
	reach_input(&r, 0, r.seq, UINT64_MAX);
	is_int(r.rounds[3].delay_ms[0], UINT16_MAX);
}

static void groups_are_judged_alone(void)
{
	const struct reach_rules rules = { .interval_ms = 100, .loss = 3 };
	struct reach r;

	reach_start(&r, &rules, 0);
	reach_set_targets(&r, 0, 1);
	reach_set_targets(&r, 1, 2);
	for (int i = 0; i < 5; i++) {
		is_int(reach_timeout(&r, r.deadline_ms), ALL);
		reach_input(&r, 0, r.seq, 0);
	}
	is_int(r.groups[0].state, REACH_UP);
	is_int(r.groups[1].state, REACH_DOWN);
	reach_set_targets(&r, 1, 0);
	is_int(r.groups[1].state, REACH_UNKNOWN);
	is_int(r.groups[0].state, REACH_UP);
	is_int(reach_targets(&r), 1);
	is_int(reach_timeout(&r, r.deadline_ms), 1);
}

/* What was lost before a target was taken away does not count when it is one again. */
static void a_target_that_returns_has_no_past(void)
{
	const struct reach_rules rules = {
		.interval_ms = 100, .loss = 100, .window = 900, .max_loss = 10
	};
	struct reach r;

	reach_start(&r, &rules, 0);
	reach_set_targets(&r, 0, 1);
	for (int i = 0; i < 180; i++)
		reach_timeout(&r, r.deadline_ms);
	is_int(r.groups[0].state, REACH_DOWN);
	reach_set_targets(&r, 0, 0);
	reach_set_targets(&r, 0, 1);
	for (int i = 0; i < 150; i++) {
		reach_timeout(&r, r.deadline_ms);
		reach_input(&r, 0, r.seq, 0);
	}
	is_int(r.groups[0].lost, 0);
	is_int(r.groups[0].state, REACH_UP);
}

int main(void)
{
	test(stays_up);
	test(one_target_is_enough);
	test(loss_takes_so_many_intervals_and_one_at_most);
	test(less_is_no_loss);
	test(never_answered);
	test(return_takes_half_as_many_rounds);
	test(flapping_path_stays_as_it_was);
	test(round_trip_may_be_longer_than_the_interval);
	test(suspended_for_hours_is_one_round);
	test(sequence_numbers_wrap);
	test(nothing_happens_before_the_deadline);
	test(only_what_was_sent_is_an_answer);
	test(each_answer_counts_once);
	test(what_is_too_old_proves_nothing);
	test(other_targets_begin_with_a_clean_sheet);
	test(what_was_lost_is_so_until_it_answers);
	test(all_or_any);
	test(loss_above_the_limit);
	test(the_first_rounds_are_no_window);
	test(half_the_loss_is_good_again);
	test(silence_is_loss_too);
	test(delay_above_the_limit);
	test(few_answers_have_no_delay);
	test(a_path_at_the_limit_does_not_flap);
	test(delay_of_several_targets);
	test(delays_are_bounded);
	test(groups_are_judged_alone);
	test(a_target_that_returns_has_no_past);
	return done_testing();
}

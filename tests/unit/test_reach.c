// SPDX-License-Identifier: GPL-2.0-or-later
/* A path, its targets and a caller as the header wants it are simulated, millisecond by millisecond. */
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
};

static bool carries(const struct path *p, uint64_t now)
{
	return !p->dies_at_ms || now < p->dies_at_ms ||
	       (p->returns_at_ms && now >= p->returns_at_ms);
}

static void fly(struct state *s, const struct path *p, uint32_t due, uint64_t now)
{
	for (unsigned int target = 0; target < 2; target++) {
		if (!(due >> target & 1) || p->dead_targets >> target & 1 || !carries(p, now) ||
		    (p->answers_each && s->rounds % p->answers_each != 0))
			continue;
		s->flying[s->next % IN_FLIGHT].at = now + p->rtt_ms;
		s->flying[s->next % IN_FLIGHT].seq = s->r.seq;
		s->flying[s->next++ % IN_FLIGHT].target = target;
	}
}

static void land(struct state *s, uint64_t now)
{
	for (int i = 0; i < IN_FLIGHT; i++)
		if (s->flying[i].at && s->flying[i].at <= now) {
			reach_input(&s->r, s->flying[i].target, s->flying[i].seq);
			s->flying[i].at = 0;
		}
}

static void call(struct state *s, const struct path *p, uint64_t now)
{
	const enum reach_state before = s->r.state;
	const uint32_t due = reach_timeout(&s->r, now);

	is_int(due, ALL);
	is_int(s->r.deadline_ms, now + p->interval_ms);
	s->rounds++;
	fly(s, p, due, now);
	if (before == s->r.state)
		return;
	s->turns++;
	*(s->r.state == REACH_UP ? &s->up_at : &s->down_at) = now;
}

static struct state simulate(const struct path *p)
{
	struct state s = { .up_at = FOREVER, .down_at = FOREVER };

	reach_start(&s.r, p->interval_ms, p->loss, ALL, 0);
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

	is_int(s.r.state, REACH_UP);
	is_int(s.up_at, 1000);
	is_int(s.turns, 1);
	is_int(s.rounds, 600);
}

static void one_target_is_enough(void)
{
	for (uint32_t dead = 1; dead < ALL; dead++) {
		const struct state s = simulate(.interval_ms = 1000, .loss = 2, .rtt_ms = 20,
						.dead_targets = dead, .ends_at_ms = 60000);

		is_int(s.r.state, REACH_UP);
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

			is_int(s.r.state, REACH_DOWN);
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

	is_int(s.r.state, REACH_UP);
	is_int(s.turns, 1);
}

static void never_answered(void)
{
	const struct state s =
		simulate(.interval_ms = 1000, .loss = 3, .dead_targets = ALL, .ends_at_ms = 60000);

	is_int(s.r.state, REACH_DOWN);
	is_int(s.down_at, 3000);
	is_int(s.up_at, FOREVER);
}

static void returns_after(unsigned int loss, unsigned int rounds)
{
	const struct state s = simulate(.interval_ms = 100, .loss = loss, .rtt_ms = 10,
					.dies_at_ms = 5050, .returns_at_ms = 20050,
					.ends_at_ms = 30000);

	is_int(s.r.state, REACH_UP);
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

	is_int(s.r.state, REACH_UP);
	is_int(s.turns, 1);
	s = simulate(.interval_ms = 100, .loss = 1, .rtt_ms = 10, .answers_each = 2,
		     .ends_at_ms = 60000);
	is_int(s.r.state, REACH_DOWN);
	is_int(s.turns, 1);
}

static void round_trip_may_be_longer_than_the_interval(void)
{
	struct state s =
		simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 480, .ends_at_ms = 60000);

	is_int(s.r.state, REACH_UP);
	is_int(s.turns, 1);
	s = simulate(.interval_ms = 100, .loss = 5, .rtt_ms = 650, .ends_at_ms = 60000);
	is_int(s.r.state, REACH_DOWN);
	is_int(s.turns, 1);
}

static void suspended_for_hours_is_one_round(void)
{
	const struct state s = simulate(.interval_ms = 1000, .loss = 2, .rtt_ms = 1500,
					.suspended_at_ms = 10100, .suspended_ms = 7200000,
					.ends_at_ms = 7300000);

	is_int(s.r.state, REACH_UP);
	is_int(s.turns, 1);
}

static void sequence_numbers_wrap(void)
{
	struct state s = simulate(.interval_ms = 1, .loss = 3, .rtt_ms = 1, .dead_targets = 2,
				  .ends_at_ms = 140000);

	is_int(s.r.state, REACH_UP);
	is_int(s.turns, 1);
	/* However long the other was silent. */
	s.r.heard = 0;
	reach_input(&s.r, 1, s.r.seq);
	is_int(s.r.heard, 2);
}

static struct reach started(unsigned int loss, int rounds)
{
	struct reach r;

	reach_start(&r, 100, loss, ALL, 0);
	for (int i = 0; i < rounds; i++)
		reach_timeout(&r, r.deadline_ms);
	return r;
}

static void nothing_happens_before_the_deadline(void)
{
	struct reach r;

	reach_start(&r, 100, 5, ALL, 1000);
	is_int(reach_timeout(&r, 999), 0);
	is_int(r.seq, 0);
	is_int(reach_timeout(&r, 1000), ALL);
	is_int(r.seq, 1);
	is_int(reach_timeout(&r, 1099), 0);
	is_int(r.seq, 1);
}

static void only_what_was_sent_is_an_answer(void)
{
	struct reach r;

	reach_start(&r, 100, 5, ALL, 0);
	reach_input(&r, 0, 0); /* none is out */
	is_int(r.heard, 0);
	r = started(5, 3);
	reach_input(&r, 0, 4); /* still to be sent */
	reach_input(&r, 0, 0); /* before the first */
	reach_input(&r, 0, 65535);
	reach_input(&r, 2, 3); /* not a target */
	reach_input(&r, REACH_TARGETS, 3);
	reach_input(&r, UINT32_MAX, 3);
	is_int(r.heard, 0);
	reach_input(&r, 1, 1);
	is_int(r.heard, 2);
}

static void each_answer_counts_once(void)
{
	struct reach r = started(5, 3);

	for (uint16_t seq = 1; seq <= 3; seq++)
		reach_input(&r, 0, seq);
	is_int(r.heard, 1);
	for (int i = 0; i < 5; i++) {
		reach_timeout(&r, r.deadline_ms);
		for (uint16_t seq = 1; seq <= 3; seq++)
			reach_input(&r, 0, seq);
		is_int(r.heard, 0);
	}
	is_int(r.state, REACH_UP);
	reach_timeout(&r, r.deadline_ms);
	is_int(r.state, REACH_DOWN);
}

static void what_is_too_old_proves_nothing(void)
{
	struct reach r = started(5, 40);

	reach_input(&r, 0, 34);
	is_int(r.heard, 0);
	reach_input(&r, 0, 35);
	is_int(r.heard, 1);
	r = started(100, 40);
	reach_input(&r, 0, 8);
	is_int(r.heard, 0);
	reach_input(&r, 0, 9);
	is_int(r.heard, 1);
}

static void other_targets_begin_with_a_clean_sheet(void)
{
	struct reach r = started(3, 3); /* two rounds lost */

	reach_set_targets(&r, 1);
	is_int(reach_timeout(&r, r.deadline_ms), 1);
	is_int(r.state, REACH_UNKNOWN);
	reach_input(&r, 1, r.seq); /* not sent to that one */
	is_int(r.heard, 0);
	reach_timeout(&r, r.deadline_ms);
	is_int(r.state, REACH_UNKNOWN);
	reach_timeout(&r, r.deadline_ms);
	is_int(r.state, REACH_DOWN);
	reach_set_targets(&r, ALL);
	is_int(r.state, REACH_DOWN);
	is_int(reach_timeout(&r, r.deadline_ms), ALL);
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
	return done_testing();
}

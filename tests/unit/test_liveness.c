// SPDX-License-Identifier: GPL-2.0-or-later
/* Simulates a line, its peer, and a caller as the header wants it, millisecond by millisecond. */
#include "../tap.h"

#include "core/liveness.h"

#define FOREVER UINT32_MAX
#define PACKET_BYTES 100
#define ECHO_BYTES 10 /* as ppp_generic counts them */

/* Times in ms from the start. */
struct line {
	const char *name;
	uint32_t detect_ms;
	uint32_t rtt_ms;
	uint32_t receives_each_ms; /* traffic; 0: none */
	bool answered; /* in a session before */
	uint32_t dies_at_ms; /* 0: never */
	uint32_t returns_at_ms;
	unsigned int loses_echo; /* each so many; 0: none */
	uint32_t late_ms; /* each timer */
	uint32_t suspended_at_ms, suspended_ms; /* nothing runs, and what arrives is lost */
	uint32_t ends_at_ms;
	uint32_t dead_least_ms, dead_most_ms; /* FOREVER: stays alive */
	unsigned int echoes_least, echoes_most;
	unsigned int suspicions_most; /* that come to nothing */
};

struct state {
	struct liveness l;
	uint64_t reply_at[256];
	uint32_t in, out; /* bytes since the caller looked */
	unsigned int echoes;
	unsigned int mute; /* times said */
	unsigned int suspicions;
	bool suspect, dead;
};

static bool within(uint64_t now, uint64_t from, uint64_t len)
{
	return now >= from && now < from + len;
}

static bool carries(const struct line *line, uint64_t now)
{
	return !line->dies_at_ms || now < line->dies_at_ms ||
	       (line->returns_at_ms && now >= line->returns_at_ms);
}

static void receive(struct state *s, const struct line *line, uint64_t now)
{
	if (!carries(line, now) || within(now, line->suspended_at_ms, line->suspended_ms))
		return;
	if (line->receives_each_ms && now % line->receives_each_ms == 0)
		s->in += PACKET_BYTES;
	for (unsigned int id = 0; id < 256; id++)
		if (s->reply_at[id] && s->reply_at[id] == now) {
			liveness_reply(&s->l, (uint8_t)id, now);
			s->in += ECHO_BYTES;
		}
}

static void call(struct state *s, const struct line *line, uint64_t now)
{
	liveness_count(&s->l, s->in, s->out, now);
	s->in = s->out = 0;
	switch (liveness_timeout(&s->l, now)) {
	case LIVENESS_NOTHING:
		break;
	case LIVENESS_SEND_ECHO:
		s->echoes++;
		s->out += ECHO_BYTES;
		if (carries(line, now) && !(line->loses_echo && s->echoes % line->loses_echo == 0))
			s->reply_at[s->l.echo_id] = now + (line->rtt_ms ? line->rtt_ms : 1);
		break;
	case LIVENESS_DEAD:
		s->dead = true;
		break;
	case LIVENESS_MUTE:
		s->mute++;
		break;
	}
	if (liveness_is_suspect(&s->l, now) && !s->suspect)
		s->suspicions++;
	s->suspect = liveness_is_suspect(&s->l, now);
	ok(s->dead || s->l.deadline_ms > now);
	ok(s->l.deadline_ms <= now + liveness_patience_ms(&s->l) / (s->l.mute ? 1 : 8));
}

static uint64_t simulate(struct state *s, const struct line *line)
{
	uint64_t now = 0;

	liveness_start(&s->l, line->detect_ms, 0);
	s->l.answers = line->answered;
	for (; !s->dead && now < line->ends_at_ms; now++) {
		receive(s, line, now);
		if (now >= s->l.deadline_ms + line->late_ms &&
		    !within(now, line->suspended_at_ms, line->suspended_ms))
			call(s, line, now);
	}
	return now - s->dead;
}

static void run_line(const struct line *line)
{
	struct state s = { 0 };
	uint64_t at;

	tap_begin();
	at = simulate(&s, line);
	is_int(s.dead, line->dead_most_ms != FOREVER);
	ok(s.mute <= 1);
	if (s.dead)
		ok(at >= line->dead_least_ms && at <= line->dead_most_ms);
	ok(s.echoes >= line->echoes_least && s.echoes <= line->echoes_most);
	ok(s.suspicions <= line->suspicions_most + (s.dead && s.l.rtt_ms));
	ok(!s.dead || !s.l.rtt_ms || s.suspect);
	if (tap_failed_checks)
		printf("# %s at %llu ms after %u echoes, suspect %u times\n",
		       s.dead ? "dead" : "ends", (unsigned long long)at, s.echoes, s.suspicions);
	tap_end(line->name);
}

#define LINE(label, ...) run_line(&(const struct line){ .name = (label), __VA_ARGS__ })
#define ALIVE(least, most) .dead_most_ms = FOREVER, .echoes_least = (least), .echoes_most = (most)
#define DEAD(from, to, least, most)                                             \
	.dead_least_ms = (from), .dead_most_ms = (to), .echoes_least = (least), \
	.echoes_most = (most), .ends_at_ms = UINT32_MAX

static void lines_that_live(void)
{
	LINE("idle", .detect_ms = 800, .rtt_ms = 10, .ends_at_ms = 60000, ALIVE(140, 160));
	LINE("idle_far_peer", .detect_ms = 800, .rtt_ms = 490, .ends_at_ms = 60000, ALIVE(60, 120));
	LINE("far_peer_beyond_detect_ms", .detect_ms = 800, .rtt_ms = 1500, .ends_at_ms = 60000,
	     ALIVE(20, 60));
	LINE("busy", .detect_ms = 800, .receives_each_ms = 20, .ends_at_ms = 60000, ALIVE(1, 1));
	LINE("busy_but_echoes_are_lost", .detect_ms = 800, .receives_each_ms = 300, .loses_echo = 1,
	     .ends_at_ms = 60000, ALIVE(0, 400));
	LINE("a_byte_now_and_then", .detect_ms = 800, .receives_each_ms = 700, .loses_echo = 1,
	     .ends_at_ms = 60000, ALIVE(100, 130));
	LINE("every_second_echo_lost", .detect_ms = 800, .rtt_ms = 10, .loses_echo = 2,
	     .ends_at_ms = 60000, ALIVE(200, 300));
	LINE("short_loss", .detect_ms = 800, .rtt_ms = 10, .dies_at_ms = 10000,
	     .returns_at_ms = 10400, .ends_at_ms = 20000, .suspicions_most = 1, ALIVE(30, 70));
	LINE("timer_always_late", .detect_ms = 800, .rtt_ms = 10, .late_ms = 500,
	     .ends_at_ms = 60000, ALIVE(40, 100));
	LINE("suspended", .detect_ms = 800, .rtt_ms = 10, .suspended_at_ms = 10000,
	     .suspended_ms = 20000, .ends_at_ms = 60000, ALIVE(90, 160));
	LINE("suspended_far_peer", .detect_ms = 800, .rtt_ms = 450, .suspended_at_ms = 10790,
	     .suspended_ms = 20000, .ends_at_ms = 60000, ALIVE(40, 120));
	/* Fails if silence counts for one that answers no echo, or if it gets all those echoes. */
	LINE("answers_no_echo", .detect_ms = 800, .loses_echo = 1, .ends_at_ms = 60000,
	     ALIVE(15, 25));
	LINE("shortest", .detect_ms = 100, .rtt_ms = 5, .ends_at_ms = 10000, ALIVE(180, 290));
	LINE("longest", .detect_ms = 60000, .rtt_ms = 10, .ends_at_ms = 3600000, ALIVE(100, 160));
}

static void lines_that_die(void)
{
	LINE("idle_line_dies", .detect_ms = 800, .rtt_ms = 10, .dies_at_ms = 10000,
	     DEAD(10400, 11000, 20, 40));
	LINE("busy_line_dies", .detect_ms = 800, .receives_each_ms = 1, .dies_at_ms = 10001,
	     DEAD(10800, 10900, 6, 6));
	LINE("busy_line_dies_after_a_poll", .detect_ms = 800, .receives_each_ms = 1,
	     .dies_at_ms = 10002, DEAD(10801, 10901, 6, 6));
	LINE("and_the_timer_is_late", .detect_ms = 800, .receives_each_ms = 1, .late_ms = 90,
	     .dies_at_ms = 10001, DEAD(10800, 11100, 4, 6));
	LINE("and_the_timer_is_very_late", .detect_ms = 800, .receives_each_ms = 1, .late_ms = 500,
	     .dies_at_ms = 10001, DEAD(10800, 14000, 4, 6));
	LINE("from_the_start", .detect_ms = 800, .answered = true, .loses_echo = 1,
	     DEAD(4000, 4500, 8, 9));
	LINE("far_peer_dies", .detect_ms = 800, .rtt_ms = 500, .dies_at_ms = 10000,
	     DEAD(11000, 12300, 10, 40));
	LINE("shortest_dies", .detect_ms = 100, .receives_each_ms = 1, .dies_at_ms = 1001,
	     DEAD(1100, 1125, 6, 7));
	LINE("longest_dies", .detect_ms = 60000, .receives_each_ms = 1, .dies_at_ms = 1000001,
	     DEAD(1060000, 1067500, 6, 6));
	LINE("dies_while_suspended", .detect_ms = 800, .rtt_ms = 10, .dies_at_ms = 10000,
	     .suspended_at_ms = 9990, .suspended_ms = 20000, DEAD(30490, 30500, 20, 40));
}

/* Whatever the moment: the last byte at `at`, and the poll anywhere. */
static void detects_within_nine_eighths_at_any_moment(void)
{
	for (uint32_t detect = 100; detect < 1000; detect += 37) {
		for (uint32_t at = 1000; at < 1130; at++) {
			const struct line line = { .detect_ms = detect,
						   .receives_each_ms = 1,
						   .dies_at_ms = at + 1,
						   .ends_at_ms = 10000 };
			struct state s = { 0 };
			const uint64_t took = simulate(&s, &line) - at;

			ok(s.dead && took >= detect && took <= detect + detect / 8);
		}
	}
}

/* Also where others are sent before the first reply. */
static void round_trip_is_measured(void)
{
	const struct line near = { .detect_ms = 800, .rtt_ms = 12, .ends_at_ms = 5000 };
	const struct line far = { .detect_ms = 800, .rtt_ms = 490, .ends_at_ms = 5000 };
	struct state s = { 0 };

	simulate(&s, &near);
	is_int(s.l.rtt_ms, 12);
	s = (struct state){ 0 };
	simulate(&s, &far);
	is_int(s.l.rtt_ms, 490);
}

static void round_trip_goes_up_at_once_and_down_in_steps(void)
{
	struct liveness l;
	uint8_t first;

	liveness_start(&l, 800, 0);
	is_int(l.rtt_ms, 0);
	is_int(liveness_patience_ms(&l), 4000);
	is_int(liveness_timeout(&l, 0), LIVENESS_SEND_ECHO);
	first = l.echo_id;
	is_int(liveness_timeout(&l, 500), LIVENESS_SEND_ECHO);
	liveness_reply(&l, (uint8_t)(l.echo_id + 1), 510); /* to an echo of pppd's own */
	is_int(l.rtt_ms, 0);
	liveness_reply(&l, first, 600);
	is_int(l.rtt_ms, 600);
	is_int(liveness_patience_ms(&l), 2400);
	liveness_reply(&l, l.echo_id, 700);
	is_int(l.rtt_ms, 400);
	liveness_reply(&l, l.echo_id, 990); /* twice */
	is_int(l.rtt_ms, 400);
}

static void patience_has_its_bounds(void)
{
	struct liveness l = { .detect_ms = 800, .rtt_ms = 200 };

	is_int(liveness_patience_ms(&l), 800);
	l.rtt_ms = 201;
	is_int(liveness_patience_ms(&l), 804);
	l.rtt_ms = 20000;
	is_int(liveness_patience_ms(&l), 60000);
}

/* A peer that is known to answer quickly. */
static void start_measured(struct liveness *l, uint32_t detect_ms, uint64_t now_ms)
{
	liveness_start(l, detect_ms, now_ms);
	l->rtt_ms = 1;
	l->answers = true;
	l->deadline_ms = now_ms + detect_ms / 8;
}

/* 500 ms of 800: the first echo has been out for 200. */
static void suspect_before_dead(void)
{
	const struct line line = { .detect_ms = 800,
				   .rtt_ms = 10,
				   .receives_each_ms = 1,
				   .dies_at_ms = 1001,
				   .ends_at_ms = 1490 };
	struct state s = { 0 };

	simulate(&s, &line);
	ok(!s.suspect);
	s = (struct state){ 0 };
	simulate(&s, &(const struct line){ .detect_ms = 800,
					   .rtt_ms = 10,
					   .receives_each_ms = 1,
					   .dies_at_ms = 1001,
					   .ends_at_ms = 1620 });
	ok(s.suspect && !s.dead);
	liveness_input(&s.l, 1620);
	ok(!liveness_is_suspect(&s.l, 1620));
}

static void nothing_happens_before_the_deadline(void)
{
	struct liveness l;

	start_measured(&l, 800, 5000);
	is_int(l.deadline_ms, 5100);
	is_int(liveness_timeout(&l, 5099), LIVENESS_NOTHING);
	is_int(l.deadline_ms, 5100);
	is_int(liveness_timeout(&l, 5100), LIVENESS_NOTHING);
	is_int(l.deadline_ms, 5200);
}

static void to_the_brink_of_death(struct liveness *l, uint64_t start)
{
	liveness_input(l, start);
	is_int(l->echoes, 0);
	for (uint64_t quiet = 100; quiet < 800; quiet += 100)
		is_int(liveness_timeout(l, start + quiet),
		       quiet < 300 ? LIVENESS_NOTHING : LIVENESS_SEND_ECHO);
	is_int(l->echoes, 5);
}

/* A jump of the clock alone never kills: a whole round of echoes comes first, each time. */
static void a_jump_takes_a_round_first(void)
{
	struct liveness l;

	start_measured(&l, 800, 0);
	for (uint64_t jump = 3600000; jump < 9000000; jump += 3600000) {
		uint64_t now = jump;

		to_the_brink_of_death(&l, jump - 3600000);
		for (int i = 0; i < 5; i++) {
			is_int(liveness_timeout(&l, now), LIVENESS_SEND_ECHO);
			now = l.deadline_ms;
		}
		is_int(now, jump + 500);
		is_int(liveness_timeout(&l, now), LIVENESS_DEAD);
		l.deadline_ms = jump + 100;
	}
}

/* Late once more in the same silence: no new round, but never under three echoes. */
static void a_second_jump_takes_three_echoes(void)
{
	struct liveness l;

	start_measured(&l, 800, 0);
	to_the_brink_of_death(&l, 0);
	is_int(liveness_timeout(&l, 10000), LIVENESS_SEND_ECHO);
	is_int(liveness_timeout(&l, 20000), LIVENESS_SEND_ECHO);
	is_int(liveness_timeout(&l, 30000), LIVENESS_SEND_ECHO);
	is_int(liveness_timeout(&l, 40000), LIVENESS_DEAD);
}

int main(void)
{
	lines_that_live();
	lines_that_die();
	test(detects_within_nine_eighths_at_any_moment);
	test(round_trip_is_measured);
	test(round_trip_goes_up_at_once_and_down_in_steps);
	test(patience_has_its_bounds);
	test(suspect_before_dead);
	test(nothing_happens_before_the_deadline);
	test(a_jump_takes_a_round_first);
	test(a_second_jump_takes_three_echoes);
	return done_testing();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is anything beyond the peer reachable through a link? Without any I/O: answers
 * to probes and time come in, probes to send, a deadline and a state come out.
 *
 * Every interval_ms begins a round: one probe to each target. A round counts as
 * answered if any answer arrived in it, from any target, to a probe at most
 * `loss` rounds old; so a round trip may be longer than the interval. Each
 * answer counts once. `loss` rounds in a row without one: DOWN, which takes
 * loss to loss + 1 intervals from the moment of the loss. Half as many answered
 * rounds in a row, and never under two: UP again, so that a flapping path stays
 * DOWN.
 */
#ifndef REACH_H
#define REACH_H

#include <stdbool.h>
#include <stdint.h>

#define REACH_TARGETS 4

enum reach_state {
	REACH_UNKNOWN, /* no answer yet, and too early to say more */
	REACH_UP,
	REACH_DOWN,
};

struct reach {
	enum reach_state state;
	uint64_t deadline_ms; /* when to call reach_timeout */
	uint32_t interval_ms;
	unsigned int loss;
	uint32_t targets; /* bit n: target n is probed */
	uint32_t answered[REACH_TARGETS]; /* bit n: the probe n rounds ago */
	uint32_t heard; /* targets that answered in this round */
	uint32_t heard_before; /* in the one before, which was judged last */
	unsigned int streak; /* rounds in a row that spoke against `state` */
	uint16_t seq; /* sequence number of this round's probes */
	bool begun; /* the first round */
};

/* The first round is due at once. `interval_ms` and `loss` from 1 on; `targets` as in the struct. */
void reach_start(struct reach *r, uint32_t interval_ms, unsigned int loss, uint32_t targets,
		 uint64_t now_ms);

/* Other targets from the next round on. The state stays, and what spoke against it is forgotten. */
void reach_set_targets(struct reach *r, uint32_t targets);

/*
 * Ends the round and begins the next: returns the targets to probe now, with
 * r->seq. Nothing before the deadline. One that is late counts as one round; what
 * has arrived until then is to be reported before.
 */
uint32_t reach_timeout(struct reach *r, uint64_t now_ms);

/* `target` (any number) answered the probe `seq`. One that was not sent changes nothing. */
void reach_input(struct reach *r, unsigned int target, uint16_t seq);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is anything beyond the peer reachable through a link, and well enough? Without
 * any I/O: answers to probes and time come in, probes to send, a deadline and a
 * state come out.
 *
 * Every interval_ms begins a round: one probe to each target. Targets are judged
 * in groups. A round counts as answered if any target of the group, or each of
 * them, was heard in it, with an answer to a probe at most `loss` rounds old; so
 * a round trip may be longer than the interval. Each answer counts once. `loss`
 * rounds in a row without one: DOWN, which takes loss to loss + 1 intervals from
 * the moment of the loss. Half as many answered rounds in a row, and never under
 * two: UP again, so that a flapping path stays DOWN.
 *
 * Beside that, the last `window` rounds whose answers cannot come any more may
 * not have lost more than max_loss per cent, nor taken longer than max_delay_ms
 * on average. UP again only with half of that loss, and three quarters of that
 * delay: a path at a limit does not flap.
 */
#ifndef REACH_H
#define REACH_H

#include <stdbool.h>
#include <stdint.h>

#define REACH_TARGETS 4
#define REACH_GROUPS 2
#define REACH_LOSS_MOST 100
#define REACH_WINDOW_MOST 900
#define REACH_ROUNDS 1024 /* remembered; divides 65536, and is more than both of these */

enum reach_state {
	REACH_UNKNOWN, /* no answer yet, and too early to say more */
	REACH_UP,
	REACH_DOWN,
};

enum reach_reason {
	REACH_SILENT,
	REACH_LOSSY,
	REACH_SLOW
};

struct reach_rules {
	uint32_t interval_ms; /* from 1 on */
	uint32_t loss; /* rounds, from 1 to REACH_LOSS_MOST */
	uint32_t window; /* rounds, from 1 to REACH_WINDOW_MOST */
	uint32_t max_loss; /* per cent; 0: does not matter */
	uint32_t max_delay_ms; /* 0: does not matter */
	bool all; /* each target has to answer */
};

/* One round's probes. */
struct reach_round {
	uint64_t sent_ms;
	uint16_t delay_ms[REACH_TARGETS];
	uint8_t asked, heard; /* bit n: target n */
};

struct reach_group {
	uint32_t targets; /* bit n: target n is one of it, and probed */
	enum reach_state state;
	enum reach_reason reason; /* why it is, or was, DOWN */
	bool was_down; /* when its last target went */
	unsigned int streak; /* rounds in a row that spoke against `state` */
	/* Of the window, if there is a limit */
	uint32_t lost; /* rounds */
	uint32_t delay_ms; /* on average; REACH_NO_DELAY: under half of them were answered */
};

#define REACH_NO_DELAY UINT32_MAX

struct reach {
	struct reach_rules rules;
	struct reach_group groups[REACH_GROUPS];
	struct reach_round rounds[REACH_ROUNDS]; /* by the low bits of their seq */
	uint64_t deadline_ms; /* when to call reach_timeout */
	uint32_t heard; /* targets that answered in this round */
	uint32_t heard_before; /* in the one before, which was judged last */
	uint16_t seq; /* sequence number of this round's probes */
};

/* Without any target. The first round is due at once. */
void reach_start(struct reach *r, const struct reach_rules *rules, uint64_t now_ms);

/*
 * Other targets from the next round on, in no other group. The state stays, and
 * what spoke against it is forgotten. Without any target it is UNKNOWN; one that was
 * DOWN before is so again with the next ones.
 */
void reach_set_targets(struct reach *r, unsigned int group, uint32_t targets);

/* What was asked, and not judged yet, counts for nothing; the states stay. */
void reach_pause(struct reach *r);

/* Those of all groups. */
uint32_t reach_targets(const struct reach *r);

/*
 * Ends the round and begins the next: returns the targets to probe now, with
 * r->seq. Nothing before the deadline. One that is late counts as one round; what
 * has arrived until then is to be reported before.
 */
uint32_t reach_timeout(struct reach *r, uint64_t now_ms);

/*
 * `target` (any number) answered the probe `seq` at `arrived_ms`, or at once if
 * that is before it was sent. A probe that was not sent changes nothing.
 */
void reach_input(struct reach *r, unsigned int target, uint16_t seq, uint64_t arrived_ms);

#endif

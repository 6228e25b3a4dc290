// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Probes: bytes for the rules and the targets of both groups, then events: a byte of time to
 * pass (in 10 ms), and one for an answer: its target, and how many rounds old it is; or all
 * targets change.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "core/reach.h"

#define TARGETS_CHANGE 0xff

struct run {
	struct reach r;
	uint16_t seq[8]; /* of the last rounds; the newest comes first */
	unsigned int silent; /* rounds in a row that nobody has answered */
	bool answered;
};

static void check(const struct run *run, uint64_t now_ms)
{
	const struct reach *r = &run->r;

	require(r->deadline_ms <= now_ms + r->rules.interval_ms);
	require(!(r->heard >> REACH_TARGETS));
	for (int i = 0; i < REACH_GROUPS; i++) {
		const struct reach_group *g = &r->groups[i];

		require(g->lost <= r->rules.window);
		require(g->targets || g->state == REACH_UNKNOWN);
		require(g->state != REACH_UP || run->answered);
		require(g->state != REACH_DOWN || g->reason != REACH_LOSSY || r->rules.max_loss);
		require(g->state != REACH_DOWN || g->reason != REACH_SLOW || r->rules.max_delay_ms);
		require(g->state != REACH_UP || run->silent < r->rules.loss);
	}
}

static void pass(struct run *run, uint64_t now_ms)
{
	uint32_t asked;

	run->silent = run->r.heard ? 0 : run->silent + (now_ms >= run->r.deadline_ms);
	asked = reach_timeout(&run->r, now_ms);
	require(!(asked & ~reach_targets(&run->r)));
	if (run->seq[0] == run->r.seq)
		return;
	memmove(run->seq + 1, run->seq, sizeof(run->seq) - sizeof(run->seq[0]));
	run->seq[0] = run->r.seq;
}

static void happen(struct run *run, uint8_t what, uint64_t now_ms)
{
	const uint32_t before = run->r.heard;

	if (what == TARGETS_CHANGE) {
		reach_set_targets(&run->r, 0, reach_targets(&run->r) ^ 1);
		run->silent = 0;
		return;
	}
	reach_input(&run->r, what & 7, run->seq[what >> 3 & 7], now_ms);
	require((what & 7) < REACH_TARGETS || run->r.heard == before);
	if (run->r.heard != before)
		run->answered = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { .data = data, .left = size };
	uint8_t loss, window, most, delay, targets, what;
	uint64_t now_ms = 1000;
	static struct run run;

	memset(&run, 0, sizeof(run));
	if (!cursor_get_u8(&c, &loss) || !cursor_get_u8(&c, &window) || !cursor_get_u8(&c, &most) ||
	    !cursor_get_u8(&c, &delay) || !cursor_get_u8(&c, &targets))
		return 0;
	reach_start(&run.r,
		    &(struct reach_rules){ .interval_ms = 100,
					   .loss = 1 + loss % 10,
					   .window = window < 0xf0 ? 10 + window % 64
								   : REACH_WINDOW_MOST,
					   .max_loss = most % 100,
					   .max_delay_ms = delay,
					   .all = loss & 0x80 },
		    now_ms);
	reach_set_targets(&run.r, 0, targets & 3);
	reach_set_targets(&run.r, 1, targets & 12);
	while (fuzz_next_event(&c, &now_ms, &what)) {
		pass(&run, now_ms);
		happen(&run, what, now_ms);
		check(&run, now_ms);
	}
	return 0;
}

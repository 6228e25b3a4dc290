// SPDX-License-Identifier: GPL-2.0-or-later
#include "reach.h"

#include <string.h>

#define ROUNDS_KEPT 32U /* bits of reach.answered */
#define RETURN_LEAST 2

void reach_start(struct reach *r, uint32_t interval_ms, unsigned int loss, uint32_t targets,
		 uint64_t now_ms)
{
	*r = (struct reach){
		.deadline_ms = now_ms,
		.interval_ms = interval_ms,
		.loss = loss,
		.targets = targets,
	};
	/* No probe is out that could be answered. */
	memset(r->answered, 0xff, sizeof(r->answered));
}

void reach_set_targets(struct reach *r, uint32_t targets)
{
	r->targets = targets;
	r->streak = 0;
}

static void turn(struct reach *r, enum reach_state state)
{
	r->state = state;
	r->streak = 0;
}

static void judge_answered(struct reach *r)
{
	const unsigned int half = r->loss / 2;

	if (r->state != REACH_DOWN || ++r->streak >= (half > RETURN_LEAST ? half : RETURN_LEAST))
		turn(r, REACH_UP);
}

static void judge_silent(struct reach *r)
{
	if (r->state == REACH_DOWN || ++r->streak >= r->loss)
		turn(r, REACH_DOWN);
}

static void begin_round(struct reach *r)
{
	r->begun = true;
	r->seq++;
	r->heard_before = r->heard;
	r->heard = 0;
	for (unsigned int i = 0; i < REACH_TARGETS; i++)
		r->answered[i] = r->answered[i] << 1 | (~r->targets >> i & 1);
}

uint32_t reach_timeout(struct reach *r, uint64_t now_ms)
{
	if (now_ms < r->deadline_ms)
		return 0;
	if (r->heard)
		judge_answered(r);
	else if (r->begun)
		judge_silent(r);
	begin_round(r);
	r->deadline_ms = now_ms + r->interval_ms;
	return r->targets;
}

void reach_input(struct reach *r, unsigned int target, uint16_t seq)
{
	const unsigned int age = (uint16_t)(r->seq - seq);

	if (target >= REACH_TARGETS || age > r->loss || age >= ROUNDS_KEPT ||
	    r->answered[target] >> age & 1)
		return;
	r->answered[target] |= 1U << age;
	r->heard |= 1U << target;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "reach.h"

#define RETURN_LEAST 2

void reach_start(struct reach *r, const struct reach_rules *rules, uint64_t now_ms)
{
	*r = (struct reach){ .rules = *rules, .deadline_ms = now_ms };
}

uint32_t reach_targets(const struct reach *r)
{
	uint32_t targets = 0;

	for (unsigned int i = 0; i < REACH_GROUPS; i++)
		targets |= r->groups[i].targets;
	return targets;
}

/* What a target answered before it was none says nothing of when it is one again. */
static void forget_others(struct reach *r)
{
	const uint8_t targets = (uint8_t)reach_targets(r);

	for (unsigned int i = 0; i < REACH_ROUNDS; i++)
		r->rounds[i].asked &= targets;
}

void reach_set_targets(struct reach *r, unsigned int group, uint32_t targets)
{
	struct reach_group *g = &r->groups[group];

	if (g->targets && !targets) {
		g->was_down = g->state == REACH_DOWN;
		g->state = REACH_UNKNOWN;
	} else if (!g->targets && targets && g->was_down) {
		g->state = REACH_DOWN;
	}
	g->targets = targets;
	g->streak = 0;
	forget_others(r);
}

static struct reach_round *round_of(struct reach *r, uint16_t seq)
{
	return &r->rounds[seq % REACH_ROUNDS];
}

void reach_pause(struct reach *r)
{
	for (uint32_t age = 0; age < r->rules.loss; age++)
		round_of(r, (uint16_t)(r->seq - age))->asked = 0;
}

static bool is_answered(const struct reach *r, uint32_t asked, uint32_t heard)
{
	return r->rules.all ? !(asked & ~heard) : (asked & heard) != 0;
}

/* Of an answered round: of the first answer, or of the last one if each has to come. */
static uint16_t delay_of(const struct reach *r, const struct reach_round *round, uint32_t asked)
{
	const uint32_t heard = asked & round->heard;
	uint16_t delay = r->rules.all ? 0 : UINT16_MAX;

	for (unsigned int i = 0; i < REACH_TARGETS; i++)
		if (heard >> i & 1 && (round->delay_ms[i] > delay) == r->rules.all)
			delay = round->delay_ms[i];
	return delay;
}

static void measure(struct reach *r, struct reach_group *g)
{
	const struct reach_rules *rules = &r->rules;
	uint32_t answered = 0, delay_ms = 0;

	g->lost = 0;
	for (uint32_t age = rules->loss; age < rules->loss + rules->window; age++) {
		const struct reach_round *round = round_of(r, (uint16_t)(r->seq - age));
		const uint32_t asked = round->asked & g->targets;

		if (!asked)
			continue;
		if (!is_answered(r, asked, round->heard)) {
			g->lost++;
			continue;
		}
		answered++;
		delay_ms += delay_of(r, round, asked);
	}
	g->delay_ms = answered && answered * 2 >= rules->window ? delay_ms / answered
								: REACH_NO_DELAY;
}

static bool is_lossy(const struct reach_rules *rules, const struct reach_group *g)
{
	return rules->max_loss && g->lost * 100 > rules->max_loss * rules->window;
}

static bool is_slow(const struct reach_rules *rules, const struct reach_group *g)
{
	return rules->max_delay_ms && g->delay_ms != REACH_NO_DELAY &&
	       g->delay_ms > rules->max_delay_ms;
}

static bool is_good(const struct reach_rules *rules, const struct reach_group *g)
{
	return (!rules->max_loss || g->lost * 200 <= rules->max_loss * rules->window) &&
	       (!rules->max_delay_ms ||
		g->delay_ms <= rules->max_delay_ms - rules->max_delay_ms / 4);
}

static void turn(struct reach_group *g, enum reach_state state)
{
	g->state = state;
	g->streak = 0;
}

static void turn_down(struct reach_group *g, enum reach_reason reason)
{
	g->reason = reason;
	turn(g, REACH_DOWN);
}

static void judge_down(const struct reach_rules *rules, struct reach_group *g, bool answered)
{
	const unsigned int half = rules->loss / 2;

	g->streak = answered ? g->streak + 1 : 0;
	if (g->streak >= (half > RETURN_LEAST ? half : RETURN_LEAST) && is_good(rules, g))
		turn(g, REACH_UP);
}

static void judge_other(const struct reach_rules *rules, struct reach_group *g, bool answered)
{
	if (!answered && ++g->streak >= rules->loss)
		turn_down(g, REACH_SILENT);
	else if (is_lossy(rules, g))
		turn_down(g, REACH_LOSSY);
	else if (is_slow(rules, g))
		turn_down(g, REACH_SLOW);
	else if (answered)
		turn(g, REACH_UP);
}

static void judge(struct reach *r, struct reach_group *g)
{
	const struct reach_rules *rules = &r->rules;
	const uint32_t asked = round_of(r, r->seq)->asked & g->targets;
	const bool answered = is_answered(r, asked, r->heard);

	if (!asked)
		return;
	if (rules->max_loss || rules->max_delay_ms)
		measure(r, g);
	if (g->state == REACH_DOWN)
		judge_down(rules, g, answered);
	else
		judge_other(rules, g, answered);
}

static void begin_round(struct reach *r, uint64_t now_ms)
{
	r->heard_before = r->heard;
	r->heard = 0;
	*round_of(r, ++r->seq) = (struct reach_round){
		.sent_ms = now_ms,
		.asked = (uint8_t)reach_targets(r),
	};
}

uint32_t reach_timeout(struct reach *r, uint64_t now_ms)
{
	if (now_ms < r->deadline_ms)
		return 0;
	for (unsigned int i = 0; i < REACH_GROUPS; i++)
		judge(r, &r->groups[i]);
	begin_round(r, now_ms);
	r->deadline_ms = now_ms + r->rules.interval_ms;
	return reach_targets(r);
}

static uint16_t delay_between(uint64_t sent_ms, uint64_t arrived_ms)
{
	if (arrived_ms <= sent_ms)
		return 0;
	return arrived_ms - sent_ms < UINT16_MAX ? (uint16_t)(arrived_ms - sent_ms) : UINT16_MAX;
}

void reach_input(struct reach *r, unsigned int target, uint16_t seq, uint64_t arrived_ms)
{
	struct reach_round *round = round_of(r, seq);

	if (target >= REACH_TARGETS || (uint16_t)(r->seq - seq) > r->rules.loss ||
	    !(round->asked & ~round->heard & 1U << target))
		return;
	round->heard |= (uint8_t)(1U << target);
	round->delay_ms[target] = delay_between(round->sent_ms, arrived_ms);
	r->heard |= 1U << target;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "liveness.h"

#define ECHOES_LEAST 3
#define UNMEASURED_MS 4000
#define MOST_MS 60000
#define ROUND_TRIPS 4

uint32_t liveness_patience_ms(const struct liveness *l)
{
	const uint64_t needed = l->rtt_ms ? (uint64_t)l->rtt_ms * ROUND_TRIPS : UNMEASURED_MS;

	if (needed <= l->detect_ms)
		return l->detect_ms;
	return needed < MOST_MS ? (uint32_t)needed : MOST_MS;
}

static uint64_t tick_ms(const struct liveness *l)
{
	return liveness_patience_ms(l) / 8;
}

static uint64_t first_echo_ms(const struct liveness *l)
{
	return 3 * tick_ms(l);
}

void liveness_start(struct liveness *l, uint32_t detect_ms, uint64_t now_ms)
{
	*l = (struct liveness){
		.detect_ms = detect_ms,
		.heard_ms = now_ms,
		.deadline_ms = now_ms,
	};
}

void liveness_input(struct liveness *l, uint64_t now_ms)
{
	l->heard_ms = now_ms;
	l->echoes = 0;
	l->forgave = false;
}

/* Up at once, down in steps: what was slow a moment ago may be so again. */
static void measure(struct liveness *l, uint64_t rtt_ms)
{
	if (rtt_ms > MOST_MS)
		return;
	if (rtt_ms > l->rtt_ms)
		l->rtt_ms = (uint32_t)rtt_ms;
	else
		l->rtt_ms -= (uint32_t)(l->rtt_ms - rtt_ms) / 2;
	if (!l->rtt_ms)
		l->rtt_ms = 1;
}

void liveness_reply(struct liveness *l, uint8_t id, uint64_t now_ms)
{
	const unsigned int slot = id % LIVENESS_TIMED;
	const bool timed = l->timed & 1U << slot && (uint8_t)(l->echo_id - id) < LIVENESS_TIMED;

	liveness_input(l, now_ms);
	l->answers = true;
	if (!timed)
		return;
	l->timed &= (uint8_t) ~(1U << slot);
	measure(l, now_ms - l->sent_ms[slot]);
}

static enum liveness_action send_echo(struct liveness *l, uint64_t now_ms)
{
	l->echo_id++;
	l->echoes++;
	l->sent_ms[l->echo_id % LIVENESS_TIMED] = now_ms;
	l->timed |= (uint8_t)(1U << l->echo_id % LIVENESS_TIMED);
	return LIVENESS_SEND_ECHO;
}

/* What arrived while nobody watched may be lost, and so may our echoes. */
static void forgive(struct liveness *l, uint64_t now_ms)
{
	l->heard_ms = now_ms - first_echo_ms(l);
	l->echoes = 0;
	l->forgave = true;
}

static enum liveness_action judge_silence(struct liveness *l, uint64_t now_ms)
{
	if (l->answers)
		return LIVENESS_DEAD;
	l->deadline_ms = now_ms + liveness_patience_ms(l);
	if (l->mute)
		return send_echo(l, now_ms);
	l->mute = true;
	return LIVENESS_MUTE;
}

enum liveness_action liveness_timeout(struct liveness *l, uint64_t now_ms)
{
	const bool late = now_ms > l->deadline_ms + tick_ms(l);
	const uint64_t dead_ms = l->heard_ms + liveness_patience_ms(l);

	if (now_ms < l->deadline_ms)
		return LIVENESS_NOTHING;
	l->deadline_ms = now_ms + tick_ms(l);
	if (l->rtt_ms && now_ms - l->heard_ms < first_echo_ms(l))
		return LIVENESS_NOTHING;
	if (late && !l->forgave)
		forgive(l, now_ms);
	else if (now_ms >= dead_ms && l->echoes >= ECHOES_LEAST)
		return judge_silence(l, now_ms);
	else if (now_ms < dead_ms && l->deadline_ms > dead_ms)
		l->deadline_ms = dead_ms;
	return send_echo(l, now_ms);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "liveness.h"

#define ECHOES_LEAST 3

static uint64_t tick_ms(const struct liveness *l)
{
	return l->detect_ms / 8;
}

static uint64_t first_echo_ms(const struct liveness *l)
{
	return 3 * tick_ms(l);
}

void liveness_start(struct liveness *l, uint32_t detect_ms, uint64_t now_ms)
{
	*l = (struct liveness){ .detect_ms = detect_ms, .heard_ms = now_ms };
	l->deadline_ms = now_ms + tick_ms(l);
}

void liveness_input(struct liveness *l, uint64_t now_ms)
{
	l->heard_ms = now_ms;
	l->echoes = 0;
	l->forgave = false;
}

void liveness_reply(struct liveness *l, uint8_t id, uint64_t now_ms)
{
	const uint64_t rtt_ms = now_ms - l->sent_ms;

	liveness_input(l, now_ms);
	if (!l->timing || id != l->echo_id)
		return;
	l->timing = false;
	l->rtt_ms = (uint32_t)(l->rtt_ms ? (l->rtt_ms * 7ULL + rtt_ms) / 8 : rtt_ms);
}

static enum liveness_action send_echo(struct liveness *l, uint64_t now_ms)
{
	l->echo_id++;
	l->echoes++;
	l->sent_ms = now_ms;
	l->timing = true;
	return LIVENESS_SEND_ECHO;
}

/* What arrived while nobody watched may be lost, and so may our echoes. */
static void forgive(struct liveness *l, uint64_t now_ms)
{
	l->heard_ms = now_ms - first_echo_ms(l);
	l->echoes = 0;
	l->forgave = true;
}

enum liveness_action liveness_timeout(struct liveness *l, uint64_t now_ms)
{
	const bool late = now_ms > l->deadline_ms + tick_ms(l);
	const uint64_t dead_ms = l->heard_ms + l->detect_ms;

	if (now_ms < l->deadline_ms)
		return LIVENESS_NOTHING;
	l->deadline_ms = now_ms + tick_ms(l);
	if (now_ms - l->heard_ms < first_echo_ms(l))
		return LIVENESS_NOTHING;
	if (late && !l->forgave)
		forgive(l, now_ms);
	else if (now_ms >= dead_ms && l->echoes >= ECHOES_LEAST)
		return LIVENESS_DEAD;
	else if (now_ms < dead_ms && l->deadline_ms > dead_ms)
		l->deadline_ms = dead_ms;
	return send_echo(l, now_ms);
}

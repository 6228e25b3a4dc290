// SPDX-License-Identifier: GPL-2.0-or-later
#include "revival.h"

#define ROUND_TRIPS 2
#define ANSWER_LEAST_MS 100 /* for an echo */
#define SHY_LEAST_MS 300
#define ECHO_FIRST_MS 100
#define ECHO_MOST_MS 1000
#define READING_MS 10
#define LATE_MS 50 /* more than the tick of any kernel */

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t patience_ms(const struct revival *l, uint64_t least_ms)
{
	return later((uint64_t)l->rtt_ms * ROUND_TRIPS, least_ms);
}

/* Whoever is on the line now: what was heard before counts no more. */
static void begin(struct revival *l, uint64_t now_ms)
{
	l->echo_ms = now_ms;
	l->ask_ms = now_ms + (l->shy ? patience_ms(l, SHY_LEAST_MS) : 0);
	l->verdict_ms = 0;
	l->read_ms = 0;
	l->interval_ms = ECHO_FIRST_MS;
	l->asking = false;
	l->deadline_ms = now_ms;
}

void revival_start(struct revival *l, uint32_t keep_ms, uint32_t rtt_ms, bool shy, bool carrier,
		   uint64_t now_ms)
{
	*l = (struct revival){
		.until_ms = now_ms + keep_ms,
		.rtt_ms = rtt_ms,
		.shy = shy,
		.carrier = carrier,
	};
	begin(l, now_ms);
}

void revival_set_carrier(struct revival *l, bool carrier, uint64_t now_ms)
{
	if (carrier && !l->carrier)
		begin(l, now_ms);
	l->carrier = carrier;
}

/* The echo that it sends is the one that counts. */
void revival_offer(struct revival *l, uint64_t now_ms)
{
	if (l->verdict_ms || !l->carrier)
		return;
	l->verdict_ms = now_ms + patience_ms(l, ANSWER_LEAST_MS);
	l->echo_ms = now_ms;
	l->deadline_ms = now_ms;
}

static enum revival_action send_what_is_due(struct revival *l, uint64_t now_ms)
{
	const bool ask = !l->asking && now_ms >= l->ask_ms;

	if (now_ms < l->echo_ms && !ask)
		return REVIVAL_NOTHING;
	l->echo_ms = now_ms + l->interval_ms;
	l->interval_ms = (uint32_t)earlier(l->interval_ms * 3 / 2, ECHO_MOST_MS);
	l->asking |= ask;
	return ask ? REVIVAL_ASK : REVIVAL_ECHO;
}

static uint64_t next_ms(const struct revival *l)
{
	uint64_t next = l->until_ms;

	if (!l->carrier)
		return next;
	next = earlier(next, l->echo_ms);
	if (!l->asking)
		next = earlier(next, l->ask_ms);
	if (l->verdict_ms)
		next = earlier(next, l->verdict_ms);
	return next;
}

static enum revival_action judge(const struct revival *l, uint64_t now_ms)
{
	if (now_ms >= l->until_ms)
		return REVIVAL_EXPIRED;
	if (l->carrier && l->verdict_ms && now_ms >= l->verdict_ms)
		return REVIVAL_FORGOTTEN;
	return REVIVAL_NOTHING;
}

/*
 * Timers come before what is to be read. After a pause of the process or of the machine
 * the answer may lie there that came in time, so there is no verdict until some
 * milliseconds have passed without another.
 */
static bool has_read_all(struct revival *l, uint64_t now_ms)
{
	if (l->read_ms && now_ms >= l->read_ms && now_ms < l->read_ms + LATE_MS)
		return true;
	l->read_ms = now_ms + READING_MS;
	l->deadline_ms = l->read_ms;
	return false;
}

enum revival_action revival_timeout(struct revival *l, uint64_t now_ms)
{
	enum revival_action action;

	if (now_ms < l->deadline_ms)
		return REVIVAL_NOTHING;
	action = judge(l, now_ms);
	if (action)
		return has_read_all(l, now_ms) ? action : REVIVAL_NOTHING;
	if (l->carrier)
		action = send_what_is_due(l, now_ms);
	l->deadline_ms = next_ms(l);
	return action;
}

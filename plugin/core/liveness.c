// SPDX-License-Identifier: GPL-2.0-or-later
#include "liveness.h"

#define ECHOES_LEAST 3
#define ECHOES_SUSPECT 2
#define UNMEASURED_MS 4000
#define MOST_MS 60000
#define ROUND_TRIPS 4
#define IDLE_MS 1000 /* between echoes while nothing is sent */
#define ECHO_BYTES 16 /* at most, in the interface's counts */
#define MUCH_BYTES 32768 /* sent, and nothing came back */

static bool is_auto(const struct liveness *l)
{
	return l->detect_ms == LIVENESS_AUTO;
}

uint32_t liveness_patience_ms(const struct liveness *l)
{
	const uint64_t needed = l->rtt_ms ? (uint64_t)l->rtt_ms * ROUND_TRIPS : UNMEASURED_MS;

	if (is_auto(l))
		return patience_ms(&l->patience, l->sent > MUCH_BYTES);
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
		.busy_ms = now_ms,
		.deadline_ms = now_ms,
		.patience = l->patience,
	};
}

void liveness_input(struct liveness *l, uint64_t now_ms)
{
	l->heard_ms = now_ms;
	l->echoes = 0;
	l->sent = 0;
	l->forgave = false;
}

/* What is there beside `echoes`. */
static uint32_t beyond(uint32_t bytes, unsigned int echoes)
{
	return bytes > echoes * ECHO_BYTES ? bytes - echoes * ECHO_BYTES : 0;
}

void liveness_count(struct liveness *l, uint32_t in, uint32_t out, uint64_t now_ms)
{
	const uint32_t sent = beyond(out, l->echoes_sent);

	if (in)
		liveness_input(l, now_ms);
	if (sent || beyond(in, l->echoes_received))
		l->busy_ms = now_ms;
	l->sent += sent;
	l->echoes_sent = l->echoes_received = 0;
}

/* Up at once, down in steps: what was slow a moment ago may be so again. */
static void measure(struct liveness *l, uint64_t rtt_ms)
{
	if (rtt_ms > MOST_MS)
		return;
	patience_learn(&l->patience, (uint32_t)rtt_ms);
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
	l->echoes_received++;
	l->answers = true;
	if (!timed)
		return;
	l->timed &= (uint8_t) ~(1U << slot);
	measure(l, now_ms - l->sent_ms[slot]);
}

static enum liveness_action send_echo(struct liveness *l, uint64_t now_ms)
{
	if (!l->echoes)
		l->asked_ms = now_ms;
	l->echo_id++;
	l->echoes++;
	l->echoes_sent++;
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

static bool is_idle(const struct liveness *l, uint64_t now_ms)
{
	return is_auto(l) && l->rtt_ms && !l->echoes && now_ms >= l->busy_ms + IDLE_MS;
}

/* A line that is never quiet is learnt, too. */
static bool is_to_learn(const struct liveness *l, uint64_t now_ms)
{
	return is_auto(l) && !patience_is_sure(&l->patience) &&
	       now_ms >= l->sent_ms[l->echo_id % LIVENESS_TIMED] + IDLE_MS;
}

/* A silence that nobody talks into says nothing before the first echo. */
static uint64_t dead_at_ms(const struct liveness *l)
{
	const bool only_asked = is_auto(l) && l->echoes && !l->sent;

	return (only_asked ? l->asked_ms : l->heard_ms) + liveness_patience_ms(l);
}

/* The answer to the first echo should be there by now: a timeout as RFC 6298 means it is over. */
bool liveness_is_suspect(const struct liveness *l, uint64_t now_ms)
{
	const uint64_t timeout_ms = 2 * tick_ms(l), slow_ms = l->rtt_ms + tick_ms(l);

	return l->rtt_ms && l->echoes >= ECHOES_SUSPECT &&
	       now_ms >= l->asked_ms + (timeout_ms > slow_ms ? timeout_ms : slow_ms);
}

enum liveness_action liveness_timeout(struct liveness *l, uint64_t now_ms)
{
	const bool late = now_ms > l->deadline_ms + tick_ms(l);
	const uint64_t dead_ms = dead_at_ms(l);

	if (now_ms < l->deadline_ms)
		return LIVENESS_NOTHING;
	l->deadline_ms = now_ms + tick_ms(l);
	if (is_idle(l, now_ms) && now_ms < l->heard_ms + IDLE_MS) {
		l->deadline_ms = l->heard_ms + IDLE_MS;
		return LIVENESS_NOTHING;
	}
	if (l->rtt_ms && now_ms - l->heard_ms < first_echo_ms(l))
		return is_to_learn(l, now_ms) ? send_echo(l, now_ms) : LIVENESS_NOTHING;
	if (late && !l->forgave)
		forgive(l, now_ms);
	else if (now_ms >= dead_ms && l->echoes >= ECHOES_LEAST)
		return judge_silence(l, now_ms);
	else if (now_ms < dead_ms && l->deadline_ms > dead_ms)
		l->deadline_ms = dead_ms;
	return send_echo(l, now_ms);
}

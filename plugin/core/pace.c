// SPDX-License-Identifier: GPL-2.0-or-later
#include "pace.h"

#define ATTEMPT_EVERY_MS 1000
#define FREE_FAILURES 2
#define FREE_REFUSALS 3
#define FREE_BRIEF 2
#define SLOW_TRIES 8
#define LASTED_MS 60000
#define CARRIED_BYTES 65536

static const struct backoff brief_delay = { .first_ms = 1000, .most_ms = LASTED_MS, .jitter = 20 };
static const struct backoff failure_delay = { .first_ms = 1000, .most_ms = 8000, .jitter = 20 };
static const struct backoff refusal_delay = { .first_ms = 60000, .most_ms = 600000, .jitter = 20 };

void pace_wait_until(struct pace *p, uint64_t when_ms)
{
	if (p->not_before_ms < when_ms)
		p->not_before_ms = when_ms;
}

void pace_begin(struct pace *p, uint64_t now_ms)
{
	pace_wait_until(p, now_ms + ATTEMPT_EVERY_MS);
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t delay_after(const struct backoff *b, unsigned int count, unsigned int free_tries,
			    uint32_t entropy)
{
	return count > free_tries ? backoff_delay_ms(b, count - free_tries, entropy) : 0;
}

enum pace_result pace_judge(const struct pace_session *s)
{
	if (!s->network)
		return s->refused ? PACE_REFUSED : s->not_by_ac ? PACE_CUT : PACE_FAILED;
	if (s->not_by_ac || s->lasted_ms >= LASTED_MS || s->bytes_in >= CARRIED_BYTES)
		return PACE_CARRIED;
	return PACE_BRIEF;
}

/* Silence and failures prove nothing right: only a session of use forgives brief ones. */
static void count(struct pace *p, enum pace_result result)
{
	p->silent = result == PACE_SILENT ? p->silent + 1 : 0;
	p->failures = result == PACE_FAILED ? p->failures + 1 : 0;
	switch (result) {
	case PACE_CARRIED:
		p->brief = p->refusals = 0;
		break;
	case PACE_BRIEF:
		p->brief++;
		p->refusals = 0;
		break;
	case PACE_REFUSED:
		p->refusals++;
		break;
	case PACE_FAILED:
	case PACE_CUT:
	case PACE_SILENT:
		break;
	}
}

void pace_note(struct pace *p, enum pace_result result, uint64_t now_ms, uint32_t entropy)
{
	uint64_t delay;

	if (result == PACE_CUT)
		return;
	count(p, result);
	if (result == PACE_CARRIED || result == PACE_SILENT)
		return;
	delay = delay_after(&failure_delay, p->failures, FREE_FAILURES, entropy);
	delay = later(delay, delay_after(&brief_delay, p->brief, FREE_BRIEF, entropy));
	delay = later(delay, delay_after(&refusal_delay, p->refusals, FREE_REFUSALS - 1, entropy));
	pace_wait_until(p, now_ms + delay);
}

void pace_forgive(struct pace *p)
{
	*p = (struct pace){ 0 };
}

struct backoff pace_retry(const struct pace *p, const struct backoff *usual)
{
	struct backoff retry = *usual;

	if (p->silent)
		retry.first_ms = retry.most_ms;
	return retry;
}

void pace_note_carrier(struct pace *p)
{
	p->silent = 0;
}

bool pace_repeats_padt(unsigned int tries)
{
	return tries >= SLOW_TRIES || !(tries & (tries - 1));
}

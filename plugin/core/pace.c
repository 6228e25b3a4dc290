// SPDX-License-Identifier: GPL-2.0-or-later
#include "pace.h"

#define ATTEMPT_EVERY_MS 1000
#define FREE_FAILURES 2
#define FREE_REFUSALS 3

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

static uint64_t delay_ms(const struct pace *p, uint32_t entropy)
{
	if (p->refusals >= FREE_REFUSALS)
		return backoff_delay_ms(&refusal_delay, p->refusals - FREE_REFUSALS + 1, entropy);
	if (p->failures > FREE_FAILURES)
		return backoff_delay_ms(&failure_delay, p->failures - FREE_FAILURES, entropy);
	return 0;
}

void pace_note(struct pace *p, enum pace_result result, uint64_t now_ms, uint32_t entropy)
{
	const struct pace before = *p;

	p->failures = p->refusals = p->silent = 0;
	switch (result) {
	case PACE_CARRIED:
		return;
	case PACE_SILENT:
		/* The AC was not asked, so it has not forgiven anything. */
		p->refusals = before.refusals;
		p->silent = before.silent + 1;
		return;
	case PACE_REFUSED:
		p->refusals = before.refusals + 1;
		break;
	case PACE_FAILED:
		p->refusals = before.refusals;
		p->failures = before.failures + 1;
		break;
	}
	pace_wait_until(p, now_ms + delay_ms(p, entropy));
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
	return !(tries & (tries - 1));
}

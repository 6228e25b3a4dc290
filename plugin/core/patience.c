// SPDX-License-Identifier: GPL-2.0-or-later
#include "patience.h"

#define TIMEOUTS 4
#define PEAKS 2
#define DEVIATIONS 4 /* RFC 6298 2.3 */
#define GRANULE_US 10000 /* the same: of our timers, on a machine with other work */
#define PEAK_FADES 256 /* so many echoes halve it, nearly twice */
#define UNKNOWN_MS 4000
#define CAUTIOUS_MS 1000
#define CAUTIOUS_SAMPLES 60

static uint32_t difference(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* RFC 6298 2.2 and 2.3: the deviation first, from the round trip that was expected. */
void patience_learn(struct patience *p, uint32_t rtt_ms)
{
	const uint32_t rtt_us = rtt_ms * 1000;

	if (!p->samples) {
		p->smoothed_us = rtt_us;
		p->deviation_us = rtt_us / 2;
	} else {
		p->deviation_us -= p->deviation_us / 4;
		p->deviation_us += difference(p->smoothed_us, rtt_us) / 4;
		p->smoothed_us -= p->smoothed_us / 8;
		p->smoothed_us += rtt_us / 8;
	}
	p->peak_us -= p->peak_us / PEAK_FADES;
	p->peak_us = (uint32_t)greater(p->peak_us, rtt_us);
	p->samples++;
}

uint32_t patience_rtt_ms(const struct patience *p)
{
	return p->samples ? (uint32_t)greater(p->smoothed_us / 1000, 1) : 0;
}

bool patience_is_sure(const struct patience *p)
{
	return p->samples >= CAUTIOUS_SAMPLES;
}

static uint32_t least_ms(const struct patience *p, bool busy)
{
	return busy || !patience_is_sure(p) ? CAUTIOUS_MS : PATIENCE_LEAST_MS;
}

uint32_t patience_ms(const struct patience *p, bool busy)
{
	const uint64_t deviations_us = greater((uint64_t)p->deviation_us * DEVIATIONS, GRANULE_US);
	uint64_t ms = TIMEOUTS * (p->smoothed_us + deviations_us) / 1000;

	if (!p->samples)
		return UNKNOWN_MS;
	ms = greater(ms, (uint64_t)p->peak_us * PEAKS / 1000);
	ms = greater(ms, least_ms(p, busy));
	return ms < PATIENCE_MOST_MS ? (uint32_t)ms : PATIENCE_MOST_MS;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a peer's silence may last before it means something, learnt from the
 * round trips of echoes.
 *
 * The estimator is that of TCP's retransmission timeout (RFC 6298): a smoothed
 * round trip and its mean deviation, two numbers, which follow a queue that fills
 * within a few echoes. A phi-accrual detector would know the distribution, but
 * needs a window of samples to begin with, and says nothing about the first late
 * one either. What is rare and late is remembered beside it, as a peak that fades.
 *
 * Four such timeouts make the patience: four to six round trips on a steady
 * line, 200 ms at least, and a second until 60 echoes were answered.
 */
#ifndef PATIENCE_H
#define PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#define PATIENCE_LEAST_MS 200
#define PATIENCE_MOST_MS 10000

/* All zero: nothing is known. */
struct patience {
	uint32_t smoothed_us;
	uint32_t deviation_us;
	uint32_t peak_us;
	unsigned int samples;
};

/* An echo was answered after `rtt_ms`, 60000 at most. */
void patience_learn(struct patience *p, uint32_t rtt_ms);

/* Are that many known? */
bool patience_is_sure(const struct patience *p);

/* The smoothed round trip in ms, 1 at least; 0: not known. */
uint32_t patience_rtt_ms(const struct patience *p);

/*
 * In ms, from 200 to 10000. `busy`: we are sending much, and the answer may wait
 * behind it.
 */
uint32_t patience_ms(const struct patience *p, bool busy);

#endif

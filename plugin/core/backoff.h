/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Retry delays. RFC 2516 section 8 doubles the wait after each PADI or PADR
 * without an answer; the jitter keeps a street of routers from answering a
 * power cut in step. The first waits may be kept short: most lines that are
 * back at all are back within seconds.
 */
#ifndef BACKOFF_H
#define BACKOFF_H

#include <stdint.h>

struct backoff {
	uint32_t first_ms; /* the wait after the first try */
	uint32_t most_ms; /* the longest wait */
	uint32_t quick_ms; /* the longest of the first `quick_tries` waits */
	unsigned int quick_tries; /* after them it doubles on; 0: from the first */
	unsigned int jitter; /* per cent, 0 to 99: the wait varies by up to so much both ways */
};

/*
 * The wait in ms after try number `tries` (1 is the first). `entropy` is any
 * random number; the same number gives the same wait.
 */
uint32_t backoff_delay_ms(const struct backoff *b, unsigned int tries, uint32_t entropy);

#endif

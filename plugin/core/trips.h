/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Round trips of LCP echoes, whoever sends them: pppd and we count ids each for
 * ourselves, so of two with one id the earlier is answered first, unless it is lost.
 */
#ifndef TRIPS_H
#define TRIPS_H

#include <stdbool.h>
#include <stdint.h>

#define TRIPS_MOST 16 /* under way at a time; of more, the oldest are forgotten */

struct trip {
	uint64_t sent_us; /* of any clock that runs evenly */
	uint64_t sent_s; /* since boot */
	uint8_t id;
	bool under_way;
	bool overtaken; /* a later one was answered: this one is lost, most likely */
};

struct trips {
	struct trip trip[TRIPS_MOST]; /* from `next` on, the oldest first */
	unsigned int next;
	uint32_t last_us; /* the last that has ended; 0: none has */
};

void trips_begin(struct trips *t, uint8_t id, uint64_t now_us, uint64_t now_s);

/* The answer is here. Returns false if none is under way with this id. */
bool trips_end(struct trips *t, uint8_t id, uint64_t now_us, uint64_t *ret_sent_s,
	       uint32_t *ret_us);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole plugin in the hands of the fake pppd (unit/fake_pppd.c), on this
 * machine's kernel: eth1 with an access concentrator behind it, ppp0, nftables and
 * routes are real, in a namespace of our own; PPP, its session socket and time are
 * not. So minutes of a line take some milliseconds, and ppp0 goes with its process,
 * however that ends.
 */
#ifndef LIFE_H
#define LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../unit/fake_world.h"
#include "calls.h"

#define LIFE_SAID_SIZE 8192
#define LIFE_LIST_SIZE (1 << 18)

/* Options, and what happens; the event "up?" asks whether the link has what it has to have. */
struct life {
	const char *name, *options;
	const struct step *steps; /* the last one has no event */
};

/* What is known of a life that is over. Strings are lines. */
struct life_end {
	struct calls_done done;
	char said[LIFE_SAID_SIZE]; /* what a user without `debug` finds in the log as a fault */
	char missing[1024]; /* at an "up?", or that pppd has ended before its time */
	char list[LIFE_LIST_SIZE]; /* names of the calls, if they were asked for */
	int status; /* of waitpid() */
	bool ended; /* by itself */
	bool cable; /* eth1 had one at the end */
	size_t fds, bytes; /* that it has left open and allocated, beyond those at its begin */
};

/* Before anything else, in the namespaces that setup.sh has made. */
void life_init(void);

/*
 * Where a life is: "start", "discovery", "LCP", "authentication", "up", "limbo", "hand-over"
 * (the line is back, and takes over from what stood in for it), "end", or "pause".
 */
const char *life_stage(void);

/* The plan may be NULL. What is returned is good until the next life. */
const struct life_end *life_run(const struct life *l, const struct calls_plan *plan, bool list);

/* A life of dialogues (unit/dialogue.h), which does not return. */
_Noreturn void life_talk(uint64_t seed, unsigned int count);

/* The machine is switched off and on: /run is empty, and eth1 as it comes. */
void life_cut_power(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `trace` says, as lines of text or of JSON, and what it counts for the end.
 * pppoe-clamp(8) has both forms. No I/O but to `say`.
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "handshake.h"
#include "say.h"
#include "stall.h"

#define TRANSCRIPT_SCHEMA 1 /* rises when something that was there changes its meaning, or goes */
#define TRANSCRIPT_HOLES 32 /* remote ends that the end names */

struct transcript_hole {
	struct segment_end remote;
	bool inbound;
	unsigned int connections;
	uint32_t bytes; /* of the smallest packet that was lost */
};

struct transcript {
	const struct say *out;
	bool json;
	const char *link; /* its name */
	uint16_t mss_ipv4, mss_ipv6; /* that its MTU takes; 0: not known */
	uint64_t ipv4, ipv6; /* handshakes */
	uint64_t lowered, too_large; /* of them */
	uint64_t stalls;
	unsigned int hole_count;
	struct transcript_hole holes[TRANSCRIPT_HOLES];
};

/* What is known only when it is over. */
struct transcript_end {
	uint64_t seconds;
	uint64_t unanswered_out, unanswered_in;
	uint64_t missed; /* packets and handshakes that there were too many of */
	unsigned int share; /* at times only one of so many connections was watched; 1: all were */
};

/* The link's MTU is this now; 0: it is not there. */
void transcript_set_mtu(struct transcript *t, int mtu);

void transcript_begin(const struct transcript *t);
void transcript_handshake(struct transcript *t, const struct handshake *h, uint64_t wall_s);
void transcript_stall(struct transcript *t, const struct stall *s, uint64_t wall_s);
/* The link has gone, or is there again, maybe as another interface of this name. */
void transcript_link(const struct transcript *t, bool there, uint64_t wall_s);
void transcript_finish(const struct transcript *t, const struct transcript_end *end);

/* Was no black hole seen, and no MSS above what the MTU takes? */
bool transcript_is_well(const struct transcript *t);

#endif

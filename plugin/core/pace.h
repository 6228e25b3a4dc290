/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When the next attempt at a session may begin, after how the last ones ended.
 * A line that carries traffic never waits; an ISP that refuses is not pestered
 * into locking the customer out, nor one that ends each session at once into a
 * storm of them.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "backoff.h"

/* How a session, or the attempt at one, ended. */
enum pace_result {
	PACE_CARRIED, /* it was of use: no wait, and all is forgiven */
	PACE_BRIEF, /* it came up and was of none: two free ones, then 1 to 60 s */
	PACE_FAILED, /* two free tries, then 1 to 8 s */
	PACE_CUT, /* before it could be of use, and not by the AC: it says nothing */
	PACE_REFUSED, /* the peer did not accept our secret: three free tries, then 1 to 10 min */
	PACE_SILENT, /* no AC answered: no wait, but pace_retry is at its slowest from now on */
};

/* All zero: the first attempt. */
struct pace {
	uint64_t not_before_ms; /* when the next attempt may begin */
	unsigned int brief; /* since one was of use */
	unsigned int failures; /* in a row */
	unsigned int refusals;
	unsigned int silent;
};

/* What is known of a session at its end. */
struct pace_session {
	bool network; /* a network protocol came up */
	bool refused; /* the peer did not accept our secret */
	bool not_by_ac; /* the user, or the loss of our carrier, ended it */
	uint64_t lasted_ms; /* since `network` */
	uint64_t bytes_in; /* of all PPP packets since then */
};

/*
 * A session was of use if it lasted a minute, which is the longest wait after a
 * brief one: whoever ends sessions later than that gets no more of them for it.
 * Or if 64 KiB came in, more than the control protocols can have said: packets
 * of the user's. One that the AC has not ended is not held against it.
 */
enum pace_result pace_judge(const struct pace_session *s);

/* An attempt begins: the next one does so in a second at the earliest. */
void pace_begin(struct pace *p, uint64_t now_ms);

void pace_note(struct pace *p, enum pace_result result, uint64_t now_ms, uint32_t entropy);

/* The next attempt begins no sooner, for whatever reason. */
void pace_wait_until(struct pace *p, uint64_t when_ms);

/* The next attempt may begin at once: the user asks for it. */
void pace_forgive(struct pace *p);

/*
 * The delays between PADIs: `usual`, or its longest one throughout once an
 * attempt was in vain. Whoever is new on the line, which pace_note_carrier says,
 * is asked with `usual` again.
 */
struct backoff pace_retry(const struct pace *p, const struct backoff *usual);
void pace_note_carrier(struct pace *p);

/*
 * Is a session that is left over to be terminated ahead of PADI number `tries`
 * (1 is the first)? The PADT may get lost, or the AC be down: so not once only,
 * but beside each PADI not before these are seconds apart.
 */
bool pace_repeats_padt(unsigned int tries);

#endif

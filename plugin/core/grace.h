/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long an AC keeps a session whose line is lost, as far as losses have told.
 *
 * It may have forgotten one because it was started anew, which tells nothing: so it
 * takes two, and the longer one counts, until a session has outlived as much. To keep
 * a session for longer than its AC does is of no use.
 */
#ifndef GRACE_H
#define GRACE_H

#include <stdint.h>

/* All zero: nothing is known. */
struct grace {
	uint32_t outlived_ms; /* the longest loss that a session has outlived */
	uint32_t forgotten_ms[2]; /* the last losses that none has; 0: there was none */
};

/* A session has outlived a loss of `ms`. */
void grace_note_outlived(struct grace *g, uint32_t ms);

/* The AC had forgotten it, `ms` after the loss began. */
void grace_note_forgotten(struct grace *g, uint32_t ms);

/* It was given up before anybody was asked: what is believed needs a new proof. */
void grace_note_expired(struct grace *g);

/* For how long to keep a session, at most `keep_ms`. */
uint32_t grace_limit_ms(const struct grace *g, uint32_t keep_ms);

#endif

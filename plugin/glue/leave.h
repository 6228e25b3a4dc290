/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a link: why it ends, and how it is brought about without waiting for
 * a peer that does not answer.
 */
#ifndef LEAVE_H
#define LEAVE_H

#include <stdbool.h>

#include "../core/ending.h"

/* Why it ends; NONE: it does not. */
enum ending_reason leave_reason(void);

/* Why it would, by what we, pppd and the peer have said until now. Never NONE. */
enum ending_reason leave_find_reason(void);

/* It is on its way down. Returns whether this is the first reason, which counts. */
bool leave_note(enum ending_reason reason);

/* It is not, or not any more. */
void leave_take_back(void);

/*
 * It ends now: a session is dropped; without one that may be, LCP closes without waiting.
 * leave_find_reason() says `reason` from now on.
 */
void leave_at_once(enum ending_reason reason);

/* How long pppd may go on waiting for a farewell: `ours`, or that of the peer. */
void leave_bound_farewell(bool ours);

/* It is over. */
void leave_end(void);

#endif

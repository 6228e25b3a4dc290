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

/* It is on its way down. Returns whether this is the first reason but ERROR, which counts. */
bool leave_note(enum ending_reason reason);

/* It is not, or not any more. */
void leave_take_back(void);

/* pppd ends it, by a Terminate-Request. */
void leave_note_farewell(void);
bool leave_is_farewell(void);

/*
 * It ends now: a session is dropped; without one that may be, LCP closes without waiting.
 * leave_find_reason() says `reason` from now on.
 */
void leave_at_once(enum ending_reason reason);

/*
 * The link is not as the user wants it, which has been told: it ends with ENDING_ERROR,
 * from pppd's loop, and so from within any callback.
 */
void leave_as_unfit(void);

/*
 * A session of ours ends if neither IPv4 nor IPv6 comes up in 120 s, or in what pppd's own
 * waits come to if that is longer, until leave_note_ip.
 */
void leave_await_ip(void);
void leave_note_ip(void);

/* LCP starts again: the session ends if it is not open in 3 s, until leave_note_lcp. */
void leave_await_lcp(void);
void leave_note_lcp(void);

/* How long pppd may go on waiting for a farewell: `ours`, or that of the peer. */
void leave_bound_farewell(bool ours);

/* It is over: nothing is awaited any more, and nothing is known of its end. */
void leave_end(void);

#endif

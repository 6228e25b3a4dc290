/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends a PPPoE session the moment it is known to be dead: no carrier, no sign
 * of life, or a farewell that nobody answers. The kernel drops it, and pppd
 * sees a hangup; no Terminate-Request is waited for.
 *
 * The carrier comes as a realtime signal, because pppd's loop before 2.5.3 has
 * no way to call us when a descriptor is readable. All that the handler does is
 * to read the state, and to drop the session or, where guard_keep says so, to
 * wake pppd's loop. All of that is async-signal-safe, and leaves no wake-up to
 * lose: the hangup stays readable, and so does guard_has_no_carrier().
 */
#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/ending.h"
#include "../sys/carrier.h"

/* A session has begun: from now on a loss of its carrier for so long ends it. */
void guard_begin(int session_fd, struct carrier *carrier, uint32_t debounce_ms);

/* pppd may have gone on in a child: the signal has to follow. */
void guard_follow_process(void);

/*
 * With `keep` a carrier that comes or goes ends nothing: WAKE_SIGNAL tells of it.
 * Without, as it is at first, a session whose carrier is gone ends.
 */
void guard_keep(bool keep);

/* Has it told something since it was asked last? */
bool guard_has_told(void);

/* Has the carrier been gone for the debounce time? */
bool guard_has_no_carrier(void);

/* The session is over, its descriptor about to be closed. */
void guard_end(void);

/* Is there a session that may be dropped? */
bool guard_is_on(void);

/* Ends the session at once, if there is one. Async-signal-safe. */
void guard_drop(enum ending_reason reason);

/* What the session was dropped for; NONE: it was not. */
enum ending_reason guard_dropped_for(void);

/*
 * Ends it in `ms`, because nobody answers its farewell. pppd's exit status stays
 * as it is then.
 */
void guard_drop_after(enum ending_reason reason, int ms);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends a link the moment it is known to be dead: no carrier, no sign of life, or
 * a farewell that nobody answers. For a PPPoE session the kernel drops it, and
 * pppd sees a hangup; no Terminate-Request is waited for.
 *
 * The carrier comes as a realtime signal, because pppd's loop before 2.5.3 has
 * no way to call us when a descriptor is readable. All that the handler does is
 * to read the state and to drop the session, which both are async-signal-safe,
 * and which leaves no wake-up to lose: the hangup stays readable.
 */
#ifndef GUARD_H
#define GUARD_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "../core/liveness.h"

/* Why a link went down. Scripts know them by their text in PPPOE_CLAMP_REASON. */
enum guard_reason {
	GUARD_NONE,
	GUARD_USER, /* SIGTERM, or it was idle for long enough */
	GUARD_RESTART, /* SIGHUP */
	GUARD_CARRIER,
	GUARD_DEAD, /* no sign of life */
	GUARD_PEER, /* it said so in LCP */
	GUARD_HANGUP, /* PADT, or the interface went down */
	GUARD_ERROR,
};

struct guard {
	volatile sig_atomic_t live; /* there is a session that the handler may drop */
	volatile sig_atomic_t dropped; /* enum guard_reason */
	enum guard_reason reason; /* of the last end */
	int saved_status; /* pppd's exit status before we cut the farewell short; -1: we did not */
	pid_t owner; /* who gets the signal */
	bool has_timer;
	timer_t timer; /* of the debounce time */
	uint64_t lost_ms; /* since when there has been no carrier; 0: there is */
	bool watching; /* liveness */
	bool told_slow; /* that the peer gets more time than failover-detect */
	struct liveness liveness;
	uint64_t bytes_in;
};

/* A session has begun: from now on a loss of carrier ends it. */
void guard_begin(void);

/* pppd may have gone on in a child: the signal has to follow. */
void guard_follow_process(void);

/* The session is over, its descriptor about to be closed. */
void guard_end(void);

/* Ends the session at once, if there is one. Async-signal-safe. */
void guard_drop(enum guard_reason reason);

/* Traffic has begun: from now on silence counts, if failover-detect asks for it. */
void guard_watch_life(void);

/* A sign of life; an Echo-Reply in particular. */
void guard_note_life(void);
void guard_note_reply(uint8_t id);

/* The link is on its way down: notes why, once. */
void guard_note_reason(void);

/* It is up, or comes up again. */
void guard_forget_reason(void);

/* pppd waits for the peer's farewell, or is about to; `ours`: to our own Terminate-Request. */
void guard_bound_farewell(bool ours);

/* A word for scripts: user, restart, carrier, dead, peer, hangup or error; "" while it is up. */
#define GUARD_REASON_SIZE 8
void guard_describe_reason(char ret[static GUARD_REASON_SIZE]);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the session is alive. Its carrier and its peer's signs of life are watched; with
 * failover-keep a session that seems lost goes into limbo, and either is alive after all or ends.
 */
#ifndef DOUBT_H
#define DOUBT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../core/config.h"
#include "../core/ending.h"
#include "../dialer.h"

/* Once; what `config` points to may change until the first link begins. */
void doubt_init(const struct config *config);

/* There is a session of `d`, which stays the caller's. Without, it is a link of another kind. */
void doubt_begin_session(struct dialer *d);

/* LCP begins, in this session for the first time or anew. */
void doubt_note_lcp(void);

/* IPv4 or IPv6 is up: from now on silence counts, and a loss may lead into limbo. */
void doubt_begin_watch(void);

/* The link is on its way down, for the first of such reasons: silence counts no more. */
void doubt_note_reason(enum ending_reason reason);

/* LCP or the last IP version is down: in limbo, nothing more is asked. */
void doubt_end_limbo(void);

/*
 * WAKE_SIGNAL has come: takes what it tells of. Returns whether there may have been
 * anything. doubt_follow_carrier is to follow.
 */
bool doubt_read(void);

/* A carrier that is gone ends the session or brings it into limbo; there it comes and goes. */
void doubt_follow_carrier(void);

/* Something has come from the peer; an Echo-Reply, with the first `len` bytes of its data. */
void doubt_note_received(void);
void doubt_note_reply(uint8_t id, const uint8_t *data, size_t len);

/* The session is over, or the link without one; leave knows why. */
void doubt_end_session(void);

#endif

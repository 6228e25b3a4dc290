/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first LCP Configure-Requests of a session, ours and the AC's: one that
 * got lost because the other side was not there yet must not cost the restart
 * timer of, usually, 3 s.
 */
#ifndef CONFREQ_H
#define CONFREQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../core/early.h"

/* LCP starts: it gets `early`, unless that comes by itself. NULL: no session of ours. */
void confreq_begin(const struct early *early);

/* No session any more. */
void confreq_end(void);

/* An LCP packet has come; pppd has yet to read it. */
void confreq_note_received(bool is_request);

/* This Configure-Request is being sent, as output() takes it. */
void confreq_note_sent(const uint8_t *packet, size_t len);

#endif

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

#define CONFREQ_MAX 512 /* bytes; no longer one is kept */

/* One that came before the session was ours, from its code on. */
struct confreq_early {
	uint8_t bytes[CONFREQ_MAX];
	size_t len; /* 0: none */
	bool lost; /* so early that the kernel cannot have taken it */
};

/* LCP starts: it gets `early`, unless that comes by itself. NULL: no session of ours. */
void confreq_begin(const struct confreq_early *early);

/* No session any more. */
void confreq_end(void);

/* An LCP packet has come; pppd has yet to read it. */
void confreq_note_received(bool is_request);

/* This Configure-Request is being sent, as output() takes it. */
void confreq_note_sent(const uint8_t *packet, size_t len);

#endif

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

struct confreq {
	uint8_t sent[CONFREQ_MAX]; /* our last one, as output() takes it */
	size_t sent_len;
	unsigned int received; /* LCP packets in this session, as far as pppd has seen them */
	bool asked; /* a Configure-Request among them */
};

/*
 * LCP has just started: it gets the request that dialer.c has caught, unless
 * that comes by itself.
 */
void confreq_begin(void);

/* An LCP packet has come; pppd has yet to read it. */
void confreq_note_received(bool is_request);

/* This Configure-Request is being sent. */
void confreq_note_sent(const uint8_t *packet, size_t len);

#endif

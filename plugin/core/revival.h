/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a session alive whose line was lost, or whose peer fell silent? Without any
 * I/O: the carrier, answers and time come in, what to send comes out.
 *
 * As soon as there is a carrier, LCP echoes go out on the session, and beside
 * them a PADI. An answered echo: the session is alive. A PADO: the AC is there,
 * so one more echo goes out, and if nobody answers that within two round trips
 * (100 ms at least) the AC has forgotten the session. Without either the session is
 * kept for keep_ms. A verdict is late by what it takes to read what has come already.
 *
 * An AC may end a session for a PADI. Where that is to be feared the echoes have
 * two round trips (300 ms at least) before the PADI goes out.
 */
#ifndef REVIVAL_H
#define REVIVAL_H

#include <stdbool.h>
#include <stdint.h>

enum revival_action {
	REVIVAL_NOTHING,
	REVIVAL_ECHO, /* send one */
	REVIVAL_ASK, /* send one, and begin with PADIs */
	REVIVAL_FORGOTTEN, /* the AC is there, and the session is not */
	REVIVAL_EXPIRED, /* it was kept for long enough */
};

struct revival {
	uint64_t deadline_ms; /* when to call revival_timeout */
	uint64_t until_ms; /* for so long the session is kept */
	uint64_t echo_ms; /* when the next one is due */
	uint64_t ask_ms; /* when PADIs may begin */
	uint64_t verdict_ms; /* when a PADO counts; 0: there was none */
	uint64_t read_ms; /* when all is read that came before a verdict; 0: it is not due */
	uint32_t rtt_ms; /* of echoes; 0: not known */
	uint32_t interval_ms; /* between echoes */
	bool shy; /* a PADI may end the session */
	bool carrier;
	bool asking; /* PADIs have begun */
};

/* `keep_ms` above 0. To be called again at deadline_ms, which is `now_ms` at first. */
void revival_start(struct revival *l, uint32_t keep_ms, uint32_t rtt_ms, bool shy, bool carrier,
		   uint64_t now_ms);

/* It came or went: with it all begins at once, without it there is nothing to send. */
void revival_set_carrier(struct revival *l, bool carrier, uint64_t now_ms);

/* An AC has answered a PADI. */
void revival_offer(struct revival *l, uint64_t now_ms);

/* What to do now; nothing before the deadline. */
enum revival_action revival_timeout(struct revival *l, uint64_t now_ms);

#endif

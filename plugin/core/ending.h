/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a link ends, and how long a farewell may take.
 */
#ifndef ENDING_H
#define ENDING_H

#include <stdbool.h>

/* Scripts know them by their words in PPPOE_CLAMP_REASON. */
enum ending_reason {
	ENDING_NONE,
	ENDING_USER, /* SIGTERM, or a limit of the user's: time, bytes, or it was idle */
	ENDING_RESTART, /* SIGHUP, or a limit where pppd goes on at once */
	ENDING_CARRIER,
	ENDING_DEAD, /* no sign of life */
	ENDING_PEER, /* it said so in LCP */
	ENDING_HANGUP, /* PADT, or the interface went down */
	ENDING_ERROR,
};

/* pppd's exit status, as far as it tells a reason. */
enum ending_status {
	ENDING_STATUS_OTHER,
	ENDING_STATUS_USER,
	ENDING_STATUS_LIMIT, /* idle for too long, up for as long as it may be, or too many bytes */
	ENDING_STATUS_DEAD,
	ENDING_STATUS_HANGUP,
};

struct ending_facts {
	enum ending_reason ours; /* that we have ended it for; NONE: we have not */
	bool peer_said; /* a Terminate-Request of LCP has come */
	enum ending_status status;
	bool persist;
	bool demand; /* with it pppd waits for traffic first */
};

/* Never NONE: where nothing is known it is ERROR. */
enum ending_reason ending_judge(const struct ending_facts *f);

/* user, restart, carrier, dead, peer, hangup or error; "" for NONE. */
#define ENDING_WORD_SIZE 8 /* bytes, with the NUL */
const char *ending_word(enum ending_reason reason);

/*
 * How long pppd may go on waiting, in ms, for the answer to our own
 * Terminate-Request (`ours`), or until its answer to the peer's has gone out.
 * -1: there is nothing to wait for.
 */
int ending_farewell_ms(enum ending_reason reason, bool ours);

#endif

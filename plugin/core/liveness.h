/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the peer dead? Without any I/O: signs of life and time come in, LCP
 * Echo-Requests to send and a deadline come out.
 *
 * Whatever arrives is a sign of life, so a busy link sends no echoes, and one
 * whose uplink is congested stays alive as long as anything comes down. After
 * silence for 3/8 of detect_ms an echo goes out, and another each 1/8, until
 * something arrives. After detect_ms of silence, with all of them unanswered
 * (five, and never under three), the peer is dead.
 *
 * The caller starts it when the network phase begins (before, a peer may have
 * reasons not to answer) and at each deadline:
 *
 *	if (the interface's count of received bytes has grown)
 *		liveness_input(l, now_ms);
 *	switch (liveness_timeout(l, now_ms)) ...
 *
 * It reports other signs of life, such as control packets, when they come. The
 * count is read each 1/8 of detect_ms and no more, so detection takes detect_ms
 * to 9/8 of it after the last byte, and with a timer that is late (by up to
 * another 1/8) 10/8 at most.
 *
 * A round trip above 5/8 of detect_ms looks like death on an idle link; where
 * rtt_ms is above half of it, a warning is due.
 */
#ifndef LIVENESS_H
#define LIVENESS_H

#include <stdbool.h>
#include <stdint.h>

enum liveness_action {
	LIVENESS_NOTHING,
	LIVENESS_SEND_ECHO, /* an Echo-Request with id `echo_id` */
	LIVENESS_DEAD,
};

struct liveness {
	uint64_t deadline_ms; /* when to call liveness_timeout */
	uint64_t heard_ms; /* the last sign of life, as far as we know */
	uint64_t sent_ms; /* the last echo */
	uint32_t detect_ms;
	uint32_t rtt_ms; /* of echoes, a running average; 0: none measured */
	unsigned int echoes; /* sent since heard_ms, all unanswered */
	uint8_t echo_id; /* of the last echo */
	bool timing; /* its reply is still to come */
	bool forgave; /* was late, and began this silence anew */
};

/* `detect_ms` from 100 to 60000. Begins as if something had just arrived. */
void liveness_start(struct liveness *l, uint32_t detect_ms, uint64_t now_ms);

/* Something arrived, or has since the last call of liveness_timeout. */
void liveness_input(struct liveness *l, uint64_t now_ms);

/* An Echo-Reply arrived, to whichever request: a sign of life, and maybe a round trip to measure. */
void liveness_reply(struct liveness *l, uint8_t id, uint64_t now_ms);

/*
 * What to do now; nothing before the deadline. Called over 1/8 of detect_ms
 * late (a suspended process or machine), it does not trust the silence, and
 * takes one more round of echoes before it says DEAD; once per silence, so that
 * a timer that is always late delays the verdict and does not prevent it.
 */
enum liveness_action liveness_timeout(struct liveness *l, uint64_t now_ms);

#endif

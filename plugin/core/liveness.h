/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the peer dead? Without any I/O: signs of life and time come in, LCP
 * Echo-Requests to send and a deadline come out.
 *
 * Whatever arrives is a sign of life, so a busy link sends no echoes, and one
 * whose uplink is congested stays alive as long as anything comes down. After
 * silence for 3/8 of the patience an echo goes out, and another each 1/8, until
 * something arrives. With the patience at its end, and all of them unanswered
 * (five, and never under three), the peer is dead.
 *
 * The patience is detect_ms, or four round trips where these take longer: a slow
 * line is no dead one. Until the first round trip is measured, by echoes from
 * the start on, it is 4 s at least.
 *
 * With LIVENESS_AUTO the patience is what core/patience has learnt; until that is
 * enough, an echo goes out each second, whatever arrives. From then on one a second
 * goes out while nothing is sent either, which is most of a quiet night; only if it is
 * not answered, or as soon as we send, more follow at the pace above.
 *
 * A peer that has never answered an echo may not answer any: its silence proves
 * nothing. That is said once (MUTE) when the patience is at its end, and from
 * then on one echo goes out in each patience, in case it does answer after all.
 *
 * The caller starts it when the network phase begins (before, a peer may have
 * reasons not to answer) and at each deadline:
 *
 *	liveness_count(l, by what the interface's counts have grown, now_ms);
 *	switch (liveness_timeout(l, now_ms)) ...
 *
 * A silence is suspect when an echo has been out for a quarter of the patience, and
 * for 1/8 of it longer than the round trip: with 5/8 or 6/8 of the patience over.
 * That is no verdict, but worth a preparation, such as to dial a backup.
 *
 * It reports other signs of life, such as control packets, when they come. The
 * count is read each 1/8 of the patience and no more, so detection takes 8/8 to
 * 9/8 of it after the last byte, and with a timer that is late (by up to another
 * 1/8 each time) 11/8 at most.
 */
#ifndef LIVENESS_H
#define LIVENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "patience.h"

#define LIVENESS_AUTO UINT32_MAX /* in place of detect_ms: as core/patience has learnt */

enum liveness_action {
	LIVENESS_NOTHING,
	LIVENESS_SEND_ECHO, /* an Echo-Request with id `echo_id` */
	LIVENESS_DEAD,
	LIVENESS_MUTE, /* it answers no echo */
};

#define LIVENESS_TIMED 8 /* echoes under way at a time */

struct liveness {
	uint64_t deadline_ms; /* when to call liveness_timeout */
	uint64_t heard_ms; /* the last sign of life, as far as we know */
	uint64_t sent_ms[LIVENESS_TIMED]; /* the last echoes, by id */
	uint32_t detect_ms;
	uint32_t rtt_ms; /* of echoes: the longest; a shorter one counts half; 0: none yet */
	unsigned int echoes; /* sent since heard_ms, all unanswered */
	uint8_t echo_id; /* of the last echo */
	uint8_t timed; /* a bit for each of sent_ms: the reply is still to come */
	struct patience patience; /* of LIVENESS_AUTO */
	uint64_t busy_ms; /* when more than echoes went to or fro last */
	uint64_t asked_ms; /* the first of `echoes` */
	uint32_t sent; /* bytes since heard_ms, echoes apart */
	unsigned int echoes_sent, echoes_received; /* since the counts were read */
	bool answers; /* an echo was answered; the caller may know that from an earlier session */
	bool mute; /* said so */
	bool forgave; /* was late, and began this silence anew */
};

/*
 * `detect_ms` from 100 to 60000, or LIVENESS_AUTO. Begins as if something had just
 * arrived. What `patience` has learnt in an earlier session stays.
 */
void liveness_start(struct liveness *l, uint32_t detect_ms, uint64_t now_ms);

/* Something arrived. */
void liveness_input(struct liveness *l, uint64_t now_ms);

/* So many bytes came in and went out since the last call, with all echoes. */
void liveness_count(struct liveness *l, uint32_t in, uint32_t out, uint64_t now_ms);

/* An Echo-Reply has come, to whichever request: a sign of life, and maybe a round trip. */
void liveness_reply(struct liveness *l, uint8_t id, uint64_t now_ms);

/*
 * How long silence may last, in ms: detect_ms or more, 60000 at most; with
 * LIVENESS_AUTO what patience_ms says.
 */
uint32_t liveness_patience_ms(const struct liveness *l);

/*
 * What to do now; nothing before the deadline. Called over 1/8 of the patience
 * late (a suspended process or machine), it does not trust the silence, and
 * takes one more round of echoes before it says DEAD; once per silence, so that
 * a timer that is always late delays the verdict and does not prevent it.
 */
enum liveness_action liveness_timeout(struct liveness *l, uint64_t now_ms);

/* Is the silence suspect? It is so from a deadline on, until a sign of life. */
bool liveness_is_suspect(const struct liveness *l, uint64_t now_ms);

#endif

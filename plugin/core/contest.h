/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Offers of several ACs, of which one is to be taken: of those that are not
 * avoided the one that has answered most PADIs, and of these the quickest.
 */
#ifndef CONTEST_H
#define CONTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"

#define CONTEST_OFFERS 8 /* of further ACs nothing is taken */
#define CONTEST_PADIS 3 /* the one that was answered first, and two more */

struct contest_offer {
	uint8_t frame[PACKET_FRAME_MAX]; /* the first PADO */
	size_t len; /* bytes */
	uint8_t mac[ETH_ALEN];
	bool avoided;
	unsigned int answers;
	uint64_t rtt_ms; /* the shortest */
};

struct contest {
	struct contest_offer offers[CONTEST_OFFERS];
	unsigned int count;
	uint64_t asked_ms[CONTEST_PADIS]; /* when these PADIs were sent */
	unsigned int asked;
	unsigned int to_ask;
	uint64_t window_ms;
};

/*
 * A PADI sent at `asked_ms` has its first answer at that moment plus the round
 * trip; `padis` more are to be sent within the window that begins now.
 */
void contest_begin(struct contest *c, uint64_t asked_ms, uint64_t window_ms, unsigned int padis);

/* How long to wait for the next PADI, or for the end of the window, after the one before. */
uint64_t contest_pause_ms(const struct contest *c);

/* Another PADI goes out. Returns false, and it does not, if the window is over. */
bool contest_ask(struct contest *c, uint64_t now_ms);

/* A PADO of the AC at `mac`. Returns false if there are too many. */
bool contest_note(struct contest *c, const uint8_t mac[static ETH_ALEN], const uint8_t *frame,
		  size_t len, bool avoided, uint64_t now_ms);

/* There is one at least. */
const struct contest_offer *contest_best(const struct contest *c);

#endif

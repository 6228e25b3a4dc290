/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is an AC there? PADIs beside a session, up to the first PADO that suits us. No
 * PADR follows it here: the discovery that comes after the session begins with it.
 */
#ifndef INQUIRY_H
#define INQUIRY_H

#include "discovery.h"

#define INQUIRY_FRESH_MS 2000 /* an AC need not remember its PADO for longer */

struct inquiry {
	bool asking;
	struct discovery_options options; /* with a Host-Uniq of its own */
	struct discovery discovery; /* what is in its `tx` is to be sent, while `asking` */
	uint8_t offer[PACKET_FRAME_MAX]; /* the PADO */
	size_t offer_len; /* bytes; 0: none */
	uint64_t offer_ms; /* when it came */
	uint64_t offer_took_ms; /* since the PADI before it */
	bool offer_tagged; /* it answers a PADI with PPP-Max-Payload */
};

/* Begins with a PADI. `options`, with a new Host-Uniq, are copied. Errors as discovery_start. */
int inquiry_start(struct inquiry *i, const struct discovery_options *options,
		  const uint8_t mac[static ETH_ALEN], uint64_t now_ms, uint32_t entropy);

/* Nothing more is asked; an offer stays. */
void inquiry_end(struct inquiry *i);

/* A frame has come. Returns whether it is an offer, with which asking ends. */
bool inquiry_input(struct inquiry *i, const uint8_t *frame, size_t len, uint64_t now_ms,
		   uint32_t entropy);

/* When to call inquiry_timeout, which may leave a PADI in `tx`. */
uint64_t inquiry_deadline_ms(const struct inquiry *i);
void inquiry_timeout(struct inquiry *i, uint64_t now_ms, uint32_t entropy);

/* Is there an offer that an AC still stands by? */
bool inquiry_has_offer(const struct inquiry *i, uint64_t now_ms);

#endif

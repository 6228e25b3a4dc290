/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A search for access concentrators: PADIs to many places at once, and what
 * comes back. No session is asked for. No I/O.
 *
 * The Host-Uniq tells a PADI's place and round, so each answer finds its own, and
 * the discovery of a pppd on the same interface takes none of them for its own.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>

#include "core/packet.h"

#define SEARCH_FRAME_MAX (PACKET_FRAME_MAX + 4) /* bytes, with a VLAN's tag */
#define SEARCH_ROUNDS 3
#define SEARCH_PAYLOAD 1500 /* PPP-Max-Payload of every other round: some ACs dislike the TAG */
#define SEARCH_OFFERS_MAX 256 /* on a line where somebody makes them up */
#define SEARCH_VLAN_MAX 4094
#define SEARCH_PLACES_MAX 65536

/* Where PADIs go. */
struct search_place {
	char ifname[IFNAMSIZ];
	uint16_t vlan; /* 0: no tag */
	uint8_t mac[ETH_ALEN]; /* of the interface */
	uint64_t sent_ms[SEARCH_ROUNDS]; /* 0: not sent yet */
	unsigned int offers; /* that have come */
};

/* The first PADO of an AC in one place; of later ones only what they grant is kept. */
struct search_offer {
	size_t place; /* index */
	uint64_t took_ms;
	uint16_t max_payload; /* 0: none above 1492 */
	uint8_t frame[PACKET_FRAME_MAX];
	size_t len;
};

struct search {
	uint64_t seed; /* random */
	struct {
		struct search_place *items;
		size_t count;
	} places;
	struct {
		struct search_offer *items;
		size_t count;
	} offers;
	unsigned int strangers; /* discovery frames that answer none of our PADIs */
};

/* Adds a place; `mac` is the interface's. */
void search_add(struct search *s, const char *ifname, const uint8_t mac[static ETH_ALEN],
		uint16_t vlan);

/*
 * Writes the PADI of a round, and notes the time: SEARCH_FRAME_MAX bytes at
 * most, 802.1Q's tag among them where the place has a VLAN. Returns its length.
 */
int search_ask(struct search *s, size_t place, unsigned int round, uint64_t now_ms, uint8_t *frame);

/*
 * Takes a frame that came with the tag of `vlan` (0: without), which is not in
 * it. Returns whether it is an offer, new or known. An AC that answers another
 * VLAN than it was asked on is none: its kernel took the tag away.
 */
bool search_take(struct search *s, uint16_t vlan, const uint8_t *frame, size_t len,
		 uint64_t now_ms);

void search_free(struct search *s);

/*
 * "7,35,835", "100-103", "common", or more of them with commas: calls `add` with
 * each. Returns false for anything else, and where a number is not in 1 to 4094.
 */
bool search_parse_vlans(const char *text, void (*add)(uint16_t vlan, void *context), void *context);

#endif

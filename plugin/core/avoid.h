/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACs that have failed are avoided for a while, where there is another one.
 */
#ifndef AVOID_H
#define AVOID_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/if_ether.h>

#define AVOID_ACS 4
#define AVOID_MS 300000

/* All zero: none. */
struct avoid {
	uint8_t last[ETH_ALEN]; /* who answered last */
	bool rivals; /* there are several ACs on this line */
	struct {
		uint8_t mac[ETH_ALEN];
		uint64_t until_ms;
	} acs[AVOID_ACS];
};

/* An AC answers. */
void avoid_note_ac(struct avoid *a, const uint8_t mac[static ETH_ALEN]);

/* It has failed. */
void avoid_add(struct avoid *a, const uint8_t mac[static ETH_ALEN], uint64_t now_ms);

/* Is it better to wait for another one? */
bool avoid_has(const struct avoid *a, const uint8_t mac[static ETH_ALEN], uint64_t now_ms);

#endif

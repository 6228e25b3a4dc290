/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sessions that somebody has left with an AC: a pppd that was killed, a power
 * cut, or a PADT of ours that got lost. Each is terminated under the address
 * and with the TAGs under which it began, as the AC, or a relay on the way, may
 * know it by them.
 */
#ifndef LEFTOVER_H
#define LEFTOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/if_ether.h>

#include "packet.h"
#include "record.h"

#define LEFTOVERS 8 /* sessions at a time */

struct leftover {
	uint8_t mac[ETH_ALEN]; /* of the interface at that time; zero: not known */
	uint8_t ac[ETH_ALEN];
	uint16_t id;
	struct record_tag host_uniq, cookie, relay;
};

struct leftovers {
	struct leftover list[LEFTOVERS];
	unsigned int count;
};

/* The session that a record tells of, which has one. */
struct leftover leftover_of_record(const struct record *r);

/* Session `id`, which `mac` has with the AC of this PADO: left over, if our PADT gets lost. */
struct leftover leftover_of_session(const struct packet *offer, uint16_t id,
				    const uint8_t mac[static ETH_ALEN], const uint8_t *host_uniq,
				    size_t host_uniq_len);

/* Returns false if there is no room; one that is there already counts as added. */
bool leftovers_add(struct leftovers *l, const struct leftover *one);

/* What to send from an interface with address `mac`; it points into *l. */
struct packet leftover_padt(const struct leftover *l, const uint8_t mac[static ETH_ALEN]);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AC-Cookies (RFC 2516 5.2): what a client has to send back before anything is
 * kept for it. Keyed, so that nobody else can make one, and without any state:
 * a flood of PADIs costs no memory.
 */
#ifndef COOKIE_H
#define COOKIE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/if_ether.h>

#include "packet.h"

#define COOKIE_SIZE 8 /* bytes */
#define COOKIE_KEY_SIZE 16 /* bytes, random */

/* For the client at `mac`. */
void cookie_make(uint8_t ret[static COOKIE_SIZE], const uint8_t key[static COOKIE_KEY_SIZE],
		 const uint8_t mac[static ETH_ALEN], uint64_t now_ms);

/* Was it made for this client in the last one to two minutes? */
bool cookie_check(const struct packet_tag *tag, const uint8_t key[static COOKIE_KEY_SIZE],
		  const uint8_t mac[static ETH_ALEN], uint64_t now_ms);

#endif

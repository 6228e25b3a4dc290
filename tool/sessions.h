/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/net/pppoe: the PPPoE sessions of the kernel. No I/O.
 */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <net/if.h>
#include <linux/if_ether.h>

struct sessions_entry {
	uint16_t id;
	uint8_t mac[ETH_ALEN]; /* of the AC */
	char device[IFNAMSIZ];
};

/* Returns false, and leaves *ret alone, for the heading and for what is no session. */
bool sessions_parse(struct sessions_entry *ret, const char *line);

#endif

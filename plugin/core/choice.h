/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which ACs the user wants, by name and by address. A list has those that may be
 * taken, "!" before one that may not: "a,b" is a or b, "!c" any but c.
 */
#ifndef CHOICE_H
#define CHOICE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/if_ether.h>

#include "packet.h"

#define CHOICE_MACS 8

struct choice_mac {
	uint8_t mac[ETH_ALEN];
	bool excluded;
};

struct choice_macs {
	struct choice_mac list[CHOICE_MACS];
	unsigned int count; /* 0: any */
};

/* From a list as above. Returns false, and leaves *ret alone, if it is none. */
bool choice_parse_macs(struct choice_macs *ret, const char *text);

bool choice_wants_mac(const struct choice_macs *macs, const uint8_t mac[static ETH_ALEN]);

/* Is no name of a list empty? */
bool choice_check_names(const char *list);

/*
 * An empty list is for any name. A name that is the whole list is wanted, too,
 * commas and all: such a name could always be given.
 */
bool choice_wants_name(const char *list, const struct packet_tag *name);

#endif

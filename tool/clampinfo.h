/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a table of core/clamp.h says: the limits in it, and what it has counted.
 * No I/O.
 */
#ifndef CLAMPINFO_H
#define CLAMPINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/clamp.h"

#define CLAMPINFO_REQUEST_SIZE 256 /* bytes */

enum clampinfo_version {
	CLAMPINFO_IPV4,
	CLAMPINFO_IPV6,
	CLAMPINFO_VERSIONS,
};

enum clampinfo_way {
	CLAMPINFO_OUT,
	CLAMPINFO_IN,
	CLAMPINFO_WAYS,
};

/* SYNs and SYN/ACKs */
struct clampinfo_count {
	uint64_t seen;
	uint64_t fitting; /* of them: left as they were */
};

struct clampinfo {
	struct clamp_table table;
	uint16_t mss[CLAMPINFO_VERSIONS]; /* 0: not found */
	struct clampinfo_count count[CLAMPINFO_WAYS][CLAMPINFO_VERSIONS];
	uint64_t stripped; /* that had the option at an odd place, both ways */
	/* Of the rule before, for clampinfo_take_rule */
	enum clampinfo_version last[CLAMPINFO_WAYS];
	uint64_t usual[CLAMPINFO_WAYS]; /* SYNs that were lowered without a jump */
};

/* Writes the request for the rules of a table. Returns its length in bytes. */
int clampinfo_build_query(void *buf, const struct clamp_table *t, uint32_t seq);

/* To be called with each message of the answer, in order. */
void clampinfo_take_rule(struct clampinfo *c, const struct nlmsghdr *msg);

/* How many a table has lowered. */
uint64_t clampinfo_lowered(const struct clampinfo_count *c);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections of IPv4 that hold on to the source address of another uplink than
 * the one they are routed through: the entry is deleted, and the next packet
 * makes a new one with the address of its path.
 *
 * One pass over the kernel's table, in slices, for what a link that went leaves
 * behind, and for what a link that came takes over.
 */
#ifndef NETCONNTRACK_H
#define NETCONNTRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/route_query.h"
#include "core/sticky.h"
#include "sys/netlink.h"

#define NETCONNTRACK_PATH_BITS 10
#define NETCONNTRACK_PATHS (1 << NETCONNTRACK_PATH_BITS) /* remembered within a slice */

struct netconntrack_path {
	struct route_query query;
	struct route_answer answer; /* output 0: there is none */
};

/* All zero: nothing to do, nothing open. Addresses are in network byte order. */
struct netconntrack {
	uint32_t gone; /* no connection may keep this address; 0: none */
	uint32_t ifindex; /* the link that came; 0: none */
	uint32_t address; /* its own */
	uint32_t stay[STICKY_ADDRESSES]; /* whose connections stay where they are; 0: none */
	struct netlink list, change, route; /* open during a pass */
	struct netconntrack_path paths[NETCONNTRACK_PATHS];
	unsigned int dropped; /* entries, in this pass */
	bool nat; /* connections were translated to an address of ours, in this pass or before */
	bool passed_over; /* before that, an entry that lacks it */
};

/* Starts a pass: a link went, and what is translated to its address with it. */
void netconntrack_forget(struct netconntrack *n, uint32_t address);

/*
 * Starts a pass: a link came, and its routes are in place. Drops what is
 * translated to another address of this machine and would now be routed through
 * the link. So is, once connections were seen to be translated here, one that is
 * not and has another host's private address. A pass of netconntrack_forget that
 * has not ended is made good for. What is translated to one of the addresses
 * `stay` stays; NULL: there is none.
 */
void netconntrack_adopt(struct netconntrack *n, uint32_t ifindex, uint32_t address,
			const uint32_t stay[STICKY_ADDRESSES]);

/*
 * Goes on with the pass, for a slice of some milliseconds. Returns true while
 * more is left. Where the kernel has no conntrack there is nothing to do.
 */
bool netconntrack_step(struct netconntrack *n);

/* Whatever is left of a pass stays undone. Safe to call twice. */
void netconntrack_close(struct netconntrack *n);

#endif

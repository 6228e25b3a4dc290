/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated connections of another uplink stay there while ours is the better
 * one: what core/sticky.h describes, as the kernel has it.
 */
#ifndef NETSTICKY_H
#define NETSTICKY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/keep.h"
#include "core/sticky.h"
#include "sys/netlink.h"

/* All zero: nothing installed, nothing open. */
struct netsticky {
	struct netlink route;
	struct netlink rules; /* owns the table: stays open */
	struct sticky sticky;
	struct keep keep; /* of what others take from it */
	unsigned int slot;
	bool installed;
	bool no_owner; /* the kernel has no owned tables; may be set to pretend so */
};

/*
 * Our link `ifindex`, whose address is `ours`, has or will have a default route
 * with this metric. Looks for the best other one that is worse, and has the
 * connections through its interface stay there; without one, or where it has no
 * address but ours, none. To be called before the route is added, and when
 * others change, or take what is installed: that is put back. Returns 0 or -errno, after
 * logging; then nothing is installed.
 */
int netsticky_set(struct netsticky *n, uint32_t ifindex, uint32_t metric, uint32_t ours);

/* Nothing stays any more. */
void netsticky_clear(struct netsticky *n);

/* Removes what killed processes have left, of links that are gone. To be called once, first. */
void netsticky_clear_leftovers(struct netsticky *n);

/* Clears, and closes the sockets. Safe to call twice. */
void netsticky_close(struct netsticky *n);

#endif

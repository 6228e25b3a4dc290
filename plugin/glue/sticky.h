/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated connections of another uplink stay there while ours is the better
 * one (failover-conntrack sticky), as long as it has its address and its route.
 */
#ifndef STICKY_ROOM_H
#define STICKY_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/route.h"

/*
 * We are about to have this default route, and `address` (network byte order);
 * or it has gone (NULL). Changes of other uplinks wake us (wake.h); `loose` is
 * called when connections that have stayed must follow.
 */
void sticky_set(const struct route *route, uint32_t address, void (*loose)(void));

/* STICKY_ADDRESSES, of the connections that stay; all zero: none. */
const uint32_t *sticky_addresses(void);

/* Looks whether others have changed anything. Returns whether there was anything to read. */
bool sticky_read(void);

/* Removes everything. */
void sticky_close(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The default routes that we have installed for one link. The caller says what
 * it wants; any number of calls in any order leaves exactly the last wish in
 * place. One that is wanted again is added again: the kernel removes routes by
 * itself when an address goes. One that moves is added before the old one goes,
 * so no packet finds none.
 */
#ifndef NETROUTE_H
#define NETROUTE_H

#include <stdbool.h>

#include "core/route.h"
#include "sys/netlink.h"

enum netroute_family {
	NETROUTE_IPV4,
	NETROUTE_IPV6,
	NETROUTE_FAMILIES,
};

/* All zero: nothing installed, nothing open. */
struct netroute {
	struct netlink netlink;
	struct route routes[NETROUTE_FAMILIES];
	bool installed[NETROUTE_FAMILIES];
	struct route halves[NETROUTE_FAMILIES]; /* added, and the old one could not go yet */
	int told[NETROUTE_FAMILIES]; /* -errno that was logged; 0: the last call has succeeded */
	bool missed[NETROUTE_FAMILIES]; /* gone when wanted again; the reader clears it */
};

/* NULL: none. Returns 0, or -errno after logging it, if the last call has not. */
int netroute_set(struct netroute *n, enum netroute_family family, const struct route *want);

/* Removes what is installed and closes the socket. Safe to call twice. */
void netroute_close(struct netroute *n);

#endif

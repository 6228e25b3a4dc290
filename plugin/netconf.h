/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What we have installed in the kernel for one link: the clamp and the default
 * routes. The caller says what it wants; only the difference is done, so any
 * number of calls in any order leaves exactly the last wish in place.
 */
#ifndef NETCONF_H
#define NETCONF_H

#include <stdbool.h>

#include "core/clamp.h"
#include "core/route.h"
#include "sys/netlink.h"

enum netconf_family {
	NETCONF_IPV4,
	NETCONF_IPV6,
	NETCONF_FAMILIES,
};

/* All zero: nothing installed, nothing open. */
struct netconf {
	struct netlink netfilter; /* owns the table: stays open */
	struct netlink rtnetlink;
	struct clamp clamp;
	bool has_clamp;
	struct route routes[NETCONF_FAMILIES];
	bool has_route[NETCONF_FAMILIES];
};

/* NULL: none. Returns 0, or -errno after logging what the kernel refused; then nothing changed. */
int netconf_set_clamp(struct netconf *n, const struct clamp *want);

/* NULL: none. Returns 0, or -errno after logging. */
int netconf_set_route(struct netconf *n, enum netconf_family family, const struct route *want);

/* Removes what is installed and closes the sockets. Safe to call twice. */
void netconf_close(struct netconf *n);

#endif

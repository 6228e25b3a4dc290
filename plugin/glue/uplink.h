/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel has to have for the link: clamp and default routes, brought
 * to what the link's state asks for.
 */
#ifndef UPLINK_H
#define UPLINK_H

#include <stdbool.h>
#include <stddef.h>

#include "../netclamp.h"
#include "../netroute.h"
#include "../sys/iface.h"

struct uplink {
	struct netclamp clamp;
	struct netroute routes;
	struct iface iface; /* of the link; index 0 while it is down */
	bool open; /* LCP is open: the clamp stands */
	bool up[NETROUTE_FAMILIES];
};

/* With failover-metric the default routes are ours, and pppd must not add its own. */
void uplink_take_over_default_routes(void);

/* Brings the kernel to what `open` and `up` ask for; to be called after each change of them. */
void uplink_sync(void);

/* From now on, MTU and name of a link that is there are followed. */
void uplink_start_ticking(void);

/* One word, or two, for readers of the record; empty without a clamp. */
void uplink_describe_clamp(char *ret, size_t size);

/* Removes everything. */
void uplink_close(void);

#endif

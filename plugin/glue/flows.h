/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With failover-conntrack: translated connections follow the routes when the
 * link comes or goes. A large table is read in slices, by a timer.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include "../netconntrack.h"

struct flows {
	struct netconntrack conntrack;
};

/* IPv4 is up, and its route is in place (or is the best again). */
void flows_adopt(void);

/* IPv4 goes, and its route is gone (or is the best no more). */
void flows_forget(void);

/* At pppd's end. */
void flows_close(void);

#endif

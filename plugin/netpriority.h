/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The priority of the control frames of one session, which the kernel sends.
 * The table goes with the process, however that ends.
 */
#ifndef NETPRIORITY_H
#define NETPRIORITY_H

#include <stdbool.h>

#include "core/priority.h"
#include "sys/netlink.h"

/* All zero: nothing installed, nothing open. */
struct netpriority {
	struct netlink netlink;
	struct priority now;
	bool installed;
	bool told; /* that this kernel cannot do it */
};

/* NULL: none. What does not work is logged: a session is better than a priority. */
void netpriority_set(struct netpriority *n, const struct priority *want);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Default routes of others through a link, pppd's own among them, taken away for
 * a while and put back as they were. Those of router advertisements stay: the
 * kernel alone can renew them.
 */
#ifndef NETPARK_H
#define NETPARK_H

#include <stdint.h>

#include "core/change.h"
#include "sys/netlink.h"

#define NETPARK_ROUTES 8 /* further ones stay */

/* All zero: nothing is parked. */
struct netpark {
	struct netlink netlink;
	struct netpark_route {
		_Alignas(uint32_t) char message[CHANGE_MESSAGE_SIZE]; /* that has told of it */
	} routes[NETPARK_ROUTES];
	unsigned int count;
};

/* Takes away what there is of IPv4 and IPv6, in all tables. Returns 0 or -errno. */
int netpark_take(struct netpark *n, uint32_t ifindex);

/*
 * Puts it back, beside what others have added meanwhile: of the same metric it comes first,
 * and last in IPv6. What the kernel refuses, as the link is down, is gone.
 */
void netpark_put_back(struct netpark *n);

/* Whoever made them takes them away himself. */
void netpark_forget(struct netpark *n);

/* Safe to call twice. */
void netpark_close(struct netpark *n);

#endif

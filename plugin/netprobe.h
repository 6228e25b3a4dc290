/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proof that something beyond the peer is reachable through a link: probes on
 * the wire (sys/ping.h) in the rounds of core/reach.h. One state for the link,
 * from the targets of every IP version that is up; or, if their routes are to be
 * withdrawn, one for each of them.
 */
#ifndef NETPROBE_H
#define NETPROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/config.h"
#include "core/reach.h"
#include "sys/ping.h"

/* All zero: nothing is probed, nothing open. */
struct netprobe {
	struct reach reach; /* its deadline_ms is when to call netprobe_tick */
	struct ping ipv4, ipv6;
	int told; /* -errno that was logged, of netprobe_start */
	int error; /* -errno of the last round's last request that could not be sent; 0: all were */
};

/*
 * From now on the targets of `family`, AF_INET or AF_INET6, are probed as well,
 * if `c` has any; also safe if they are already. `entropy` is any random number.
 * Returns 0, or -errno after logging.
 */
int netprobe_start(struct netprobe *p, const struct config *c, int family, uint32_t ifindex,
		   uint64_t entropy, uint64_t now_ms);

/*
 * No longer; safe to call twice. A state without any targets left is REACH_UNKNOWN, but
 * begins as REACH_DOWN if it was that.
 */
void netprobe_stop(struct netprobe *p, const struct config *c, int family);

/* Nobody is asked until netprobe_start() of each version; the states stay. */
void netprobe_pause(struct netprobe *p);

static inline bool netprobe_is_running(const struct netprobe *p)
{
	return reach_targets(&p->reach) != 0;
}

/* Of the targets that say whether `family` is lost: those of the other one, if it has none. */
const struct reach_group *netprobe_group(const struct netprobe *p, const struct config *c,
					 int family);

/*
 * Takes what has arrived, and sends what is due. To be called at the deadline;
 * earlier is harmless. Returns whether any state has changed.
 */
bool netprobe_tick(struct netprobe *p, const struct config *c, uint64_t now_ms);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel has to have for a link, from what the user has configured
 * and what the link is like.
 */
#ifndef WANTED_H
#define WANTED_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "route.h"

struct wanted_facts {
	bool open; /* LCP is: packets may pass at any moment from now on */
	bool ipv4, ipv6; /* are up */
	bool demand; /* the interface stays up while the link is down, and packets wait in it */
	bool dial_ipv4, dial_ipv6; /* for the link, on demand */
	bool limbo; /* nobody knows whether the session is alive */
	bool lost_ipv4, lost_ipv6; /* by failover-probe: nothing beyond the peer answers */
	uint32_t ifindex; /* of the PPP interface; 0: there is none */
	uint32_t vrf_table; /* of the VRF that it belongs to; 0: none */
	int mtu; /* its own, in bytes */
};

struct wanted {
	bool clamp;
	uint16_t mss_ipv4, mss_ipv6; /* bytes */
	bool clamp_local; /* connections of this machine, too: the MTU alone allows more */
	bool route_ipv4, route_ipv6;
	struct route route; /* of both, but for its family */
};

/* Nothing without an interface. */
struct wanted wanted_of(const struct config *c, const struct wanted_facts *f);

#endif

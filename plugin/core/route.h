/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Default routes through a link, as rtnetlink messages. They carry a route
 * protocol number of our own: that is how ours are told from everybody else's.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include <stddef.h>
#include <stdint.h>

#define ROUTE_PROTOCOL 168 /* unassigned in iproute2's rt_protos; see hooks/rt_protos.conf */
#define ROUTE_MESSAGE_SIZE 256 /* bytes, enough for any message of this module */

struct route {
	uint8_t family; /* AF_INET or AF_INET6 */
	uint32_t ifindex;
	uint32_t metric;
	uint32_t table; /* 0: main */
	uint32_t mtu; /* bytes; 0: the link's */
	uint32_t advmss; /* bytes, announced by connections of this machine; 0: as the MTU says */
};

/*
 * Writes RTM_NEWROUTE (beside any other default route, never instead of one;
 * -EEXIST from the kernel means that it is there already) or RTM_DELROUTE (of
 * ours only; -ESRCH means that it is gone already), with NLM_F_ACK, into a
 * buffer of ROUTE_MESSAGE_SIZE bytes. Returns the length in bytes,
 * -EMSGSIZE, or -EINVAL for interface or metric 0, which to the kernel mean any.
 */
int route_build_add(void *buf, const struct route *r, uint32_t seq);
int route_build_delete(void *buf, const struct route *r, uint32_t seq);

#endif

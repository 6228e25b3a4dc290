/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interfaces as rtnetlink messages: what carries what, and how large a packet.
 */
#ifndef IFINFO_H
#define IFINFO_H

#include <stdbool.h>
#include <stdint.h>
#include <net/if.h>

struct nlmsghdr;

#define IFINFO_MESSAGE_SIZE 128 /* bytes, enough for any message of this module */

struct ifinfo {
	uint32_t index;
	char name[IFNAMSIZ];
	uint32_t mtu; /* bytes */
	bool up; /* IFF_UP */
	uint32_t lower; /* of a VLAN or macvlan, the interface under it; 0: none, or not in reach */
	uint32_t master; /* the bridge, bond or VRF that it belongs to; 0: none */
	uint32_t vrf_table; /* of a VRF: of its routes; 0: it is none */
};

/*
 * Write RTM_GETLINK (answered by one message for ifinfo_parse) or RTM_SETLINK,
 * with NLM_F_ACK. Return the length in bytes, -EMSGSIZE, or -EINVAL for index 0.
 */
int ifinfo_build_query(void *buf, uint32_t index, uint32_t seq);
int ifinfo_build_mtu(void *buf, uint32_t index, uint32_t mtu, uint32_t seq);
int ifinfo_build_master(void *buf, uint32_t index, uint32_t master, uint32_t seq);

/* The same for all interfaces, without their statistics: a dump request. */
int ifinfo_build_list(void *buf, uint32_t seq);

/* Returns 0, or -EBADMSG and *ret untouched if it is no RTM_NEWLINK with a name and an MTU. */
int ifinfo_parse(struct ifinfo *ret, const struct nlmsghdr *msg);

#endif

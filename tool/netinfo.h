/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses and default routes as the kernel lists them by rtnetlink. No I/O.
 */
#ifndef NETINFO_H
#define NETINFO_H

#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

#define NETINFO_REQUEST_SIZE 64 /* bytes, enough for any request of this module */
#define NETINFO_ADDRESS_MAX 16 /* bytes of an IPv6 address; IPv4 has the first 4 */

struct netinfo_address {
	uint32_t ifindex;
	uint8_t family; /* AF_INET or AF_INET6 */
	uint8_t prefix; /* bits */
	bool has_peer;
	bool permanent; /* not by DHCP, say, which gives one for a time */
	uint8_t address[NETINFO_ADDRESS_MAX];
	uint8_t peer[NETINFO_ADDRESS_MAX];
};

struct netinfo_route {
	uint8_t family;
	uint8_t protocol;
	uint32_t ifindex;
	uint32_t metric;
	uint32_t table;
	bool dead; /* its interface is down, or has no carrier */
};

/* Write dump requests. Return the length in bytes, or -EMSGSIZE. */
int netinfo_build_addresses(void *buf, uint32_t seq);
/* Of one family, and of one protocol or one table (0: any). */
int netinfo_build_routes(void *buf, uint8_t family, uint8_t protocol, uint32_t table, uint32_t seq);

/* Return false, and leave *ret alone, if the message is of no address, or no default route. */
bool netinfo_parse_address(struct netinfo_address *ret, const struct nlmsghdr *msg);
bool netinfo_parse_default(struct netinfo_route *ret, const struct nlmsghdr *msg);
bool netinfo_same_route(const struct netinfo_route *a, const struct netinfo_route *b);

#endif

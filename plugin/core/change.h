/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What others change at one interface, as rtnetlink notifies it, and the
 * messages that undo it. A notification of what is removed has all that it
 * takes to add it again.
 */
#ifndef CHANGE_H
#define CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

#define CHANGE_MESSAGE_SIZE 256 /* bytes, enough for an address or a route without metrics */
#define CHANGE_TEXT_SIZE 128

enum change {
	CHANGE_LINK = 1 << 0, /* flags, MTU, name, master, IPv6 begins; or it is gone */
	CHANGE_ADDRESS4 = 1 << 1, /* removed */
	CHANGE_ADDRESS6 = 1 << 2,
	CHANGE_PREFIX4 = 1 << 3, /* a route of the kernel's own, removed */
	CHANGE_PREFIX6 = 1 << 4,
	CHANGE_ROUTE4 = 1 << 5, /* one with ROUTE_PROTOCOL, removed; or a default route, replaced */
	CHANGE_ROUTE6 = 1 << 6,
	CHANGE_ALL = (1 << 7) - 1,
};

/*
 * What a notification says of interface `ifindex`; 0: nothing, or what the
 * netlink socket `own_port` has done itself.
 */
unsigned int change_of(const struct nlmsghdr *msg, uint32_t ifindex, uint32_t own_port);

/* Are both messages about one address? `local`: is it this one, of 4 or 16 bytes? */
bool change_is_same_address(const struct nlmsghdr *a, const struct nlmsghdr *b);
bool change_has_local(const struct nlmsghdr *address, const void *local);

enum change_prefix {
	CHANGE_PREFIX_NONE,
	CHANGE_PREFIX_PEER, /* or the prefix that the address is of */
	CHANGE_PREFIX_OWN, /* IPv6 has one to the address itself, too, where there is a peer */
};

/* Which of the routes is it that the kernel adds with `address`? */
enum change_prefix change_prefix_route(const struct nlmsghdr *route,
				       const struct nlmsghdr *address);

/*
 * Is it a default route through `ifindex`, neither ours nor of a router
 * advertisement, nor one of several ways?
 */
bool change_is_foreign_default(const struct nlmsghdr *route, uint32_t ifindex);

/*
 * Write, with NLM_F_ACK, the message that adds what `msg` tells of (-EEXIST from
 * the kernel: it is there; of IPv4 a route comes ahead of others with its prefix and
 * metric) or that removes the route that it tells of, or a dump request for the addresses
 * of an interface or the routes through it (0: all), which the kernel heeds after
 * netlink_narrow, into CHANGE_MESSAGE_SIZE bytes. Return the length, or -EMSGSIZE.
 */
int change_build_undo(void *buf, const struct nlmsghdr *msg, uint32_t seq);
int change_build_removal(void *buf, const struct nlmsghdr *msg, uint32_t seq);
int change_build_addresses(void *buf, uint8_t family, uint32_t ifindex, uint32_t seq);
int change_build_routes(void *buf, uint8_t family, uint32_t ifindex, uint32_t seq);

/*
 * Write, with NLM_F_ACK, the message that adds or removes a spare IPv4 address, in network
 * byte order, into CHANGE_MESSAGE_SIZE bytes. Return the length. It is one that the kernel
 * adds no route with, that no connection begins from, and that whoever sets the address of
 * the interface by ioctl(2) does not find, nor is refused for, even if it is the same.
 */
int change_build_spare(void *buf, uint32_t ifindex, uint32_t ipv4, uint32_t seq);
int change_build_no_spare(void *buf, uint32_t ifindex, uint32_t ipv4, uint32_t seq);

/* "address, IPv4 route": what was removed, for the log. */
void change_describe(char ret[static CHANGE_TEXT_SIZE], unsigned int changes);

#endif

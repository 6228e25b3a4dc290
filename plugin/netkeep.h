/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The addresses of a link, as pppd has set them, and the routes that the kernel
 * adds with them: kept in mind, so that they can be put back as they were when
 * somebody else has removed them.
 */
#ifndef NETKEEP_H
#define NETKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/change.h"
#include "sys/netlink.h"
#include "sys/watch.h"

/* The message that has told of it; nlmsg_len 0: of none. */
struct netkeep_item {
	_Alignas(uint32_t) char message[CHANGE_MESSAGE_SIZE];
};

/* All zero but for watch.fd, which is -1: nothing kept, nothing open. */
struct netkeep {
	struct netlink netlink;
	struct watch watch;
	struct netkeep_item addresses[2]; /* of IPv4 and IPv6 */
	struct netkeep_item routes[2][2]; /* of each, to the peer and to ourselves, while removed */
	uint32_t spare; /* an IPv4 address for as long as the other one changes; 0: none */
};

/* From now on that is watched. Returns 0 or -errno. */
int netkeep_begin(struct netkeep *n, const struct watch_of *of);

/*
 * AF_INET or AF_INET6 is up: keeps the address `local`, or of IPv6 (then `local`
 * is NULL) the one of scope link. Or it goes down, and pppd removes it itself.
 */
int netkeep_learn(struct netkeep *n, uint8_t family, const void *local);
void netkeep_forget(struct netkeep *n, uint8_t family);

/*
 * What has happened since the last call, of enum change; in *ret_any whether
 * anything was there to read. `route_port` is who adds and removes default routes for us.
 */
unsigned int netkeep_read(struct netkeep *n, uint32_t route_port, bool *ret_any);

/* Adds what is missing of `changes`; logs what the kernel refuses. Returns what was missing. */
unsigned int netkeep_put_back(struct netkeep *n, unsigned int changes);

/*
 * With its last IPv4 address an interface loses its IPv4 routes: while pppd changes it,
 * `ifindex` has `ipv4`, in network byte order, as a spare one. 0: no more. Returns 0 or -errno.
 */
int netkeep_set_spare(struct netkeep *n, uint32_t ifindex, uint32_t ipv4);

/*
 * The table of routes through `ifindex` where that belongs to a VRF; 0: the main one. Where
 * the kernel cannot say for now, `before`.
 */
uint32_t netkeep_vrf_table(struct netkeep *n, uint32_t ifindex, uint32_t before);

/* Ends the watch, and forgets all. Safe to call twice. */
void netkeep_close(struct netkeep *n);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One netlink socket: send messages, collect every ack, name the message that
 * failed. Closing a socket that owns an nftables table blocks for 8 to 25 ms,
 * so it is kept open.
 */
#ifndef NETLINK_H
#define NETLINK_H

#include <stddef.h>
#include <stdint.h>

struct mnl_socket;
struct nlmsghdr;

struct netlink {
	struct mnl_socket *socket; /* NULL while closed; CLOEXEC and non-blocking */
	uint32_t seq; /* of the next message */
};

/* `bus` is NETLINK_ROUTE or NETLINK_NETFILTER. Does nothing if it is open. Returns 0 or -errno. */
int netlink_open(struct netlink *n, int bus);

/* Safe to call twice. */
void netlink_close(struct netlink *n);

/*
 * Sends `len` bytes of messages, numbered upwards from n->seq, and reads one
 * answer to each that asks for an ack. Returns 0, or the first message's
 * -errno and in *ret_failed that message (NULL: none in particular).
 */
int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed);

#endif

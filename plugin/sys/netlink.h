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

struct ifinfo;
struct mnl_socket;
struct nlmsghdr;

#define NETLINK_SAID_SIZE 96 /* bytes; the kernel's texts are shorter (NETLINK_MAX_FMTMSG_LEN 80) */
#define NETLINK_ERROR_SIZE 160

struct netlink {
	struct mnl_socket *socket; /* NULL while closed; CLOEXEC and non-blocking */
	uint32_t seq; /* of the next message */
	char said[NETLINK_SAID_SIZE]; /* by the kernel about the last error; empty: nothing */
	char error[NETLINK_ERROR_SIZE]; /* what netlink_error_text returned */
};

/*
 * `bus` is NETLINK_ROUTE or NETLINK_NETFILTER. If it is open, only forgets what the kernel said.
 * Returns 0 or -errno.
 */
int netlink_open(struct netlink *n, int bus);

/* Opens it, if it is not open, for the notifications of multicast group `group`. */
int netlink_listen(struct netlink *n, int bus, unsigned int group);

/*
 * From now on the kernel heeds the interface that a dump request names (Linux 4.20), and does
 * not list what hundreds of others have. Without, it lists all.
 */
void netlink_narrow(struct netlink *n);

/* The address that the kernel knows an open socket by. */
uint32_t netlink_port(const struct netlink *n);

/* Safe to call twice. */
void netlink_close(struct netlink *n);

/*
 * Sends `len` bytes of messages, numbered upwards from n->seq, and reads one
 * answer to each that asks for an ack. Returns 0, or the first message's
 * -errno and in *ret_failed that message (NULL: none in particular).
 */
int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed);

/*
 * An errno that was just returned for `n`, negative, as a text for the log; with
 * what the kernel said about it, if it did. It is part of *n.
 */
const char *netlink_error_text(struct netlink *n, int err);

/*
 * Hands every notification that is waiting to `visit`. Returns 0, -ENOBUFS if
 * some were lost, or another -errno.
 */
int netlink_receive(struct netlink *n, void (*visit)(const struct nlmsghdr *msg, void *context),
		    void *context);

/*
 * Sends one dump request, numbered n->seq, and hands every message of the
 * answer to `visit`. Returns 0, -EINTR if the answer may be incomplete because
 * it changed meanwhile, or another -errno.
 */
int netlink_dump(struct netlink *n, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context);

/*
 * The same in parts: after a start that returned 0, each step hands on as much
 * as the kernel gives at once, up to 32 kB. Returns 1 while there is more, 0
 * after the last part, or as netlink_dump. Nothing else may be sent meanwhile;
 * to leave off in the middle, close.
 */
int netlink_dump_start(struct netlink *n, const void *request, size_t len);
int netlink_dump_step(struct netlink *n, void (*visit)(const struct nlmsghdr *msg, void *context),
		      void *context);

/*
 * Asks for an interface, on NETLINK_ROUTE. Returns 0, or -errno (-ENODEV: there
 * is none) and *ret untouched.
 */
int netlink_describe(struct netlink *n, uint32_t ifindex, struct ifinfo *ret);

#endif

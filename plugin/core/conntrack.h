/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections of IPv4 that the kernel translates, as ctnetlink messages. The
 * kernel chooses the new source address once, with the first packet of a
 * connection, and keeps it wherever the packets are routed later.
 */
#ifndef CONNTRACK_H
#define CONNTRACK_H

#include <stdbool.h>
#include <stdint.h>

struct nlattr;
struct nlmsghdr;

#define CONNTRACK_MESSAGE_SIZE 256 /* bytes, enough for any message of this module */
#define CONNTRACK_TUPLE_MAX 128 /* bytes; those of the kernel have at most 64 */

/* Addresses are in network byte order. */
struct conntrack_entry {
	uint32_t status; /* bits IPS_... */
	uint32_t source; /* whom it belongs to */
	uint32_t peer; /* where its packets go, after all translation */
	uint32_t translated; /* the source address that the peer sees */
	uint32_t mark; /* which rules may give to its packets, for policy routing; 0: none */
	uint32_t id; /* of two with the same tuple, one after the other */
	uint16_t zone;
	const struct nlattr *tuple; /* in the message that was parsed */
};

/*
 * Writes a dump request: for all connections, or for those with a `translated`
 * source, for which the kernel before Linux 5.15 answers with all. Returns the
 * length in bytes, or -EMSGSIZE.
 */
int conntrack_build_list(void *buf, bool translated, uint32_t seq);

/* Returns 0, or -EBADMSG and *ret untouched if it is no whole connection of IPv4. */
int conntrack_parse(struct conntrack_entry *ret, const struct nlmsghdr *msg);

/* Is it another address than its own that the peer sees? A translated port alone does not count. */
bool conntrack_is_translated(const struct conntrack_entry *e);

/* Does a peer in the Internet see a private source (RFC 1918), as nobody translated it here? */
bool conntrack_lacks_translation(const struct conntrack_entry *e);

/*
 * Writes IPCTNL_MSG_CT_DELETE with NLM_F_ACK for this entry and none that took
 * its place (-ENOENT from the kernel: it is gone already). Returns the length
 * in bytes, or -EMSGSIZE for a tuple of more than CONNTRACK_TUPLE_MAX.
 */
int conntrack_build_delete(void *buf, const struct conntrack_entry *e, uint32_t seq);

#endif

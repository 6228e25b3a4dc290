/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MSS clamp of one link as one nftables transaction. Backend `forward`:
 *
 *   table inet pppoe-clamp-IFNAME { flags owner; comment "what for"
 *     chain forward { type filter hook forward priority mangle
 *       no SYN, or with RST: accept                    all that most packets see
 *       TCP, goes out by the link: goto out
 *       TCP, came in by it: goto in
 *       the same where it belongs to a VRF, by whose device all comes in }
 *     chain out {
 *       leaves by IPsec, MSS option first: set it to that of the route
 *       IPv4, MSS option first, with 1460: count, set it, accept   nearly every SYN
 *       IPv4: count, jump ipv4                         other SYNs that are seen
 *       IPv4: count, accept                            SYNs left alone
 *       the same for IPv6, with 1440 }
 *     chain in { the same, without IPsec }
 *     chain ipv4 {
 *       MSS over the limit: jump place
 *       MSS over the limit: set it, accept }
 *     chain ipv6 { the same }
 *     chain place {
 *       the option comes first: return
 *       it may stand at an odd place: goto strip }
 *     chain strip {
 *       count, strip it, accept }
 *   }
 *
 * To find the kind of an expression, the kernel compares its name with all that
 * it knows: half of what a transaction costs, so few expressions make it quick.
 *
 * Interfaces are matched by index: a rename does not matter, and tc or IFB
 * redirects cannot bypass the forward hook. For a limit below what the MTU
 * gives, local connections need it too: hooks input and output, same rules.
 *
 * Backend `netdev` has the hooks ingress and egress of the device in place of
 * forward: its cost does not grow with the number of links, but a tc
 * redirect bypasses it, and what leaves by IPsec is encrypted by then. Backend
 * `both` is both tables.
 *
 * The owner flag ties a table to the netlink socket: `flush ruleset` cannot
 * touch it and the kernel removes it when the process dies, however it dies.
 * Kernels before 5.12 do not know the flag: there the table is not owned.
 *
 * The kernel updates the checksum as if the MSS field were 16-bit aligned, so
 * an option at an odd offset would leave a corrupt segment behind (seen from
 * 5.10 to 6.18). There it is stripped, which is right at any offset: the peer
 * then uses the default MSS of RFC 9293 3.7.1. Kernels before 5.18, but for later
 * 5.10, cannot strip: there it is left alone, as a SYN with a wrong checksum would
 * never arrive.
 *
 * No rule can follow the options to see where this one stands. But where no odd
 * place has the two bytes that it begins with, it is at an even one. They may be
 * something else, like part of a timestamp; then it is stripped without need.
 */
#ifndef CLAMP_H
#define CLAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>

struct nlmsghdr;

#define CLAMP_BATCH_SIZE 32768 /* bytes, enough for any batch of this module */
#define CLAMP_REQUEST_SIZE 64 /* bytes for a request for the list of tables */
#define CLAMP_TABLE_SIZE 64 /* bytes of a table's name */
#define CLAMP_TABLE_PREFIX "pppoe-clamp-"
#define CLAMP_COMMENT_SIZE 128 /* bytes; nft(8) takes no longer comment */
#define CLAMP_COMMENT_START "pppoe-clamp" /* by which we know a table for ours */

enum clamp_backend {
	CLAMP_FORWARD,
	CLAMP_NETDEV,
	CLAMP_BOTH,
};

struct clamp {
	char ifname[IFNAMSIZ]; /* names the table, and the device of netdev hooks */
	uint32_t ifindex;
	uint16_t mss_ipv4;
	uint16_t mss_ipv6;
	bool local; /* the link's own MTU would allow more: clamp local connections, too */
	enum clamp_backend backend;
	bool unowned;
	bool no_ipsec; /* the kernel has none; in its routes there is nothing to ask for */
	bool unstripped; /* an option at a place where it cannot be rewritten is left alone */
	bool alternate; /* under another name: the usual one is somebody else's */
	char comment[CLAMP_COMMENT_SIZE];
};

/*
 * Writes the transaction that replaces the tables of `old` (NULL: none is
 * ours) with those of `new` (NULL: none), into a buffer of CLAMP_BATCH_SIZE
 * bytes. The kernel refuses it (EEXIST) if anybody else's table has a new
 * table's name. Returns its length in bytes, -EINVAL for interface index 0,
 * -ENOMEM, or -EMSGSIZE.
 */
int clamp_build(void *buf, const struct clamp *old, const struct clamp *new, uint32_t first_seq);

/*
 * Writes the transaction that gives the tables of `c`, which are there and
 * otherwise right, its limits. No packet passes unclamped meanwhile, as it
 * might between two tables.
 */
int clamp_build_limits(void *buf, const struct clamp *c, uint32_t first_seq);

/* Are they different, and is that enough to come from `a` to `b`? */
bool clamp_differs_in_limits(const struct clamp *a, const struct clamp *b);

bool clamp_equal(const struct clamp *a, const struct clamp *b);

void clamp_table_name(char ret[static CLAMP_TABLE_SIZE], const struct clamp *c);

/* "forward", "netdev", "both" */
const char *clamp_backend_text(enum clamp_backend backend);

/* What a message of such a transaction does. */
enum clamp_message {
	CLAMP_MESSAGE_OTHER,
	CLAMP_MESSAGE_COMMIT,
	CLAMP_MESSAGE_ADD_TABLE,
	CLAMP_MESSAGE_DELETE_TABLE,
	CLAMP_MESSAGE_ADD_CHAIN,
	CLAMP_MESSAGE_ADD_RULE,
	CLAMP_MESSAGE_ADD_STRIP, /* the rule of an option at a place where it cannot be rewritten */
	CLAMP_MESSAGE_FLUSH_CHAIN,
};

enum clamp_message clamp_message_kind(const struct nlmsghdr *msg);

/* For an error text: "add chain", ... */
const char *clamp_message_text(enum clamp_message kind);

/* A table that is there, of any link. */
struct clamp_table {
	char ifname[IFNAMSIZ];
	enum clamp_backend backend; /* forward or netdev, by its family */
	bool alternate;
	bool owned; /* by a process that lives */
	bool ours; /* by its comment */
};

/* Writes the request for a list of all tables. Returns its length in bytes. */
int clamp_build_list(void *buf, uint32_t seq);

/*
 * From a message of that list. Returns false if a table of that family and name
 * is none that this module makes.
 */
bool clamp_parse_table(struct clamp_table *ret, const struct nlmsghdr *msg);

/* Does this notification say that a table of `c`, or something in it, was removed? */
bool clamp_message_removes(const struct nlmsghdr *msg, const struct clamp *c);

#endif

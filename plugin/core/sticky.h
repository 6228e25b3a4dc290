/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated connections of another uplink stay there while ours is the better
 * one, as messages of nftables and rtnetlink:
 *
 *   table ip pppoe-clamp-sticky-INDEX { flags owner
 *     chain prerouting { type filter hook prerouting priority mangle + 1
 *       ct direction original, ct reply ip daddr ADDRESS: mark
 *       ct direction reply, ct original ip daddr ADDRESS: mark }
 *   }
 *   rule PRIORITY:     fwmark MARK/MASK, from ADDRESS: main, but for default routes
 *   rule PRIORITY + 1: fwmark MARK/MASK, from ADDRESS: lookup TABLE
 *   TABLE: default route of the other uplink
 *
 * The first rule of the chain is for connections that went out, the second one
 * for those that came in and were sent on (DNAT). Connections of this machine
 * itself have the address as their source. All that does not follow a default
 * route goes where the main table says.
 *
 * Each link has a slot: its mark, and its priorities. TABLE tells the link's
 * index, by which what a killed process has left is recognised; without the
 * table of nftables, which ends with the process, nothing has the mark.
 */
#ifndef STICKY_H
#define STICKY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

#define STICKY_ADDRESSES 4 /* of the other uplink */
#define STICKY_SLOTS 63 /* from 1 on */
#define STICKY_MARK_MASK 0x3f000000U
#define STICKY_TABLE 1680000000U /* and the index of our link */
#define STICKY_RULE 32500U /* the first priority */
#define STICKY_MESSAGE_SIZE 512 /* bytes, enough for any message of rtnetlink */
#define STICKY_BATCH_SIZE 16384 /* bytes, enough for any transaction of nftables */
#define STICKY_ROUTE_SIZE 256 /* bytes of a default route as the kernel lists it */

/* Addresses are in network byte order; 0: none. */
struct sticky {
	uint32_t ifindex; /* of our link */
	uint32_t other; /* of the other uplink */
	uint32_t addresses[STICKY_ADDRESSES]; /* its own */
	_Alignas(uint32_t) char route[STICKY_ROUTE_SIZE]; /* its default route, as listed */
};

bool sticky_equal(const struct sticky *a, const struct sticky *b);

/* A default route of IPv4 in the main table. */
struct sticky_default {
	uint32_t ifindex;
	uint32_t metric;
};

/* Returns false for any other route, for one of several ways, and for one without carrier. */
bool sticky_parse_default(struct sticky_default *ret, const struct nlmsghdr *msg);

/* Makes its interface the other one of *s. Returns 0, or -EMSGSIZE and *s untouched. */
int sticky_take_route(struct sticky *s, const struct nlmsghdr *msg, uint32_t ifindex);

/* Is it a route of the table that belongs to the link `ifindex`? */
bool sticky_is_copy(const struct nlmsghdr *msg, uint32_t ifindex);

/* Takes a global IPv4 address of the interface, but not `ours`. Only so many are kept. */
void sticky_take_address(struct sticky *s, const struct nlmsghdr *msg, uint32_t ours);

/* One of ours, by its protocol, that leads to such a table. */
struct sticky_rule {
	uint32_t ifindex; /* of the link whose table it is */
	unsigned int slot;
};

bool sticky_parse_rule(struct sticky_rule *ret, const struct nlmsghdr *msg);

/*
 * Write into STICKY_MESSAGE_SIZE bytes, and return the length, or -EMSGSIZE: the
 * request for a list of all rules of IPv4; with NLM_F_ACK a rule by mark, or for
 * `source` where that is not 0, to the table or to main (that by mark to main is the
 * same for every link: -EEXIST from the kernel: another one has the slot); the removal
 * of any one rule of that slot to the link's table or to main (-ENOENT from the kernel:
 * there is none left); and the route of *s in the table.
 */
int sticky_build_rules(void *buf, uint32_t seq);
int sticky_build_rule(void *buf, const struct sticky *s, unsigned int slot, uint32_t source,
		      bool main, uint32_t seq);
int sticky_build_removal(void *buf, const struct sticky_rule *r, bool main, uint32_t seq);
int sticky_build_copy(void *buf, const struct sticky *s, uint32_t seq);

/*
 * Write the transaction that marks, or that removes the table of the link
 * `ifindex`, whether or not it is there, into STICKY_BATCH_SIZE bytes. `owned`
 * tables came with Linux 5.12. Return its length in bytes, -ENOMEM or -EMSGSIZE.
 */
int sticky_build_marks(void *buf, const struct sticky *s, unsigned int slot, bool owned,
		       uint32_t seq);
int sticky_build_unmark(void *buf, uint32_t ifindex, bool owned, uint32_t seq);

#endif

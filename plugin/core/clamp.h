/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MSS clamp as one nftables transaction. The table holds, for one link:
 *
 *   table inet pppoe-clamp-IFNAME { flags owner
 *     chain forward { type filter hook forward priority mangle
 *       TCP with SYN and without RST: jump link }      all that most packets see
 *     chain link { came in or goes out by the link: goto family }
 *     chain family { announced MSS over the limit: goto ipv4 or ipv6 }
 *     chain ipv4 { MSS option at a known, even place: set it; else: strip it }
 *     chain ipv6 { the same }
 *   }
 *
 * Interfaces are matched by index: a rename does not matter, and tc or IFB
 * redirects cannot bypass the forward hook. The owner flag ties the table to
 * the netlink socket: `flush ruleset` cannot touch it and the kernel removes it
 * when the process dies, however it dies.
 *
 * The kernel updates the checksum as if the MSS field were 16-bit aligned, so
 * an option at an odd offset would leave a corrupt segment behind (seen from
 * 5.10 to 6.18). Only the even places in known_places are rewritten; elsewhere
 * the option is stripped, which is right at any offset: the peer then uses the
 * default MSS of RFC 9293 3.7.1.
 */
#ifndef CLAMP_H
#define CLAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>

struct nlmsghdr;

#define CLAMP_BATCH_SIZE 16384 /* bytes, enough for any batch of this module */
#define CLAMP_TABLE_SIZE 64 /* bytes of a table's name */

struct clamp {
	char ifname[IFNAMSIZ]; /* only names the table */
	uint32_t ifindex;
	uint16_t mss_ipv4;
	uint16_t mss_ipv6;
};

/*
 * Writes the transaction that replaces table `old` (NULL: none is ours) with
 * the one for `new` (NULL: none), into a buffer of CLAMP_BATCH_SIZE bytes.
 * A leftover that nobody owns and that has the new table's name is replaced.
 * Returns its length in bytes, -EINVAL for interface index 0, -ENOMEM, or
 * -EMSGSIZE.
 */
int clamp_build(void *buf, const struct clamp *old, const struct clamp *new, uint32_t first_seq);

void clamp_table_name(char ret[static CLAMP_TABLE_SIZE], const struct clamp *c);

/* What a message of such a transaction does, for an error text: "add chain", ... */
const char *clamp_message_text(const struct nlmsghdr *msg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The priority of a session's control frames as one nftables transaction. The
 * kernel sends what pppd gives to /dev/ppp with priority 0, and no socket
 * option changes that; the egress hook of the Ethernet interface is the one
 * place that they pass before a VLAN interface makes 802.1p of it:
 *
 *   table netdev pppoe-clamp-priority/IFNAME/ID/MAC { flags owner
 *     chain egress { type filter hook egress device IFNAME priority mangle
 *       a session frame to MAC, of session ID, whose PPP protocol is 8000 or
 *       higher (RFC 1661 2: LCP, authentication, IPCP ...): set the priority }
 *   }
 *
 * Kernels before 5.16 have no such hook. The name begins as the clamp's does, so that
 * who cuts our tables out of a saved ruleset cuts this one, too; the MAC in it has no
 * colons, which nft(8) could not read back.
 */
#ifndef PRIORITY_H
#define PRIORITY_H

#include <stddef.h>
#include <stdint.h>
#include <net/if.h>
#include <linux/if_ether.h>

#define PRIORITY_BATCH_SIZE 8192 /* bytes, enough for any batch of this module */

struct priority {
	char ifname[IFNAMSIZ];
	uint8_t peer[ETH_ALEN];
	uint16_t session_id;
	uint32_t priority; /* skb->priority */
};

/*
 * Write the transaction that adds the table of `p`, or removes it, into a buffer
 * of PRIORITY_BATCH_SIZE bytes. Return its length in bytes, -ENOMEM or -EMSGSIZE.
 */
int priority_build(void *buf, const struct priority *p, uint32_t first_seq);
int priority_build_removal(void *buf, const struct priority *p, uint32_t first_seq);

#endif

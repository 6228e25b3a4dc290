// SPDX-License-Identifier: GPL-2.0-or-later
#include "priority.h"

#include <stdio.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "clamp.h"
#include "nft.h"

#define CHAIN "egress"
#define TABLE_SIZE 64 /* bytes of a table's name */
#define PRIORITY_MANGLE (-150)
#define ETHERTYPE_AT 12
#define SESSION_ID_AT 2 /* bytes from the PPPoE header on */
#define PROTOCOL_AT 6

static void begin(struct nft *n, char name[static TABLE_SIZE], void *buf, const struct priority *p,
		  uint32_t first_seq)
{
	const uint8_t *mac = p->peer;

	snprintf(name, TABLE_SIZE, CLAMP_TABLE_PREFIX "priority/%s/%u/%02x%02x%02x%02x%02x%02x",
		 p->ifname, p->session_id, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	nft_begin(n, buf, PRIORITY_BATCH_SIZE, first_seq);
	n->family = NFPROTO_NETDEV;
	n->table = name;
}

/*
 * Most frames carry IP, and go no further than the first match. The order
 * matters: nft(8) 1.0.6 aborts, whatever it is to list, where the first match
 * stands behind one of the EtherType. Linux 7.3 does not know that here by
 * `meta protocol`.
 */
static void put_rule(struct nft *n, const struct priority *p)
{
	static const uint8_t session_frame[] = { 0x88, 0x64 }, control[] = { 0x80, 0x00 };
	const uint8_t id[] = { (uint8_t)(p->session_id >> 8), (uint8_t)p->session_id };

	nft_start_rule(n, CHAIN);
	nft_match_network_from(n, PROTOCOL_AT, control, sizeof(control));
	nft_match_network(n, SESSION_ID_AT, id, sizeof(id));
	nft_match_ethernet(n, 0, p->peer, sizeof(p->peer));
	nft_match_ethernet(n, ETHERTYPE_AT, session_frame, sizeof(session_frame));
	nft_set_priority(n, p->priority);
	nft_finish_rule(n);
}

int priority_build(void *buf, const struct priority *p, uint32_t first_seq)
{
	const struct nft_hook hook = {
		.hook = NFT_HOOK_EGRESS,
		.priority = PRIORITY_MANGLE,
		.device = p->ifname,
	};
	char name[TABLE_SIZE];
	struct nft n;

	begin(&n, name, buf, p, first_seq);
	nft_add_table(&n, NFT_TABLE_OWNED, NULL);
	nft_add_chain(&n, CHAIN, &hook);
	put_rule(&n, p);
	return nft_end(&n);
}

int priority_build_removal(void *buf, const struct priority *p, uint32_t first_seq)
{
	char name[TABLE_SIZE];
	struct nft n;

	begin(&n, name, buf, p, first_seq);
	nft_remove_table(&n, NFT_TABLE_OWNED);
	return nft_end(&n);
}

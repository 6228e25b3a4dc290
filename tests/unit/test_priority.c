// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>

#include "core/clamp.h"
#include "core/nft.h"
#include "core/priority.h"

#define NAME "pppoe-clamp-priority/fifteen-letters/65534/00005e0053a1"

static const struct priority longest = {
	.ifname = "fifteen-letters",
	.peer = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xa1 },
	.session_id = 65534,
	.priority = 7,
};

/* Message number `i` of the transaction, without its frame; NULL: there are fewer. */
static const struct nlmsghdr *message(const void *batch, int len, int i)
{
	const struct nlmsghdr *msg = batch;

	while (mnl_nlmsg_ok(msg, len)) {
		if (i-- < 0)
			return msg->nlmsg_type == NFNL_MSG_BATCH_END ? NULL : msg;
		msg = mnl_nlmsg_next(msg, &len);
	}
	return NULL;
}

static bool is(const struct nlmsghdr *msg, uint16_t type)
{
	return msg && NFNL_MSG_TYPE(msg->nlmsg_type) == type;
}

static void table_is_owned_and_has_one_rule(void)
{
	_Alignas(struct nlmsghdr) char batch[PRIORITY_BATCH_SIZE];
	const int len = priority_build(batch, &longest, 1);
	struct clamp_table clamp;
	struct nft_table t;

	ok(len > 0);
	ok(is(message(batch, len, 0), NFT_MSG_NEWTABLE));
	ok(nft_parse_table(&t, message(batch, len, 0)));
	is_int(t.family, NFPROTO_NETDEV);
	is_int(t.flags, NFT_TABLE_OWNED);
	is_str(t.name, NAME);
	ok(!clamp_parse_table(&clamp, message(batch, len, 0))); /* nor is it one to others */
	ok(is(message(batch, len, 1), NFT_MSG_NEWCHAIN));
	ok(is(message(batch, len, 2), NFT_MSG_NEWRULE));
	ok(!message(batch, len, 3));
}

static void removal_is_of_the_same_table(void)
{
	_Alignas(struct nlmsghdr) char batch[PRIORITY_BATCH_SIZE];
	const int len = priority_build_removal(batch, &longest, 1);
	struct nft_table t;

	ok(nft_parse_table(&t, message(batch, len, 0)));
	is_str(t.name, NAME);
	ok(is(message(batch, len, 1), NFT_MSG_DELTABLE));
	ok(!message(batch, len, 2));
}

int main(void)
{
	test(table_is_owned_and_has_one_rule);
	test(removal_is_of_the_same_table);
	return done_testing();
}

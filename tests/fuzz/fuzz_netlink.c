// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One netlink message of any bytes, whose length is that of the input, to whoever
 * reads such messages. The first byte chooses its type.
 */
#include "fuzz.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "core/change.h"
#include "core/clamp.h"
#include "core/conntrack.h"
#include "core/ifinfo.h"
#include "core/nft.h"
#include "core/route_query.h"
#include "core/sticky.h"

#define NFT(type) (NFNL_SUBSYS_NFTABLES << 8 | (type))

static const uint16_t types[] = {
	RTM_NEWLINK,	       RTM_DELLINK,
	RTM_NEWADDR,	       RTM_DELADDR,
	RTM_NEWROUTE,	       RTM_DELROUTE,
	RTM_NEWRULE,	       NFT(NFT_MSG_NEWTABLE),
	NFT(NFT_MSG_DELTABLE), NFT(NFT_MSG_DELCHAIN),
	NFT(NFT_MSG_DELRULE),  NFNL_SUBSYS_CTNETLINK << 8, /* IPCTNL_MSG_CT_NEW */
};

static void read_link(const struct nlmsghdr *msg)
{
	struct ifinfo link;

	if (!ifinfo_parse(&link, msg))
		require(memchr(link.name, '\0', sizeof(link.name)) && link.mtu);
}

/* What is undone fits, and says of itself what was to be undone. */
static void read_change(const struct nlmsghdr *msg)
{
	_Alignas(struct nlmsghdr) char undo[CHANGE_MESSAGE_SIZE];
	char text[CHANGE_TEXT_SIZE];
	const unsigned int what = change_of(msg, 7, 1);

	require(!(what & ~(unsigned int)CHANGE_ALL));
	change_describe(text, what);
	require(memchr(text, '\0', sizeof(text)));
	if (!(what & ~(unsigned int)CHANGE_LINK))
		return;
	require(change_build_undo(undo, msg, 1) <= CHANGE_MESSAGE_SIZE);
	change_is_same_address(msg, msg);
	change_is_foreign_default(msg, 7);
}

static void read_connection(const struct nlmsghdr *msg)
{
	_Alignas(struct nlmsghdr) char out[CONNTRACK_MESSAGE_SIZE];
	struct conntrack_entry e;

	if (conntrack_parse(&e, msg))
		return;
	conntrack_is_translated(&e);
	conntrack_lacks_translation(&e);
	require(conntrack_build_delete(out, &e, 1) <= CONNTRACK_MESSAGE_SIZE);
}

static void read_sticky(const struct nlmsghdr *msg)
{
	struct sticky s = { .ifindex = 7 };
	struct sticky_default d;
	struct sticky_rule r;

	sticky_parse_default(&d, msg);
	sticky_parse_rule(&r, msg);
	sticky_take_route(&s, msg, 7);
	sticky_take_address(&s, msg, 0);
	sticky_is_copy(msg, 7);
}

static void read_tables(const struct nlmsghdr *msg)
{
	const struct clamp c = { .ifname = "ppp0" };
	struct clamp_table clamp;
	struct nft_table t;

	if (nft_parse_table(&t, msg))
		require(memchr(t.name, '\0', sizeof(t.name)) &&
			memchr(t.comment, '\0', sizeof(t.comment)));
	clamp_parse_table(&clamp, msg);
	clamp_message_removes(msg, &c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct route_answer answer;
	struct nlmsghdr *msg;
	size_t len;

	if (size < 1)
		return 0;
	len = sizeof(*msg) + size - 1;
	msg = calloc(1, NLMSG_ALIGN(len)); /* as libmnl takes it, and the kernel sends it */
	memcpy(msg + 1, data + 1, size - 1);
	msg->nlmsg_len = (uint32_t)len;
	msg->nlmsg_type = types[data[0] % (sizeof(types) / sizeof(types[0]))];
	read_link(msg);
	read_change(msg);
	read_connection(msg);
	read_sticky(msg);
	read_tables(msg);
	route_query_parse(&answer, msg);
	free(msg);
	return 0;
}

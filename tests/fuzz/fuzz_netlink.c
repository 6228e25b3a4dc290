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
#include <libmnl/libmnl.h>
#include <sys/socket.h>

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

/* 10.0.0.1 peer 10.0.0.2, and fe80::1 peer fe80::2, of interface 7 */
static void read_prefix(const struct nlmsghdr *route)
{
	static const uint8_t v6[2][16] = { { 0xfe, 0x80, [15] = 1 }, { 0xfe, 0x80, [15] = 2 } };
	static const uint8_t v4[2][4] = { { 10, 0, 0, 1 }, { 10, 0, 0, 2 } };
	const bool is_v4 = change_of(route, 7, 1) == CHANGE_PREFIX4;
	const size_t len = is_v4 ? sizeof(v4[0]) : sizeof(v6[0]);
	_Alignas(struct nlmsghdr) char buf[CHANGE_MESSAGE_SIZE];
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct ifaddrmsg *body;

	msg->nlmsg_type = RTM_NEWADDR;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->ifa_family = is_v4 ? AF_INET : AF_INET6;
	body->ifa_prefixlen = is_v4 ? 31 : 64;
	body->ifa_index = 7;
	mnl_attr_put(msg, IFA_LOCAL, len, is_v4 ? v4[0] : v6[0]);
	mnl_attr_put(msg, IFA_ADDRESS, len, is_v4 ? v4[1] : v6[1]);
	require(change_is_same_address(msg, msg) && change_has_local(msg, is_v4 ? v4[0] : v6[0]));
	require(change_prefix_route(route, msg) <= CHANGE_PREFIX_OWN);
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
	if (what & (CHANGE_PREFIX4 | CHANGE_PREFIX6))
		read_prefix(msg);
	if (!(what & ~(unsigned int)CHANGE_LINK))
		return;
	require(change_build_undo(undo, msg, 1) <= CHANGE_MESSAGE_SIZE);
	require(change_build_removal(undo, msg, 1) <= CHANGE_MESSAGE_SIZE);
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
	_Alignas(struct nlmsghdr) char copy[STICKY_MESSAGE_SIZE];
	struct sticky s = { .ifindex = 7 };
	struct sticky_default d;
	struct sticky_rule r;

	if (sticky_parse_default(&d, msg) && !sticky_take_route(&s, msg, d.ifindex))
		require(sticky_build_copy(copy, &s, 1) <= STICKY_MESSAGE_SIZE);
	sticky_parse_rule(&r, msg);
	sticky_take_address(&s, msg, 0);
	require(!sticky_is_copy(msg, 7) || msg->nlmsg_type == RTM_NEWROUTE);
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

// SPDX-License-Identifier: GPL-2.0-or-later
/* The rules as core/clamp.c writes them: what the kernel lists has the same form. */
#include "../tap.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>

#include "clampinfo.h"

static const struct clamp sample = {
	.ifname = "ppp0",
	.ifindex = 5,
	.mss_ipv4 = 1452,
	.mss_ipv6 = 1432,
	.comment = CLAMP_COMMENT_START,
};

static uint64_t counted; /* by the counter of the rule before */

static int set_count(struct nftnl_expr *e, void *data)
{
	(void)data;
	if (!strcmp(nftnl_expr_get_str(e, NFTNL_EXPR_NAME), "counter"))
		nftnl_expr_set_u64(e, NFTNL_EXPR_CTR_PACKETS, counted++);
	return 0;
}

/* The same rule, after packets: its counters go on from `counted`. */
static void take_counted(struct clampinfo *c, const struct nlmsghdr *msg)
{
	_Alignas(struct nlmsghdr) char buf[4096];
	struct nftnl_rule *rule = nftnl_rule_alloc();
	struct nlmsghdr *copy = nftnl_nlmsg_build_hdr(buf, NFT_MSG_NEWRULE, 0, 0, 0);

	is_int(nftnl_rule_nlmsg_parse(msg, rule), 0);
	nftnl_expr_foreach(rule, set_count, NULL);
	nftnl_rule_nlmsg_build_payload(copy, rule);
	nftnl_rule_free(rule);
	clampinfo_take_rule(c, copy);
}

static struct clampinfo take(const struct clamp *clamp)
{
	static _Alignas(struct nlmsghdr) char buf[CLAMP_BATCH_SIZE];
	int left = clamp_build(buf, NULL, clamp, 1);
	const struct nlmsghdr *msg = (const struct nlmsghdr *)buf;
	struct clampinfo c = { 0 };

	ok(left > 0);
	counted = 100;
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left))
		if (clamp_message_kind(msg) == CLAMP_MESSAGE_ADD_RULE ||
		    clamp_message_kind(msg) == CLAMP_MESSAGE_ADD_STRIP)
			take_counted(&c, msg);
		else
			clampinfo_take_rule(&c, msg);
	return c;
}

static void limits(void)
{
	struct clamp clamp = sample;
	struct clampinfo c = take(&clamp);

	is_int(c.mss[CLAMPINFO_IPV4], 1452);
	is_int(c.mss[CLAMPINFO_IPV6], 1432);
	clamp.backend = CLAMP_NETDEV;
	clamp.mss_ipv4 = 1460;
	clamp.mss_ipv6 = 1440;
	c = take(&clamp);
	is_int(c.mss[CLAMPINFO_IPV4], 1460);
	is_int(c.mss[CLAMPINFO_IPV6], 1440);
}

/* Rules come in the order of put_chains: out, in, then strip. */
static void counters(void)
{
	const struct clampinfo c = take(&sample);

	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV4].seen, 100 + 101);
	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV4].fitting, 102);
	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV6].seen, 103 + 104);
	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV6].fitting, 105);
	is_int(c.count[CLAMPINFO_IN][CLAMPINFO_IPV4].seen, 106 + 107);
	is_int(c.count[CLAMPINFO_IN][CLAMPINFO_IPV4].fitting, 108);
	is_int(c.count[CLAMPINFO_IN][CLAMPINFO_IPV6].seen, 109 + 110);
	is_int(c.count[CLAMPINFO_IN][CLAMPINFO_IPV6].fitting, 111);
	is_int(c.stripped, 112);
}

/* Where the limit is that of Ethernet there is no usual SYN to lower. */
static void counters_without_the_usual_syn(void)
{
	struct clamp clamp = sample;
	struct clampinfo c;

	clamp.mss_ipv4 = 1460;
	c = take(&clamp);
	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV4].seen, 100);
	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV4].fitting, 101);
	is_int(c.count[CLAMPINFO_OUT][CLAMPINFO_IPV6].seen, 102 + 103);
}

/* The counters are read one after the other, while packets pass. */
static void lowered_is_never_less_than_none(void)
{
	is_int(clampinfo_lowered(&(struct clampinfo_count){ 7, 5 }), 2);
	is_int(clampinfo_lowered(&(struct clampinfo_count){ 5, 7 }), 0);
}

static void asks_for_one_table(void)
{
	const struct clamp_table t = { .ifname = "ppp0", .backend = CLAMP_NETDEV };
	_Alignas(struct nlmsghdr) char buf[CLAMPINFO_REQUEST_SIZE] = { 0 };
	const struct nlmsghdr *msg = (const struct nlmsghdr *)buf;
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);
	const struct nlattr *attr;
	int len;

	len = clampinfo_build_query(buf, &t, 9);
	is_int(len, msg->nlmsg_len);
	is_int(NFNL_MSG_TYPE(msg->nlmsg_type), NFT_MSG_GETRULE);
	is_int(body->nfgen_family, NFPROTO_NETDEV);
	attr = mnl_nlmsg_get_payload_offset(msg, sizeof(*body));
	is_int(mnl_attr_get_type(attr), NFTA_RULE_TABLE);
	is_str(mnl_attr_get_str(attr), "pppoe-clamp-ppp0");
}

int main(void)
{
	test(limits);
	test(counters);
	test(counters_without_the_usual_syn);
	test(lowered_is_never_less_than_none);
	test(asks_for_one_table);
	return done_testing();
}

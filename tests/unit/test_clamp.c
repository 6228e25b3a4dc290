// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the transaction back with libnftnl and writes every message as a line;
 * the whole of it is compared with the lines that it must be.
 */
#include "../tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>

#include "core/clamp.h"

#define FIRST_SEQ 0xfffffff8 /* wraps around within the transaction */
#define OWNER 0x2
#define PORT 4711

struct text {
	char bytes[32768];
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	t->used += (size_t)vsnprintf(t->bytes + t->used, sizeof(t->bytes) - t->used, format, ap);
	va_end(ap);
}

static void add_hex(struct text *t, const struct nftnl_expr *e, uint16_t attribute)
{
	uint32_t len = 0;
	const uint8_t *bytes = nftnl_expr_get(e, attribute, &len);

	for (uint32_t i = 0; i < len; i++)
		add(t, "%02x", bytes[i]);
}

static void add_immediate(struct text *t, const struct nftnl_expr *e)
{

	if (nftnl_expr_get_u32(e, NFTNL_EXPR_IMM_DREG) == NFT_REG_VERDICT) {
		const int code = (int)nftnl_expr_get_u32(e, NFTNL_EXPR_IMM_VERDICT);

		add(t, " %s",
		    code == NF_ACCEPT	 ? "accept"
		    : code == NFT_GOTO	 ? "goto"
		    : code == NFT_JUMP	 ? "jump"
		    : code == NFT_RETURN ? "return"
					 : "?");
		if (nftnl_expr_is_set(e, NFTNL_EXPR_IMM_CHAIN))
			add(t, " %s", nftnl_expr_get_str(e, NFTNL_EXPR_IMM_CHAIN));
		return;
	}
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_IMM_DREG), NFT_REG_1);
	add(t, " load ");
	add_hex(t, e, NFTNL_EXPR_IMM_DATA);
}

static void add_exthdr(struct text *t, const struct nftnl_expr *e)
{
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_EXTHDR_OP), NFT_EXTHDR_OP_TCPOPT);
	add(t, " %s option %u",
	    nftnl_expr_is_set(e, NFTNL_EXPR_EXTHDR_DREG)   ? "get"
	    : nftnl_expr_is_set(e, NFTNL_EXPR_EXTHDR_SREG) ? "set"
							   : "strip",
	    nftnl_expr_get_u8(e, NFTNL_EXPR_EXTHDR_TYPE));
	if (nftnl_expr_get_u32(e, NFTNL_EXPR_EXTHDR_LEN))
		add(t, "+%u:%u", nftnl_expr_get_u32(e, NFTNL_EXPR_EXTHDR_OFFSET),
		    nftnl_expr_get_u32(e, NFTNL_EXPR_EXTHDR_LEN));
}

static void add_cmp(struct text *t, const struct nftnl_expr *e)
{
	const uint32_t op = nftnl_expr_get_u32(e, NFTNL_EXPR_CMP_OP);

	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_CMP_SREG), NFT_REG_1);
	add(t, " %s ",
	    op == NFT_CMP_EQ	? "=="
	    : op == NFT_CMP_NEQ ? "!="
	    : op == NFT_CMP_GT	? ">"
				: "?");
	add_hex(t, e, NFTNL_EXPR_CMP_DATA);
}

static void add_bitwise(struct text *t, const struct nftnl_expr *e)
{
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BITWISE_SREG), NFT_REG_1);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BITWISE_DREG), NFT_REG_1);
	add(t, " & ");
	add_hex(t, e, NFTNL_EXPR_BITWISE_MASK);
	add(t, " ^ ");
	add_hex(t, e, NFTNL_EXPR_BITWISE_XOR);
}

static void add_meta(struct text *t, const struct nftnl_expr *e)
{
	const uint32_t key = nftnl_expr_get_u32(e, NFTNL_EXPR_META_KEY);

	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_META_DREG), NFT_REG_1);
	add(t, " %s",
	    key == NFT_META_L4PROTO    ? "l4proto"
	    : key == NFT_META_PROTOCOL ? "protocol"
	    : key == NFT_META_IIF      ? "iif"
	    : key == NFT_META_OIF      ? "oif"
	    : key == NFT_META_SDIF     ? "sdif"
				       : "?");
}

static void add_rt(struct text *t, const struct nftnl_expr *e)
{
	const uint32_t key = nftnl_expr_get_u32(e, NFTNL_EXPR_RT_KEY);

	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_RT_DREG), NFT_REG_1);
	add(t, "%s", key == NFT_RT_XFRM ? " ipsec" : key == NFT_RT_TCPMSS ? " route's MSS" : " ?");
}

static void add_byteorder(struct text *t, const struct nftnl_expr *e)
{
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BYTEORDER_SREG), NFT_REG_1);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BYTEORDER_DREG), NFT_REG_1);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BYTEORDER_OP), NFT_BYTEORDER_HTON);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BYTEORDER_LEN), 2);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_BYTEORDER_SIZE), 2);
	add(t, " to network order");
}

static void add_payload(struct text *t, const struct nftnl_expr *e)
{
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_BASE), NFT_PAYLOAD_TRANSPORT_HEADER);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_DREG), NFT_REG_1);
	add(t, " tcp+%u:%u", nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET),
	    nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_LEN));
}

static void add_counter(struct text *t, const struct nftnl_expr *e)
{
	(void)e;
	add(t, " count");
}

static int add_expression(struct nftnl_expr *e, void *text)
{
	static const struct {
		const char *name;
		void (*add)(struct text *t, const struct nftnl_expr *e);
	} kinds[] = { { "meta", add_meta },	     { "cmp", add_cmp },
		      { "payload", add_payload },    { "bitwise", add_bitwise },
		      { "exthdr", add_exthdr },	     { "immediate", add_immediate },
		      { "counter", add_counter },    { "rt", add_rt },
		      { "byteorder", add_byteorder } };
	const char *name = nftnl_expr_get_str(e, NFTNL_EXPR_NAME);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name)) {
			kinds[i].add(text, e);
			return 0;
		}
	add(text, " ?%s", name);
	return 0;
}

static int add_comment(const struct nftnl_udata *attr, void *text)
{
	const char *comment = nftnl_udata_get(attr);

	is_int(nftnl_udata_type(attr), NFTNL_UDATA_TABLE_COMMENT);
	is_int(nftnl_udata_len(attr), strlen(comment) + 1);
	add(text, " comment '%s'", comment);
	return 0;
}

static void add_table(struct text *t, const struct nlmsghdr *msg)
{
	struct nftnl_table *table = nftnl_table_alloc();
	uint32_t len = 0;
	const void *userdata;

	ok(nftnl_table_nlmsg_parse(msg, table) == 0);
	add(t, " %s", nftnl_table_get_str(table, NFTNL_TABLE_NAME));
	if (nftnl_table_is_set(table, NFTNL_TABLE_FLAGS) &&
	    nftnl_table_get_u32(table, NFTNL_TABLE_FLAGS))
		add(t, nftnl_table_get_u32(table, NFTNL_TABLE_FLAGS) == OWNER ? " owner" : " ?");
	if (nftnl_table_is_set(table, NFTNL_TABLE_USERDATA)) {
		userdata = nftnl_table_get_data(table, NFTNL_TABLE_USERDATA, &len);
		ok(nftnl_udata_parse(userdata, len, add_comment, t) == 0);
	}
	nftnl_table_free(table);
}

static void add_hook(struct text *t, const struct nftnl_chain *chain)
{
	add(t, " type %s hook %u", nftnl_chain_get_str(chain, NFTNL_CHAIN_TYPE),
	    nftnl_chain_get_u32(chain, NFTNL_CHAIN_HOOKNUM));
	if (nftnl_chain_is_set(chain, NFTNL_CHAIN_DEV))
		add(t, " device %s", nftnl_chain_get_str(chain, NFTNL_CHAIN_DEV));
	add(t, " priority %d policy %u", nftnl_chain_get_s32(chain, NFTNL_CHAIN_PRIO),
	    nftnl_chain_get_u32(chain, NFTNL_CHAIN_POLICY));
}

static void add_chain(struct text *t, const struct nlmsghdr *msg)
{
	struct nftnl_chain *chain = nftnl_chain_alloc();

	ok(nftnl_chain_nlmsg_parse(msg, chain) == 0);
	add(t, " %s %s", nftnl_chain_get_str(chain, NFTNL_CHAIN_TABLE),
	    nftnl_chain_get_str(chain, NFTNL_CHAIN_NAME));
	if (nftnl_chain_is_set(chain, NFTNL_CHAIN_HOOKNUM))
		add_hook(t, chain);
	nftnl_chain_free(chain);
}

static void add_rule(struct text *t, const struct nlmsghdr *msg)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();

	ok(nftnl_rule_nlmsg_parse(msg, rule) == 0);
	ok(!nftnl_rule_is_set(rule, NFTNL_RULE_HANDLE));
	add(t, " %s %s:", nftnl_rule_get_str(rule, NFTNL_RULE_TABLE),
	    nftnl_rule_get_str(rule, NFTNL_RULE_CHAIN));
	nftnl_expr_foreach(rule, add_expression, t);
	nftnl_rule_free(rule);
}

static const struct kind {
	uint16_t type, flags;
	const char *text;
	void (*add)(struct text *t, const struct nlmsghdr *msg);
} kinds[] = {
	{ NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, "add table", add_table },
	{ NFT_MSG_NEWTABLE, NLM_F_CREATE, "want table", add_table },
	{ NFT_MSG_DELTABLE, 0, "delete table", add_table },
	{ NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL, "add chain", add_chain },
	{ NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, "add rule", add_rule },
	{ NFT_MSG_DELRULE, 0, "flush chain", add_rule },
};

static const char *family_text(uint8_t family)
{
	return family == NFPROTO_INET ? "inet" : family == NFPROTO_NETDEV ? "netdev" : "?";
}

static bool is_last(const struct nlmsghdr *msg)
{
	const struct nlmsghdr *next =
		(const struct nlmsghdr *)((const char *)msg + NLMSG_ALIGN(msg->nlmsg_len));

	return next->nlmsg_type == NFNL_MSG_BATCH_END;
}

static void add_kind(struct text *t, const struct nlmsghdr *msg, const struct kind *k)
{
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);

	/* All succeed or none: the last one's ack is enough. */
	is_int(msg->nlmsg_flags & NLM_F_ACK, is_last(msg) ? NLM_F_ACK : 0);
	add(t, "%s %s", k->text, family_text(body->nfgen_family));
	k->add(t, msg);
	add(t, "\n");
}

static void add_frame(struct text *t, const struct nlmsghdr *msg)
{
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);

	is_int(msg->nlmsg_flags, NLM_F_REQUEST);
	is_int(ntohs(body->res_id), NFNL_SUBSYS_NFTABLES);
	add(t, msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN ? "begin\n" : "end\n");
}

static void add_message(struct text *t, const struct nlmsghdr *msg)
{
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);

	is_int(body->version, NFNETLINK_V0);
	if (msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN || msg->nlmsg_type == NFNL_MSG_BATCH_END) {
		add_frame(t, msg);
		return;
	}
	is_int(NFNL_SUBSYS_ID(msg->nlmsg_type), NFNL_SUBSYS_NFTABLES);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (NFNL_MSG_TYPE(msg->nlmsg_type) == kinds[i].type &&
		    (msg->nlmsg_flags & ~NLM_F_ACK) == (NLM_F_REQUEST | kinds[i].flags)) {
			add_kind(t, msg, &kinds[i]);
			return;
		}
	add(t, "?\n");
}

/* Also checks numbers and lengths: every byte belongs to a message, and none is missing. */
static void read_back(struct text *t, const void *batch, int len)
{
	const struct nlmsghdr *msg = batch;
	uint32_t seq = FIRST_SEQ;
	int left = len;

	t->used = 0;
	t->bytes[0] = '\0';
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		is_int(msg->nlmsg_seq, seq++);
		is_int(msg->nlmsg_len % 4, 0);
		add_message(t, msg);
	}
	is_int(left, 0);
}

/* On the heap, where the address sanitizer sees the end of it. */
static void *new_batch(void)
{
	void *batch = malloc(CLAMP_BATCH_SIZE);

	memset(batch, 0xa5, CLAMP_BATCH_SIZE);
	return batch;
}

static int build(struct text *t, const struct clamp *old, const struct clamp *new)
{
	void *batch = new_batch();
	const int len = clamp_build(batch, old, new, FIRST_SEQ);

	if (len > 0)
		read_back(t, batch, len);
	free(batch);
	return len;
}

static int build_limits(struct text *t, const struct clamp *c)
{
	void *batch = new_batch();
	const int len = clamp_build_limits(batch, c, FIRST_SEQ);

	if (len > 0)
		read_back(t, batch, len);
	free(batch);
	return len;
}

/* All for an index of the same bytes in any order, MSS 1452 and 1432. T: family and table. */
#define INDEX 0x07000007
#define NAME "pppoe-clamp-ppp0"
#define INET "inet " NAME
#define NETDEV "netdev " NAME
#define SET(mss) " load " mss " set option 2+2:2"

#define RULE(T, chain, what) "add rule " T " " chain ":" what "\n"
#define IP4 " protocol == 0800"
#define USUAL(T, chain, option, version, mss) \
	RULE(T, chain, " tcp+20:4 == 0204" option version " count" SET(mss) " accept")
#define OTHERS4(T, chain)                      \
	RULE(T, chain, IP4 " count jump ipv4") \
	RULE(T, chain, IP4 " count accept")
#define OTHERS6(T, chain) RULE(T, chain, " count jump ipv6") RULE(T, chain, " count accept")
#define OTHERS(T, chain) OTHERS4(T, chain) OTHERS6(T, chain)
#define DIRECTION(T, chain)                  \
	USUAL(T, chain, "05b4", IP4, "05ac") \
	OTHERS4(T, chain)                    \
	USUAL(T, chain, "05a0", "", "0598") OTHERS6(T, chain)
#define ABOVE(T, chain, mss)                                     \
	RULE(T, chain, " get option 2+2:2 > " mss " jump place") \
	RULE(T, chain, " get option 2+2:2 > " mss SET(mss) " accept")
#define IPSEC(T)       \
	RULE(T, "out", \
	     " ipsec == 01 tcp+20:2 == 0204 route's MSS to network order set option 2+2:2")
#define LIMITS(T) \
	DIRECTION(T, "out") DIRECTION(T, "in") ABOVE(T, "ipv4", "05ac") ABOVE(T, "ipv6", "0598")
#define ODD(T, at) RULE(T, "place", " tcp+" at ":2 == 0204 goto strip")
#define ODDS(T)      \
	ODD(T, "21") \
	ODD(T, "23") \
	ODD(T, "25") \
	ODD(T, "27") \
	ODD(T, "29") \
	ODD(T, "31") \
	ODD(T, "33") \
	ODD(T, "35") \
	ODD(T, "37") \
	ODD(T, "39") \
	ODD(T, "41") \
	ODD(T, "43") \
	ODD(T, "45") \
	ODD(T, "47") \
	ODD(T, "49") \
	ODD(T, "51") \
	ODD(T, "53") \
	ODD(T, "55")
#define PLACES(T)                                    \
	RULE(T, "place", " tcp+20:2 == 0204 return") \
	RULE(T, "place", " get option 2+1:1 != 04 goto strip") ODDS(T)
#define STRIP(T) RULE(T, "strip", " count strip option 2 accept")
#define SHARED(T, limits) limits PLACES(T) STRIP(T)

#define CHAIN(T, name) "add chain " T " " name "\n"
#define CHAINS(T)       \
	CHAIN(T, "out") \
	CHAIN(T, "in") CHAIN(T, "ipv4") CHAIN(T, "ipv6") CHAIN(T, "place") CHAIN(T, "strip")
#define NO_SYN(T, name) \
	"add rule " T " " name ": tcp+12:4 & 00060000 ^ 00000000 != 00020000 accept\n"
#define BASE(T, name, hook)                               \
	"add chain " T " " name " type filter hook " hook \
	" priority -150 policy 1\n" NO_SYN(T, name)
#define BY(T, name, match, target) \
	"add rule " T " " name ":" match " l4proto == 06 goto " target "\n"
#define BY_OUT(T, name) BY(T, name, " oif == 07000007", "out")
#define BY_IN(T, name) BY(T, name, " iif == 07000007", "in") BY(T, name, " sdif == 07000007", "in")
#define INET_TABLE(T, more, local)                                                      \
	"add table " T more "\n" CHAINS(T) BASE(T, "forward", "2") BY_OUT(T, "forward") \
		BY_IN(T, "forward") local                                               \
		SHARED(T, IPSEC(T) LIMITS(T))
#define LOCAL(T) BASE(T, "input", "1") BY_IN(T, "input") BASE(T, "output", "3") BY_OUT(T, "output")
#define NETDEV_TABLE(T, more)                                                  \
	"add table " T more "\n" CHAINS(T) BASE(T, "ingress", "0 device ppp0") \
		BY(T, "ingress", "", "in") BASE(T, "egress", "1 device ppp0")  \
			BY(T, "egress", "", "out") SHARED(T, LIMITS(T))

#define REMOVED_AS(T, flags) "want table " T flags "\ndelete table " T "\n"
#define REMOVED(T) REMOVED_AS(T, " owner")

static const struct clamp ppp0 = {
	.ifname = "ppp0", .ifindex = INDEX, .mss_ipv4 = 1452, .mss_ipv6 = 1432
};

static void is_transaction(const struct text *t, const char *body)
{
	static char want[sizeof(t->bytes)];

	snprintf(want, sizeof(want), "begin\n%send\n", body);
	is_str(t->bytes, want);
}

static void builds(const struct clamp *old, const struct clamp *new, const char *body)
{
	struct text t;

	if (ok(build(&t, old, new) > 0))
		is_transaction(&t, body);
}

static void first_installation_touches_nothing_else(void)
{
	builds(NULL, &ppp0, INET_TABLE(INET, " owner", ""));
}

static void change_replaces_our_own_table(void)
{
	const struct clamp before = {
		.ifname = "ppp0", .ifindex = 7, .mss_ipv4 = 1400, .mss_ipv6 = 1380
	};

	builds(&before, &ppp0, REMOVED(INET) INET_TABLE(INET, " owner", ""));
}

static void renamed_link_removes_the_old_table(void)
{
	const struct clamp before = {
		.ifname = "dsl", .ifindex = INDEX, .mss_ipv4 = 1452, .mss_ipv6 = 1432
	};

	builds(&before, &ppp0, REMOVED("inet pppoe-clamp-dsl") INET_TABLE(INET, " owner", ""));
}

static void removal_removes_all(void)
{
	const struct clamp both = { .ifname = "ppp0", .backend = CLAMP_BOTH };
	const struct clamp netdev = { .ifname = "ppp0", .backend = CLAMP_NETDEV };

	builds(&ppp0, NULL, REMOVED(INET));
	builds(&netdev, NULL, REMOVED(NETDEV));
	builds(&both, NULL, REMOVED(INET) REMOVED(NETDEV));
}

static void local_connections_get_hooks_of_their_own(void)
{
	struct clamp c = ppp0;

	c.local = true;
	builds(NULL, &c, INET_TABLE(INET, " owner", LOCAL(INET)));
}

/* Ingress and egress see local connections anyway. */
static void netdev_hooks_the_device(void)
{
	struct clamp c = ppp0;

	c.backend = CLAMP_NETDEV;
	builds(NULL, &c, NETDEV_TABLE(NETDEV, " owner"));
	c.local = true;
	builds(NULL, &c, NETDEV_TABLE(NETDEV, " owner"));
}

static void both_is_both_tables(void)
{
	struct clamp c = ppp0;

	c.backend = CLAMP_BOTH;
	builds(NULL, &c, INET_TABLE(INET, " owner", "") NETDEV_TABLE(NETDEV, " owner"));
}

static void change_of_backend_is_one_transaction(void)
{
	struct clamp netdev = ppp0, both = ppp0;

	netdev.backend = CLAMP_NETDEV;
	both.backend = CLAMP_BOTH;
	builds(&ppp0, &netdev, REMOVED(INET) NETDEV_TABLE(NETDEV, " owner"));
	builds(&netdev, &ppp0, INET_TABLE(INET, " owner", "") REMOVED(NETDEV));
	builds(&both, &netdev, REMOVED(INET) REMOVED(NETDEV) NETDEV_TABLE(NETDEV, " owner"));
}

static void unowned_table_has_no_flag(void)
{
	struct clamp c = ppp0;

	c.unowned = true;
	builds(NULL, &c, INET_TABLE(INET, "", ""));
	builds(&c, &ppp0, REMOVED_AS(INET, "") INET_TABLE(INET, " owner", ""));
	builds(&c, NULL, REMOVED_AS(INET, ""));
	c.backend = CLAMP_NETDEV;
	builds(NULL, &c, NETDEV_TABLE(NETDEV, ""));
}

/* Fails without the field: such a kernel refuses the whole transaction for that rule. */
static void unstripped_option_is_left_alone(void)
{
	struct clamp c = ppp0;
	struct text t;

	c.backend = CLAMP_BOTH;
	c.unstripped = true;
	if (!ok(build(&t, NULL, &c) > 0))
		return;
	ok(!strstr(t.bytes, "strip option"));
	ok(strstr(t.bytes, RULE(INET, "strip", " count accept")) &&
	   strstr(t.bytes, RULE(NETDEV, "strip", " count accept")));
}

/* Fails without the field: a kernel that has no IPsec refuses the whole transaction. */
static void without_ipsec_no_route_is_asked(void)
{
	struct clamp c = ppp0;
	struct text t;

	c.no_ipsec = true;
	if (ok(build(&t, NULL, &c) > 0))
		ok(!strstr(t.bytes, "ipsec") && !strstr(t.bytes, "route"));
	if (ok(build_limits(&t, &c) > 0))
		ok(!strstr(t.bytes, "ipsec") && !strstr(t.bytes, "route"));
}

static void alternate_name_leaves_the_usual_one_alone(void)
{
	struct clamp c = ppp0;

	c.alternate = true;
	builds(NULL, &c, INET_TABLE(INET "/pppd", " owner", ""));
	builds(&c, NULL, REMOVED(INET "/pppd"));
	c.backend = CLAMP_NETDEV;
	builds(NULL, &c, NETDEV_TABLE(NETDEV "/pppd", " owner"));
}

static void comment_is_on_the_table(void)
{
	struct clamp c = ppp0;

	strcpy(c.comment, "pppoe-clamp of pppd 42");
	builds(NULL, &c, INET_TABLE(INET, " owner comment 'pppoe-clamp of pppd 42'", ""));
	builds(&c, NULL, REMOVED(INET));
	c.backend = CLAMP_NETDEV;
	c.unowned = true;
	builds(NULL, &c, NETDEV_TABLE(NETDEV, " comment 'pppoe-clamp of pppd 42'"));
}

/* Rules that could never match are left out: 1460 and 1440 fit. */
static void limits_of_ethernet_need_no_rules_for_it(void)
{
	struct clamp c = ppp0;

	c.mss_ipv4 = 1460;
	c.mss_ipv6 = 1440;
	builds(NULL, &c,
	       "add table " INET " owner\n" CHAINS(INET) BASE(INET, "forward", "2")
		       BY_OUT(INET, "forward") BY_IN(INET, "forward")
			       SHARED(INET, IPSEC(INET) OTHERS(INET, "out") OTHERS(INET, "in")
						    ABOVE(INET, "ipv4", "05b4")
							    ABOVE(INET, "ipv6", "05a0")));
}

static void nothing_for_nothing_touches_no_table(void)
{
	builds(NULL, NULL, "");
}

#define FLUSHED(T, chain) "flush chain " T " " chain ":\n"
#define NEW_LIMITS(T, limits) \
	FLUSHED(T, "out") FLUSHED(T, "in") FLUSHED(T, "ipv4") FLUSHED(T, "ipv6") limits
#define NEW_INET_LIMITS(T) NEW_LIMITS(T, IPSEC(T) LIMITS(T))
#define NEW_NETDEV_LIMITS NEW_LIMITS(NETDEV, LIMITS(NETDEV))

/* The base chains stay as they are: only what depends on the limits is touched. */
static void limits_replace_rules_only(void)
{
	static const char *const want[] = {
		[CLAMP_FORWARD] = NEW_INET_LIMITS(INET),
		[CLAMP_NETDEV] = NEW_NETDEV_LIMITS,
		[CLAMP_BOTH] = NEW_INET_LIMITS(INET) NEW_NETDEV_LIMITS,
	};
	struct clamp c = ppp0;
	struct text t;

	c.local = true;
	for (int backend = 0; backend < 3; backend++) {
		c.backend = (enum clamp_backend)backend;
		ok(build_limits(&t, &c) > 0);
		is_transaction(&t, want[backend]);
	}
}

static void limits_under_the_alternate_name(void)
{
	struct clamp c = ppp0;
	struct text t;

	c.alternate = true;
	ok(build_limits(&t, &c) > 0);
	is_transaction(&t, NEW_INET_LIMITS(INET "/pppd"));
}

static void refuses_interface_0(void)
{
	const struct clamp none = { .ifname = "ppp0", .mss_ipv4 = 1452, .mss_ipv6 = 1432 };
	struct text t;

	is_int(build(&t, NULL, &none), -EINVAL);
	is_int(build(&t, &ppp0, &none), -EINVAL);
}

static struct clamp longest(char name)
{
	struct clamp c = {
		.ifindex = UINT32_MAX,
		.mss_ipv4 = UINT16_MAX - 40,
		.mss_ipv6 = UINT16_MAX - 60,
		.local = true,
		.backend = CLAMP_BOTH,
		.alternate = true,
	};

	memset(c.ifname, name, IFNAMSIZ - 1);
	memset(c.comment, 'c', CLAMP_COMMENT_SIZE - 1);
	return c;
}

static void longest_transaction_fits(void)
{
	const struct clamp a = longest('a'), b = longest('b');
	char name[CLAMP_TABLE_SIZE];
	struct text t;

	ok(build(&t, &a, &b) > 0);
	ok(build_limits(&t, &b) > 0);
	clamp_table_name(name, &b);
	is_str(name, "pppoe-clamp-bbbbbbbbbbbbbbb/pppd");
}

static void table_names(void)
{
	struct clamp c = ppp0;
	char name[CLAMP_TABLE_SIZE];

	clamp_table_name(name, &c);
	is_str(name, NAME);
	c.alternate = true;
	clamp_table_name(name, &c);
	is_str(name, NAME "/pppd");
}

static void backend_texts(void)
{
	is_str(clamp_backend_text(CLAMP_FORWARD), "forward");
	is_str(clamp_backend_text(CLAMP_NETDEV), "netdev");
	is_str(clamp_backend_text(CLAMP_BOTH), "both");
}

static void message_kinds(void)
{
	static const struct {
		uint16_t type;
		enum clamp_message want;
		const char *text;
	} row[] = {
		{ NFNL_MSG_BATCH_BEGIN, CLAMP_MESSAGE_COMMIT, "commit" },
		{ NFT_MSG_NEWTABLE, CLAMP_MESSAGE_ADD_TABLE, "add table" },
		{ NFT_MSG_DELTABLE, CLAMP_MESSAGE_DELETE_TABLE, "delete table" },
		{ NFT_MSG_NEWCHAIN, CLAMP_MESSAGE_ADD_CHAIN, "add chain" },
		{ NFT_MSG_NEWRULE, CLAMP_MESSAGE_ADD_RULE, "add rule" },
		{ NFT_MSG_NEWSET, CLAMP_MESSAGE_OTHER, "nftables" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const uint16_t subsystem = i ? NFNL_SUBSYS_NFTABLES << 8 : 0;
		const struct nlmsghdr msg = { .nlmsg_type = subsystem | row[i].type };

		is_int(clamp_message_kind(&msg), row[i].want);
		is_str(clamp_message_text(row[i].want), row[i].text);
	}
}

/* What may be refused is known by the chain that it is for. */
static void the_rule_that_strips_is_told_from_others(void)
{
	_Alignas(struct nlmsghdr) static char batch[CLAMP_BATCH_SIZE];
	const struct nlmsghdr *msg = (const struct nlmsghdr *)batch;
	int left = clamp_build(batch, NULL, &ppp0, 1), others = 0, strips = 0;

	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		others += clamp_message_kind(msg) == CLAMP_MESSAGE_ADD_RULE;
		strips += clamp_message_kind(msg) == CLAMP_MESSAGE_ADD_STRIP;
	}
	is_int(strips, 1);
	ok(others > 30);
	is_str(clamp_message_text(CLAMP_MESSAGE_ADD_STRIP), "add rule");
}

/* Every field but the limits, changed one at a time. */
static void change_field(struct clamp *c, int field)
{
	switch (field) {
	case 0:
		c->ifname[3] = '1';
		break;
	case 1:
		c->ifindex++;
		break;
	case 2:
		c->local = true;
		break;
	case 3:
		c->backend = CLAMP_NETDEV;
		break;
	case 4:
		c->unowned = true;
		break;
	case 5:
		c->alternate = true;
		break;
	case 6:
		c->unstripped = true;
		break;
	case 7:
		c->comment[0] = 'c';
		break;
	case 8:
		c->no_ipsec = true;
		break;
	}
}

static void other_fields_differ_in_more_than_limits(void)
{
	for (int field = 0; field <= 8; field++) {
		struct clamp c = ppp0;

		change_field(&c, field);
		ok(!clamp_equal(&ppp0, &c));
		ok(!clamp_equal(&c, &ppp0));
		ok(!clamp_differs_in_limits(&ppp0, &c));
		c.mss_ipv4 = 1400;
		ok(!clamp_differs_in_limits(&ppp0, &c));
	}
}

static void limits_differ_in_limits(void)
{
	struct clamp c = ppp0;

	ok(clamp_equal(&ppp0, &c));
	ok(!clamp_differs_in_limits(&ppp0, &c));
	c.mss_ipv4 = 1400;
	ok(!clamp_equal(&ppp0, &c));
	ok(clamp_differs_in_limits(&ppp0, &c));
	c.mss_ipv4 = ppp0.mss_ipv4;
	c.mss_ipv6 = 1400;
	ok(!clamp_equal(&ppp0, &c));
	ok(clamp_differs_in_limits(&ppp0, &c));
	c.mss_ipv4 = 1400;
	ok(clamp_differs_in_limits(&ppp0, &c));
}

/* What the kernel says, about a table: NEWTABLE in a list, DELTABLE in a notification. */
struct table_message {
	_Alignas(struct nlmsghdr) char bytes[1024];
};

static void set_comment(struct nftnl_table *t, const char *comment)
{
	struct nftnl_udata_buf *udata = nftnl_udata_buf_alloc(256);

	ok(nftnl_udata_put_strz(udata, NFTNL_UDATA_TABLE_COMMENT, comment));
	nftnl_table_set_data(t, NFTNL_TABLE_USERDATA, nftnl_udata_buf_data(udata),
			     nftnl_udata_buf_len(udata));
	nftnl_udata_buf_free(udata);
}

static const struct nlmsghdr *listed(struct table_message *m, uint8_t family, const char *name,
				     uint32_t flags, const char *comment)
{
	struct nftnl_table *t = nftnl_table_alloc();
	struct nlmsghdr *msg = nftnl_nlmsg_build_hdr(m->bytes, NFT_MSG_NEWTABLE, family, 0, 1);

	if (name)
		nftnl_table_set_str(t, NFTNL_TABLE_NAME, name);
	nftnl_table_set_u32(t, NFTNL_TABLE_FLAGS, flags);
	if (comment)
		set_comment(t, comment);
	nftnl_table_nlmsg_build_payload(msg, t);
	nftnl_table_free(t);
	return msg;
}

static void request_lists_all_tables(void)
{
	_Alignas(struct nlmsghdr) char bytes[CLAMP_REQUEST_SIZE];
	const struct nlmsghdr *msg = (struct nlmsghdr *)bytes;
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);
	const int len = clamp_build_list(bytes, 99);

	is_int(len, msg->nlmsg_len);
	is_int(msg->nlmsg_type, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	is_int(msg->nlmsg_seq, 99);
	is_int(body->nfgen_family, NFPROTO_UNSPEC);
	ok(mnl_nlmsg_ok(msg, sizeof(bytes)));
}

static void own_tables_are_recognized(void)
{
	static const struct {
		uint8_t family;
		const char *name;
		uint32_t flags;
		const char *comment, *ifname;
		bool owned, ours;
	} row[] = {
		{ NFPROTO_INET, NAME, 0, NULL, "ppp0", false, false },
		{ NFPROTO_INET, NAME, OWNER, NULL, "ppp0", true, false },
		{ NFPROTO_INET, NAME, OWNER, "pppoe-clamp", "ppp0", true, true },
		{ NFPROTO_NETDEV, NAME, 0, "pppoe-clamp of pppd 42", "ppp0", false, true },
		{ NFPROTO_INET, NAME, 1, "by hand, pppoe-clamp", "ppp0", false, false },
		{ NFPROTO_INET, NAME, 0, "", "ppp0", false, false },
		{ NFPROTO_INET, NAME "/pppd", 0, "pppoe-clamp", "ppp0", false, true },
		{ NFPROTO_INET, "pppoe-clamp-123456789012345", 0, NULL, "123456789012345", false,
		  false },
		{ NFPROTO_INET, "pppoe-clamp-123456789012345/pppd", 0, NULL, "123456789012345",
		  false, false },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct clamp_table table;
		struct table_message m;

		ok(clamp_parse_table(&table, listed(&m, row[i].family, row[i].name, row[i].flags,
						    row[i].comment)));
		is_str(table.ifname, row[i].ifname);
		is_int(table.owned, row[i].owned);
		is_int(table.ours, row[i].ours);
	}
}

static void other_tables_are_none_of_ours(void)
{
	static const struct {
		uint8_t family;
		const char *name;
	} row[] = {
		{ NFPROTO_IPV4, NAME },
		{ NFPROTO_BRIDGE, NAME },
		{ NFPROTO_INET, "filter" },
		{ NFPROTO_INET, "pppoe-clam" },
		{ NFPROTO_INET, "my-" NAME },
		{ NFPROTO_INET, "PPPOE-CLAMP-ppp0" },
		{ NFPROTO_INET, "pppoe-clamp-1234567890123456" },
		{ NFPROTO_INET, "pppoe-clamp-1234567890123456/pppd" },
		{ NFPROTO_INET, NULL },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct clamp_table table;
		struct table_message m;

		ok(!clamp_parse_table(&table,
				      listed(&m, row[i].family, row[i].name, 0, "pppoe-clamp")));
	}
}

static void longest_name_of_a_table_is_none_of_ours(void)
{
	struct clamp_table table;
	struct table_message m;
	char name[256] = "pppoe-clamp-";

	memset(name + strlen(name), 'x', sizeof(name) - 1 - strlen(name));
	name[sizeof(name) - 1] = '\0';
	ok(!clamp_parse_table(&table, listed(&m, NFPROTO_INET, name, 0, NULL)));
}

/* The name is attribute 1 of all of these. */
static const struct nlmsghdr *notified(struct table_message *m, uint16_t type, const char *table)
{
	struct nlmsghdr *msg = nftnl_nlmsg_build_hdr(m->bytes, type, NFPROTO_INET, 0, 1);

	msg->nlmsg_pid = PORT;
	mnl_attr_put_u64(msg, NFTA_TABLE_HANDLE, 1);
	if (table)
		mnl_attr_put_strz(msg, NFTA_TABLE_NAME, table);
	return msg;
}

static void removals_are_noticed(void)
{
	static const struct {
		uint16_t type;
		const char *table;
		bool alternate, want;
	} row[] = {
		{ NFT_MSG_DELTABLE, NAME, false, true },
		{ NFT_MSG_DELCHAIN, NAME, false, true },
		{ NFT_MSG_DELRULE, NAME, false, true },
		{ NFT_MSG_NEWTABLE, NAME, false, false },
		{ NFT_MSG_NEWCHAIN, NAME, false, false },
		{ NFT_MSG_NEWRULE, NAME, false, false },
		{ NFT_MSG_DELSET, NAME, false, false },
		{ NFT_MSG_NEWGEN, NULL, false, false },
		{ NFT_MSG_DELTABLE, NULL, false, false },
		{ NFT_MSG_DELTABLE, "pppoe-clamp-ppp01", false, false },
		{ NFT_MSG_DELTABLE, "pppoe-clamp-ppp", false, false },
		{ NFT_MSG_DELTABLE, NAME "/pppd", false, false },
		{ NFT_MSG_DELTABLE, NAME, true, false },
		{ NFT_MSG_DELTABLE, NAME "/pppd", true, true },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct table_message m;
		struct clamp c = ppp0;

		c.alternate = row[i].alternate;
		is_int(clamp_message_removes(notified(&m, row[i].type, row[i].table), &c),
		       row[i].want);
	}
}

static void broken_notifications_remove_nothing(void)
{
	struct table_message m;
	struct nlmsghdr *msg;

	memset(&m, 'x', sizeof(m));
	msg = nftnl_nlmsg_build_hdr(m.bytes, NFT_MSG_DELTABLE, NFPROTO_INET, 0, 1);
	ok(!clamp_message_removes(msg, &ppp0));
	mnl_attr_put(msg, NFTA_TABLE_NAME, strlen(NAME), NAME);
	ok(!clamp_message_removes(msg, &ppp0));
}

static void test_transactions(void)
{
	test(first_installation_touches_nothing_else);
	test(change_replaces_our_own_table);
	test(renamed_link_removes_the_old_table);
	test(removal_removes_all);
	test(local_connections_get_hooks_of_their_own);
	test(netdev_hooks_the_device);
	test(both_is_both_tables);
	test(change_of_backend_is_one_transaction);
	test(unowned_table_has_no_flag);
	test(unstripped_option_is_left_alone);
	test(without_ipsec_no_route_is_asked);
	test(alternate_name_leaves_the_usual_one_alone);
	test(comment_is_on_the_table);
	test(limits_of_ethernet_need_no_rules_for_it);
	test(nothing_for_nothing_touches_no_table);
	test(limits_replace_rules_only);
	test(limits_under_the_alternate_name);
	test(refuses_interface_0);
	test(longest_transaction_fits);
}

int main(void)
{
	test_transactions();
	test(table_names);
	test(backend_texts);
	test(message_kinds);
	test(the_rule_that_strips_is_told_from_others);
	test(other_fields_differ_in_more_than_limits);
	test(limits_differ_in_limits);
	test(request_lists_all_tables);
	test(own_tables_are_recognized);
	test(other_tables_are_none_of_ours);
	test(longest_name_of_a_table_is_none_of_ours);
	test(removals_are_noticed);
	test(broken_notifications_remove_nothing);
	return done_testing();
}

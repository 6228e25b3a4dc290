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

#include "core/clamp.h"

#define FIRST_SEQ 0xfffffff8 /* wraps around within the transaction */
#define OWNER 0x2

struct text {
	char bytes[8192];
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
	static const char *const verdicts[] = { "return", "goto", "jump" }; /* -5, -4, -3 */

	if (nftnl_expr_get_u32(e, NFTNL_EXPR_IMM_DREG) == NFT_REG_VERDICT) {
		const int code = (int)nftnl_expr_get_u32(e, NFTNL_EXPR_IMM_VERDICT);

		add(t, " %s", code >= -5 && code <= -3 ? verdicts[code + 5] : "?");
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
	add(t, " %s ", op == NFT_CMP_EQ ? "==" : op == NFT_CMP_GT ? ">" : "?");
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
	    key == NFT_META_L4PROTO   ? "l4proto"
	    : key == NFT_META_NFPROTO ? "nfproto"
	    : key == NFT_META_IIF     ? "iif"
	    : key == NFT_META_OIF     ? "oif"
				      : "?");
}

static void add_payload(struct text *t, const struct nftnl_expr *e)
{
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_BASE), NFT_PAYLOAD_TRANSPORT_HEADER);
	is_int(nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_DREG), NFT_REG_1);
	add(t, " tcp+%u:%u", nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET),
	    nftnl_expr_get_u32(e, NFTNL_EXPR_PAYLOAD_LEN));
}

static int add_expression(struct nftnl_expr *e, void *text)
{
	static const struct {
		const char *name;
		void (*add)(struct text *t, const struct nftnl_expr *e);
	} kinds[] = { { "meta", add_meta },	  { "cmp", add_cmp },
		      { "payload", add_payload }, { "bitwise", add_bitwise },
		      { "exthdr", add_exthdr },	  { "immediate", add_immediate } };
	const char *name = nftnl_expr_get_str(e, NFTNL_EXPR_NAME);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name)) {
			kinds[i].add(text, e);
			return 0;
		}
	add(text, " ?%s", name);
	return 0;
}

static void add_table(struct text *t, const struct nlmsghdr *msg)
{
	struct nftnl_table *table = nftnl_table_alloc();

	ok(nftnl_table_nlmsg_parse(msg, table) == 0);
	add(t, " %s", nftnl_table_get_str(table, NFTNL_TABLE_NAME));
	if (nftnl_table_is_set(table, NFTNL_TABLE_FLAGS) &&
	    nftnl_table_get_u32(table, NFTNL_TABLE_FLAGS))
		add(t, nftnl_table_get_u32(table, NFTNL_TABLE_FLAGS) == OWNER ? " owner" : " ?");
	nftnl_table_free(table);
}

static void add_chain(struct text *t, const struct nlmsghdr *msg)
{
	struct nftnl_chain *chain = nftnl_chain_alloc();

	ok(nftnl_chain_nlmsg_parse(msg, chain) == 0);
	add(t, " %s %s", nftnl_chain_get_str(chain, NFTNL_CHAIN_TABLE),
	    nftnl_chain_get_str(chain, NFTNL_CHAIN_NAME));
	if (nftnl_chain_is_set(chain, NFTNL_CHAIN_HOOKNUM))
		add(t, " type %s hook %u priority %d policy %u",
		    nftnl_chain_get_str(chain, NFTNL_CHAIN_TYPE),
		    nftnl_chain_get_u32(chain, NFTNL_CHAIN_HOOKNUM),
		    nftnl_chain_get_s32(chain, NFTNL_CHAIN_PRIO),
		    nftnl_chain_get_u32(chain, NFTNL_CHAIN_POLICY));
	nftnl_chain_free(chain);
}

static void add_rule(struct text *t, const struct nlmsghdr *msg)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();

	ok(nftnl_rule_nlmsg_parse(msg, rule) == 0);
	add(t, " %s %s:", nftnl_rule_get_str(rule, NFTNL_RULE_TABLE),
	    nftnl_rule_get_str(rule, NFTNL_RULE_CHAIN));
	nftnl_expr_foreach(rule, add_expression, t);
	nftnl_rule_free(rule);
}

static void check_flags(const struct nlmsghdr *msg, unsigned int more)
{
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);

	is_int(msg->nlmsg_flags, NLM_F_REQUEST | more);
	is_int(body->version, NFNETLINK_V0);
	if (msg->nlmsg_type != NFNL_MSG_BATCH_BEGIN && msg->nlmsg_type != NFNL_MSG_BATCH_END)
		is_int(body->nfgen_family, NFPROTO_INET);
}

static void add_message(struct text *t, const struct nlmsghdr *msg)
{
	add(t, "%s", clamp_message_text(msg));
	if (msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN || msg->nlmsg_type == NFNL_MSG_BATCH_END) {
		check_flags(msg, 0);
		is_int(ntohs(((struct nfgenmsg *)mnl_nlmsg_get_payload(msg))->res_id),
		       NFNL_SUBSYS_NFTABLES);
		add(t, "\n");
		return;
	}
	is_int(NFNL_SUBSYS_ID(msg->nlmsg_type), NFNL_SUBSYS_NFTABLES);
	switch (NFNL_MSG_TYPE(msg->nlmsg_type)) {
	case NFT_MSG_NEWTABLE:
		check_flags(msg, NLM_F_ACK | NLM_F_CREATE);
		add_table(t, msg);
		break;
	case NFT_MSG_DELTABLE:
		check_flags(msg, NLM_F_ACK);
		add_table(t, msg);
		break;
	case NFT_MSG_NEWCHAIN:
		check_flags(msg, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
		add_chain(t, msg);
		break;
	case NFT_MSG_NEWRULE:
		check_flags(msg, NLM_F_ACK | NLM_F_CREATE | NLM_F_APPEND);
		add_rule(t, msg);
		break;
	}
	add(t, "\n");
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

static int build(struct text *t, const struct clamp *old, const struct clamp *new)
{
	void *batch = malloc(CLAMP_BATCH_SIZE);
	int len;

	memset(batch, 0xa5, CLAMP_BATCH_SIZE);
	len = clamp_build(batch, old, new, FIRST_SEQ);
	if (len > 0)
		read_back(t, batch, len);
	free(batch);
	return len;
}

#define T "pppoe-clamp-ppp0"
#define LOWER(family, mss)                                                                   \
	"add rule " T " " family ": tcp+20:2 == 0204 load " mss " set option 2+2:2 return\n" \
	"add rule " T " " family ": tcp+20:2 == 0101 tcp+22:2 == 0204 load " mss             \
	" set option 2+2:2 return\n"                                                         \
	"add rule " T " " family ": tcp+20:2 == 0402 tcp+22:2 == 0204 load " mss             \
	" set option 2+2:2 return\n"                                                         \
	"add rule " T " " family ": tcp+20:2 == 080a tcp+30:2 == 0204 load " mss             \
	" set option 2+2:2 return\n"                                                         \
	"add rule " T " " family ": strip option 2\n"

/* For ppp0, index 0x01020304 (in host order), MSS 1452 and 1432. */
#define CONTENT(index)                                                                     \
	"add table " T " owner\n"                                                          \
	"add chain " T " forward type filter hook 2 priority -150 policy 1\n"              \
	"add chain " T " link\n"                                                           \
	"add chain " T " family\n"                                                         \
	"add chain " T " ipv4\n"                                                           \
	"add chain " T " ipv6\n"                                                           \
	"add rule " T " forward: l4proto == 06 tcp+13:1 & 06 ^ 00 == 02 jump link\n"       \
	"add rule " T " link: iif == " index " goto family\n"                              \
	"add rule " T " link: oif == " index " goto family\n"                              \
	"add rule " T " family: nfproto == 02 get option 2+2:2 > 05ac goto ipv4\n"         \
	"add rule " T                                                                      \
	" family: nfproto == 0a get option 2+2:2 > 0598 goto ipv6\n" LOWER("ipv4", "05ac") \
		LOWER("ipv6", "0598")

static const struct clamp ppp0 = { "ppp0", 0x01020304, 1452, 1432 };

static const char *content(void)
{
	return htonl(1) == 1 ? CONTENT("01020304") : CONTENT("04030201");
}

static void is_transaction(const struct text *t, const char *head, const char *body)
{
	char want[8192];

	snprintf(want, sizeof(want), "commit\n%s%sunknown message\n", head, body);
	is_str(t->bytes, want);
}

/* The leftover may be somebody else's by now: then the kernel must refuse, so no owner flag. */
static void first_installation_replaces_a_leftover(void)
{
	struct text t;

	ok(build(&t, NULL, &ppp0) > 0);
	is_transaction(&t, "add table " T "\ndelete table " T "\n", content());
}

static void change_replaces_our_own_table(void)
{
	const struct clamp before = { "ppp0", 7, 1400, 1380 };
	struct text t;

	ok(build(&t, &before, &ppp0) > 0);
	is_transaction(&t, "add table " T " owner\ndelete table " T "\n", content());
}

static void renamed_link_removes_the_old_table(void)
{
	const struct clamp before = { "dsl", 0x01020304, 1452, 1432 };
	struct text t;

	ok(build(&t, &before, &ppp0) > 0);
	is_transaction(&t,
		       "add table pppoe-clamp-dsl owner\ndelete table pppoe-clamp-dsl\n"
		       "add table " T "\ndelete table " T "\n",
		       content());
}

static void removal_removes_all(void)
{
	struct text t;

	ok(build(&t, &ppp0, NULL) > 0);
	is_transaction(&t, "add table " T " owner\ndelete table " T "\n", "");
}

static void nothing_for_nothing_touches_no_table(void)
{
	struct text t = { 0 };

	build(&t, NULL, NULL);
	ok(!strstr(t.bytes, "table"));
}

static void refuses_interface_0(void)
{
	const struct clamp none = { "ppp0", 0, 1452, 1432 };
	struct text t;

	is_int(build(&t, NULL, &none), -EINVAL);
	is_int(build(&t, &ppp0, &none), -EINVAL);
}

static void longest_name_fits(void)
{
	const struct clamp a = { "123456789012345", UINT32_MAX, UINT16_MAX, UINT16_MAX };
	const struct clamp b = { "abcdefghijklmno", UINT32_MAX, UINT16_MAX, UINT16_MAX };
	char name[CLAMP_TABLE_SIZE];
	struct text t;

	ok(build(&t, &a, &b) > 0);
	clamp_table_name(name, &b);
	is_str(name, "pppoe-clamp-abcdefghijklmno");
}

static void message_texts(void)
{
	static const struct {
		uint16_t type;
		const char *want;
	} row[] = {
		{ NFNL_MSG_BATCH_BEGIN, "commit" },
		{ NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE, "add table" },
		{ NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_DELTABLE, "delete table" },
		{ NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, "add chain" },
		{ NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE, "add rule" },
		{ NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSET, "unknown message" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const struct nlmsghdr msg = { .nlmsg_type = row[i].type };

		is_str(clamp_message_text(&msg), row[i].want);
	}
}

int main(void)
{
	test(first_installation_replaces_a_leftover);
	test(change_replaces_our_own_table);
	test(renamed_link_removes_the_old_table);
	test(removal_removes_all);
	test(nothing_for_nothing_touches_no_table);
	test(refuses_interface_0);
	test(longest_name_fits);
	test(message_texts);
	return done_testing();
}

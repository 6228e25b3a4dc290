// SPDX-License-Identifier: GPL-2.0-or-later
#include "clampinfo.h"

#include <arpa/inet.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>

/* As core/clamp.c names its chains */
static const char *const ways[] = { [CLAMPINFO_OUT] = "out", [CLAMPINFO_IN] = "in" };
static const char *const versions[] = { [CLAMPINFO_IPV4] = "ipv4", [CLAMPINFO_IPV6] = "ipv6" };
#define STRIP "strip"

static uint8_t family_of(const struct clamp_table *t)
{
	return t->backend == CLAMP_NETDEV ? NFPROTO_NETDEV : NFPROTO_INET;
}

static struct clamp clamp_of(const struct clamp_table *t)
{
	struct clamp c = { .backend = t->backend, .alternate = t->alternate };

	memcpy(c.ifname, t->ifname, sizeof(c.ifname));
	return c;
}

int clampinfo_build_query(void *buf, const struct clamp_table *t, uint32_t seq)
{
	const struct clamp c = clamp_of(t);
	char name[CLAMP_TABLE_SIZE];
	struct nlmsghdr *msg;

	clamp_table_name(name, &c);
	msg = nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETRULE, family_of(t), NLM_F_DUMP, seq);
	mnl_attr_put_strz_check(msg, CLAMPINFO_REQUEST_SIZE, NFTA_RULE_TABLE, name);
	return (int)msg->nlmsg_len;
}

/* What one rule does, as far as it matters here. */
struct effect {
	uint64_t counted;
	bool counts;
	char target[16]; /* of a jump; "" */
	uint16_t value; /* the last one loaded */
	bool writes; /* that into the MSS option */
};

static void take_verdict(struct effect *e, const struct nftnl_expr *x)
{
	const char *chain = nftnl_expr_get_str(x, NFTNL_EXPR_IMM_CHAIN);

	if (chain)
		snprintf(e->target, sizeof(e->target), "%s", chain);
}

static void take_value(struct effect *e, const struct nftnl_expr *x)
{
	uint32_t len = 0;
	const void *data = nftnl_expr_get(x, NFTNL_EXPR_IMM_DATA, &len);
	uint16_t value;

	if (!data || len < sizeof(value))
		return;
	memcpy(&value, data, sizeof(value));
	e->value = ntohs(value);
}

static int take_expression(struct nftnl_expr *x, void *data)
{
	const char *name = nftnl_expr_get_str(x, NFTNL_EXPR_NAME);
	struct effect *e = data;

	if (!strcmp(name, "counter")) {
		e->counts = true;
		e->counted = nftnl_expr_get_u64(x, NFTNL_EXPR_CTR_PACKETS);
	} else if (!strcmp(name, "exthdr")) {
		e->writes = nftnl_expr_is_set(x, NFTNL_EXPR_EXTHDR_SREG);
	} else if (!strcmp(name, "immediate")) {
		if (nftnl_expr_is_set(x, NFTNL_EXPR_IMM_VERDICT))
			take_verdict(e, x);
		else
			take_value(e, x);
	}
	return 0;
}

/*
 * Of each version: the usual SYN, lowered at once, where there is such a rule; a jump
 * with all others; and what came back from there.
 */
static void take_count(struct clampinfo *c, enum clampinfo_way way, const struct effect *e)
{
	if (e->writes) {
		c->usual[way] = e->counted;
		return;
	}
	for (int v = 0; v < CLAMPINFO_VERSIONS; v++)
		if (!strcmp(e->target, versions[v])) {
			c->last[way] = (enum clampinfo_version)v;
			c->count[way][v].seen = c->usual[way] + e->counted;
			c->usual[way] = 0;
			return;
		}
	c->count[way][c->last[way]].fitting = e->counted;
}

static void take_effect(struct clampinfo *c, const char *chain, const struct effect *e)
{
	for (int way = 0; way < CLAMPINFO_WAYS; way++)
		if (!strcmp(chain, ways[way]) && e->counts)
			take_count(c, (enum clampinfo_way)way, e);
	for (int v = 0; v < CLAMPINFO_VERSIONS; v++)
		if (!strcmp(chain, versions[v]) && e->writes)
			c->mss[v] = e->value;
	if (!strcmp(chain, STRIP) && e->counts)
		c->stripped = e->counted;
}

static int find_chain(const struct nlattr *attr, void *data)
{
	const char **ret = data;

	if (mnl_attr_get_type(attr) == NFTA_RULE_CHAIN &&
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		*ret = mnl_attr_get_str(attr);
	return MNL_CB_OK;
}

/* Most rules are of other chains: those are not taken apart. */
static bool is_of_use(const char *chain)
{
	static const char *const used[] = { "out", "in", "ipv4", "ipv6", STRIP };

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		if (!strcmp(chain, used[i]))
			return true;
	return false;
}

void clampinfo_take_rule(struct clampinfo *c, const struct nlmsghdr *msg)
{
	struct effect e = { 0 };
	const char *chain = "";
	struct nftnl_rule *rule;

	if (NFNL_MSG_TYPE(msg->nlmsg_type) != NFT_MSG_NEWRULE ||
	    mnl_attr_parse(msg, sizeof(struct nfgenmsg), find_chain, &chain) < 0 ||
	    !is_of_use(chain))
		return;
	rule = nftnl_rule_alloc();
	if (rule && nftnl_rule_nlmsg_parse(msg, rule) >= 0) {
		nftnl_expr_foreach(rule, take_expression, &e);
		take_effect(c, chain, &e);
	}
	if (rule)
		nftnl_rule_free(rule);
}

uint64_t clampinfo_lowered(const struct clampinfo_count *c)
{
	return c->seen > c->fitting ? c->seen - c->fitting : 0;
}

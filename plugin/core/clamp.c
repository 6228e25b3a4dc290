// SPDX-License-Identifier: GPL-2.0-or-later
#include "clamp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/common.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/table.h>

#define PRIORITY_MANGLE (-150)
#define TCP_FLAGS_AT 13
#define TCP_OPTIONS_AT 20
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCPOPT_MAXSEG 2
#define MAXSEG_VALUE_AT 2
#define MESSAGE_ROOM 2048 /* bytes: more than any one message of ours takes */

/* `head` (two bytes, where there are any) opens the options, and the MSS option stands at `at`. */
static const struct place {
	uint8_t head[2];
	uint8_t at;
} known_places[] = {
	{ .at = 0 },
	{ .head = { 0x01, 0x01 }, .at = 2 }, /* two NOPs */
	{ .head = { 0x04, 0x02 }, .at = 2 }, /* SACK permitted */
	{ .head = { 0x08, 0x0a }, .at = 10 }, /* timestamps */
};

static const uint8_t maxseg_option[2] = { TCPOPT_MAXSEG, 4 };

/* A failed allocation or a full buffer is noted once, in `error`; what follows does nothing. */
struct batch {
	struct mnl_nlmsg_batch *messages;
	uint32_t seq;
	const char *table;
	int error;
};

static void batch_commit(struct batch *b)
{
	const size_t used = mnl_nlmsg_batch_size(b->messages);

	if (!mnl_nlmsg_batch_next(b->messages) || used > CLAMP_BATCH_SIZE - MESSAGE_ROOM)
		b->error = -EMSGSIZE;
}

static void put_boundary(struct batch *b, bool begin)
{
	if (b->error)
		return;
	if (begin)
		nftnl_batch_begin(mnl_nlmsg_batch_current(b->messages), b->seq++);
	else
		nftnl_batch_end(mnl_nlmsg_batch_current(b->messages), b->seq++);
	mnl_nlmsg_batch_next(b->messages);
}

static struct nlmsghdr *put_header(struct batch *b, uint16_t type, uint16_t flags)
{
	return nftnl_nlmsg_build_hdr(mnl_nlmsg_batch_current(b->messages), type, NFPROTO_INET,
				     flags | NLM_F_ACK, b->seq++);
}

static void put_table(struct batch *b, uint16_t type, uint32_t table_flags)
{
	struct nftnl_table *t = b->error ? NULL : nftnl_table_alloc();

	if (!t) {
		b->error = b->error ? b->error : -ENOMEM;
		return;
	}
	nftnl_table_set_str(t, NFTNL_TABLE_NAME, b->table);
	if (table_flags)
		nftnl_table_set_u32(t, NFTNL_TABLE_FLAGS, table_flags);
	nftnl_table_nlmsg_build_payload(
		put_header(b, type, type == NFT_MSG_NEWTABLE ? NLM_F_CREATE : 0), t);
	nftnl_table_free(t);
	batch_commit(b);
}

static void put_chain(struct batch *b, const char *name, bool hooked)
{
	struct nftnl_chain *c = b->error ? NULL : nftnl_chain_alloc();

	if (!c) {
		b->error = b->error ? b->error : -ENOMEM;
		return;
	}
	nftnl_chain_set_str(c, NFTNL_CHAIN_TABLE, b->table);
	nftnl_chain_set_str(c, NFTNL_CHAIN_NAME, name);
	if (hooked) {
		nftnl_chain_set_str(c, NFTNL_CHAIN_TYPE, "filter");
		nftnl_chain_set_u32(c, NFTNL_CHAIN_HOOKNUM, NF_INET_FORWARD);
		nftnl_chain_set_s32(c, NFTNL_CHAIN_PRIO, PRIORITY_MANGLE);
		nftnl_chain_set_u32(c, NFTNL_CHAIN_POLICY, NF_ACCEPT);
	}
	nftnl_chain_nlmsg_build_payload(put_header(b, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL),
					c);
	nftnl_chain_free(c);
	batch_commit(b);
}

/* NULL once the batch has failed; the rule_ functions accept that. */
static struct nftnl_rule *rule_start(struct batch *b, const char *chain)
{
	struct nftnl_rule *r = b->error ? NULL : nftnl_rule_alloc();

	if (!r) {
		b->error = b->error ? b->error : -ENOMEM;
		return NULL;
	}
	nftnl_rule_set_str(r, NFTNL_RULE_TABLE, b->table);
	nftnl_rule_set_str(r, NFTNL_RULE_CHAIN, chain);
	return r;
}

static void rule_finish(struct batch *b, struct nftnl_rule *r)
{
	if (!r)
		return;
	if (!b->error) {
		nftnl_rule_nlmsg_build_payload(
			put_header(b, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND), r);
		batch_commit(b);
	}
	nftnl_rule_free(r);
}

static struct nftnl_expr *rule_add(struct batch *b, struct nftnl_rule *r, const char *name)
{
	struct nftnl_expr *e = r ? nftnl_expr_alloc(name) : NULL;

	if (!e) {
		b->error = b->error ? b->error : -ENOMEM;
		return NULL;
	}
	nftnl_rule_add_expr(r, e);
	return e;
}

static void match(struct batch *b, struct nftnl_rule *r, uint32_t op, const void *data,
		  uint32_t len)
{
	struct nftnl_expr *e = rule_add(b, r, "cmp");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, data, len);
}

static void match_meta(struct batch *b, struct nftnl_rule *r, uint32_t key, const void *value,
		       uint32_t len)
{
	struct nftnl_expr *e = rule_add(b, r, "meta");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
	match(b, r, NFT_CMP_EQ, value, len);
}

static void load_tcp(struct batch *b, struct nftnl_rule *r, uint32_t at, uint32_t len)
{
	struct nftnl_expr *e = rule_add(b, r, "payload");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, at);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, len);
}

static void match_tcp(struct batch *b, struct nftnl_rule *r, uint32_t at, const uint8_t two[2])
{
	load_tcp(b, r, at, 2);
	match(b, r, NFT_CMP_EQ, two, 2);
}

static void match_syn(struct batch *b, struct nftnl_rule *r)
{
	static const uint8_t mask = TCP_SYN | TCP_RST, zero, syn = TCP_SYN;
	struct nftnl_expr *e;

	load_tcp(b, r, TCP_FLAGS_AT, sizeof(mask));
	e = rule_add(b, r, "bitwise");
	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, sizeof(mask));
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, &mask, sizeof(mask));
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, &zero, sizeof(zero));
	match(b, r, NFT_CMP_EQ, &syn, sizeof(syn));
}

/* Without a register the kernel takes this for `reset`: the option becomes NOPs. */
static struct nftnl_expr *add_maxseg(struct batch *b, struct nftnl_rule *r)
{
	struct nftnl_expr *e = rule_add(b, r, "exthdr");

	if (!e)
		return NULL;
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OP, NFT_EXTHDR_OP_TCPOPT);
	nftnl_expr_set_u8(e, NFTNL_EXPR_EXTHDR_TYPE, TCPOPT_MAXSEG);
	return e;
}

static void access_maxseg(struct batch *b, struct nftnl_rule *r, uint16_t which_register)
{
	struct nftnl_expr *e = add_maxseg(b, r);

	if (!e)
		return;
	nftnl_expr_set_u32(e, which_register, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OFFSET, MAXSEG_VALUE_AT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_LEN, sizeof(uint16_t));
}

static void set_maxseg(struct batch *b, struct nftnl_rule *r, uint16_t mss)
{
	const uint16_t value = htons(mss);
	struct nftnl_expr *e = rule_add(b, r, "immediate");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_1);
	nftnl_expr_set(e, NFTNL_EXPR_IMM_DATA, &value, sizeof(value));
	access_maxseg(b, r, NFTNL_EXPR_EXTHDR_SREG);
}

/* `chain` is NULL for NFT_RETURN. */
static void verdict(struct batch *b, struct nftnl_rule *r, int code, const char *chain)
{
	struct nftnl_expr *e = rule_add(b, r, "immediate");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)code);
	if (chain)
		nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, chain);
}

static void put_forward_rule(struct batch *b)
{
	static const uint8_t tcp = IPPROTO_TCP;
	struct nftnl_rule *r = rule_start(b, "forward");

	match_meta(b, r, NFT_META_L4PROTO, &tcp, sizeof(tcp));
	match_syn(b, r);
	verdict(b, r, NFT_JUMP, "link");
	rule_finish(b, r);
}

static void put_link_rule(struct batch *b, uint32_t direction, uint32_t ifindex)
{
	struct nftnl_rule *r = rule_start(b, "link");

	match_meta(b, r, direction, &ifindex, sizeof(ifindex));
	verdict(b, r, NFT_GOTO, "family");
	rule_finish(b, r);
}

static void put_family_rule(struct batch *b, uint8_t family, uint16_t mss, const char *chain)
{
	const uint16_t limit = htons(mss);
	struct nftnl_rule *r = rule_start(b, "family");

	match_meta(b, r, NFT_META_NFPROTO, &family, sizeof(family));
	access_maxseg(b, r, NFTNL_EXPR_EXTHDR_DREG);
	match(b, r, NFT_CMP_GT, &limit, sizeof(limit));
	verdict(b, r, NFT_GOTO, chain);
	rule_finish(b, r);
}

static void put_place_rule(struct batch *b, const char *chain, const struct place *p, uint16_t mss)
{
	struct nftnl_rule *r = rule_start(b, chain);

	if (p->at)
		match_tcp(b, r, TCP_OPTIONS_AT, p->head);
	match_tcp(b, r, TCP_OPTIONS_AT + p->at, maxseg_option);
	set_maxseg(b, r, mss);
	verdict(b, r, NFT_RETURN, NULL);
	rule_finish(b, r);
}

static void put_strip_rule(struct batch *b, const char *chain)
{
	struct nftnl_rule *r = rule_start(b, chain);

	add_maxseg(b, r);
	rule_finish(b, r);
}

static void put_lower_rules(struct batch *b, const char *chain, uint16_t mss)
{
	for (size_t i = 0; i < sizeof(known_places) / sizeof(known_places[0]); i++)
		put_place_rule(b, chain, &known_places[i], mss);
	put_strip_rule(b, chain);
}

static void put_rules(struct batch *b, const struct clamp *c)
{
	put_forward_rule(b);
	put_link_rule(b, NFT_META_IIF, c->ifindex);
	put_link_rule(b, NFT_META_OIF, c->ifindex);
	put_family_rule(b, NFPROTO_IPV4, c->mss_ipv4, "ipv4");
	put_family_rule(b, NFPROTO_IPV6, c->mss_ipv6, "ipv6");
	put_lower_rules(b, "ipv4", c->mss_ipv4);
	put_lower_rules(b, "ipv6", c->mss_ipv6);
}

/*
 * DELTABLE fails where there is no table, so a NEWTABLE goes before it. The
 * kernel refuses the owner flag on a table that exists and is not ours, so a
 * first installation takes over a leftover without it.
 */
static void put_delete(struct batch *b, bool owned)
{
	put_table(b, NFT_MSG_NEWTABLE, owned ? NFT_TABLE_F_OWNER : 0);
	put_table(b, NFT_MSG_DELTABLE, 0);
}

static void put_create(struct batch *b, const struct clamp *c)
{
	static const char *const chains[] = { "link", "family", "ipv4", "ipv6" };

	put_table(b, NFT_MSG_NEWTABLE, NFT_TABLE_F_OWNER);
	put_chain(b, "forward", true);
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++)
		put_chain(b, chains[i], false);
	put_rules(b, c);
}

static void put_transaction(struct batch *b, const struct clamp *old, const struct clamp *new)
{
	char old_name[CLAMP_TABLE_SIZE] = "", new_name[CLAMP_TABLE_SIZE] = "";

	put_boundary(b, true);
	if (old) {
		clamp_table_name(old_name, old);
		b->table = old_name;
		put_delete(b, true);
	}
	if (new) {
		clamp_table_name(new_name, new);
		b->table = new_name;
		if (strcmp(old_name, new_name) != 0)
			put_delete(b, false);
		put_create(b, new);
	}
	put_boundary(b, false);
	b->table = NULL; /* the name ends with this function */
}

int clamp_build(void *buf, const struct clamp *old, const struct clamp *new, uint32_t first_seq)
{
	struct batch b = { .seq = first_seq };
	int len;

	if (new && !new->ifindex)
		return -EINVAL;
	b.messages = mnl_nlmsg_batch_start(buf, CLAMP_BATCH_SIZE);
	if (!b.messages)
		return -ENOMEM;
	put_transaction(&b, old, new);
	len = (int)mnl_nlmsg_batch_size(b.messages);
	mnl_nlmsg_batch_stop(b.messages);
	return b.error ? b.error : len;
}

void clamp_table_name(char ret[static CLAMP_TABLE_SIZE], const struct clamp *c)
{
	snprintf(ret, CLAMP_TABLE_SIZE, "pppoe-clamp-%s", c->ifname);
}

const char *clamp_message_text(const struct nlmsghdr *msg)
{
	if (msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		return "commit";
	switch (NFNL_MSG_TYPE(msg->nlmsg_type)) {
	case NFT_MSG_NEWTABLE:
		return "add table";
	case NFT_MSG_DELTABLE:
		return "delete table";
	case NFT_MSG_NEWCHAIN:
		return "add chain";
	case NFT_MSG_NEWRULE:
		return "add rule";
	default:
		return "unknown message";
	}
}

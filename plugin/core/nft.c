// SPDX-License-Identifier: GPL-2.0-or-later
#include "nft.h"

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
#include <libnftnl/udata.h>

#include "cursor.h"

#define TCPOPT_MAXSEG 2
#define MAXSEG_LENGTH_AT 1
#define MAXSEG_VALUE_AT 2
#define MESSAGE_ROOM 2048 /* bytes: more than any one message of ours takes */
#define LONGEST_TCP_MATCH 4

/* Takes what an allocation returned; false once anything has failed. */
static bool usable(struct nft *n, const void *object)
{
	if (!n->error && !object)
		n->error = -ENOMEM;
	return !n->error;
}

void nft_begin(struct nft *n, void *buf, size_t size, uint32_t first_seq)
{
	*n = (struct nft){ .size = size, .seq = first_seq };
	n->messages = mnl_nlmsg_batch_start(buf, size);
	if (!usable(n, n->messages))
		return;
	nftnl_batch_begin(mnl_nlmsg_batch_current(n->messages), n->seq++);
	mnl_nlmsg_batch_next(n->messages);
}

int nft_end(struct nft *n)
{
	int len = n->error;

	if (!n->messages)
		return len;
	if (!len) {
		if (n->last)
			n->last->nlmsg_flags |= NLM_F_ACK;
		nftnl_batch_end(mnl_nlmsg_batch_current(n->messages), n->seq++);
		mnl_nlmsg_batch_next(n->messages);
		len = (int)mnl_nlmsg_batch_size(n->messages);
	}
	mnl_nlmsg_batch_stop(n->messages);
	n->messages = NULL;
	return len;
}

static struct nlmsghdr *start_message(struct nft *n, uint16_t type, uint16_t flags)
{
	n->last = nftnl_nlmsg_build_hdr(mnl_nlmsg_batch_current(n->messages), type, n->family,
					flags, n->seq++);
	return n->last;
}

/* libnftnl does not know the size of the buffer: there must be room for one more message. */
static void finish_message(struct nft *n)
{
	if (!mnl_nlmsg_batch_next(n->messages) ||
	    mnl_nlmsg_batch_size(n->messages) > n->size - MESSAGE_ROOM)
		n->error = -EMSGSIZE;
}

static void set_comment(struct nft *n, struct nftnl_table *t, const char *comment)
{
	struct nftnl_udata_buf *udata = nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN);

	if (!usable(n, udata))
		return;
	if (!nftnl_udata_put_strz(udata, NFTNL_UDATA_TABLE_COMMENT, comment))
		n->error = -EMSGSIZE;
	nftnl_table_set_data(t, NFTNL_TABLE_USERDATA, nftnl_udata_buf_data(udata),
			     nftnl_udata_buf_len(udata));
	nftnl_udata_buf_free(udata);
}

static void put_table(struct nft *n, uint16_t type, uint16_t how, uint32_t flags,
		      const char *comment)
{
	struct nftnl_table *t = n->error ? NULL : nftnl_table_alloc();

	if (!usable(n, t))
		return;
	nftnl_table_set_str(t, NFTNL_TABLE_NAME, n->table);
	if (flags)
		nftnl_table_set_u32(t, NFTNL_TABLE_FLAGS, flags);
	if (comment)
		set_comment(n, t, comment);
	nftnl_table_nlmsg_build_payload(start_message(n, type, how), t);
	nftnl_table_free(t);
	finish_message(n);
}

void nft_add_table(struct nft *n, uint32_t flags, const char *comment)
{
	put_table(n, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, flags, comment);
}

/* DELTABLE fails where there is none, and its successor came with Linux 6.3. */
void nft_remove_table(struct nft *n, uint32_t flags)
{
	put_table(n, NFT_MSG_NEWTABLE, NLM_F_CREATE, flags, NULL);
	put_table(n, NFT_MSG_DELTABLE, 0, 0, NULL);
}

static void set_hook(struct nftnl_chain *c, const struct nft_hook *hook)
{
	nftnl_chain_set_str(c, NFTNL_CHAIN_TYPE, "filter");
	nftnl_chain_set_u32(c, NFTNL_CHAIN_HOOKNUM, hook->hook);
	nftnl_chain_set_s32(c, NFTNL_CHAIN_PRIO, hook->priority);
	nftnl_chain_set_u32(c, NFTNL_CHAIN_POLICY, NF_ACCEPT);
	if (hook->device)
		nftnl_chain_set_str(c, NFTNL_CHAIN_DEV, hook->device);
}

void nft_add_chain(struct nft *n, const char *name, const struct nft_hook *hook)
{
	struct nftnl_chain *c = n->error ? NULL : nftnl_chain_alloc();

	if (!usable(n, c))
		return;
	nftnl_chain_set_str(c, NFTNL_CHAIN_TABLE, n->table);
	nftnl_chain_set_str(c, NFTNL_CHAIN_NAME, name);
	if (hook)
		set_hook(c, hook);
	nftnl_chain_nlmsg_build_payload(
		start_message(n, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL), c);
	nftnl_chain_free(c);
	finish_message(n);
}

void nft_flush_chain(struct nft *n, const char *name)
{
	struct nftnl_rule *r = n->error ? NULL : nftnl_rule_alloc();

	if (!usable(n, r))
		return;
	nftnl_rule_set_str(r, NFTNL_RULE_TABLE, n->table);
	nftnl_rule_set_str(r, NFTNL_RULE_CHAIN, name);
	nftnl_rule_nlmsg_build_payload(start_message(n, NFT_MSG_DELRULE, 0), r);
	nftnl_rule_free(r);
	finish_message(n);
}

void nft_start_rule(struct nft *n, const char *chain)
{
	n->rule = n->error ? NULL : nftnl_rule_alloc();
	if (!usable(n, n->rule))
		return;
	nftnl_rule_set_str(n->rule, NFTNL_RULE_TABLE, n->table);
	nftnl_rule_set_str(n->rule, NFTNL_RULE_CHAIN, chain);
}

void nft_finish_rule(struct nft *n)
{
	if (!n->error) {
		nftnl_rule_nlmsg_build_payload(
			start_message(n, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND), n->rule);
		finish_message(n);
	}
	if (n->rule)
		nftnl_rule_free(n->rule);
	n->rule = NULL;
}

/* NULL once anything has failed. The rule owns the expression. */
static struct nftnl_expr *add_expression(struct nft *n, const char *name)
{
	struct nftnl_expr *e = n->error ? NULL : nftnl_expr_alloc(name);

	if (!usable(n, e))
		return NULL;
	nftnl_rule_add_expr(n->rule, e);
	return e;
}

static void compare(struct nft *n, uint32_t op, const void *value, uint32_t len)
{
	struct nftnl_expr *e = add_expression(n, "cmp");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, value, len);
}

void nft_match_meta(struct nft *n, uint32_t key, const void *value, uint32_t len)
{
	struct nftnl_expr *e = add_expression(n, "meta");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
	compare(n, NFT_CMP_EQ, value, len);
}

static void apply_bits(struct nft *n, const void *mask, const void *flip, uint32_t len)
{
	struct nftnl_expr *e = add_expression(n, "bitwise");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, mask, len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, flip, len);
}

static void apply_mask(struct nft *n, const void *mask, uint32_t len)
{
	static const uint8_t zero[LONGEST_TCP_MATCH];

	apply_bits(n, mask, zero, len);
}

static void load_payload(struct nft *n, uint32_t base, uint32_t at, uint32_t len)
{
	struct nftnl_expr *e = add_expression(n, "payload");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, at);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, len);
}

void nft_match_network(struct nft *n, uint32_t at, const void *value, uint32_t len)
{
	load_payload(n, NFT_PAYLOAD_NETWORK_HEADER, at, len);
	compare(n, NFT_CMP_EQ, value, len);
}

void nft_match_network_from(struct nft *n, uint32_t at, const void *least, uint32_t len)
{
	load_payload(n, NFT_PAYLOAD_NETWORK_HEADER, at, len);
	compare(n, NFT_CMP_GTE, least, len);
}

void nft_match_ethernet(struct nft *n, uint32_t at, const void *value, uint32_t len)
{
	load_payload(n, NFT_PAYLOAD_LL_HEADER, at, len);
	compare(n, NFT_CMP_EQ, value, len);
}

void nft_match_tcp(struct nft *n, uint32_t at, const void *value, const void *mask, uint32_t len)
{
	load_payload(n, NFT_PAYLOAD_TRANSPORT_HEADER, at, len);
	if (mask)
		apply_mask(n, mask, len);
	compare(n, NFT_CMP_EQ, value, len);
}

void nft_match_tcp_not(struct nft *n, uint32_t at, const void *value, const void *mask,
		       uint32_t len)
{
	load_payload(n, NFT_PAYLOAD_TRANSPORT_HEADER, at, len);
	apply_mask(n, mask, len);
	compare(n, NFT_CMP_NEQ, value, len);
}

/* As it stands, without a register: strip. */
static struct nftnl_expr *add_maxseg(struct nft *n)
{
	struct nftnl_expr *e = add_expression(n, "exthdr");

	if (!e)
		return NULL;
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OP, NFT_EXTHDR_OP_TCPOPT);
	nftnl_expr_set_u8(e, NFTNL_EXPR_EXTHDR_TYPE, TCPOPT_MAXSEG);
	return e;
}

static void access_maxseg(struct nft *n, uint16_t which_register, uint32_t at, uint32_t len)
{
	struct nftnl_expr *e = add_maxseg(n);

	if (!e)
		return;
	nftnl_expr_set_u32(e, which_register, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OFFSET, at);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_LEN, len);
}

void nft_match_mss_above(struct nft *n, uint16_t limit)
{
	const uint16_t value = htons(limit);

	access_maxseg(n, NFTNL_EXPR_EXTHDR_DREG, MAXSEG_VALUE_AT, sizeof(value));
	compare(n, NFT_CMP_GT, &value, sizeof(value));
}

void nft_match_mss_length_not(struct nft *n, uint8_t len)
{
	access_maxseg(n, NFTNL_EXPR_EXTHDR_DREG, MAXSEG_LENGTH_AT, sizeof(len));
	compare(n, NFT_CMP_NEQ, &len, sizeof(len));
}

static void load_route(struct nft *n, uint32_t key)
{
	struct nftnl_expr *e = add_expression(n, "rt");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_RT_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_RT_DREG, NFT_REG_1);
}

void nft_match_ipsec(struct nft *n)
{
	static const uint8_t yes = 1;

	load_route(n, NFT_RT_XFRM);
	compare(n, NFT_CMP_EQ, &yes, sizeof(yes));
}

static struct nftnl_expr *load_ct(struct nft *n, uint32_t key)
{
	struct nftnl_expr *e = add_expression(n, "ct");

	if (!e)
		return NULL;
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_DREG, NFT_REG_1);
	return e;
}

void nft_match_ct_address(struct nft *n, uint8_t direction, uint32_t address)
{
	struct nftnl_expr *e = load_ct(n, NFT_CT_DST_IP);

	if (e)
		nftnl_expr_set_u8(e, NFTNL_EXPR_CT_DIR, direction);
	compare(n, NFT_CMP_EQ, &address, sizeof(address));
}

void nft_match_ct_direction(struct nft *n, uint8_t direction)
{
	load_ct(n, NFT_CT_DIRECTION);
	compare(n, NFT_CMP_EQ, &direction, sizeof(direction));
}

static void access_mark(struct nft *n, uint16_t which_register)
{
	struct nftnl_expr *e = add_expression(n, "meta");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, NFT_META_MARK);
	nftnl_expr_set_u32(e, which_register, NFT_REG_1);
}

void nft_set_mark(struct nft *n, uint32_t mask, uint32_t value)
{
	const uint32_t others = ~mask;

	access_mark(n, NFTNL_EXPR_META_DREG);
	apply_bits(n, &others, &value, sizeof(value));
	access_mark(n, NFTNL_EXPR_META_SREG);
}

void nft_count(struct nft *n)
{
	add_expression(n, "counter");
}

static void load_value(struct nft *n, const void *value, uint32_t len)
{
	struct nftnl_expr *e = add_expression(n, "immediate");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_1);
	nftnl_expr_set(e, NFTNL_EXPR_IMM_DATA, value, len);
}

void nft_set_priority(struct nft *n, uint32_t priority)
{
	struct nftnl_expr *e;

	load_value(n, &priority, sizeof(priority));
	e = add_expression(n, "meta");
	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, NFT_META_PRIORITY);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_SREG, NFT_REG_1);
}

void nft_set_mss(struct nft *n, uint16_t mss)
{
	const uint16_t value = htons(mss);

	load_value(n, &value, sizeof(value));
	access_maxseg(n, NFTNL_EXPR_EXTHDR_SREG, MAXSEG_VALUE_AT, sizeof(value));
}

static void to_network_order(struct nft *n, uint32_t len)
{
	struct nftnl_expr *e = add_expression(n, "byteorder");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_OP, NFT_BYTEORDER_HTON);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_LEN, len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SIZE, len);
}

void nft_set_mss_of_route(struct nft *n)
{
	load_route(n, NFT_RT_TCPMSS);
	to_network_order(n, sizeof(uint16_t));
	access_maxseg(n, NFTNL_EXPR_EXTHDR_SREG, MAXSEG_VALUE_AT, sizeof(uint16_t));
}

void nft_strip_mss(struct nft *n)
{
	add_maxseg(n);
}

static void verdict(struct nft *n, int code, const char *chain)
{
	struct nftnl_expr *e = add_expression(n, "immediate");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)code);
	if (chain)
		nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, chain);
}

void nft_goto(struct nft *n, const char *chain)
{
	verdict(n, NFT_GOTO, chain);
}

void nft_jump(struct nft *n, const char *chain)
{
	verdict(n, NFT_JUMP, chain);
}

void nft_return(struct nft *n)
{
	verdict(n, NFT_RETURN, NULL);
}

void nft_accept(struct nft *n)
{
	verdict(n, NF_ACCEPT, NULL);
}

int nft_build_table_dump(void *buf, uint32_t seq)
{
	const struct nlmsghdr *msg =
		nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETTABLE, NFPROTO_UNSPEC, NLM_F_DUMP, seq);

	return (int)msg->nlmsg_len;
}

/* A type, a length and a value each, of a byte, a byte and that length */
static void take_userdata(struct nft_table *t, const struct nlattr *attr)
{
	struct cursor c = { .data = mnl_attr_get_payload(attr),
			    .left = mnl_attr_get_payload_len(attr) };
	const uint8_t *value;
	uint8_t type, len;

	while (cursor_get_u8(&c, &type) && cursor_get_u8(&c, &len) &&
	       cursor_get_bytes(&c, len, &value))
		if (type == NFTNL_UDATA_TABLE_COMMENT)
			snprintf(t->comment, sizeof(t->comment), "%.*s", len, (const char *)value);
}

static int take_table(const struct nlattr *attr, void *data)
{
	struct nft_table *t = data;

	switch (mnl_attr_get_type(attr)) {
	case NFTA_TABLE_NAME:
		if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			snprintf(t->name, sizeof(t->name), "%s", mnl_attr_get_str(attr));
		break;
	case NFTA_TABLE_FLAGS:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			t->flags = ntohl(mnl_attr_get_u32(attr));
		break;
	case NFTA_TABLE_USERDATA:
		take_userdata(t, attr);
		break;
	}
	return MNL_CB_OK;
}

/* By ourselves: libnftnl ends the process where an attribute is not as it expects. */
bool nft_parse_table(struct nft_table *ret, const struct nlmsghdr *msg)
{
	const struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);
	struct nft_table t = { 0 };

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(*head))
		return false;
	t.family = head->nfgen_family;
	mnl_attr_parse(msg, sizeof(*head), take_table, &t);
	if (!t.name[0])
		return false;
	*ret = t;
	return true;
}

/* An attribute that is a string */
struct name {
	uint16_t type;
	const char *text; /* NULL: none */
};

static int take_name(const struct nlattr *attr, void *data)
{
	struct name *name = data;

	if (mnl_attr_get_type(attr) != name->type)
		return MNL_CB_OK;
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		name->text = mnl_attr_get_str(attr);
	return MNL_CB_STOP;
}

static bool has_name(const struct nlmsghdr *msg, uint16_t type, const char *text)
{
	struct name name = { .type = type };

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(struct nfgenmsg))
		return false;
	mnl_attr_parse(msg, sizeof(struct nfgenmsg), take_name, &name);
	return name.text && !strcmp(name.text, text);
}

bool nft_is_about_table(const struct nlmsghdr *msg, uint8_t family, const char *table)
{
	const struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);

	/* It has the same number in messages about tables, chains and rules. */
	return has_name(msg, NFTA_TABLE_NAME, table) && head->nfgen_family == family;
}

bool nft_is_about_chain(const struct nlmsghdr *msg, const char *chain)
{
	return has_name(msg, NFTA_RULE_CHAIN, chain);
}

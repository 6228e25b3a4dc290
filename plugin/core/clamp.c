// SPDX-License-Identifier: GPL-2.0-or-later
#include "clamp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "nft.h"

#define ALTERNATE "/pppd" /* no interface name has a slash */
#define PLACE "place" /* a chain */
#define STRIP "strip" /* another */
#define PRIORITY_MANGLE (-150)
#define TCP_FLAGS_WORD_AT 12
#define TCP_OPTIONS_AT 20
#define TCP_OPTIONS_END 60 /* at most */
#define MAXSEG_LENGTH 4
#define TCP_SYN 0x02
#define TCP_RST 0x04

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const uint8_t maxseg[2] = { 2, MAXSEG_LENGTH }; /* how the option begins */

/* What goes out comes first: most connections begin here. */
static const struct direction {
	const char *chain;
	uint32_t interface; /* NFT_META_* */
	uint32_t slave; /* that of the VRF's port, where `interface` is the VRF; 0: is never */
} directions[] = {
	{ "out", NFT_META_OIF, 0 },
	{ "in", NFT_META_IIF, NFT_META_SDIF },
};

/* Of IP. Where nothing but TCP comes, what is not IPv4 is IPv6. */
static const struct version {
	const char *chain;
	uint8_t protocol[2]; /* of Ethernet; zero: any that is left */
	uint16_t ethernet; /* MSS that fits 1500 bytes */
} ipv4 = { "ipv4", { 0x08, 0x00 }, 1460 }, ipv6 = { "ipv6", { 0 }, 1440 };

enum {
	OUT = 1 << 0,
	IN = 1 << 1,
};

/* A base chain and what can pass it. */
struct entry {
	const char *chain;
	uint32_t hook;
	unsigned int ways; /* bits by index of directions */
	bool local; /* only for a clamp of local connections */
};

static const struct entry inet_entries[] = {
	{ "forward", NF_INET_FORWARD, OUT | IN, false },
	{ "input", NF_INET_LOCAL_IN, IN, true },
	{ "output", NF_INET_LOCAL_OUT, OUT, true },
};

static const struct entry netdev_entries[] = {
	{ "ingress", NF_NETDEV_INGRESS, IN, false },
	{ "egress", NFT_HOOK_EGRESS, OUT, false },
};

/*
 * All that most packets see. Four aligned bytes at once are what the kernel
 * compares fastest. Other protocols than TCP come here, too: asking for it
 * later is cheaper.
 */
static void put_no_syn_rule(struct nft *n, const char *chain)
{
	static const uint8_t syn[4] = { 0, TCP_SYN }, mask[4] = { 0, TCP_SYN | TCP_RST };

	nft_start_rule(n, chain);
	nft_match_tcp_not(n, TCP_FLAGS_WORD_AT, syn, mask, sizeof(syn));
	nft_accept(n);
	nft_finish_rule(n);
}

/* `interface` is NFT_META_*, or 0 in a chain of one device. */
static void put_direction_rule(struct nft *n, const char *chain, uint32_t interface,
			       uint32_t ifindex, const char *target)
{
	static const uint8_t tcp = IPPROTO_TCP;

	nft_start_rule(n, chain);
	if (interface)
		nft_match_meta(n, interface, &ifindex, sizeof(ifindex));
	nft_match_meta(n, NFT_META_L4PROTO, &tcp, sizeof(tcp));
	nft_goto(n, target);
	nft_finish_rule(n);
}

static void put_direction_rules(struct nft *n, const char *chain, const struct direction *d,
				uint32_t ifindex)
{
	if (n->family == NFPROTO_NETDEV) {
		put_direction_rule(n, chain, 0, 0, d->chain);
		return;
	}
	put_direction_rule(n, chain, d->interface, ifindex, d->chain);
	if (d->slave)
		put_direction_rule(n, chain, d->slave, ifindex, d->chain);
}

static void finish_lowering_rule(struct nft *n, uint16_t mss)
{
	nft_set_mss(n, mss);
	nft_accept(n);
	nft_finish_rule(n);
}

/* A jump comes back to the next rule, which has to ask again. */
static void put_limit_rules(struct nft *n, const struct version *v, uint16_t mss)
{
	nft_start_rule(n, v->chain);
	nft_match_mss_above(n, mss);
	nft_jump(n, PLACE);
	nft_finish_rule(n);

	nft_start_rule(n, v->chain);
	nft_match_mss_above(n, mss);
	finish_lowering_rule(n, mss);
}

static void match_version(struct nft *n, const struct version *v)
{
	if (v->protocol[0])
		nft_match_meta(n, NFT_META_PROTOCOL, v->protocol, sizeof(v->protocol));
}

/*
 * What nearly every SYN is: the option comes first, with what fits Ethernet. It
 * costs less than a jump.
 */
static void put_usual_rule(struct nft *n, const char *chain, const struct version *v, uint16_t mss)
{
	const uint8_t option[4] = { maxseg[0], maxseg[1], (uint8_t)(v->ethernet >> 8),
				    (uint8_t)v->ethernet };

	if (v->ethernet <= mss)
		return;
	nft_start_rule(n, chain);
	nft_match_tcp(n, TCP_OPTIONS_AT, option, NULL, sizeof(option));
	match_version(n, v);
	nft_count(n);
	finish_lowering_rule(n, mss);
}

/* Any other SYN is counted, and again if it comes back: then it is left alone. */
static void put_version(struct nft *n, const char *chain, const struct version *v, uint16_t mss)
{
	put_usual_rule(n, chain, v, mss);

	nft_start_rule(n, chain);
	match_version(n, v);
	nft_count(n);
	nft_jump(n, v->chain);
	nft_finish_rule(n);

	nft_start_rule(n, chain);
	match_version(n, v);
	nft_count(n);
	nft_accept(n);
	nft_finish_rule(n);
}

/*
 * What IPsec adds is known to the route alone. Only an option at an even place can be written,
 * and the kernel raises none. The packet goes on to the limits.
 */
static void put_ipsec_rule(struct nft *n, const char *chain)
{
	nft_start_rule(n, chain);
	nft_match_ipsec(n);
	nft_match_tcp(n, TCP_OPTIONS_AT, maxseg, NULL, sizeof(maxseg));
	nft_set_mss_of_route(n);
	nft_finish_rule(n);
}

static void put_limits(struct nft *n, const struct clamp *c)
{
	if (n->family == NFPROTO_INET && !c->no_ipsec)
		put_ipsec_rule(n, directions[0].chain);
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++) {
		put_version(n, directions[i].chain, &ipv4, c->mss_ipv4);
		put_version(n, directions[i].chain, &ipv6, c->mss_ipv6);
	}
	put_limit_rules(n, &ipv4, c->mss_ipv4);
	put_limit_rules(n, &ipv6, c->mss_ipv6);
}

static void put_odd_place_rule(struct nft *n, uint32_t at)
{
	nft_start_rule(n, PLACE);
	nft_match_tcp(n, at, maxseg, NULL, sizeof(maxseg));
	nft_goto(n, STRIP);
	nft_finish_rule(n);
}

/*
 * One of another length, which no host takes for its MSS, would not be found by
 * the two bytes.
 */
static void put_place_rules(struct nft *n)
{
	nft_start_rule(n, PLACE);
	nft_match_tcp(n, TCP_OPTIONS_AT, maxseg, NULL, sizeof(maxseg));
	nft_return(n);
	nft_finish_rule(n);

	nft_start_rule(n, PLACE);
	nft_match_mss_length_not(n, MAXSEG_LENGTH);
	nft_goto(n, STRIP);
	nft_finish_rule(n);

	for (uint32_t at = TCP_OPTIONS_AT + 1; at + MAXSEG_LENGTH <= TCP_OPTIONS_END; at += 2)
		put_odd_place_rule(n, at);
}

static void put_strip_rule(struct nft *n, const struct clamp *c)
{
	nft_start_rule(n, STRIP);
	nft_count(n);
	if (!c->unstripped)
		nft_strip_mss(n);
	nft_accept(n);
	nft_finish_rule(n);
}

static void put_chains(struct nft *n)
{
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++)
		nft_add_chain(n, directions[i].chain, NULL);
	nft_add_chain(n, ipv4.chain, NULL);
	nft_add_chain(n, ipv6.chain, NULL);
	nft_add_chain(n, PLACE, NULL);
	nft_add_chain(n, STRIP, NULL);
}

/* What both backends share. */
static void put_shared_rules(struct nft *n, const struct clamp *c)
{
	put_limits(n, c);
	put_place_rules(n);
	put_strip_rule(n, c);
}

/*
 * A packet on another processor may pass two base chains on both sides of the
 * moment of change, and find the rules of neither. In one base chain it finds
 * either the old rules or the new, so the base chains stay.
 */
static void put_new_limits(struct nft *n, const struct clamp *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++)
		nft_flush_chain(n, directions[i].chain);
	nft_flush_chain(n, ipv4.chain);
	nft_flush_chain(n, ipv6.chain);
	put_limits(n, c);
}

static void put_entry_rules(struct nft *n, const struct entry *e, uint32_t ifindex)
{
	put_no_syn_rule(n, e->chain);
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++)
		if (e->ways & 1U << i)
			put_direction_rules(n, e->chain, &directions[i], ifindex);
}

static void put_entries(struct nft *n, const struct clamp *c, const struct entry *entries,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct nft_hook hook = {
			.hook = entries[i].hook,
			.priority = PRIORITY_MANGLE,
			.device = n->family == NFPROTO_NETDEV ? c->ifname : NULL,
		};

		if (entries[i].local && !c->local)
			continue;
		nft_add_chain(n, entries[i].chain, &hook);
		put_entry_rules(n, &entries[i], c->ifindex);
	}
}

static uint32_t table_flags(const struct clamp *c)
{
	return c->unowned ? 0 : NFT_TABLE_OWNED;
}

static void put_table(struct nft *n, const struct clamp *c)
{
	nft_add_table(n, table_flags(c), c->comment[0] ? c->comment : NULL);
	put_chains(n);
	if (n->family == NFPROTO_INET)
		put_entries(n, c, inet_entries, ARRAY_SIZE(inet_entries));
	else
		put_entries(n, c, netdev_entries, ARRAY_SIZE(netdev_entries));
	put_shared_rules(n, c);
}

static bool has_table(const struct clamp *c, uint8_t family)
{
	return c && (c->backend == CLAMP_BOTH ||
		     (family == NFPROTO_NETDEV) == (c->backend == CLAMP_NETDEV));
}

static void put_family(struct nft *n, uint8_t family, const struct clamp *old,
		       const struct clamp *new)
{
	char name[CLAMP_TABLE_SIZE];

	n->family = family;
	n->table = name;
	if (has_table(old, family)) {
		clamp_table_name(name, old);
		nft_remove_table(n, table_flags(old));
	}
	if (has_table(new, family)) {
		clamp_table_name(name, new);
		put_table(n, new);
	}
	n->table = NULL; /* the name ends with this function */
}

static const uint8_t families[] = { NFPROTO_INET, NFPROTO_NETDEV };

int clamp_build(void *buf, const struct clamp *old, const struct clamp *new, uint32_t first_seq)
{
	struct nft n;

	if (new && !new->ifindex)
		return -EINVAL;
	nft_begin(&n, buf, CLAMP_BATCH_SIZE, first_seq);
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		put_family(&n, families[i], old, new);
	return nft_end(&n);
}

int clamp_build_limits(void *buf, const struct clamp *c, uint32_t first_seq)
{
	char name[CLAMP_TABLE_SIZE];
	struct nft n;

	nft_begin(&n, buf, CLAMP_BATCH_SIZE, first_seq);
	clamp_table_name(name, c);
	n.table = name;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		n.family = families[i];
		if (has_table(c, families[i]))
			put_new_limits(&n, c);
	}
	return nft_end(&n);
}

bool clamp_equal(const struct clamp *a, const struct clamp *b)
{
	return a->ifindex == b->ifindex && a->mss_ipv4 == b->mss_ipv4 &&
	       a->mss_ipv6 == b->mss_ipv6 && a->local == b->local && a->backend == b->backend &&
	       a->unowned == b->unowned && a->unstripped == b->unstripped &&
	       a->no_ipsec == b->no_ipsec && a->alternate == b->alternate &&
	       !strcmp(a->ifname, b->ifname) && !strcmp(a->comment, b->comment);
}

bool clamp_differs_in_limits(const struct clamp *a, const struct clamp *b)
{
	struct clamp c = *a;

	c.mss_ipv4 = b->mss_ipv4;
	c.mss_ipv6 = b->mss_ipv6;
	return clamp_equal(&c, b) && !clamp_equal(a, b);
}

void clamp_table_name(char ret[static CLAMP_TABLE_SIZE], const struct clamp *c)
{
	snprintf(ret, CLAMP_TABLE_SIZE, CLAMP_TABLE_PREFIX "%s%s", c->ifname,
		 c->alternate ? ALTERNATE : "");
}

const char *clamp_backend_text(enum clamp_backend backend)
{
	static const char *const text[] = {
		[CLAMP_FORWARD] = "forward",
		[CLAMP_NETDEV] = "netdev",
		[CLAMP_BOTH] = "both",
	};

	return text[backend];
}

enum clamp_message clamp_message_kind(const struct nlmsghdr *msg)
{
	if (msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		return CLAMP_MESSAGE_COMMIT;
	switch (NFNL_MSG_TYPE(msg->nlmsg_type)) {
	case NFT_MSG_NEWTABLE:
		return CLAMP_MESSAGE_ADD_TABLE;
	case NFT_MSG_DELTABLE:
		return CLAMP_MESSAGE_DELETE_TABLE;
	case NFT_MSG_NEWCHAIN:
		return CLAMP_MESSAGE_ADD_CHAIN;
	case NFT_MSG_NEWRULE:
		return nft_is_about_chain(msg, STRIP) ? CLAMP_MESSAGE_ADD_STRIP
						      : CLAMP_MESSAGE_ADD_RULE;
	case NFT_MSG_DELRULE:
		return CLAMP_MESSAGE_FLUSH_CHAIN;
	default:
		return CLAMP_MESSAGE_OTHER;
	}
}

const char *clamp_message_text(enum clamp_message kind)
{
	static const char *const text[] = {
		[CLAMP_MESSAGE_OTHER] = "nftables",
		[CLAMP_MESSAGE_COMMIT] = "commit",
		[CLAMP_MESSAGE_ADD_TABLE] = "add table",
		[CLAMP_MESSAGE_DELETE_TABLE] = "delete table",
		[CLAMP_MESSAGE_ADD_CHAIN] = "add chain",
		[CLAMP_MESSAGE_ADD_RULE] = "add rule",
		[CLAMP_MESSAGE_ADD_STRIP] = "add rule",
		[CLAMP_MESSAGE_FLUSH_CHAIN] = "flush chain",
	};

	return text[kind];
}

int clamp_build_list(void *buf, uint32_t seq)
{
	return nft_build_table_dump(buf, seq);
}

bool clamp_parse_table(struct clamp_table *ret, const struct nlmsghdr *msg)
{
	static const size_t prefix = sizeof(CLAMP_TABLE_PREFIX) - 1;
	struct nft_table t;
	const char *rest;
	size_t len;

	if (!nft_parse_table(&t, msg) || strncmp(t.name, CLAMP_TABLE_PREFIX, prefix) != 0 ||
	    (t.family != NFPROTO_INET && t.family != NFPROTO_NETDEV))
		return false;
	len = strcspn(t.name + prefix, "/");
	rest = t.name + prefix + len;
	if (!len || len >= sizeof(ret->ifname) || (rest[0] && strcmp(rest, ALTERNATE) != 0))
		return false;
	*ret = (struct clamp_table){
		.backend = t.family == NFPROTO_NETDEV ? CLAMP_NETDEV : CLAMP_FORWARD,
		.alternate = rest[0],
		.owned = t.flags & NFT_TABLE_OWNED,
		.ours = !strncmp(t.comment, CLAMP_COMMENT_START, sizeof(CLAMP_COMMENT_START) - 1),
	};
	memcpy(ret->ifname, t.name + prefix, len);
	return true;
}

bool clamp_message_removes(const struct nlmsghdr *msg, const struct clamp *c)
{
	char name[CLAMP_TABLE_SIZE];

	switch (NFNL_MSG_TYPE(msg->nlmsg_type)) {
	case NFT_MSG_DELTABLE:
	case NFT_MSG_DELCHAIN:
	case NFT_MSG_DELRULE:
		clamp_table_name(name, c);
		return (has_table(c, NFPROTO_INET) &&
			nft_is_about_table(msg, NFPROTO_INET, name)) ||
		       (has_table(c, NFPROTO_NETDEV) &&
			nft_is_about_table(msg, NFPROTO_NETDEV, name));
	default:
		return false;
	}
}

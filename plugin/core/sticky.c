// SPDX-License-Identifier: GPL-2.0-or-later
#include "sticky.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/fib_rules.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "nft.h"
#include "route.h"

#define CHAIN "prerouting"
#define AFTER_MANGLE (-149) /* who sets the whole mark there does not take ours away */
#define TABLE_NAME_SIZE sizeof("pppoe-clamp-sticky-4294967295")
#define COMMENT "pppoe-clamp.so: failover-conntrack sticky; not for nftables.conf"

bool sticky_equal(const struct sticky *a, const struct sticky *b)
{
	return a->ifindex == b->ifindex && a->other == b->other &&
	       !memcmp(a->addresses, b->addresses, sizeof(a->addresses)) &&
	       !memcmp(a->route, b->route, sizeof(a->route));
}

#define ATTRIBUTES (FRA_DPORT_RANGE + 1) /* more than those of a route or an address that count */

struct attributes {
	const struct nlattr *at[ATTRIBUTES];
};

static int take(const struct nlattr *attr, void *data)
{
	struct attributes *a = data;

	if (mnl_attr_get_type(attr) < ATTRIBUTES)
		a->at[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

/* Returns the body, or NULL where the message is none of `type` with so large a one. */
static const void *parse(struct attributes *ret, const struct nlmsghdr *msg, uint16_t type,
			 size_t body)
{
	*ret = (struct attributes){ .at = { NULL } };
	if (msg->nlmsg_type != type || mnl_nlmsg_get_payload_len(msg) < body)
		return NULL;
	mnl_attr_parse(msg, (unsigned int)body, take, ret);
	return mnl_nlmsg_get_payload(msg);
}

/* 0 where there is none. */
static uint32_t u32_of(const struct attributes *a, uint16_t type)
{
	const struct nlattr *attr = a->at[type];

	return attr && mnl_attr_validate(attr, MNL_TYPE_U32) >= 0 ? mnl_attr_get_u32(attr) : 0;
}

bool sticky_parse_default(struct sticky_default *ret, const struct nlmsghdr *msg)
{
	struct attributes a;
	const struct rtmsg *body = parse(&a, msg, RTM_NEWROUTE, sizeof(*body));

	if (!body || body->rtm_family != AF_INET || body->rtm_dst_len ||
	    body->rtm_type != RTN_UNICAST || body->rtm_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN) ||
	    u32_of(&a, RTA_TABLE) != RT_TABLE_MAIN || !u32_of(&a, RTA_OIF))
		return false;
	*ret = (struct sticky_default){ u32_of(&a, RTA_OIF), u32_of(&a, RTA_PRIORITY) };
	return true;
}

/* Who asked for the list, and when, is no part of it. */
int sticky_take_route(struct sticky *s, const struct nlmsghdr *msg, uint32_t ifindex)
{
	struct nlmsghdr *route = (struct nlmsghdr *)s->route;

	if (msg->nlmsg_len > sizeof(s->route))
		return -EMSGSIZE;
	memset(s->route, 0, sizeof(s->route));
	memcpy(s->route, msg, msg->nlmsg_len);
	route->nlmsg_flags = 0;
	route->nlmsg_seq = route->nlmsg_pid = 0;
	s->other = ifindex;
	return 0;
}

bool sticky_is_copy(const struct nlmsghdr *msg, uint32_t ifindex)
{
	struct attributes a;
	const struct rtmsg *body = parse(&a, msg, RTM_NEWROUTE, sizeof(*body));

	return body && body->rtm_family == AF_INET &&
	       u32_of(&a, RTA_TABLE) == STICKY_TABLE + ifindex;
}

void sticky_take_address(struct sticky *s, const struct nlmsghdr *msg, uint32_t ours)
{
	struct attributes a;
	const struct ifaddrmsg *body = parse(&a, msg, RTM_NEWADDR, sizeof(*body));
	uint32_t address;

	if (!body || body->ifa_family != AF_INET || body->ifa_index != s->other ||
	    body->ifa_scope != RT_SCOPE_UNIVERSE)
		return;
	address = u32_of(&a, IFA_LOCAL);
	if (!address || address == ours)
		return;
	for (size_t i = 0; i < STICKY_ADDRESSES; i++)
		if (!s->addresses[i]) {
			s->addresses[i] = address;
			return;
		}
}

static uint32_t priority_of(unsigned int slot, bool main)
{
	return STICKY_RULE + 2 * slot + !main;
}

static uint32_t mark_of(unsigned int slot)
{
	return slot << 24;
}

bool sticky_parse_rule(struct sticky_rule *ret, const struct nlmsghdr *msg)
{
	struct attributes a;
	const struct fib_rule_hdr *body = parse(&a, msg, RTM_NEWRULE, sizeof(*body));
	const struct nlattr *protocol = a.at[FRA_PROTOCOL];
	uint32_t table, priority;

	if (!body || body->family != AF_INET || !protocol ||
	    mnl_attr_validate(protocol, MNL_TYPE_U8) < 0 ||
	    mnl_attr_get_u8(protocol) != ROUTE_PROTOCOL)
		return false;
	table = u32_of(&a, FRA_TABLE);
	priority = u32_of(&a, FRA_PRIORITY);
	if (table <= STICKY_TABLE || priority <= STICKY_RULE ||
	    priority > priority_of(STICKY_SLOTS, false))
		return false;
	*ret = (struct sticky_rule){ table - STICKY_TABLE, (priority - STICKY_RULE) / 2 };
	return true;
}

static struct fib_rule_hdr *start_rule(void *buf, uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct fib_rule_hdr *body;

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->family = AF_INET;
	return body;
}

int sticky_build_rules(void *buf, uint32_t seq)
{
	start_rule(buf, RTM_GETRULE, NLM_F_DUMP, seq);
	return (int)((const struct nlmsghdr *)buf)->nlmsg_len;
}

static bool put_u32(struct nlmsghdr *msg, uint16_t type, uint32_t value)
{
	return mnl_attr_put_u32_check(msg, STICKY_MESSAGE_SIZE, type, value);
}

static bool put_owner(struct nlmsghdr *msg, unsigned int slot, bool main)
{
	return put_u32(msg, FRA_PRIORITY, priority_of(slot, main)) &&
	       mnl_attr_put_u8_check(msg, STICKY_MESSAGE_SIZE, FRA_PROTOCOL, ROUTE_PROTOCOL);
}

static bool put_table(struct nlmsghdr *msg, uint32_t ifindex, bool main)
{
	return put_u32(msg, FRA_TABLE, main ? RT_TABLE_MAIN : STICKY_TABLE + ifindex);
}

static bool put_selector(struct nlmsghdr *msg, unsigned int slot, uint32_t source)
{
	if (source)
		return put_u32(msg, FRA_SRC, source);
	return put_u32(msg, FRA_FWMARK, mark_of(slot)) &&
	       put_u32(msg, FRA_FWMASK, STICKY_MARK_MASK);
}

int sticky_build_rule(void *buf, const struct sticky *s, unsigned int slot, uint32_t source,
		      bool main, uint32_t seq)
{
	struct nlmsghdr *msg = buf;
	struct fib_rule_hdr *body =
		start_rule(buf, RTM_NEWRULE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, seq);

	body->action = FR_ACT_TO_TBL;
	body->src_len = source ? 32 : 0;
	if (!put_owner(msg, slot, main) || !put_selector(msg, slot, source) ||
	    !put_table(msg, s->ifindex, main) || (main && !put_u32(msg, FRA_SUPPRESS_PREFIXLEN, 0)))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

int sticky_build_removal(void *buf, const struct sticky_rule *r, bool main, uint32_t seq)
{
	struct nlmsghdr *msg = buf;

	start_rule(buf, RTM_DELRULE, NLM_F_ACK, seq);
	if (!put_owner(msg, r->slot, main) || !put_table(msg, r->ifindex, main))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

/*
 * All of it but for the table, for what the kernel alone says, and for the nexthop object
 * that the route is by: where that leads is said, too, and both are refused.
 */
static int copy_attribute(const struct nlattr *attr, void *data)
{
	struct nlmsghdr *msg = data;
	const uint16_t type = mnl_attr_get_type(attr);

	if (type == RTA_TABLE || type == RTA_CACHEINFO || type == RTA_NH_ID)
		return MNL_CB_OK;
	return mnl_attr_put_check(msg, STICKY_MESSAGE_SIZE, attr->nla_type,
				  mnl_attr_get_payload_len(attr), mnl_attr_get_payload(attr))
		       ? MNL_CB_OK
		       : MNL_CB_ERROR;
}

int sticky_build_copy(void *buf, const struct sticky *s, uint32_t seq)
{
	const struct nlmsghdr *from = (const struct nlmsghdr *)s->route;
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct rtmsg *body;

	msg->nlmsg_type = RTM_NEWROUTE;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	memcpy(body, mnl_nlmsg_get_payload(from), sizeof(*body));
	body->rtm_table = RT_TABLE_UNSPEC;
	body->rtm_protocol = ROUTE_PROTOCOL;
	body->rtm_flags &= RTNH_F_ONLINK;
	if (mnl_attr_parse(from, sizeof(*body), copy_attribute, msg) < 0 ||
	    !put_u32(msg, RTA_TABLE, STICKY_TABLE + s->ifindex))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

/* Of the packets in one direction, whose first packet, or the answers to it, go to `address`. */
static void put_mark_rule(struct nft *n, uint8_t direction, uint32_t address, unsigned int slot)
{
	nft_start_rule(n, CHAIN);
	nft_match_ct_address(n, !direction, address);
	nft_match_ct_direction(n, direction);
	nft_set_mark(n, STICKY_MARK_MASK, mark_of(slot));
	nft_finish_rule(n);
}

static void begin(struct nft *n, void *buf, char name[static TABLE_NAME_SIZE], uint32_t ifindex,
		  uint32_t seq)
{
	nft_begin(n, buf, STICKY_BATCH_SIZE, seq);
	snprintf(name, TABLE_NAME_SIZE, "pppoe-clamp-sticky-%u", ifindex);
	n->family = NFPROTO_IPV4;
	n->table = name;
}

int sticky_build_marks(void *buf, const struct sticky *s, unsigned int slot, bool owned,
		       uint32_t seq)
{
	const struct nft_hook hook = { .hook = NF_INET_PRE_ROUTING, .priority = AFTER_MANGLE };
	char name[TABLE_NAME_SIZE];
	struct nft n;

	begin(&n, buf, name, s->ifindex, seq);
	nft_add_table(&n, owned ? NFT_TABLE_OWNED : 0, COMMENT);
	nft_add_chain(&n, CHAIN, &hook);
	for (size_t i = 0; i < STICKY_ADDRESSES && s->addresses[i]; i++) {
		put_mark_rule(&n, IP_CT_DIR_ORIGINAL, s->addresses[i], slot);
		put_mark_rule(&n, IP_CT_DIR_REPLY, s->addresses[i], slot);
	}
	return nft_end(&n);
}

int sticky_build_unmark(void *buf, uint32_t ifindex, bool owned, uint32_t seq)
{
	char name[TABLE_NAME_SIZE];
	struct nft n;

	begin(&n, buf, name, ifindex, seq);
	nft_remove_table(&n, owned ? NFT_TABLE_OWNED : 0);
	return nft_end(&n);
}

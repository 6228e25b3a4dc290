// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is asked of the kernel: the input is what the structs of a request hold. Each request is
 * whole messages with whole attributes within its buffer, and a clamp's table reads as the one
 * that was asked for.
 */
#include "fuzz.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>
#include <sys/socket.h>

#include "core/active.h"
#include "core/change.h"
#include "core/clamp.h"
#include "core/conntrack.h"
#include "core/cursor.h"
#include "core/ifinfo.h"
#include "core/priority.h"
#include "core/route.h"
#include "core/route_query.h"
#include "core/sticky.h"

#define SEQ 7
#define ROOM 40000 /* bytes, more than any request takes */
#define ATTRIBUTES_AT(body) (NLMSG_HDRLEN + MNL_ALIGN(body))

static struct cursor input;
static _Alignas(struct nlmsghdr) char buf[ROOM];

/* Zero once the input is at its end. */
static void take(void *ret, size_t size)
{
	const size_t len = size < input.left ? size : input.left;
	const uint8_t *bytes;

	memset(ret, 0, size);
	if (cursor_get_bytes(&input, len, &bytes))
		memcpy(ret, bytes, len);
}

static uint8_t take_u8(void)
{
	uint8_t ret;

	take(&ret, sizeof(ret));
	return ret;
}

static uint32_t take_u32(void)
{
	uint32_t ret;

	take(&ret, sizeof(ret));
	return ret;
}

/* Printable; no interface has a slash in its name. */
static void take_text(char *ret, size_t size)
{
	take(ret, size);
	ret[size - 1] = '\0';
	for (char *c = ret; *c; c++)
		if (*c < '0' || *c > '~')
			*c = 'x';
}

static size_t body_len(const struct nlmsghdr *msg)
{
	switch (msg->nlmsg_type) {
	case RTM_SETLINK:
	case RTM_GETLINK:
		return sizeof(struct ifinfomsg);
	case RTM_GETADDR:
		return sizeof(struct ifaddrmsg);
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
	case RTM_GETROUTE:
		return sizeof(struct rtmsg);
	case RTM_NEWRULE:
	case RTM_DELRULE:
	case RTM_GETRULE:
		return 12;
	default:
		return sizeof(struct nfgenmsg);
	}
}

static void check_attributes(const struct nlmsghdr *msg)
{
	const size_t begin = ATTRIBUTES_AT(body_len(msg));
	const struct nlattr *attr = (const struct nlattr *)((const char *)msg + begin);
	size_t left;

	require(msg->nlmsg_len >= begin);
	left = msg->nlmsg_len - begin;
	while (left) {
		require(mnl_attr_ok(attr, (int)left));
		left -= MNL_ALIGN(attr->nla_len);
		attr = mnl_attr_next(attr);
	}
}

/* Whole messages, each with a number of its own; of several, one asks for an answer. */
static void check(int len, size_t most)
{
	const struct nlmsghdr *msg = (const struct nlmsghdr *)buf;
	int left = len;
	unsigned int count = 0;
	bool answered = false;

	require(len > 0 && (size_t)len <= most);
	for (; left; msg = mnl_nlmsg_next(msg, &left)) {
		require(mnl_nlmsg_ok(msg, left) && msg->nlmsg_seq == SEQ + count++);
		check_attributes(msg);
		answered |= (msg->nlmsg_flags & (NLM_F_ACK | NLM_F_DUMP)) != 0;
	}
	require(answered || count == 1);
}

static void take_clamp(struct clamp *c)
{
	const uint8_t flags = take_u8();

	take_text(c->ifname, sizeof(c->ifname));
	c->ifindex = take_u8();
	c->mss_ipv4 = (uint16_t)take_u32();
	c->mss_ipv6 = (uint16_t)take_u32();
	c->backend = flags & 3 ? (flags & 3) - 1 : CLAMP_BOTH;
	c->local = flags & 4;
	c->unowned = flags & 8;
	c->unstripped = flags & 16;
	c->alternate = flags & 32;
	c->no_ipsec = flags & 128;
	take_text(c->comment, flags & 64 ? 64 : 1);
}

/* Of those that it adds: is that the table of `c`? */
static void check_tables(const struct clamp *c, int left)
{
	for (const struct nlmsghdr *msg = (const struct nlmsghdr *)buf; left;
	     msg = mnl_nlmsg_next(msg, &left)) {
		struct clamp_table t;

		require(clamp_message_text(clamp_message_kind(msg))[0]);
		if (clamp_message_kind(msg) != CLAMP_MESSAGE_ADD_TABLE ||
		    !(msg->nlmsg_flags & NLM_F_EXCL) || !c->ifname[0])
			continue;
		require(clamp_parse_table(&t, msg) && !strcmp(t.ifname, c->ifname));
		require(t.owned == !c->unowned && t.alternate == c->alternate);
		require(c->backend == CLAMP_BOTH || t.backend == c->backend);
	}
}

static void ask_for_clamps(void)
{
	struct clamp a = { .ifindex = 0 }, b = { .ifindex = 0 };
	int len;

	take_clamp(&a);
	take_clamp(&b);
	len = clamp_build(buf, &a, &b, SEQ);
	require(b.ifindex ? len > 0 : len == -EINVAL);
	if (len > 0) {
		check(len, CLAMP_BATCH_SIZE);
		check_tables(&b, len);
	}
	check(clamp_build(buf, &a, NULL, SEQ), CLAMP_BATCH_SIZE);
	check(clamp_build_limits(buf, &a, SEQ), CLAMP_BATCH_SIZE);
	check(clamp_build_list(buf, SEQ), CLAMP_REQUEST_SIZE);
	require(clamp_equal(&a, &a) && !clamp_differs_in_limits(&b, &b));
	require(!clamp_differs_in_limits(&a, &b) || !clamp_equal(&a, &b));
	require(clamp_backend_text(a.backend)[0]);
}

static void ask_for_priority(void)
{
	struct priority p;

	take(&p, sizeof(p));
	take_text(p.ifname, sizeof(p.ifname));
	check(priority_build(buf, &p, SEQ), PRIORITY_BATCH_SIZE);
	check(priority_build_removal(buf, &p, SEQ), PRIORITY_BATCH_SIZE);
}

static void ask_for_routes(void)
{
	struct route_query q;
	struct route r;

	take(&r, sizeof(r));
	r.family = r.family & 1 ? AF_INET : AF_INET6;
	if (r.ifindex && r.metric) {
		check(route_build_add(buf, &r, SEQ), ROUTE_MESSAGE_SIZE);
		check(route_build_delete(buf, &r, SEQ), ROUTE_MESSAGE_SIZE);
	} else {
		require(route_build_add(buf, &r, SEQ) == -EINVAL);
	}
	take(&q, sizeof(q));
	check(route_query_build(buf, &q, SEQ), ROUTE_QUERY_MESSAGE_SIZE);
	check(change_build_routes(buf, r.family, r.ifindex, SEQ), CHANGE_MESSAGE_SIZE);
	check(change_build_addresses(buf, r.family, r.ifindex, SEQ), CHANGE_MESSAGE_SIZE);
	check(conntrack_build_list(buf, r.metric & 1, SEQ), CONNTRACK_MESSAGE_SIZE);
}

static void ask_for_interfaces(void)
{
	const uint32_t index = take_u32(), value = take_u32();

	check(ifinfo_build_list(buf, SEQ), IFINFO_MESSAGE_SIZE);
	if (!index) {
		require(ifinfo_build_query(buf, index, SEQ) < 0);
		require(ifinfo_build_mtu(buf, index, value, SEQ) < 0);
		return;
	}
	check(ifinfo_build_query(buf, index, SEQ), IFINFO_MESSAGE_SIZE);
	check(ifinfo_build_mtu(buf, index, value, SEQ), IFINFO_MESSAGE_SIZE);
	check(ifinfo_build_master(buf, index, value, SEQ), IFINFO_MESSAGE_SIZE);
}

static void ask_for_sticky(void)
{
	const uint8_t flags = take_u8();
	const unsigned int slot = 1 + take_u8() % STICKY_SLOTS;
	const uint32_t source = take_u32();
	struct sticky s = { .ifindex = 1 + take_u8() };
	const struct sticky_rule ours = { s.ifindex, slot };
	struct sticky_rule rule;

	take(s.addresses, sizeof(s.addresses));
	check(sticky_build_rules(buf, SEQ), STICKY_MESSAGE_SIZE);
	check(sticky_build_rule(buf, &s, slot, source, flags & 1, SEQ), STICKY_MESSAGE_SIZE);
	require(sticky_parse_rule(&rule, (const struct nlmsghdr *)buf) == !(flags & 1));
	require(flags & 1 || (rule.slot == slot && rule.ifindex == s.ifindex));
	check(sticky_build_removal(buf, &ours, flags & 1, SEQ), STICKY_MESSAGE_SIZE);
	check(sticky_build_marks(buf, &s, slot, flags & 2, SEQ), STICKY_BATCH_SIZE);
	check(sticky_build_unmark(buf, s.ifindex, flags & 2, SEQ), STICKY_BATCH_SIZE);
	require(sticky_equal(&s, &s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const requests[])(void) = {
		ask_for_clamps,	    ask_for_priority, ask_for_routes,
		ask_for_interfaces, ask_for_sticky,
	};

	input = (struct cursor){ .data = data, .left = size };
	requests[take_u8() % (sizeof(requests) / sizeof(requests[0]))]();
	return 0;
}

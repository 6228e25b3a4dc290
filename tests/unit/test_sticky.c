// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <linux/fib_rules.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/table.h>

#include "core/nft.h"
#include "core/route.h"
#include "core/sticky.h"

#define OURS 7
#define OTHER 8
#define SEQ 9

static _Alignas(struct nlmsghdr) char bytes[STICKY_MESSAGE_SIZE];

static struct nlmsghdr *begin(uint16_t type)
{
	struct nlmsghdr *msg;

	memset(bytes, 0, sizeof(bytes));
	msg = mnl_nlmsg_put_header(bytes);
	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_MULTI;
	msg->nlmsg_seq = 3;
	msg->nlmsg_pid = 4;
	return msg;
}

/* What a default route may be, and is not usually. */
struct variant {
	uint16_t type;
	uint8_t family, dst_len, kind;
	unsigned int flags;
	uint32_t table, oif;
};

static const struct variant usual = {
	RTM_NEWROUTE, AF_INET, 0, RTN_UNICAST, 0, RT_TABLE_MAIN, OTHER
};

static struct nlmsghdr *route(const struct variant *v)
{
	struct nlmsghdr *msg = begin(v->type);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->rtm_family = v->family;
	body->rtm_dst_len = v->dst_len;
	body->rtm_type = v->kind;
	body->rtm_flags = v->flags;
	body->rtm_protocol = RTPROT_DHCP;
	body->rtm_table = RT_TABLE_MAIN;
	mnl_attr_put_u32(msg, RTA_TABLE, v->table);
	if (v->oif)
		mnl_attr_put_u32(msg, RTA_OIF, v->oif);
	mnl_attr_put_u32(msg, RTA_PRIORITY, 1000);
	mnl_attr_put_u32(msg, RTA_GATEWAY, inet_addr("192.0.2.1"));
	return msg;
}

static void finds_default_routes(void)
{
	struct sticky_default d;
	struct variant v = usual;

	ok(sticky_parse_default(&d, route(&v)));
	is_int(d.ifindex, OTHER);
	is_int(d.metric, 1000);
	v.flags = RTNH_F_ONLINK;
	ok(sticky_parse_default(&d, route(&v)));
}

static void no_other_routes(void)
{
	const struct variant others[] = {
		{ RTM_DELROUTE, AF_INET, 0, RTN_UNICAST, 0, RT_TABLE_MAIN, OTHER },
		{ RTM_NEWROUTE, AF_INET6, 0, RTN_UNICAST, 0, RT_TABLE_MAIN, OTHER },
		{ RTM_NEWROUTE, AF_INET, 1, RTN_UNICAST, 0, RT_TABLE_MAIN, OTHER },
		{ RTM_NEWROUTE, AF_INET, 0, RTN_UNREACHABLE, 0, RT_TABLE_MAIN, OTHER },
		{ RTM_NEWROUTE, AF_INET, 0, RTN_UNICAST, RTNH_F_DEAD, RT_TABLE_MAIN, OTHER },
		{ RTM_NEWROUTE, AF_INET, 0, RTN_UNICAST, RTNH_F_LINKDOWN, RT_TABLE_MAIN, OTHER },
		{ RTM_NEWROUTE, AF_INET, 0, RTN_UNICAST, 0, 100, OTHER },
		{ RTM_NEWROUTE, AF_INET, 0, RTN_UNICAST, 0, RT_TABLE_MAIN, 0 },
	};
	struct sticky_default d;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ok(!sticky_parse_default(&d, route(&others[i])));
	ok(!sticky_parse_default(&d, begin(RTM_NEWROUTE)));
}

static void knows_its_copies(void)
{
	struct variant v = usual;

	v.table = STICKY_TABLE + OURS;
	ok(sticky_is_copy(route(&v), OURS));
	ok(!sticky_is_copy(route(&v), OURS + 1));
	ok(!sticky_is_copy(route(&usual), OURS));
	v.family = AF_INET6;
	ok(!sticky_is_copy(route(&v), OURS));
}

static struct sticky taken(void)
{
	struct sticky s = { .ifindex = OURS };

	is_int(sticky_take_route(&s, route(&usual), OTHER), 0);
	return s;
}

/* Fails if who has listed it, and when, counts. */
static void same_route_is_equal(void)
{
	struct sticky a = taken(), b = { .ifindex = OURS };
	struct nlmsghdr *msg = route(&usual);

	msg->nlmsg_seq = 77;
	msg->nlmsg_pid = 78;
	is_int(sticky_take_route(&b, msg, OTHER), 0);
	ok(sticky_equal(&a, &b));
	b.addresses[1] = 1;
	ok(!sticky_equal(&a, &b));
	b = taken();
	b.ifindex++;
	ok(!sticky_equal(&a, &b));
	b = taken();
	b.other++;
	ok(!sticky_equal(&a, &b));
	b = taken();
	b.route[20] ^= 1;
	ok(!sticky_equal(&a, &b));
}

static void large_route_is_refused(void)
{
	struct sticky s = taken(), before = s;
	struct nlmsghdr *msg = route(&usual);

	msg->nlmsg_len = STICKY_ROUTE_SIZE + 1;
	is_int(sticky_take_route(&s, msg, 5), -EMSGSIZE);
	ok(!memcmp(&s, &before, sizeof(s)));
}

static void take_address(struct sticky *s, const char *address, uint8_t scope, uint32_t ifindex,
			 uint8_t family)
{
	struct nlmsghdr *msg = begin(RTM_NEWADDR);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->ifa_family = family;
	body->ifa_index = ifindex;
	body->ifa_scope = scope;
	mnl_attr_put_u32(msg, IFA_ADDRESS, inet_addr("192.0.2.1"));
	mnl_attr_put_u32(msg, IFA_LOCAL, inet_addr(address));
	sticky_take_address(s, msg, inet_addr("203.0.113.2"));
}

static void takes_addresses(void)
{
	struct sticky s = taken();

	take_address(&s, "192.0.2.2", RT_SCOPE_LINK, OTHER, AF_INET);
	take_address(&s, "192.0.2.2", RT_SCOPE_UNIVERSE, OURS, AF_INET);
	take_address(&s, "192.0.2.2", RT_SCOPE_UNIVERSE, OTHER, AF_INET6);
	take_address(&s, "203.0.113.2", RT_SCOPE_UNIVERSE, OTHER, AF_INET); /* ours, too */
	sticky_take_address(&s, begin(RTM_NEWADDR), 0);
	is_int(s.addresses[0], 0);
	for (int i = 0; i < STICKY_ADDRESSES + 1; i++) {
		char address[16];

		snprintf(address, sizeof(address), "192.0.2.%d", 10 + i);
		take_address(&s, address, RT_SCOPE_UNIVERSE, OTHER, AF_INET);
	}
	is_int(s.addresses[0], inet_addr("192.0.2.10"));
	is_int(s.addresses[STICKY_ADDRESSES - 1], inet_addr("192.0.2.13"));
}

static uint32_t find(const struct nlmsghdr *msg, size_t body, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, msg, (unsigned int)body)
	{
		if (mnl_attr_get_type(attr) == type)
			return mnl_attr_get_payload_len(attr) == 1 ? mnl_attr_get_u8(attr)
								   : mnl_attr_get_u32(attr);
	}
	return UINT32_MAX;
}

#define OF_RULE sizeof(struct fib_rule_hdr)

static void check_rule(uint32_t source, bool main)
{
	const struct sticky s = taken();
	const struct nlmsghdr *msg = (const struct nlmsghdr *)bytes;
	const struct fib_rule_hdr *body = mnl_nlmsg_get_payload(msg);
	const int len = sticky_build_rule(bytes, &s, 5, source, main, SEQ);

	is_int(msg->nlmsg_len, len);
	is_int(msg->nlmsg_type, RTM_NEWRULE);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	is_int(msg->nlmsg_seq, SEQ);
	is_int(body->family, AF_INET);
	is_int(body->action, FR_ACT_TO_TBL);
	is_int(body->src_len, source ? 32 : 0);
	is_int(find(msg, OF_RULE, FRA_PRIORITY), STICKY_RULE + (main ? 10 : 11));
	is_int(find(msg, OF_RULE, FRA_PROTOCOL), ROUTE_PROTOCOL);
	is_int(find(msg, OF_RULE, FRA_TABLE), main ? RT_TABLE_MAIN : STICKY_TABLE + OURS);
	is_int(find(msg, OF_RULE, FRA_SUPPRESS_PREFIXLEN), main ? 0 : UINT32_MAX);
	is_int(find(msg, OF_RULE, FRA_SRC), source ? source : UINT32_MAX);
	is_int(find(msg, OF_RULE, FRA_FWMARK), source ? UINT32_MAX : 0x05000000);
	is_int(find(msg, OF_RULE, FRA_FWMASK), source ? UINT32_MAX : STICKY_MARK_MASK);
}

static void builds_rules(void)
{
	check_rule(0, false);
	check_rule(0, true);
	check_rule(inet_addr("192.0.2.2"), false);
	check_rule(inet_addr("192.0.2.2"), true);
}

static void builds_removals_and_the_list(void)
{
	const struct sticky_rule r = { OURS, 5 };
	const struct nlmsghdr *msg = (const struct nlmsghdr *)bytes;

	ok(sticky_build_removal(bytes, &r, true, SEQ) > 0);
	is_int(msg->nlmsg_type, RTM_DELRULE);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	is_int(find(msg, OF_RULE, FRA_PRIORITY), STICKY_RULE + 10);
	is_int(find(msg, OF_RULE, FRA_PROTOCOL), ROUTE_PROTOCOL);
	is_int(find(msg, OF_RULE, FRA_TABLE), RT_TABLE_MAIN);
	ok(sticky_build_removal(bytes, &r, false, SEQ) > 0);
	is_int(find(msg, OF_RULE, FRA_PRIORITY), STICKY_RULE + 11);
	is_int(find(msg, OF_RULE, FRA_TABLE), STICKY_TABLE + OURS);
	is_int(sticky_build_rules(bytes, SEQ), 16 + 12);
	is_int(msg->nlmsg_type, RTM_GETRULE);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
}

static void knows_its_rules(void)
{
	const struct sticky s = taken();
	struct nlmsghdr *msg = (struct nlmsghdr *)bytes;
	struct sticky_rule r = { 0 };
	const struct sticky_rule ours = { OURS, 5 };

	/* Fails if the rule to main counts: it does not tell whose it is. */
	sticky_build_rule(bytes, &s, 5, 0, true, SEQ);
	ok(!sticky_parse_rule(&r, msg));
	sticky_build_rule(bytes, &s, 5, inet_addr("192.0.2.2"), false, SEQ);
	ok(sticky_parse_rule(&r, msg));
	is_int(r.ifindex, OURS);
	is_int(r.slot, 5);
	mnl_attr_put_u32(msg, FRA_PRIORITY, 100);
	ok(!sticky_parse_rule(&r, msg));
	sticky_build_rule(bytes, &s, 5, 0, false, SEQ);
	mnl_attr_put_u8(msg, FRA_PROTOCOL, RTPROT_STATIC);
	ok(!sticky_parse_rule(&r, msg));
	sticky_build_rule(bytes, &s, 5, 0, false, SEQ);
	((struct fib_rule_hdr *)mnl_nlmsg_get_payload(msg))->family = AF_INET6;
	ok(!sticky_parse_rule(&r, msg));
	sticky_build_rule(bytes, &s, STICKY_SLOTS + 1, 0, false, SEQ);
	ok(!sticky_parse_rule(&r, msg));
	sticky_build_removal(bytes, &ours, true, SEQ);
	msg->nlmsg_type = RTM_NEWRULE;
	ok(!sticky_parse_rule(&r, msg));
}

static void copies_the_route(void)
{
	struct variant v = usual;
	struct sticky s = { .ifindex = OURS };
	struct nlmsghdr *msg = (struct nlmsghdr *)bytes;
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);
	const uint16_t from = sizeof(*body);
	int len;

	v.flags = RTNH_F_ONLINK | RTNH_F_OFFLOAD;
	sticky_take_route(&s, route(&v), OTHER);
	len = sticky_build_copy(bytes, &s, SEQ);
	is_int(msg->nlmsg_len, len);
	is_int(msg->nlmsg_type, RTM_NEWROUTE);
	is_int(msg->nlmsg_seq, SEQ);
	is_int(msg->nlmsg_pid, 0);
	is_int(body->rtm_family, AF_INET);
	is_int(body->rtm_table, RT_TABLE_UNSPEC);
	is_int(body->rtm_protocol, ROUTE_PROTOCOL);
	is_int(body->rtm_flags, RTNH_F_ONLINK);
	is_int(find(msg, from, RTA_TABLE), STICKY_TABLE + OURS);
	is_int(find(msg, from, RTA_OIF), OTHER);
	is_int(find(msg, from, RTA_PRIORITY), 1000);
	is_int(find(msg, from, RTA_GATEWAY), inet_addr("192.0.2.1"));
}

/* The sanitizer sees a read beyond the end. */
static void no_length_is_believed(void)
{
	struct sticky_default d;
	struct sticky_rule r;
	const uint32_t len = route(&usual)->nlmsg_len;

	for (uint32_t cut = NLMSG_HDRLEN; cut < len; cut++) {
		struct nlmsghdr *copy = (struct nlmsghdr *)exact_copy(bytes, cut);

		copy->nlmsg_len = cut;
		sticky_parse_default(&d, copy);
		copy->nlmsg_type = RTM_NEWRULE;
		sticky_parse_rule(&r, copy);
		free(copy);
	}
	ok(true);
}

static _Alignas(struct nlmsghdr) char batch[STICKY_BATCH_SIZE];

static void add_hex(char *text, const struct nftnl_expr *e, uint16_t attribute)
{
	uint32_t len = 0;
	const uint8_t *value = nftnl_expr_get(e, attribute, &len);

	for (uint32_t i = 0; i < len; i++)
		sprintf(text + strlen(text), "%02x", value[i]);
}

/* What the kernel keeps in its own byte order */
static void add_mark(char *text, const struct nftnl_expr *e, uint16_t attribute)
{
	uint32_t mark = 0, len = 0;
	const void *value = nftnl_expr_get(e, attribute, &len);

	memcpy(&mark, value, len < sizeof(mark) ? len : sizeof(mark));
	sprintf(text + strlen(text), "%08x", mark);
}

static int add_expression(struct nftnl_expr *e, void *data)
{
	const char *name = nftnl_expr_get_str(e, NFTNL_EXPR_NAME);
	char *text = data;

	strcat(text, name);
	strcat(text, " ");
	if (!strcmp(name, "ct"))
		sprintf(text + strlen(text), "%u:%d", nftnl_expr_get_u32(e, NFTNL_EXPR_CT_KEY),
			nftnl_expr_is_set(e, NFTNL_EXPR_CT_DIR)
				? nftnl_expr_get_u8(e, NFTNL_EXPR_CT_DIR)
				: -1);
	if (!strcmp(name, "cmp"))
		add_hex(text, e, NFTNL_EXPR_CMP_DATA);
	if (!strcmp(name, "meta"))
		sprintf(text + strlen(text), "%u %s", nftnl_expr_get_u32(e, NFTNL_EXPR_META_KEY),
			nftnl_expr_is_set(e, NFTNL_EXPR_META_SREG) ? "set" : "get");
	if (!strcmp(name, "bitwise")) {
		add_mark(text, e, NFTNL_EXPR_BITWISE_MASK);
		add_mark(strcat(text, "^"), e, NFTNL_EXPR_BITWISE_XOR);
	}
	strcat(text, "; ");
	return 0;
}

static void add_message(char *text, const struct nlmsghdr *msg)
{
	struct nftnl_table *t;
	struct nftnl_rule *r;

	switch (NFNL_MSG_TYPE(msg->nlmsg_type)) {
	case NFT_MSG_NEWTABLE:
	case NFT_MSG_DELTABLE:
		t = nftnl_table_alloc();
		nftnl_table_nlmsg_parse(msg, t);
		sprintf(text + strlen(text), "%s table %s %u\n",
			NFNL_MSG_TYPE(msg->nlmsg_type) == NFT_MSG_NEWTABLE ? "add" : "delete",
			nftnl_table_get_str(t, NFTNL_TABLE_NAME),
			nftnl_table_get_u32(t, NFTNL_TABLE_FLAGS));
		nftnl_table_free(t);
		break;
	case NFT_MSG_NEWCHAIN:
		strcat(text, "add chain\n");
		break;
	case NFT_MSG_NEWRULE:
		r = nftnl_rule_alloc();
		nftnl_rule_nlmsg_parse(msg, r);
		nftnl_expr_foreach(r, add_expression, text);
		strcat(text, "\n");
		nftnl_rule_free(r);
		break;
	}
}

static void batch_is(int len, const char *want, int line)
{
	const struct nlmsghdr *msg = (const struct nlmsghdr *)batch;
	static char text[4096];

	text[0] = '\0';
	for (; mnl_nlmsg_ok(msg, len); msg = mnl_nlmsg_next(msg, &len))
		if (NFNL_SUBSYS_ID(msg->nlmsg_type) == NFNL_SUBSYS_NFTABLES) {
			is_int(((const struct nfgenmsg *)mnl_nlmsg_get_payload(msg))->nfgen_family,
			       AF_INET);
			add_message(text, msg);
		}
	is_int(len, 0);
	tap_is_str(text, want, __FILE__, line, "batch");
}
#define batch_is(len, want) batch_is(len, want, __LINE__)

static void marks_both_directions(void)
{
	struct sticky s = taken();

	s.addresses[0] = inet_addr("192.0.2.2");
	batch_is(sticky_build_marks(batch, &s, 5, true, SEQ),
		 "add table pppoe-clamp-sticky-7 2\n"
		 "add chain\n"
		 "ct 20:1; cmp c0000202; ct 1:-1; cmp 00; meta 3 get; "
		 "bitwise c0ffffff^05000000; meta 3 set; \n"
		 "ct 20:0; cmp c0000202; ct 1:-1; cmp 01; meta 3 get; "
		 "bitwise c0ffffff^05000000; meta 3 set; \n");
	batch_is(sticky_build_unmark(batch, OURS, true, SEQ),
		 "add table pppoe-clamp-sticky-7 2\ndelete table pppoe-clamp-sticky-7 0\n");
	batch_is(sticky_build_unmark(batch, OURS, false, SEQ),
		 "add table pppoe-clamp-sticky-7 0\ndelete table pppoe-clamp-sticky-7 0\n");
}

static void all_addresses_fit(void)
{
	struct sticky s = taken();

	for (size_t i = 0; i < STICKY_ADDRESSES; i++)
		s.addresses[i] = htonl((uint32_t)i + 1);
	s.ifindex = UINT32_MAX;
	ok(sticky_build_marks(batch, &s, STICKY_SLOTS, true, SEQ) > 0);
}

int main(void)
{
	_Static_assert(NFT_CT_DST_IP == 20 && NFT_CT_DIRECTION == 1 && NFT_META_MARK == 3, "text");

	test(finds_default_routes);
	test(no_other_routes);
	test(knows_its_copies);
	test(same_route_is_equal);
	test(large_route_is_refused);
	test(takes_addresses);
	test(builds_rules);
	test(builds_removals_and_the_list);
	test(knows_its_rules);
	test(copies_the_route);
	test(no_length_is_believed);
	test(marks_both_directions);
	test(all_addresses_fit);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/route.h"

typedef int build(void *buf, const struct route *r, uint32_t seq);

struct seen {
	uint32_t oif, priority, table, mtu, advmss;
	unsigned int attributes;
};

static int see_metric(const struct nlattr *attr, void *data)
{
	struct seen *seen = data;

	if (mnl_attr_get_type(attr) == RTAX_MTU)
		seen->mtu = mnl_attr_get_u32(attr);
	else if (mnl_attr_get_type(attr) == RTAX_ADVMSS)
		seen->advmss = mnl_attr_get_u32(attr);
	else
		ok(false);
	return MNL_CB_OK;
}

static int see_attribute(const struct nlattr *attr, void *data)
{
	struct seen *seen = data;

	seen->attributes++;
	if (mnl_attr_get_type(attr) == RTA_METRICS)
		return mnl_attr_parse_nested(attr, see_metric, seen);
	is_int(mnl_attr_get_payload_len(attr), 4);
	if (mnl_attr_get_type(attr) == RTA_TABLE)
		seen->table = mnl_attr_get_u32(attr);
	if (mnl_attr_get_type(attr) == RTA_OIF)
		seen->oif = mnl_attr_get_u32(attr);
	if (mnl_attr_get_type(attr) == RTA_PRIORITY)
		seen->priority = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static void check_message(build *build_it, const struct route *r, unsigned int type,
			  unsigned int flags)
{
	/* Not zeroed before, and not a byte longer than promised. */
	char *buf = malloc(ROUTE_MESSAGE_SIZE);
	const bool new = type == RTM_NEWROUTE;
	const unsigned int metrics = new ? !!r->mtu + !!r->advmss : 0;
	const size_t len = 16 + 12 + 3 * 8 + (metrics ? 4 + metrics * 8 : 0);
	const struct nlmsghdr *msg;
	const struct rtmsg *body;
	struct seen seen = { 0 };

	memset(buf, 0xa5, ROUTE_MESSAGE_SIZE);
	msg = (const struct nlmsghdr *)buf;
	is_int(build_it(buf, r, 0xfffffff0), (int)len);
	is_int(msg->nlmsg_len, len);
	is_int(msg->nlmsg_type, type);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | flags);
	is_int(msg->nlmsg_seq, 0xfffffff0);
	is_int(msg->nlmsg_pid, 0);
	body = mnl_nlmsg_get_payload(msg);
	is_int(body->rtm_family, r->family);
	is_int(body->rtm_dst_len, 0);
	is_int(body->rtm_src_len, 0);
	is_int(body->rtm_tos, 0);
	is_int(body->rtm_table, RT_TABLE_UNSPEC);
	is_int(body->rtm_protocol, ROUTE_PROTOCOL);
	is_int(body->rtm_scope, RT_SCOPE_LINK);
	is_int(body->rtm_type, RTN_UNICAST);
	is_int(body->rtm_flags, 0);
	mnl_attr_parse(msg, sizeof(*body), see_attribute, &seen);
	is_int(seen.attributes, 3 + (metrics != 0));
	is_int(seen.oif, r->ifindex);
	is_int(seen.priority, r->metric);
	is_int(seen.table, r->table ? r->table : RT_TABLE_MAIN);
	is_int(seen.mtu, metrics ? r->mtu : 0);
	is_int(seen.advmss, metrics ? r->advmss : 0);
	free(buf);
}

static const struct route ipv4 = { .family = AF_INET, .ifindex = 42, .metric = 100 };
static const struct route ipv6 = { .family = AF_INET6,
				   .ifindex = 0x7fffffff,
				   .metric = UINT32_MAX };

/* NLM_F_REPLACE would take another default route's place; NLM_F_EXCL would fail beside one. */
static void adds_beside_any_other_default(void)
{
	check_message(route_build_add, &ipv4, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_APPEND);
	check_message(route_build_add, &ipv6, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_APPEND);
}

static void carries_table_mtu_and_advmss(void)
{
	const struct route routes[] = {
		{ .family = AF_INET, .ifindex = 3, .metric = 9, .table = 255 },
		{ .family = AF_INET6, .ifindex = 3, .metric = 9, .table = 100000, .mtu = 1280 },
		{ .family = AF_INET, .ifindex = 3, .metric = 9, .advmss = 536 },
		{ .family = AF_INET, .ifindex = 3, .metric = 9, .mtu = 1400, .advmss = 1360 },
	};

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		check_message(route_build_add, &routes[i], RTM_NEWROUTE,
			      NLM_F_CREATE | NLM_F_APPEND);
		check_message(route_build_delete, &routes[i], RTM_DELROUTE, 0);
	}
}

/* Protocol, interface and metric in the message: the kernel deletes no route without them. */
static void deletes_only_ours(void)
{
	check_message(route_build_delete, &ipv4, RTM_DELROUTE, 0);
	check_message(route_build_delete, &ipv6, RTM_DELROUTE, 0);
}

/* To the kernel a 0 means "any": a delete would take another link's route. */
static void refuses_interface_0_and_metric_0(void)
{
	_Alignas(struct nlmsghdr) char buf[ROUTE_MESSAGE_SIZE];
	struct route r = ipv4;

	r.ifindex = 0;
	is_int(route_build_add(buf, &r, 1), -EINVAL);
	is_int(route_build_delete(buf, &r, 1), -EINVAL);
	r = ipv6;
	r.metric = 0;
	is_int(route_build_add(buf, &r, 1), -EINVAL);
	is_int(route_build_delete(buf, &r, 1), -EINVAL);
}

int main(void)
{
	test(adds_beside_any_other_default);
	test(carries_table_mtu_and_advmss);
	test(deletes_only_ours);
	test(refuses_interface_0_and_metric_0);
	return done_testing();
}

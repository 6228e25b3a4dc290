// SPDX-License-Identifier: GPL-2.0-or-later
#include "netinfo.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

static struct nlmsghdr *put_dump(void *buf, uint16_t type, uint32_t seq)
{
	struct nlmsghdr *msg;

	memset(buf, 0, NETINFO_REQUEST_SIZE);
	msg = mnl_nlmsg_put_header(buf);
	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	msg->nlmsg_seq = seq;
	return msg;
}

int netinfo_build_addresses(void *buf, uint32_t seq)
{
	struct nlmsghdr *msg = put_dump(buf, RTM_GETADDR, seq);

	mnl_nlmsg_put_extra_header(msg, sizeof(struct ifaddrmsg));
	return (int)msg->nlmsg_len;
}

int netinfo_build_routes(void *buf, uint8_t family, uint8_t protocol, uint32_t table, uint32_t seq)
{
	struct nlmsghdr *msg = put_dump(buf, RTM_GETROUTE, seq);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->rtm_family = family;
	body->rtm_protocol = protocol;
	if (table && !mnl_attr_put_u32_check(msg, NETINFO_REQUEST_SIZE, RTA_TABLE, table))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

/* An address of the family's length, or nothing. */
static bool take_address(uint8_t *ret, uint8_t family, const struct nlattr *attr)
{
	const size_t len = family == AF_INET ? 4 : NETINFO_ADDRESS_MAX;

	if (!attr || mnl_attr_get_payload_len(attr) != len)
		return false;
	memcpy(ret, mnl_attr_get_payload(attr), len);
	return true;
}

struct attributes {
	const struct nlattr *of[IFA_MAX > RTA_MAX ? IFA_MAX + 1 : RTA_MAX + 1];
};

static int collect(const struct nlattr *attr, void *data)
{
	struct attributes *a = data;

	if (mnl_attr_get_type(attr) < sizeof(a->of) / sizeof(a->of[0]))
		a->of[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

static uint32_t number(const struct nlattr *attr, uint32_t otherwise)
{
	return attr && mnl_attr_validate(attr, MNL_TYPE_U32) >= 0 ? mnl_attr_get_u32(attr)
								  : otherwise;
}

/* IFA_ADDRESS is the peer's where there is one, and IFA_LOCAL ours. */
bool netinfo_parse_address(struct netinfo_address *ret, const struct nlmsghdr *msg)
{
	const struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);
	struct netinfo_address a = { 0 };
	struct attributes attributes = { 0 };
	bool has_local;

	if (msg->nlmsg_type != RTM_NEWADDR || mnl_nlmsg_get_payload_len(msg) < sizeof(*body) ||
	    (body->ifa_family != AF_INET && body->ifa_family != AF_INET6))
		return false;
	mnl_attr_parse(msg, sizeof(*body), collect, &attributes);
	a.ifindex = body->ifa_index;
	a.family = body->ifa_family;
	a.prefix = body->ifa_prefixlen;
	a.permanent = number(attributes.of[IFA_FLAGS], body->ifa_flags) & IFA_F_PERMANENT;
	has_local = take_address(a.address, a.family, attributes.of[IFA_LOCAL]);
	if (!take_address(has_local ? a.peer : a.address, a.family, attributes.of[IFA_ADDRESS]) &&
	    !has_local)
		return false;
	a.has_peer = has_local && memcmp(a.peer, a.address, sizeof(a.peer)) != 0;
	*ret = a;
	return true;
}

/* Of several next hops the first counts. */
static uint32_t first_hop(const struct nlattr *attr)
{
	const struct rtnexthop *hop;

	if (!attr || mnl_attr_get_payload_len(attr) < sizeof(*hop))
		return 0;
	hop = mnl_attr_get_payload(attr);
	return (uint32_t)hop->rtnh_ifindex;
}

bool netinfo_parse_default(struct netinfo_route *ret, const struct nlmsghdr *msg)
{
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);
	struct attributes attributes = { 0 };
	uint32_t ifindex;

	if (msg->nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(msg) < sizeof(*body) ||
	    body->rtm_dst_len || body->rtm_src_len || body->rtm_type != RTN_UNICAST ||
	    body->rtm_flags & RTM_F_CLONED)
		return false;
	mnl_attr_parse(msg, sizeof(*body), collect, &attributes);
	ifindex = number(attributes.of[RTA_OIF], first_hop(attributes.of[RTA_MULTIPATH]));
	if (!ifindex)
		return false;
	*ret = (struct netinfo_route){
		.family = body->rtm_family,
		.protocol = body->rtm_protocol,
		.ifindex = ifindex,
		.metric = number(attributes.of[RTA_PRIORITY], 0),
		.table = number(attributes.of[RTA_TABLE], body->rtm_table),
		.dead = body->rtm_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN),
	};
	return true;
}

bool netinfo_same_route(const struct netinfo_route *a, const struct netinfo_route *b)
{
	return a->family == b->family && a->protocol == b->protocol && a->ifindex == b->ifindex &&
	       a->metric == b->metric && a->table == b->table && a->dead == b->dead;
}

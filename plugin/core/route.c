// SPDX-License-Identifier: GPL-2.0-or-later
#include "route.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

static bool put_metrics(struct nlmsghdr *msg, const struct route *r)
{
	struct nlattr *nest;

	if (!r->mtu && !r->advmss)
		return true;
	nest = mnl_attr_nest_start_check(msg, ROUTE_MESSAGE_SIZE, RTA_METRICS);
	if (!nest ||
	    (r->mtu && !mnl_attr_put_u32_check(msg, ROUTE_MESSAGE_SIZE, RTAX_MTU, r->mtu)) ||
	    (r->advmss && !mnl_attr_put_u32_check(msg, ROUTE_MESSAGE_SIZE, RTAX_ADVMSS, r->advmss)))
		return false;
	mnl_attr_nest_end(msg, nest);
	return true;
}

/*
 * A table above 255 fits only the attribute. Without a gateway: the link is point
 * to point, and IPv4 calls that scope link.
 */
static int route_build(void *buf, const struct route *r, uint16_t type, uint16_t flags,
		       uint32_t seq)
{
	struct nlmsghdr *msg;
	struct rtmsg *body;

	if (!r->ifindex || !r->metric)
		return -EINVAL;
	memset(buf, 0, ROUTE_MESSAGE_SIZE);
	msg = mnl_nlmsg_put_header(buf);
	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->rtm_family = r->family;
	body->rtm_table = RT_TABLE_UNSPEC;
	body->rtm_protocol = ROUTE_PROTOCOL;
	body->rtm_scope = RT_SCOPE_LINK;
	body->rtm_type = RTN_UNICAST;
	if (!mnl_attr_put_u32_check(msg, ROUTE_MESSAGE_SIZE, RTA_OIF, r->ifindex) ||
	    !mnl_attr_put_u32_check(msg, ROUTE_MESSAGE_SIZE, RTA_PRIORITY, r->metric) ||
	    !mnl_attr_put_u32_check(msg, ROUTE_MESSAGE_SIZE, RTA_TABLE,
				    r->table ? r->table : RT_TABLE_MAIN) ||
	    (type == RTM_NEWROUTE && !put_metrics(msg, r)))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

int route_build_add(void *buf, const struct route *r, uint32_t seq)
{
	return route_build(buf, r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_APPEND, seq);
}

int route_build_delete(void *buf, const struct route *r, uint32_t seq)
{
	return route_build(buf, r, RTM_DELROUTE, 0, seq);
}

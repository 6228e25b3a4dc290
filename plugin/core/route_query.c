// SPDX-License-Identifier: GPL-2.0-or-later
#include "route_query.h"

#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

int route_query_build(void *buf, const struct route_query *q, uint32_t seq)
{
	struct nlmsghdr *msg;
	struct rtmsg *body;

	msg = mnl_nlmsg_put_header(buf);
	msg->nlmsg_type = RTM_GETROUTE;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->rtm_family = AF_INET;
	body->rtm_dst_len = 32;
	body->rtm_src_len = q->source ? 32 : 0;
	if (!mnl_attr_put_u32_check(msg, ROUTE_QUERY_MESSAGE_SIZE, RTA_DST, q->destination) ||
	    (q->source &&
	     !mnl_attr_put_u32_check(msg, ROUTE_QUERY_MESSAGE_SIZE, RTA_SRC, q->source)) ||
	    (q->input &&
	     !mnl_attr_put_u32_check(msg, ROUTE_QUERY_MESSAGE_SIZE, RTA_IIF, q->input)) ||
	    (q->mark && !mnl_attr_put_u32_check(msg, ROUTE_QUERY_MESSAGE_SIZE, RTA_MARK, q->mark)))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

static int read_output(const struct nlattr *attr, void *data)
{
	uint32_t *output = data;

	if (mnl_attr_get_type(attr) == RTA_OIF && mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
		*output = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

int route_query_parse(struct route_answer *ret, const struct nlmsghdr *msg)
{
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);
	uint32_t output = 0;

	if (msg->nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(msg) < sizeof(*body))
		return -EBADMSG;
	mnl_attr_parse(msg, sizeof(*body), read_output, &output);
	if (!output)
		return -EBADMSG;
	*ret = (struct route_answer){ .output = output, .local = body->rtm_type == RTN_LOCAL };
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/route_query.h"

struct message {
	_Alignas(struct nlmsghdr) char buf[ROUTE_QUERY_MESSAGE_SIZE];
};

static void check_query(const struct route_query *q, int want_len)
{
	struct message m = { 0 };
	const struct nlmsghdr *msg = (const struct nlmsghdr *)m.buf;
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);
	struct route_query seen = { 0 };
	const struct nlattr *attr;

	memset(&m, 0xa5, sizeof(m));
	is_int(route_query_build(m.buf, q, 9), want_len);
	is_int(msg->nlmsg_len, want_len);
	is_int(msg->nlmsg_type, RTM_GETROUTE);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	is_int(msg->nlmsg_seq, 9);
	is_int(body->rtm_family, AF_INET);
	is_int(body->rtm_dst_len, 32);
	is_int(body->rtm_src_len, q->source ? 32 : 0);
	is_int(body->rtm_flags, 0);
	mnl_attr_for_each(attr, msg, sizeof(*body))
	{
		if (mnl_attr_get_type(attr) == RTA_DST)
			seen.destination = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == RTA_SRC)
			seen.source = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == RTA_IIF)
			seen.input = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == RTA_MARK)
			seen.mark = mnl_attr_get_u32(attr);
	}
	ok(!memcmp(&seen, q, sizeof(seen)));
}

static void asks_as_a_packet_would(void)
{
	check_query(&(struct route_query){ .destination = 1 }, 16 + 12 + 8);
	check_query(&(struct route_query){ .destination = 1, .source = 2 }, 16 + 12 + 16);
	check_query(&(struct route_query){ .destination = 1, .source = 2, .input = 3 },
		    16 + 12 + 24);
	check_query(&(struct route_query){ .destination = 1, .source = 2, .input = 3, .mark = 4 },
		    16 + 12 + 32);
}

static struct nlmsghdr *answer(struct message *m, uint8_t type, uint32_t output)
{
	struct nlmsghdr *msg;
	struct rtmsg *body;

	memset(m, 0, sizeof(*m));
	msg = mnl_nlmsg_put_header(m->buf);
	msg->nlmsg_type = RTM_NEWROUTE;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->rtm_type = type;
	mnl_attr_put_u32(msg, RTA_TABLE, 254);
	if (output)
		mnl_attr_put_u32(msg, RTA_OIF, output);
	return msg;
}

static void parses_the_answer(void)
{
	struct route_answer a;
	struct message m;

	is_int(route_query_parse(&a, answer(&m, RTN_UNICAST, 7)), 0);
	is_int(a.output, 7);
	ok(!a.local);
	is_int(route_query_parse(&a, answer(&m, RTN_LOCAL, 1)), 0);
	ok(a.local);
}

static void refused(const struct nlmsghdr *msg, int line)
{
	struct route_answer a = { .output = 42 };
	struct nlmsghdr *copy = (struct nlmsghdr *)exact_copy(msg, msg->nlmsg_len);

	tap_is_int(route_query_parse(&a, copy), -EBADMSG, __FILE__, line, "parse");
	tap_is_int(a.output, 42, __FILE__, line, "output");
	free(copy);
}
#define refused(msg) refused(msg, __LINE__)

static void refuses_other_messages(void)
{
	struct message m;
	struct nlmsghdr *msg;

	refused(answer(&m, RTN_UNREACHABLE, 0));
	msg = answer(&m, RTN_UNICAST, 0);
	mnl_attr_put_u16(msg, RTA_OIF, 7);
	refused(msg);
	msg = answer(&m, RTN_UNICAST, 7);
	msg->nlmsg_type = RTM_DELROUTE;
	refused(msg);
	msg = answer(&m, RTN_UNICAST, 7);
	msg->nlmsg_len = NLMSG_HDRLEN + 11;
	refused(msg);
}

int main(void)
{
	test(asks_as_a_packet_would);
	test(parses_the_answer);
	test(refuses_other_messages);
	return done_testing();
}

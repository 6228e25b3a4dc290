// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "netinfo.h"

struct message {
	_Alignas(struct nlmsghdr) char buf[512];
};

static struct nlmsghdr *begin(struct message *m, uint16_t type, const void *body, size_t len)
{
	struct nlmsghdr *msg;

	memset(m, 0, sizeof(*m));
	msg = mnl_nlmsg_put_header(m->buf);
	msg->nlmsg_type = type;
	memcpy(mnl_nlmsg_put_extra_header(msg, len), body, len);
	return msg;
}

static struct nlmsghdr *address(struct message *m, int family, const char *local, const char *other)
{
	const struct ifaddrmsg body = { .ifa_family = (uint8_t)family,
					.ifa_prefixlen = 32,
					.ifa_index = 7 };
	struct nlmsghdr *msg = begin(m, RTM_NEWADDR, &body, sizeof(body));
	const size_t len = family == AF_INET ? 4 : 16;
	uint8_t bytes[16];

	if (local && inet_pton(family, local, bytes) == 1)
		mnl_attr_put(msg, IFA_LOCAL, len, bytes);
	if (other && inet_pton(family, other, bytes) == 1)
		mnl_attr_put(msg, IFA_ADDRESS, len, bytes);
	return msg;
}

static void is_address(int family, const uint8_t *bytes, const char *want)
{
	char text[INET6_ADDRSTRLEN];

	is_str(inet_ntop(family, bytes, text, sizeof(text)), want);
}

/* IFA_ADDRESS is the peer's on a link that has one, and ours where it stands alone. */
static void addresses_and_peers(void)
{
	struct netinfo_address a;
	struct message m;

	ok(netinfo_parse_address(&a, address(&m, AF_INET, "203.0.113.5", "203.0.113.1")));
	is_int(a.ifindex, 7);
	is_int(a.prefix, 32);
	ok(a.has_peer);
	is_address(AF_INET, a.address, "203.0.113.5");
	is_address(AF_INET, a.peer, "203.0.113.1");
	ok(netinfo_parse_address(&a, address(&m, AF_INET, "192.0.2.1", "192.0.2.1")));
	ok(!a.has_peer);
	ok(netinfo_parse_address(&a, address(&m, AF_INET6, NULL, "fe80::1")));
	ok(!a.has_peer);
	is_address(AF_INET6, a.address, "fe80::1");
	ok(netinfo_parse_address(&a, address(&m, AF_INET6, "fe80::2", "fe80::1")));
	ok(a.has_peer);
	is_address(AF_INET6, a.address, "fe80::2");
}

/* Those of DHCP and of router advertisements have an end; old kernels have no IFA_FLAGS. */
static void some_stay(void)
{
	struct netinfo_address a;
	struct message m;
	struct nlmsghdr *msg = address(&m, AF_INET, "192.0.2.1", "192.0.2.1");
	struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);

	ok(netinfo_parse_address(&a, msg));
	ok(!a.permanent);
	body->ifa_flags = IFA_F_PERMANENT;
	ok(netinfo_parse_address(&a, msg));
	ok(a.permanent);
	mnl_attr_put_u32(msg, IFA_FLAGS, IFA_F_NOPREFIXROUTE);
	ok(netinfo_parse_address(&a, msg));
	ok(!a.permanent);
	msg = address(&m, AF_INET, "192.0.2.1", "192.0.2.1");
	mnl_attr_put_u32(msg, IFA_FLAGS, IFA_F_NOPREFIXROUTE | IFA_F_PERMANENT);
	ok(netinfo_parse_address(&a, msg));
	ok(a.permanent);
}

static void what_is_no_address(void)
{
	struct netinfo_address a = { .ifindex = 77 };
	struct message m;
	struct nlmsghdr *msg = address(&m, AF_INET, NULL, NULL);

	ok(!netinfo_parse_address(&a, msg));
	mnl_attr_put(msg, IFA_LOCAL, 3, "abc");
	ok(!netinfo_parse_address(&a, msg));
	ok(!netinfo_parse_address(&a, address(&m, AF_UNIX, NULL, NULL)));
	msg = address(&m, AF_INET, "192.0.2.1", NULL);
	msg->nlmsg_len = NLMSG_HDRLEN + 4;
	ok(!netinfo_parse_address(&a, msg));
	is_int(a.ifindex, 77);
}

static const struct rtmsg plain = { .rtm_family = AF_INET,
				    .rtm_table = RT_TABLE_MAIN,
				    .rtm_protocol = 168,
				    .rtm_type = RTN_UNICAST };

static struct nlmsghdr *route(struct message *m, const struct rtmsg *body)
{
	return begin(m, RTM_NEWROUTE, body, sizeof(*body));
}

static void default_routes(void)
{
	struct netinfo_route r;
	struct message m;
	struct nlmsghdr *msg = route(&m, &plain);

	mnl_attr_put_u32(msg, RTA_OIF, 9);
	mnl_attr_put_u32(msg, RTA_PRIORITY, 100);
	ok(netinfo_parse_default(&r, msg));
	is_int(r.ifindex, 9);
	is_int(r.metric, 100);
	is_int(r.table, RT_TABLE_MAIN);
	is_int(r.protocol, 168);
	ok(!r.dead);
	mnl_attr_put_u32(msg, RTA_TABLE, 70000);
	ok(netinfo_parse_default(&r, msg));
	is_int(r.table, 70000);
}

/* An ECMP route names its interfaces elsewhere. */
static void of_several_hops_the_first(void)
{
	const struct rtnexthop hop = { .rtnh_len = sizeof(hop), .rtnh_ifindex = 12 };
	struct netinfo_route r;
	struct message m;
	struct nlmsghdr *msg = route(&m, &plain);

	mnl_attr_put(msg, RTA_MULTIPATH, sizeof(hop), &hop);
	ok(netinfo_parse_default(&r, msg));
	is_int(r.ifindex, 12);
	is_int(r.metric, 0);
}

static void what_is_no_default_route(void)
{
	struct rtmsg bodies[] = { plain, plain, plain, plain };
	struct netinfo_route r;
	struct message m;

	bodies[0].rtm_dst_len = 24;
	bodies[1].rtm_type = RTN_UNREACHABLE;
	bodies[2].rtm_flags = RTM_F_CLONED;
	bodies[3].rtm_src_len = 8;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct nlmsghdr *msg = route(&m, &bodies[i]);

		mnl_attr_put_u32(msg, RTA_OIF, 9);
		ok(!netinfo_parse_default(&r, msg));
	}
	ok(!netinfo_parse_default(&r, route(&m, &plain)));
}

static void a_route_without_carrier_is_dead(void)
{
	struct rtmsg body = plain;
	struct netinfo_route r;
	struct message m;
	struct nlmsghdr *msg;

	body.rtm_flags = RTNH_F_LINKDOWN;
	msg = route(&m, &body);
	mnl_attr_put_u32(msg, RTA_OIF, 9);
	ok(netinfo_parse_default(&r, msg));
	ok(r.dead);
}

static void requests(void)
{
	struct message m = { 0 };
	const struct nlmsghdr *msg = (const struct nlmsghdr *)m.buf;
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);

	is_int(netinfo_build_addresses(m.buf, 5), NLMSG_HDRLEN + sizeof(struct ifaddrmsg));
	is_int(msg->nlmsg_type, RTM_GETADDR);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	is_int(msg->nlmsg_seq, 5);
	is_int(netinfo_build_routes(m.buf, AF_INET6, 168, 0, 6), NLMSG_HDRLEN + sizeof(*body));
	is_int(msg->nlmsg_type, RTM_GETROUTE);
	is_int(body->rtm_family, AF_INET6);
	is_int(body->rtm_protocol, 168);
	is_int(netinfo_build_routes(m.buf, AF_INET, 0, RT_TABLE_MAIN, 7),
	       NLMSG_HDRLEN + sizeof(*body) + 8);
}

int main(void)
{
	test(addresses_and_peers);
	test(some_stay);
	test(what_is_no_address);
	test(default_routes);
	test(of_several_hops_the_first);
	test(what_is_no_default_route);
	test(a_route_without_carrier_is_dead);
	test(requests);
	return done_testing();
}

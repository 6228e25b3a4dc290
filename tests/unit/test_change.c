// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/change.h"
#include "core/route.h"

#define PORT 77

static _Alignas(struct nlmsghdr) char buf[2][1024];

static struct nlmsghdr *begin(int i, uint16_t type)
{
	struct nlmsghdr *msg;

	memset(buf[i], 0, sizeof(buf[i]));
	msg = mnl_nlmsg_put_header(buf[i]);
	msg->nlmsg_type = type;
	msg->nlmsg_pid = PORT;
	return msg;
}

static void put_ip(struct nlmsghdr *msg, uint16_t type, int family, const char *text)
{
	uint8_t ip[16];

	if (inet_pton(family, text, ip) == 1)
		mnl_attr_put(msg, type, family == AF_INET ? 4 : 16, ip);
}

static struct nlmsghdr *address(int i, int family, const char *local, const char *peer,
				uint8_t prefix)
{
	struct nlmsghdr *msg = begin(i, RTM_DELADDR);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->ifa_family = (uint8_t)family;
	body->ifa_prefixlen = prefix;
	body->ifa_index = 7;
	put_ip(msg, IFA_ADDRESS, family, peer);
	put_ip(msg, IFA_LOCAL, family, local);
	return msg;
}

static struct nlmsghdr *route(int i, int family, uint8_t protocol, const char *dst, uint8_t len)
{
	struct nlmsghdr *msg = begin(i, RTM_DELROUTE);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->rtm_family = (uint8_t)family;
	body->rtm_protocol = protocol;
	body->rtm_type = RTN_UNICAST;
	body->rtm_dst_len = len;
	body->rtm_flags = 0x10;
	mnl_attr_put_u32(msg, RTA_TABLE, RT_TABLE_MAIN);
	put_ip(msg, RTA_DST, family, dst);
	mnl_attr_put_u32(msg, RTA_OIF, 7);
	return msg;
}

static struct nlmsghdr *link_of(uint16_t type, int family)
{
	struct nlmsghdr *msg = begin(0, type);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->ifi_family = (unsigned char)family;
	body->ifi_index = 7;
	return msg;
}

static void tells_what_has_changed(void)
{
	is_int(change_of(link_of(RTM_NEWLINK, AF_UNSPEC), 7, 0), CHANGE_LINK);
	is_int(change_of(link_of(RTM_DELLINK, AF_UNSPEC), 7, 0), CHANGE_LINK);
	/* IPv6 that was off begins again. */
	is_int(change_of(link_of(RTM_NEWLINK, AF_INET6), 7, 0), CHANGE_LINK);
	is_int(change_of(address(0, AF_INET, "192.0.2.2", "192.0.2.1", 32), 7, 0), CHANGE_ADDRESS4);
	is_int(change_of(address(0, AF_INET6, "", "fe80::1", 64), 7, 0), CHANGE_ADDRESS6);
	is_int(change_of(route(0, AF_INET, ROUTE_PROTOCOL, "", 0), 7, 0), CHANGE_ROUTE4);
	is_int(change_of(route(0, AF_INET6, ROUTE_PROTOCOL, "", 0), 7, 0), CHANGE_ROUTE6);
	is_int(change_of(route(0, AF_INET, RTPROT_KERNEL, "192.0.2.1", 32), 7, 0), CHANGE_PREFIX4);
	is_int(change_of(route(0, AF_INET6, RTPROT_KERNEL, "fe80::", 64), 7, 0), CHANGE_PREFIX6);
}

/* Whose it is that has gone is not told, nor by which interface. */
static void a_default_route_that_replaces_another(void)
{
	struct nlmsghdr *msg = route(0, AF_INET, RTPROT_DHCP, "", 0);

	msg->nlmsg_type = RTM_NEWROUTE;
	msg->nlmsg_flags = NLM_F_REPLACE;
	is_int(change_of(msg, 8, 0), CHANGE_ROUTE4);
	msg->nlmsg_flags = NLM_F_APPEND;
	is_int(change_of(msg, 8, 0), 0);
	msg = route(0, AF_INET6, RTPROT_STATIC, "", 0);
	msg->nlmsg_type = RTM_NEWROUTE;
	msg->nlmsg_flags = NLM_F_REPLACE;
	is_int(change_of(msg, 8, 0), CHANGE_ROUTE6);
	msg = route(0, AF_INET, RTPROT_STATIC, "192.0.2.0", 24);
	msg->nlmsg_type = RTM_NEWROUTE;
	msg->nlmsg_flags = NLM_F_REPLACE;
	is_int(change_of(msg, 7, 0), 0);
}

static void what_does_not_concern_us(void)
{
	struct nlmsghdr *msg;

	is_int(change_of(link_of(RTM_NEWLINK, AF_UNSPEC), 8, 0), 0);
	/* Fails if the family is not looked at. */
	is_int(change_of(link_of(RTM_DELLINK, AF_BRIDGE), 7, 0), 0);
	is_int(change_of(address(0, AF_INET, "192.0.2.2", "192.0.2.1", 32), 8, 0), 0);
	is_int(change_of(route(0, AF_INET, ROUTE_PROTOCOL, "", 0), 8, 0), 0);
	is_int(change_of(route(0, AF_INET, RTPROT_STATIC, "", 0), 7, 0), 0);
	/* Fails if our own removals count. */
	is_int(change_of(route(0, AF_INET, ROUTE_PROTOCOL, "", 0), 7, PORT), 0);
	msg = route(0, AF_INET, ROUTE_PROTOCOL, "", 0);
	msg->nlmsg_type = RTM_NEWROUTE;
	is_int(change_of(msg, 7, 0), 0);
}

static void short_messages(void)
{
	static const uint16_t types[] = { RTM_NEWLINK, RTM_DELADDR, RTM_DELROUTE, RTM_NEWROUTE };

	for (size_t i = 0; i < 4; i++) {
		struct nlmsghdr *msg = begin(0, types[i]);

		msg->nlmsg_flags = NLM_F_REPLACE;
		is_int(change_of(msg, 7, 0), 0);
	}
}

static void tells_addresses_apart(void)
{
	const struct nlmsghdr *a = address(0, AF_INET, "192.0.2.2", "192.0.2.1", 32);
	const uint32_t local = inet_addr("192.0.2.2"), peer = inet_addr("192.0.2.1");

	ok(change_has_local(a, &local));
	ok(!change_has_local(a, &peer));
	ok(change_is_same_address(a, a));
	ok(!change_is_same_address(a, address(1, AF_INET, "192.0.2.3", "192.0.2.1", 32)));
	ok(!change_is_same_address(a, address(1, AF_INET6, "", "fe80::1", 64)));
	/* IPv6 has no IFA_LOCAL without a peer. */
	a = address(0, AF_INET6, "", "fe80::1", 10);
	ok(change_is_same_address(a, address(1, AF_INET6, "", "fe80::1", 10)));
	ok(!change_is_same_address(a, address(1, AF_INET6, "", "fe80::2", 10)));
	ok(!change_is_same_address(a, address(1, AF_INET6, "", "", 10)));
}

/* Fails if any route of the kernel's is taken for the one of an address. */
static void knows_the_route_of_an_address(void)
{
	const struct nlmsghdr *a = address(0, AF_INET, "192.0.2.2", "192.0.2.1", 32);
	struct nlmsghdr *r;

	r = route(1, AF_INET, RTPROT_KERNEL, "192.0.2.1", 32);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_PEER);
	((struct rtmsg *)mnl_nlmsg_get_payload(r))->rtm_type = RTN_LOCAL;
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_NONE);
	r = route(1, AF_INET, RTPROT_KERNEL, "192.0.2.2", 32);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_OWN);
	r = route(1, AF_INET, RTPROT_KERNEL, "192.0.2.1", 31);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_NONE);
	r = route(1, AF_INET, RTPROT_KERNEL, "", 32);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_NONE);
	a = address(0, AF_INET6, "", "fe80::1", 10);
	r = route(1, AF_INET6, RTPROT_KERNEL, "fe80::", 10);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_PEER);
	r = route(1, AF_INET6, RTPROT_KERNEL, "fec0::", 10);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_NONE);
	r = route(1, AF_INET, RTPROT_KERNEL, "192.0.2.1", 10);
	is_int(change_prefix_route(r, a), CHANGE_PREFIX_NONE);
}

static void undoes_a_removal(void)
{
	_Alignas(struct nlmsghdr) char undo[CHANGE_MESSAGE_SIZE];
	const struct nlmsghdr *msg = (const struct nlmsghdr *)undo;
	const struct nlmsghdr *r = route(0, AF_INET, RTPROT_KERNEL, "192.0.2.1", 32);
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);

	is_int(change_build_undo(undo, r, 5), r->nlmsg_len);
	is_int(msg->nlmsg_type, RTM_NEWROUTE);
	is_int(msg->nlmsg_seq, 5);
	is_int(msg->nlmsg_pid, 0);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE);
	is_int(body->rtm_flags, 0); /* "Invalid rtm_flags" otherwise */
	ok(!memcmp(body + 1, undo + NLMSG_HDRLEN + sizeof(*body), 4));
	change_build_undo(undo, address(0, AF_INET6, "", "fe80::1", 64), 6);
	is_int(msg->nlmsg_type, RTM_NEWADDR);
}

/* Fails without forget_way(): the kernel refuses both at once. */
static void of_a_nexthop_object_only_its_id_is_said(void)
{
	_Alignas(struct nlmsghdr) char again[CHANGE_MESSAGE_SIZE];
	const struct nlmsghdr *msg = (const struct nlmsghdr *)again;
	struct nlmsghdr *r = route(0, AF_INET, RTPROT_STATIC, "", 0);
	uint32_t before;

	put_ip(r, RTA_GATEWAY, AF_INET, "192.0.2.1");
	before = r->nlmsg_len;
	mnl_attr_put_u32(r, RTA_NH_ID, 9);
	is_int(change_build_undo(again, r, 5), before - 8);
	is_int(change_build_removal(again, r, 5), before - 8);
	is_int(msg->nlmsg_type, RTM_DELROUTE);
	is_int(r->nlmsg_len, before + 8);
}

static void a_long_message_is_not_undone(void)
{
	_Alignas(struct nlmsghdr) char undo[CHANGE_MESSAGE_SIZE];
	struct nlmsghdr *r = route(0, AF_INET, RTPROT_KERNEL, "192.0.2.1", 32);

	r->nlmsg_len = CHANGE_MESSAGE_SIZE + 4;
	is_int(change_build_undo(undo, r, 5), -EMSGSIZE);
}

static void asks_for_addresses(void)
{
	_Alignas(struct nlmsghdr) char msg[CHANGE_MESSAGE_SIZE];
	const struct nlmsghdr *h = (const struct nlmsghdr *)msg;

	is_int(change_build_addresses(msg, AF_INET6, 7, 3), NLMSG_LENGTH(sizeof(struct ifaddrmsg)));
	is_int(h->nlmsg_type, RTM_GETADDR);
	is_int(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
}

static void describes_what_was_removed(void)
{
	char text[CHANGE_TEXT_SIZE];

	change_describe(text, CHANGE_LINK);
	is_str(text, "");
	change_describe(text, CHANGE_LINK | CHANGE_ROUTE6);
	is_str(text, "IPv6 default route");
	change_describe(text, CHANGE_ALL);
	is_str(text, "IPv4 address, IPv6 address, route to the peer, route to fe80::, "
		     "IPv4 default route, IPv6 default route");
}

static struct nlmsghdr *default_route(int i, uint8_t protocol, uint32_t oif)
{
	struct nlmsghdr *msg = begin(i, RTM_NEWROUTE);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	body->rtm_family = AF_INET;
	body->rtm_protocol = protocol;
	body->rtm_type = RTN_UNICAST;
	body->rtm_flags = RTNH_F_LINKDOWN;
	if (oif)
		mnl_attr_put_u32(msg, RTA_OIF, oif);
	return msg;
}

static void default_routes_of_others(void)
{
	struct nlmsghdr *msg = default_route(0, RTPROT_BOOT, 7);
	struct rtmsg *body = mnl_nlmsg_get_payload(msg);

	ok(change_is_foreign_default(msg, 7));
	ok(!change_is_foreign_default(msg, 8));
	body->rtm_dst_len = 8;
	ok(!change_is_foreign_default(msg, 7));
	body->rtm_dst_len = 0;
	body->rtm_type = RTN_UNREACHABLE;
	ok(!change_is_foreign_default(msg, 7));
	ok(!change_is_foreign_default(default_route(0, ROUTE_PROTOCOL, 7), 7));
	ok(!change_is_foreign_default(default_route(0, RTPROT_RA, 7), 7));
	ok(!change_is_foreign_default(default_route(0, RTPROT_BOOT, 0), 7));
}

static void a_route_goes_and_comes_as_it_was(void)
{
	const struct nlmsghdr *msg = default_route(0, RTPROT_STATIC, 7);
	struct nlmsghdr *built = (struct nlmsghdr *)buf[1];
	struct rtmsg *body = mnl_nlmsg_get_payload(built);

	is_int(change_build_removal(built, msg, 5), (int)msg->nlmsg_len);
	is_int(built->nlmsg_type, RTM_DELROUTE);
	is_int(built->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	is_int(body->rtm_flags, 0);
	is_int(body->rtm_protocol, RTPROT_STATIC);
	is_int(change_build_undo(built, msg, 6), (int)msg->nlmsg_len);
	is_int(built->nlmsg_type, RTM_NEWROUTE);
	is_int(built->nlmsg_seq, 6);
	is_int(change_build_routes(built, AF_INET6, 0, 7), NLMSG_LENGTH(sizeof(*body)));
	is_int(built->nlmsg_type, RTM_GETROUTE);
	is_int(body->rtm_family, AF_INET6);
	is_int(change_build_routes(built, AF_INET, 9, 7),
	       NLMSG_LENGTH(sizeof(*body)) + RTA_LENGTH(sizeof(uint32_t)));
	is_int(body->rtm_family, AF_INET);
}

/* Fails if it has a prefix, a scope or a name by which anybody takes it for the real one. */
static void a_spare_address_is_in_nobodys_way(void)
{
	struct nlmsghdr *msg = (struct nlmsghdr *)buf[0];
	const struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);
	const uint32_t ipv4 = inet_addr("192.0.2.2");
	int len = change_build_spare(msg, 7, ipv4, 5);

	is_int(len, (int)msg->nlmsg_len);
	is_int(msg->nlmsg_type, RTM_NEWADDR);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	is_int(msg->nlmsg_seq, 5);
	is_int(body->ifa_family, AF_INET);
	is_int(body->ifa_index, 7);
	is_int(body->ifa_prefixlen, 0);
	is_int(body->ifa_scope, RT_SCOPE_LINK);
	ok(change_has_local(msg, &ipv4));
	ok(memmem(msg, msg->nlmsg_len, "spare", sizeof("spare")) != NULL);
	len = change_build_no_spare(msg, 7, ipv4, 6);
	is_int(len, (int)msg->nlmsg_len);
	is_int(msg->nlmsg_type, RTM_DELADDR);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	is_int(body->ifa_prefixlen, 0);
}

int main(void)
{
	test(tells_what_has_changed);
	test(a_default_route_that_replaces_another);
	test(what_does_not_concern_us);
	test(short_messages);
	test(tells_addresses_apart);
	test(knows_the_route_of_an_address);
	test(undoes_a_removal);
	test(of_a_nexthop_object_only_its_id_is_said);
	test(a_long_message_is_not_undone);
	test(asks_for_addresses);
	test(describes_what_was_removed);
	test(default_routes_of_others);
	test(a_route_goes_and_comes_as_it_was);
	test(a_spare_address_is_in_nobodys_way);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "change.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "route.h"

struct wanted_attr {
	uint16_t type;
	const struct nlattr *found;
};

static int find(const struct nlattr *attr, void *data)
{
	struct wanted_attr *w = data;

	if (mnl_attr_get_type(attr) == w->type)
		w->found = attr;
	return MNL_CB_OK;
}

static const struct nlattr *attribute(const struct nlmsghdr *msg, size_t body, uint16_t type)
{
	struct wanted_attr w = { .type = type };

	if (mnl_nlmsg_get_payload_len(msg) >= body)
		mnl_attr_parse(msg, (unsigned int)body, find, &w);
	return w.found;
}

static unsigned int address_len(uint8_t family)
{
	return family == AF_INET ? 4 : 16;
}

/* The bytes of an address, or NULL. */
static const void *address(const struct nlmsghdr *msg, size_t body, uint16_t type, uint8_t family)
{
	const struct nlattr *attr = attribute(msg, body, type);

	if (!attr || mnl_attr_get_payload_len(attr) != address_len(family))
		return NULL;
	return mnl_attr_get_payload(attr);
}

static unsigned int link_change(const struct nlmsghdr *msg, uint32_t ifindex)
{
	const struct ifinfomsg *body = mnl_nlmsg_get_payload(msg);

	/* A bridge tells of its ports in the same words, but for the family. */
	if (mnl_nlmsg_get_payload_len(msg) < sizeof(*body) ||
	    (body->ifi_family != AF_UNSPEC && body->ifi_family != AF_INET6))
		return 0;
	return (uint32_t)body->ifi_index == ifindex ? CHANGE_LINK : 0;
}

static unsigned int address_change(const struct nlmsghdr *msg, uint32_t ifindex)
{
	const struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(*body) || body->ifa_index != ifindex)
		return 0;
	return body->ifa_family == AF_INET ? CHANGE_ADDRESS4 : CHANGE_ADDRESS6;
}

static bool leads_through(const struct nlmsghdr *route, uint32_t ifindex)
{
	const struct nlattr *oif = attribute(route, sizeof(struct rtmsg), RTA_OIF);

	return oif && mnl_attr_get_payload_len(oif) == 4 && mnl_attr_get_u32(oif) == ifindex;
}

static unsigned int route_change(const struct nlmsghdr *msg, uint32_t ifindex)
{
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);
	bool v4;

	if (!leads_through(msg, ifindex))
		return 0;
	v4 = body->rtm_family == AF_INET;
	if (body->rtm_protocol == ROUTE_PROTOCOL)
		return v4 ? CHANGE_ROUTE4 : CHANGE_ROUTE6;
	return body->rtm_protocol != RTPROT_KERNEL ? 0 : v4 ? CHANGE_PREFIX4 : CHANGE_PREFIX6;
}

/* The kernel does not tell which one: it may be ours. */
static unsigned int replaced_default(const struct nlmsghdr *msg)
{
	const struct rtmsg *body = mnl_nlmsg_get_payload(msg);

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(*body) || !(msg->nlmsg_flags & NLM_F_REPLACE) ||
	    body->rtm_dst_len)
		return 0;
	return body->rtm_family == AF_INET ? CHANGE_ROUTE4 : CHANGE_ROUTE6;
}

unsigned int change_of(const struct nlmsghdr *msg, uint32_t ifindex, uint32_t own_port)
{
	switch (msg->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		return link_change(msg, ifindex);
	case RTM_DELADDR:
		return address_change(msg, ifindex);
	case RTM_NEWROUTE:
		return replaced_default(msg);
	case RTM_DELROUTE:
		return own_port && msg->nlmsg_pid == own_port ? 0 : route_change(msg, ifindex);
	default:
		return 0;
	}
}

/* IPv6 has no IFA_LOCAL but where there is a peer. */
static const void *local_of(const struct nlmsghdr *msg)
{
	const struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);
	const void *local = address(msg, sizeof(*body), IFA_LOCAL, body->ifa_family);

	return local ? local : address(msg, sizeof(*body), IFA_ADDRESS, body->ifa_family);
}

bool change_has_local(const struct nlmsghdr *msg, const void *local)
{
	const struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);
	const void *its = local_of(msg);

	return its && !memcmp(its, local, address_len(body->ifa_family));
}

bool change_is_same_address(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
	const struct ifaddrmsg *x = mnl_nlmsg_get_payload(a), *y = mnl_nlmsg_get_payload(b);
	const void *local = local_of(b);

	return x->ifa_family == y->ifa_family && local && change_has_local(a, local);
}

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	const uint8_t mask = (uint8_t)(0xff00 >> bits % 8);

	return !memcmp(a, b, bits / 8) && (!mask || !((a[bits / 8] ^ b[bits / 8]) & mask));
}

static bool leads_to(const struct nlmsghdr *route, const uint8_t *to, unsigned int bits)
{
	const struct rtmsg *r = mnl_nlmsg_get_payload(route);
	const uint8_t *dst = address(route, sizeof(*r), RTA_DST, r->rtm_family);

	return to && dst && r->rtm_dst_len == bits && same_bits(dst, to, bits);
}

enum change_prefix change_prefix_route(const struct nlmsghdr *route, const struct nlmsghdr *addr)
{
	const struct rtmsg *r = mnl_nlmsg_get_payload(route);
	const struct ifaddrmsg *a = mnl_nlmsg_get_payload(addr);
	const unsigned int bits = 8 * address_len(a->ifa_family);

	if (r->rtm_family != a->ifa_family || r->rtm_type != RTN_UNICAST || a->ifa_prefixlen > bits)
		return CHANGE_PREFIX_NONE;
	if (leads_to(route, address(addr, sizeof(*a), IFA_ADDRESS, a->ifa_family),
		     a->ifa_prefixlen))
		return CHANGE_PREFIX_PEER;
	return leads_to(route, local_of(addr), bits) ? CHANGE_PREFIX_OWN : CHANGE_PREFIX_NONE;
}

bool change_is_foreign_default(const struct nlmsghdr *route, uint32_t ifindex)
{
	const struct rtmsg *r = mnl_nlmsg_get_payload(route);

	return leads_through(route, ifindex) && !r->rtm_dst_len && r->rtm_type == RTN_UNICAST &&
	       r->rtm_protocol != ROUTE_PROTOCOL && r->rtm_protocol != RTPROT_RA;
}

static int copy_but_way(const struct nlattr *attr, void *data)
{
	const uint16_t type = mnl_attr_get_type(attr);

	if (type != RTA_OIF && type != RTA_GATEWAY && type != RTA_VIA)
		mnl_attr_put(data, attr->nla_type, mnl_attr_get_payload_len(attr),
			     mnl_attr_get_payload(attr));
	return MNL_CB_OK;
}

/* Where a nexthop object leads is told with it, and refused in a request. */
static void forget_way(struct nlmsghdr *again, const struct nlmsghdr *route)
{
	if (!attribute(route, sizeof(struct rtmsg), RTA_NH_ID))
		return;
	again->nlmsg_len = MNL_NLMSG_HDRLEN + MNL_ALIGN(sizeof(struct rtmsg));
	mnl_attr_parse(route, sizeof(struct rtmsg), copy_but_way, again);
}

/* Flags of a route say what the kernel thinks of it, and are refused in a request. */
static int build_again(void *buf, const struct nlmsghdr *msg, uint16_t type, uint16_t flags,
		       uint32_t seq)
{
	struct nlmsghdr *again = buf;

	if (msg->nlmsg_len > CHANGE_MESSAGE_SIZE)
		return -EMSGSIZE;
	memcpy(buf, msg, msg->nlmsg_len);
	again->nlmsg_type = type;
	again->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	again->nlmsg_seq = seq;
	again->nlmsg_pid = 0;
	if (type != RTM_NEWADDR) {
		((struct rtmsg *)mnl_nlmsg_get_payload(again))->rtm_flags = 0;
		forget_way(again, msg);
	}
	return (int)again->nlmsg_len;
}

/* NLM_F_EXCL would fail beside any route of its prefix and metric, also by another interface. */
int change_build_undo(void *buf, const struct nlmsghdr *msg, uint32_t seq)
{
	const bool of_address = msg->nlmsg_type == RTM_DELADDR || msg->nlmsg_type == RTM_NEWADDR;

	return build_again(buf, msg, of_address ? RTM_NEWADDR : RTM_NEWROUTE, NLM_F_CREATE, seq);
}

int change_build_removal(void *buf, const struct nlmsghdr *msg, uint32_t seq)
{
	return build_again(buf, msg, RTM_DELROUTE, 0, seq);
}

static void *start_dump(void *buf, uint16_t type, size_t body, uint32_t seq)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	msg->nlmsg_seq = seq;
	return mnl_nlmsg_put_extra_header(msg, body);
}

int change_build_routes(void *buf, uint8_t family, uint32_t ifindex, uint32_t seq)
{
	struct rtmsg *body = start_dump(buf, RTM_GETROUTE, sizeof(*body), seq);

	body->rtm_family = family;
	if (ifindex)
		mnl_attr_put_u32(buf, RTA_OIF, ifindex);
	return (int)((const struct nlmsghdr *)buf)->nlmsg_len;
}

int change_build_addresses(void *buf, uint8_t family, uint32_t ifindex, uint32_t seq)
{
	struct ifaddrmsg *body = start_dump(buf, RTM_GETADDR, sizeof(*body), seq);

	body->ifa_family = family;
	body->ifa_index = ifindex;
	return (int)((const struct nlmsghdr *)buf)->nlmsg_len;
}

/*
 * A prefix of 0 bits has no route, and none but another such address is the same. The scope
 * hides it from who looks for a source, the label from SIOCSIFADDR.
 */
static int build_spare(void *buf, uint16_t type, uint16_t flags, uint32_t ifindex, uint32_t ipv4,
		       uint32_t seq)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	msg->nlmsg_seq = seq;
	body->ifa_family = AF_INET;
	body->ifa_scope = RT_SCOPE_LINK;
	body->ifa_index = ifindex;
	mnl_attr_put_u32(msg, IFA_LOCAL, ipv4);
	mnl_attr_put_u32(msg, IFA_ADDRESS, ipv4);
	mnl_attr_put_strz(msg, IFA_LABEL, "spare");
	return (int)msg->nlmsg_len;
}

int change_build_spare(void *buf, uint32_t ifindex, uint32_t ipv4, uint32_t seq)
{
	return build_spare(buf, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex, ipv4, seq);
}

int change_build_no_spare(void *buf, uint32_t ifindex, uint32_t ipv4, uint32_t seq)
{
	return build_spare(buf, RTM_DELADDR, 0, ifindex, ipv4, seq);
}

void change_describe(char ret[static CHANGE_TEXT_SIZE], unsigned int changes)
{
	static const struct {
		unsigned int change;
		const char *text;
	} names[] = {
		{ CHANGE_ADDRESS4, ", IPv4 address" },
		{ CHANGE_ADDRESS6, ", IPv6 address" },
		{ CHANGE_PREFIX4, ", route to the peer" },
		{ CHANGE_PREFIX6, ", route to fe80::" },
		{ CHANGE_ROUTE4, ", IPv4 default route" },
		{ CHANGE_ROUTE6, ", IPv6 default route" },
	};
	char text[CHANGE_TEXT_SIZE + 2] = ", ";
	size_t len = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const size_t more = strlen(names[i].text);

		if (!(changes & names[i].change))
			continue;
		memcpy(text + len, names[i].text, more + 1);
		len += more;
	}
	memcpy(ret, text + 2, CHANGE_TEXT_SIZE);
}

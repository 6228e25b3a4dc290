// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netkeep.c with netlink and watch of our own at link time. What the kernel
 * makes of it is for tests/netns/keep.sh.
 */
#include "../tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/ifinfo.h"
#include "core/route.h"
#include "netkeep.h"
#include "sys/log.h"

#define LOCAL4 "192.0.2.2"
#define PEER4 "192.0.2.1"

static struct {
	char sent[256]; /* a word for each message */
	int open_error, describe_error, talk_error, watch_result, watches, sockets;
	uint32_t undescribed; /* of which describe_error is told */
	unsigned int log_lines;
	char log[256];
	struct { /* what the watch has to tell */
		_Alignas(struct nlmsghdr) char buf[256];
	} queue[4];
	unsigned int queued;
} fake;

void log_line(enum log_level level, const char *format, ...)
{
	va_list ap;

	(void)level;
	va_start(ap, format);
	vsnprintf(fake.log, sizeof(fake.log), format, ap);
	va_end(ap);
	fake.log_lines++;
}

int netlink_open(struct netlink *n, int bus)
{
	is_int(bus, NETLINK_ROUTE);
	if (fake.open_error)
		return fake.open_error;
	fake.sockets += !n->socket;
	n->socket = (struct mnl_socket *)&fake;
	return 0;
}

void netlink_narrow(struct netlink *n)
{
	ok(n->socket);
}

void netlink_close(struct netlink *n)
{
	fake.sockets -= n->socket != NULL;
	n->socket = NULL;
}

const char *netlink_error_text(struct netlink *n, int err)
{
	(void)n;
	(void)err;
	return "what the kernel says";
}

int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed)
{
	const struct nlmsghdr *msg = messages;
	const uint8_t family = *(const uint8_t *)mnl_nlmsg_get_payload(msg);
	const char *what = msg->nlmsg_type == RTM_NEWADDR   ? "address"
			   : msg->nlmsg_type == RTM_DELADDR ? "no-address"
							    : "route";
	char word[16];

	(void)n, (void)len;
	snprintf(word, sizeof(word), "%s%d ", what, family == AF_INET ? 4 : 6);
	strncat(fake.sent, word, sizeof(fake.sent) - strlen(fake.sent) - 1);
	*ret_failed = NULL;
	return fake.talk_error;
}

int watch_open(struct watch *ret, const struct watch_of *of)
{
	*ret = (struct watch){ 5, of->ifindex };
	fake.watches++;
	return 0;
}

void watch_close(struct watch *w)
{
	fake.watches -= w->fd >= 0;
	w->fd = -1;
}

int watch_read(const struct watch *w, void (*visit)(const struct nlmsghdr *msg, void *context),
	       void *context)
{
	const int count = (int)fake.queued;

	(void)w;
	for (unsigned int i = 0; i < fake.queued; i++)
		visit((const struct nlmsghdr *)fake.queue[i].buf, context);
	fake.queued = 0;
	return fake.watch_result ? fake.watch_result : count;
}

static void put_ip(struct nlmsghdr *msg, uint16_t type, int family, const char *text)
{
	uint8_t ip[16];

	if (inet_pton(family, text, ip) == 1)
		mnl_attr_put(msg, type, family == AF_INET ? 4 : 16, ip);
}

static struct nlmsghdr *address(void *buf, uint16_t type, int family, const char *local,
				const char *peer)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	msg->nlmsg_type = type;
	body->ifa_family = (uint8_t)family;
	body->ifa_prefixlen = family == AF_INET ? 32 : 128;
	body->ifa_index = 7;
	body->ifa_scope = family == AF_INET ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	put_ip(msg, IFA_ADDRESS, family, peer);
	put_ip(msg, IFA_LOCAL, family, local);
	return msg;
}

/* The kernel knows two addresses of each, and those of another interface. */
int netlink_dump(struct netlink *n, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	const uint8_t family = ((const uint8_t *)request)[NLMSG_HDRLEN];
	_Alignas(struct nlmsghdr) char buf[256];

	(void)n, (void)len;
	if (family == AF_INET) {
		visit(address(buf, RTM_NEWADDR, family, "198.51.100.9", "198.51.100.9"), context);
		visit(address(buf, RTM_NEWADDR, family, LOCAL4, PEER4), context);
	} else {
		visit(address(buf, RTM_NEWADDR, family, "fe80::2", "fe80::1"), context);
	}
	((struct ifaddrmsg *)(buf + NLMSG_HDRLEN))->ifa_index = 8;
	visit((const struct nlmsghdr *)buf, context);
	return 0;
}

/* 7 belongs to the VRF 9, 8 to a bridge, 10. */
int netlink_describe(struct netlink *n, uint32_t ifindex, struct ifinfo *ret)
{
	(void)n;
	if (ifindex == fake.undescribed)
		return fake.describe_error;
	*ret = (struct ifinfo){
		.index = ifindex,
		.master = ifindex == 7	 ? 9
			  : ifindex == 8 ? 10
					 : 0,
		.vrf_table = ifindex == 9 ? 1001 : 0,
	};
	return ifindex < 7 ? -ENODEV : 0;
}

static void lose_address(int family, const char *local, const char *peer)
{
	address(fake.queue[fake.queued++].buf, RTM_DELADDR, family, local, peer);
}

static void lose_route(int family, uint8_t protocol, const char *dst)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(fake.queue[fake.queued++].buf);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	msg->nlmsg_type = RTM_DELROUTE;
	body->rtm_family = (uint8_t)family;
	body->rtm_protocol = protocol;
	body->rtm_type = RTN_UNICAST;
	body->rtm_dst_len = protocol == ROUTE_PROTOCOL ? 0 : family == AF_INET ? 32 : 128;
	put_ip(msg, RTA_DST, family, dst);
	mnl_attr_put_u32(msg, RTA_OIF, 7);
}

static struct netkeep fresh(void)
{
	struct netkeep n = { .watch = { .fd = -1 } };
	const uint32_t local = inet_addr(LOCAL4);

	memset(&fake, 0, sizeof(fake));
	is_int(netkeep_begin(&n, &(const struct watch_of){ 7 }), 0);
	is_int(netkeep_learn(&n, AF_INET, &local), 0);
	is_int(netkeep_learn(&n, AF_INET6, NULL), 0);
	return n;
}

static unsigned int read_all(struct netkeep *n)
{
	bool any;

	return netkeep_read(n, 0, &any);
}

static void sent_is(const char *want, int line)
{
	tap_is_str(fake.sent, want, __FILE__, line, "sent");
	fake.sent[0] = '\0';
}
#define sent_is(want) sent_is(want, __LINE__)

static void puts_back_an_address(void)
{
	struct netkeep n = fresh();

	lose_address(AF_INET, LOCAL4, PEER4);
	is_int(read_all(&n), CHANGE_ADDRESS4);
	is_int(netkeep_put_back(&n, CHANGE_ADDRESS4), CHANGE_ADDRESS4);
	sent_is("address4 ");
	lose_address(AF_INET6, "fe80::2", "fe80::1");
	is_int(read_all(&n), CHANGE_ADDRESS6);
	is_int(netkeep_put_back(&n, CHANGE_ADDRESS6), CHANGE_ADDRESS6);
	sent_is("address6 ");
}

/* Fails if any address is taken for the one that pppd has set. */
static void addresses_of_others_are_theirs(void)
{
	struct netkeep n = fresh();

	lose_address(AF_INET, "198.51.100.9", "198.51.100.9");
	lose_address(AF_INET6, "2001:db8::1", "2001:db8::1");
	lose_route(AF_INET, RTPROT_KERNEL, "198.51.100.9");
	is_int(read_all(&n), 0);
}

static void puts_back_the_kernels_routes(void)
{
	struct netkeep n = fresh();

	lose_route(AF_INET, RTPROT_KERNEL, PEER4);
	lose_route(AF_INET6, RTPROT_KERNEL, "fe80::1");
	lose_route(AF_INET6, RTPROT_KERNEL, "fe80::2");
	is_int(read_all(&n), CHANGE_PREFIX4 | CHANGE_PREFIX6);
	is_int(netkeep_put_back(&n, CHANGE_PREFIX4 | CHANGE_PREFIX6),
	       CHANGE_PREFIX4 | CHANGE_PREFIX6);
	sent_is("route4 route6 route6 ");
	/* Fails if what is back stays for the next time. */
	netkeep_put_back(&n, CHANGE_PREFIX4);
	sent_is("");
}

/* In a VRF they would be in the wrong table. */
static void after_a_change_of_the_link_the_kernel_sees_to_its_routes(void)
{
	struct netkeep n = fresh();

	lose_route(AF_INET, RTPROT_KERNEL, PEER4);
	read_all(&n);
	fake.talk_error = -EEXIST;
	is_int(netkeep_put_back(&n, CHANGE_LINK | CHANGE_PREFIX4), 0);
	sent_is("address4 address6 ");
	is_int(fake.log_lines, 0);
}

static void default_routes_are_told(void)
{
	struct netkeep n = fresh();

	lose_route(AF_INET, ROUTE_PROTOCOL, "");
	lose_route(AF_INET6, ROUTE_PROTOCOL, "");
	is_int(read_all(&n), CHANGE_ROUTE4 | CHANGE_ROUTE6);
	is_int(netkeep_put_back(&n, CHANGE_ROUTE4), 0);
	sent_is("");
}

static void what_pppd_takes_away_is_forgotten(void)
{
	struct netkeep n = fresh();

	netkeep_forget(&n, AF_INET);
	lose_address(AF_INET, LOCAL4, PEER4);
	lose_route(AF_INET, RTPROT_KERNEL, PEER4);
	is_int(read_all(&n), 0);
	netkeep_put_back(&n, CHANGE_ALL);
	sent_is("address6 ");
}

/* Fails if a queue that has run over is taken for an empty one. */
static void a_lost_notification_may_be_any(void)
{
	struct netkeep n = fresh();
	bool any = false;

	fake.watch_result = -ENOBUFS;
	is_int(netkeep_read(&n, 0, &any), CHANGE_ALL);
	ok(any);
	fake.watch_result = 0;
	is_int(netkeep_read(&n, 0, &any), 0);
	ok(!any);
}

static void a_refusal_is_logged(void)
{
	struct netkeep n = fresh();

	fake.talk_error = -EACCES;
	is_int(netkeep_put_back(&n, CHANGE_ADDRESS6), 0);
	is_str(fake.log, "Cannot put back the IPv6 address: what the kernel says");
}

static void a_spare_address_for_a_while(void)
{
	struct netkeep n = fresh();

	is_int(netkeep_set_spare(&n, 7, 0), 0);
	sent_is("");
	is_int(netkeep_set_spare(&n, 7, 1), 0);
	is_int(netkeep_set_spare(&n, 7, 1), 0);
	sent_is("address4 ");
	is_int(netkeep_set_spare(&n, 7, 2), 0);
	sent_is("no-address4 address4 ");
	is_int(netkeep_set_spare(&n, 7, 0), 0);
	is_int(netkeep_set_spare(&n, 7, 0), 0);
	sent_is("no-address4 ");
	fake.talk_error = -ENOMEM;
	is_int(netkeep_set_spare(&n, 7, 1), -ENOMEM);
	fake.sent[0] = '\0';
	is_int(netkeep_set_spare(&n, 7, 0), 0);
	sent_is("");
}

static void a_vrf_has_a_table(void)
{
	struct netkeep n = fresh();

	is_int(netkeep_vrf_table(&n, 7, 0), 1001);
	is_int(netkeep_vrf_table(&n, 8, 1001), 0);
	is_int(netkeep_vrf_table(&n, 10, 1001), 0);
	is_int(netkeep_vrf_table(&n, 6, 1001), 0);
	is_int(netkeep_vrf_table(&n, 0, 1001), 0);
}

/* Fails without the difference between no VRF and an error: routes would leave theirs. */
static void a_vrf_that_cannot_be_asked_for_stays(void)
{
	struct netkeep n = fresh();

	fake.describe_error = -ENOBUFS;
	for (fake.undescribed = 7; fake.undescribed <= 9; fake.undescribed += 2)
		is_int(netkeep_vrf_table(&n, 7, 1001), 1001);
	fake.undescribed = 9;
	fake.describe_error = -ENODEV; /* it is being removed */
	is_int(netkeep_vrf_table(&n, 7, 1001), 0);
	fake.open_error = -EMFILE;
	is_int(netkeep_vrf_table(&n, 7, 1001), 1001);
}

static void the_end_closes_all(void)
{
	struct netkeep n = fresh();

	is_int(netkeep_begin(&n, &(const struct watch_of){ 7 }), 0);
	is_int(fake.watches, 1);
	is_int(netkeep_begin(&n, &(const struct watch_of){ 8 }), 0); /* another interface */
	is_int(fake.watches, 1);
	netkeep_close(&n);
	netkeep_close(&n);
	is_int(fake.watches, 0);
	is_int(fake.sockets, 0);
	is_int(read_all(&n), 0);
}

int main(void)
{
	test(puts_back_an_address);
	test(addresses_of_others_are_theirs);
	test(puts_back_the_kernels_routes);
	test(after_a_change_of_the_link_the_kernel_sees_to_its_routes);
	test(default_routes_are_told);
	test(what_pppd_takes_away_is_forgotten);
	test(a_lost_notification_may_be_any);
	test(a_refusal_is_logged);
	test(a_spare_address_for_a_while);
	test(a_vrf_has_a_table);
	test(a_vrf_that_cannot_be_asked_for_stays);
	test(the_end_closes_all);
	return done_testing();
}

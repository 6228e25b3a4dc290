// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netconf.c with a netlink of our own at link time: it notes what is sent and
 * answers what a test wants.
 */
#include "../tap.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "netconf.h"
#include "sys/log.h"

static struct {
	char sent[512]; /* a word for each message that matters */
	int talk_error, open_error;
	int open[2]; /* sockets: rtnetlink, netfilter */
	unsigned int talks, log_lines;
	char log[256];
} fake;

static const struct clamp clamp_a = { "ppp0", 7, 1452, 1432 };
static const struct clamp clamp_b = { "ppp0", 7, 1412, 1392 };
static const struct route route4 = { AF_INET, 7, 100 };
static const struct route route6 = { AF_INET6, 7, 100 };
static const struct route route4_other = { AF_INET, 8, 100 };

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
	if (fake.open_error)
		return fake.open_error;
	if (!n->socket)
		fake.open[bus == NETLINK_NETFILTER]++;
	n->socket = (struct mnl_socket *)&fake;
	return 0;
}

void netlink_close(struct netlink *n)
{
	if (n->socket)
		fake.open[0]--;
	n->socket = NULL;
}

static void note(const struct nlmsghdr *msg)
{
	const char *word = NULL;

	if (msg->nlmsg_type == RTM_NEWROUTE)
		word = "+route ";
	if (msg->nlmsg_type == RTM_DELROUTE)
		word = "-route ";
	if (msg->nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_DELTABLE))
		word = "-table ";
	if (msg->nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE))
		word = "+table ";
	if (word)
		strncat(fake.sent, word, sizeof(fake.sent) - strlen(fake.sent) - 1);
}

int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed)
{
	const struct nlmsghdr *msg = messages;
	int left = (int)len;

	fake.talks++;
	ok(n->socket != NULL);
	is_int(msg->nlmsg_seq, n->seq);
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left), n->seq++)
		note(msg);
	*ret_failed = NULL;
	return fake.talk_error;
}

static void sent_is(const char *want, int line)
{
	tap_is_str(fake.sent, want, __FILE__, line, "sent");
	fake.sent[0] = '\0';
}
#define sent_is(want) sent_is(want, __LINE__)

static struct netconf fresh(void)
{
	memset(&fake, 0, sizeof(fake));
	return (struct netconf){ 0 };
}

static void nothing_wanted_nothing_done(void)
{
	struct netconf n = fresh();

	is_int(netconf_set_clamp(&n, NULL), 0);
	is_int(netconf_set_route(&n, NETCONF_IPV4, NULL), 0);
	is_int(netconf_set_route(&n, NETCONF_IPV6, NULL), 0);
	netconf_close(&n);
	netconf_close(&n);
	is_int(fake.talks, 0);
	is_int(fake.open[0] + fake.open[1], 0);
}

static void clamp_is_set_once(void)
{
	struct netconf n = fresh();

	for (int i = 0; i < 5; i++)
		is_int(netconf_set_clamp(&n, &clamp_a), 0);
	is_int(fake.talks, 1);
	sent_is("+table -table +table ");
	is_int(fake.log_lines, 0);
}

static void clamp_changes_in_one_transaction(void)
{
	struct clamp renamed = clamp_a, moved = clamp_a;
	struct netconf n = fresh();

	netconf_set_clamp(&n, &clamp_a);
	sent_is("+table -table +table ");
	is_int(netconf_set_clamp(&n, &clamp_b), 0);
	is_int(fake.talks, 2);
	sent_is("+table -table +table ");
	moved.ifindex = 8;
	is_int(netconf_set_clamp(&n, &moved), 0);
	is_int(fake.talks, 3);
	sent_is("+table -table +table ");
	strcpy(renamed.ifname, "dsl");
	is_int(netconf_set_clamp(&n, &renamed), 0);
	is_int(fake.talks, 4);
	sent_is("+table -table +table -table +table ");
}

static void clamp_is_removed_once(void)
{
	struct netconf n = fresh();

	netconf_set_clamp(&n, &clamp_a);
	sent_is("+table -table +table ");
	for (int i = 0; i < 3; i++)
		is_int(netconf_set_clamp(&n, NULL), 0);
	sent_is("+table -table ");
	is_int(fake.talks, 2);
	is_int(netconf_set_clamp(&n, &clamp_a), 0);
	sent_is("+table -table +table ");
}

static void refused_clamp_changes_nothing_and_is_logged(void)
{
	struct netconf n = fresh();

	fake.talk_error = -EPERM;
	is_int(netconf_set_clamp(&n, &clamp_a), -EPERM);
	ok(!n.has_clamp);
	is_int(fake.log_lines, 1);
	ok(strstr(fake.log, "ppp0") && strstr(fake.log, strerror(EPERM)));
	fake.talk_error = 0;
	is_int(netconf_set_clamp(&n, &clamp_a), 0);
	fake.talk_error = -ENOBUFS;
	is_int(netconf_set_clamp(&n, &clamp_b), -ENOBUFS);
	is_int(n.clamp.mss_ipv4, clamp_a.mss_ipv4);
	is_int(netconf_set_clamp(&n, NULL), -ENOBUFS);
	ok(n.has_clamp);
	is_int(fake.log_lines, 3);
}

static void clamp_for_no_interface_is_refused(void)
{
	const struct clamp none = { "ppp0", 0, 1452, 1432 };
	struct netconf n = fresh();

	is_int(netconf_set_clamp(&n, &none), -EINVAL);
	is_int(fake.talks, 0);
	is_int(fake.log_lines, 1);
}

static void no_socket_is_reported(void)
{
	struct netconf n = fresh();

	fake.open_error = -EPROTONOSUPPORT;
	is_int(netconf_set_clamp(&n, &clamp_a), -EPROTONOSUPPORT);
	is_int(netconf_set_route(&n, NETCONF_IPV4, &route4), -EPROTONOSUPPORT);
	is_int(fake.log_lines, 2);
	ok(!n.has_clamp && !n.has_route[NETCONF_IPV4]);
}

static void routes_are_set_and_removed_once(void)
{
	struct netconf n = fresh();

	for (int i = 0; i < 3; i++) {
		is_int(netconf_set_route(&n, NETCONF_IPV4, &route4), 0);
		is_int(netconf_set_route(&n, NETCONF_IPV6, &route6), 0);
	}
	sent_is("+route +route ");
	for (int i = 0; i < 3; i++)
		is_int(netconf_set_route(&n, NETCONF_IPV4, NULL), 0);
	sent_is("-route ");
	is_int(netconf_set_route(&n, NETCONF_IPV6, NULL), 0);
	sent_is("-route ");
}

static void changed_route_replaces_the_old_one(void)
{
	struct netconf n = fresh();

	netconf_set_route(&n, NETCONF_IPV4, &route4);
	sent_is("+route ");
	is_int(netconf_set_route(&n, NETCONF_IPV4, &route4_other), 0);
	sent_is("-route +route ");
	is_int(n.routes[NETCONF_IPV4].ifindex, 8);
}

/* What the kernel did by itself, or somebody before us, is no error. */
static void kernel_may_be_ahead(void)
{
	static const int gone[] = { -ESRCH, -ENODEV };
	struct netconf n = fresh();

	for (int i = 0; i < 2; i++) {
		fake.talk_error = -EEXIST;
		is_int(netconf_set_route(&n, NETCONF_IPV4, &route4), 0);
		ok(n.has_route[NETCONF_IPV4]);
		fake.talk_error = gone[i];
		is_int(netconf_set_route(&n, NETCONF_IPV4, NULL), 0);
		ok(!n.has_route[NETCONF_IPV4]);
	}
	is_int(fake.log_lines, 0);
}

static void refused_route_is_tried_again(void)
{
	struct netconf n = fresh();

	fake.talk_error = -EPERM;
	is_int(netconf_set_route(&n, NETCONF_IPV6, &route6), -EPERM);
	ok(!n.has_route[NETCONF_IPV6]);
	is_int(fake.log_lines, 1);
	ok(strstr(fake.log, "IPv6") != NULL);
	fake.talk_error = 0;
	is_int(netconf_set_route(&n, NETCONF_IPV6, &route6), 0);
	fake.talk_error = -EPERM;
	is_int(netconf_set_route(&n, NETCONF_IPV6, NULL), -EPERM);
	ok(n.has_route[NETCONF_IPV6]);
}

static void close_removes_everything(void)
{
	struct netconf n = fresh();

	netconf_set_clamp(&n, &clamp_a);
	netconf_set_route(&n, NETCONF_IPV4, &route4);
	netconf_set_route(&n, NETCONF_IPV6, &route6);
	is_int(fake.open[0], 1);
	is_int(fake.open[1], 1);
	fake.sent[0] = '\0';
	netconf_close(&n);
	sent_is("-route -route +table -table ");
	is_int(fake.open[0] + fake.open[1], 0);
	netconf_close(&n);
	sent_is("");
}

/* The socket that owns the table stays open through ups and downs: closing it costs 8 to 25 ms. */
static void sockets_stay_open(void)
{
	struct netconf n = fresh();

	for (int i = 0; i < 3; i++) {
		netconf_set_clamp(&n, &clamp_a);
		netconf_set_route(&n, NETCONF_IPV4, &route4);
		netconf_set_route(&n, NETCONF_IPV4, NULL);
		netconf_set_clamp(&n, NULL);
	}
	is_int(fake.open[0], 1);
	is_int(fake.open[1], 1);
}

int main(void)
{
	test(nothing_wanted_nothing_done);
	test(clamp_is_set_once);
	test(clamp_changes_in_one_transaction);
	test(clamp_is_removed_once);
	test(refused_clamp_changes_nothing_and_is_logged);
	test(clamp_for_no_interface_is_refused);
	test(no_socket_is_reported);
	test(routes_are_set_and_removed_once);
	test(changed_route_replaces_the_old_one);
	test(kernel_may_be_ahead);
	test(refused_route_is_tried_again);
	test(close_removes_everything);
	test(sockets_stay_open);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netroute.c with a netlink of our own at link time: it notes what is sent and
 * answers what a test wants.
 */
#include "../tap.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "netroute.h"
#include "sys/log.h"

static struct {
	char sent[512]; /* a word for each message that matters */
	int talk_error, open_error, delete_error;
	int open; /* sockets */
	unsigned int talks, log_lines;
	uint32_t metric; /* of the route sent last */
	char log[256];
} fake;

static const struct route route4 = { .family = AF_INET, .ifindex = 7, .metric = 100 };
static const struct route route6 = { .family = AF_INET6, .ifindex = 7, .metric = 100 };

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
	if (!n->socket)
		fake.open++;
	n->socket = (struct mnl_socket *)&fake;
	return 0;
}

void netlink_close(struct netlink *n)
{
	if (n->socket)
		fake.open--;
	n->socket = NULL;
}

static int note_metric(const struct nlattr *attr, void *context)
{
	(void)context;
	if (mnl_attr_get_type(attr) == RTA_PRIORITY)
		fake.metric = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static void note(const struct nlmsghdr *msg)
{
	const char *word = NULL;

	if (msg->nlmsg_type == RTM_NEWROUTE)
		word = "+route ";
	if (msg->nlmsg_type == RTM_DELROUTE)
		word = "-route ";
	if (word)
		strncat(fake.sent, word, sizeof(fake.sent) - strlen(fake.sent) - 1);
	mnl_attr_parse(msg, sizeof(struct rtmsg), note_metric, NULL);
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
	int left = (int)len;

	fake.talks++;
	ok(n->socket != NULL);
	is_int(msg->nlmsg_seq, n->seq);
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left), n->seq++)
		note(msg);
	*ret_failed = NULL;
	msg = messages;
	return msg->nlmsg_type == RTM_DELROUTE && fake.delete_error ? fake.delete_error
								    : fake.talk_error;
}

static void sent_is(const char *want, int line)
{
	tap_is_str(fake.sent, want, __FILE__, line, "sent");
	fake.sent[0] = '\0';
}
#define sent_is(want) sent_is(want, __LINE__)

static struct netroute fresh(void)
{
	memset(&fake, 0, sizeof(fake));
	return (struct netroute){ 0 };
}

static void nothing_wanted_nothing_done(void)
{
	struct netroute n = fresh();

	is_int(netroute_set(&n, NETROUTE_IPV4, NULL), 0);
	is_int(netroute_set(&n, NETROUTE_IPV6, NULL), 0);
	netroute_close(&n);
	netroute_close(&n);
	is_int(fake.talks, 0);
	is_int(fake.open, 0);
}

static void no_socket_is_reported(void)
{
	struct netroute n = fresh();

	fake.open_error = -EPROTONOSUPPORT;
	is_int(netroute_set(&n, NETROUTE_IPV4, &route4), -EPROTONOSUPPORT);
	is_int(fake.log_lines, 1);
	ok(!n.installed[NETROUTE_IPV4]);
}

/* The kernel may have removed it since, with an address. */
static void wanted_route_is_added_again(void)
{
	struct netroute n = fresh();

	for (int i = 0; i < 2; i++) {
		is_int(netroute_set(&n, NETROUTE_IPV4, &route4), 0);
		is_int(netroute_set(&n, NETROUTE_IPV6, &route6), 0);
		fake.talk_error = -EEXIST;
	}
	sent_is("+route +route +route +route ");
}

/* Fails if the first time, or EEXIST, is taken for a loss. */
static void a_route_that_was_gone_is_noticed(void)
{
	struct netroute n = fresh();
	struct route other = route4;

	netroute_set(&n, NETROUTE_IPV4, &route4);
	fake.talk_error = -EEXIST;
	netroute_set(&n, NETROUTE_IPV4, &route4);
	ok(!n.missed[NETROUTE_IPV4]);
	fake.talk_error = 0;
	other.metric = 200;
	netroute_set(&n, NETROUTE_IPV4, &other);
	ok(!n.missed[NETROUTE_IPV4]);
	netroute_set(&n, NETROUTE_IPV4, &other);
	ok(n.missed[NETROUTE_IPV4]);
	ok(!n.missed[NETROUTE_IPV6]);
}

static void removed_route_is_removed_once(void)
{
	struct netroute n = fresh();

	netroute_set(&n, NETROUTE_IPV4, &route4);
	netroute_set(&n, NETROUTE_IPV6, &route6);
	sent_is("+route +route ");
	for (int i = 0; i < 3; i++)
		is_int(netroute_set(&n, NETROUTE_IPV4, NULL), 0);
	sent_is("-route ");
	is_int(netroute_set(&n, NETROUTE_IPV6, NULL), 0);
	sent_is("-route ");
}

static void route_moves_without_a_gap(void)
{
	const struct route moved[] = {
		{ .family = AF_INET, .ifindex = 8, .metric = 100 },
		{ .family = AF_INET, .ifindex = 8, .metric = 1100 },
		{ .family = AF_INET, .ifindex = 8, .metric = 1100, .table = 7 },
		{ .family = AF_INET, .ifindex = 8, .metric = 1100, .table = 7, .mtu = 1400 },
		{ .family = AF_INET, .ifindex = 8, .metric = 1100, .table = 7, .advmss = 1400 },
	};
	struct netroute n = fresh();

	netroute_set(&n, NETROUTE_IPV4, &route4);
	for (size_t i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
		fake.sent[0] = '\0';
		is_int(netroute_set(&n, NETROUTE_IPV4, &moved[i]), 0);
		sent_is("+route -route ");
		ok(!memcmp(&n.routes[NETROUTE_IPV4], &moved[i], sizeof(moved[i])));
	}
}

static void refused_move_keeps_the_old_route(void)
{
	const struct route moved = { .family = AF_INET, .ifindex = 7, .metric = 1100 };
	struct netroute n = fresh();

	netroute_set(&n, NETROUTE_IPV4, &route4);
	fake.talk_error = -ENETDOWN;
	is_int(netroute_set(&n, NETROUTE_IPV4, &moved), -ENETDOWN);
	ok(n.installed[NETROUTE_IPV4]);
	is_int(n.routes[NETROUTE_IPV4].metric, 100);
	sent_is("+route +route ");
}

/*
 * The wish has changed before the old route could go: to that one, to none, to another.
 * Fails without drop_half(): the new one, which nobody wants any more, stays.
 */
static void half_a_move_is_taken_back(void)
{
	const struct route moved = { .family = AF_INET, .ifindex = 7, .metric = 1100 };
	const struct route third = { .family = AF_INET, .ifindex = 7, .metric = 5 };
	const struct route *const wishes[] = { &route4, NULL, &third };
	static const char *const sent[] = { "-route +route ", "-route -route ",
					    "-route +route -route " };

	for (int i = 0; i < 3; i++) {
		struct netroute n = fresh();

		netroute_set(&n, NETROUTE_IPV4, &route4);
		fake.delete_error = -ENOBUFS;
		is_int(netroute_set(&n, NETROUTE_IPV4, &moved), -ENOBUFS);
		fake.sent[0] = '\0';
		is_int(netroute_set(&n, NETROUTE_IPV4, wishes[i]), -ENOBUFS);
		is_int(fake.metric, 1100);
		sent_is("-route ");
		fake.delete_error = 0;
		is_int(netroute_set(&n, NETROUTE_IPV4, wishes[i]), 0);
		sent_is(sent[i]);
		netroute_close(&n);
		sent_is(wishes[i] ? "-route " : "");
	}
}

static void or_ends(void)
{
	const struct route moved = { .family = AF_INET, .ifindex = 7, .metric = 1100 };
	struct netroute n = fresh();

	netroute_set(&n, NETROUTE_IPV4, &route4);
	fake.delete_error = -ENOBUFS;
	for (int i = 0; i < 2; i++)
		netroute_set(&n, NETROUTE_IPV4, &moved);
	fake.sent[0] = '\0';
	fake.delete_error = 0;
	is_int(netroute_set(&n, NETROUTE_IPV4, &moved), 0);
	sent_is("+route -route ");
	netroute_set(&n, NETROUTE_IPV4, NULL);
	sent_is("-route ");
	is_int(fake.metric, 1100);
}

/* What the kernel did by itself, or somebody before us, is no error. */
static void kernel_may_be_ahead(void)
{
	static const int gone[] = { -ESRCH, -ENODEV };
	struct netroute n = fresh();

	for (int i = 0; i < 2; i++) {
		fake.talk_error = -EEXIST;
		is_int(netroute_set(&n, NETROUTE_IPV4, &route4), 0);
		ok(n.installed[NETROUTE_IPV4]);
		fake.talk_error = gone[i];
		is_int(netroute_set(&n, NETROUTE_IPV4, NULL), 0);
		ok(!n.installed[NETROUTE_IPV4]);
	}
	is_int(fake.log_lines, 0);
}

/* Fails if log_failure() tells the same error twice. */
static void refused_route_is_tried_again(void)
{
	struct netroute n = fresh();

	fake.talk_error = -EPERM;
	for (int i = 0; i < 2; i++)
		is_int(netroute_set(&n, NETROUTE_IPV6, &route6), -EPERM);
	ok(!n.installed[NETROUTE_IPV6]);
	is_int(fake.log_lines, 1);
	ok(strstr(fake.log, "IPv6") != NULL);
	ok(strstr(fake.log, "what the kernel says") != NULL);
	fake.talk_error = 0;
	is_int(netroute_set(&n, NETROUTE_IPV6, &route6), 0);
	fake.talk_error = -EPERM;
	is_int(netroute_set(&n, NETROUTE_IPV6, NULL), -EPERM);
	is_int(fake.log_lines, 2);
	ok(n.installed[NETROUTE_IPV6]);
}

static void close_removes_everything(void)
{
	struct netroute n = fresh();

	netroute_set(&n, NETROUTE_IPV4, &route4);
	netroute_set(&n, NETROUTE_IPV6, &route6);
	is_int(fake.open, 1);
	fake.sent[0] = '\0';
	netroute_close(&n);
	sent_is("-route -route ");
	is_int(fake.open, 0);
	netroute_close(&n);
	sent_is("");
}

static void socket_stays_open(void)
{
	struct netroute n = fresh();

	for (int i = 0; i < 3; i++) {
		netroute_set(&n, NETROUTE_IPV4, &route4);
		netroute_set(&n, NETROUTE_IPV4, NULL);
	}
	is_int(fake.open, 1);
}

int main(void)
{
	test(nothing_wanted_nothing_done);
	test(no_socket_is_reported);
	test(wanted_route_is_added_again);
	test(a_route_that_was_gone_is_noticed);
	test(removed_route_is_removed_once);
	test(route_moves_without_a_gap);
	test(refused_move_keeps_the_old_route);
	test(half_a_move_is_taken_back);
	test(or_ends);
	test(kernel_may_be_ahead);
	test(refused_route_is_tried_again);
	test(close_removes_everything);
	test(socket_stays_open);
	return done_testing();
}

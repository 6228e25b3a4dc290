// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netconntrack.c with a netlink of our own at link time: it has a table of
 * connections and of routes, and notes what is deleted.
 */
#include "../tap.h"
#include "ct_message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <linux/rtnetlink.h>

#include "netconntrack.h"
#include "sys/log.h"

#define OURS 7
#define OTHER 8
#define LAN 5

#define US "192.0.2.2"
#define BACKUP "203.0.113.2"
#define HOST "10.0.0.2"
#define PEER "198.51.100.1"

static struct {
	struct ct_fields table[300];
	size_t entries, at;
	size_t per_part;
	uint32_t best; /* the interface of the default route, of packets from the LAN */
	int open_error, start_error, step_error, talk_error;
	int open; /* sockets */
	unsigned int starts, queries, deleted, infos;
	uint32_t last_deleted;
	char log[128];
} fake;

static struct netconntrack n;

void log_line(enum log_level level, const char *format, ...)
{
	va_list ap;

	if (level == LOG_LEVEL_DEBUG)
		return;
	va_start(ap, format);
	vsnprintf(fake.log, sizeof(fake.log), format, ap);
	va_end(ap);
	fake.infos++;
}

int netlink_open(struct netlink *l, int bus)
{
	is_int(bus, l == &n.route ? NETLINK_ROUTE : NETLINK_NETFILTER);
	if (fake.open_error)
		return fake.open_error;
	if (!l->socket)
		fake.open++;
	l->socket = (struct mnl_socket *)&fake;
	return 0;
}

const char *netlink_error_text(struct netlink *l, int err)
{
	(void)l;
	return strerror(-err);
}

void netlink_close(struct netlink *l)
{
	if (l->socket)
		fake.open--;
	l->socket = NULL;
}

int netlink_talk(struct netlink *l, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed)
{
	const struct nlmsghdr *msg = messages;
	int left = (int)len;

	ok(l == &n.change);
	ok(len <= 16384); /* all acks must fit into the socket's buffer */
	*ret_failed = NULL;
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		const struct nlattr *attr;

		is_int(msg->nlmsg_seq, l->seq++);
		fake.deleted++;
		mnl_attr_for_each(attr, msg,
				  sizeof(struct nfgenmsg)) if (mnl_attr_get_type(attr) == CTA_ID)
			fake.last_deleted = ntohl(mnl_attr_get_u32(attr));
	}
	return fake.talk_error;
}

int netlink_dump_start(struct netlink *l, const void *request, size_t len)
{
	ok(l == &n.list && request && len);
	fake.starts++;
	fake.at = 0;
	return fake.start_error;
}

int netlink_dump_step(struct netlink *l, void (*visit)(const struct nlmsghdr *msg, void *context),
		      void *context)
{
	const size_t end = fake.at + fake.per_part;
	struct ct_message m;

	ok(l->socket != NULL);
	if (fake.step_error)
		return fake.step_error;
	for (; fake.at < fake.entries && fake.at < end; fake.at++)
		visit(ct_build(&m, &fake.table[fake.at]), context);
	return fake.at < fake.entries;
}

static uint32_t find_u32(const struct nlmsghdr *msg, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, msg, sizeof(struct rtmsg)) if (mnl_attr_get_type(attr) ==
							       type) return mnl_attr_get_u32(attr);
	return 0;
}

static uint32_t output_of(uint32_t destination, uint32_t source, uint32_t input)
{
	if (destination == inet_addr(US) || destination == inet_addr(BACKUP))
		return 1;
	if (destination == inet_addr(HOST))
		return LAN;
	if (source == inet_addr(BACKUP))
		return input ? 0 : fake.best;
	return input == LAN && source == inet_addr(HOST) ? fake.best : OTHER;
}

int netlink_dump(struct netlink *l, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	const struct nlmsghdr *query = request;
	const uint32_t marked = find_u32(query, RTA_MARK);
	const uint32_t output = marked ? OTHER
				       : output_of(find_u32(query, RTA_DST),
						   find_u32(query, RTA_SRC),
						   find_u32(query, RTA_IIF));
	struct ct_message m = { 0 };
	struct nlmsghdr *msg = mnl_nlmsg_put_header(m.buf);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	ok(l == &n.route && len == query->nlmsg_len);
	fake.queries++;
	msg->nlmsg_type = RTM_NEWROUTE;
	body->rtm_type = output == 1 ? RTN_LOCAL : RTN_UNICAST;
	mnl_attr_put_u32(msg, RTA_OIF, output);
	visit(msg, context);
	return 0;
}

static void fresh(void)
{
	netconntrack_close(&n);
	memset(&n, 0, sizeof(n));
	memset(&fake, 0, sizeof(fake));
	fake.per_part = 100;
	fake.best = OURS;
}

static void add(const char *source, const char *peer, const char *translated, uint32_t status)
{
	fake.table[fake.entries] = (struct ct_fields){
		source, peer, translated, status, (uint32_t)fake.entries + 1, 0, 0,
	};
	fake.entries++;
}

static void adopt(void)
{
	netconntrack_adopt(&n, OURS, inet_addr(US), NULL);
	ok(!netconntrack_step(&n));
}

static void forget(const char *address)
{
	netconntrack_forget(&n, inet_addr(address));
	ok(!netconntrack_step(&n));
}

static void link_that_came_takes_over(void)
{
	fresh();
	add(HOST, PEER, US, IPS_SRC_NAT);
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	adopt();
	is_int(fake.deleted, 1);
	is_int(fake.last_deleted, 2);
	is_str(fake.log, "Dropped 1 connections of another path");
	is_int(fake.open, 0);
}

/* Fails without the list, or if it is not forgotten. */
static void what_is_to_stay_stays(void)
{
	const uint32_t stay[STICKY_ADDRESSES] = { inet_addr("203.0.113.3"), inet_addr(BACKUP) };

	fresh();
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	netconntrack_adopt(&n, OURS, inet_addr(US), stay);
	ok(!netconntrack_step(&n));
	is_int(fake.deleted, 0);
	adopt();
	is_int(fake.deleted, 1);
}

static void what_is_routed_elsewhere_stays(void)
{
	fresh();
	fake.best = OTHER;
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	adopt();
	is_int(fake.deleted, 0);
	is_int(fake.infos, 0);
}

/* Fails if the kernel is not asked for the mark: lines that share connections would cut them. */
static void what_its_mark_routes_elsewhere_stays(void)
{
	fresh();
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	fake.table[0].mark = 2;
	adopt();
	is_int(fake.deleted, 0);
}

static void what_is_not_ours_stays(void)
{
	fresh();
	add(HOST, PEER, "203.0.113.77", IPS_SRC_NAT); /* no address of this machine */
	add(BACKUP, PEER, BACKUP, IPS_SRC_NAT); /* a port alone */
	add(HOST, PEER, HOST, 0);
	add(HOST, PEER, BACKUP, IPS_DST_NAT);
	adopt();
	forget(BACKUP);
	is_int(fake.deleted, 0);
}

/* Fails if a private source of this machine counts, or a sign of NAT is not waited for. */
static void what_nobody_translated_begins_anew(void)
{
	fresh();
	add(HOST, PEER, HOST, IPS_SRC_NAT_DONE);
	adopt();
	is_int(fake.deleted, 0); /* nobody translates here */
	is_int(fake.starts, 1);
	add(HOST, PEER, US, IPS_SRC_NAT);
	netconntrack_adopt(&n, OURS, inet_addr(US), NULL);
	ok(netconntrack_step(&n));
	is_int(fake.deleted, 0);
	ok(!netconntrack_step(&n)); /* the sign of it comes last: once more */
	is_int(fake.deleted, 1);
	is_int(fake.last_deleted, 1);
	is_int(fake.starts, 3);
	fake.best = OTHER;
	adopt();
	is_int(fake.deleted, 1);
}

/* Fails if what the link had before it went is forgotten. */
static void nat_is_remembered(void)
{
	fresh();
	add(HOST, PEER, US, IPS_SRC_NAT);
	forget(US);
	fake.entries = 0;
	add(HOST, PEER, HOST, 0);
	add(BACKUP, PEER, BACKUP, 0); /* public */
	adopt();
	is_int(fake.deleted, 2);
	is_int(fake.last_deleted, 1);
}

static void connection_of_the_machine_follows(void)
{
	fresh();
	add(BACKUP, PEER, US, IPS_SRC_NAT);
	netconntrack_adopt(&n, OURS, inet_addr("192.0.2.3"), NULL);
	ok(!netconntrack_step(&n));
	is_int(fake.deleted, 1);
}

static void link_that_went_leaves_nothing(void)
{
	fresh();
	add(HOST, PEER, US, IPS_SRC_NAT);
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	forget(US);
	is_int(fake.deleted, 1);
	is_int(fake.last_deleted, 1);
	is_int(fake.queries, 0);
}

static void next_pass_begins_with_nothing(void)
{
	fresh();
	add(HOST, PEER, "192.0.2.9", IPS_SRC_NAT);
	forget("192.0.2.9");
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	adopt();
	is_int(fake.deleted, 2);
	is_int(fake.last_deleted, 2);
	is_str(fake.log, "Dropped 1 connections of another path");
}

static void paths_are_asked_for_once(void)
{
	fresh();
	for (int i = 0; i < 300; i++)
		add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	adopt();
	is_int(fake.deleted, 300);
	is_int(fake.queries, 3); /* is it local, where is the host, where is the peer */
	adopt();
	is_int(fake.queries, 6); /* and not believed for ever */
}

static void large_table_goes_in_slices(void)
{
	int slices = 1;

	fresh();
	fake.per_part = 10;
	for (int i = 0; i < 300; i++)
		add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	netconntrack_forget(&n, inet_addr(BACKUP));
	for (; netconntrack_step(&n); slices++)
		is_int(fake.open, 3);
	is_int(slices, 4);
	is_int(fake.deleted, 300);
	is_int(fake.last_deleted, 300);
	is_int(fake.open, 0);
	ok(!netconntrack_step(&n));
}

/* The link is back, with another address, before the first pass has ended. */
static void second_pass_makes_the_first_good(void)
{
	fresh();
	fake.per_part = 1;
	for (int i = 0; i < 20; i++)
		add(HOST, PEER, "192.0.2.9", IPS_SRC_NAT);
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	netconntrack_forget(&n, inet_addr("192.0.2.9"));
	ok(netconntrack_step(&n));
	is_int(fake.deleted, 8);
	fake.per_part = 100;
	fake.deleted = 0;
	adopt();
	is_int(fake.starts, 2);
	is_int(fake.deleted, 21);
}

static void same_address_again_is_spared(void)
{
	fresh();
	fake.per_part = 1;
	for (int i = 0; i < 20; i++)
		add(HOST, PEER, US, IPS_SRC_NAT);
	netconntrack_forget(&n, inet_addr(US));
	ok(netconntrack_step(&n));
	fake.per_part = 100;
	fake.deleted = 0;
	adopt();
	is_int(fake.deleted, 0);
}

static void link_that_went_takes_over_no_more(void)
{
	fresh();
	fake.per_part = 1;
	for (int i = 0; i < 20; i++)
		add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	netconntrack_adopt(&n, OURS, inet_addr(US), NULL);
	ok(netconntrack_step(&n));
	fake.per_part = 100;
	fake.deleted = 0;
	forget(US);
	is_int(fake.deleted, 0);
}

static void no_conntrack_is_silent(void)
{
	fresh();
	fake.open_error = -EPROTONOSUPPORT;
	adopt();
	fake.open_error = 0;
	fake.start_error = -EINVAL;
	adopt();
	fake.start_error = 0;
	fake.step_error = -EINVAL;
	adopt();
	is_int(fake.infos, 0);
	is_int(fake.open, 0);
}

static void entry_that_ended_by_itself_is_no_error(void)
{
	fresh();
	fake.talk_error = -ENOENT;
	add(HOST, PEER, BACKUP, IPS_SRC_NAT);
	adopt();
	is_int(fake.open, 0);
}

int main(void)
{
	test(link_that_came_takes_over);
	test(what_is_to_stay_stays);
	test(what_is_routed_elsewhere_stays);
	test(what_its_mark_routes_elsewhere_stays);
	test(what_is_not_ours_stays);
	test(what_nobody_translated_begins_anew);
	test(nat_is_remembered);
	test(connection_of_the_machine_follows);
	test(link_that_went_leaves_nothing);
	test(next_pass_begins_with_nothing);
	test(paths_are_asked_for_once);
	test(large_table_goes_in_slices);
	test(second_pass_makes_the_first_good);
	test(same_address_again_is_spared);
	test(link_that_went_takes_over_no_more);
	test(no_conntrack_is_silent);
	test(entry_that_ended_by_itself_is_no_error);
	return done_testing();
}

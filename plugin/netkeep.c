// SPDX-License-Identifier: GPL-2.0-or-later
#include "netkeep.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/ifinfo.h"
#include "sys/log.h"

#define LIST_TRIES 3 /* of a list that changes while it is read */

static unsigned int index_of(uint8_t family)
{
	return family == AF_INET ? 0 : 1;
}

static struct nlmsghdr *message(struct netkeep_item *i)
{
	return (struct nlmsghdr *)i->message;
}

static void store(struct netkeep_item *i, const struct nlmsghdr *msg)
{
	if (msg->nlmsg_len <= sizeof(i->message))
		memcpy(i->message, msg, msg->nlmsg_len);
}

static void clear(struct netkeep_item *i)
{
	message(i)->nlmsg_len = 0;
}

int netkeep_begin(struct netkeep *n, const struct watch_of *of)
{
	if (n->watch.fd >= 0 && n->watch.ifindex == of->ifindex)
		return 0;
	watch_close(&n->watch);
	return watch_open(&n->watch, of);
}

struct search {
	struct netkeep_item *ret;
	uint32_t ifindex;
	const void *local;
};

/* The list may be of all interfaces. */
static void learn(const struct nlmsghdr *msg, void *context)
{
	const struct search *s = context;
	const struct ifaddrmsg *body = mnl_nlmsg_get_payload(msg);

	if (msg->nlmsg_type != RTM_NEWADDR || mnl_nlmsg_get_payload_len(msg) < sizeof(*body) ||
	    body->ifa_index != s->ifindex)
		return;
	if (s->local ? change_has_local(msg, s->local) : body->ifa_scope == RT_SCOPE_LINK)
		store(s->ret, msg);
}

int netkeep_learn(struct netkeep *n, uint8_t family, const void *local)
{
	_Alignas(struct nlmsghdr) char request[CHANGE_MESSAGE_SIZE];
	struct search s = { &n->addresses[index_of(family)], n->watch.ifindex, local };
	int len, tries = 0, err = netlink_open(&n->netlink, NETLINK_ROUTE);

	netkeep_forget(n, family);
	if (err)
		return err;
	netlink_narrow(&n->netlink);
	do {
		len = change_build_addresses(request, family, n->watch.ifindex, n->netlink.seq);
		err = netlink_dump(&n->netlink, request, (size_t)len, learn, &s);
	} while (err == -EINTR && ++tries < LIST_TRIES);
	return err;
}

void netkeep_forget(struct netkeep *n, uint8_t family)
{
	clear(&n->addresses[index_of(family)]);
	clear(&n->routes[index_of(family)][0]);
	clear(&n->routes[index_of(family)][1]);
}

struct reading {
	struct netkeep *keep;
	uint32_t route_port;
	unsigned int changes;
};

static bool is_kept(struct netkeep *n, const struct nlmsghdr *msg, unsigned int change)
{
	const unsigned int i = index_of(*(const uint8_t *)mnl_nlmsg_get_payload(msg));
	const struct nlmsghdr *address = message(&n->addresses[i]);
	enum change_prefix prefix;

	if (!address->nlmsg_len)
		return false;
	if (change & (CHANGE_ADDRESS4 | CHANGE_ADDRESS6))
		return change_is_same_address(msg, address);
	prefix = change_prefix_route(msg, address);
	if (prefix != CHANGE_PREFIX_NONE)
		store(&n->routes[i][prefix == CHANGE_PREFIX_OWN], msg);
	return prefix != CHANGE_PREFIX_NONE;
}

static void take(const struct nlmsghdr *msg, void *context)
{
	const unsigned int of_address = CHANGE_ADDRESS4 | CHANGE_ADDRESS6 | CHANGE_PREFIX4 |
					CHANGE_PREFIX6;
	struct reading *r = context;
	const unsigned int change = change_of(msg, r->keep->watch.ifindex, r->route_port);

	if (!(change & of_address) || is_kept(r->keep, msg, change))
		r->changes |= change;
}

unsigned int netkeep_read(struct netkeep *n, uint32_t route_port, bool *ret_any)
{
	struct reading r = { .keep = n, .route_port = route_port };
	const int count = n->watch.fd >= 0 ? watch_read(&n->watch, take, &r) : 0;

	*ret_any = count != 0;
	return count < 0 ? CHANGE_ALL : r.changes;
}

/* Returns 0, -EEXIST: it is there, or another -errno. */
static int add(struct netkeep *n, struct netkeep_item *i)
{
	_Alignas(struct nlmsghdr) char undo[CHANGE_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	int len, err = netlink_open(&n->netlink, NETLINK_ROUTE);

	if (err || !message(i)->nlmsg_len)
		return err ? err : -EEXIST;
	len = change_build_undo(undo, message(i), n->netlink.seq);
	return netlink_talk(&n->netlink, undo, (size_t)len, &failed);
}

static unsigned int put_back(struct netkeep *n, struct netkeep_item *i, unsigned int change)
{
	char what[CHANGE_TEXT_SIZE];
	const int err = add(n, i);

	if (!err)
		return change;
	if (err != -EEXIST) {
		change_describe(what, change);
		log_error("Cannot put back the %s: %s", what, netlink_error_text(&n->netlink, err));
	}
	return 0;
}

/* With an address the kernel adds its route. When the link went down, it knows better. */
unsigned int netkeep_put_back(struct netkeep *n, unsigned int changes)
{
	const unsigned int addresses[] = { CHANGE_ADDRESS4, CHANGE_ADDRESS6 };
	const unsigned int routes[] = { CHANGE_PREFIX4, CHANGE_PREFIX6 };
	unsigned int missing = 0;

	for (int i = 0; i < 2; i++) {
		if (changes & (CHANGE_LINK | addresses[i]))
			missing |= put_back(n, &n->addresses[i], addresses[i]);
		for (int j = 0; j < 2; j++) {
			if (changes & routes[i] && !(changes & CHANGE_LINK))
				missing |= put_back(n, &n->routes[i][j], routes[i]);
			clear(&n->routes[i][j]);
		}
	}
	return missing;
}

static int talk_spare(struct netkeep *n, uint32_t ifindex, uint32_t ipv4,
		      int (*build)(void *buf, uint32_t ifindex, uint32_t ipv4, uint32_t seq))
{
	_Alignas(struct nlmsghdr) char msg[CHANGE_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	int len, err = netlink_open(&n->netlink, NETLINK_ROUTE);

	if (err)
		return err;
	len = build(msg, ifindex, ipv4, n->netlink.seq);
	return netlink_talk(&n->netlink, msg, (size_t)len, &failed);
}

/* One that cannot be removed has gone with its interface. */
int netkeep_set_spare(struct netkeep *n, uint32_t ifindex, uint32_t ipv4)
{
	int err = 0;

	if (n->spare == ipv4)
		return 0;
	if (n->spare)
		talk_spare(n, ifindex, n->spare, change_build_no_spare);
	if (ipv4)
		err = talk_spare(n, ifindex, ipv4, change_build_spare);
	n->spare = err ? 0 : ipv4;
	return err;
}

uint32_t netkeep_vrf_table(struct netkeep *n, uint32_t ifindex, uint32_t before)
{
	struct ifinfo link = { 0 }, master = { 0 };
	int err = ifindex ? netlink_open(&n->netlink, NETLINK_ROUTE) : -ENODEV;

	if (!err)
		err = netlink_describe(&n->netlink, ifindex, &link);
	if (!err && link.master)
		err = netlink_describe(&n->netlink, link.master, &master);
	return err && err != -ENODEV ? before : master.vrf_table;
}

void netkeep_close(struct netkeep *n)
{
	netkeep_forget(n, AF_INET);
	netkeep_forget(n, AF_INET6);
	watch_close(&n->watch);
	netlink_close(&n->netlink);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "netroute.h"

#include <errno.h>

#include <linux/netlink.h>

#include "sys/log.h"

static bool same_route(const struct route *a, const struct route *b)
{
	return a->family == b->family && a->ifindex == b->ifindex && a->metric == b->metric &&
	       a->table == b->table && a->mtu == b->mtu && a->advmss == b->advmss;
}

static int talk(struct netroute *n, const struct route *r,
		int (*build)(void *buf, const struct route *r, uint32_t seq))
{
	_Alignas(struct nlmsghdr) char msg[ROUTE_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	int len, err = netlink_open(&n->netlink, NETLINK_ROUTE);

	if (err)
		return err;
	len = build(msg, r, n->netlink.seq);
	return len < 0 ? len : netlink_talk(&n->netlink, msg, (size_t)len, &failed);
}

static int add(struct netroute *n, enum netroute_family family, const struct route *r)
{
	const int err = talk(n, r, route_build_add);

	if (!err && n->installed[family] && same_route(&n->routes[family], r))
		n->missed[family] = true;
	return err == -EEXIST ? 0 : err;
}

/* With the interface, or when it went down, the kernel has removed it already. */
static int delete (struct netroute *n, const struct route *r)
{
	const int err = talk(n, r, route_build_delete);

	return err == -ESRCH || err == -ENODEV ? 0 : err;
}

/* Once: the caller tries again. */
static int log_failure(struct netroute *n, enum netroute_family family, const char *what, int err)
{
	const bool told = err == n->told[family];

	n->told[family] = err;
	if (err && !told)
		log_error("IPv%d default route: %s: %s", family == NETROUTE_IPV4 ? 4 : 6, what,
			  netlink_error_text(&n->netlink, err));
	return err;
}

/* Of a move that has not ended, unless it is wanted still. */
static int drop_half(struct netroute *n, enum netroute_family family, const struct route *want)
{
	struct route *half = &n->halves[family];
	int err;

	if (!half->family || (want && same_route(half, want)))
		return 0;
	err = delete (n, half);
	if (!err)
		half->family = 0;
	return log_failure(n, family, "delete", err);
}

int netroute_set(struct netroute *n, enum netroute_family family, const struct route *want)
{
	const struct route before = n->routes[family];
	const bool moves = n->installed[family] && (!want || !same_route(&before, want));
	int err = drop_half(n, family, want);

	if (err)
		return err;
	err = want ? add(n, family, want) : 0;
	if (err)
		return log_failure(n, family, "add", err);
	if (moves)
		err = delete (n, &before);
	n->halves[family] = err && want ? *want : (struct route){ 0 };
	if (log_failure(n, family, "delete", err))
		return err;
	n->installed[family] = want != NULL;
	if (want)
		n->routes[family] = *want;
	return 0;
}

void netroute_close(struct netroute *n)
{
	for (int family = 0; family < NETROUTE_FAMILIES; family++)
		netroute_set(n, (enum netroute_family)family, NULL);
	netlink_close(&n->netlink);
}

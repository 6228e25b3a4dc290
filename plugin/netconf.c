// SPDX-License-Identifier: GPL-2.0-or-later
#include "netconf.h"

#include <errno.h>
#include <string.h>

#include <linux/netlink.h>

#include "sys/log.h"

static bool same_clamp(const struct clamp *a, const struct clamp *b)
{
	return a->ifindex == b->ifindex && a->mss_ipv4 == b->mss_ipv4 &&
	       a->mss_ipv6 == b->mss_ipv6 && !strcmp(a->ifname, b->ifname);
}

static void log_clamp_failure(const struct clamp *c, const struct nlmsghdr *failed, int err)
{
	log_error("MSS clamp on %s: %s: %s", c->ifname,
		  failed ? clamp_message_text(failed) : "nftables", strerror(-err));
}

static int talk_clamp(struct netconf *n, const struct clamp *old, const struct clamp *new)
{
	_Alignas(struct nlmsghdr) char batch[CLAMP_BATCH_SIZE];
	const struct nlmsghdr *failed = NULL;
	int len, err = netlink_open(&n->netfilter, NETLINK_NETFILTER);

	if (!err) {
		len = clamp_build(batch, old, new, n->netfilter.seq);
		err = len < 0 ? len : netlink_talk(&n->netfilter, batch, (size_t)len, &failed);
	}
	if (err)
		log_clamp_failure(new ? new : old, failed, err);
	return err;
}

int netconf_set_clamp(struct netconf *n, const struct clamp *want)
{
	const struct clamp *old = n->has_clamp ? &n->clamp : NULL;
	int err;

	if (old ? want && same_clamp(old, want) : !want)
		return 0;
	err = talk_clamp(n, old, want);
	if (err)
		return err;
	n->has_clamp = want;
	if (want)
		n->clamp = *want;
	return 0;
}

static bool same_route(const struct route *a, const struct route *b)
{
	return a->family == b->family && a->ifindex == b->ifindex && a->metric == b->metric;
}

static int talk_route(struct netconf *n, const struct route *r,
		      int (*build)(void *buf, const struct route *r, uint32_t seq))
{
	_Alignas(struct nlmsghdr) char msg[ROUTE_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	int len, err = netlink_open(&n->rtnetlink, NETLINK_ROUTE);

	if (err)
		return err;
	len = build(msg, r, n->rtnetlink.seq);
	return len < 0 ? len : netlink_talk(&n->rtnetlink, msg, (size_t)len, &failed);
}

static int add_route(struct netconf *n, const struct route *r)
{
	const int err = talk_route(n, r, route_build_add);

	return err == -EEXIST ? 0 : err;
}

/* With the interface, or when it went down, the kernel has removed it already. */
static int delete_route(struct netconf *n, const struct route *r)
{
	const int err = talk_route(n, r, route_build_delete);

	return err == -ESRCH || err == -ENODEV ? 0 : err;
}

static int log_route_failure(enum netconf_family family, const char *what, int err)
{
	if (err)
		log_error("IPv%d default route: %s: %s", family == NETCONF_IPV4 ? 4 : 6, what,
			  strerror(-err));
	return err;
}

int netconf_set_route(struct netconf *n, enum netconf_family family, const struct route *want)
{
	struct route *have = &n->routes[family];
	int err;

	if (n->has_route[family]) {
		if (want && same_route(have, want))
			return 0;
		err = log_route_failure(family, "delete", delete_route(n, have));
		if (err)
			return err;
		n->has_route[family] = false;
	}
	if (!want)
		return 0;
	err = log_route_failure(family, "add", add_route(n, want));
	if (err)
		return err;
	*have = *want;
	n->has_route[family] = true;
	return 0;
}

void netconf_close(struct netconf *n)
{
	for (int family = 0; family < NETCONF_FAMILIES; family++)
		netconf_set_route(n, (enum netconf_family)family, NULL);
	netconf_set_clamp(n, NULL);
	netlink_close(&n->rtnetlink);
	netlink_close(&n->netfilter);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "netvrf.h"

#include <errno.h>
#include <net/if.h>

#include <linux/netlink.h>

#include "core/ifinfo.h"
#include "sys/netlink.h"

static int find(struct netlink *n, const char *name, uint32_t *ret_index)
{
	struct ifinfo vrf = { 0 };
	const int err = netlink_describe(n, if_nametoindex(name), &vrf);

	if (err == -EINVAL || err == -ENODEV || (!err && !vrf.vrf_table))
		return -ENXIO;
	if (!err)
		*ret_index = vrf.index;
	return err;
}

static int set_master(struct netlink *n, uint32_t ifindex, uint32_t master)
{
	_Alignas(struct nlmsghdr) char msg[IFINFO_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	const int len = ifinfo_build_master(msg, ifindex, master, n->seq);

	return len < 0 ? len : netlink_talk(n, msg, (size_t)len, &failed);
}

static int join(struct netlink *n, const char *name, uint32_t ifindex)
{
	struct ifinfo link = { 0 };
	uint32_t vrf = 0;
	int err = find(n, name, &vrf);

	if (!err)
		err = netlink_describe(n, ifindex, &link);
	if (err || link.master == vrf)
		return err;
	return set_master(n, ifindex, vrf);
}

int netvrf_check(const char *name)
{
	struct netlink n = { 0 };
	uint32_t vrf = 0;
	int err = netlink_open(&n, NETLINK_ROUTE);

	if (!err)
		err = find(&n, name, &vrf);
	netlink_close(&n);
	return err;
}

int netvrf_join(const char *name, uint32_t ifindex)
{
	struct netlink n = { 0 };
	int err = netlink_open(&n, NETLINK_ROUTE);

	if (!err)
		err = join(&n, name, ifindex);
	netlink_close(&n);
	return err;
}

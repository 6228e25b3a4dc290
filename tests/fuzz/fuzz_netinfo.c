// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A netlink message of any bytes to what the command reads: addresses and default routes. The
 * first byte chooses its type. Rules are left out: libnftnl reads them, and trusts the kernel.
 */
#include "fuzz.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netinfo.h"

static const uint16_t types[] = {
	RTM_NEWADDR,
	RTM_NEWROUTE,
};

static void read_message(const struct nlmsghdr *msg)
{
	struct netinfo_address address;
	struct netinfo_route route;

	if (netinfo_parse_address(&address, msg))
		require(address.family == AF_INET || address.family == AF_INET6);
	if (netinfo_parse_default(&route, msg))
		require(netinfo_same_route(&route, &route));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *msg;

	if (size < 1)
		return 0;
	msg = calloc(1, NLMSG_ALIGN(sizeof(*msg) + size - 1));
	memcpy(msg + 1, data + 1, size - 1);
	msg->nlmsg_len = (uint32_t)(sizeof(*msg) + size - 1);
	msg->nlmsg_type = types[data[0] % (sizeof(types) / sizeof(types[0]))];
	read_message(msg);
	free(msg);
	return 0;
}

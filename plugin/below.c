// SPDX-License-Identifier: GPL-2.0-or-later
#include "below.h"

#include <string.h>

#include <linux/netlink.h>

#include "core/ifinfo.h"
#include "sys/netlink.h"

#define DEPTH 8 /* of a stack; the kernel's own limit is 8, too */

void below_find_down(uint32_t index, char ret[static IFNAMSIZ])
{
	struct netlink n = { 0 };
	struct ifinfo link;

	ret[0] = '\0';
	if (netlink_open(&n, NETLINK_ROUTE))
		return;
	for (int i = 0; i < DEPTH && !netlink_describe(&n, index, &link); i++) {
		if (i && !link.up)
			memcpy(ret, link.name, IFNAMSIZ);
		index = link.lower;
	}
	netlink_close(&n);
}

struct search {
	uint32_t master; /* whose ports are looked at */
	uint32_t mtu;
	struct ifinfo found;
};

static void judge_port(const struct nlmsghdr *msg, void *context)
{
	struct search *s = context;
	struct ifinfo link;

	if (!ifinfo_parse(&link, msg) && link.master == s->master && link.mtu < s->mtu)
		s->found = link;
}

static void search_ports(struct netlink *n, struct search *s)
{
	_Alignas(struct nlmsghdr) char msg[IFINFO_MESSAGE_SIZE];

	netlink_dump(n, msg, (size_t)ifinfo_build_list(msg, n->seq), judge_port, s);
}

void below_find_small(uint32_t index, uint32_t mtu, char ret[static IFNAMSIZ], uint32_t *ret_mtu)
{
	struct search s = { .mtu = mtu };
	struct netlink n = { 0 };
	struct ifinfo link;

	if (netlink_open(&n, NETLINK_ROUTE)) {
		ret[0] = '\0';
		return;
	}
	for (int i = 0; i < DEPTH && !s.found.index && !netlink_describe(&n, index, &link); i++) {
		s.master = link.index;
		if (link.mtu < mtu)
			s.found = link;
		else
			search_ports(&n, &s);
		index = link.lower;
	}
	netlink_close(&n);
	memcpy(ret, s.found.name, IFNAMSIZ);
	*ret_mtu = s.found.mtu;
}

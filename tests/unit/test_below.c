// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * below.c with a netlink of our own at link time, that knows these interfaces:
 *
 *   10 eth0.7.8 -> 9 eth0.7 -> 8 eth0
 *   22 br0.7 -> 21 br0, ports 20 eth1 and 19 eth2
 */
#include "../tap.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "below.h"
#include "core/ifinfo.h"
#include "sys/netlink.h"

static struct device {
	uint32_t index;
	const char *name;
	uint32_t lower, master, mtu;
	bool down;
} devices[6];

static const struct device usual[] = {
	{ .index = 10, .name = "eth0.7.8", .lower = 9, .mtu = 1508 },
	{ .index = 9, .name = "eth0.7", .lower = 8, .mtu = 1508 },
	{ .index = 8, .name = "eth0", .mtu = 1508 },
	{ .index = 22, .name = "br0.7", .lower = 21, .mtu = 1508 },
	{ .index = 21, .name = "br0", .mtu = 1508 },
	{ .index = 20, .name = "eth1", .master = 21, .mtu = 1508 },
};
static int open_sockets, open_error;

int netlink_open(struct netlink *n, int bus)
{
	(void)bus;
	if (open_error)
		return open_error;
	n->socket = (struct mnl_socket *)&open_sockets;
	open_sockets++;
	return 0;
}

void netlink_close(struct netlink *n)
{
	n->socket = NULL;
	open_sockets--;
}

static void tell(const struct device *d, void (*visit)(const struct nlmsghdr *msg, void *context),
		 void *context)
{
	_Alignas(struct nlmsghdr) char buf[512] = { 0 };
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	msg->nlmsg_type = RTM_NEWLINK;
	body->ifi_index = (int)d->index;
	body->ifi_flags = d->down ? 0 : IFF_UP;
	mnl_attr_put_strz(msg, IFLA_IFNAME, d->name);
	mnl_attr_put_u32(msg, IFLA_MTU, d->mtu);
	if (d->master)
		mnl_attr_put_u32(msg, IFLA_MASTER, d->master);
	visit(msg, context);
}

int netlink_dump(struct netlink *n, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	(void)n, (void)request, (void)len;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		tell(&devices[i], visit, context);
	return 0;
}

int netlink_describe(struct netlink *n, uint32_t ifindex, struct ifinfo *ret)
{
	(void)n;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		const struct device *d = &devices[i];

		if (ifindex != d->index)
			continue;
		*ret = (struct ifinfo){ .index = d->index,
					.mtu = d->mtu,
					.up = !d->down,
					.lower = d->lower,
					.master = d->master };
		strcpy(ret->name, d->name);
		return 0;
	}
	return -ENODEV;
}

static void begin(void)
{
	memcpy(devices, usual, sizeof(devices));
	open_error = 0;
}

static void finds_the_lowest_that_is_down(void)
{
	char name[IFNAMSIZ];

	begin();
	below_find_down(10, name);
	is_str(name, "");
	devices[1].down = true;
	below_find_down(10, name);
	is_str(name, "eth0.7");
	devices[2].down = true;
	below_find_down(10, name);
	is_str(name, "eth0");
	/* Itself is another matter: it is set up. */
	below_find_down(8, name);
	is_str(name, "");
	is_int(open_sockets, 0);
}

static void finds_what_is_too_small(void)
{
	char name[IFNAMSIZ];
	uint32_t mtu;

	begin();
	below_find_small(10, 1508, name, &mtu);
	is_str(name, "");
	devices[2].mtu = 1500;
	below_find_small(10, 1508, name, &mtu);
	is_str(name, "eth0");
	is_int(mtu, 1500);
	below_find_small(8, 1508, name, &mtu);
	is_str(name, "eth0");
	is_int(open_sockets, 0);
}

/* Fails if only what lies under in the kernel's words is looked at. */
static void finds_a_port_that_is_too_small(void)
{
	char name[IFNAMSIZ];
	uint32_t mtu;

	begin();
	below_find_small(22, 1508, name, &mtu);
	is_str(name, "");
	devices[5].mtu = 1500;
	below_find_small(22, 1508, name, &mtu);
	is_str(name, "eth1");
	is_int(mtu, 1500);
	/* The port of another */
	below_find_small(10, 1508, name, &mtu);
	is_str(name, "");
}

/* Fails if a circle, which the kernel does not make, is run round for ever. */
static void what_nobody_knows(void)
{
	char name[IFNAMSIZ] = "x";
	uint32_t mtu;

	begin();
	below_find_down(99, name);
	is_str(name, "");
	below_find_small(99, 1508, name, &mtu);
	is_str(name, "");
	devices[2].lower = 10;
	below_find_down(10, name);
	is_str(name, "");
	open_error = -EMFILE;
	below_find_down(10, name);
	is_str(name, "");
	below_find_small(10, 1508, name, &mtu);
	is_str(name, "");
	is_int(open_sockets, 0);
}

int main(void)
{
	test(finds_the_lowest_that_is_down);
	test(finds_what_is_too_small);
	test(finds_a_port_that_is_too_small);
	test(what_nobody_knows);
	return done_testing();
}

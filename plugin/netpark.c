// SPDX-License-Identifier: GPL-2.0-or-later
#include "netpark.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "sys/log.h"

struct search {
	struct netpark *ret;
	uint32_t ifindex;
};

static void find(const struct nlmsghdr *msg, void *context)
{
	const struct search *s = context;
	struct netpark *n = s->ret;

	if (n->count == NETPARK_ROUTES || msg->nlmsg_len > CHANGE_MESSAGE_SIZE ||
	    !change_is_foreign_default(msg, s->ifindex))
		return;
	memcpy(n->routes[n->count++].message, msg, msg->nlmsg_len);
}

static int list(struct netpark *n, uint8_t family, uint32_t ifindex)
{
	_Alignas(struct nlmsghdr) char request[CHANGE_MESSAGE_SIZE];
	struct search s = { n, ifindex };
	const int len = change_build_routes(request, family, ifindex, n->netlink.seq);

	return netlink_dump(&n->netlink, request, (size_t)len, find, &s);
}

static int talk(struct netpark *n, const struct netpark_route *r,
		int (*build)(void *buf, const struct nlmsghdr *msg, uint32_t seq))
{
	_Alignas(struct nlmsghdr) char msg[CHANGE_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	const int len = build(msg, (const struct nlmsghdr *)r->message, n->netlink.seq);

	return len < 0 ? len : netlink_talk(&n->netlink, msg, (size_t)len, &failed);
}

/* A list that has changed while it was read has all that was there before. */
int netpark_take(struct netpark *n, uint32_t ifindex)
{
	int err = netlink_open(&n->netlink, NETLINK_ROUTE);

	n->count = 0;
	if (!err) {
		netlink_narrow(&n->netlink);
		err = list(n, AF_INET, ifindex);
	}
	if (!err || err == -EINTR)
		err = list(n, AF_INET6, ifindex);
	for (unsigned int i = 0; i < n->count; i++)
		talk(n, &n->routes[i], change_build_removal);
	return err == -EINTR ? 0 : err;
}

/* The last first, as each goes ahead of others with its metric. */
void netpark_put_back(struct netpark *n)
{
	while (n->count) {
		const int err = talk(n, &n->routes[--n->count], change_build_undo);

		if (err && err != -EEXIST)
			log_debug("A default route is not put back: %s",
				  netlink_error_text(&n->netlink, err));
	}
}

void netpark_forget(struct netpark *n)
{
	n->count = 0;
}

void netpark_close(struct netpark *n)
{
	netpark_forget(n);
	netlink_close(&n->netlink);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "carrier.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "async.h"
#include "filter.h"

#define MESSAGE_SIZE 16384 /* bytes: an RTM_NEWLINK with all its attributes */

struct link_message {
	struct nlmsghdr header;
	struct ifinfomsg info;
};

/*
 * Of another interface nothing gets into the queue, so that no signal comes
 * either. That a bridge has lost the interface as a port is told as the deletion
 * of a link, too, of family AF_BRIDGE.
 */
static int attach_filter(int fd, uint32_t ifindex)
{
	struct sock_filter code[] = {
		/* BPF loads big-endian, netlink has the byte order of the machine. */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct link_message, info.ifi_index)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(ifindex), 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct link_message, info.ifi_family)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNSPEC, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

static int listen_to(int fd, uint32_t ifindex)
{
	const struct sockaddr_nl group = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	const int err = ifindex == CARRIER_OF_ALL ? 0 : attach_filter(fd, ifindex);

	if (err)
		return err;
	return bind(fd, (const struct sockaddr *)&group, sizeof(group)) < 0 ? -errno : 0;
}

/* The kernel has put its answer into the queue when send() returns. */
static int ask(const struct carrier *c)
{
	const struct link_message request = {
		.header = { .nlmsg_len = sizeof(request),
			    .nlmsg_type = RTM_GETLINK,
			    .nlmsg_flags = NLM_F_REQUEST },
		.info = { .ifi_family = AF_UNSPEC, .ifi_index = (int)c->ifindex },
	};

	return send(c->fd, &request, sizeof(request), 0) < 0 ? -errno : 0;
}

static void take(struct carrier *c, const struct link_message *m)
{
	const unsigned int wanted = IFF_UP | IFF_LOWER_UP;

	if ((uint32_t)m->info.ifi_index != c->ifindex)
		return;
	if (m->header.nlmsg_type == RTM_DELLINK)
		c->gone = true;
	else if (m->header.nlmsg_type != RTM_NEWLINK)
		return;
	c->up = !c->gone && (m->info.ifi_flags & wanted) == wanted;
	c->known = true;
}

/* Takes what is queued. Returns whether some was lost. */
static bool take_all(struct carrier *c)
{
	_Alignas(struct nlmsghdr) char buf[MESSAGE_SIZE];
	bool lost = false;
	ssize_t len;

	for (;;) {
		len = recv(c->fd, buf, sizeof(buf), 0);
		if (len >= (ssize_t)sizeof(struct link_message))
			take(c, (const struct link_message *)buf);
		else if (len < 0 && errno == ENOBUFS)
			lost = true;
		else if (len < 0 && errno != EINTR)
			return lost;
	}
}

/* From a queue that has run over until it is empty, the kernel loses its answers, too. */
void carrier_read(struct carrier *c)
{
	while (take_all(c) && c->ifindex != CARRIER_OF_ALL)
		ask(c);
}

int carrier_open(struct carrier *ret, uint32_t ifindex)
{
	struct carrier c = {
		.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE),
		.ifindex = ifindex,
	};
	int err;

	if (c.fd < 0)
		return -errno;
	err = listen_to(c.fd, ifindex);
	if (!err && ifindex != CARRIER_OF_ALL)
		err = ask(&c);
	if (!err)
		carrier_read(&c);
	/* An error in place of its answer does not pass the filter. */
	if (!err && ifindex != CARRIER_OF_ALL && !c.known)
		err = -ENODEV;
	if (err)
		close(c.fd);
	else
		*ret = c;
	return err;
}

void carrier_close(struct carrier *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

int carrier_signal(const struct carrier *c, int number)
{
	return async_signal(c->fd, number);
}

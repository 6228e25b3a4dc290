// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "../core/route.h"
#include "async.h"
#include "filter.h"

#define MESSAGE_SIZE 16384 /* bytes: an RTM_NEWLINK with all its attributes */
#define TYPE_AT offsetof(struct nlmsghdr, nlmsg_type)
#define FLAGS_AT offsetof(struct nlmsghdr, nlmsg_flags)
#define FAMILY_AT NLMSG_HDRLEN /* of each of the three */
#define PROTOCOL_AT (NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_protocol))
#define PREFIX_AT (NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_dst_len))
#define TABLE_AT (NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_table))
#define INDEX_AT (NLMSG_HDRLEN + offsetof(struct ifinfomsg, ifi_index))
#define ROUTE_ATTRIBUTES_AT (NLMSG_HDRLEN + sizeof(struct rtmsg))

_Static_assert(offsetof(struct ifinfomsg, ifi_index) == offsetof(struct ifaddrmsg, ifa_index),
	       "one place for the index of both");

/*
 * BPF loads big-endian, netlink has the byte order of the machine. A bridge
 * tells of its ports as a link of family AF_BRIDGE, IPv6 that it has begun on a
 * link as one of family AF_INET6.
 */
static int attach_filter(int fd, const struct watch_of *of)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, TYPE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 20, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELADDR), 17, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWLINK), 13, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELLINK), 12, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 0, 26),
		/* A default route in the place of another one, which has had its metric */
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, FLAGS_AT),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, htons(NLM_F_REPLACE), 0, 24),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, PREFIX_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 22),
		BPF_STMT(BPF_LD | BPF_IMM, ROUTE_ATTRIBUTES_AT),
		BPF_STMT(BPF_LDX | BPF_IMM, RTA_PRIORITY),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_NLATTR)),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, sizeof(struct rtattr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(of->metrics[0]), 15, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(of->metrics[1]), 14, 15),
		/* A link */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FAMILY_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNSPEC, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 12),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, INDEX_AT),
		BPF_JUMP(BPF_JMP | BPF_JA, 8, 0, 0),
		/* A route that is removed */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, PROTOCOL_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ROUTE_PROTOCOL, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RTPROT_KERNEL, 0, 7),
		BPF_STMT(BPF_LD | BPF_IMM, ROUTE_ATTRIBUTES_AT),
		BPF_STMT(BPF_LDX | BPF_IMM, RTA_OIF),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_NLATTR)),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, sizeof(struct rtattr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(of->ifindex), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

static int attach_uplinks_filter(int fd, const struct watch_of *of)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, TYPE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELADDR), 11, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWLINK), 8, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELLINK), 7, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELRULE), 8, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 7),
		/* A default route */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, PREFIX_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 5),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, TABLE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RT_TABLE_MAIN, 2, 3),
		/* A link */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, INDEX_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(of->ifindex), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

typedef int attach_function(int fd, const struct watch_of *of);

static int open_groups(struct watch *ret, int bus, unsigned int groups, attach_function *attach,
		       const struct watch_of *of)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
	const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, bus);
	int err;

	if (fd < 0)
		return -errno;
	err = attach ? attach(fd, of) : 0;
	if (!err && bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		err = -errno;
	if (err)
		close(fd);
	else
		*ret = (struct watch){ fd, of->ifindex };
	return err;
}

int watch_open(struct watch *ret, const struct watch_of *of)
{
	return open_groups(ret, NETLINK_ROUTE,
			   RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
				   RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | RTMGRP_IPV6_IFINFO,
			   attach_filter, of);
}

int watch_open_rules(struct watch *ret)
{
	return open_groups(ret, NETLINK_NETFILTER, 1U << (NFNLGRP_NFTABLES - 1), NULL,
			   &(const struct watch_of){ 0 });
}

int watch_open_uplinks(struct watch *ret, uint32_t ifindex)
{
	return open_groups(ret, NETLINK_ROUTE,
			   RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV4_RULE,
			   attach_uplinks_filter, &(const struct watch_of){ .ifindex = ifindex });
}

void watch_close(struct watch *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

int watch_signal(const struct watch *w, int number)
{
	return async_signal(w->fd, number);
}

bool watch_has_any(const struct watch *w)
{
	char first;

	return recv(w->fd, &first, sizeof(first), 0) >= 0 || errno == ENOBUFS;
}

/* Only the kernel can send to the groups. */
int watch_read(const struct watch *w, void (*visit)(const struct nlmsghdr *msg, void *context),
	       void *context)
{
	_Alignas(struct nlmsghdr) char buf[MESSAGE_SIZE];
	const struct nlmsghdr *const msg = (const struct nlmsghdr *)buf;
	bool lost = false;
	int count = 0;

	for (;;) {
		const ssize_t len = recv(w->fd, buf, sizeof(buf), 0);

		if (len >= 0 && NLMSG_OK(msg, (size_t)len))
			visit(msg, context);
		if (len >= 0)
			count++;
		else if (errno == ENOBUFS)
			lost = true;
		else if (errno != EINTR)
			return lost ? -ENOBUFS : count;
	}
}

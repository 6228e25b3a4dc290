// SPDX-License-Identifier: GPL-2.0-or-later
#include "names.h"

#include <fcntl.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/if_pppox.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/ppp-ioctl.h>
#include <linux/rtnetlink.h>

#define FDS 256

static const char *kinds[FDS];

const char *names_kind(int fd)
{
	return fd >= 0 && fd < FDS && kinds[fd] ? kinds[fd] : "file";
}

void names_set_kind(int fd, const char *kind)
{
	if (fd >= 0 && fd < FDS)
		kinds[fd] = kind;
}

const char *names_socket(int domain, int type, int protocol)
{
	switch (domain) {
	case AF_PACKET:
		return (type & 0xf) == SOCK_DGRAM ? "AF_PACKET of ppp0" : "AF_PACKET";
	case AF_NETLINK:
		return protocol == NETLINK_NETFILTER ? "netlink of netfilter" : "netlink";
	case AF_PPPOX:
		return "AF_PPPOX";
	case AF_INET:
		return (type & 0xf) == SOCK_RAW ? "raw" : "AF_INET";
	default:
		return "AF_INET6";
	}
}

const char *names_option(int level, int option)
{
	if (level == SOL_NETLINK)
		return "of netlink";
	switch (option) {
	case SO_ATTACH_FILTER:
		return "SO_ATTACH_FILTER";
	case SO_PRIORITY:
		return "SO_PRIORITY";
	case SO_TIMESTAMPNS:
		return "SO_TIMESTAMPNS";
	case SO_BINDTOIFINDEX:
		return "SO_BINDTOIFINDEX";
	default:
		return "?";
	}
}

static const char *route_message(uint16_t type)
{
	static const char *const objects[] = { "LINK", "ADDR", "ROUTE", "NEIGH", "RULE" };
	static const char *const verbs[] = { "NEW", "DEL", "GET", "SET" };
	static char name[24];
	const unsigned int object = (unsigned int)(type - RTM_BASE) / 4;

	snprintf(name, sizeof(name), "RTM_%s%s", verbs[type % 4],
		 object < sizeof(objects) / sizeof(objects[0]) ? objects[object] : "?");
	return name;
}

static const char *netfilter_message(uint16_t type)
{
	static const char *const names[] = {
		[NFT_MSG_NEWTABLE] = "NFT_MSG_NEWTABLE", [NFT_MSG_GETTABLE] = "NFT_MSG_GETTABLE",
		[NFT_MSG_DELTABLE] = "NFT_MSG_DELTABLE", [NFT_MSG_NEWCHAIN] = "NFT_MSG_NEWCHAIN",
		[NFT_MSG_NEWRULE] = "NFT_MSG_NEWRULE",	 [NFT_MSG_DELRULE] = "NFT_MSG_DELRULE",
	};
	const uint8_t number = NFNL_MSG_TYPE(type);

	if (type == NFNL_MSG_BATCH_BEGIN || type == NFNL_MSG_BATCH_END)
		return "nftables batch";
	if (NFNL_SUBSYS_ID(type) == NFNL_SUBSYS_CTNETLINK)
		return "IPCTNL_MSG_CT";
	return number < sizeof(names) / sizeof(names[0]) && names[number] ? names[number] : "?";
}

const char *names_message(const char *kind, const struct nlmsghdr *msg)
{
	return strstr(kind, "netfilter") ? netfilter_message(msg->nlmsg_type)
					 : route_message(msg->nlmsg_type);
}

const char *names_ioctl(unsigned long request)
{
	static const struct {
		unsigned long request;
		const char *name;
	} names[] = {
		{ SIOCGIFHWADDR, "SIOCGIFHWADDR" }, { SIOCGIFINDEX, "SIOCGIFINDEX" },
		{ SIOCGIFMTU, "SIOCGIFMTU" },	    { SIOCGIFFLAGS, "SIOCGIFFLAGS" },
		{ SIOCSIFFLAGS, "SIOCSIFFLAGS" },   { SIOCGIFNAME, "SIOCGIFNAME" },
		{ SIOCGPPPSTATS, "SIOCGPPPSTATS" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].request == request)
			return names[i].name;
	return "?";
}

const char *names_fcntl(int command)
{
	switch (command) {
	case F_SETOWN:
		return "F_SETOWN";
	case F_SETSIG:
		return "F_SETSIG";
	case F_SETFL:
		return "F_SETFL";
	case F_DUPFD_CLOEXEC:
		return "F_DUPFD_CLOEXEC";
	default:
		return "?";
	}
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "iface.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <linux/ppp-ioctl.h>

/* -EAGAIN: it has got another name meanwhile. */
static int ask(int fd, struct iface *i)
{
	struct ifreq ifr = { .ifr_ifindex = (int)i->index };

	if (ioctl(fd, SIOCGIFNAME, &ifr) < 0)
		return -errno;
	memcpy(i->name, ifr.ifr_name, sizeof(i->name));
	if (ioctl(fd, SIOCGIFMTU, &ifr) < 0)
		return errno == ENODEV ? -EAGAIN : -errno;
	i->mtu = ifr.ifr_mtu;
	if (ioctl(fd, SIOCGIFFLAGS, &ifr) < 0)
		return errno == ENODEV ? -EAGAIN : -errno;
	i->up = ifr.ifr_flags & IFF_UP;
	i->running = ifr.ifr_flags & IFF_RUNNING;
	return 0;
}

int iface_describe(struct iface *ret, uint32_t index)
{
	struct iface i = { .index = index };
	int fd, err;

	if (!index)
		return -ENODEV;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	err = ask(fd, &i);
	if (err == -EAGAIN)
		err = ask(fd, &i);
	close(fd);
	if (!err)
		*ret = i;
	return err;
}

int iface_find(struct iface *ret, const char *name)
{
	const uint32_t index = if_nametoindex(name);

	return index ? iface_describe(ret, index) : -errno;
}

bool iface_read_bytes(const char *name, struct iface_bytes *ret)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ppp_stats stats = { 0 };
	struct ifreq ifr = { .ifr_data = (char *)&stats };
	bool found;

	memccpy(ifr.ifr_name, name, '\0', sizeof(ifr.ifr_name) - 1);
	found = fd >= 0 && ioctl(fd, SIOCGPPPSTATS, &ifr) >= 0;
	if (fd >= 0)
		close(fd);
	if (found)
		*ret = (struct iface_bytes){ stats.p.ppp_ibytes, stats.p.ppp_obytes };
	return found;
}

uint32_t iface_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) < 0 ? 0 : (uint32_t)st.st_ino;
}

static bool kernel_has_ipv6(void)
{
	const int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static FILE *open_switch(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", name);
	return fopen(path, "re");
}

bool iface_has_ipv6(const char *name)
{
	FILE *disabled = open_switch(name);
	int digit;

	if (!disabled)
		disabled = open_switch(IFACE_NEW);
	if (!disabled)
		return kernel_has_ipv6();
	digit = fgetc(disabled);
	fclose(disabled);
	return digit != '1';
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* iface.c, asking a kernel of our own for interface 7. */
#include "../tap.h"

#include <errno.h>
#include <net/if.h>
#include <stdarg.h>
#include <sys/ioctl.h>

#include "sys/iface.h"

static struct {
	const char *name; /* NULL: it is gone */
	const char *next; /* its name, once that was told */
} fake;

static int answer(unsigned long request, struct ifreq *ifr)
{
	if (request == SIOCGIFNAME && fake.name && ifr->ifr_ifindex == 7) {
		strcpy(ifr->ifr_name, fake.name);
		fake.name = fake.next;
		return 0;
	}
	errno = ENODEV;
	if (request == SIOCGIFNAME || !fake.name || strcmp(ifr->ifr_name, fake.name) != 0)
		return -1;
	if (request == SIOCGIFMTU)
		ifr->ifr_mtu = 1492;
	if (request == SIOCGIFFLAGS)
		ifr->ifr_flags = IFF_UP | IFF_RUNNING;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	struct ifreq *ifr;
	va_list ap;

	(void)fd;
	va_start(ap, request);
	ifr = va_arg(ap, struct ifreq *);
	va_end(ap);
	return answer(request, ifr);
}

static void one_that_is_there(void)
{
	struct iface i = { 0 };

	fake.name = fake.next = "ppp0";
	is_int(iface_describe(&i, 7), 0);
	is_str(i.name, "ppp0");
	is_int(i.index, 7);
	is_int(i.mtu, 1492);
	ok(i.up);
	ok(i.running);
}

static void one_that_is_not(void)
{
	struct iface i = { .index = 3 };

	fake.name = NULL;
	is_int(iface_describe(&i, 7), -ENODEV);
	is_int(iface_describe(&i, 0), -ENODEV);
	is_int(i.index, 3);
}

/* Fails if it is taken for gone: under its first name nobody would find it again. */
static void one_that_is_renamed_meanwhile(void)
{
	struct iface i = { 0 };

	fake.name = "ppp0";
	fake.next = "wan0";
	is_int(iface_describe(&i, 7), 0);
	is_str(i.name, "wan0");
}

int main(void)
{
	test(one_that_is_there);
	test(one_that_is_not);
	test(one_that_is_renamed_meanwhile);
	return done_testing();
}

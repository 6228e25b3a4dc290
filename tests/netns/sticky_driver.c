// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netsticky.c by the lines of standard input, each answered by "done ERROR":
 *
 *   set INTERFACE METRIC ADDRESS
 *   watch INTERFACE, an uplink
 *   told        fails if nothing was
 *   clear
 *   leftovers
 *   old         as on a kernel without owned tables, from now on
 *   exit
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netsticky.h"
#include "sys/watch.h"

static struct netsticky n;
static struct watch watch = { .fd = -1 };

static void ignore(const struct nlmsghdr *msg, void *context)
{
	(void)msg, (void)context;
}

static int act(const char *line)
{
	char name[IFNAMSIZ], address[INET_ADDRSTRLEN];
	unsigned int metric;

	if (sscanf(line, "set %15s %u %15s", name, &metric, address) == 3)
		return netsticky_set(&n, if_nametoindex(name), metric, inet_addr(address));
	if (sscanf(line, "watch %15s", name) == 1)
		return watch_open_uplinks(&watch, if_nametoindex(name));
	if (!strcmp(line, "told\n"))
		return watch_read(&watch, ignore, NULL) ? 0 : -EAGAIN;
	if (!strcmp(line, "clear\n"))
		netsticky_clear(&n);
	else if (!strcmp(line, "leftovers\n"))
		netsticky_clear_leftovers(&n);
	else if (!strcmp(line, "old\n"))
		n.no_owner = true;
	else
		return -EINVAL;
	return 0;
}

int main(void)
{
	char line[128];

	while (fgets(line, sizeof(line), stdin) && strcmp(line, "exit\n") != 0) {
		printf("done %d\n", act(line));
		fflush(stdout);
	}
	watch_close(&watch);
	netsticky_close(&n);
	puts("done 0");
	return EXIT_SUCCESS;
}

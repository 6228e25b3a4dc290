// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the plugin puts into the kernel (netconf.c), by commands on standard
 * input, one a line:
 *
 *   clamp INTERFACE MTU | unclamp
 *   route4 INTERFACE METRIC | noroute4 | route6 INTERFACE METRIC | noroute6
 *   close | exit
 *
 * Answers each with "done 0" or "done -ERRNO". Without `close` or `exit` it
 * ends as a killed pppd does: by leaving everything to the kernel.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/mtu.h"
#include "netconf.h"

struct command {
	char verb[16];
	char ifname[IFNAMSIZ];
	unsigned int number;
};

static int set_clamp(struct netconf *n, const struct command *c)
{
	struct clamp clamp = {
		.ifindex = if_nametoindex(c->ifname),
		.mss_ipv4 = mtu_mss_ipv4((int)c->number),
		.mss_ipv6 = mtu_mss_ipv6((int)c->number),
	};

	snprintf(clamp.ifname, sizeof(clamp.ifname), "%s", c->ifname);
	return netconf_set_clamp(n, &clamp);
}

static int set_route(struct netconf *n, const struct command *c, enum netconf_family family)
{
	const struct route route = {
		.family = family == NETCONF_IPV4 ? AF_INET : AF_INET6,
		.ifindex = if_nametoindex(c->ifname),
		.metric = c->number,
	};

	return netconf_set_route(n, family, &route);
}

static int run(struct netconf *n, const struct command *c)
{
	if (!strcmp(c->verb, "clamp"))
		return set_clamp(n, c);
	if (!strcmp(c->verb, "unclamp"))
		return netconf_set_clamp(n, NULL);
	if (!strcmp(c->verb, "route4"))
		return set_route(n, c, NETCONF_IPV4);
	if (!strcmp(c->verb, "route6"))
		return set_route(n, c, NETCONF_IPV6);
	if (!strcmp(c->verb, "noroute4"))
		return netconf_set_route(n, NETCONF_IPV4, NULL);
	if (!strcmp(c->verb, "noroute6"))
		return netconf_set_route(n, NETCONF_IPV6, NULL);
	if (strcmp(c->verb, "close") != 0 && strcmp(c->verb, "exit") != 0)
		return -ENOSYS;
	netconf_close(n);
	return 0;
}

int main(void)
{
	struct netconf netconf = { 0 };
	struct command c = { 0 };
	char line[80];

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (strcmp(c.verb, "exit") != 0 && fgets(line, sizeof(line), stdin)) {
		c = (struct command){ 0 };
		if (sscanf(line, "%15s %15s %u", c.verb, c.ifname, &c.number) > 0)
			printf("done %d\n", run(&netconf, &c));
	}
	return 0;
}

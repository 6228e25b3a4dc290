// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the plugin puts into the kernel (netclamp.c, netroute.c), by commands on standard
 * input, one a line:
 *
 *   clamp INTERFACE MTU [MSS] | unclamp     MSS: a fixed one, of both IP versions
 *   backend auto|forward|netdev|both        for the next clamp
 *   unowned | unstripped                    as on a kernel without owned tables, or one that
 *                                           cannot remove TCP options
 *   check                                   what the plugin does every second
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
#include "netclamp.h"
#include "netroute.h"

struct command {
	char verb[16];
	char word[IFNAMSIZ];
	unsigned int number, fixed;
};

struct net {
	struct netclamp clamp;
	struct netroute routes;
};

static int set_clamp(struct net *n, const struct command *c)
{
	const int mtu = (int)c->number;
	const uint16_t fixed = (uint16_t)c->fixed;
	struct clamp clamp = {
		.ifindex = if_nametoindex(c->word),
		.mss_ipv4 = mtu_clamp_ipv4(mtu, fixed),
		.mss_ipv6 = mtu_clamp_ipv6(mtu, fixed, 0),
		.comment = CLAMP_COMMENT_START " test",
	};

	clamp.local = clamp.mss_ipv4 < mtu_mss_ipv4(mtu) || clamp.mss_ipv6 < mtu_mss_ipv6(mtu);
	snprintf(clamp.ifname, sizeof(clamp.ifname), "%s", c->word);
	return netclamp_set(&n->clamp, &clamp);
}

static int set_route(struct net *n, const struct command *c, enum netroute_family family)
{
	const struct route route = {
		.family = family == NETROUTE_IPV4 ? AF_INET : AF_INET6,
		.ifindex = if_nametoindex(c->word),
		.metric = c->number,
		.table = c->fixed,
	};

	return netroute_set(&n->routes, family, &route);
}

static int choose_backend(struct net *n, const char *word)
{
	static const char *const names[] = {
		[NETCLAMP_AUTO] = "auto",
		[NETCLAMP_FORWARD] = "forward",
		[NETCLAMP_NETDEV] = "netdev",
		[NETCLAMP_BOTH] = "both",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(word, names[i])) {
			n->clamp.choice = (enum netclamp_choice)i;
			return 0;
		}
	return -EINVAL;
}

static int run_clamp(struct net *n, const struct command *c)
{
	if (!strcmp(c->verb, "clamp"))
		return set_clamp(n, c);
	if (!strcmp(c->verb, "unclamp"))
		return netclamp_set(&n->clamp, NULL);
	if (!strcmp(c->verb, "backend"))
		return choose_backend(n, c->word);
	if (!strcmp(c->verb, "unowned"))
		n->clamp.no_owner = true;
	else if (!strcmp(c->verb, "unstripped"))
		n->clamp.no_strip = true;
	else if (!strcmp(c->verb, "check"))
		netclamp_check(&n->clamp);
	else
		return -ENOSYS;
	return 0;
}

static int run(struct net *n, const struct command *c)
{
	if (!strcmp(c->verb, "route4"))
		return set_route(n, c, NETROUTE_IPV4);
	if (!strcmp(c->verb, "route6"))
		return set_route(n, c, NETROUTE_IPV6);
	if (!strcmp(c->verb, "noroute4"))
		return netroute_set(&n->routes, NETROUTE_IPV4, NULL);
	if (!strcmp(c->verb, "noroute6"))
		return netroute_set(&n->routes, NETROUTE_IPV6, NULL);
	if (strcmp(c->verb, "close") != 0 && strcmp(c->verb, "exit") != 0)
		return run_clamp(n, c);
	netroute_close(&n->routes);
	netclamp_close(&n->clamp);
	return 0;
}

int main(void)
{
	struct net net = { 0 };
	struct command c = { 0 };
	char line[80];

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (strcmp(c.verb, "exit") != 0 && fgets(line, sizeof(line), stdin)) {
		c = (struct command){ 0 };
		if (sscanf(line, "%15s %15s %u %u", c.verb, c.word, &c.number, &c.fixed) > 0)
			printf("done %d\n", run(&net, &c));
	}
	return 0;
}

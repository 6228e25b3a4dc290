// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the plugin puts into the kernel (netclamp.c, netroute.c, netkeep.c, netpark.c,
 * netpriority.c), by commands on standard input, one a line:
 *
 *   clamp INTERFACE MTU [MSS] | unclamp     MSS: a fixed one, of both IP versions
 *   backend auto|forward|netdev|both        for the next clamp
 *   unowned | unstripped                    as on a kernel without owned tables, or one that
 *                                           cannot remove TCP options
 *   check                                   what the plugin does every second
 *   route4 INTERFACE METRIC | noroute4 | route6 INTERFACE METRIC | noroute6
 *   keep4 INTERFACE ADDRESS | keep6 INTERFACE
 *   changes                                 what others have done since, as the log names it
 *   putback                                 of that, what was missing
 *   park INTERFACE | unpark                 default routes of others go, and come back
 *   vrf INTERFACE                           the table of its VRF
 *   priority INTERFACE NUMBER               of control frames of a session there; 0: none
 *   close | exit
 *
 * Answers each with "done 0", "done -ERRNO", or "done WORDS". Without `close` or `exit` it
 * ends as a killed pppd does: by leaving everything to the kernel.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/mtu.h"
#include "netclamp.h"
#include "netkeep.h"
#include "netpark.h"
#include "netpriority.h"
#include "netroute.h"

struct command {
	char verb[16];
	char word[IFNAMSIZ];
	unsigned int number, fixed;
	char address[INET_ADDRSTRLEN];
};

struct net {
	struct netclamp clamp;
	struct netroute routes;
	struct netkeep keep;
	struct netpark park;
	struct netpriority priority;
	unsigned int changes;
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

/* The driver answers whether there is what was wanted. */
static int set_priority(struct net *n, const struct command *c)
{
	struct priority p = {
		.peer = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 },
		.session_id = 17,
		.priority = c->number,
	};

	snprintf(p.ifname, sizeof(p.ifname), "%s", c->word);
	netpriority_set(&n->priority, p.priority ? &p : NULL);
	return n->priority.installed == (p.priority != 0) ? 0 : -EOPNOTSUPP;
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

static int keep(struct net *n, const struct command *c)
{
	const bool v4 = !strcmp(c->verb, "keep4");
	struct in_addr local = { 0 };
	int err = netkeep_begin(&n->keep,
				&(const struct watch_of){ if_nametoindex(c->word), { 100, 1100 } });

	if (!err && v4 && inet_pton(AF_INET, c->address, &local) != 1)
		err = -EINVAL;
	return err ? err : netkeep_learn(&n->keep, v4 ? AF_INET : AF_INET6, v4 ? &local : NULL);
}

static void print_changes(unsigned int changes)
{
	char what[CHANGE_TEXT_SIZE];

	change_describe(what, changes);
	printf("done%s%s%s\n", changes & CHANGE_LINK ? " link" : "", what[0] ? " " : "", what);
}

static bool run_keep(struct net *n, const struct command *c)
{
	bool any;

	if (!strcmp(c->verb, "keep4") || !strcmp(c->verb, "keep6")) {
		printf("done %d\n", keep(n, c));
	} else if (!strcmp(c->verb, "changes")) {
		n->changes = netkeep_read(
			&n->keep, n->routes.netlink.socket ? netlink_port(&n->routes.netlink) : 0,
			&any);
		print_changes(n->changes);
	} else if (!strcmp(c->verb, "putback")) {
		print_changes(netkeep_put_back(&n->keep, n->changes));
	} else if (!strcmp(c->verb, "park")) {
		printf("done %d\n", netpark_take(&n->park, if_nametoindex(c->word)));
	} else if (!strcmp(c->verb, "unpark")) {
		netpark_put_back(&n->park);
		puts("done 0");
	} else if (!strcmp(c->verb, "vrf")) {
		printf("done %u\n", netkeep_vrf_table(&n->keep, if_nametoindex(c->word), 0));
	} else {
		return false;
	}
	return true;
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
	if (!strcmp(c->verb, "priority"))
		return set_priority(n, c);
	if (strcmp(c->verb, "close") != 0 && strcmp(c->verb, "exit") != 0)
		return run_clamp(n, c);
	netkeep_close(&n->keep);
	netroute_close(&n->routes);
	netpriority_set(&n->priority, NULL);
	netclamp_close(&n->clamp);
	return 0;
}

int main(void)
{
	struct net net = { .keep = { .watch = { .fd = -1 } } };
	struct command c = { 0 };
	char line[80];

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (strcmp(c.verb, "exit") != 0 && fgets(line, sizeof(line), stdin)) {
		c = (struct command){ 0 };
		if (sscanf(line, "%15s %15s %15[0-9.]", c.verb, c.word, c.address) > 0 &&
		    run_keep(&net, &c))
			continue;
		if (sscanf(line, "%15s %15s %u %u", c.verb, c.word, &c.number, &c.fixed) > 0)
			printf("done %d\n", run(&net, &c));
	}
	return 0;
}

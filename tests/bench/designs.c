// SPDX-License-Identifier: GPL-2.0-or-later
#include "designs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>

#include "../../plugin/netclamp.h"
#include "lab.h"
#include "router.h"

/* One for each clamp of ours, as if each had a pppd of its own. */
static struct netclamp *netclamps;
static size_t netclamps_count;

static struct netclamp *new_netclamps(size_t count)
{
	struct netclamp *new = reallocarray(netclamps, netclamps_count + count, sizeof(*new));

	if (!new)
		lab_die("out of memory");
	netclamps = new;
	new += netclamps_count;
	memset(new, 0, count * sizeof(*new));
	netclamps_count += count;
	return new;
}

static int apply_ours(const struct design *d, const struct router *r)
{
	struct netclamp *n = new_netclamps(r->interfaces);
	int err = 0;

	for (unsigned int i = 0; i < r->interfaces && !err; i++) {
		struct clamp c = {
			.mss_ipv4 = DESIGNS_MSS,
			.mss_ipv6 = DESIGNS_MSS - 20,
			.comment = CLAMP_COMMENT_START " bench",
		};

		router_name_interface(c.ifname, r, i);
		c.ifindex = if_nametoindex(c.ifname);
		n[i].choice = d->backend;
		err = netclamp_set(&n[i], &c);
	}
	/* With `auto` the first ones move when the others are there, half a minute later. */
	for (unsigned int i = 0; i < r->interfaces && !err; i++)
		for (int second = 0; !d->backend && second < 30; second++)
			netclamp_check(&n[i]);
	return err;
}

void designs_close(void)
{
	for (size_t i = 0; i < netclamps_count; i++)
		netclamp_close(&netclamps[i]);
	free(netclamps);
	netclamps = NULL;
	netclamps_count = 0;
}

typedef void rule_writer(FILE *f, char direction, const char *ifname, const char *action);

/* Two rules for each interface, as scripts make them. */
static int load_rules(const struct design *d, const struct router *r, const char *head,
		      rule_writer *write_rule, const char *tail)
{
	FILE *f = popen(d->command, "w");

	if (!f)
		lab_die("%s: %s", d->command, strerror(errno));
	fputs(head, f);
	for (unsigned int i = 0; i < r->interfaces; i++) {
		char ifname[IFNAMSIZ];

		router_name_interface(ifname, r, i);
		write_rule(f, 'i', ifname, d->action);
		write_rule(f, 'o', ifname, d->action);
	}
	fputs(tail, f);
	return pclose(f);
}

static void write_iptables(FILE *f, char direction, const char *ifname, const char *action)
{
	fprintf(f, "-A FORWARD -%c %s -p tcp --tcp-flags SYN,RST SYN -j TCPMSS %s\n", direction,
		ifname, action);
}

static int apply_iptables(const struct design *d, const struct router *r)
{
	return load_rules(d, r, "*mangle\n", write_iptables, "COMMIT\n");
}

static void write_nft(FILE *f, char direction, const char *ifname, const char *action)
{
	fprintf(f, "%cifname \"%s\" tcp flags & (syn|rst) == syn tcp option maxseg size set %s\n",
		direction, ifname, action);
}

static int apply_nft(const struct design *d, const struct router *r)
{
	return load_rules(d, r,
			  "table inet clamp {\nchain forward {\n"
			  "type filter hook forward priority mangle;\n",
			  write_nft, "}\n}\n");
}

/* clang-format off */
const struct design designs[] = {
	{ .name = "none" },
	{ .name = "none again, the control" },
	{ .name = "ours, auto", .apply = apply_ours },
	{ .name = "ours, forward", .apply = apply_ours, .backend = NETCLAMP_FORWARD },
	{ .name = "ours, netdev", .apply = apply_ours, .backend = NETCLAMP_NETDEV },
	{ .name = "ours, both", .apply = apply_ours, .backend = NETCLAMP_BOTH },
	{ .name = "iptables-legacy, PMTU", .apply = apply_iptables, .command = "iptables-legacy-restore", .action = "--clamp-mss-to-pmtu" },
	{ .name = "iptables-legacy, set MSS", .apply = apply_iptables, .command = "iptables-legacy-restore", .action = "--set-mss 1452" },
	{ .name = "iptables-nft, PMTU", .apply = apply_iptables, .command = "iptables-nft-restore", .action = "--clamp-mss-to-pmtu" },
	{ .name = "nft, set MSS", .apply = apply_nft, .command = "nft -f -", .action = "1452" },
	{ .name = "nft, rt mtu", .apply = apply_nft, .command = "nft -f -", .action = "rt mtu" },
};
/* clang-format on */

const size_t design_count = sizeof(designs) / sizeof(designs[0]);

_Static_assert(sizeof(designs) / sizeof(designs[0]) <= DESIGNS_MAX, "raise DESIGNS_MAX");

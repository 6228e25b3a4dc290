// SPDX-License-Identifier: GPL-2.0-or-later
/* What the machine is like. */
#include <errno.h>
#include <fnmatch.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "checks.h"
#include "core/route.h"
#include "files.h"
#include "say.h"

void check_kernel(struct patient *p)
{
	if (access("/dev/ppp", F_OK) < 0)
		checks_find(
			p, say_text("there is no /dev/ppp"),
			say_text(
				"modprobe -a ppp_generic pppoe; in a container: give it /dev/ppp"));
	if (p->facts.clamps_error && p->facts.clamps_error != -EPERM)
		checks_find(p,
			    say_text("nftables is not there: %s", strerror(-p->facts.clamps_error)),
			    say_text("modprobe nf_tables, or a kernel with it"));
}

void check_run(struct patient *p)
{
	const int err = p->facts.records_error;

	if (!err && access("/run/pppoe-clamp", W_OK) < 0 && errno == EROFS)
		checks_find(p, say_text("nothing can be written to /run/pppoe-clamp"),
			    say_text("mount -o remount,rw /run; in a unit: "
				     "ReadWritePaths=/run"));
	if (err && err != -EACCES)
		checks_find(p, say_text("the records in /run/pppoe-clamp: %s", strerror(-err)),
			    say_text("it belongs to root alone (0755); in a unit: "
				     "ReadWritePaths=/run"));
}

bool checks_has_family(const struct patient *p, uint32_t ifindex, uint8_t family)
{
	for (size_t i = 0; i < p->facts.addresses.count; i++)
		if (p->facts.addresses.items[i].ifindex == ifindex &&
		    p->facts.addresses.items[i].family == family)
			return true;
	return false;
}

static bool has_link_with(const struct patient *p, uint8_t family)
{
	for (size_t i = 0; i < p->views.count; i++)
		if (p->views.items[i].link &&
		    checks_has_family(p, p->views.items[i].link->info.index, family))
			return true;
	return false;
}

static bool is_parent(const struct facts_record *r, const char *name)
{
	bool is = !strcmp(r->record.device, name);

	for (size_t i = 0; i < RECORD_PARENTS; i++)
		is |= !strcmp(r->record.parents[i].name, name);
	return is;
}

/* No link, nothing under one, no other uplink: somebody may be behind it. */
static bool may_have_hosts(const struct patient *p, uint32_t ifindex, uint8_t family)
{
	const struct facts_link *l = facts_link_at(&p->facts, ifindex);
	bool may = l && l->info.up && strcmp(l->info.name, "lo") != 0 &&
		   !facts_has_default(&p->facts, ifindex, family, RTPROT_UNSPEC);

	for (size_t i = 0; may && i < p->views.count; i++)
		may = p->views.items[i].link != l;
	for (size_t i = 0; may && i < p->facts.records.count; i++)
		may = !is_parent(&p->facts.records.items[i], l->info.name);
	return may;
}

/* Each interface has a link-local address of IPv6. */
static bool has_lan_with(const struct patient *p, uint8_t family)
{
	for (size_t i = 0; i < p->facts.addresses.count; i++) {
		const struct netinfo_address *a = &p->facts.addresses.items[i];

		if (a->family == family && may_have_hosts(p, a->ifindex, family) &&
		    (family == AF_INET || a->address[0] != 0xfe))
			return true;
	}
	return false;
}

void check_forwarding(struct patient *p)
{
	if (has_link_with(p, AF_INET) && has_lan_with(p, AF_INET) &&
	    !files_read_number("/proc/sys/net/ipv4/ip_forward", 1))
		checks_find(p, say_text("this machine forwards no IPv4"),
			    say_text("sysctl net.ipv4.ip_forward=1, and in /etc/sysctl.d"));
	if (has_link_with(p, AF_INET6) && has_lan_with(p, AF_INET6) &&
	    !files_read_number("/proc/sys/net/ipv6/conf/all/forwarding", 1))
		checks_find(p, say_text("this machine forwards no IPv6"),
			    say_text("sysctl net.ipv6.conf.all.forwarding=1, and in "
				     "/etc/sysctl.d"));
}

/* The kernel takes the higher one of "all" and the interface's own. */
static long interface_sysctl(const char *version, const char *interface, const char *name)
{
	char *path = say_text("/proc/sys/net/%s/conf/%s/%s", version, interface, name);
	const long value = files_read_number(path, 0);

	free(path);
	return value;
}

static unsigned int count_uplinks(const struct patient *p, uint8_t family)
{
	uint32_t seen[8];
	unsigned int count = 0;

	for (size_t i = 0; i < p->facts.routes.count && count < 8; i++) {
		const struct netinfo_route *r = &p->facts.routes.items[i];
		bool known = r->family != family;

		for (unsigned int j = 0; j < count; j++)
			known |= seen[j] == r->ifindex;
		if (!known)
			seen[count++] = r->ifindex;
	}
	return count;
}

void check_rp_filter(struct patient *p)
{
	const long all = interface_sysctl("ipv4", "all", "rp_filter");

	for (size_t i = 0; count_uplinks(p, AF_INET) > 1 && i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];
		const long own = v->link ? interface_sysctl("ipv4", v->name, "rp_filter") : 0;

		if (v->link && (own > all ? own : all) == 1)
			checks_find(p,
				    say_text("%s has a strict rp_filter, and there are several "
					     "uplinks",
					     v->name),
				    say_text("sysctl net.ipv4.conf.all.rp_filter=2, and in "
					     "/etc/sysctl.d"));
	}
}

/* 1: unless it forwards; 2: always. */
static bool takes_advertised(const char *interface)
{
	const long accepts = interface_sysctl("ipv6", interface, "accept_ra");
	const long forwards = interface_sysctl("ipv6", interface, "forwarding");

	return (accepts == 2 || (accepts == 1 && !forwards)) &&
	       interface_sysctl("ipv6", interface, "accept_ra_defrtr");
}

/* By the kernel, or by networkd and dhcpcd, which have it take none. */
static void judge_advertised(struct patient *p, const struct view *v)
{
	if (takes_advertised(v->name))
		checks_find(p,
			    say_text("%s takes default routes from router advertisements", v->name),
			    say_text("sysctl net.ipv6.conf.%s.accept_ra_defrtr=0, and in a script "
				     "of /etc/ppp/ipv6-up.d",
				     v->name));
	else if (facts_has_default(&p->facts, v->link->info.index, AF_INET6, RTPROT_RA))
		checks_find(p,
			    say_text("%s has a default route of a router advertisement", v->name),
			    say_text("ip -6 route del default dev %s proto ra; networkd: "
				     "IPv6AcceptRA=no, dhcpcd: noipv6rs",
				     v->name));
}

/* In nobody's way where nothing else is there for when the line is lost. */
void check_accept_ra(struct patient *p)
{
	if (count_uplinks(p, AF_INET6) < 2 && access("/etc/pppoe-clamp/failover.conf", F_OK) < 0)
		return;
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];

		if (v->link &&
		    facts_has_default(&p->facts, v->link->info.index, AF_INET6, ROUTE_PROTOCOL))
			judge_advertised(p, v);
	}
}

/* Stanzas of interfaces(5): one with a gateway, and no metric for it. */
static void look_for_gateway(const char *path, void *context)
{
	char *text = files_read(path), *rest = text, *line;
	char interface[32] = "", gateway[64] = "";
	struct patient *p = context;
	bool metric = false;

	while (text) {
		char word[64] = "", value[64] = "";
		const bool end = (line = strsep(&rest, "\n")) == NULL;

		if (!end)
			sscanf(line, " %63s %63s", word, value);
		if ((end || !strcmp(word, "iface")) && gateway[0] && !metric)
			checks_find(p,
				    say_text("%s: %s has the gateway %s, without a metric", path,
					     interface, gateway),
				    say_text("remove it, or add: metric 1000"));
		if (end)
			break;
		if (!strcmp(word, "iface")) {
			snprintf(interface, sizeof(interface), "%.31s", value);
			gateway[0] = '\0';
			metric = false;
		} else if (!strcmp(word, "gateway")) {
			snprintf(gateway, sizeof(gateway), "%s", value);
		} else if (!strcmp(word, "metric")) {
			metric = true;
		}
	}
	free(text);
}

/* What is set in a section of a .network file */
struct network_route {
	char gateway[64], metric[16], destination[64];
};

/* Of a destination of its own it is no default route, and in no link's way. */
static bool goes_first(const struct network_route *r)
{
	const char *to = r->destination;

	return r->gateway[0] && !r->metric[0] &&
	       (!*to || !strcmp(to, "0.0.0.0/0") || !strcmp(to, "::/0"));
}

/* The same of such a file; a gateway and its metric are in one section, [Route]. */
static void look_for_network_gateway(const char *path, void *context)
{
	char *text = files_read(path), *rest = text, *line;
	struct network_route r = { 0 };
	struct patient *p = context;

	while (text) {
		const bool end = (line = strsep(&rest, "\n")) == NULL;

		if ((end || line[0] == '[') && goes_first(&r))
			checks_find(p,
				    say_text("%s has the gateway %s, without a metric", path,
					     r.gateway),
				    say_text("remove it, or have both in a [Route]: Metric=1000"));
		if (end)
			break;
		if (line[0] == '[')
			r = (struct network_route){ 0 };
		sscanf(line, " Gateway = %63s", r.gateway);
		sscanf(line, " Metric = %15s", r.metric);
		sscanf(line, " Destination = %63s", r.destination);
	}
	free(text);
}

static bool wants_default(const struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++)
		if (dryrun_has(&p->peers.items[i].options, "failover-metric") ||
		    dryrun_has(&p->peers.items[i].options, "defaultroute"))
			return true;
	return false;
}

static bool has_ours(const struct patient *p, uint8_t family)
{
	for (size_t i = 0; i < p->facts.routes.count; i++)
		if (p->facts.routes.items[i].family == family &&
		    p->facts.routes.items[i].protocol == ROUTE_PROTOCOL &&
		    p->facts.routes.items[i].table == RT_TABLE_MAIN)
			return true;
	return false;
}

/* Then check_detour() speaks of it. */
static bool carries_sessions(const struct patient *p, const char *ifname)
{
	for (size_t i = 0; i < p->facts.records.count; i++)
		if (!strcmp(p->facts.records.items[i].record.device, ifname))
			return true;
	return false;
}

/* As of dhclient, or of a pppd with `defaultroute`: no file says so. */
static void look_for_first_route(struct patient *p)
{
	for (size_t i = 0; i < p->facts.routes.count; i++) {
		const struct netinfo_route *r = &p->facts.routes.items[i];
		const struct facts_link *l = facts_link_at(&p->facts, r->ifindex);

		if (l && !r->metric && r->protocol != ROUTE_PROTOCOL && r->table == RT_TABLE_MAIN &&
		    has_ours(p, r->family) && !carries_sessions(p, l->info.name))
			checks_find(p,
				    say_text("the default route by %s has metric 0", l->info.name),
				    say_text("a metric in what adds it: metric 1000 in "
					     "interfaces(5), failover-metric in a peers file"));
	}
}

void check_gateways(struct patient *p)
{
	look_for_first_route(p);
	if (!wants_default(p))
		return;
	files_glob("/etc/network/interfaces", look_for_gateway, p);
	files_glob("/etc/network/interfaces.d/*", look_for_gateway, p);
	files_glob("/etc/systemd/network/*.network", look_for_network_gateway, p);
}

/* IPV6CP gives addresses, and no route. */
void check_ipv6_route(struct patient *p)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];

		if (v->state == VIEW_UP && v->link && v->record &&
		    checks_has_family(p, v->link->info.index, AF_INET6) &&
		    !facts_default(&p->facts, AF_INET6) &&
		    !facts_has_default(&p->facts, v->link->info.index, AF_INET6, ROUTE_PROTOCOL))
			checks_find(p,
				    say_text("%s has IPv6, and there is no default route of it",
					     v->name),
				    say_text("failover-metric 100 in its peers file"));
	}
}

/* A .network file as far as it says which interfaces it is for, and what is done with them. */
struct network {
	char names[256];
	bool has_ppp; /* whatever its name is */
	bool keeps; /* what others have configured */
	bool sets_up;
};

static struct network read_network(const char *path)
{
	char *text = files_read(path), *rest = text, *line, type[64] = "";
	struct network n = { .sets_up = true };

	while (rest && (line = strsep(&rest, "\n")) != NULL) {
		const bool unmanaged = !strncmp(line, "Unmanaged=yes", 13);

		sscanf(line, " Name = %255[^\n]", n.names);
		sscanf(line, " Type = %63s", type);
		n.keeps |= unmanaged || !strncmp(line, "KeepConfiguration=yes", 21);
		n.sets_up &= !unmanaged && strncmp(line, "ActivationPolicy=manual", 23) != 0;
	}
	n.has_ppp = !strcmp(type, "ppp");
	free(text);
	return n;
}

static bool is_for(const struct network *n, const char *name)
{
	char names[sizeof(n->names)], *word, *at = names;
	bool ret = n->has_ppp;

	memcpy(names, n->names, sizeof(names));
	while (!ret && (word = strsep(&at, " ")) != NULL)
		ret = *word && !fnmatch(word, name, 0);
	return ret;
}

static void look_at_network(const char *path, void *context)
{
	const struct network n = read_network(path);
	struct patient *p = context;

	for (size_t i = 0; !n.keeps && i < p->views.count; i++)
		if (p->views.items[i].link && is_for(&n, p->views.items[i].name))
			checks_find(p, say_text("%s manages %s", path, p->views.items[i].name),
				    say_text("in its [Network]: KeepConfiguration=yes"));
}

static void for_each_network(struct patient *p, void (*look)(const char *path, void *context))
{
	files_glob("/etc/systemd/network/*.network", look, p);
	files_glob("/run/systemd/network/*.network", look, p);
}

void check_networkd(struct patient *p)
{
	for_each_network(p, look_at_network);
}

/* Which the kernel gives it first, as far as is known. */
static const char *first_name(const char *name)
{
	return !strncmp(name, "ppp", 3) && name[3] && !name[3 + strspn(name + 3, "0123456789")]
		       ? name
		       : "ppp0";
}

static void look_at_activation(const char *path, void *context)
{
	const struct network n = read_network(path);
	struct patient *p = context;

	for (size_t i = 0; n.sets_up && i < p->peers.count; i++) {
		const char *name = dryrun_value(&p->peers.items[i].options, "ifname");

		if (name && is_for(&n, first_name(name)))
			checks_find(p,
				    say_text("%s sets %s up before pppd has named it", path, name),
				    say_text("in its [Link]: ActivationPolicy=manual, or before "
					     "systemd 248 Unmanaged=yes"));
	}
}

static bool kernel_renames_what_is_up(void)
{
	struct utsname kernel;
	int major = 0, minor = 0;

	uname(&kernel);
	/* Digits, by the kernel. NOLINTNEXTLINE(cert-err34-c) */
	sscanf(kernel.release, "%d.%d", &major, &minor);
	return major > 6 || (major == 6 && minor >= 2);
}

void check_rename(struct patient *p)
{
	if (!kernel_renames_what_is_up())
		for_each_network(p, look_at_activation);
}

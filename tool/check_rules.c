// SPDX-License-Identifier: GPL-2.0-or-later
/* What scripts and rules of others do to a link. */
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.h"
#include "core/mtu.h"
#include "files.h"
#include "list.h"
#include "rules.h"
#include "say.h"
#include "words.h"

static bool has_any(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* run-parts takes no name with a dot, nor what cannot be executed. */
static bool is_script(const char *path)
{
	return !strchr(strrchr(path, '/'), '.') && access(path, X_OK) == 0;
}

/* What its clamp allows or, without one, its MTU; 0: it is not there. */
static long mss_of_view(const struct view *v, bool ipv6)
{
	const long limit = v->clamp ? v->clamp->mss[ipv6 ? CLAMPINFO_IPV6 : CLAMPINFO_IPV4] : 0;

	if (!v->link || limit)
		return v->link ? limit : 0;
	return ipv6 ? mtu_mss_ipv6((int)v->link->info.mtu) : mtu_mss_ipv4((int)v->link->info.mtu);
}

/* The highest MSS of a link or, if none is there, that a peers file asks for; 0: neither. */
static long highest_mss(const struct patient *p, bool ipv6)
{
	const char *option = ipv6 ? "clamp-mss6" : "clamp-mss";
	long highest = 0, mss;

	for (size_t i = 0; i < p->views.count; i++) {
		mss = mss_of_view(&p->views.items[i], ipv6);
		highest = mss > highest ? mss : highest;
	}
	for (size_t i = 0; !highest && i < p->peers.count; i++)
		highest = dryrun_number(&p->peers.items[i].options, option, 0);
	return highest;
}

#define UNKNOWN_MSS (-1)

struct script {
	bool clamps, more;
	long mss; /* that it sets, of several the lowest; 0: as the MTU says */
	bool ipv6; /* by ip6tables alone */
};

/* 0: none, or as the MTU says. What is no number is a variable, say. */
static long fixed_mss(const char *line)
{
	static const char *const words[] = { "--set-mss", "maxseg size set" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *value = strstr(line, words[i]);
		long mss;

		if (!value)
			continue;
		value += strlen(words[i]);
		value += strspn(value, " \t=\"'");
		mss = strtol(value, NULL, 10);
		return !strncmp(value, "rt", 2) ? 0 : mss > 0 ? mss : UNKNOWN_MSS;
	}
	return 0;
}

static void take_mss(struct script *s, long mss, bool ipv6)
{
	if (!mss || (s->mss && (ipv6 != s->ipv6 ? ipv6 : mss >= s->mss)))
		return;
	s->mss = mss;
	s->ipv6 = ipv6;
}

/* Its commands, which go on after a backslash; a comment is none. */
static struct script read_script(const char *text)
{
	static const char *const words[] = { "TCPMSS", "maxseg size set" };
	struct script ret = { 0 };
	bool clamps = false, ipv6 = false;
	char line[1024];

	while (words_next_line(&text, line, sizeof(line))) {
		const char *start = line + strspn(line, " \t\r");
		const size_t len = strlen(line);

		if (!*start || *start == '#')
			continue;
		clamps |= has_any(start, words, 2);
		ipv6 |= strstr(start, "ip6tables") && !strstr(start, "iptables");
		take_mss(&ret, fixed_mss(start), ipv6);
		ret.more |= strpbrk(start, ";&|") != NULL;
		if (line[len - 1] == '\\')
			continue;
		ret.clamps |= clamps;
		ret.more |= !clamps;
		clamps = ipv6 = false;
	}
	return ret;
}

/* What a line is to have for itself is lost with whatever else clamps it. */
static bool is_for_line(const struct patient *p, long mss, bool ipv6)
{
	const long highest = highest_mss(p, ipv6);

	return mss == UNKNOWN_MSS || (mss && (!highest || mss < highest));
}

/* Before another clamp goes: what keeps a lower MSS. "" if there is none to keep. */
static char *keep_mss(const struct patient *p, long mss, bool ipv6)
{
	const char *option = ipv6 ? "clamp-mss6" : "clamp-mss";

	if (!is_for_line(p, mss, ipv6))
		return say_text("%s", "");
	if (mss == UNKNOWN_MSS)
		return say_text("%s with its MSS in the peers file, restart that, then ", option);
	return say_text("%s %ld in the peers file, restart that, then ", option, mss);
}

/* A script that does more, such as a whole firewall, is not ours to remove. */
static void look_for_clamp(const char *path, void *context)
{
	char *text = is_script(path) ? files_read(path) : NULL;
	const struct script s = text ? read_script(text) : (struct script){ 0 };
	struct patient *p = context;
	char *keep = keep_mss(p, s.mss, s.ipv6);

	if (s.clamps && s.more)
		checks_find(p, say_text("%s clamps as well", path),
			    say_text("%sremove that from it, and nothing else", keep));
	else if (s.clamps)
		checks_find(p, say_text("%s clamps as well", path), say_text("%srm %s", keep, path))
			->fix.path = *keep ? NULL : say_text("%s", path);
	free(keep);
	free(text);
}

void check_clamp_scripts(struct patient *p)
{
	files_glob("/etc/ppp/ip-up.d/*", look_for_clamp, p);
	files_glob("/etc/ppp/ipv6-up.d/*", look_for_clamp, p);
}

static void look_for_route(const char *path, void *context)
{
	static const char *const words[] = { "route add default", "route replace default",
					     "route append default" };
	char *text = is_script(path) ? files_read(path) : NULL;
	struct patient *p = context;

	if (text && has_any(text, words, sizeof(words) / sizeof(words[0])))
		checks_find(p, say_text("%s adds default routes beside failover-metric", path),
			    say_text("remove that from it, and what removes them in *-down.d"));
	free(text);
}

void check_route_scripts(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++)
		if (dryrun_has(&p->peers.items[i].options, "failover-metric")) {
			files_glob("/etc/ppp/ip-up.d/*", look_for_route, p);
			files_glob("/etc/ppp/ipv6-up.d/*", look_for_route, p);
			return;
		}
}

void check_hooks(struct patient *p)
{
	static const char *const paths[] = { "/etc/ppp/ip-up.d/pppoe-clamp",
					     "/etc/ppp/ip-down.d/pppoe-clamp" };

	if (access("/etc/pppoe-clamp/failover.conf", F_OK) < 0)
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (access(paths[i], X_OK) < 0)
			checks_find(p,
				    say_text("there is a failover.conf, but %s cannot run",
					     paths[i]),
				    say_text("make install-hooks"));
}

/* The primary of failover.conf is a link of pppd's own `defaultroute`, or none of pppd. */
static void judge_primary(struct patient *p, const char *primary)
{
	const struct facts_link *l = facts_link_named(&p->facts, primary);

	for (size_t i = 0; i < p->peers.count; i++) {
		const struct dryrun *options = &p->peers.items[i].options;
		const char *name = dryrun_value(options, "ifname");

		if (!strcmp(primary, name ? name : "ppp0") && dryrun_has(options, "defaultroute") &&
		    !dryrun_has(options, "failover-metric"))
			checks_find(p,
				    say_text("%s: a primary with defaultroute, which adds none "
					     "beside a backup's",
					     p->peers.items[i].name),
				    say_text("failover-metric 100 in place of it"));
	}
	if (l && l->ethernet && !view_named(&p->views, primary) &&
	    !files_read_number("/proc/sys/net/ipv4/conf/all/ignore_routes_with_linkdown", 1))
		checks_find(p,
			    say_text("routes by %s, a primary, count without a carrier", primary),
			    say_text("sysctl net.ipv4.conf.all.ignore_routes_with_linkdown=1, and "
				     "ipv6"));
}

void check_failover(struct patient *p)
{
	char *text = files_read("/etc/pppoe-clamp/failover.conf");
	char line[RULES_LINE_SIZE], word[IFNAMSIZ + 1];
	const char *rest = text, *at;

	while (rest && words_next_line(&rest, line, sizeof(line))) {
		at = line;
		if (words_next(&at, word, sizeof(word)) && !strcmp(word, "primary") &&
		    words_next(&at, word, sizeof(word)))
			judge_primary(p, word);
	}
	free(text);
}

struct names {
	const char **items;
	size_t count;
};

/* With clamp-mss off, or where the kernel refuses ours, a clamp of others is the only one. */
static bool has_clamp(const struct patient *p, const char *name)
{
	const struct view *v = view_named(&p->views, name);

	return !v || !v->link || v->clamp || p->facts.clamps_error;
}

static bool wants_clamp(const struct peer *peer)
{
	const char *value = dryrun_value(&peer->options, "clamp-mss");

	return !value || strcmp(value, "off") != 0;
}

/* Those that are there, and those of the peers files, up or not; list_free frees it. */
static struct names names_of_links(const struct patient *p, bool clamped)
{
	struct names ret = { 0 };

	for (size_t i = 0; i < p->views.count; i++)
		if (!clamped || has_clamp(p, p->views.items[i].name))
			*list_add(&ret) = p->views.items[i].name;
	for (size_t i = 0; i < p->peers.count; i++) {
		const char *given = dryrun_value(&p->peers.items[i].options, "ifname");
		const char *name = given ? given : "ppp0";

		if (!clamped || (wants_clamp(&p->peers.items[i]) && has_clamp(p, name)))
			*list_add(&ret) = name;
	}
	return ret;
}

/* By all rules together */
static bool clamps_both_ways(const struct rules_clamps *l)
{
	bool out = false, in = false;

	for (size_t i = 0; i < l->count; i++) {
		out |= l->items[i].out || !l->items[i].in;
		in |= l->items[i].in || !l->items[i].out;
	}
	return out && in;
}

/* Of one that others need as well all but one go; nft has a command for each. */
static char *removal(const struct rules_clamp *c)
{
	const unsigned int times = c->times - c->shared;
	const char *rest = c->same && c->shared ? strstr(c->command, "; ") : NULL;

	if (c->same || times < 2)
		return say_text("%s", rest ? rest + 2 : c->command);
	return say_text("%u times: %s", times, c->command);
}

/* NULL: none. What others may need is no fault for being there. */
static char *fault_of(const struct rules_clamp *c, long highest, bool both_ways)
{
	if (c->times > 1)
		return say_text("stands there %u times", c->times);
	if (c->mss && highest && c->mss > highest)
		return say_text("sets an MSS of %ld, the line takes %ld", c->mss, highest);
	if (c->shared)
		return NULL;
	if (c->mss && c->mss < highest)
		return say_text("sets a lower MSS than ours, %ld", c->mss);
	return say_text("%s", both_ways || c->out == c->in ? "clamps beside ours"
							   : "clamps one direction only");
}

static void judge_clamp(struct patient *p, const struct rules_clamp *c, bool both_ways)
{
	char *fault = fault_of(c, highest_mss(p, c->ipv6), both_ways);
	char *keep = keep_mss(p, c->shared ? 0 : c->mss, c->ipv6), *remove = removal(c);

	if (fault)
		checks_find(p, say_text("a rule %s: %s", fault, c->rule),
			    c->times > 1 || !c->shared
				    ? say_text("%s%s", keep, remove)
				    : say_text("name there who needs it, and no link of pppd"));
	free(remove);
	free(keep);
	free(fault);
}

void check_other_clamps(struct patient *p)
{
	struct names names = names_of_links(p, true);
	const struct rules_links links = { names.items, names.count };
	struct rules_clamps found = { 0 };

	for (size_t i = 0; i < CHECKS_IPTABLES; i++)
		if (p->iptables[i])
			rules_find_iptables_clamps(&found, p->iptables[i], checks_iptables[i],
						   &links);
	if (p->nft)
		rules_find_nft_clamps(&found, p->nft, &links);
	for (size_t i = 0; i < found.count; i++)
		judge_clamp(p, &found.items[i], clamps_both_ways(&found));
	rules_free(&found);
	list_free(&names);
}

static bool find_icmp_drop(const struct patient *p, char ret[static RULES_LINE_SIZE])
{
	struct names names = names_of_links(p, false);
	const struct rules_links links = { names.items, names.count };
	bool found = false;

	for (size_t i = 0; !found && i < CHECKS_IPTABLES; i++)
		found = p->iptables[i] && rules_find_icmp_drop(ret, p->iptables[i], &links);
	found = found || (p->nft && rules_find_nft_icmp_drop(ret, p->nft, &links));
	list_free(&names);
	return found;
}

void check_icmp(struct patient *p)
{
	char rule[RULES_LINE_SIZE];

	if (find_icmp_drop(p, rule))
		checks_find(p, say_text("ICMP errors do not pass: %s", rule),
			    say_text("let ICMP type 3 and ICMPv6 type 2 pass ahead of it, or "
				     "ct state related"));
}

static bool is_translated(const struct patient *p, const char *ifname)
{
	bool is = p->nft && rules_nft_translates(p->nft, ifname);

	for (size_t i = 0; !is && i < CHECKS_IPTABLES; i++)
		is = p->iptables[i] && rules_iptables_translates(p->iptables[i], ifname);
	return is;
}

/* What took another uplink while the line was lost keeps its private address after that. */
static void check_uplinks(struct patient *p, const char *link)
{
	for (size_t i = 0; i < p->facts.routes.count; i++) {
		const struct netinfo_route *r = &p->facts.routes.items[i];
		const struct facts_link *l = facts_link_at(&p->facts, r->ifindex);

		if (r->family == AF_INET && r->table == RT_TABLE_MAIN && l &&
		    !is_translated(p, l->info.name))
			checks_find(p,
				    say_text("addresses are translated for %s, not for %s, "
					     "another uplink",
					     link, l->info.name),
				    say_text("name %s in that rule, too", l->info.name));
	}
}

/* As long as the modem dialled, the LAN went out by the Ethernet interface. */
void check_nat(struct patient *p)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];
		const char *device = v->record ? v->record->record.device : "";

		if (v->link && *device && is_translated(p, device) && !is_translated(p, v->name))
			checks_find(p,
				    say_text("addresses are translated for %s, not for %s", device,
					     v->name),
				    say_text("name %s in that rule", v->name));
		if (v->link && is_translated(p, v->name))
			check_uplinks(p, v->name);
	}
}

void check_offload(struct patient *p)
{
	char table[RULES_LINE_SIZE];

	for (size_t i = 0; p->nft && i < p->views.count; i++)
		if (rules_find_flowtable(table, p->nft, p->views.items[i].name))
			checks_find(
				p, say_text("flowtable %s names %s", table, p->views.items[i].name),
				say_text("name its Ethernet interface there (from Linux 5.13), "
					 "which has the packets of the session"));
}

static void look_for_tables(const char *path, void *context)
{
	char *text = files_read(path);
	struct patient *p = context;

	if (text && rules_have_our_table(text))
		checks_find(p, say_text("%s has a table of ours, and will not load", path),
			    say_text("remove 'table ... pppoe-clamp-...' from it"));
	free(text);
}

void check_saved_rules(struct patient *p)
{
	files_glob("/etc/nftables.conf", look_for_tables, p);
	files_glob("/etc/nftables.d/*", look_for_tables, p);
	files_glob("/etc/nftables/*", look_for_tables, p);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* What peers files ask of pppd. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.h"
#include "files.h"
#include "say.h"
#include "secrets.h"
#include "stanza.h"
#include "sys/iface.h"

#define HOLDOFF_MUCH 10
#define MAXFAIL_DEFAULT 10 /* pppd's */
#define FULL_MTU 1500
#define PPPOE_OVERHEAD 8

void check_options(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];

		if (peer->said)
			checks_find(p, say_text("pppd refuses %s: %s", peer->path, peer->said),
				    say_text("pppd call %s dryrun", peer->name));
	}
}

/* "pppd version 2.4.9" */
static char *plugin_directory(const struct patient *p)
{
	const char *version = p->pppd_version ? strstr(p->pppd_version, "version ") : NULL;

	if (!version)
		return NULL;
	version += strlen("version ");
	return say_text("/usr/lib/pppd/%.*s", (int)strcspn(version, " \n"), version);
}

static void note_path(const char *path, void *context)
{
	char **ret = context;

	if (!*ret)
		*ret = say_text("%s", path);
}

void check_plugin(struct patient *p)
{
	char *directory = plugin_directory(p), *elsewhere = NULL, *here = NULL, *pattern;

	if (!directory)
		return;
	pattern = say_text("%s/pppoe-clamp.so", directory);
	files_glob(pattern, note_path, &here);
	files_glob("/usr/lib/pppd/*/pppoe-clamp.so", note_path, &elsewhere);
	if (!here && elsewhere)
		checks_find(p,
			    say_text("the plugin is in %s, this pppd looks in %s", elsewhere,
				     directory),
			    say_text("make clean && make && make install"));
	free(pattern);
	free(here);
	free(elsewhere);
	free(directory);
}

static struct fix append(const char *path, const char *line)
{
	char *before = files_read(path);
	const size_t len = before ? strlen(before) : 0;
	struct fix fix = { 0 };

	if (before) {
		fix.path = say_text("%s", path);
		fix.text = say_text("%s%s%s\n", before, len && before[len - 1] != '\n' ? "\n" : "",
				    line);
	}
	free(before);
	return fix;
}

void check_holdoff(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];
		const long seconds = dryrun_number(&peer->options, "holdoff", 0);

		if (dryrun_has(&peer->options, "persist") && seconds > HOLDOFF_MUCH)
			checks_find(p,
				    say_text("%s: %ld s pass before each new session", peer->path,
					     seconds),
				    say_text("remove holdoff from it: the plugin has a pace of "
					     "its own"));
	}
}

void check_maxfail(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];
		const long most = dryrun_number(&peer->options, "maxfail", MAXFAIL_DEFAULT);

		if (!dryrun_has(&peer->options, "persist") || !most)
			continue;
		checks_find(p,
			    say_text("%s: pppd gives up after %ld failures in a row", peer->path,
				     most),
			    say_text("add to it: maxfail 0"))
			->fix = append(peer->path, "maxfail 0");
	}
}

/* failover-detect is the plugin's own, and the default with failover-metric. */
static bool notices_silence(const struct dryrun *o)
{
	const char *detect = dryrun_value(o, "failover-detect");

	if (detect ? strcmp(detect, "0") != 0 : dryrun_has(o, "failover-metric"))
		return true;
	return dryrun_number(o, "lcp-echo-interval", 0) > 0 &&
	       dryrun_number(o, "lcp-echo-failure", 0) > 0;
}

void check_echo(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct dryrun *o = &p->peers.items[i].options;

		if (!o->count || notices_silence(o))
			continue;
		checks_find(p,
			    say_text("%s: nobody notices that the line is dead",
				     p->peers.items[i].path),
			    say_text("add to it: failover-detect auto"));
	}
}

static bool runs(const char *wanted)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)) != NULL) {
		char path[64 + sizeof(entry->d_name)], *name;

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		name = files_read(path);
		found = name && !strncmp(name, wanted, strlen(wanted)) &&
			name[strlen(wanted)] == '\n';
		free(name);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* At the beginning of a line: not in a comment. */
static bool has_setting(const char *text, const char *name)
{
	const size_t len = strlen(name);

	for (const char *line = text; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL)
		if (!strncmp(line, name, len) && (!line[len] || strchr("=\n ", line[len])))
			return true;
	return false;
}

static void look_for_servers(const char *path, void *context)
{
	char *text = files_read(path);
	bool *ret = context;

	*ret |= text && (has_setting(text, "resolv-file") || has_setting(text, "no-resolv"));
	free(text);
}

void check_peer_dns(struct patient *p)
{
	bool has_servers = false;

	look_for_servers("/etc/dnsmasq.conf", &has_servers);
	files_glob("/etc/dnsmasq.d/*", look_for_servers, &has_servers);
	for (size_t i = 0; i < p->peers.count; i++)
		if (dryrun_has(&p->peers.items[i].options, "usepeerdns") && !has_servers &&
		    runs("dnsmasq"))
			checks_find(p,
				    say_text("%s has usepeerdns, and dnsmasq reads resolv.conf",
					     p->peers.items[i].path),
				    say_text("/etc/pppoe-clamp/dns.conf: * dnsmasq; see "
					     "pppoe-clamp-failover(5)"));
}

/* With failover-metric pppd's own default route is not made. */
static bool has_plain_default(const struct peer *peer)
{
	return dryrun_has(&peer->options, "defaultroute") &&
	       !dryrun_has(&peer->options, "failover-metric");
}

void check_default_routes(struct patient *p)
{
	unsigned int count = 0;

	for (size_t i = 0; i < p->peers.count; i++)
		count += has_plain_default(&p->peers.items[i]);
	for (size_t i = 0; count > 1 && i < p->peers.count; i++)
		if (has_plain_default(&p->peers.items[i]))
			checks_find(p,
				    say_text("%s has a defaultroute, and is not alone in that",
					     p->peers.items[i].path),
				    say_text("failover-metric 100 there, 200 in the next one"));
}

const struct facts_link *checks_device(const struct patient *p, const struct peer *peer)
{
	for (size_t i = 0; i < peer->options.count; i++) {
		const struct dryrun_option *o = &peer->options.items[i];
		const char *name = o->name + (strncmp(o->name, "nic-", 4) ? 0 : 4);
		const struct facts_link *l = facts_link_named(&p->facts, name);

		if (l && l->ethernet && !o->value[0])
			return l;
	}
	return NULL;
}

void check_parent_mtu(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];
		const struct facts_link *l = checks_device(p, peer);
		const char *keep = dryrun_value(&peer->options, "pppoe-parent-mtu");
		const long mtu = dryrun_number(&peer->options, "mtu", 0);

		if (!l || mtu < FULL_MTU || !keep || strcmp(keep, "keep") != 0 ||
		    (long)l->info.mtu >= mtu + PPPOE_OVERHEAD)
			continue;
		checks_find(p,
			    say_text("%s wants an MTU of %ld, %s has %u and is to keep it",
				     peer->path, mtu, l->info.name, l->info.mtu),
			    say_text("ip link set %s mtu %ld, or no pppoe-parent-mtu", l->info.name,
				     mtu + PPPOE_OVERHEAD));
	}
}

/* "EGRESS priority mappings: 6:6 7:5", of priorities of packets to those of frames */
static bool maps_priority(const char *device, const char *priority)
{
	char *path = say_text("/proc/net/vlan/%s", device), *text = files_read(path);
	char *wanted = say_text(" %s:", priority);
	const char *map = text ? strstr(text, "EGRESS") : NULL;
	const bool maps = map && strstr(map, wanted);

	free(path);
	free(text);
	free(wanted);
	return maps;
}

void check_priority(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];
		const struct facts_link *l = checks_device(p, peer);
		const char *priority = dryrun_value(&peer->options, "pppoe-priority");

		if (!l || !priority || maps_priority(l->info.name, priority))
			continue;
		checks_find(p,
			    say_text("%s has pppoe-priority %s, and %s does not map it", peer->path,
				     priority, l->info.name),
			    say_text("a VLAN, with: ip link set %s type vlan egress-qos-map %s:%s",
				     l->info.name, priority, priority));
	}
}

static void note_unit(const char *path, void *context)
{
	(void)path;
	*(bool *)context = true;
}

/* Nothing is wrong until the next boot. */
static void check_starts(struct patient *p, const char *name)
{
	char *units = say_text("/etc/systemd/system/*.wants/pppoe-clamp@%s.service", name);
	char *stanza = stanza_find(name);
	bool has_unit = false;

	files_glob(units, note_unit, &has_unit);
	if (stanza && stanza_is_auto(stanza) && has_unit)
		checks_find(p,
			    say_text("interfaces(5) and pppoe-clamp@%s.service start it, both",
				     name),
			    say_text("systemctl disable pppoe-clamp@%s, or remove iface %s", name,
				     stanza));
	free(units);
	free(stanza);
}

void check_twice(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++)
		check_starts(p, p->peers.items[i].name);

	for (size_t i = 0; i < p->peers.count; i++) {
		pid_t pid;
		const unsigned int count = files_callers(p->peers.items[i].name, &pid);

		if (count > 1)
			checks_find(p,
				    say_text("%u pppds run with 'call %s'", count,
					     p->peers.items[i].name),
				    say_text("poff %s; then start it in one place only",
					     p->peers.items[i].name));
	}
}

static void look_at_secrets(const char *path, void *context)
{
	struct patient *p = context;
	struct finding *f;
	struct stat st;

	if (stat(path, &st) < 0 || !(st.st_mode & 0077))
		return;
	f = checks_find(p, say_text("%s has mode %03o", path, st.st_mode & 0777),
			say_text("chmod 600 %s", path));
	f->fix = (struct fix){ .path = say_text("%s", path), .mode = 0600 };
}

void check_secrets(struct patient *p)
{
	files_glob("/etc/ppp/*-secrets", look_at_secrets, p);
}

struct secrets {
	const char *user;
	bool found;
};

/* What cannot be read may have it. */
static void look_for_secret(const char *path, void *context)
{
	struct secrets *ret = context;
	char *text = files_read(path);

	ret->found |= !text || secrets_have(text, ret->user);
	free(text);
}

/* Where another plugin is in play, it may know the password. */
static bool asks_for_secret(const struct dryrun *d)
{
	unsigned int plugins = 0;

	for (size_t i = 0; i < d->count; i++)
		plugins += !strcmp(d->items[i].name, "plugin");
	return plugins < 2 && dryrun_has(d, "user") && !dryrun_has(d, "password");
}

static void find_no_password(struct patient *p, const struct peer *peer, const char *user)
{
	char *line = secrets_set(NULL, user, "PASSWORD");

	checks_find(p, say_text("there is no password for %s, the user of %s", user, peer->path),
		    say_text("%.*s into /etc/ppp/chap-secrets", (int)strcspn(line, "\n"), line));
	free(line);
}

void check_password(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];
		struct secrets secrets = { .user = dryrun_value(&peer->options, "user") };

		if (!asks_for_secret(&peer->options))
			continue;
		files_glob("/etc/ppp/chap-secrets", look_for_secret, &secrets);
		files_glob("/etc/ppp/pap-secrets", look_for_secret, &secrets);
		if (!secrets.found)
			find_no_password(p, peer, secrets.user);
	}
}

static bool asks_for_ipv6(const struct peer *peer)
{
	return dryrun_has(&peer->options, "+ipv6") || dryrun_has(&peer->options, "ipv6");
}

/* That of the link counts, which new interfaces need not have. */
void check_ipv6_off(struct patient *p)
{
	/* A kernel without IPv6 has no switch for it. */
	const bool has_switch = access("/proc/sys/net/ipv6", F_OK) == 0;
	const bool new_has = iface_has_ipv6(IFACE_NEW);

	for (size_t i = 0; has_switch && i < p->peers.count; i++) {
		const struct peer *peer = &p->peers.items[i];
		const char *link = dryrun_value(&peer->options, "ifname");

		if (!asks_for_ipv6(peer) || iface_has_ipv6(link ? link : IFACE_NEW))
			continue;
		checks_find(p,
			    say_text("%s asks for IPv6, %s has none", peer->path,
				     new_has ? link : "a new interface"),
			    say_text("sysctl net/ipv6/conf/%s/disable_ipv6=0",
				     new_has ? link : IFACE_NEW));
	}
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "checks.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clamp.h"
#include "files.h"
#include "list.h"
#include "rules.h"
#include "say.h"
#include "snapshot.h"
#include "words.h"

#define PEERS "/etc/ppp/peers/"
#define PLUGIN "pppoe-clamp.so"
#define LINE_SIZE 256 /* bytes; longer ones are cut */
#define PARTS_MAX 32 /* files that one takes in; one that takes in itself has no end */

/* In the order of what one would look at first. */
const struct check checks[] = {
	{ "links", "The record says what pppd believes, the kernel what is.", check_links },
	{ "left-over", "Its session may still be open at the AC, which then refuses another one.",
	  check_leftovers },
	{ "kernel", "Without them there is no session, or no clamp.", check_kernel },
	{ "plugin", "pppd loads a plugin only if it was built for its version.", check_plugin },
	{ "options", "pppd ends at once on an option that it does not understand.", check_options },
	{ "twice", "Two of them take the line from each other, for ever.", check_twice },
	{ "stranger", "Many providers allow one session on a line.", check_strangers },
	{ "carrier", "Without a carrier no PADI leaves.", check_parents },
	{ "maxfail", "Even with persist, pppd ends after 10 failures in a row by default.",
	  check_maxfail },
	{ "holdoff", "It is waited after each loss, also of a line that is back at once.",
	  check_holdoff },
	{ "echo", "A line that is dead without a word is noticed by nothing else.", check_echo },
	{ "secrets", "Who can read the password can use the line.", check_secrets },
	{ "password", "An AC that gets a wrong one, or none, ends the session.", check_password },
	{ "peer-dns", "dnsmasq would ask itself, or lose its servers with the link.",
	  check_peer_dns },
	{ "default", "pppd makes one default route: who comes second gets none, or takes it away.",
	  check_default_routes },
	{ "gateway", "A route with metric 0 goes before those of any link.", check_gateways },
	{ "detour", "The Ethernet interface leads to the modem, not to the Internet.",
	  check_detour },
	{ "route-script", "Two hands at the same routes: one removes what the other needs.",
	  check_route_scripts },
	{ "networkd", "At each restart it removes addresses and routes that it does not know.",
	  check_networkd },
	{ "rename",
	  "Linux before 6.2 renames nothing that is up: pppd ends the session, and dials again.",
	  check_rename },
	{ "hooks", "Without them nothing starts the backup.", check_hooks },
	{ "failover", "Packets take the best route, whatever was started beside it.",
	  check_failover },
	{ "clamp-script", "It adds a rule at each start and removes none, for one direction.",
	  check_clamp_scripts },
	{ "other-clamp", "The lowest MSS counts: a rule beside ours is useless, or hides it.",
	  check_other_clamps },
	{ "icmp", "Senders are never told that a packet is too large: a black hole.", check_icmp },
	{ "nat", "Replies to private addresses never come back.", check_nat },
	{ "offload", "At boot the link is not there yet, and the file of rules does not load.",
	  check_offload },
	{ "saved-rules", "A table that has an owner, or whose link is down, cannot be loaded.",
	  check_saved_rules },
	{ "path", "1500 bytes spare every connection the clamp.", check_path },
	{ "parent-mtu", "PPPoE takes 8 bytes: 1500 in it need 1508 on the interface.",
	  check_parent_mtu },
	{ "priority", "Without a map on the VLAN, frames leave with priority 0.", check_priority },
	{ "run", "After a kill -9 nobody knows which session to terminate.", check_run },
	{ "forwarding", "Without it the LAN gets no answer.", check_forwarding },
	{ "rp-filter", "With several uplinks, answers come in by another than packets go out.",
	  check_rp_filter },
	{ "accept-ra", "A router advertisement makes a default route that no failover removes.",
	  check_accept_ra },
	{ "ipv6-route", "pppd negotiates IPv6 addresses, and adds no route.", check_ipv6_route },
	{ "ipv6-off", "IPV6CP needs it on the new interface.", check_ipv6_off },
};

const size_t checks_count = sizeof(checks) / sizeof(checks[0]);

struct finding *checks_find(struct patient *p, char *what, char *todo)
{
	struct finding *f = list_add(&p->findings);

	f->check = p->check;
	f->what = what;
	f->todo = todo;
	return f;
}

/* What pppd says after the lines that each plugin says. */
static char *last_line(const char *text)
{
	const char *line = "pppd refuses it without a word", *next = text;

	for (const char *end; *next; next = end + (*end != '\0')) {
		end = strchrnul(next, '\n');
		if (end != next)
			line = next;
	}
	return say_text("%.*s", (int)strcspn(line, "\n"), line);
}

/* A peers file, and those that it takes in */
struct parts {
	char **items;
	size_t count;
};

static void free_parts(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		free(parts->items[i]);
	list_free(parts);
}

/* As pppd reads it: what is a comment, or the value of another option, loads nothing. */
static bool read_part(struct parts *parts, const char *path)
{
	char *text = files_read(path), option[LINE_SIZE] = "", value[LINE_SIZE];
	const char *at = text ? text : "";
	bool loads = false, first;

	while (*(at = words_find(at, &first))) {
		words_take(&at, value, sizeof(value));
		loads |= !strcmp(option, "plugin") && strstr(value, PLUGIN);
		if (!strcmp(option, "call") || !strcmp(option, "file"))
			*list_add(parts) = say_text("%s%s", *option == 'c' ? PEERS : "", value);
		memcpy(option, value, sizeof(option));
	}
	free(text);
	return loads;
}

/* Found without pppd, which would load the plugins of others, too. */
static bool loads_plugin(struct parts *ret, const char *path)
{
	bool loads = false;

	*list_add(ret) = say_text("%s", path);
	for (size_t i = 0; i < ret->count && i < PARTS_MAX; i++)
		loads |= read_part(ret, ret->items[i]);
	return loads;
}

static bool is_backup(const char *path)
{
	static const char *const patterns[] = { "*~",	    "*.bak",  "*.old",
						"*.orig",   "*.save", "*.before-doctor*",
						"*.dpkg-*", "*.ucf-*" };

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (fnmatch(patterns[i], path, 0) == 0)
			return true;
	return false;
}

/* pppd itself says what the file means; it connects nothing. */
static void add_peer(const char *path, struct patient *p)
{
	char *const arguments[] = { "pppd", "call", strrchr(path, '/') + 1, "dryrun", NULL };
	char *said = NULL;
	struct peer *peer;

	if (files_run(arguments, true, &said) >= 0) {
		peer = list_add(&p->peers);
		peer->path = say_text("%s", path);
		peer->name = strrchr(peer->path, '/') + 1;
		if (!dryrun_parse(&peer->options, said))
			peer->said = last_line(said);
	}
	free(said);
}

static void free_peer(struct peer *peer)
{
	list_free(&peer->options);
	free(peer->path);
	free(peer->said);
}

struct visit {
	struct patient *p;
	struct parts taken_in;
};

static void visit_file(const char *path, void *context)
{
	struct visit *v = context;
	struct parts parts = { 0 };

	if (!is_backup(path) && loads_plugin(&parts, path)) {
		add_peer(path, v->p);
		for (size_t i = 1; i < parts.count; i++)
			*list_add(&v->taken_in) = say_text("%s", parts.items[i]);
	}
	free_parts(&parts);
}

/* What others take in, and names no interface, is not for itself. */
static bool is_part(const struct visit *v, const struct peer *peer)
{
	for (size_t i = 0; i < v->taken_in.count; i++)
		if (!strcmp(v->taken_in.items[i], peer->path))
			return !checks_device(v->p, peer);
	return false;
}

static void find_peers(struct patient *p)
{
	struct visit v = { .p = p };
	size_t kept = 0;

	files_glob(PEERS "*", visit_file, &v);
	for (size_t i = 0; i < p->peers.count; i++) {
		if (is_part(&v, &p->peers.items[i]))
			free_peer(&p->peers.items[i]);
		else
			p->peers.items[kept++] = p->peers.items[i];
	}
	p->peers.count = kept;
	free_parts(&v.taken_in);
}

static char *run(char *const *arguments, bool errors)
{
	char *text = NULL;

	if (files_run(arguments, errors, &text) == 0)
		return text;
	free(text);
	return NULL;
}

const char *const checks_iptables[CHECKS_IPTABLES] = {
	"iptables-nft",
	"ip6tables-nft",
	"iptables-legacy",
	"ip6tables-legacy",
};

/* No module is loaded for that: without it there is nothing to print. */
static char *read_iptables(const char *program)
{
	char *command[] = { say_text("%s-save", program), NULL };
	char *text = run(command, false);

	free(command[0]);
	return text;
}

/* One table after the other, but for ours. */
static char *read_tables(void)
{
	static char *const list[] = { "nft", "list", "tables", NULL };
	char *tables = run(list, false), *ret = NULL;
	char line[LINE_SIZE], word[LINE_SIZE], family[LINE_SIZE], name[LINE_SIZE];
	char *const command[] = { "nft", "--json", "list", "table", family, name, NULL };
	const char *next = tables;

	while (next && words_next_line(&next, line, sizeof(line))) {
		const char *rest = line;

		if (words_next(&rest, word, sizeof(word)) &&
		    words_next(&rest, family, sizeof(family)) &&
		    words_next(&rest, name, sizeof(name)) &&
		    strncmp(name, CLAMP_TABLE_PREFIX, sizeof(CLAMP_TABLE_PREFIX) - 1) != 0)
			ret = rules_nft_join(ret, run(command, false));
	}
	free(tables);
	return ret;
}

/*
 * That of Debian 12 (1.0.6) prints the flags of a table from memory that it has freed: what
 * it says may end at one that is owned, as ours are.
 */
static char *read_nft(void)
{
	static char *const command[] = { "nft", "--json", "list", "ruleset", NULL };
	char *text = run(command, false);

	if (!text || rules_nft_is_whole(text))
		return text;
	free(text);
	return read_tables();
}

int checks_begin(struct patient *p)
{
	static char *const version[] = { "pppd", "--version", NULL };
	const int err = snapshot_take(&p->facts);

	p->views = view_all(&p->facts);
	p->nft = read_nft();
	for (size_t i = 0; i < CHECKS_IPTABLES; i++)
		p->iptables[i] = read_iptables(checks_iptables[i]);
	p->pppd_version = run(version, true);
	find_peers(p);
	return err;
}

void checks_end(struct patient *p)
{
	for (size_t i = 0; i < p->peers.count; i++)
		free_peer(&p->peers.items[i]);
	for (size_t i = 0; i < p->findings.count; i++) {
		struct finding *f = &p->findings.items[i];

		free(f->what);
		free(f->todo);
		free(f->fix.path);
		free(f->fix.text);
	}
	free(p->nft);
	for (size_t i = 0; i < CHECKS_IPTABLES; i++)
		free(p->iptables[i]);
	free(p->pppd_version);
	list_free(&p->peers);
	list_free(&p->findings);
	list_free(&p->views);
	facts_free(&p->facts);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "say.h"
#include "words.h"

#define LINE_SIZE 1024
#define WORDS_MAX 48
#define ONE_LINE "one line is set up at a time"

/* One line in words. */
struct words {
	char items[WORDS_MAX][ANSWERS_SIZE]; /* those that are not there are "" */
	size_t count;
};

struct reader {
	struct answers *a;
	struct import_lost *lost;
	unsigned int line;
	char name[ANSWERS_SIZE]; /* of pppd's option, or of VyOS's interface; "" */
	char unit[ANSWERS_SIZE]; /* the interface by pppd's number for it; "" */
	bool has_routes; /* pppd is told to make default routes */
};

static void lose(struct reader *r, const char *what, const char *why)
{
	char safe[SAY_SAFE_SIZE], *text;

	if (asprintf(&text, "line %u: %s: %s", r->line, say_safe(safe, what), why) < 0)
		exit(say_no_memory());
	*list_add(r->lost) = text;
}

/*
 * The last value counts, as for the programs whose files these are; of name servers
 * the addresses, wherever they stand. A wrong one is lost, and said.
 */
static void take(struct reader *r, const char *name, enum answer which, const char *value)
{
	const bool stays = which == ANSWER_DNS && answers_has(r->a, which);
	const char *expected = stays ? NULL : answers_set(r->a, which, value);
	char *why;

	if (!expected)
		return;
	if (asprintf(&why, "expected %s", expected) < 0)
		exit(say_no_memory());
	lose(r, name, why);
	free(why);
}

static void take_device(struct reader *r, const char *name, const char *device)
{
	if (answers_set_device(r->a, device))
		lose(r, name, "expected an Ethernet interface");
}

static void split(struct words *ret, const char *line)
{
	memset(ret, 0, sizeof(*ret));
	while (ret->count < WORDS_MAX && words_next(&line, ret->items[ret->count], ANSWERS_SIZE))
		ret->count++;
}

/* Of names with blanks between */
static bool is_one_of(const char *word, const char *names)
{
	char name[64];

	while (words_next(&names, name, sizeof(name)))
		if (!strcmp(name, word))
			return true;
	return false;
}

/* An option of pppd, and what it becomes; its value is the next word. */
struct mapping {
	const char *name;
	enum answer which;
	const char *value; /* NULL: the word behind it */
};

static bool map(struct reader *r, const struct mapping *table, const char *name, const char *value)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name)) {
			take(r, name, table->which, table->value ? table->value : value);
			return true;
		}
	return false;
}

/* Peers files */

/* `pty "pppoe -I eth1 -T 80 -m 1452"`: the session of a program of its own */
static void read_pty(struct reader *r, const char *command)
{
	struct words w;

	split(&w, command);
	if (!strstr(w.items[0], "pppoe")) {
		lose(r, "pty", "only pppoe is replaced");
		return;
	}
	for (size_t i = 1; i + 1 < w.count; i++) {
		if (!strcmp(w.items[i], "-I"))
			take_device(r, "pty", w.items[i + 1]);
		else if (!strcmp(w.items[i], "-m"))
			take(r, "pty -m", ANSWER_CLAMP, w.items[i + 1]);
		else if (!strcmp(w.items[i], "-C"))
			take(r, "pty -C", ANSWER_AC, w.items[i + 1]);
		else if (!strcmp(w.items[i], "-S"))
			take(r, "pty -S", ANSWER_SERVICE, w.items[i + 1]);
	}
}

/* A device is a word of its own, or behind the plugin's name. */
static bool is_device(const char *word)
{
	static const char *const starts[] = { "eth", "en", "wan", "br", "vlan", "bond", NULL };

	if (!strncmp(word, "nic-", 4))
		return true;
	for (size_t i = 0; starts[i]; i++)
		if (!strncmp(word, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static void read_device(struct reader *r, const char *word)
{
	take_device(r, word, !strncmp(word, "nic-", 4) ? word + 4 : word);
}

/* As it is, but for the quotes that its value may need again. */
static void keep_option(struct reader *r, const char *name, const char *value)
{
	const char *quote = strpbrk(value, " \t#'\"\\") ? "\"" : "";
	char line[ANSWERS_SIZE];

	if (strpbrk(value, "\"\\")) {
		lose(r, name, "expected a value without \" and \\");
		return;
	}
	snprintf(line, sizeof(line), "%.100s%s%s%.200s%s", name, *value ? " " : "", quote, value,
		 quote);
	take(r, name, ANSWER_OPTION, line);
}

static bool has_our_name(const char *option)
{
	static const char *const starts[] = { "pppoe-", "clamp-", "failover-", "rp_pppoe_", NULL };

	for (size_t i = 0; starts[i]; i++)
		if (!strncmp(option, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static const struct mapping peers_mappings[] = {
	{ "user", ANSWER_USER, NULL },
	{ "password", ANSWER_PASSWORD, NULL },
	{ "ifname", ANSWER_LINK, NULL },
	{ "mtu", ANSWER_MTU, NULL },
	{ "mru", ANSWER_MTU, NULL },
	{ "+ipv6", ANSWER_IPV6, "yes" },
	{ "ipv6", ANSWER_IPV6, "yes" },
	{ "noipv6", ANSWER_IPV6, "no" },
	{ "usepeerdns", ANSWER_DNS, "peer" },
	{ "failover-metric", ANSWER_FAILOVER, NULL },
	{ "defaultroute-metric", ANSWER_FAILOVER, NULL },
	{ "clamp-mss", ANSWER_CLAMP, NULL },
	{ "pppoe-service", ANSWER_SERVICE, NULL },
	{ "rp_pppoe_service", ANSWER_SERVICE, NULL },
	{ "pppoe-ac", ANSWER_AC, NULL },
	{ "rp_pppoe_ac", ANSWER_AC, NULL },
	{ 0 },
};

/* Written anyway, or without a meaning here */
static const char peers_known[] =
	"noauth hide-password noipdefault persist maxfail defaultroute defaultroute6 "
	"replacedefaultroute default-asyncmap noaccomp nopcomp noccp nobsdcomp nodeflate novj "
	"novjccomp default-mru sync lock ktune";
static const char peers_kept[] =
	"holdoff lcp-echo-interval lcp-echo-failure lcp-echo-adaptive host-uniq "
	"debug enable-session linkname ipparam lcp-max-configure lcp-restart logfile "
	"ipcp-accept-local ipcp-accept-remote ipv6cp-use-ipaddr";

static const char peers_routes[] =
	"defaultroute defaultroute6 replacedefaultroute defaultroute-metric failover-metric";

/* Those above without a word behind them; a device has none either. */
static const char peers_flags[] =
	"noauth hide-password noipdefault persist defaultroute defaultroute6 replacedefaultroute "
	"default-asyncmap noaccomp nopcomp noccp nobsdcomp nodeflate novj novjccomp default-mru "
	"sync lock ktune +ipv6 noipv6 usepeerdns lcp-echo-adaptive debug enable-session "
	"ipcp-accept-local ipcp-accept-remote ipv6cp-use-ipaddr clamp-required pppoe-server pppoe-term-unknown";

static bool is_peers_option(const char *word)
{
	for (const struct mapping *m = peers_mappings; m->name; m++)
		if (!strcmp(m->name, word))
			return true;
	return is_one_of(word, peers_known) || is_one_of(word, peers_kept) || has_our_name(word) ||
	       is_one_of(word, "name unit plugin pty connect");
}

/* Returns the number of words that it took; 0: it is not known. */
static size_t read_peers_option(struct reader *r, const char *name, const char *value)
{
	const size_t used = is_one_of(name, peers_flags) ? 1 : 2;

	if (used == 1)
		value = "";
	/* Addresses of both ends; a comma alone leaves them open. */
	if (!strcmp(name, "ipv6") && strcmp(value, ",") != 0)
		keep_option(r, name, value);
	r->has_routes |= is_one_of(name, peers_routes);
	if (map(r, peers_mappings, name, value) || is_one_of(name, peers_known))
		return used;
	if (!strcmp(name, "name")) {
		snprintf(r->name, sizeof(r->name), "%s", value);
	} else if (!strcmp(name, "unit")) {
		snprintf(r->unit, sizeof(r->unit), "ppp%.15s", value);
	} else if (!strcmp(name, "pty")) {
		read_pty(r, value);
	} else if (!strcmp(name, "connect") && strstr(value, "true")) {
		return used;
	} else if (!strcmp(name, "pppoe-server")) {
		lose(r, name, "setup is for its clients");
	} else if (!strcmp(name, "pppoe-max-payload")) {
		take(r, name, ANSWER_MTU, !strcmp(value, "off") ? "1492" : value);
	} else if (has_our_name(name) || is_one_of(name, peers_kept)) {
		keep_option(r, name, value);
	} else if (is_device(name) && strcmp(name, "endpoint") != 0) {
		read_device(r, name);
		return 1;
	} else {
		return 0;
	}
	return used;
}

/* pppd reads words, and lines are nothing to it. */
struct peers {
	struct {
		const char *at;
		unsigned int line;
		bool first; /* on its line */
	} * items;
	size_t count;
};

static struct peers find_words(const char *text)
{
	struct peers p = { 0 };
	unsigned int line = 1;
	char word[ANSWERS_SIZE];
	bool first;

	for (const char *at = words_find(text, &first); *at; at = words_find(text, &first)) {
		for (; text < at; text++)
			line += *text == '\n';
		list_add(&p);
		p.items[p.count - 1].at = at;
		p.items[p.count - 1].line = line;
		p.items[p.count - 1].first = first;
		words_take(&at, word, sizeof(word));
		for (; text < at; text++)
			line += *text == '\n';
	}
	return p;
}

/* "" where there is none */
static void take_word(char ret[static ANSWERS_SIZE], const struct peers *p, size_t i)
{
	const char *at = i < p->count ? p->items[i].at : "";

	words_take(&at, ret, ANSWERS_SIZE);
}

/* Nobody can tell where it ends. A word behind `password` is never shown, whatever it is. */
static size_t lose_option(struct reader *r, const struct peers *p, size_t i)
{
	char name[ANSWERS_SIZE], before[ANSWERS_SIZE] = "";

	take_word(name, p, i);
	if (i)
		take_word(before, p, i - 1);
	lose(r, strcmp(before, "password") ? name : "what is behind a password",
	     "not known; --option adds it as it is");
	do
		i++;
	while (i < p->count && !p->items[i].first);
	return i;
}

static void read_peers(struct reader *r, const char *text)
{
	struct peers p = find_words(text);
	char name[ANSWERS_SIZE], value[ANSWERS_SIZE];

	for (size_t i = 0, used; i < p.count; i = used ? i + used : lose_option(r, &p, i)) {
		r->line = p.items[i].line;
		take_word(name, &p, i);
		take_word(value, &p, i + 1);
		used = 2;
		if (strcmp(name, "plugin") != 0 || !strstr(value, "pppoe")) {
			used = read_peers_option(r, name, value);
			continue;
		}
		take_word(name, &p, i + 2);
		if (*name && !p.items[i + 2].first && !is_peers_option(name)) {
			read_device(r, name);
			used = 3;
		}
	}
	list_free(&p);
}

static void end_peers(struct reader *r)
{
	if (*r->name && !answers_has(r->a, ANSWER_USER))
		take(r, "name", ANSWER_USER, r->name);
	if (*r->unit && !answers_has(r->a, ANSWER_LINK))
		take(r, "unit", ANSWER_LINK, r->unit);
	if (!answers_has(r->a, ANSWER_DNS))
		take(r, "usepeerdns", ANSWER_DNS, "no");
	if (!r->has_routes)
		*list_add(r->lost) =
			say_text("no defaultroute: the link gets default routes, see --failover");
}

/* An option of another program's that is one of pppd's, by another name */
struct renaming {
	const char *name, *option;
};

static bool keep_as(struct reader *r, const struct renaming *table, const char *name,
		    const char *value)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name)) {
			keep_option(r, table->option, value);
			return true;
		}
	return false;
}

/* pppoe.conf of rp-pppoe */

static const struct renaming rp_pppoe_kept[] = {
	{ "LCP_INTERVAL", "lcp-echo-interval" },
	{ "LCP_FAILURE", "lcp-echo-failure" },
	{ 0 },
};

static void read_rp_pppoe_value(struct reader *r, const char *name, const char *value)
{
	static const struct mapping mappings[] = {
		{ "USER", ANSWER_USER, NULL },
		{ "ACNAME", ANSWER_AC, NULL },
		{ "SERVICENAME", ANSWER_SERVICE, NULL },
		{ 0 },
	};
	static const char known[] =
		"CONNECT_TIMEOUT CONNECT_POLL PING FORCEPING CF_BASE PIDFILE SYNCHRONOUS "
		"PPPOE_TIMEOUT LINUX_PLUGIN DNSTYPE USERCTL BOOT NAME DEVICE TYPE PROVIDER "
		"PERSIST";

	if (!*value || map(r, mappings, name, value) || is_one_of(name, known))
		return;
	if (!strcmp(name, "ETH")) {
		take_device(r, name, value);
	} else if (!strcmp(name, "PEERDNS") || !strcmp(name, "ONBOOT")) {
		if (!strcmp(value, "no"))
			take(r, name, *name == 'P' ? ANSWER_DNS : ANSWER_START, "no");
	} else if (!strcmp(name, "CLAMPMSS")) {
		take(r, name, ANSWER_CLAMP, !strcmp(value, "no") ? "off" : value);
	} else if (keep_as(r, rp_pppoe_kept, name, value)) {
		return;
	} else if (!strcmp(name, "FIREWALL")) {
		take(r, name, ANSWER_NAT, !strcmp(value, "MASQUERADE") ? "yes" : "no");
		take(r, name, ANSWER_FIREWALL, !strcmp(value, "NONE") ? "no" : "yes");
	} else if (strcmp(value, !strcmp(name, "DEMAND") ? "no" : "yes") != 0 ||
		   !is_one_of(name, "DEMAND DEFAULTROUTE DEFROUTE")) {
		lose(r, name, "has no counterpart");
	}
}

/* Both servers become one answer. */
static void add_server(struct reader *r, const char *name, const char *address)
{
	char both[ANSWERS_SIZE];
	const char *before = r->a->text[ANSWER_DNS];
	const bool first = !*before || !strcmp(before, "peer") || !strcmp(before, "no");
	const char *expected;

	snprintf(both, sizeof(both), "%.200s%s%.200s", first ? "" : before, first ? "" : ",",
		 address);
	expected = answers_set(r->a, ANSWER_DNS, both);
	if (expected)
		lose(r, name, "expected the address of a name server");
}

static void read_rp_pppoe_line(struct reader *r, const struct words *w)
{
	char name[ANSWERS_SIZE], *value;

	snprintf(name, sizeof(name), "%s", w->items[0]);
	value = strchr(name, '=');
	if (!value)
		return;
	*value++ = '\0';
	if ((!strcmp(name, "DNS1") || !strcmp(name, "DNS2")) && *value)
		add_server(r, name, value);
	else
		read_rp_pppoe_value(r, name, value);
}

/* OpenWrt */

/* Failures, and seconds between: "5 1", "5,1" or "5" */
static void read_keepalive(struct reader *r, const char *value)
{
	unsigned long failures, interval = 5;
	char option[64], *end, *rest;

	failures = strtoul(value, &end, 10);
	if (end == value || failures > 1000) {
		lose(r, "keepalive", "expected numbers");
		return;
	}
	if (*end)
		interval = strtoul(end + 1, &rest, 10);
	snprintf(option, sizeof(option), "lcp-echo-interval %lu", interval);
	take(r, "keepalive", ANSWER_OPTION, option);
	snprintf(option, sizeof(option), "lcp-echo-failure %lu", failures);
	take(r, "keepalive", ANSWER_OPTION, option);
}

static void read_openwrt_servers(struct reader *r, const char *value)
{
	char word[ANSWERS_SIZE];

	while (words_next(&value, word, sizeof(word)))
		add_server(r, "dns", word);
}

static const struct renaming openwrt_kept[] = {
	{ "ac_mac", "pppoe-mac" },
	{ "host_uniq", "host-uniq" },
	{ "padi_attempts", "pppoe-padi-attempts" },
	{ "padi_timeout", "pppoe-padi-timeout" },
	{ "ip4table", "failover-table" },
	{ "holdoff", "holdoff" },
	{ 0 },
};

static void read_openwrt_option(struct reader *r, const char *name, const char *value)
{
	static const struct mapping mappings[] = {
		{ "username", ANSWER_USER, NULL }, { "password", ANSWER_PASSWORD, NULL },
		{ "ac", ANSWER_AC, NULL },	   { "service", ANSWER_SERVICE, NULL },
		{ "mtu", ANSWER_MTU, NULL },	   { "metric", ANSWER_FAILOVER, NULL },
		{ "pppname", ANSWER_LINK, NULL },  { 0 },
	};
	static const char known[] = "proto force_link persist maxfail";
	const bool no = !strcmp(value, "0");

	if (map(r, mappings, name, value) || is_one_of(name, known) ||
	    keep_as(r, openwrt_kept, name, value))
		return;
	if (!strcmp(name, "device") || !strcmp(name, "ifname"))
		take_device(r, name, value);
	else if (!strcmp(name, "ipv6"))
		take(r, name, ANSWER_IPV6, no ? "no" : "yes");
	else if (!strcmp(name, "peerdns"))
		take(r, name, ANSWER_DNS, no ? "no" : "peer");
	else if (!strcmp(name, "dns"))
		read_openwrt_servers(r, value);
	else if (!strcmp(name, "keepalive"))
		read_keepalive(r, value);
	else if (!strcmp(name, "auto") && no)
		take(r, name, ANSWER_START, "no");
	else if (no || !is_one_of(name, "auto defaultroute"))
		lose(r, name, "has no counterpart");
}

/* VyOS: `set interfaces pppoe pppoe0 NAME... VALUE` */

static const struct renaming vyos_kept[] = {
	{ "host-uniq", "host-uniq" },
	{ "holdoff", "holdoff" },
	{ "vrf", "pppoe-vrf" },
	{ 0 },
};

static void read_vyos_clamp(struct reader *r, const struct words *w)
{
	if (strcmp(w->items[5], "adjust-mss") != 0)
		lose(r, w->items[5], "has no counterpart");
	else if (!strcmp(w->items[6], "clamp-mss-to-pmtu"))
		take(r, "adjust-mss", ANSWER_CLAMP, "auto");
	else
		take(r, "adjust-mss", ANSWER_CLAMP, w->items[6]);
}

/* `dhcpv6-options pd 0 interface eth2 ...`: a prefix for the LAN there */
static void read_vyos_delegation(struct reader *r, const struct words *w)
{
	if (strcmp(w->items[5], "pd") != 0) {
		lose(r, w->items[5], "has no counterpart");
		return;
	}
	take(r, "pd", ANSWER_PD, "yes");
	if (!strcmp(w->items[7], "interface"))
		take(r, "interface", ANSWER_LAN, w->items[8]);
}

static void read_vyos_option(struct reader *r, const struct words *w)
{
	static const struct mapping mappings[] = {
		{ "user-id", ANSWER_USER, NULL },
		{ "password", ANSWER_PASSWORD, NULL },
		{ "mtu", ANSWER_MTU, NULL },
		{ "mru", ANSWER_MTU, NULL },
		{ "no-peer-dns", ANSWER_DNS, "no" },
		{ "default-route-distance", ANSWER_FAILOVER, NULL },
		{ "access-concentrator", ANSWER_AC, NULL },
		{ "service-name", ANSWER_SERVICE, NULL },
		{ 0 },
	};
	const char *name = w->items[4], *value = w->items[5];

	if (map(r, mappings, name, value) || !strcmp(name, "description") ||
	    keep_as(r, vyos_kept, name, value))
		return;
	if (!strcmp(name, "authentication") && !strncmp(value, "user", 4))
		take(r, name, ANSWER_USER, w->items[6]);
	else if (!strcmp(name, "authentication") && !strcmp(value, "password"))
		take(r, name, ANSWER_PASSWORD, w->items[6]);
	else if (!strcmp(name, "source-interface"))
		take_device(r, name, value);
	else if (!strcmp(name, "name-server"))
		take(r, name, ANSWER_DNS, !strcmp(value, "none") ? "no" : "peer");
	else if (!strcmp(name, "ip"))
		read_vyos_clamp(r, w);
	else if (!strcmp(name, "ipv6") && is_one_of(value, "address enable"))
		take(r, name, ANSWER_IPV6, "yes");
	else if (!strcmp(name, "ipv6") && !strcmp(value, "adjust-mss"))
		keep_option(r, "clamp-mss6",
			    !strcmp(w->items[6], "clamp-mss-to-pmtu") ? "auto" : w->items[6]);
	else if (is_one_of(name, "dhcpv6-options dhcpv6-pd"))
		read_vyos_delegation(r, w);
	else if (strcmp(name, "default-route") != 0 || !strcmp(value, "none"))
		lose(r, name, "has no counterpart");
}

/*
 * VyOS 1.1 and EdgeOS have it below its Ethernet interface: `ethernet eth1 pppoe 0`, or
 * `ethernet eth1 vif 7 pppoe 0`. The interface goes to `device`, and the words ahead.
 */
static void move_vyos_device(struct words *w, char (*device)[ANSWERS_SIZE])
{
	const bool tagged = !strcmp(w->items[4], "vif");
	const size_t ahead = tagged ? 4 : 2;

	if (!strcmp(w->items[2], "pppoe") || strcmp(w->items[2 + ahead], "pppoe") != 0)
		return;
	snprintf(*device, sizeof(*device), "%.100s%s%.8s", w->items[3], tagged ? "." : "",
		 tagged ? w->items[5] : "");
	memmove(&w->items[2], &w->items[2 + ahead], (WORDS_MAX - 2 - ahead) * ANSWERS_SIZE);
}

static void read_vyos_line(struct reader *r, const struct words *line)
{
	struct words w = *line;
	char device[ANSWERS_SIZE] = "";

	move_vyos_device(&w, &device);
	if (strcmp(w.items[0], "set") != 0 || strcmp(w.items[1], "interfaces") != 0 ||
	    strcmp(w.items[2], "pppoe") != 0) {
		lose(r, "all of it", "expected: set interfaces ... pppoe ...");
		return;
	}
	if (!*r->name)
		snprintf(r->name, sizeof(r->name), "%s", w.items[3]);
	if (strcmp(w.items[3], r->name) != 0) {
		lose(r, w.items[3], ONE_LINE);
		return;
	}
	if (*device)
		take_device(r, "pppoe", device);
	read_vyos_option(r, &w);
}

/* Which of them is it? */

static enum import_kind kind_of_line(const struct words *w)
{
	const char *first = w->items[0];
	const size_t name = strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	if (!strcmp(first, "set") && !strcmp(w->items[1], "interfaces"))
		return IMPORT_VYOS;
	if (!strcmp(first, "config") && !strcmp(w->items[1], "interface"))
		return IMPORT_OPENWRT;
	if (name && first[name] == '=')
		return IMPORT_RP_PPPOE;
	if (!strcmp(first, "plugin") || !strcmp(first, "pty") || !strcmp(first, "user"))
		return IMPORT_PEERS;
	return IMPORT_UNKNOWN;
}

static enum import_kind kind_of(const char *text)
{
	enum import_kind kind = IMPORT_UNKNOWN;
	char line[LINE_SIZE];
	struct words w;

	while (!kind && words_next_line(&text, line, sizeof(line))) {
		split(&w, line);
		kind = kind_of_line(&w);
	}
	return kind;
}

/* Is the section that begins here a line of PPPoE? */
static bool is_pppoe_section(const char *text)
{
	char line[LINE_SIZE];
	struct words w;

	while (words_next_line(&text, line, sizeof(line))) {
		split(&w, line);
		if (!strcmp(w.items[0], "config"))
			return false;
		if (!strcmp(w.items[1], "proto"))
			return !strcmp(w.items[2], "pppoe");
	}
	return false;
}

static void read_openwrt(struct reader *r, const char *text)
{
	bool ours = false, found = false;
	char line[LINE_SIZE];
	struct words w;

	for (r->line = 1; words_next_line(&text, line, sizeof(line)); r->line++) {
		split(&w, line);
		if (!strcmp(w.items[0], "config")) {
			ours = !found && is_pppoe_section(text);
			if (!ours)
				lose(r, w.items[2],
				     found ? ONE_LINE : "no interface with proto pppoe");
			found |= ours;
		} else if (ours && w.count > 2) {
			read_openwrt_option(r, w.items[1], w.items[2]);
		}
	}
}

static void read_lines(struct reader *r, const char *text,
		       void (*read)(struct reader *r, const struct words *w))
{
	char line[LINE_SIZE];
	struct words w;

	for (r->line = 1; words_next_line(&text, line, sizeof(line)); r->line++) {
		split(&w, line);
		if (w.count)
			read(r, &w);
	}
}

enum import_kind import_read(struct answers *ret, struct import_lost *lost, const char *text)
{
	struct reader r = { .a = ret, .lost = lost };
	const enum import_kind kind = kind_of(text);

	switch (kind) {
	case IMPORT_PEERS:
		read_peers(&r, text);
		end_peers(&r);
		break;
	case IMPORT_RP_PPPOE:
		read_lines(&r, text, read_rp_pppoe_line);
		break;
	case IMPORT_OPENWRT:
		read_openwrt(&r, text);
		break;
	case IMPORT_VYOS:
		read_lines(&r, text, read_vyos_line);
		break;
	case IMPORT_UNKNOWN:
		break;
	}
	return kind;
}

const char *import_kind_text(enum import_kind kind)
{
	static const char *const texts[] = {
		[IMPORT_UNKNOWN] = "nothing that is known",
		[IMPORT_PEERS] = "a peers file of pppd",
		[IMPORT_RP_PPPOE] = "pppoe.conf of rp-pppoe",
		[IMPORT_OPENWRT] = "an interface of OpenWrt",
		[IMPORT_VYOS] = "commands of VyOS",
	};

	return texts[kind];
}

void import_free(struct import_lost *lost)
{
	for (size_t i = 0; i < lost->count; i++)
		free(lost->items[i]);
	list_free(lost);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "import_parts.h"

#include <stdio.h>
#include <string.h>

#include "list.h"
#include "say.h"
#include "words.h"

/* `pty "pppoe -I eth1 -T 80 -m 1452"`: the session of a program of its own */
static void read_pty(struct reader *r, const char *command)
{
	struct reader_words w;

	reader_split(&w, command);
	if (!strstr(w.items[0], "pppoe")) {
		reader_lose(r, "pty", "only pppoe is replaced");
		return;
	}
	for (size_t i = 1; i + 1 < w.count; i++) {
		if (!strcmp(w.items[i], "-I"))
			reader_take_device(r, "pty", w.items[i + 1]);
		else if (!strcmp(w.items[i], "-m"))
			reader_take(r, "pty -m", ANSWER_CLAMP, w.items[i + 1]);
		else if (!strcmp(w.items[i], "-C"))
			reader_take(r, "pty -C", ANSWER_AC, w.items[i + 1]);
		else if (!strcmp(w.items[i], "-S"))
			reader_take(r, "pty -S", ANSWER_SERVICE, w.items[i + 1]);
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
	reader_take_device(r, word, !strncmp(word, "nic-", 4) ? word + 4 : word);
}

static bool has_our_name(const char *option)
{
	static const char *const starts[] = { "pppoe-", "clamp-", "failover-", "rp_pppoe_", NULL };

	for (size_t i = 0; starts[i]; i++)
		if (!strncmp(option, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static const struct reader_mapping peers_mappings[] = {
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
	"ipcp-accept-local ipcp-accept-remote ipv6cp-use-ipaddr clamp-required "
	"pppoe-server pppoe-term-unknown";

static bool is_peers_option(const char *word)
{
	for (const struct reader_mapping *m = peers_mappings; m->name; m++)
		if (!strcmp(m->name, word))
			return true;
	return words_has(peers_known, word) || words_has(peers_kept, word) || has_our_name(word) ||
	       words_has("name unit plugin pty connect", word);
}

/* What counts where nothing else says it */
struct otherwise {
	char user[ANSWERS_SIZE]; /* by the option `name`; "" */
	char link[ANSWERS_SIZE]; /* by pppd's number for it; "" */
	bool has_routes; /* pppd is told to make default routes */
};

/* Returns the number of words that it took; 0: it is not known. */
static size_t read_peers_option(struct reader *r, struct otherwise *o, const char *name,
				const char *value)
{
	const size_t used = words_has(peers_flags, name) ? 1 : 2;

	if (used == 1)
		value = "";
	/* Addresses of both ends; a comma alone leaves them open. */
	if (!strcmp(name, "ipv6") && strcmp(value, ",") != 0)
		reader_keep_option(r, name, value);
	o->has_routes |= words_has(peers_routes, name);
	if (reader_map(r, peers_mappings, name, value) || words_has(peers_known, name))
		return used;
	if (!strcmp(name, "name")) {
		snprintf(o->user, sizeof(o->user), "%s", value);
	} else if (!strcmp(name, "unit")) {
		snprintf(o->link, sizeof(o->link), "ppp%.15s", value);
	} else if (!strcmp(name, "pty")) {
		read_pty(r, value);
	} else if (!strcmp(name, "connect") && strstr(value, "true")) {
		return used;
	} else if (!strcmp(name, "pppoe-server")) {
		reader_lose(r, name, "setup is for its clients");
	} else if (!strcmp(name, "pppoe-max-payload")) {
		reader_take(r, name, ANSWER_MTU, !strcmp(value, "off") ? "1492" : value);
	} else if (has_our_name(name) || words_has(peers_kept, name)) {
		reader_keep_option(r, name, value);
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
	reader_lose(r, strcmp(before, "password") ? name : "what is behind a password",
		    "not known; --option adds it as it is");
	do
		i++;
	while (i < p->count && !p->items[i].first);
	return i;
}

static void end_peers(struct reader *r, const struct otherwise *o)
{
	if (*o->user && !answers_has(r->a, ANSWER_USER))
		reader_take(r, "name", ANSWER_USER, o->user);
	if (*o->link && !answers_has(r->a, ANSWER_LINK))
		reader_take(r, "unit", ANSWER_LINK, o->link);
	if (!answers_has(r->a, ANSWER_DNS))
		reader_take(r, "usepeerdns", ANSWER_DNS, "no");
	if (!o->has_routes)
		*list_add(r->lost) =
			say_text("no defaultroute: the link gets default routes, see --failover");
}

void import_read_peers(struct reader *r, const char *text)
{
	struct peers p = find_words(text);
	char name[ANSWERS_SIZE], value[ANSWERS_SIZE];
	struct otherwise o = { 0 };

	for (size_t i = 0, used; i < p.count; i = used ? i + used : lose_option(r, &p, i)) {
		r->line = p.items[i].line;
		take_word(name, &p, i);
		take_word(value, &p, i + 1);
		used = 2;
		if (strcmp(name, "plugin") != 0 || !strstr(value, "pppoe")) {
			used = read_peers_option(r, &o, name, value);
			continue;
		}
		take_word(name, &p, i + 2);
		if (*name && !p.items[i + 2].first && !is_peers_option(name)) {
			read_device(r, name);
			used = 3;
		}
	}
	list_free(&p);
	end_peers(r, &o);
}

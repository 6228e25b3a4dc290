// SPDX-License-Identifier: GPL-2.0-or-later
#include "rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clamp.h"
#include "list.h"
#include "words.h"

/* One line, without the white space around it; false at the end of the text. */
static bool next_line(const char **text, char line[static RULES_LINE_SIZE])
{
	const char *start = *text, *end;

	if (!*start)
		return false;
	end = strchrnul(start, '\n');
	*text = *end ? end + 1 : end;
	while (start < end && isspace((unsigned char)*start))
		start++;
	snprintf(line, RULES_LINE_SIZE, "%.*s",
		 (int)(end - start < RULES_LINE_SIZE ? end - start : RULES_LINE_SIZE - 1), start);
	return true;
}

/* Is `words` in the line, with a blank or an end at each side? */
static bool says(const char *line, const char *words)
{
	const size_t len = strlen(words);

	for (const char *at = line; (at = strstr(at, words)) != NULL; at++)
		if ((at == line || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

static long number_after(const char *line, const char *words)
{
	const char *at = strstr(line, words);

	return at ? strtol(at + strlen(words), NULL, 10) : 0;
}

/* "-o eth1", "-o ppp+" or "! -o lan0", and the same with -i */
static bool takes(const char *line, const char *option, const char *ifname)
{
	const char *at = strstr(line, option);
	const size_t len = at ? strcspn(at + 4, " ") : 0;
	const bool open = len && at[3 + len] == '+';
	bool same;

	if (!at)
		return true;
	same = open ? !strncmp(at + 4, ifname, len - 1)
		    : len == strlen(ifname) && !strncmp(at + 4, ifname, len);
	return same != (at > line && at[-1] == '!');
}

static bool takes_link(const char *line, const char *option, const struct rules_links *links)
{
	for (size_t i = 0; i < links->count; i++)
		if (takes(line, option, links->names[i]))
			return true;
	return false;
}

/* By its name, not as one of several that begin alike */
static bool names_link(const char *line, const char *option, const struct rules_links *links)
{
	char words[RULES_LINE_SIZE];

	for (size_t i = 0; i < links->count; i++) {
		snprintf(words, sizeof(words), "%s %s", option, links->names[i]);
		if (says(line, words))
			return true;
	}
	return false;
}

/* An option or a module that takes packets by their interface, or being a SYN, and no more */
static bool is_usual(const char *word)
{
	static const char *const usual[] = {
		"-A",  "-i",	      "-o",	 "-p",	      "-m",	   "-j",
		"-g",  "--tcp-flags", "--mss",	 "--comment", "--set-mss", "--clamp-mss-to-pmtu",
		"tcp", "tcpmss",      "comment",
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (!strcmp(word, usual[i]))
			return true;
	return false;
}

static bool asks_more(const char *line)
{
	char word[RULES_LINE_SIZE], last[RULES_LINE_SIZE] = "";

	while (words_next(&line, word, sizeof(word))) {
		const bool module = !strcmp(last, "-m");

		if ((module || *word == '-' || *word == '!') && !is_usual(word))
			return true;
		memcpy(last, word, sizeof(last));
	}
	return false;
}

/* What a rule, and those that send packets to its chain, say of interfaces */
struct path {
	bool any; /* something */
	bool link; /* one of them may be a link */
	bool others; /* one may be no link, or they say something else */
	bool elsewhere; /* what comes in by a link, and goes out by none, is not meant */
	bool barred, named; /* what goes out by a link is not meant; or is, by its name */
	bool source; /* they say something of where packets are from */
};

static struct path follow(struct path p, const char *line, const struct rules_links *links)
{
	const bool in = says(line, "-i"), out = says(line, "-o");
	const bool by_link = out && takes_link(line, " -o ", links);

	p.any |= in || out;
	p.others |= (in && !names_link(line, "-i", links)) ||
		    (out && !names_link(line, "-o", links)) || asks_more(line);
	p.link |= by_link || (in && takes_link(line, " -i ", links));
	p.barred |= out && !by_link;
	p.named |= by_link && !strstr(line, "! -o ");
	p.source |= says(line, "-s");
	p.elsewhere |= (in && !takes_link(line, " -i ", links)) || (by_link && !says(line, "!"));
	return p;
}

/* Made by somebody, and reached by a rule alone? */
static bool is_own_chain(const char *table, const char *chain)
{
	char line[RULES_LINE_SIZE], start[RULES_LINE_SIZE];
	const int len = snprintf(start, sizeof(start), ":%.200s -", chain);

	while (next_line(&table, line) && line[0] != '*')
		if (!strncmp(line, start, (size_t)len))
			return true;
	return false;
}

static bool sends_to(const char *line, const char *chain)
{
	char jump[RULES_LINE_SIZE], go[RULES_LINE_SIZE];

	snprintf(jump, sizeof(jump), "-j %.200s", chain);
	snprintf(go, sizeof(go), "-g %.200s", chain);
	return !strncmp(line, "-A ", 3) && (says(line, jump) || says(line, go));
}

/* A rule's chain, and what there was said of interfaces from there on */
struct place {
	char chain[RULES_LINE_SIZE];
	struct path path;
};

struct places {
	struct place *items;
	size_t count;
};

static void add_place(struct places *l, const char *rule, struct path behind,
		      const struct rules_links *links)
{
	struct place p = { .path = follow(behind, rule, links) };

	snprintf(p.chain, sizeof(p.chain), "%.*s", (int)strcspn(rule + 3, " "), rule + 3);
	for (size_t i = 0; i < l->count; i++)
		if (!memcmp(&l->items[i], &p, sizeof(p)))
			return;
	*list_add(l) = p;
}

/* Can what is looked for get by the rule `line`, which begins at `at`, to where that leads? */
typedef bool open_function(const char *table, const char *at, const char *line,
			   const struct rules_links *links);

/*
 * Back from a rule to where the kernel calls chains: is a way there one that is wanted?
 * `is_open` NULL: by any rule.
 */
static bool has_path(const char *table, const char *rule, const struct rules_links *links,
		     bool (*wanted)(const struct path *p), open_function *is_open)
{
	struct places places = { 0 };
	char line[RULES_LINE_SIZE];
	bool found = false;

	add_place(&places, rule, (struct path){ 0 }, links);
	for (size_t i = 0; !found && i < places.count; i++) {
		const struct place p = places.items[i];

		if (!is_own_chain(table, p.chain)) {
			found = wanted(&p.path);
			continue;
		}
		for (const char *at = table, *next = at; next_line(&next, line) && line[0] != '*';
		     at = next)
			if (sends_to(line, p.chain) &&
			    (!is_open || is_open(table, at, line, links)))
				add_place(&places, line, p.path, links);
	}
	list_free(&places);
	return found;
}

static bool is_for_link(const struct path *p)
{
	return p->link || !p->any;
}

static bool is_for_others(const struct path *p)
{
	return p->others || !p->any;
}

static bool is_from_link(const struct path *p)
{
	return !p->elsewhere;
}

static void add_clamp(struct rules_clamps *l, const char *line, const char *program,
		      const char *table, bool shared)
{
	struct rules_clamp *c;

	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i].rule, line) &&
		    !strncmp(l->items[i].command, program, strlen(program))) {
			l->items[i].times++;
			return;
		}
	c = list_add(l);
	snprintf(c->rule, sizeof(c->rule), "%s", line);
	snprintf(c->command, sizeof(c->command), "%s -t %.16s -D%s", program, table, line + 2);
	c->times = 1;
	c->out = says(line, "-o");
	c->in = says(line, "-i");
	c->shared = shared;
	c->ipv6 = !strncmp(program, "ip6", 3);
	c->mss = number_after(line, "--set-mss ");
}

void rules_find_iptables_clamps(struct rules_clamps *ret, const char *text, const char *program,
				const struct rules_links *links)
{
	char line[RULES_LINE_SIZE], name[RULES_LINE_SIZE] = "";
	const char *table = text;

	while (next_line(&text, line)) {
		if (line[0] == '*') {
			snprintf(name, sizeof(name), "%s", line + 1);
			table = text;
		}
		if (!strncmp(line, "-A ", 3) && says(line, "-j TCPMSS") &&
		    has_path(table, line, links, is_for_link, NULL))
			add_clamp(ret, line, program, name,
				  has_path(table, line, links, is_for_others, NULL));
	}
}

void rules_free(struct rules_clamps *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i].same);
	list_free(l);
}

static bool drops(const char *line, const char *drop, const char *reject)
{
	return says(line, drop) || says(line, reject);
}

/* Is it about ICMP that says that a packet was too large? One for another type is not. */
static bool is_about_errors(const char *line)
{
	static const char *const types[] = { "--icmp-type 3", "--icmp-type 3/4", "--icmp-type any",
					     "--icmpv6-type 2", "--icmpv6-type 2/0" };

	if (!says(line, "-p icmp") && !says(line, "-p ipv6-icmp"))
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (says(line, types[i]))
			return true;
	return !strstr(line, "icmp-type") && !strstr(line, "icmpv6-type") &&
	       !says(line, "-m limit");
}

/* An error is related to its connection. By ICMP, from one side only is not enough. */
static bool lets_errors_pass(const char *line)
{
	if (!says(line, "-j ACCEPT") || says(line, "!"))
		return false;
	if (strstr(line, "state RELATED") || strstr(line, ",RELATED"))
		return !says(line, "-p tcp") && !says(line, "-p udp");
	return is_about_errors(line) && !says(line, "-i") && !says(line, "-s");
}

/* An error is related to its connection, which has a state of its own. */
static bool is_of_state(const char *line)
{
	static const char *const options[] = { " --state ", " --ctstate " };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *at = strstr(line, options[i]);
		const char *value = at ? at + strlen(options[i]) : NULL;

		if (at)
			return (memmem(value, strcspn(value, " "), "RELATED", 7) != NULL) !=
			       (at > line && at[-1] == '!');
	}
	return true;
}

static bool is_usual_module(const char *word)
{
	static const char *const modules[] = { "icmp", "icmp6", "comment", "conntrack", "state" };

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (!strcmp(word, modules[i]))
			return true;
	return false;
}

/* Of any sender and connection, for what it says of those: a rule may be about fewer */
static bool takes_errors(const char *line)
{
	char word[RULES_LINE_SIZE], last[RULES_LINE_SIZE] = "";

	if (says(line, "-f") || says(line, "-s") || (says(line, "-p") && !is_about_errors(line)))
		return false;
	for (const char *at = line; words_next(&at, word, sizeof(word));) {
		if (!strcmp(last, "-m") && !is_usual_module(word))
			return false;
		memcpy(last, word, sizeof(last));
	}
	return is_of_state(line);
}

struct names {
	struct {
		char name[RULES_LINE_SIZE];
	} * items;
	size_t count;
};

/* Where the rule sends errors of a link to, if it does */
static void add_target(struct names *l, const char *table, const char *line,
		       const struct rules_links *links)
{
	const char *jump = strstr(line, " -j "), *to = jump ? jump : strstr(line, " -g ");
	char name[RULES_LINE_SIZE];

	if (!to || !takes_errors(line) || follow((struct path){ 0 }, line, links).elsewhere)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(to + 4, " "), to + 4);
	if (!is_own_chain(table, name))
		return;
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i].name, name))
			return;
	memcpy(list_add(l)->name, name, sizeof(name));
}

/* Does a rule of this chain let them pass? Rules from `until` on, if any, do not count. */
static bool accepts(const char *table, const char *chain, const char *until, struct names *ret,
		    const struct rules_links *links)
{
	char line[RULES_LINE_SIZE], start[RULES_LINE_SIZE];
	const int len = snprintf(start, sizeof(start), "-A %.200s ", chain);

	for (const char *at = table; at != until && next_line(&at, line) && line[0] != '*';) {
		if (strncmp(line, start, (size_t)len) != 0)
			continue;
		if (lets_errors_pass(line))
			return true;
		add_target(ret, table, line, links);
	}
	return false;
}

/* Does a rule do that ahead of this one, which begins at `at`, in its chain or by a way there? */
static bool passes_before(const char *table, const char *at, const char *rule,
			  const struct rules_links *links)
{
	struct names reached = { 0 };
	bool passes = false;

	snprintf(list_add(&reached)->name, RULES_LINE_SIZE, "%.*s", (int)strcspn(rule + 3, " "),
		 rule + 3);
	for (size_t i = 0; !passes && i < reached.count; i++) {
		char chain[RULES_LINE_SIZE];

		memcpy(chain, reached.items[i].name, sizeof(chain)); /* the list may move */
		passes = accepts(table, chain, i ? NULL : at, &reached, links);
	}
	list_free(&reached);
	return passes;
}

/* Do errors get to this rule, and to where it leads? */
static bool is_open_to_errors(const char *table, const char *at, const char *line,
			      const struct rules_links *links)
{
	return takes_errors(line) && !passes_before(table, at, line, links);
}

bool rules_find_icmp_drop(char ret[static RULES_LINE_SIZE], const char *iptables,
			  const struct rules_links *links)
{
	const char *table = iptables;

	for (const char *at = iptables, *next = at; next_line(&next, ret); at = next) {
		if (ret[0] == '*')
			table = next;
		if (!strncmp(ret, "-A ", 3) && drops(ret, "-j DROP", "-j REJECT") &&
		    is_about_errors(ret) && is_open_to_errors(table, at, ret, links) &&
		    has_path(table, ret, links, is_from_link, is_open_to_errors))
			return true;
	}
	return false;
}

/* Of some sources they are those of containers, unless it names the interface. */
static bool is_out_by_link(const struct path *p)
{
	return !p->barred && (!p->source || p->named);
}

bool rules_iptables_translates(const char *iptables, const char *ifname)
{
	const struct rules_links link = { &ifname, 1 };
	const char *table = iptables;
	char line[RULES_LINE_SIZE];

	while (next_line(&iptables, line)) {
		if (line[0] == '*')
			table = iptables;
		if (!strncmp(line, "-A ", 3) &&
		    (says(line, "-j MASQUERADE") || says(line, "-j SNAT")) &&
		    has_path(table, line, &link, is_out_by_link, NULL))
			return true;
	}
	return false;
}

/* "table inet filter {": of bridges and netdevs it is not what is routed. */
static void take_opening(char ret[static RULES_LINE_SIZE], const char *line)
{
	snprintf(ret, RULES_LINE_SIZE, "%.*s", (int)(strcspn(line, "{") - 1), line);
}

bool rules_find_forward_drop(char ret[static RULES_LINE_SIZE], const char *chains)
{
	char line[RULES_LINE_SIZE], table[RULES_LINE_SIZE] = "", chain[RULES_LINE_SIZE] = "";

	while (next_line(&chains, line)) {
		if (!strncmp(line, "table ", 6))
			take_opening(table, line);
		else if (!strncmp(line, "chain ", 6))
			take_opening(chain, line);
		if (says(line, "hook forward") && says(line, "policy drop;") &&
		    (!strncmp(table, "table ip ", 9) || !strncmp(table, "table inet ", 11))) {
			snprintf(ret, RULES_LINE_SIZE, "%.60s of %.60s", chain, table);
			return true;
		}
	}
	return false;
}

bool rules_have_our_table(const char *nft)
{
	char line[RULES_LINE_SIZE];

	while (next_line(&nft, line))
		if (!strncmp(line, "table ", 6) && strstr(line, " " CLAMP_TABLE_PREFIX))
			return true;
	return false;
}

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
};

static struct path follow(struct path p, const char *line, const struct rules_links *links)
{
	const bool in = says(line, "-i"), out = says(line, "-o");
	const bool by_link = out && takes_link(line, " -o ", links);

	p.any |= in || out;
	p.others |= (in && !names_link(line, "-i", links)) ||
		    (out && !names_link(line, "-o", links)) || asks_more(line);
	p.link |= by_link || (in && takes_link(line, " -i ", links));
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

/* Back from a rule to where the kernel calls chains: is a way there one that is wanted? */
static bool has_path(const char *table, const char *rule, const struct rules_links *links,
		     bool (*wanted)(const struct path *p))
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
		for (const char *at = table; next_line(&at, line) && line[0] != '*';)
			if (sends_to(line, p.chain))
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
		    has_path(table, line, links, is_for_link))
			add_clamp(ret, line, program, name,
				  has_path(table, line, links, is_for_others));
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

/* Does a rule of the same chain, from here to the rule, do that? */
static bool passes_before(const char *text, const char *end, const char *rule)
{
	const size_t chain = strlen("-A ") + strcspn(rule + strlen("-A "), " ");
	char line[RULES_LINE_SIZE];

	while (text < end && next_line(&text, line))
		if (!strncmp(line, rule, chain) && line[chain] == ' ' && lets_errors_pass(line))
			return true;
	return false;
}

bool rules_find_icmp_drop(char ret[static RULES_LINE_SIZE], const char *iptables,
			  const struct rules_links *links)
{
	const char *table = iptables;

	for (const char *at = iptables; next_line(&at, ret);) {
		if (ret[0] == '*')
			table = at;
		if (!strncmp(ret, "-A ", 3) && drops(ret, "-j DROP", "-j REJECT") &&
		    is_about_errors(ret) && !passes_before(table, at, ret) &&
		    has_path(table, ret, links, is_from_link))
			return true;
	}
	return false;
}

bool rules_iptables_translates(const char *iptables, const char *ifname)
{
	char line[RULES_LINE_SIZE];

	while (next_line(&iptables, line))
		if (!strncmp(line, "-A ", 3) &&
		    (says(line, "-j MASQUERADE") || says(line, "-j SNAT")) &&
		    takes(line, " -o ", ifname))
			return true;
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

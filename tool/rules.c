// SPDX-License-Identifier: GPL-2.0-or-later
#include "rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clamp.h"
#include "list.h"

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

static void add_clamp(struct rules_clamps *l, const char *line, bool out, bool in, long mss)
{
	struct rules_clamp *c;

	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i].rule, line)) {
			l->items[i].times++;
			return;
		}
	c = list_add(l);
	snprintf(c->rule, sizeof(c->rule), "%s", line);
	c->times = 1;
	c->out = out;
	c->in = in;
	c->mss = mss;
}

void rules_find_iptables_clamps(struct rules_clamps *ret, const char *text)
{
	char line[RULES_LINE_SIZE];

	while (next_line(&text, line))
		if (!strncmp(line, "-A ", 3) && says(line, "-j TCPMSS"))
			add_clamp(ret, line, says(line, "-o"), says(line, "-i"),
				  number_after(line, "--set-mss "));
}

/* Where a line of nft's stands. */
struct place {
	bool ours; /* in a table of ours */
	bool forward; /* in a chain of the hook forward */
	bool drops; /* by its policy */
	bool lets_icmp; /* or replies */
};

/* Returns whether the chain that ends here drops what nobody has let through. */
static bool enter(struct place *p, const char *line)
{
	const bool bad = line[0] == '}' && p->forward && p->drops && !p->lets_icmp && !p->ours;

	if (!strncmp(line, "table ", 6))
		*p = (struct place){ .ours = strstr(line, " " CLAMP_TABLE_PREFIX) != NULL };
	else if (!strncmp(line, "chain ", 6) || line[0] == '}')
		p->forward = p->drops = p->lets_icmp = false;
	if (strstr(line, "hook forward"))
		p->forward = true;
	if (p->forward && strstr(line, "policy drop"))
		p->drops = true;
	if (strstr(line, "related") || (strstr(line, "icmp") && says(line, "accept")) ||
	    !strncmp(line, "jump ", 5) || !strcmp(line, "accept"))
		p->lets_icmp = true;
	return bad;
}

void rules_find_nft_clamps(struct rules_clamps *ret, const char *text)
{
	struct place p = { 0 };
	char line[RULES_LINE_SIZE];

	while (next_line(&text, line)) {
		enter(&p, line);
		if (!p.ours && strstr(line, "maxseg size set"))
			add_clamp(ret, line, says(line, "oifname") || says(line, "oif"),
				  says(line, "iifname") || says(line, "iif"),
				  number_after(line, "maxseg size set "));
	}
}

static bool drops(const char *line, const char *drop, const char *reject)
{
	return says(line, drop) || says(line, reject);
}

/* A rule for another type than these lets them pass. */
static bool is_iptables_icmp_drop(const char *line)
{
	static const char *const types[] = { "--icmp-type 3", "--icmp-type 3/4", "--icmp-type any",
					     "--icmpv6-type 2", "--icmpv6-type 2/0" };

	if (strncmp(line, "-A ", 3) != 0 || !drops(line, "-j DROP", "-j REJECT") ||
	    (!says(line, "-p icmp") && !says(line, "-p ipv6-icmp")))
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (says(line, types[i]))
			return true;
	return !strstr(line, "icmp-type") && !strstr(line, "icmpv6-type") &&
	       !says(line, "-m limit");
}

bool rules_find_icmp_drop(char ret[static RULES_LINE_SIZE], const char *iptables)
{
	while (next_line(&iptables, ret))
		if (is_iptables_icmp_drop(ret))
			return true;
	return false;
}

static bool is_nft_icmp_drop(const char *line)
{
	static const char *const what[] = {
		"destination-unreachable", "packet-too-big", "frag-needed",	  "l4proto icmp",
		"l4proto ipv6-icmp",	   "protocol icmp",  "nexthdr ipv6-icmp", "l4proto { icmp"
	};

	if (!drops(line, "drop", "reject") || strstr(line, "limit rate"))
		return false;
	for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++)
		if (strstr(line, what[i]))
			return !strstr(line, " type echo");
	return false;
}

bool rules_find_nft_icmp_drop(char ret[static RULES_LINE_SIZE], const char *nft)
{
	struct place p = { 0 };
	char line[RULES_LINE_SIZE], heading[RULES_LINE_SIZE] = "";

	while (next_line(&nft, line)) {
		if (enter(&p, line)) {
			snprintf(ret, RULES_LINE_SIZE, "%s", heading);
			return true;
		}
		if (strstr(line, "hook forward"))
			snprintf(heading, sizeof(heading), "%s", line);
		if (!p.ours && is_nft_icmp_drop(line)) {
			snprintf(ret, RULES_LINE_SIZE, "%s", line);
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

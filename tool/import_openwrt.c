// SPDX-License-Identifier: GPL-2.0-or-later
#include "import_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

/* Failures, and seconds between: "5 1", "5,1" or "5" */
static void read_keepalive(struct reader *r, const char *value)
{
	unsigned long failures, interval = 5;
	char option[64], *end, *rest;

	failures = strtoul(value, &end, 10);
	if (end == value || failures > 1000) {
		reader_lose(r, "keepalive", "expected numbers");
		return;
	}
	if (*end)
		interval = strtoul(end + 1, &rest, 10);
	snprintf(option, sizeof(option), "lcp-echo-interval %lu", interval);
	reader_take(r, "keepalive", ANSWER_OPTION, option);
	snprintf(option, sizeof(option), "lcp-echo-failure %lu", failures);
	reader_take(r, "keepalive", ANSWER_OPTION, option);
}

static void read_openwrt_servers(struct reader *r, const char *value)
{
	char word[ANSWERS_SIZE];

	while (words_next(&value, word, sizeof(word)))
		reader_add_server(r, "dns", word);
}

static const struct reader_renaming openwrt_kept[] = {
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
	static const struct reader_mapping mappings[] = {
		{ "username", ANSWER_USER, NULL }, { "password", ANSWER_PASSWORD, NULL },
		{ "ac", ANSWER_AC, NULL },	   { "service", ANSWER_SERVICE, NULL },
		{ "mtu", ANSWER_MTU, NULL },	   { "metric", ANSWER_FAILOVER, NULL },
		{ "pppname", ANSWER_LINK, NULL },  { 0 },
	};
	static const char known[] = "proto force_link persist maxfail";
	const bool no = !strcmp(value, "0");

	if (reader_map(r, mappings, name, value) || words_has(known, name) ||
	    reader_keep_as(r, openwrt_kept, name, value))
		return;
	if (!strcmp(name, "device") || !strcmp(name, "ifname"))
		reader_take_device(r, name, value);
	else if (!strcmp(name, "ipv6"))
		reader_take(r, name, ANSWER_IPV6, no ? "no" : "yes");
	else if (!strcmp(name, "peerdns"))
		reader_take(r, name, ANSWER_DNS, no ? "no" : "peer");
	else if (!strcmp(name, "dns"))
		read_openwrt_servers(r, value);
	else if (!strcmp(name, "keepalive"))
		read_keepalive(r, value);
	else if (!strcmp(name, "auto") && no)
		reader_take(r, name, ANSWER_START, "no");
	else if (no || !words_has("auto defaultroute", name))
		reader_lose(r, name, "has no counterpart");
}

/* Is the section that begins here a line of PPPoE? */
static bool is_pppoe_section(const char *text)
{
	char line[READER_LINE_SIZE];
	struct reader_words w;

	while (words_next_line(&text, line, sizeof(line))) {
		reader_split(&w, line);
		if (!strcmp(w.items[0], "config"))
			return false;
		if (!strcmp(w.items[1], "proto"))
			return !strcmp(w.items[2], "pppoe");
	}
	return false;
}

void import_read_openwrt(struct reader *r, const char *text)
{
	bool ours = false, found = false;
	char line[READER_LINE_SIZE];
	struct reader_words w;

	for (r->line = 1; words_next_line(&text, line, sizeof(line)); r->line++) {
		reader_split(&w, line);
		if (!strcmp(w.items[0], "config")) {
			ours = !found && is_pppoe_section(text);
			if (!ours)
				reader_lose(r, w.items[2],
					    found ? READER_ONE_LINE
						  : "no interface with proto pppoe");
			found |= ours;
		} else if (ours && w.count > 2) {
			read_openwrt_option(r, w.items[1], w.items[2]);
		}
	}
}

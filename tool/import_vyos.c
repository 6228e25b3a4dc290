// SPDX-License-Identifier: GPL-2.0-or-later
#include "import_parts.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

/* VyOS: `set interfaces pppoe pppoe0 NAME... VALUE` */

static const struct reader_renaming vyos_kept[] = {
	{ "host-uniq", "host-uniq" },
	{ "holdoff", "holdoff" },
	{ "vrf", "pppoe-vrf" },
	{ 0 },
};

static void read_vyos_clamp(struct reader *r, const struct reader_words *w)
{
	if (strcmp(w->items[5], "adjust-mss") != 0)
		reader_lose(r, w->items[5], "has no counterpart");
	else if (!strcmp(w->items[6], "clamp-mss-to-pmtu"))
		reader_take(r, "adjust-mss", ANSWER_CLAMP, "auto");
	else
		reader_take(r, "adjust-mss", ANSWER_CLAMP, w->items[6]);
}

/* `dhcpv6-options pd 0 interface eth2 ...`: a prefix for the LAN there */
static void read_vyos_delegation(struct reader *r, const struct reader_words *w)
{
	if (strcmp(w->items[5], "pd") != 0) {
		reader_lose(r, w->items[5], "has no counterpart");
		return;
	}
	reader_take(r, "pd", ANSWER_PD, "yes");
	if (!strcmp(w->items[7], "interface"))
		reader_take(r, "interface", ANSWER_LAN, w->items[8]);
}

static void read_vyos_option(struct reader *r, const struct reader_words *w)
{
	static const struct reader_mapping mappings[] = {
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

	if (reader_map(r, mappings, name, value) || !strcmp(name, "description") ||
	    reader_keep_as(r, vyos_kept, name, value))
		return;
	if (!strcmp(name, "authentication") && !strncmp(value, "user", 4))
		reader_take(r, name, ANSWER_USER, w->items[6]);
	else if (!strcmp(name, "authentication") && !strcmp(value, "password"))
		reader_take(r, name, ANSWER_PASSWORD, w->items[6]);
	else if (!strcmp(name, "source-interface"))
		reader_take_device(r, name, value);
	else if (!strcmp(name, "name-server"))
		reader_take(r, name, ANSWER_DNS, !strcmp(value, "none") ? "no" : "peer");
	else if (!strcmp(name, "ip"))
		read_vyos_clamp(r, w);
	else if (!strcmp(name, "ipv6") && words_has("address enable", value))
		reader_take(r, name, ANSWER_IPV6, "yes");
	else if (!strcmp(name, "ipv6") && !strcmp(value, "adjust-mss"))
		reader_keep_option(r, "clamp-mss6",
				   !strcmp(w->items[6], "clamp-mss-to-pmtu") ? "auto"
									     : w->items[6]);
	else if (words_has("dhcpv6-options dhcpv6-pd", name))
		read_vyos_delegation(r, w);
	else if (strcmp(name, "default-route") != 0 || !strcmp(value, "none"))
		reader_lose(r, name, "has no counterpart");
}

/*
 * VyOS 1.1 and EdgeOS have it below its Ethernet interface: `ethernet eth1 pppoe 0`, or
 * `ethernet eth1 vif 7 pppoe 0`. The interface goes to `device`, and the words ahead.
 */
static void move_vyos_device(struct reader_words *w, char (*device)[ANSWERS_SIZE])
{
	const bool tagged = !strcmp(w->items[4], "vif");
	const size_t ahead = tagged ? 4 : 2;

	if (!strcmp(w->items[2], "pppoe") || strcmp(w->items[2 + ahead], "pppoe") != 0)
		return;
	snprintf(*device, sizeof(*device), "%.100s%s%.8s", w->items[3], tagged ? "." : "",
		 tagged ? w->items[5] : "");
	memmove(&w->items[2], &w->items[2 + ahead], (READER_WORDS_MAX - 2 - ahead) * ANSWERS_SIZE);
}

static void read_vyos_line(struct reader *r, const struct reader_words *line)
{
	struct reader_words w = *line;
	char device[ANSWERS_SIZE] = "";

	move_vyos_device(&w, &device);
	if (strcmp(w.items[0], "set") != 0 || strcmp(w.items[1], "interfaces") != 0 ||
	    strcmp(w.items[2], "pppoe") != 0) {
		reader_lose(r, "all of it", "expected: set interfaces ... pppoe ...");
		return;
	}
	if (!*r->name)
		snprintf(r->name, sizeof(r->name), "%s", w.items[3]);
	if (strcmp(w.items[3], r->name) != 0) {
		reader_lose(r, w.items[3], READER_ONE_LINE);
		return;
	}
	if (*device)
		reader_take_device(r, "pppoe", device);
	read_vyos_option(r, &w);
}

void import_read_vyos(struct reader *r, const char *text)
{
	reader_lines(r, text, read_vyos_line);
}

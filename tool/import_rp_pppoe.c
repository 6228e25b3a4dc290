// SPDX-License-Identifier: GPL-2.0-or-later
#include "import_parts.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

static const struct reader_renaming rp_pppoe_kept[] = {
	{ "LCP_INTERVAL", "lcp-echo-interval" },
	{ "LCP_FAILURE", "lcp-echo-failure" },
	{ 0 },
};

static void read_rp_pppoe_value(struct reader *r, const char *name, const char *value)
{
	static const struct reader_mapping mappings[] = {
		{ "USER", ANSWER_USER, NULL },
		{ "ACNAME", ANSWER_AC, NULL },
		{ "SERVICENAME", ANSWER_SERVICE, NULL },
		{ 0 },
	};
	static const char known[] =
		"CONNECT_TIMEOUT CONNECT_POLL PING FORCEPING CF_BASE PIDFILE SYNCHRONOUS "
		"PPPOE_TIMEOUT LINUX_PLUGIN DNSTYPE USERCTL BOOT NAME DEVICE TYPE PROVIDER "
		"PERSIST";

	if (!*value || reader_map(r, mappings, name, value) || words_has(known, name))
		return;
	if (!strcmp(name, "ETH")) {
		reader_take_device(r, name, value);
	} else if (!strcmp(name, "PEERDNS") || !strcmp(name, "ONBOOT")) {
		if (!strcmp(value, "no"))
			reader_take(r, name, *name == 'P' ? ANSWER_DNS : ANSWER_START, "no");
	} else if (!strcmp(name, "CLAMPMSS")) {
		reader_take(r, name, ANSWER_CLAMP, !strcmp(value, "no") ? "off" : value);
	} else if (reader_keep_as(r, rp_pppoe_kept, name, value)) {
		return;
	} else if (!strcmp(name, "FIREWALL")) {
		reader_take(r, name, ANSWER_NAT, !strcmp(value, "MASQUERADE") ? "yes" : "no");
		reader_take(r, name, ANSWER_FIREWALL, !strcmp(value, "NONE") ? "no" : "yes");
	} else if (strcmp(value, !strcmp(name, "DEMAND") ? "no" : "yes") != 0 ||
		   !words_has("DEMAND DEFAULTROUTE DEFROUTE", name)) {
		reader_lose(r, name, "has no counterpart");
	}
}

static void read_rp_pppoe_line(struct reader *r, const struct reader_words *w)
{
	char name[ANSWERS_SIZE], *value;

	snprintf(name, sizeof(name), "%s", w->items[0]);
	value = strchr(name, '=');
	if (!value)
		return;
	*value++ = '\0';
	if ((!strcmp(name, "DNS1") || !strcmp(name, "DNS2")) && *value)
		reader_add_server(r, name, value);
	else
		read_rp_pppoe_value(r, name, value);
}

void import_read_rp_pppoe(struct reader *r, const char *text)
{
	reader_lines(r, text, read_rp_pppoe_line);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "answers.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <linux/if.h>

#include "core/text.h"

#define MTU_LEAST 576
#define MTU_MOST 9000
#define MSS_LEAST 536
#define SECRET_MAX 255 /* bytes that pppd has room for */
#define LAN_PREFIX_LEAST 8
#define LAN_PREFIX_MOST 29 /* with room for a router, and others */

static bool is_word_of(const char *value, const char *more, size_t size)
{
	const size_t len = strlen(value);

	if (!isalnum((unsigned char)value[0]) || len >= size)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)value[i]) && !strchr(more, value[i]))
			return false;
	return true;
}

static bool is_name(const char *value)
{
	return is_word_of(value, "-_", ANSWERS_NAME_SIZE);
}

static bool is_interface(const char *value)
{
	return is_word_of(value, "-_.", IFNAMSIZ);
}

static bool is_number(const char *value, uint32_t least, uint32_t most)
{
	uint32_t number;

	return text_parse_number(&number, value, least, most);
}

static bool is_vlan(const char *value)
{
	return is_number(value, 1, 4094);
}

static bool is_vlan_or_no(const char *value)
{
	return !strcmp(value, "no") || is_vlan(value);
}

/* As pppd reads a word in quotes: no control characters, and with room for it. */
static bool is_text(const char *value)
{
	if (!*value || strlen(value) > SECRET_MAX)
		return false;
	for (; *value; value++)
		if (iscntrl((unsigned char)*value))
			return false;
	return true;
}

static bool is_user(const char *value)
{
	return is_text(value) && strcmp(value, "*") != 0;
}

/* pppd takes "@/..." for the name of a file that has the password. */
static bool is_password(const char *value)
{
	return is_text(value) && strncmp(value, "@/", 2) != 0;
}

static bool is_mtu(const char *value)
{
	return !strcmp(value, "auto") || is_number(value, MTU_LEAST, MTU_MOST);
}

static bool is_clamp(const char *value)
{
	return !strcmp(value, "auto") || !strcmp(value, "off") ||
	       is_number(value, MSS_LEAST, MTU_MOST);
}

static bool is_yes_or_no(const char *value)
{
	return !strcmp(value, "yes") || !strcmp(value, "no");
}

static bool is_address(const char *value)
{
	uint8_t bytes[16];

	return inet_pton(AF_INET, value, bytes) == 1 || inet_pton(AF_INET6, value, bytes) == 1;
}

static bool is_dns(const char *value)
{
	char copy[ANSWERS_SIZE], *rest = copy, *word;

	if (!strcmp(value, "peer") || !strcmp(value, "no"))
		return true;
	snprintf(copy, sizeof(copy), "%s", value);
	while ((word = strsep(&rest, ",")) != NULL)
		if (!is_address(word))
			return false;
	return true;
}

static bool is_failover(const char *value)
{
	return !strcmp(value, "no") || is_number(value, 1, 1u << 30);
}

/* LINK METHOD NAME */
static bool is_backup(const char *value)
{
	char link[IFNAMSIZ];
	const size_t len = strcspn(value, " ");

	if (!strcmp(value, "no"))
		return true;
	if (len >= sizeof(link) || !value[len] || !is_text(value))
		return false;
	memcpy(link, value, len);
	link[len] = '\0';
	return is_interface(link) && value[len + 1] && value[len + 1] != ' ';
}

static bool is_lan(const char *value)
{
	return is_interface(value);
}

static bool is_lan_address(const char *value)
{
	char copy[ANSWERS_SIZE], *slash;
	uint8_t bytes[4];

	snprintf(copy, sizeof(copy), "%s", value);
	slash = strchr(copy, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return inet_pton(AF_INET, copy, bytes) == 1 &&
	       is_number(slash + 1, LAN_PREFIX_LEAST, LAN_PREFIX_MOST);
}

static bool is_start(const char *value)
{
	return !strcmp(value, "unit") || !strcmp(value, "ifupdown") || !strcmp(value, "no");
}

static bool is_network(const char *value)
{
	return !strcmp(value, "networkd") || !strcmp(value, "ifupdown");
}

#define YES_OR_NO "'yes' or 'no'"
#define INTERFACE "the name of an interface, at most 15 letters, digits, '-', '_' and '.'"
#define TEXT "1 to 255 characters, none of them a control character"

static const struct {
	const char *option, *argument;
	bool (*is_good)(const char *value);
	const char *expected, *preset;
} table[ANSWERS] = {
	[ANSWER_NAME] = { "name", NULL, is_name, "at most 32 letters, digits, '-' and '_'",
			  "dsl-provider" },
	[ANSWER_INTERFACE] = { "interface", "INTERFACE", is_interface, INTERFACE, "" },
	[ANSWER_VLAN] = { "vlan", "NUMBER|no", is_vlan_or_no, "'no', or 1 to 4094", "" },
	[ANSWER_LINK] = { "link", "INTERFACE", is_interface, INTERFACE, "dsl0" },
	[ANSWER_USER] = { "user", "NAME", is_user, TEXT ", and not '*'", "" },
	[ANSWER_PASSWORD] = { "password", NULL, is_password, TEXT ", and not '@/' first", "" },
	[ANSWER_SERVICE] = { "service", "NAME|no", is_text, "'no', or " TEXT, "" },
	[ANSWER_AC] = { "ac", "NAME|no", is_text, "'no', or " TEXT, "" },
	[ANSWER_MTU] = { "mtu", "BYTES", is_mtu, "'auto', or 576 to 9000", "auto" },
	[ANSWER_CLAMP] = { "clamp", "MSS", is_clamp, "'auto', 'off', or 536 to 9000", "auto" },
	[ANSWER_IPV6] = { "ipv6", "yes|no", is_yes_or_no, YES_OR_NO, "yes" },
	[ANSWER_DNS] = { "dns", "peer|no|ADDRESS,...", is_dns,
			 "'peer', 'no', or addresses with commas between", "peer" },
	[ANSWER_FAILOVER] = { "failover", "METRIC|no", is_failover,
			      "'no', or a metric from 1 to 1073741824", "100" },
	[ANSWER_BACKUP] = { "backup", "'LINK METHOD ...'", is_backup,
			    "'no', or a link and how to start it, such as 'l2tp0 xl2tpd backup'",
			    "no" },
	[ANSWER_LAN] = { "lan", "INTERFACE|no", is_lan, INTERFACE ", or 'no'", "no" },
	[ANSWER_LAN_ADDRESS] = { "lan-address", "ADDRESS/BITS", is_lan_address,
				 "such as 192.168.1.1/24, with 8 to 29 bits", "" },
	[ANSWER_NAT] = { "nat", "yes|no", is_yes_or_no, YES_OR_NO, "yes" },
	[ANSWER_FIREWALL] = { "firewall", "yes|no", is_yes_or_no, YES_OR_NO, "yes" },
	[ANSWER_DHCP] = { "dhcp", "yes|no", is_yes_or_no, YES_OR_NO, "yes" },
	[ANSWER_RA] = { "ra", "yes|no", is_yes_or_no, YES_OR_NO, "yes" },
	[ANSWER_PD] = { "pd", "yes|no", is_yes_or_no, YES_OR_NO, "yes" },
	[ANSWER_START] = { "start", "unit|ifupdown|no", is_start, "'unit', 'ifupdown' or 'no'",
			   "unit" },
	[ANSWER_NETWORK] = { "network", "networkd|ifupdown", is_network, "'networkd' or 'ifupdown'",
			     "networkd" },
	[ANSWER_OPTION] = { "option", "LINE", is_text, TEXT, "" },
};

const char *answers_option(enum answer which)
{
	return table[which].option;
}

const char *answers_argument(enum answer which)
{
	return table[which].argument;
}

const char *answers_default(enum answer which)
{
	return table[which].preset;
}

const char *answers_set(struct answers *a, enum answer which, const char *value)
{
	char *text = a->text[which];
	const size_t used = which == ANSWER_OPTION ? strlen(text) : 0;

	if (!table[which].is_good(value))
		return table[which].expected;
	if (used + strlen(value) + 2 > ANSWERS_SIZE)
		return "at most 500 characters in all";
	snprintf(text + used, ANSWERS_SIZE - used, "%s%s", value,
		 which == ANSWER_OPTION ? "\n" : "");
	return NULL;
}

void answers_fill(struct answers *a, const struct answers *other)
{
	const bool has_interface = answers_has(a, ANSWER_INTERFACE);

	for (int i = 0; i < ANSWERS; i++)
		if (!a->text[i][0] && !(i == ANSWER_VLAN && has_interface))
			memcpy(a->text[i], other->text[i], ANSWERS_SIZE);
}

void answers_settle(struct answers *a)
{
	static const enum answer which[] = { ANSWER_VLAN, ANSWER_SERVICE, ANSWER_AC };

	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++)
		if (!strcmp(a->text[which[i]], "no"))
			a->text[which[i]][0] = '\0';
}

bool answers_has(const struct answers *a, enum answer which)
{
	return a->text[which][0];
}

bool answers_say_yes(const struct answers *a, enum answer which)
{
	return !strcmp(a->text[which], "yes");
}

bool answers_have_lan(const struct answers *a)
{
	return a->text[ANSWER_LAN][0] && strcmp(a->text[ANSWER_LAN], "no") != 0;
}

const char *answers_set_device(struct answers *a, const char *device)
{
	const char *dot = strrchr(device, '.');
	char parent[IFNAMSIZ];
	const char *expected;

	if (!dot || !is_vlan(dot + 1) || (size_t)(dot - device) >= sizeof(parent)) {
		expected = answers_set(a, ANSWER_INTERFACE, device);
		if (!expected)
			a->text[ANSWER_VLAN][0] = '\0';
		return expected;
	}
	memcpy(parent, device, (size_t)(dot - device));
	parent[dot - device] = '\0';
	expected = answers_set(a, ANSWER_INTERFACE, parent);
	return expected ? expected : answers_set(a, ANSWER_VLAN, dot + 1);
}

static const char *check_lan(const struct answers *a, enum answer *ret)
{
	*ret = ANSWER_LAN;
	if (!strcmp(a->text[ANSWER_LAN], a->text[ANSWER_INTERFACE]) && !a->text[ANSWER_VLAN][0])
		return "another interface than that of the line";
	if (!strcmp(a->text[ANSWER_LAN], a->text[ANSWER_LINK]))
		return "another interface than the link itself";
	*ret = ANSWER_LAN_ADDRESS;
	if (answers_say_yes(a, ANSWER_DHCP) && !a->text[ANSWER_LAN_ADDRESS][0])
		return "an address for the LAN, such as 192.168.1.1/24, as it has none";
	*ret = ANSWER_PD;
	if (answers_say_yes(a, ANSWER_PD) && !answers_say_yes(a, ANSWER_IPV6))
		return "'no', as there is no IPv6";
	return NULL;
}

static bool is_method(const char *word)
{
	return !strcmp(word, "xl2tpd") || !strcmp(word, "pon") || !strcmp(word, "ifup") ||
	       !strcmp(word, "systemd");
}

/* Of a line that is wrong pppoe-clamp-failover refuses the file, and `command` takes more lines. */
static bool can_be_started(const struct answers *a)
{
	char copy[ANSWERS_SIZE], *rest = copy;
	const char *link, *method, *name;

	snprintf(copy, sizeof(copy), "%s", a->text[ANSWER_BACKUP]);
	link = strsep(&rest, " ");
	method = strsep(&rest, " ");
	name = strsep(&rest, " ");
	return name && !rest && strcmp(link, a->text[ANSWER_LINK]) != 0 && is_method(method) &&
	       is_word_of(name, "_.:@%+-", ANSWERS_SIZE);
}

const char *answers_check(const struct answers *a, enum answer *ret_which)
{
	*ret_which = ANSWER_INTERFACE;
	if (!a->text[ANSWER_INTERFACE][0])
		return "the Ethernet interface of the line";
	*ret_which = ANSWER_USER;
	if (!a->text[ANSWER_USER][0])
		return "the name that the provider has given you";
	*ret_which = ANSWER_PASSWORD;
	if (!a->text[ANSWER_PASSWORD][0])
		return "--password-file, as there is none for this user yet";
	*ret_which = ANSWER_LINK;
	if (!strcmp(a->text[ANSWER_LINK], a->text[ANSWER_INTERFACE]))
		return "another name than that of the Ethernet interface";
	*ret_which = ANSWER_BACKUP;
	if (a->text[ANSWER_BACKUP][0] && strcmp(a->text[ANSWER_BACKUP], "no") != 0 &&
	    !can_be_started(a))
		return "another link, one of xl2tpd, pon, ifup and systemd, and its name there";
	return answers_have_lan(a) ? check_lan(a, ret_which) : NULL;
}

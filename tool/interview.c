// SPDX-License-Identifier: GPL-2.0-or-later
#include "interview.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ask.h"
#include "core/packet.h"
#include "core/text.h"
#include "list.h"
#include "say.h"
#include "survey.h"

struct choices {
	char **items;
	size_t count;
};

__attribute__((format(printf, 2, 3))) static void add_choice(struct choices *c, const char *format,
							     ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(list_add(c), format, arguments) < 0)
		exit(say_no_memory());
	va_end(arguments);
}

static void free_choices(struct choices *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->items[i]);
	list_free(c);
}

static void show_choices(const struct choices *c)
{
	for (size_t i = 0; i < c->count; i++)
		fprintf(stderr, "  %s\n", c->items[i]);
}

static int end(const char *why)
{
	say_error("setup: %s; nothing was changed", why);
	return SAY_NOT_WELL;
}

static int gave_up(void)
{
	return end("no answer");
}

/* The line */

static bool is_candidate(const struct facts_link *l)
{
	return l->ethernet && !l->info.master;
}

/* 0: none, or none that is given */
static uint16_t vlan_of(const struct answers *a)
{
	return (uint16_t)strtoul(a->text[ANSWER_VLAN], NULL, 10);
}

static void name_ac(char ret[static SAY_SAFE_SIZE], const struct search *s, size_t place)
{
	const struct search_offer *o = s->offers.items;
	struct packet packet;

	while (o->place != place)
		o++;
	*ret = '\0';
	if (packet_parse(&packet, o->frame, o->len) == 0 && packet.ac_name.data)
		text_escape(ret, SAY_SAFE_SIZE, packet.ac_name.data, packet.ac_name.len);
}

static void name_place(struct choices *c, const struct search *s, size_t place)
{
	const struct search_place *p = &s->places.items[place];
	char name[SAY_SAFE_SIZE], vlan[24] = "", more[24] = "";

	name_ac(name, s, place);
	if (p->vlan)
		snprintf(vlan, sizeof(vlan), ", VLAN %u", p->vlan);
	if (p->offers > 1)
		snprintf(more, sizeof(more), ", and %u more", p->offers - 1);
	add_choice(c, "%s%s: %.60s%s", p->ifname, vlan, name, more);
}

/* Indexes of search.places */
struct places {
	size_t *items;
	size_t count;
};

/* eth1.7 is VLAN 7 on eth1, which was there before. */
static bool is_there(const struct places *l, const struct search *s, const char *ifname)
{
	char device[IFNAMSIZ + 8];

	for (size_t i = 0; i < l->count; i++) {
		const struct search_place *p = &s->places.items[l->items[i]];

		snprintf(device, sizeof(device), "%s.%u", p->ifname, p->vlan);
		if (!strcmp(device, ifname))
			return true;
	}
	return false;
}

/* Where somebody answers, on one VLAN or on any, however many they are */
static struct places list_places(struct choices *names, const struct search *s, bool any,
				 uint16_t vlan)
{
	struct places ret = { 0 };

	for (size_t i = 0; i < s->places.count; i++) {
		const struct search_place *p = &s->places.items[i];

		if (!p->offers || (!any && p->vlan != vlan) || is_there(&ret, s, p->ifname))
			continue;
		*list_add(&ret) = i;
		name_place(names, s, i);
	}
	return ret;
}

static void take_place(struct answers *a, const struct search_place *p)
{
	char number[12];

	answers_set(a, ANSWER_INTERFACE, p->ifname);
	snprintf(number, sizeof(number), "%u", p->vlan);
	if (p->vlan)
		answers_set(a, ANSWER_VLAN, number);
}

static int refuse_vlan(const char *vlan, const struct search *s)
{
	struct choices c = { 0 };
	struct places places = list_places(&c, s, true, 0);
	const int status =
		say_bad_value("--vlan", vlan, "one on which an access concentrator answers:");

	show_choices(&c);
	free_choices(&c);
	list_free(&places);
	return status;
}

static int choose_place(struct answers *a, const struct search *s, bool may_ask)
{
	struct choices c = { 0 };
	struct places places = list_places(&c, s, !answers_has(a, ANSWER_VLAN), vlan_of(a));
	size_t chosen = 0;
	int status = SAY_WELL;

	if (!places.count)
		return refuse_vlan(a->text[ANSWER_VLAN], s);
	if (c.count == 1) {
		printf("The line is on %s\n", c.items[0]);
	} else if (!may_ask) {
		say_error("--interface: expected one, as access concentrators answer in several "
			  "places:");
		show_choices(&c);
		status = SAY_USAGE;
	} else if (!ask_choice(&chosen, "Which is your provider's line?",
			       (const char *const *)c.items, c.count, 0)) {
		status = gave_up();
	}
	if (!status)
		take_place(a, &s->places.items[places.items[chosen]]);
	free_choices(&c);
	list_free(&places);
	return status;
}

static int ask_interface(struct answers *a, const struct surroundings *s)
{
	struct choices c = { 0 };
	size_t chosen;
	int status = SAY_WELL;

	for (size_t i = 0; i < s->facts.links.count; i++)
		if (is_candidate(&s->facts.links.items[i]))
			add_choice(&c, "%s", s->facts.links.items[i].info.name);
	if (!c.count || !ask_choice(&chosen,
				    "No access concentrator answers. On which interface is "
				    "the modem?",
				    (const char *const *)c.items, c.count, 0))
		status = gave_up();
	else
		answers_set(a, ANSWER_INTERFACE, c.items[chosen]);
	free_choices(&c);
	return status;
}

/* Everywhere, and on the VLAN that is given, and those that several providers use */
static int find_line(struct answers *a, const struct surroundings *s, bool may_ask)
{
	struct survey survey = { .timeout_s = SURVEY_TIMEOUT_S, .goes_on = true };
	struct choices names = { 0 };
	int status = SAY_WELL;

	for (size_t i = 0; i < s->facts.links.count; i++)
		if (is_candidate(&s->facts.links.items[i]))
			add_choice(&names, "%s", s->facts.links.items[i].info.name);
	search_parse_vlans("common", survey_add_vlan, &survey);
	if (vlan_of(a))
		survey_add_vlan(vlan_of(a), &survey);
	printf("Looking for access concentrators on %zu interfaces, and on VLANs there ...\n",
	       names.count);
	fflush(stdout);
	if (names.count)
		status = survey_run(&survey, (int)names.count, names.items);
	if (survey.interrupted)
		status = end("interrupted");
	else if (!status && survey.search.offers.count)
		status = choose_place(a, &survey.search, may_ask);
	else if (!status && may_ask)
		status = ask_interface(a, s);
	survey_free(&survey);
	free_choices(&names);
	return status;
}

/* Questions */

/* Again until the answer is a good one */
static int ask_answer(struct answers *a, enum answer which, const char *question,
		      const char *preset)
{
	char value[ANSWERS_SIZE];
	const char *expected;

	while (!answers_has(a, which)) {
		if (!ask_text(value, sizeof(value), question, preset))
			return gave_up();
		expected = answers_set(a, which, value);
		if (expected)
			printf("Expected %s.\n", expected);
	}
	return SAY_WELL;
}

/* An empty one: that of chap-secrets */
static int ask_password(struct answers *a)
{
	char value[ANSWERS_SIZE];
	const char *expected = NULL;

	while (!answers_has(a, ANSWER_PASSWORD)) {
		if (!ask_secret(value, sizeof(value), "Password:"))
			return gave_up();
		if (!*value)
			return SAY_WELL;
		expected = answers_set(a, ANSWER_PASSWORD, value);
		if (expected)
			printf("Expected %s.\n", expected);
	}
	memset(value, 0, sizeof(value));
	return SAY_WELL;
}

/* One question, and all the answers that it gives */
static int ask_both(struct answers *a, enum answer first, enum answer second, const char *question)
{
	bool yes;

	if (answers_has(a, first) && answers_has(a, second))
		return SAY_WELL;
	if (!ask_yes(&yes, question, true))
		return gave_up();
	if (!answers_has(a, first))
		answers_set(a, first, yes ? "yes" : "no");
	if (!answers_has(a, second))
		answers_set(a, second, yes ? "yes" : "no");
	return SAY_WELL;
}

static int ask_lan(struct answers *a, const struct surroundings *s)
{
	struct choices c = { 0 };
	size_t chosen, running = 0, preset = 0;
	int status = SAY_WELL;

	for (size_t i = 0; i < s->facts.links.count; i++) {
		const struct facts_link *l = &s->facts.links.items[i];

		if (!is_candidate(l) || !strcmp(l->info.name, a->text[ANSWER_INTERFACE]))
			continue;
		if (l->running) {
			preset = c.count;
			running++;
		}
		add_choice(&c, "%s", l->info.name);
	}
	preset = running == 1 ? preset : c.count;
	add_choice(&c, "none: this machine alone");
	if (!ask_choice(&chosen, "Which interface has the LAN?", (const char *const *)c.items,
			c.count, preset))
		status = gave_up();
	else
		answers_set(a, ANSWER_LAN, chosen + 1 < c.count ? c.items[chosen] : "no");
	free_choices(&c);
	return status;
}

static int ask_about_lan(struct answers *a, const struct surroundings *s)
{
	char address[SURROUNDINGS_ADDRESS_SIZE];
	int status = SAY_WELL;

	if (!surroundings_address(s, a->text[ANSWER_LAN], address))
		status = ask_answer(a, ANSWER_LAN_ADDRESS,
				    "This machine's address in the LAN:", "192.168.1.1/24");
	if (!status)
		status =
			ask_both(a, ANSWER_NAT, ANSWER_FIREWALL,
				 "Translate addresses (NAT), and let nothing in that is no reply?");
	if (!status && s->has_dnsmasq)
		status = ask_both(a, ANSWER_DHCP, ANSWER_RA,
				  "Addresses and names for the LAN, by dnsmasq (DHCP, RA, DNS)?");
	if (!status && !s->has_old_networkd)
		status = ask_both(a, ANSWER_PD, ANSWER_PD,
				  "IPv6 for the LAN: ask the provider for a prefix (PD)?");
	return status;
}

static int ask_failover(struct answers *a, const struct surroundings *s)
{
	const struct netinfo_route *r = facts_default(&s->facts, AF_INET);
	char question[128];

	r = r ? r : facts_default(&s->facts, AF_INET6);
	if (!r)
		return SAY_WELL;
	snprintf(question, sizeof(question),
		 "There is another uplink, of metric %u. Metric of this one (the lowest is taken):",
		 r->metric);
	return ask_answer(a, ANSWER_FAILOVER, question, answers_default(ANSWER_FAILOVER));
}

static int ask_all(struct answers *a, const struct surroundings *s)
{
	int status = ask_answer(a, ANSWER_USER, "User name, as the provider has told you:", "");

	if (!status)
		status = ask_password(a);
	if (!status && !answers_has(a, ANSWER_LAN))
		status = ask_lan(a, s);
	if (!status && answers_have_lan(a))
		status = ask_about_lan(a, s);
	if (!status)
		status = ask_answer(a, ANSWER_DNS,
				    "Name servers: the provider's (peer), no, or addresses:",
				    answers_default(ANSWER_DNS));
	return status ? status : ask_failover(a, s);
}

int interview(struct answers *a, struct surroundings *s, bool may_ask)
{
	int status = SAY_WELL;

	if (!answers_has(a, ANSWER_INTERFACE))
		status = find_line(a, s, may_ask);
	return status || !may_ask ? status : ask_all(a, s);
}

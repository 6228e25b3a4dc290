// SPDX-License-Identifier: GPL-2.0-or-later
#include "offers.h"

#include <string.h>

#include <jansson.h>

#include "core/mtu.h"
#include "core/text.h"

#define SERVICES_MAX 16 /* shown, of one AC */
#define TEXT_MAX 255 /* bytes of a name, or of an error, that are shown */
#define TEXT_SIZE (4 * TEXT_MAX + 1)
#define HEX_SIZE (2 * PACKET_FRAME_MAX + 1)

/* What an AC has said, fit for a terminal. */
struct text {
	char ac_name[TEXT_SIZE];
	char mac[TEXT_MAC_SIZE];
	char error[TEXT_SIZE]; /* "": none */
	char cookie[HEX_SIZE];
	char relay[HEX_SIZE];
	unsigned int services; /* in all; the first SERVICES_MAX of them: */
	char service[SERVICES_MAX][TEXT_SIZE];
};

static void escape(char ret[static TEXT_SIZE], const struct packet_tag *tag)
{
	text_escape(ret, TEXT_SIZE, tag->data, tag->len < TEXT_MAX ? tag->len : TEXT_MAX);
}

static void put_hex(char ret[static HEX_SIZE], const struct packet_tag *tag)
{
	ret[0] = '\0';
	for (size_t i = 0; i < tag->len && i < PACKET_FRAME_MAX; i++)
		snprintf(ret + 2 * i, 3, "%02x", tag->data[i]);
}

static const struct packet_tag *error_of(const struct packet *p)
{
	if (p->service_name_error.data)
		return &p->service_name_error;
	return p->ac_system_error.data ? &p->ac_system_error : &p->generic_error;
}

static void read_offer(struct text *ret, const struct search_offer *o)
{
	struct packet_tag services[SERVICES_MAX];
	struct packet p;

	memset(ret, 0, sizeof(*ret));
	if (packet_parse(&p, o->frame, o->len) < 0)
		return;
	escape(ret->ac_name, &p.ac_name);
	text_format_mac(ret->mac, p.src);
	escape(ret->error, error_of(&p));
	if (error_of(&p)->data && !ret->error[0])
		snprintf(ret->error, sizeof(ret->error), "an error without a text");
	put_hex(ret->cookie, &p.ac_cookie);
	put_hex(ret->relay, &p.relay_session_id);
	ret->services = packet_list_services(&p, services, SERVICES_MAX);
	for (unsigned int i = 0; i < ret->services && i < SERVICES_MAX; i++)
		escape(ret->service[i], &services[i]);
}

/* Text */

static void put_label(const struct say *out, const char *label)
{
	say(out, "  %-8s ", label);
}

static void put_place(const struct say *out, const struct search_place *p)
{
	char safe[SAY_SAFE_SIZE];

	say_in(out, SAY_BOLD, "%s", say_safe(safe, p->ifname));
	if (p->vlan)
		say(out, ", VLAN %u", p->vlan);
	say(out, ": ");
}

static void put_services(const struct say *out, const struct text *t)
{
	put_label(out, "services");
	for (unsigned int i = 0; i < t->services && i < SERVICES_MAX; i++)
		say(out, "%s%s", i ? ", " : "", t->service[i][0] ? t->service[i] : "any");
	if (t->services > SERVICES_MAX)
		say(out, ", and %u more", t->services - SERVICES_MAX);
	say(out, t->services ? "\n" : "none, against RFC 2516\n");
}

static void show_offer(const struct say *out, const struct search *s, const struct search_offer *o)
{
	struct text t;

	read_offer(&t, o);
	put_place(out, &s->places.items[o->place]);
	say_in(out, t.error[0] ? SAY_YELLOW : SAY_GREEN, "%s",
	       t.ac_name[0] ? t.ac_name : "(an AC without a name)");
	say(out, o->took_ms ? ", %s, after %llu ms\n" : ", %s, in less than a millisecond\n", t.mac,
	    (unsigned long long)o->took_ms);
	put_services(out, &t);
	put_label(out, "MTU");
	if (o->max_payload)
		say(out, "%u (PPP-Max-Payload)\n", o->max_payload);
	else
		say(out, "%u\n", MTU_PPPOE_MAX);
	if (t.cookie[0]) {
		put_label(out, "cookie");
		say(out, "%zu bytes, %.32s%s\n", strlen(t.cookie) / 2, t.cookie,
		    strlen(t.cookie) > 32 ? "..." : "");
	}
	if (t.relay[0]) {
		put_label(out, "relay");
		say(out, "%.64s\n", t.relay);
	}
	if (t.error[0]) {
		put_label(out, "error");
		say_in(out, SAY_YELLOW, "%s\n", t.error);
	}
}

/* All places of an interface follow each other. */
static bool is_first_of_interface(const struct search *s, size_t i)
{
	return !i || strcmp(s->places.items[i].ifname, s->places.items[i - 1].ifname) != 0;
}

static bool is_silent(const struct search *s, const char *ifname)
{
	for (size_t i = 0; i < s->places.count; i++)
		if (!strcmp(s->places.items[i].ifname, ifname) && s->places.items[i].offers)
			return false;
	return true;
}

static void show_silence(const struct say *out, const struct search *s, size_t first)
{
	const char *ifname = s->places.items[first].ifname;
	unsigned int vlans = 0;
	char safe[SAY_SAFE_SIZE];

	for (size_t i = first; i < s->places.count; i++)
		vlans += !strcmp(s->places.items[i].ifname, ifname) && s->places.items[i].vlan;
	say_in(out, SAY_BOLD, "%s", say_safe(safe, ifname));
	say(out, ": ");
	say_in(out, SAY_RED, "no answer");
	say(out, vlans ? ", neither untagged nor on %u VLANs\n" : "\n", vlans);
}

/* What to check, the most likely first. */

struct hints {
	const struct say *out;
	unsigned int count;
};

static void put_number(struct hints *h)
{
	if (!h->count)
		say(h->out, "\nWhat to check, the most likely first:\n");
	say(h->out, " %2u. ", ++h->count);
}

static void hint_interfaces(struct hints *h, const struct search *s, const struct facts *f)
{
	char safe[SAY_SAFE_SIZE];

	for (size_t i = 0; i < s->places.count; i++) {
		const char *ifname = s->places.items[i].ifname;
		const struct facts_link *l = facts_link_named(f, ifname);

		if (!is_first_of_interface(s, i) || !is_silent(s, ifname) || !l || l->running)
			continue;
		put_number(h);
		say(h->out, "%s has no carrier: is its cable in, and the modem on?\n",
		    say_safe(safe, ifname));
	}
}

static void hint_sessions(struct hints *h, const struct search *s, const struct facts *f)
{
	char safe[SAY_SAFE_SIZE];

	for (size_t i = 0; i < s->places.count; i++) {
		const char *ifname = s->places.items[i].ifname;

		if (!is_first_of_interface(s, i) || !is_silent(s, ifname) ||
		    !facts_has_session_on(f, ifname))
			continue;
		put_number(h);
		say(h->out, "%s has a session: many ACs answer no other one meanwhile.\n",
		    say_safe(safe, ifname));
	}
}

static void hint_rest(struct hints *h, const struct search *s, const struct offers_tried *tried)
{
	put_number(h);
	say(h->out, "The modem: is it a bridge (PPPoE passthrough), and is its line in sync?\n");
	if (!tried->vlans) {
		put_number(h);
		say(h->out, "The VLAN: pppoe-clamp discover --vlans common\n");
	}
	if (!tried->all_interfaces) {
		put_number(h);
		say(h->out, "The interface: pppoe-clamp discover, which asks on all of them\n");
	}
	put_number(h);
	say(h->out, "An old session: after a crash an AC may be silent for half an hour.\n");
	put_number(h);
	say(h->out, "The Ethernet address: some providers answer only one that they know.\n");
	if (s->strangers) {
		put_number(h);
		say(h->out, "%u discovery frames came for somebody else: does pppd dial here?\n",
		    s->strangers);
	}
}

void offers_show(const struct say *out, const struct search *s, const struct facts *f,
		 const struct offers_tried *tried)
{
	struct hints h = { .out = out };
	bool hints = !s->offers.count;

	for (size_t i = 0; i < s->offers.count; i++)
		show_offer(out, s, &s->offers.items[i]);
	for (size_t i = 0; i < s->places.count; i++)
		if (is_first_of_interface(s, i) && is_silent(s, s->places.items[i].ifname)) {
			show_silence(out, s, i);
			hints |= !tried->all_interfaces;
		}
	if (!hints)
		return;
	hint_interfaces(&h, s, f);
	hint_sessions(&h, s, f);
	hint_rest(&h, s, tried);
}

/* JSON */

static json_t *json_vlan(const struct search_place *p)
{
	return p->vlan ? json_integer(p->vlan) : json_null();
}

static json_t *json_name(const char *name)
{
	char safe[SAY_SAFE_SIZE];

	return json_string(say_safe(safe, name));
}

static json_t *json_services(const struct text *t)
{
	json_t *ret = json_array();

	for (unsigned int i = 0; i < t->services && i < SERVICES_MAX; i++)
		json_array_append_new(ret, json_string(t->service[i]));
	return ret;
}

static json_t *json_offer(const struct search *s, const struct search_offer *o)
{
	const struct search_place *p = &s->places.items[o->place];
	struct text t;

	read_offer(&t, o);
	return json_pack("{s:o, s:o, s:I, s:s, s:s, s:o, s:s, s:i, s:s, s:s}", "interface",
			 json_name(p->ifname), "vlan", json_vlan(p), "took_ms",
			 (json_int_t)o->took_ms, "ac_name", t.ac_name, "ac_mac", t.mac, "services",
			 json_services(&t), "cookie", t.cookie, "max_payload", o->max_payload,
			 "relay", t.relay, "error", t.error);
}

static json_t *json_silence(const struct search_place *p, const struct facts *f)
{
	const struct facts_link *l = facts_link_named(f, p->ifname);

	return json_pack("{s:o, s:o, s:b}", "interface", json_name(p->ifname), "vlan", json_vlan(p),
			 "carrier", l && l->running);
}

json_t *offers_json(const struct search *s, const struct facts *f)
{
	json_t *offers = json_array(), *silent = json_array();

	for (size_t i = 0; i < s->offers.count; i++)
		json_array_append_new(offers, json_offer(s, &s->offers.items[i]));
	for (size_t i = 0; i < s->places.count; i++)
		if (!s->places.items[i].offers)
			json_array_append_new(silent, json_silence(&s->places.items[i], f));
	return json_pack("{s:i, s:o, s:o}", "schema", OFFERS_SCHEMA, "offers", offers, "silent",
			 silent);
}

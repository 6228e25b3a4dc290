// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <stdlib.h>

#include <jansson.h>

#include "core/cursor.h"
#include "list.h"
#include "offers.h"

static const uint8_t host[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 1 };
static const uint8_t ac[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0xac };

static struct search search;
static struct facts facts;
static struct offers_tried tried;

static void begin(void)
{
	struct facts_link *l;

	facts = (struct facts){ 0 };
	search = (struct search){ 0 };
	tried = (struct offers_tried){ 0 };
	l = list_add(&facts.links);
	snprintf(l->info.name, sizeof(l->info.name), "eth1");
	l->running = true;
	search_add(&search, "eth1", host, 0);
	search_add(&search, "eth1", host, 7);
}

static void end(void)
{
	search_free(&search);
	facts_free(&facts);
}

static void offer(size_t place, uint64_t took_ms, uint16_t payload, const struct frame *f)
{
	struct search_offer *o = list_add(&search.offers);

	*o = (struct search_offer){ .place = place, .took_ms = took_ms, .max_payload = payload };
	memcpy(o->frame, f->bytes, f->len);
	o->len = f->len;
	search.places.items[place].offers++;
}

static char *shown(void)
{
	char *text = NULL;
	size_t len;
	struct say out = { .file = open_memstream(&text, &len) };

	offers_show(&out, &search, &facts, &tried);
	fclose(out.file);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		ok(strcspn(line, "\n") <= 80);
	return text;
}

static void shows(const char *want)
{
	char *text = shown();

	is_str(text, want);
	free(text);
	end();
}

static struct frame start_pado(void)
{
	struct frame f;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	return f;
}

static void an_offer(void)
{
	struct frame f = start_pado();

	begin();
	frame_text_tag(&f, 0x0101, "internet");
	frame_text_tag(&f, 0x0101, "");
	frame_text_tag(&f, 0x0102, "ac-one");
	frame_text_tag(&f, 0x0104, "cookie of more than sixteen bytes");
	frame_text_tag(&f, 0x0110, "\x01\xff");
	offer(1, 12, 1500, &f);
	shows("eth1, VLAN 7: ac-one, 02:00:00:00:00:AC, after 12 ms\n"
	      "  services internet, any\n"
	      "  MTU      1500 (PPP-Max-Payload)\n"
	      "  cookie   33 bytes, 636f6f6b6965206f66206d6f72652074...\n"
	      "  relay    01ff\n");
}

static void an_offer_of_little(void)
{
	struct frame f = start_pado();

	begin();
	frame_text_tag(&f, 0x0102, "");
	frame_text_tag(&f, 0x0203, "");
	offer(0, 0, 0, &f);
	shows("eth1: (an AC without a name), 02:00:00:00:00:AC, in less than a millisecond\n"
	      "  services none, against RFC 2516\n"
	      "  MTU      1492\n"
	      "  error    an error without a text\n");
}

/* Fails if what an AC says reaches the terminal as it is. */
static void hostile_names_are_escaped(void)
{
	struct frame f = start_pado();
	json_t *json;
	char *text;

	begin();
	frame_text_tag(&f, 0x0101, "a\033]0;b\a");
	frame_text_tag(&f, 0x0102, "\033[2J\xff");
	frame_text_tag(&f, 0x0202, "no\nroom");
	offer(0, 3, 0, &f);
	json = offers_json(&search, &facts);
	text = json_dumps(json, JSON_COMPACT);
	is_str(text,
	       "{\"schema\":1,\"offers\":[{\"interface\":\"eth1\",\"vlan\":null,\"took_ms\":3,"
	       "\"ac_name\":\"\\\\x1b[2J\\\\xff\",\"ac_mac\":\"02:00:00:00:00:AC\","
	       "\"services\":[\"a\\\\x1b]0;b\\\\x07\"],\"cookie\":\"\",\"max_payload\":0,"
	       "\"relay\":\"\",\"error\":\"no\\\\x0aroom\"}],"
	       "\"silent\":[{\"interface\":\"eth1\",\"vlan\":7,\"carrier\":true}]}");
	free(text);
	json_decref(json);
	shows("eth1: \\x1b[2J\\xff, 02:00:00:00:00:AC, after 3 ms\n"
	      "  services a\\x1b]0;b\\x07\n"
	      "  MTU      1492\n"
	      "  error    no\\x0aroom\n");
}

static void more_services_than_fit(void)
{
	struct frame f = start_pado();
	char *text;

	begin();
	for (int i = 0; i < 20; i++)
		frame_text_tag(&f, 0x0101, "s");
	frame_text_tag(&f, 0x0102, "x");
	offer(0, 3, 0, &f);
	text = shown();
	ok(strstr(text, "  services s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, and 4 more\n"));
	free(text);
	end();
}

static void nobody_answers(void)
{
	begin();
	shows("eth1: no answer, neither untagged nor on 1 VLANs\n"
	      "\nWhat to check, the most likely first:\n"
	      "  1. The modem: is it a bridge (PPPoE passthrough), and is its line in sync?\n"
	      "  2. The VLAN: pppoe-clamp discover --vlans common\n"
	      "  3. The interface: pppoe-clamp discover, which asks on all of them\n"
	      "  4. An old session: after a crash an AC may be silent for half an hour.\n"
	      "  5. The Ethernet address: some providers answer only one that they know.\n");
}

static void for_reasons_that_can_be_seen(void)
{
	begin();
	search.places.count = 1;
	search.strangers = 2;
	tried.vlans = tried.all_interfaces = true;
	facts.links.items[0].running = false;
	snprintf(list_add(&facts.sessions)->device, IFNAMSIZ, "eth1");
	shows("eth1: no answer\n"
	      "\nWhat to check, the most likely first:\n"
	      "  1. eth1 has no carrier: is its cable in, and the modem on?\n"
	      "  2. eth1 has a session: many ACs answer no other one meanwhile.\n"
	      "  3. The modem: is it a bridge (PPPoE passthrough), and is its line in sync?\n"
	      "  4. An old session: after a crash an AC may be silent for half an hour.\n"
	      "  5. The Ethernet address: some providers answer only one that they know.\n"
	      "  6. 2 discovery frames came for somebody else: does pppd dial here?\n");
}

/* Of all interfaces one is the line's; the others are silent, as they should be. */
static void other_interfaces_need_no_advice(void)
{
	struct frame f = start_pado();
	char *text;

	begin();
	search_add(&search, "eth2", host, 0);
	frame_text_tag(&f, 0x0101, "");
	frame_text_tag(&f, 0x0102, "ac-one");
	offer(0, 3, 0, &f);
	tried.all_interfaces = true;
	text = shown();
	ok(strstr(text, "eth2: no answer\n"));
	ok(!strstr(text, "eth1: no answer"));
	ok(!strstr(text, "check"));
	free(text);
	end();
}

int main(void)
{
	test(an_offer);
	test(an_offer_of_little);
	test(hostile_names_are_escaped);
	test(more_services_than_fit);
	test(nobody_answers);
	test(for_reasons_that_can_be_seen);
	test(other_interfaces_need_no_advice);
	return done_testing();
}

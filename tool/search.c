// SPDX-License-Identifier: GPL-2.0-or-later
#include "search.h"

#include <stdio.h>
#include <string.h>

#include "core/cursor.h"
#include "core/mtu.h"
#include "core/text.h"
#include "list.h"

#define HOST_UNIQ_LEN 11 /* bytes: seed, place, round */
#define ADDRESSES_LEN ((size_t)2 * ETH_ALEN)
#define VLANS_TEXT_SIZE 1024

/* What providers of several countries use; untagged is always tried as well. */
static const uint16_t common_vlans[] = { 2,   6,   7,	10,  20,  35,  101, 132,
					 201, 500, 600, 621, 832, 835, 848, 1036 };

static const uint8_t broadcast[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

void search_add(struct search *s, const char *ifname, const uint8_t mac[static ETH_ALEN],
		uint16_t vlan)
{
	struct search_place *p = list_add(&s->places);

	snprintf(p->ifname, sizeof(p->ifname), "%s", ifname);
	memcpy(p->mac, mac, ETH_ALEN);
	p->vlan = vlan;
}

static struct packet_tag written(const struct writer *w)
{
	return (struct packet_tag){ .data = w->data, .len = (uint16_t)w->used };
}

/* The tag goes between the addresses and the Ethernet type (IEEE 802.1Q). */
static int put_vlan(uint8_t *frame, const uint8_t *untagged, size_t len, uint16_t vlan)
{
	struct writer w = { .data = frame, .size = SEARCH_FRAME_MAX };

	writer_put_bytes(&w, untagged, ADDRESSES_LEN);
	if (vlan) {
		writer_put_be16(&w, ETH_P_8021Q);
		writer_put_be16(&w, vlan);
	}
	writer_put_bytes(&w, untagged + ADDRESSES_LEN, len - ADDRESSES_LEN);
	return (int)w.used;
}

int search_ask(struct search *s, size_t place, unsigned int round, uint64_t now_ms, uint8_t *frame)
{
	uint8_t untagged[PACKET_PADI_MAX], host_uniq[HOST_UNIQ_LEN], payload[2];
	struct writer uniq = { .data = host_uniq, .size = sizeof(host_uniq) };
	struct writer max = { .data = payload, .size = sizeof(payload) };
	struct search_place *p = &s->places.items[place];
	struct packet padi = { .code = PACKET_PADI };
	int len;

	writer_put_bytes(&uniq, &s->seed, sizeof(s->seed));
	writer_put_be16(&uniq, (uint16_t)place);
	writer_put_u8(&uniq, (uint8_t)round);
	writer_put_be16(&max, SEARCH_PAYLOAD);
	memcpy(padi.dst, broadcast, ETH_ALEN);
	memcpy(padi.src, p->mac, ETH_ALEN);
	padi.service_name = (struct packet_tag){ .data = (const uint8_t *)"" };
	padi.host_uniq = written(&uniq);
	if (round % 2 == 0)
		padi.ppp_max_payload = written(&max);
	len = packet_build(&padi, untagged, sizeof(untagged));
	p->sent_ms[round] = now_ms;
	return put_vlan(frame, untagged, (size_t)len, p->vlan);
}

/* The place and the round that a Host-Uniq tells of; false: it is not one of ours. */
static bool find_padi(const struct search *s, const struct packet_tag *tag, uint16_t *ret_place,
		      uint8_t *ret_round)
{
	struct cursor c = { .data = tag->data, .left = tag->len };
	const uint8_t *seed;

	return tag->len == HOST_UNIQ_LEN && cursor_get_bytes(&c, sizeof(s->seed), &seed) &&
	       !memcmp(seed, &s->seed, sizeof(s->seed)) && cursor_get_be16(&c, ret_place) &&
	       cursor_get_u8(&c, ret_round) && *ret_place < s->places.count &&
	       *ret_round < SEARCH_ROUNDS && s->places.items[*ret_place].sent_ms[*ret_round];
}

static struct search_offer *find_offer(struct search *s, size_t place,
				       const uint8_t mac[static ETH_ALEN])
{
	for (size_t i = 0; i < s->offers.count; i++) {
		struct search_offer *o = &s->offers.items[i];
		struct packet p;

		if (o->place == place && !packet_parse(&p, o->frame, o->len) &&
		    !memcmp(p.src, mac, ETH_ALEN))
			return o;
	}
	return NULL;
}

static struct search_offer *add_offer(struct search *s, size_t place, const uint8_t *frame,
				      size_t len, uint64_t took_ms)
{
	struct search_offer *o;

	if (s->offers.count == SEARCH_OFFERS_MAX)
		return NULL;
	o = list_add(&s->offers);
	o->place = place;
	o->took_ms = took_ms;
	memcpy(o->frame, frame, len);
	o->len = len;
	s->places.items[place].offers++;
	return o;
}

bool search_take(struct search *s, uint16_t vlan, const uint8_t *frame, size_t len, uint64_t now_ms)
{
	struct search_offer *o;
	struct packet p;
	uint16_t place, payload;
	uint8_t round;

	if (len > PACKET_FRAME_MAX || packet_parse(&p, frame, len) < 0)
		return false;
	if (p.code != PACKET_PADO || p.session_id || !packet_is_station(p.src) ||
	    !find_padi(s, &p.host_uniq, &place, &round) ||
	    memcmp(p.dst, s->places.items[place].mac, ETH_ALEN) != 0) {
		s->strangers++;
		return false;
	}
	if (s->places.items[place].vlan != vlan)
		return false;
	o = find_offer(s, place, p.src);
	if (!o)
		o = add_offer(s, place, frame, len, now_ms - s->places.items[place].sent_ms[round]);
	if (o && packet_tag_get_be16(&p.ppp_max_payload, &payload) && payload > MTU_PPPOE_MAX)
		o->max_payload = payload;
	return o;
}

void search_free(struct search *s)
{
	list_free(&s->places);
	list_free(&s->offers);
}

/* VLANs */

static void add_common(void (*add)(uint16_t vlan, void *context), void *context)
{
	for (size_t i = 0; i < sizeof(common_vlans) / sizeof(common_vlans[0]); i++)
		add(common_vlans[i], context);
}

/* "35", or "35-37" */
static bool parse_range(char *word, void (*add)(uint16_t vlan, void *context), void *context)
{
	char *dash = strchr(word, '-');
	uint32_t first, last;

	if (dash)
		*dash = '\0';
	if (!text_parse_number(&first, word, 1, SEARCH_VLAN_MAX))
		return false;
	last = first;
	if (dash && !text_parse_number(&last, dash + 1, first, SEARCH_VLAN_MAX))
		return false;
	for (uint32_t vlan = first; vlan <= last; vlan++)
		add((uint16_t)vlan, context);
	return true;
}

bool search_parse_vlans(const char *text, void (*add)(uint16_t vlan, void *context), void *context)
{
	char copy[VLANS_TEXT_SIZE], *rest = copy, *word;

	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return false;
	while ((word = strsep(&rest, ",")) != NULL) {
		if (!strcmp(word, "common"))
			add_common(add, context);
		else if (!parse_range(word, add, context))
			return false;
	}
	return true;
}

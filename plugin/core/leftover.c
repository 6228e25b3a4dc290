// SPDX-License-Identifier: GPL-2.0-or-later
#include "leftover.h"

#include <string.h>

struct leftover leftover_of_record(const struct record *r)
{
	struct leftover l = {
		.id = r->session_id,
		.host_uniq = r->host_uniq,
		.cookie = r->cookie,
		.relay = r->relay,
	};

	memcpy(l.mac, r->mac, ETH_ALEN);
	memcpy(l.ac, r->ac_mac, ETH_ALEN);
	return l;
}

struct leftover leftover_of_session(const struct packet *offer, uint16_t id,
				    const uint8_t mac[static ETH_ALEN], const uint8_t *host_uniq,
				    size_t host_uniq_len)
{
	struct leftover l = { .id = id };

	memcpy(l.mac, mac, ETH_ALEN);
	memcpy(l.ac, offer->src, ETH_ALEN);
	record_set_tag(&l.host_uniq, host_uniq, host_uniq_len);
	record_set_tag(&l.cookie, offer->ac_cookie.data, offer->ac_cookie.len);
	record_set_tag(&l.relay, offer->relay_session_id.data, offer->relay_session_id.len);
	return l;
}

bool leftovers_add(struct leftovers *l, const struct leftover *one)
{
	for (unsigned int i = 0; i < l->count; i++)
		if (l->list[i].id == one->id && !memcmp(l->list[i].ac, one->ac, ETH_ALEN))
			return true;
	if (l->count == LEFTOVERS)
		return false;
	l->list[l->count++] = *one;
	return true;
}

static struct packet_tag tag_of(const struct record_tag *tag)
{
	return (struct packet_tag){ .data = tag->len ? tag->bytes : NULL, .len = tag->len };
}

struct packet leftover_padt(const struct leftover *l, const uint8_t mac[static ETH_ALEN])
{
	struct packet p = {
		.code = PACKET_PADT,
		.session_id = l->id,
		.host_uniq = tag_of(&l->host_uniq),
		.ac_cookie = tag_of(&l->cookie),
		.relay_session_id = tag_of(&l->relay),
	};

	memcpy(p.dst, l->ac, ETH_ALEN);
	memcpy(p.src, packet_is_station(l->mac) ? l->mac : mac, ETH_ALEN);
	return p;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames that come while the command's discover asks in two places, each behind a byte for the
 * VLAN and two for its length. One in whose place a number stands (length 0) answers our PADI.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "search.h"

static const uint8_t host[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };
static const uint8_t ac[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xa1 };

/* A PADO to our own PADI of the first place. */
static size_t answer(struct search *s, uint8_t frame[static SEARCH_FRAME_MAX])
{
	uint8_t padi[SEARCH_FRAME_MAX];
	const int len = search_ask(s, 0, 0, 1, padi);
	struct packet p;

	require(len > 0 && !packet_parse(&p, padi, (size_t)len));
	p.code = PACKET_PADO;
	memcpy(p.dst, host, ETH_ALEN);
	memcpy(p.src, ac, ETH_ALEN);
	p.ac_name = (struct packet_tag){ (const uint8_t *)"ac", 2 };
	return (size_t)packet_build(&p, frame, PACKET_FRAME_MAX);
}

static void check(const struct search *s)
{
	require(s->offers.count <= SEARCH_OFFERS_MAX);
	for (size_t i = 0; i < s->offers.count; i++) {
		struct packet p;

		require(s->offers.items[i].place < s->places.count);
		require(!packet_parse(&p, s->offers.items[i].frame, s->offers.items[i].len));
		require(p.code == PACKET_PADO && packet_is_station(p.src));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { .data = data, .left = size };
	struct search s = { .seed = 7 };
	uint8_t own[SEARCH_FRAME_MAX], vlan;
	const uint8_t *frame;
	uint16_t len;

	search_add(&s, "eth1", host, 0);
	search_add(&s, "eth1", host, 7);
	while (cursor_get_u8(&c, &vlan) && cursor_get_be16(&c, &len) &&
	       cursor_get_bytes(&c, len, &frame)) {
		if (len)
			search_take(&s, vlan, frame, len, 10);
		else
			require(search_take(&s, vlan, own, answer(&s, own), 10) == !vlan);
		check(&s);
	}
	search_free(&s);
	return 0;
}

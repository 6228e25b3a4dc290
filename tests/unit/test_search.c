// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include "search.h"

static const uint8_t host[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 1 };
static const uint8_t ac[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0xac };

static struct search search;

static void begin(void)
{
	search = (struct search){ .seed = 0x1122334455667788 };
	search_add(&search, "eth1", host, 0);
	search_add(&search, "eth1", host, 7);
}

/* The PADI's Host-Uniq, as an AC returns it. */
static struct packet_tag ask(size_t place, unsigned int round, uint64_t now_ms, uint8_t *frame)
{
	const int len = search_ask(&search, place, round, now_ms, frame);
	const int tag = search.places.items[place].vlan ? 4 : 0;
	struct packet p = { 0 };

	memmove(frame + 12, frame + 12 + tag, (size_t)(len - 12 - tag));
	is_int(packet_parse(&p, frame, (size_t)(len - tag)), 0);
	return p.host_uniq;
}

static size_t pado(uint8_t *frame, struct packet_tag host_uniq, uint16_t payload)
{
	const uint8_t bytes[2] = { (uint8_t)(payload >> 8), (uint8_t)payload };
	struct packet p = { .code = PACKET_PADO, .host_uniq = host_uniq };

	memcpy(p.dst, host, ETH_ALEN);
	memcpy(p.src, ac, ETH_ALEN);
	p.ac_name = (struct packet_tag){ (const uint8_t *)"one", 3 };
	p.service_name = (struct packet_tag){ (const uint8_t *)"", 0 };
	if (payload)
		p.ppp_max_payload = (struct packet_tag){ bytes, 2 };
	return (size_t)packet_build(&p, frame, PACKET_FRAME_MAX);
}

static void a_padi(void)
{
	uint8_t frame[SEARCH_FRAME_MAX];
	struct packet p;
	int len;

	begin();
	len = search_ask(&search, 0, 0, 5, frame);
	is_int(packet_parse(&p, frame, (size_t)len), 0);
	is_int(p.code, PACKET_PADI);
	ok(p.dst[0] == 0xff && !memcmp(p.src, host, ETH_ALEN));
	ok(packet_tag_equal(&p.service_name, "", 0));
	ok(packet_tag_equal(&p.ppp_max_payload, "\x05\xdc", 2));
	len = search_ask(&search, 0, 1, 6, frame);
	is_int(packet_parse(&p, frame, (size_t)len), 0);
	ok(!p.ppp_max_payload.data);
	search_free(&search);
}

/* 802.1Q: behind the addresses, 0x8100 and the number. */
static void a_padi_with_a_vlan_tag(void)
{
	uint8_t frame[SEARCH_FRAME_MAX], untagged[SEARCH_FRAME_MAX];
	int len, untagged_len;

	begin();
	len = search_ask(&search, 1, 0, 5, frame);
	ok(!memcmp(frame + 12, "\x81\x00\x00\x07\x88\x63", 6));
	untagged_len = search_ask(&search, 0, 0, 5, untagged);
	is_int(len, untagged_len + 4);
	search_free(&search);
}

static void an_answer_finds_its_padi(void)
{
	uint8_t padi[2][SEARCH_FRAME_MAX], frame[PACKET_FRAME_MAX];
	struct packet_tag first, second;
	size_t len;

	begin();
	first = ask(1, 0, 100, padi[0]);
	second = ask(1, 1, 900, padi[1]);
	len = pado(frame, second, 0);
	ok(!search_take(&search, 0, frame, len, 906)); /* by an AC that is not on the VLAN */
	ok(search_take(&search, 7, frame, len, 907));
	is_int(search.offers.count, 1);
	is_int(search.offers.items[0].place, 1);
	is_int(search.offers.items[0].took_ms, 7);
	is_int(search.offers.items[0].max_payload, 0);
	is_int(search.places.items[1].offers, 1);
	/* Of the same AC again: what it grants counts, the rest stays. */
	len = pado(frame, first, 1500);
	ok(search_take(&search, 7, frame, len, 1000));
	is_int(search.offers.count, 1);
	is_int(search.offers.items[0].took_ms, 7);
	is_int(search.offers.items[0].max_payload, 1500);
	search_free(&search);
}

static void what_is_no_answer(void)
{
	uint8_t padi[SEARCH_FRAME_MAX], frame[PACKET_FRAME_MAX], wrong[16] = { 0 };
	struct packet_tag uniq;
	size_t len;

	begin();
	uniq = ask(0, 0, 100, padi);
	len = pado(frame, uniq, 0);
	ok(!search_take(&search, 0, frame, len - 1, 101));
	is_int(search.strangers, 0);
	frame[15] = PACKET_PADS;
	ok(!search_take(&search, 0, frame, len, 101));
	frame[15] = PACKET_PADO;
	frame[6] = 0x03; /* from a group */
	ok(!search_take(&search, 0, frame, len, 101));
	memcpy(frame + 6, ac, ETH_ALEN);
	frame[5] = 2; /* to somebody else */
	ok(!search_take(&search, 0, frame, len, 101));
	is_int(search.strangers, 3);
	memcpy(wrong, uniq.data, uniq.len);
	wrong[uniq.len - 1] = 1; /* a round that has not been sent */
	ok(!search_take(&search, 0, frame, pado(frame, (struct packet_tag){ wrong, uniq.len }, 0),
			1));
	wrong[uniq.len - 1] = SEARCH_ROUNDS;
	ok(!search_take(&search, 0, frame, pado(frame, (struct packet_tag){ wrong, uniq.len }, 0),
			1));
	memcpy(wrong, uniq.data, uniq.len);
	wrong[uniq.len - 2] = 9; /* a place that there is not */
	ok(!search_take(&search, 0, frame, pado(frame, (struct packet_tag){ wrong, uniq.len }, 0),
			1));
	wrong[0] ^= 1;
	ok(!search_take(&search, 0, frame, pado(frame, (struct packet_tag){ wrong, uniq.len }, 0),
			1));
	ok(!search_take(&search, 0, frame, pado(frame, (struct packet_tag){ wrong, 16 }, 0), 1));
	ok(!search_take(&search, 0, frame, pado(frame, (struct packet_tag){ NULL, 0 }, 0), 1));
	is_int(search.offers.count, 0);
	is_int(search.strangers, 9);
	search_free(&search);
}

/* Somebody invents ACs. */
static void offers_have_an_end(void)
{
	uint8_t padi[SEARCH_FRAME_MAX], frame[PACKET_FRAME_MAX];
	struct packet_tag uniq;
	size_t len;

	begin();
	uniq = ask(0, 0, 100, padi);
	len = pado(frame, uniq, 0);
	for (int i = 0; i < 1000; i++) {
		frame[9] = (uint8_t)(i >> 8);
		frame[10] = (uint8_t)i;
		search_take(&search, 0, frame, len, 101);
	}
	is_int(search.offers.count, SEARCH_OFFERS_MAX);
	search_free(&search);
}

static char vlans[512];

static void note(uint16_t vlan, void *context)
{
	snprintf(vlans + strlen(vlans), sizeof(vlans) - strlen(vlans), "%u ", vlan);
	(void)context;
}

static void vlan_lists(void)
{
	static const struct {
		const char *text, *want;
	} good[] = {
		{ "7", "7 " },
		{ "7,35,835", "7 35 835 " },
		{ "100-103,1", "100 101 102 103 1 " },
		{ "4094", "4094 " },
	};
	static const char *const bad[] = { "",	  "0",	"4095", "7,",  ",7",	"a",
					   "7-3", "7-", "-7",	"7 8", "1-2-3", "commo" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		vlans[0] = '\0';
		ok(search_parse_vlans(good[i].text, note, NULL));
		is_str(vlans, good[i].want);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!ok(!search_parse_vlans(bad[i], note, NULL)))
			printf("# %s\n", bad[i]);
	vlans[0] = '\0';
	ok(search_parse_vlans("common", note, NULL));
	ok(strstr(vlans, " 7 ") && strstr(vlans, " 35 ") && strstr(vlans, " 835 "));
}

int main(void)
{
	test(a_padi);
	test(a_padi_with_a_vlan_tag);
	test(an_answer_finds_its_padi);
	test(what_is_no_answer);
	test(offers_have_an_end);
	test(vlan_lists);
	return done_testing();
}

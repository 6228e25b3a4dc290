// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/inquiry.h"

static const uint8_t host[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };
static const uint8_t ac[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xa1 };
static struct inquiry inquiry;

static void begin(uint64_t now_ms)
{
	const struct discovery_options options = {
		.host_uniq = "uniq",
		.host_uniq_len = 4,
		.retry = { .first_ms = 1000, .most_ms = 1000 },
		.padi_attempts = 100,
	};

	is_int(inquiry_start(&inquiry, &options, host, now_ms, 0), 0);
}

static uint8_t sent(void)
{
	struct packet p;

	if (!inquiry.discovery.tx_len ||
	    packet_parse(&p, inquiry.discovery.tx, inquiry.discovery.tx_len) < 0)
		return 0;
	return p.code;
}

static bool answer(uint8_t code, const char *uniq, uint64_t now_ms)
{
	struct packet p = {
		.code = code,
		.session_id = code == PACKET_PADS ? 5 : 0,
		.ac_name = { (const uint8_t *)"ac", 2 },
		.service_name = { (const uint8_t *)"", 0 },
		.host_uniq = { (const uint8_t *)uniq, 4 },
	};
	uint8_t frame[PACKET_FRAME_MAX];

	memcpy(p.dst, host, sizeof(host));
	memcpy(p.src, ac, sizeof(ac));
	return inquiry_input(&inquiry, frame, (size_t)packet_build(&p, frame, sizeof(frame)),
			     now_ms, 0);
}

static void asks_until_an_offer(void)
{
	begin(1000);
	is_int(sent(), PACKET_PADI);
	inquiry_timeout(&inquiry, 1999, 0);
	is_int(sent(), 0);
	is_int(inquiry_deadline_ms(&inquiry), 2000);
	inquiry_timeout(&inquiry, 2000, 0);
	is_int(sent(), PACKET_PADI);
	ok(answer(PACKET_PADO, "uniq", 2010));
	ok(!inquiry.asking);
	is_int(inquiry_deadline_ms(&inquiry), UINT64_MAX);
}

static void takes_the_first_offer_only(void)
{
	begin(1000);
	ok(answer(PACKET_PADO, "uniq", 1010));
	ok(!answer(PACKET_PADO, "uniq", 1011));
	is_int(inquiry.offer_ms, 1010);
}

static void takes_no_other_frame(void)
{
	begin(1000);
	ok(!answer(PACKET_PADO, "else", 1010));
	ok(!answer(PACKET_PADS, "uniq", 1010));
	ok(!answer(PACKET_PADT, "uniq", 1010));
	ok(inquiry.asking && !inquiry_has_offer(&inquiry, 1010));
}

static void takes_nothing_that_it_has_not_asked_for(void)
{
	begin(1000);
	inquiry_end(&inquiry);
	ok(!answer(PACKET_PADO, "uniq", 1010));
	is_int(inquiry_deadline_ms(&inquiry), UINT64_MAX);
}

static void an_offer_grows_old(void)
{
	begin(1000);
	answer(PACKET_PADO, "uniq", 1010);
	ok(inquiry_has_offer(&inquiry, 1010 + INQUIRY_FRESH_MS - 1));
	ok(!inquiry_has_offer(&inquiry, 1010 + INQUIRY_FRESH_MS));
	begin(1020);
	ok(!inquiry_has_offer(&inquiry, 1020));
}

int main(void)
{
	test(asks_until_an_offer);
	test(takes_the_first_offer_only);
	test(takes_no_other_frame);
	test(takes_nothing_that_it_has_not_asked_for);
	test(an_offer_grows_old);
	return done_testing();
}

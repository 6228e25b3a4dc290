// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/leftover.h"

static const uint8_t mac[ETH_ALEN] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };
static const uint8_t old_mac[ETH_ALEN] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 };
static const uint8_t ac[ETH_ALEN] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xa1 };

static struct record record_of(uint16_t id)
{
	struct record r = { .session_id = id };

	memcpy(r.mac, old_mac, ETH_ALEN);
	memcpy(r.ac_mac, ac, ETH_ALEN);
	record_set_tag(&r.host_uniq, (const uint8_t *)"uniq", 4);
	record_set_tag(&r.cookie, (const uint8_t *)"cookie", 6);
	record_set_tag(&r.relay, (const uint8_t *)"relay", 5);
	return r;
}

static void ends_session_7(const struct packet *p)
{
	is_int(p->code, PACKET_PADT);
	is_int(p->session_id, 7);
	ok(!memcmp(p->src, old_mac, ETH_ALEN));
	ok(!memcmp(p->dst, ac, ETH_ALEN));
	ok(packet_tag_equal(&p->host_uniq, "uniq", 4));
	ok(packet_tag_equal(&p->ac_cookie, "cookie", 6));
	ok(packet_tag_equal(&p->relay_session_id, "relay", 5));
}

/* Fails if anything of it is taken from the discovery that goes on. */
static void padt_is_that_of_its_own_session(void)
{
	const struct record r = record_of(7);
	const struct leftover l = leftover_of_record(&r);
	const struct packet sent = leftover_padt(&l, mac);
	uint8_t frame[PACKET_FRAME_MAX];
	struct packet p = { .code = 0 };
	int len;

	len = packet_build(&sent, frame, sizeof(frame));
	ok(len > 0 && packet_parse(&p, frame, (size_t)len) == 0);
	ends_session_7(&p);
}

/* Fails without one of the memcpy() or record_set_tag() of leftover_of_session(). */
static void session_of_ours_is_known_by_its_offer(void)
{
	const struct packet offer = {
		.src = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xa1 },
		.ac_cookie = { .data = (const uint8_t *)"cookie", .len = 6 },
		.relay_session_id = { .data = (const uint8_t *)"relay", .len = 5 },
	};
	const struct leftover l =
		leftover_of_session(&offer, 7, old_mac, (const uint8_t *)"uniq", 4);
	const struct packet p = leftover_padt(&l, mac);

	ends_session_7(&p);
}

static void what_is_not_known_is_left_out(void)
{
	const struct leftover l = { .id = 7, .ac = { 2 } };
	const struct packet p = leftover_padt(&l, mac);

	ok(!memcmp(p.src, mac, ETH_ALEN));
	ok(!p.host_uniq.data && !p.ac_cookie.data && !p.relay_session_id.data);
}

static void each_session_is_kept_once(void)
{
	struct leftovers all = { .count = 0 };
	struct leftover l = { .id = 1, .ac = { 2 } };

	ok(leftovers_add(&all, &l) && leftovers_add(&all, &l));
	is_int(all.count, 1);
	l.ac[5] = 1;
	ok(leftovers_add(&all, &l));
	is_int(all.count, 2);
}

static void more_than_there_is_room_for_are_refused(void)
{
	struct leftovers all = { .count = 0 };
	struct leftover l = { .ac = { 2 } };

	for (l.id = 1; l.id <= LEFTOVERS; l.id++)
		ok(leftovers_add(&all, &l));
	ok(!leftovers_add(&all, &l));
	l.id = 1;
	ok(leftovers_add(&all, &l));
	is_int(all.count, LEFTOVERS);
}

int main(void)
{
	test(padt_is_that_of_its_own_session);
	test(session_of_ours_is_known_by_its_offer);
	test(what_is_not_known_is_left_out);
	test(each_session_is_kept_once);
	test(more_than_there_is_room_for_are_refused);
	return done_testing();
}

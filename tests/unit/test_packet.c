// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <errno.h>

#include "core/packet.h"

/* As in RFC 2516 appendix A, with a Host-Uniq. */
static const uint8_t golden_padi[] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* destination */
	0x00, 0x00, 0x5e, 0x00, 0x53, 0x01, /* source */
	0x88, 0x63, 0x11, 0x09, /* discovery, VER 1 TYPE 1, PADI */
	0x00, 0x00, 0x00, 0x0c, /* SESSION_ID, LENGTH */
	0x01, 0x01, 0x00, 0x00, /* Service-Name: any */
	0x01, 0x03, 0x00, 0x04, 0xde, 0xad, 0xbe, 0xef, /* Host-Uniq */
};

static const uint8_t golden_pado[] = {
	0x00, 0x00, 0x5e, 0x00, 0x53, 0x01, /* destination */
	0x00, 0x00, 0x5e, 0x00, 0x53, 0xac, /* source */
	0x88, 0x63, 0x11, 0x07, /* PADO */
	0x00, 0x00, 0x00, 0x44, /* SESSION_ID, LENGTH */
	0x01, 0x02, 0x00, 0x05, 'a',  'c',  '-',  '0',	'1', /* AC-Name */
	0x01, 0x05, 0x00, 0x04, 0x00, 0x00, 0x0d, 0xe9, /* Vendor-Specific: not known here */
	0x01, 0x04, 0x00, 0x03, 0xc0, 0x0c, 0x1e, /* AC-Cookie */
	0x01, 0x10, 0x00, 0x02, 0x4e, 0x1a, /* Relay-Session-Id */
	0x01, 0x20, 0x00, 0x02, 0x05, 0xdc, /* PPP-Max-Payload: 1500 */
	0x01, 0x03, 0x00, 0x04, 0xde, 0xad, 0xbe, 0xef, /* Host-Uniq */
	0x01, 0x01, 0x00, 0x00, /* Service-Name: any */
	0x01, 0x01, 0x00, 0x04, 'd',  's',  'l',  '2', /* Service-Name */
	0x00, 0x00, 0x00, 0x00, /* End-Of-List */
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* after the end: not read */
	0x00, 0x00, 0x00, 0x00, /* Ethernet padding */
};
#define GOLDEN_PADO_LEN (sizeof(golden_pado) - 4)

static const uint8_t golden_pads[] = {
	0x00, 0x00, 0x5e, 0x00, 0x53, 0x01, /* destination */
	0x00, 0x00, 0x5e, 0x00, 0x53, 0xac, /* source */
	0x88, 0x63, 0x11, 0x65, /* PADS */
	0x12, 0x34, 0x00, 0x22, /* SESSION_ID, LENGTH */
	0x01, 0x01, 0x00, 0x03, 'd',  's',  'l', /* Service-Name */
	0x02, 0x01, 0x00, 0x02, 'n',  'o', /* Service-Name-Error */
	0x02, 0x02, 0x00, 0x00, /* AC-System-Error */
	0x02, 0x03, 0x00, 0x04, 'f',  'u',  'l', 'l', /* Generic-Error */
	0x01, 0x03, 0x00, 0x05, 1,    2,    3,	 4,   5, /* Host-Uniq */
};

static const uint8_t ac[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xac };
static const uint8_t host[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };

static void is_tag(const struct packet_tag *tag, const char *want)
{
	ok(tag->data != NULL);
	ok(packet_tag_equal(tag, want, strlen(want)));
}

static void parses_golden_padi(void)
{
	struct packet p;

	is_int(packet_parse(&p, golden_padi, sizeof(golden_padi)), 0);
	is_int(p.code, PACKET_PADI);
	is_int(p.session_id, 0);
	ok(!memcmp(p.src, host, ETH_ALEN));
	ok(!memcmp(p.dst, golden_padi, ETH_ALEN));
	is_tag(&p.service_name, "");
	is_tag(&p.host_uniq, "\xde\xad\xbe\xef");
	ok(!p.ac_name.data && !p.ac_cookie.data && !p.relay_session_id.data);
	ok(!p.service_name_error.data && !p.ac_system_error.data && !p.generic_error.data);
	is_int(p.all.len, 12);
	ok(p.all.data == golden_padi + FRAME_TAGS_AT);
}

static void parses_golden_pado(void)
{
	struct packet p;

	is_int(packet_parse(&p, golden_pado, sizeof(golden_pado)), 0);
	is_int(p.code, PACKET_PADO);
	is_tag(&p.ac_name, "ac-01");
	is_tag(&p.ac_cookie, "\xc0\x0c\x1e");
	is_tag(&p.relay_session_id, "\x4e\x1a");
	is_tag(&p.ppp_max_payload, "\x05\xdc");
	is_tag(&p.host_uniq, "\xde\xad\xbe\xef");
	is_tag(&p.service_name, "");
}

static void parses_golden_pads(void)
{
	struct packet p;

	is_int(packet_parse(&p, golden_pads, sizeof(golden_pads)), 0);
	is_int(p.code, PACKET_PADS);
	is_int(p.session_id, 0x1234);
	is_tag(&p.service_name, "dsl");
	is_tag(&p.service_name_error, "no");
	is_tag(&p.ac_system_error, "");
	is_tag(&p.generic_error, "full");
	is_tag(&p.host_uniq, "\x01\x02\x03\x04\x05");
}

static struct packet_tag tag_of(const char *text)
{
	return (struct packet_tag){ .data = (const uint8_t *)text, .len = (uint16_t)strlen(text) };
}

static void builds_golden_padi(void)
{
	struct packet p = { .code = PACKET_PADI };
	uint8_t buf[PACKET_FRAME_MAX];

	memset(p.dst, 0xff, ETH_ALEN);
	memcpy(p.src, host, ETH_ALEN);
	p.service_name = tag_of("");
	p.host_uniq = tag_of("\xde\xad\xbe\xef");
	is_int(packet_build(&p, buf, sizeof(buf)), sizeof(golden_padi));
	ok(!memcmp(buf, golden_padi, sizeof(golden_padi)));
}

static void builds_golden_padr(void)
{
	struct packet p = { .code = PACKET_PADR };
	uint8_t buf[PACKET_FRAME_MAX];
	struct frame want;

	frame_start(&want, ac, host, PACKET_PADR, 0);
	frame_text_tag(&want, 0x0101, "dsl");
	frame_text_tag(&want, 0x0103, "uniq");
	frame_text_tag(&want, 0x0104, "cookie");
	frame_text_tag(&want, 0x0110, "relay");
	frame_text_tag(&want, 0x0120, "\x05\xdc");
	memcpy(p.dst, ac, ETH_ALEN);
	memcpy(p.src, host, ETH_ALEN);
	p.service_name = tag_of("dsl");
	p.host_uniq = tag_of("uniq");
	p.ac_cookie = tag_of("cookie");
	p.relay_session_id = tag_of("relay");
	p.ppp_max_payload = tag_of("\x05\xdc");
	is_int(packet_build(&p, buf, sizeof(buf)), want.len);
	ok(!memcmp(buf, want.bytes, want.len));
}

static void builds_padt_without_tags(void)
{
	static const uint8_t end[] = { 0x88, 0x63, 0x11, 0xa7, 0xab, 0xcd, 0x00, 0x00 };
	const struct packet p = { .code = PACKET_PADT, .session_id = 0xabcd };
	uint8_t buf[PACKET_FRAME_MAX];

	is_int(packet_build(&p, buf, sizeof(buf)), 20);
	ok(!memcmp(buf + 12, end, sizeof(end)));
}

/* In the order of known_tags, which is no part of the contract: compared by field. */
static bool same_tags(const struct packet *a, const struct packet *b)
{
	const struct packet_tag *const of_a[] = {
		&a->service_name,    &a->ac_name,	   &a->host_uniq,
		&a->ac_cookie,	     &a->relay_session_id, &a->service_name_error,
		&a->ac_system_error, &a->generic_error,	   &a->ppp_max_payload,
	};
	const struct packet_tag *const of_b[] = {
		&b->service_name,    &b->ac_name,	   &b->host_uniq,
		&b->ac_cookie,	     &b->relay_session_id, &b->service_name_error,
		&b->ac_system_error, &b->generic_error,	   &b->ppp_max_payload,
	};

	for (size_t i = 0; i < sizeof(of_a) / sizeof(of_a[0]); i++)
		if (!of_a[i]->data != !of_b[i]->data ||
		    (of_a[i]->data && !packet_tag_equal(of_a[i], of_b[i]->data, of_b[i]->len)))
			return false;
	return true;
}

static void random_tag(struct packet_tag *tag, const uint8_t *from)
{
	*tag = (struct packet_tag){ 0 };
	if (random() % 3)
		*tag = (struct packet_tag){ .data = from, .len = (uint16_t)(random() % 150) };
}

static void round_trip_of_random_packets(void)
{
	uint8_t from[150], buf[PACKET_FRAME_MAX];

	srandom(1);
	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (uint8_t)random();
	for (int i = 0; i < 3000; i++) {
		struct packet p = { .code = (uint8_t)random() }, q;

		p.session_id = (uint16_t)random();
		memcpy(p.dst, from, ETH_ALEN);
		memcpy(p.src, from + ETH_ALEN, ETH_ALEN);
		random_tag(&p.service_name, from);
		random_tag(&p.ac_name, from);
		random_tag(&p.host_uniq, from);
		random_tag(&p.ac_cookie, from);
		random_tag(&p.relay_session_id, from);
		random_tag(&p.ppp_max_payload, from);
		random_tag(&p.service_name_error, from);
		random_tag(&p.ac_system_error, from);
		random_tag(&p.generic_error, from);
		const int len = packet_build(&p, buf, sizeof(buf));

		if (!ok(len > 0) || !ok(!packet_parse(&q, buf, (size_t)len)))
			return;
		ok(q.code == p.code && q.session_id == p.session_id);
		ok(!memcmp(q.dst, p.dst, ETH_ALEN) && !memcmp(q.src, p.src, ETH_ALEN));
		ok(same_tags(&p, &q));
	}
}

static int parse_exact(struct packet *ret, const void *bytes, size_t len)
{
	uint8_t *copy = exact_copy(bytes, len);
	const int err = packet_parse(ret, copy, len);

	if (!err)
		packet_offers_service(ret, "dsl2");
	free(copy);
	return err;
}

static void truncated_anywhere_is_refused(const uint8_t *frame, size_t len)
{
	struct packet untouched, p;

	memset(&untouched, 0xa5, sizeof(untouched));
	for (size_t i = 0; i < len; i++) {
		p = untouched;
		is_int(parse_exact(&p, frame, i), -EBADMSG);
		ok(!memcmp(&p, &untouched, sizeof(p)));
	}
	is_int(parse_exact(&p, frame, len), 0);
}

static void truncation_at_every_length(void)
{
	truncated_anywhere_is_refused(golden_padi, sizeof(golden_padi));
	truncated_anywhere_is_refused(golden_pado, GOLDEN_PADO_LEN);
	truncated_anywhere_is_refused(golden_pads, sizeof(golden_pads));
}

static bool inside(const struct packet_tag *tag, const uint8_t *frame, size_t len)
{
	return !tag->data ||
	       (tag->data >= frame + FRAME_TAGS_AT && tag->data + tag->len <= frame + len);
}

static bool all_inside(const struct packet *p, const uint8_t *frame, size_t len)
{
	return inside(&p->service_name, frame, len) && inside(&p->ac_name, frame, len) &&
	       inside(&p->host_uniq, frame, len) && inside(&p->ac_cookie, frame, len) &&
	       inside(&p->relay_session_id, frame, len) &&
	       inside(&p->service_name_error, frame, len) &&
	       inside(&p->ac_system_error, frame, len) && inside(&p->generic_error, frame, len) &&
	       inside(&p->ppp_max_payload, frame, len) && inside(&p->all, frame, len);
}

static void corruption_of_every_byte(void)
{
	for (size_t at = 0; at < GOLDEN_PADO_LEN; at++)
		for (unsigned int value = 0; value < 256; value++) {
			uint8_t *frame = exact_copy(golden_pado, GOLDEN_PADO_LEN);
			struct packet p;
			int err;

			frame[at] = (uint8_t)value;
			err = packet_parse(&p, frame, GOLDEN_PADO_LEN);
			ok(err == 0 || err == -EBADMSG);
			ok(err || all_inside(&p, frame, GOLDEN_PADO_LEN));
			free(frame);
		}
}

static int parse_with_length(size_t length)
{
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0102, "ac");
	frame_set16(&f, FRAME_LENGTH_AT, length);
	return parse_exact(&p, f.bytes, f.len);
}

static void stated_length_is_not_trusted(void)
{
	is_int(parse_with_length(6), 0);
	is_int(parse_with_length(0), 0);
	is_int(parse_with_length(5), -EBADMSG);
	is_int(parse_with_length(7), -EBADMSG);
	is_int(parse_with_length(0x7fff), -EBADMSG);
	is_int(parse_with_length(0xffff), -EBADMSG);
}

static void tag_may_not_leave_the_payload(void)
{
	struct frame f;
	struct packet p;

	/* Its value would end in the padding: inside the frame, beyond LENGTH. */
	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0102, "ac");
	frame_set16(&f, FRAME_TAGS_AT + 2, 3);
	frame_put(&f, "padding", 7);
	is_int(parse_exact(&p, f.bytes, f.len), -EBADMSG);
	frame_set16(&f, FRAME_TAGS_AT + 2, 0xffff);
	is_int(parse_exact(&p, f.bytes, f.len), -EBADMSG);
}

/* As the stock plugin does: too short to be a TAG, and so none. */
static void piece_of_a_tag_header_ends_the_list(void)
{
	for (size_t piece = 1; piece < 4; piece++) {
		struct frame f;
		struct packet p;

		frame_start(&f, host, ac, PACKET_PADO, 0);
		frame_text_tag(&f, 0x0102, "ac");
		frame_put(&f, "\x01\x01\x00", piece);
		frame_set16(&f, FRAME_LENGTH_AT, f.len - FRAME_TAGS_AT);
		is_int(parse_exact(&p, f.bytes, f.len), 0);
		is_int(packet_parse(&p, f.bytes, f.len), 0);
		is_tag(&p.ac_name, "ac");
		ok(!p.service_name.data);
		is_int(p.all.len, 6 + piece);
		ok(!packet_offers_service(&p, ""));
	}
}

/* Whatever length it claims, nothing behind it is read. */
static void end_of_list_of_any_length_ends_it(void)
{
	static const unsigned int lengths[] = { 1, 4, 5, 0xffff };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct frame f;
		struct packet p;

		frame_start(&f, host, ac, PACKET_PADO, 0);
		frame_text_tag(&f, 0x0102, "ac");
		frame_put16(&f, 0);
		frame_put16(&f, lengths[i]);
		frame_text_tag(&f, 0x0101, "late");
		is_int(parse_exact(&p, f.bytes, f.len), 0);
		is_int(packet_parse(&p, f.bytes, f.len), 0);
		is_tag(&p.ac_name, "ac");
		ok(!p.service_name.data);
		ok(!packet_offers_service(&p, "late"));
	}
}

static void unknown_tags_are_skipped(void)
{
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0xffff, "whatever");
	frame_text_tag(&f, 0x0001, "");
	frame_text_tag(&f, 0x0121, "\x05\xdc");
	frame_text_tag(&f, 0x0102, "ac");
	is_int(packet_parse(&p, f.bytes, f.len), 0);
	is_tag(&p.ac_name, "ac");
	ok(!p.service_name.data);
}

static void end_of_list_ends_it(void)
{
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0102, "ac");
	frame_text_tag(&f, 0x0000, "");
	frame_text_tag(&f, 0x0101, "late");
	is_int(packet_parse(&p, f.bytes, f.len), 0);
	is_tag(&p.ac_name, "ac");
	ok(!p.service_name.data);
	ok(!packet_offers_service(&p, "late"));
}

static void zero_length_tag_is_present(void)
{
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_tag(&f, 0x0104, NULL, 0);
	is_int(packet_parse(&p, f.bytes, f.len), 0);
	ok(p.ac_cookie.data != NULL);
	is_int(p.ac_cookie.len, 0);
}

static void first_of_duplicates_counts(void)
{
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0104, "");
	frame_text_tag(&f, 0x0104, "second");
	frame_text_tag(&f, 0x0102, "first");
	frame_text_tag(&f, 0x0102, "second");
	is_int(packet_parse(&p, f.bytes, f.len), 0);
	is_tag(&p.ac_name, "first");
	is_tag(&p.ac_cookie, "");
}

static void every_service_name_is_an_offer(void)
{
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0101, "one");
	frame_text_tag(&f, 0x0102, "three");
	frame_text_tag(&f, 0x0101, "two");
	is_int(packet_parse(&p, f.bytes, f.len), 0);
	ok(packet_offers_service(&p, "one"));
	ok(packet_offers_service(&p, "two"));
	ok(!packet_offers_service(&p, "three"));
	ok(!packet_offers_service(&p, "tw"));
	ok(!packet_offers_service(&p, "twos"));
	ok(!packet_offers_service(&p, ""));
}

static void service_names_are_listed_in_order(void)
{
	struct packet_tag services[2] = { 0 };
	struct frame f;
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0101, "one");
	frame_text_tag(&f, 0x0102, "three");
	frame_text_tag(&f, 0x0101, "two");
	frame_text_tag(&f, 0x0101, "");
	is_int(packet_parse(&p, f.bytes, f.len), 0);
	is_int(packet_list_services(&p, services, 1), 3);
	is_tag(&services[0], "one");
	ok(!services[1].data);
	is_int(packet_list_services(&p, services, 2), 3);
	is_tag(&services[1], "two");
	is_int(packet_list_services(&p, NULL, 0), 3);
}

static void padding_is_ignored(void)
{
	struct frame f = { 0 };
	struct packet p;

	frame_start(&f, host, ac, PACKET_PADO, 0);
	frame_text_tag(&f, 0x0102, "ac");
	memset(f.bytes + f.len, 0xff, 60 - f.len);
	is_int(packet_parse(&p, f.bytes, 60), 0);
	is_tag(&p.ac_name, "ac");
	is_int(p.all.len, 6);
}

static void other_protocols_are_refused(void)
{
	static const struct {
		size_t at;
		uint8_t value;
	} wrong[] = { { 12, 0x08 }, { 13, 0x64 }, { 14, 0x10 }, { 14, 0x21 }, { 14, 0x01 } };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t frame[sizeof(golden_padi)];
		struct packet p;

		memcpy(frame, golden_padi, sizeof(frame));
		frame[wrong[i].at] = wrong[i].value;
		is_int(packet_parse(&p, frame, sizeof(frame)), -EBADMSG);
	}
}

static int build_with_cookie(enum packet_code code, size_t len)
{
	static const uint8_t cookie[2048];
	struct packet p = { .code = (uint8_t)code };
	uint8_t buf[4096];

	p.ac_cookie = (struct packet_tag){ .data = cookie, .len = (uint16_t)len };
	return packet_build(&p, buf, sizeof(buf));
}

/* RFC 2516 5.1: 1484 octets with the PPPoE header, so that a relay can add its tag. */
static void padi_is_at_most_1484_octets(void)
{
	const size_t most = 1484 - 6 - 4;

	is_int(build_with_cookie(PACKET_PADI, most), 14 + 1484);
	is_int(build_with_cookie(PACKET_PADI, most + 1), -EMSGSIZE);
}

static void others_are_at_most_1500_octets(void)
{
	const size_t most = 1500 - 6 - 4;

	is_int(build_with_cookie(PACKET_PADR, most), 14 + 1500);
	is_int(build_with_cookie(PACKET_PADR, most + 1), -EMSGSIZE);
	is_int(build_with_cookie(PACKET_PADT, 2048), -EMSGSIZE);
}

static void buffer_of_every_smaller_size_is_refused(void)
{
	struct packet p;

	is_int(packet_parse(&p, golden_pads, sizeof(golden_pads)), 0);
	for (size_t size = 0; size < sizeof(golden_pads); size++) {
		uint8_t *buf = exact_copy(golden_pado, size);

		is_int(packet_build(&p, buf, size), -EMSGSIZE);
		free(buf);
	}
}

static void tag_equal_compares_length_and_bytes(void)
{
	const struct packet_tag absent = { 0 }, empty = tag_of(""), tag = tag_of("abc");

	ok(!packet_tag_equal(&absent, "", 0));
	ok(!packet_tag_equal(&absent, NULL, 0));
	ok(packet_tag_equal(&empty, NULL, 0));
	ok(packet_tag_equal(&tag, "abcd", 3));
	ok(!packet_tag_equal(&tag, "abcd", 4));
	ok(!packet_tag_equal(&tag, "abd", 3));
	ok(!packet_tag_equal(&tag, "", 0));
}

static void number_of_a_tag_has_two_bytes(void)
{
	static const struct {
		const uint8_t *bytes;
		uint16_t len, want; /* 0: refused */
	} row[] = {
		{ (const uint8_t *)"\x05\xdc", 2, 1500 },
		{ (const uint8_t *)"\xff\xfe", 2, 0xfffe },
		{ (const uint8_t *)"", 0, 0 },
		{ (const uint8_t *)"\x05", 1, 0 },
		{ (const uint8_t *)"\x05\xdc\x00", 3, 0 },
		{ NULL, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		uint8_t *exact = exact_copy(row[i].bytes, row[i].len);
		const struct packet_tag tag = { .data = row[i].bytes ? exact : NULL,
						.len = row[i].len };
		uint16_t got = 0x5555;

		is_int(packet_tag_get_be16(&tag, &got), row[i].want != 0);
		is_int(got, row[i].want ? row[i].want : 0x5555);
		free(exact);
	}
}

static void station_is_neither_zero_nor_a_group(void)
{
	static const uint8_t all[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	static const uint8_t group[] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 };
	static const uint8_t local[] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x00 };
	static const uint8_t none[6], last_byte[] = { 0, 0, 0, 0, 0, 1 };

	ok(packet_is_station(ac) && packet_is_station(local) && packet_is_station(last_byte));
	ok(!packet_is_station(all) && !packet_is_station(group) && !packet_is_station(none));
}

int main(void)
{
	test(parses_golden_padi);
	test(parses_golden_pado);
	test(parses_golden_pads);
	test(builds_golden_padi);
	test(builds_golden_padr);
	test(builds_padt_without_tags);
	test(round_trip_of_random_packets);
	test(truncation_at_every_length);
	test(corruption_of_every_byte);
	test(stated_length_is_not_trusted);
	test(tag_may_not_leave_the_payload);
	test(piece_of_a_tag_header_ends_the_list);
	test(end_of_list_of_any_length_ends_it);
	test(unknown_tags_are_skipped);
	test(end_of_list_ends_it);
	test(zero_length_tag_is_present);
	test(first_of_duplicates_counts);
	test(every_service_name_is_an_offer);
	test(service_names_are_listed_in_order);
	test(padding_is_ignored);
	test(other_protocols_are_refused);
	test(padi_is_at_most_1484_octets);
	test(others_are_at_most_1500_octets);
	test(buffer_of_every_smaller_size_is_refused);
	test(tag_equal_compares_length_and_bytes);
	test(number_of_a_tag_has_two_bytes);
	test(station_is_neither_zero_nor_a_group);
	return done_testing();
}

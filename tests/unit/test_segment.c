// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <sys/socket.h>

#include "segment.h"

#define COOKED 20 /* bytes before the IP header */
#define TCP_AT(v4) (COOKED + ((v4) ? 20 : 40))
#define FLAGS 13
#define OFFSET 12

/* LINKTYPE_LINUX_SLL2, IP and TCP by their documents: 192.0.2.1:443 to 198.51.100.2:8080. */
static void put_cooked(struct frame *f, bool v4, uint8_t type)
{
	const uint8_t cooked[] = { 8, 0, 0, 0, 0, 0, 1, 2, 2, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

	f->len = 0;
	frame_put(f, cooked, sizeof(cooked));
	if (!v4)
		memcpy(f->bytes, "\x86\xdd", 2);
}

static void put_ip(struct frame *f, bool v4, size_t len)
{
	static const uint8_t ends4[] = { 192, 0, 2, 1, 198, 51, 100, 2 };
	static const uint8_t ends6[] = { 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
					 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 };

	if (v4) {
		frame_put(f, "\x45\0", 2);
		frame_put16(f, (unsigned int)len + 20);
		frame_put(f, "\xab\xcd\x40\0\x40\x06\0\0", 8);
		frame_put(f, ends4, sizeof(ends4));
	} else {
		frame_put(f, "\x60\0\0\0", 4);
		frame_put16(f, (unsigned int)len);
		frame_put(f, "\x06\x40", 2);
		frame_put(f, ends6, sizeof(ends6));
	}
}

static void put_tcp(struct frame *f, uint8_t flags, const void *options, size_t len)
{
	const uint8_t offset = (uint8_t)((20 + len) / 4 << 4);

	frame_put16(f, 443);
	frame_put16(f, 8080);
	frame_put(f, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
	frame_put(f, &offset, 1);
	frame_put(f, &flags, 1);
	frame_put(f, "\xff\xff\0\0\0\0", 6);
	frame_put(f, options, len);
}

/* A SYN with these options. */
static struct frame syn(bool v4, const void *options, size_t len)
{
	struct frame f;

	put_cooked(&f, v4, 0);
	put_ip(&f, v4, 20 + len);
	put_tcp(&f, 2, options, len);
	return f;
}

static bool parse(struct segment *ret, const struct frame *f, size_t len)
{
	uint8_t *copy = exact_copy(f->bytes, len);
	const bool good = segment_parse(ret, copy, len);

	free(copy);
	return good;
}

static void all_of_it(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		const struct frame f = syn(v4, "\2\4\5\xb4", 4);
		char text[SEGMENT_END_SIZE];
		struct segment s;

		ok(parse(&s, &f, f.len));
		is_int(s.ifindex, 0x102);
		ok(!s.outgoing && s.syn && !s.is_ack);
		is_int(s.seq, 0x01020304);
		is_int(s.ack, 0x05060708);
		is_int(s.mss, 1460);
		is_int(s.bytes, v4 ? 44 : 64);
		is_int(s.length, 0);
		is_str(segment_format_end(text, &s.source),
		       v4 ? "192.0.2.1:443" : "[2001:db8::1]:443");
		is_str(segment_format_end(text, &s.target),
		       v4 ? "198.51.100.2:8080" : "[2001:db8::2]:8080");
	}
}

static void which_way(void)
{
	for (uint8_t type = 0; type < 5; type++) {
		struct frame f;
		struct segment s;

		put_cooked(&f, true, type);
		put_ip(&f, true, 20);
		put_tcp(&f, 0x12, "", 0);
		ok(parse(&s, &f, f.len));
		is_int(s.outgoing, type == 4);
		ok(s.syn && s.is_ack);
		is_int(s.mss, SEGMENT_MSS_NONE);
	}
}

/* Fails if an option is looked for anywhere but where the ones before it end. */
static void the_mss(void)
{
	static const struct {
		const char *name, *options;
		size_t len;
		uint16_t mss;
	} rows[] = {
		{ "first", "\2\4\x23\x28\1\1\1\1", 8, 9000 },
		{ "behind NOPs", "\1\1\1\2\4\5\xb4\0", 8, 1460 },
		{ "behind a timestamp", "\x08\x0a\2\4\5\xb4\2\4\5\xb4\2\4\5\xac\1\1", 16, 1452 },
		{ "the first of two", "\2\4\5\xb4\2\4\5\xac", 8, 1460 },
		{ "behind the end", "\0\0\0\0\2\4\5\xb4", 8, 0 },
		{ "of another length", "\2\3\5\1\2\4\5\xb4", 8, 0 },
		{ "cut", "\1\1\2\4", 4, 0 },
		{ "behind a length of 0", "\3\0\2\4\5\xb4\1\1", 8, 0 },
		{ "behind a length of 1", "\3\1\2\4\5\xb4\1\1", 8, 0 },
		{ "behind a length too long", "\3\x09\2\4\5\xb4\1\1", 8, 0 },
		{ "65535", "\2\4\xff\xff", 4, 65535 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int v4 = 0; v4 < 2; v4++) {
			const struct frame f = syn(v4, rows[i].options, rows[i].len);
			struct segment s;

			tap_begin();
			ok(parse(&s, &f, f.len));
			is_int(s.mss, rows[i].mss);
			tap_end(rows[i].name);
		}
}

/* All lengths shorter than the headers, and *ret as it was. */
static void what_is_cut_is_refused(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		const struct frame f = syn(v4, "\2\4\5\xb4", 4);

		for (size_t len = 0; len < f.len; len++) {
			struct segment s = { .seq = 7 };

			ok(!parse(&s, &f, len));
			is_int(s.seq, 7);
		}
	}
}

/* The length is what the packet says, for one that is captured in part, or padded. */
static void data_may_be_missing(void)
{
	struct frame f;
	struct segment s;

	put_cooked(&f, true, 4);
	put_ip(&f, true, 1472);
	put_tcp(&f, 0x10, "", 0);
	ok(parse(&s, &f, f.len));
	is_int(s.bytes, 1492);
	is_int(s.length, 1452);
	ok(s.is_ack && !s.syn);
}

static void of_a_refusal(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		struct frame f;
		struct segment s;

		put_cooked(&f, v4, 0);
		put_ip(&f, v4, 20);
		put_tcp(&f, 0x14, "", 0);
		ok(parse(&s, &f, f.len));
		ok(s.reset && s.is_ack && !s.syn);
	}
}

static void is_refused(const char *name, bool v4, size_t at, uint8_t value)
{
	struct frame f = syn(v4, "\2\4\5\xb4", 4);
	struct segment s;

	tap_begin();
	f.bytes[at] = value;
	ok(!parse(&s, &f, f.len));
	tap_end(name);
}

int main(void)
{
	test(all_of_it);
	test(which_way);
	the_mss();
	test(what_is_cut_is_refused);
	test(data_may_be_missing);
	test(of_a_refusal);
	is_refused("a reset of a connection", true, TCP_AT(true) + FLAGS, 4);
	is_refused("the same by IPv6", false, TCP_AT(false) + FLAGS, 4);
	is_refused("a SYN that resets", true, TCP_AT(true) + FLAGS, 0x16);
	is_refused("a TCP header too short", true, TCP_AT(true) + OFFSET, 4 << 4);
	is_refused("a TCP header too long", false, TCP_AT(false) + OFFSET, 15 << 4);
	is_refused("UDP", true, COOKED + 9, 17);
	is_refused("an extension header", false, COOKED + 6, 0);
	is_refused("a fragment", true, COOKED + 6, 0x20);
	is_refused("a later fragment", true, COOKED + 7, 1);
	is_refused("no IP", true, COOKED, 0x55);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/icmp.h"
#include "core/ip.h"

static const uint8_t cookie[ICMP_COOKIE_SIZE] = { 0xc0, 0x0c, 0x1e, 0, 0xff, 0xfe, 0x12, 0x34 };

/* From 192.0.2.1 and 2001:db8::1, id 0x1234, seq 0x0203. */
static const uint8_t reply4[] = {
	0x45, 0, 0, 36, 0xab, 0xcd, 0x40, 0,	55, 1, 0,    0,	   192,	 0, 2,	  1,	10,   67,
	15,   2, 0, 0,	0,    0,    0x12, 0x34, 2,  3, 0xc0, 0x0c, 0x1e, 0, 0xff, 0xfe, 0x12, 0x34,
};
static const uint8_t reply6[] = {
	0x60, 0, 0,    0,    0, 16, 58,	  55,	0x20, 1, 0xd,  0xb8, 0,	   0,
	0,    0, 0,    0,    0, 0,  0,	  0,	0,    1, 0x20, 1,    0xd,  0xb8,
	0,    0, 0,    0,    0, 0,  0,	  0,	0,    0, 0,    2,    129,  0,
	0,    0, 0x12, 0x34, 2, 3,  0xc0, 0x0c, 0x1e, 0, 0xff, 0xfe, 0x12, 0x34,
};

static const struct icmp_path ipv4 = { .family = AF_INET };

#define FAMILY(v4) ((v4) ? AF_INET : AF_INET6)
#define PACKET(v4) ((v4) ? reply4 : reply6)
#define SIZE(v4) ((v4) ? sizeof(reply4) : sizeof(reply6))

static uint32_t sum(const uint8_t *bytes, size_t len)
{
	uint32_t s = 0;

	for (size_t i = 0; i < len; i++)
		s += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

static void request_of_ipv4(void)
{
	/* The checksum was worked out elsewhere. */
	static const uint8_t want[] = { 8,    0,    0xf3, 0x88, 0x12, 0x34, 2,	  3,
					0xc0, 0x0c, 0x1e, 0,	0xff, 0xfe, 0x12, 0x34 };
	uint8_t got[ICMP_ECHO_SIZE];

	icmp_build_request(got, &ipv4, 0x1234, 0x0203, cookie);
	for (size_t i = 0; i < sizeof(got); i++)
		is_int(got[i], want[i]);
}

/* With every carry that the sum can have. */
static void checksum_is_right_for_any_cookie(void)
{
	uint8_t got[ICMP_ECHO_SIZE], any[ICMP_COOKIE_SIZE];

	srandom(1);
	for (int i = 0; i < 100000; i++) {
		for (size_t k = 0; k < sizeof(any); k++)
			any[k] = i % 2 ? (uint8_t)random() : 0xff;
		icmp_build_request(got, &ipv4, (uint16_t)(65535 - i), (uint16_t)i, any);
		if (sum(got, sizeof(got)) != 0xffff)
			break;
	}
	is_int(sum(got, sizeof(got)), 0xffff);
}

/* Its checksum is of the addresses, too: what all of it sums up to says that it is right. */
static void request_of_ipv6(void)
{
	const struct icmp_path ipv6 = { AF_INET6, reply6 + 24, reply6 + 8 };
	uint8_t got[ICMP_ECHO_SIZE];
	uint32_t total;

	icmp_build_request(got, &ipv6, 0x1234, 0x0203, cookie);
	is_int(got[0], 128);
	total = sum(reply6 + 8, 32) + 58 + ICMP_ECHO_SIZE + sum(got, sizeof(got));
	is_int((total & 0xffff) + (total >> 16), 0xffff);
	ok(!memcmp(got + 4, reply6 + 44, 12));
}

/* The header of reply6, but for its hop limit. */
static void header_of_ipv6(void)
{
	uint8_t got[IP_IPV6_HEADER_SIZE];

	ip_build_ipv6(got, 58, ICMP_ECHO_SIZE, reply6 + 8, reply6 + 24);
	is_int(got[7], 64);
	got[7] = reply6[7];
	ok(!memcmp(got, reply6, sizeof(got)));
}

static void replies_are_read(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		struct icmp_reply r;

		is_int(icmp_parse_reply(&r, FAMILY(v4), PACKET(v4), SIZE(v4)), 0);
		is_int(r.seq, 0x0203);
		ok(!memcmp(r.cookie, cookie, sizeof(cookie)));
		ok(!memcmp(r.source, PACKET(v4) + (v4 ? 12 : 8), v4 ? 4 : 16));
		is_int(icmp_parse_reply(&r, FAMILY(!v4), PACKET(v4), SIZE(v4)), -EBADMSG);
	}
}

static void padding_does_not_count(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		uint8_t packet[80] = { 0 };
		struct icmp_reply r;

		memcpy(packet, PACKET(v4), SIZE(v4));
		is_int(icmp_parse_reply(&r, FAMILY(v4), packet, sizeof(packet)), 0);
		ok(!memcmp(r.cookie, cookie, sizeof(cookie)));
	}
}

static void options_are_skipped(void)
{
	uint8_t packet[sizeof(reply4) + 40] = { 0 };
	struct icmp_reply r;

	for (uint8_t options = 4; options <= 40; options += 4) {
		memcpy(packet, reply4, 20);
		memcpy(packet + 20 + options, reply4 + 20, 16);
		packet[0] = (uint8_t)(0x45 + options / 4);
		packet[3] = (uint8_t)(36 + options);
		is_int(icmp_parse_reply(&r, AF_INET, packet, 36U + options), 0);
		is_int(r.seq, 0x0203);
	}
}

/* On the heap, so that the sanitizer sees a read beyond the end. */
static void what_is_cut_is_refused(void)
{
	for (int v4 = 0; v4 < 2; v4++)
		for (size_t len = 0; len < SIZE(v4); len++) {
			struct icmp_reply r = { .seq = 7 };
			uint8_t *packet = malloc(len + !len);

			memcpy(packet, PACKET(v4), len);
			is_int(icmp_parse_reply(&r, FAMILY(v4), packet, len), -EBADMSG);
			is_int(r.seq, 7);
			free(packet);
		}
}

struct change {
	const char *name;
	bool v4;
	size_t at;
	uint8_t value;
};

static const struct change refused[] = {
	{ "version 6 in IPv4", true, 0, 0x65 },
	{ "header too short", true, 0, 0x44 },
	{ "header longer than the packet", true, 0, 0x4f },
	{ "length below the header", true, 3, 19 },
	{ "length below ours", true, 3, 35 },
	{ "length beyond the packet", true, 3, 37 },
	{ "more fragments", true, 6, 0x60 },
	{ "a later fragment", true, 7, 1 },
	{ "UDP", true, 9, 17 },
	{ "a request", true, 20, 8 },
	{ "a code", true, 21, 1 },
	{ "version 4 in IPv6", false, 0, 0x40 },
	{ "IPv6 length below ours", false, 5, 15 },
	{ "IPv6 length beyond the packet", false, 5, 17 },
	{ "a fragment header", false, 6, 44 },
	{ "an ICMPv6 request", false, 40, 128 },
	{ "an ICMPv6 code", false, 41, 1 },
};

static void run_refused(const struct change *c)
{
	uint8_t packet[64] = { 0 };
	struct icmp_reply r = { .seq = 7 };

	tap_begin();
	memcpy(packet, PACKET(c->v4), SIZE(c->v4));
	packet[c->at] = c->value;
	is_int(icmp_parse_reply(&r, FAMILY(c->v4), packet, SIZE(c->v4)), -EBADMSG);
	is_int(r.seq, 7);
	tap_end(c->name);
}

/* What is longer than ours answers somebody else. */
static void longer_is_refused(void)
{
	uint8_t packet[64] = { 0 };
	struct icmp_reply r;

	memcpy(packet, reply4, sizeof(reply4));
	packet[3] = 37;
	is_int(icmp_parse_reply(&r, AF_INET, packet, sizeof(packet)), -EBADMSG);
	memcpy(packet, reply6, sizeof(reply6));
	packet[5] = 17;
	is_int(icmp_parse_reply(&r, AF_INET6, packet, sizeof(packet)), -EBADMSG);
}

int main(void)
{
	test(request_of_ipv4);
	test(checksum_is_right_for_any_cookie);
	test(request_of_ipv6);
	test(header_of_ipv6);
	test(replies_are_read);
	test(padding_does_not_count);
	test(options_are_skipped);
	test(what_is_cut_is_refused);
	test(longer_is_refused);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		run_refused(&refused[i]);
	return done_testing();
}

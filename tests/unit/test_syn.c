// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/syn.h"

#define SECRET 0x12345678
#define SEQ 0x0203

/*
 * Between 10.67.15.2 and 192.0.2.1, 2001:db8::2 and 2001:db8::1, port 443. The
 * checksums were worked out elsewhere.
 */
static const uint8_t syn4[] = { 0xf9, 0x3b, 1,	  0xbb, 0x12, 0x34, 0x58, 0x7b, 0, 0, 0, 0,
				0x60, 2,    0xff, 0xff, 0x58, 0x2a, 0,	  0,	2, 4, 4, 0xc4 };
static const uint8_t reset4[] = { 0xf9, 0x3b, 1,    0xbb, 0x12, 0x34, 0x58, 0x7c, 0, 0,
				  0,	0,    0x50, 4,	  0xff, 0xff, 0x6e, 0xf3, 0, 0 };
static const uint8_t answer4[] = {
	0x45, 0,    0,	  0x2c, 0xab, 0xcd, 0x40, 0,	0x37, 6,    0,	  0,	0xc0, 0,    2,
	1,    0x0a, 0x43, 0x0f, 2,    1,    0xbb, 0xf9, 0x3b, 0xde, 0xad, 0xbe, 0xef, 0x12, 0x34,
	0x58, 0x7c, 0x60, 0x12, 0xfa, 0xf0, 0xbf, 0x8a, 0,    0,    2,	  4,	4,    0xc4
};
static const uint8_t syn6[] = { 0xf9, 0x3b, 1,	  0xbb, 0x12, 0x34, 0x58, 0x7b, 0, 0, 0, 0,
				0x60, 2,    0xff, 0xff, 0xd7, 0xfb, 0,	  0,	2, 4, 4, 0xc4 };
static const uint8_t reset6[] = { 0xf9, 0x3b, 1,    0xbb, 0x12, 0x34, 0x58, 0x7c, 0, 0,
				  0,	0,    0x50, 4,	  0xff, 0xff, 0xee, 0xc4, 0, 0 };
static const uint8_t answer6[] = { 0x60, 0,    0,    0,	   0,	 0x18, 6,    0x37, 0x20, 1,    0x0d,
				   0xb8, 0,    0,    0,	   0,	 0,    0,    0,	   0,	 0,    0,
				   0,	 1,    0x20, 1,	   0x0d, 0xb8, 0,    0,	   0,	 0,    0,
				   0,	 0,    0,    0,	   0,	 0,    2,    1,	   0xbb, 0xf9, 0x3b,
				   0xde, 0xad, 0xbe, 0xef, 0x12, 0x34, 0x58, 0x7c, 0x60, 0x12, 0xfa,
				   0xf0, 0x3f, 0x5c, 0,	   0,	 2,    4,    4,	   0xc4 };

#define FAMILY(v4) ((v4) ? AF_INET : AF_INET6)
#define ANSWER(v4) ((v4) ? answer4 : answer6)
#define SIZE(v4) ((v4) ? sizeof(answer4) : sizeof(answer6))
#define HEADER(v4) ((v4) ? 20 : 40)

/* Where things are behind the IP header. */
#define SOURCE_PORT 0
#define ACKNOWLEDGED 8
#define FLAGS 13

static struct syn_path path(bool v4)
{
	return (struct syn_path){
		.family = FAMILY(v4),
		.source = v4 ? answer4 + 16 : answer6 + 24,
		.target = v4 ? answer4 + 12 : answer6 + 8,
		.port = 443,
	};
}

static int parse(struct syn_answer *ret, bool v4, const uint8_t *packet, size_t len)
{
	return syn_parse_answer(ret, FAMILY(v4), SECRET, packet, len);
}

static void segments_are_whole(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		const struct syn_path p = path(v4);
		uint8_t got[SYN_SIZE];

		is_int(syn_build(got, &p, SECRET, SEQ, false), sizeof(syn4));
		ok(!memcmp(got, v4 ? syn4 : syn6, sizeof(syn4)));
		is_int(syn_build(got, &p, SECRET, SEQ, true), sizeof(reset4));
		ok(!memcmp(got, v4 ? reset4 : reset6, sizeof(reset4)));
	}
}

static void number_wraps(void)
{
	const struct syn_path p = path(true);
	uint8_t got[SYN_SIZE];

	syn_build(got, &p, UINT32_MAX, 1, false);
	ok(!memcmp(got + 4, "\0\0\0\0", 4));
}

/* For any secret our ports are of the upper range, and one returns after 128 rounds. */
static void ports_take_turns(void)
{
	const struct syn_path p = path(true);
	bool seen[65536] = { false };
	uint8_t got[SYN_SIZE];

	for (uint16_t seq = 0; seq < 256; seq++) {
		unsigned int port;

		syn_build(got, &p, SECRET, seq, false);
		port = (unsigned int)(got[0] << 8 | got[1]);
		ok(seen[port] == (seq >= 128));
		seen[port] = true;
	}
	for (uint32_t secret = 0; secret < 10000; secret++) {
		syn_build(got, &p, secret, 127, false);
		if (!ok((got[0] << 8 | got[1]) >= 61000))
			break;
	}
}

static void answers_are_read(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		struct syn_answer a;

		is_int(parse(&a, v4, ANSWER(v4), SIZE(v4)), 0);
		is_int(a.port, 443);
		is_int(a.seq, SEQ);
		ok(a.open);
		ok(!memcmp(a.source, path(v4).target, v4 ? 4 : 16));
		is_int(parse(&a, !v4, ANSWER(v4), SIZE(v4)), -EBADMSG);
	}
}

/* Also one without options, with padding behind it. */
static void refusal_is_an_answer(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		uint8_t packet[80] = { 0 };
		struct syn_answer a;

		memcpy(packet, ANSWER(v4), SIZE(v4));
		packet[v4 ? 3 : 5] -= 4;
		packet[HEADER(v4) + 12] = 0x50;
		packet[HEADER(v4) + FLAGS] = 0x14;
		is_int(parse(&a, v4, packet, sizeof(packet)), 0);
		is_int(a.seq, SEQ);
		ok(!a.open);
	}
}

static void only_what_acknowledges_a_syn(void)
{
	static const uint8_t refused[] = { 0x10, 0x02, 0x04, 0x06, 0x18, 0x11, 0 };
	uint8_t packet[sizeof(answer4)];
	struct syn_answer a = { .seq = 7 };

	memcpy(packet, answer4, sizeof(packet));
	for (size_t i = 0; i < sizeof(refused); i++) {
		packet[20 + FLAGS] = refused[i];
		is_int(parse(&a, true, packet, sizeof(packet)), -EBADMSG);
	}
	is_int(a.seq, 7);
}

static void only_with_the_secret(void)
{
	uint8_t packet[sizeof(answer4)];
	struct syn_answer a = { .seq = 7 };

	is_int(syn_parse_answer(&a, AF_INET, SECRET + SEQ + 1, answer4, sizeof(answer4)), -EBADMSG);
	is_int(syn_parse_answer(&a, AF_INET, SECRET + SEQ - 65536, answer4, sizeof(answer4)),
	       -EBADMSG);
	is_int(a.seq, 7);
	is_int(syn_parse_answer(&a, AF_INET, SECRET + SEQ, answer4, sizeof(answer4)), 0);
	is_int(a.seq, 0);
	is_int(syn_parse_answer(&a, AF_INET, SECRET + SEQ - 65535, answer4, sizeof(answer4)), 0);
	is_int(a.seq, 65535);
	memcpy(packet, answer4, sizeof(packet));
	memset(packet + 20 + ACKNOWLEDGED, 0, 4);
	is_int(syn_parse_answer(&a, AF_INET, UINT32_MAX, packet, sizeof(packet)), 0);
	is_int(a.seq, 0);
}

/* Which would make it the answer of a target of ICMP. */
static void port_0_is_refused(void)
{
	uint8_t packet[sizeof(answer4)];
	struct syn_answer a;

	memcpy(packet, answer4, sizeof(packet));
	memset(packet + 20 + SOURCE_PORT, 0, 2);
	is_int(parse(&a, true, packet, sizeof(packet)), -EBADMSG);
}

static void other_protocols_are_refused(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		uint8_t packet[sizeof(answer6)];
		struct syn_answer a;

		memcpy(packet, ANSWER(v4), SIZE(v4));
		packet[v4 ? 9 : 6] = 17;
		is_int(parse(&a, v4, packet, SIZE(v4)), -EBADMSG);
	}
}

/* On the heap, so that the sanitizer sees a read beyond the end. What is cut off may be options. */
static void what_is_cut_is_refused(void)
{
	for (int v4 = 0; v4 < 2; v4++)
		for (size_t len = 0; len < HEADER(v4) + 20U; len++) {
			struct syn_answer a = { .seq = 7 };
			uint8_t *packet = malloc(len + !len);

			memcpy(packet, ANSWER(v4), len);
			if (len > 5)
				packet[v4 ? 3 : 5] = (uint8_t)(v4 ? len : len - 40);
			is_int(parse(&a, v4, packet, len), -EBADMSG);
			is_int(a.seq, 7);
			free(packet);
		}
}

int main(void)
{
	test(segments_are_whole);
	test(number_wraps);
	test(ports_take_turns);
	test(answers_are_read);
	test(refusal_is_an_answer);
	test(only_what_acknowledges_a_syn);
	test(only_with_the_secret);
	test(port_0_is_refused);
	test(other_protocols_are_refused);
	test(what_is_cut_is_refused);
	return done_testing();
}

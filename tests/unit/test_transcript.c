// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "transcript.h"

#define NOON 43200 /* of the first day */

static char *text;
static size_t size;
static struct say out;
static struct transcript t;

static void begin(bool json)
{
	out = (struct say){ .file = open_memstream(&text, &size) };
	t = (struct transcript){ .out = &out, .json = json, .link = "ppp0" };
	transcript_set_mtu(&t, 1492);
}

static void printed(const char *want)
{
	fclose(out.file);
	is_str(text, want);
	free(text);
}

static struct segment_end end(const char *address, uint16_t port)
{
	struct segment_end e = { .family = strchr(address, ':') ? AF_INET6 : AF_INET,
				 .port = port };

	inet_pton(e.family, address, e.address);
	return e;
}

static struct handshake handshake(struct segment_end lan, struct segment_end remote)
{
	return (struct handshake){
		.remote = remote,
		.line = end("203.0.113.5", 4000),
		.lan = lan,
		.out = { 1460, 1452 },
		.in = { 1460, 1452 },
	};
}

static void of_ipv4(void)
{
	struct handshake h =
		handshake(end("192.168.100.100", 58563), end("198.151.100.200", 65535));

	begin(false);
	transcript_handshake(&t, &h, NOON);
	h.inbound = true;
	h.lan.family = 0;
	h.out = (struct handshake_way){ HANDSHAKE_UNSEEN, 1452 };
	h.in = (struct handshake_way){ SEGMENT_MSS_NONE, HANDSHAKE_UNSEEN };
	transcript_handshake(&t, &h, NOON + 1);
	printed("12:00:00 1460 1452  1460 1452  192.168.100.100:58563 > 198.151.100.200:65535\n"
		"12:00:01    - 1452  none    -  203.0.113.5:4000 < 198.151.100.200:65535\n");
	is_int(t.ipv4, 2);
	is_int(t.lowered, 1);
	is_int(t.too_large, 0);
}

/* Fails if the longest address makes a line of more than 80 columns. */
static void of_ipv6(void)
{
	struct handshake h = handshake(end("fd00:1::2", 58563), end("2001:db8:99::2", 443));

	begin(false);
	transcript_handshake(&t, &h, NOON);
	h.remote = end("fd00:1db8:1234:5678:9abc:def0:1234:5678", 65535);
	transcript_handshake(&t, &h, NOON);
	fflush(out.file);
	is_int(strlen(strchr(text, '\n') + 1), 80 + 1);
	printed("12:00:00 1460 1452  1460 1452  [fd00:1::2]:58563 > [2001:db8:99::2]:443\n"
		"12:00:00 1460 1452  1460 1452  > [fd00:1db8:1234:5678:9abc:def0:1234:5678]:65535\n");
	is_int(t.ipv6, 2);
}

/* What the link's MTU takes is told by IP version, and of what leaves here only. */
static void too_large(void)
{
	struct handshake h = handshake(end("192.168.1.2", 1), end("198.51.100.2", 443));
	struct handshake h6 = handshake(end("fd00:1::2", 1), end("2001:db8::2", 443));

	begin(true);
	transcript_handshake(&t, &h, NOON);
	is_int(t.too_large, 0);
	h.in.after = 1453;
	transcript_handshake(&t, &h, NOON);
	is_int(t.too_large, 1);
	ok(!transcript_is_well(&t));
	h6.in.after = h6.out.after = 1432;
	transcript_handshake(&t, &h6, NOON);
	is_int(t.too_large, 1);
	h6.out.after = 1433;
	transcript_handshake(&t, &h6, NOON);
	is_int(t.too_large, 2);
	transcript_set_mtu(&t, 0);
	transcript_handshake(&t, &h6, NOON);
	is_int(t.too_large, 2);
	fclose(out.file);
	free(text);
}

static void as_json(void)
{
	struct handshake h = handshake(end("192.168.1.2", 58563), end("198.51.100.2", 443));

	begin(true);
	transcript_begin(&t);
	h.in.after = HANDSHAKE_UNSEEN;
	h.lan.family = 0;
	transcript_handshake(&t, &h, NOON);
	printed("{\"type\":\"begin\",\"schema\":1,\"link\":\"ppp0\"}\n"
		"{\"type\":\"handshake\",\"time\":43200,\"began\":\"out\","
		"\"remote\":{\"address\":\"198.51.100.2\",\"port\":443},"
		"\"line\":{\"address\":\"203.0.113.5\",\"port\":4000},\"lan\":null,"
		"\"out\":{\"before\":1460,\"after\":1452},"
		"\"in\":{\"before\":1460,\"after\":null},\"too_large\":false}\n");
}

static struct stall stall(uint16_t port, uint32_t bytes)
{
	return (struct stall){
		.source = end("203.0.113.5", port),
		.target = end("198.51.100.2", 443),
		.bytes = bytes,
		.sent = 4,
		.first_ms = 500,
		.last_ms = 1900,
	};
}

/* Fails if a black hole is all that it can be: of a host that has left nothing is seen either. */
static void all_of_it(void)
{
	struct handshake h = handshake(end("192.168.1.2", 58563), end("198.51.100.2", 443));
	struct stall s = stall(4000, 1492), other = stall(4001, 1400);

	begin(false);
	transcript_begin(&t);
	transcript_handshake(&t, &h, NOON);
	transcript_stall(&t, &s, NOON);
	transcript_stall(&t, &other, NOON);
	transcript_link(&t, false, NOON);
	transcript_link(&t, true, NOON);
	transcript_finish(&t, &(struct transcript_end){ .seconds = 67,
							.unanswered_out = 2,
							.unanswered_in = 3,
							.missed = 4,
							.share = 8 });
	printed("ppp0: its MTU takes an MSS of 1452 by IPv4, 1432 by IPv6\n"
		"\n"
		"          MSS out    MSS in\n"
		"time      was  now   was  now  near end > remote end; < where that began it\n"
		"12:00:00 1460 1452  1460 1452  192.168.1.2:58563 > 198.51.100.2:443\n"
		"12:00:00 black hole: data to 198.51.100.2:443\n"
		"         packet of 1492 bytes sent 4 times in 1.4 s in vain, or nobody is there\n"
		"12:00:00 black hole: data to 198.51.100.2:443\n"
		"         packet of 1400 bytes sent 4 times in 1.4 s in vain, or nobody is there\n"
		"12:00:00 ppp0 has gone; its return is awaited\n"
		"12:00:00 ppp0 is there\n"
		"\n"
		"1 handshake in 1 min 7 s, 0 of them by IPv6; an MSS was lowered in 1\n"
		"SYNs that nobody answered: 2 out, 3 in\n"
		"4 more were missed: there were too many at a time\n"
		"Black holes: 2 connections (at times only one of 8 connections was watched)\n"
		"  to 198.51.100.2:443, from 1400 bytes: 2\n");
	ok(!transcript_is_well(&t));
}

/* Fails if what is remembered of them grows with their number. */
static void many_holes(void)
{
	begin(true);
	for (unsigned int i = 0; i < 1000; i++) {
		struct stall s = stall(4000, 1492);

		s.target.port = (uint16_t)i;
		transcript_stall(&t, &s, NOON);
	}
	is_int(t.stalls, 1000);
	is_int(t.hole_count, TRANSCRIPT_HOLES);
	fclose(out.file);
	free(text);
}

/* An interface may have any name. */
static void names_are_escaped(void)
{
	begin(true);
	t.link = "p\033[2J";
	transcript_begin(&t);
	printed("{\"type\":\"begin\",\"schema\":1,\"link\":\"p\\\\x1b[2J\"}\n");
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	test(of_ipv4);
	test(of_ipv6);
	test(too_large);
	test(as_json);
	test(all_of_it);
	test(many_holes);
	test(names_are_escaped);
	return done_testing();
}

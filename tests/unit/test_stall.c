// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <sys/socket.h>

#include "stall.h"

#define FIRST 1000 /* sequence number */
#define FULL 1452 /* bytes of data in a packet of 1492 */

static const struct segment_end near = { AF_INET, 50000, { 192, 168, 1, 2 } };
static const struct segment_end far = { AF_INET, 443, { 198, 51, 100, 2 } };

static struct stalls all;
static uint64_t heard; /* the packets that came in */

static void begin(void)
{
	memset(&all, 0, sizeof(all));
	heard = 0;
}

static struct segment data(bool to_line, uint32_t seq)
{
	return (struct segment){
		.outgoing = to_line,
		.source = to_line ? near : far,
		.target = to_line ? far : near,
		.seq = seq,
		.is_ack = true,
		.bytes = FULL + 40,
	};
}

static void sends(bool to_line, uint32_t seq, uint64_t now_ms)
{
	const struct segment s = data(to_line, seq);

	stall_take(&all, &s, now_ms, heard);
}

/* As Linux sends it when nothing of it arrives. */
static void sends_in_vain(bool to_line)
{
	static const uint64_t again_ms[] = { 200, 600, 1400, 3000 };

	for (uint32_t i = 0; i < 10; i++)
		sends(to_line, FIRST + i * FULL, 0);
	for (size_t i = 0; i < sizeof(again_ms) / sizeof(again_ms[0]); i++)
		sends(to_line, FIRST, again_ms[i]);
}

static bool stands(struct stall *ret)
{
	return stall_next(&all, ret, heard);
}

static void towards_the_line(void)
{
	struct stall s;

	begin();
	sends_in_vain(true);
	heard++;
	ok(stands(&s));
	ok(!s.inbound);
	is_int(s.sent, 5);
	is_int(s.bytes, 1492);
	is_int(s.last_ms - s.first_ms, 3000);
	ok(!memcmp(stall_remote(&s), &far, sizeof(far)));
	ok(!stands(&s));
	sends(true, FIRST, 6200);
	ok(!stands(&s));
}

static void towards_the_lan(void)
{
	struct stall s;

	begin();
	sends_in_vain(false);
	ok(stands(&s));
	ok(s.inbound);
	ok(!memcmp(stall_remote(&s), &far, sizeof(far)));
}

/* Fails if a line that is lost makes a black hole of each connection. */
static void line_that_is_lost(void)
{
	struct stall s;

	begin();
	heard = 7;
	sends_in_vain(true);
	ok(!stands(&s));
	heard++;
	ok(stands(&s));
}

static void three_times_may_be_loss(void)
{
	struct stall s;

	begin();
	sends(true, FIRST, 0);
	sends(true, FIRST, 700);
	sends(true, FIRST, 1400);
	heard++;
	ok(!stands(&s));
	sends(true, FIRST, 2100);
	ok(stands(&s));
}

/* A short time may be a round trip. */
static void four_times_at_once(void)
{
	struct stall s;

	begin();
	for (uint64_t i = 0; i < 4; i++)
		sends(true, FIRST, i * 333);
	heard++;
	ok(!stands(&s));
	sends(true, FIRST, 1000);
	ok(stands(&s));
}

/* Fails if any segment counts, not the first alone: one of a long transfer may be lost often. */
static void later_ones_do_not_count(void)
{
	struct stall s;

	begin();
	sends(true, FIRST, 0);
	for (uint64_t i = 0; i < 9; i++)
		sends(true, FIRST + 5 * FULL, i * 1000);
	heard++;
	ok(!stands(&s));
}

/* Fails if what has sent 4 GB, and so has the first number again, is taken to repeat it. */
static void numbers_come_round(void)
{
	struct stall s;

	begin();
	sends(true, FIRST, 0);
	for (uint64_t i = 0; i < 4; i++)
		for (uint32_t part = 0; part < 8; part++)
			sends(true, FIRST + part * 0x20000000, i * 1000 + part);
	heard++;
	ok(!stands(&s));
}

static void small_ones_do_not_count(void)
{
	struct segment s = data(true, FIRST);

	begin();
	s.bytes = STALL_LARGE - 1;
	stall_take(&all, &s, 0, 0);
	is_int(all.count, 0);
	s.bytes = STALL_LARGE;
	s.syn = true; /* with data, as TCP Fast Open has it */
	stall_take(&all, &s, 0, 0);
	is_int(all.count, 0);
	s.syn = false;
	stall_take(&all, &s, 0, 0);
	is_int(all.count, 1);
}

/* The capture began with the second, and the first is sent again. */
static void first_comes_later(void)
{
	struct stall s;

	begin();
	sends(true, FIRST + FULL, 0);
	sends_in_vain(true);
	heard++;
	ok(stands(&s));
	is_int(s.first, FIRST);
}

/* Fails if the table grows, or if the one that is heard of gives way. */
static void many_connections(void)
{
	struct stall s;
	struct segment other = data(true, 5);

	begin();
	for (uint64_t i = 0; i < 4; i++) {
		sends(true, FIRST, i * 1000);
		for (uint16_t port = 1; port < STALL_TABLE; port++) {
			other.source.port = (uint16_t)(i * STALL_TABLE + port);
			stall_take(&all, &other, i * 1000 + 1, heard);
		}
	}
	is_int(all.count, STALL_TABLE);
	heard++;
	ok(stands(&s));
	is_int(s.source.port, near.port);
}

/* More or less is watched, and where it is about as much as there may be, it stays so. */
static void share_of_connections(void)
{
	is_int(stall_share(1, 0), 1);
	is_int(stall_share(1, 4000), 1);
	is_int(stall_share(1, 4001), 2);
	is_int(stall_share(1, 83000), 32);
	is_int(stall_share(32, 2600), 32);
	is_int(stall_share(32, 900), 16);
	is_int(stall_share(32, 0), 1);
	is_int(stall_share(1, UINT64_MAX), 1024);
}

int main(void)
{
	test(towards_the_line);
	test(towards_the_lan);
	test(line_that_is_lost);
	test(three_times_may_be_loss);
	test(four_times_at_once);
	test(later_ones_do_not_count);
	test(numbers_come_round);
	test(small_ones_do_not_count);
	test(first_comes_later);
	test(many_connections);
	test(share_of_connections);
	return done_testing();
}

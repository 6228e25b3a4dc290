// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <sys/socket.h>

#include "handshake.h"

#define SETTLED_MS 1000
#define UNSEEN HANDSHAKE_UNSEEN

/* 192.168.1.2 behind a NAT with 203.0.113.5, and 198.51.100.2 beyond the line. */
static const struct segment_end lan = { AF_INET, 50000, { 192, 168, 1, 2 } };
static const struct segment_end nat = { AF_INET, 4000, { 203, 0, 113, 5 } };
static const struct segment_end remote = { AF_INET, 443, { 198, 51, 100, 2 } };

static struct handshakes all;

static void begin(void)
{
	memset(&all, 0, sizeof(all));
}

/* Between the near end and the remote one. */
static struct segment syn(bool to_line, const struct segment_end *near, uint32_t seq, uint16_t mss)
{
	return (struct segment){
		.source = to_line ? *near : remote,
		.target = to_line ? remote : *near,
		.seq = seq,
		.syn = true,
		.mss = mss,
	};
}

static struct segment answer(bool to_line, const struct segment_end *near, uint32_t ack,
			     uint16_t mss)
{
	struct segment s = syn(to_line, near, 7777, mss);

	s.ack = ack;
	s.is_ack = true;
	return s;
}

/* Seen coming, or leaving. */
static void comes(bool on_link, struct segment s, uint64_t now_ms)
{
	s.outgoing = false;
	handshake_take(&all, &s, on_link, now_ms);
}

static void leaves(bool on_link, struct segment s, uint64_t now_ms)
{
	s.outgoing = true;
	handshake_take(&all, &s, on_link, now_ms);
}

static void is_way(const struct handshake_way *w, int before, int after)
{
	is_int(w->before, before);
	is_int(w->after, after);
}

static bool same(const struct segment_end *a, const struct segment_end *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void from_the_lan(void)
{
	struct handshake h;

	begin();
	comes(false, syn(true, &lan, 100, 1460), 0);
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, answer(false, &nat, 101, 1440), 20);
	leaves(false, answer(false, &lan, 101, 1432), 20);
	ok(!handshake_next(&all, &h, 20));
	ok(handshake_next(&all, &h, 20 + SETTLED_MS));
	ok(!h.inbound);
	is_way(&h.out, 1460, 1452);
	is_way(&h.in, 1440, 1432);
	ok(same(&h.lan, &lan) && same(&h.line, &nat) && same(&h.remote, &remote));
	ok(!handshake_next(&all, &h, 20 + SETTLED_MS));
}

static void from_the_line(void)
{
	struct handshake h;

	begin();
	comes(true, syn(false, &nat, 100, 1460), 0);
	leaves(false, syn(false, &lan, 100, 1452), 0);
	comes(false, answer(true, &lan, 101, 8960), 20);
	leaves(true, answer(true, &nat, 101, SEGMENT_MSS_NONE), 20);
	ok(handshake_next(&all, &h, 20 + SETTLED_MS));
	ok(h.inbound);
	is_way(&h.in, 1460, 1452);
	is_way(&h.out, 8960, SEGMENT_MSS_NONE);
	ok(same(&h.lan, &lan) && same(&h.line, &nat) && same(&h.remote, &remote));
}

static void of_this_machine(void)
{
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, answer(false, &nat, 101, 1460), 20);
	ok(handshake_next(&all, &h, 20 + SETTLED_MS));
	is_way(&h.out, UNSEEN, 1452);
	is_way(&h.in, 1460, UNSEEN);
	is_int(h.lan.family, 0);
}

/* It began when nobody listened yet. */
static void half_of_one(void)
{
	struct handshake h;

	begin();
	comes(true, answer(false, &nat, 101, 1460), 20);
	leaves(false, answer(false, &lan, 101, 1452), 20);
	ok(handshake_next(&all, &h, 20 + SETTLED_MS));
	ok(!h.inbound);
	is_way(&h.out, UNSEEN, UNSEEN);
	is_way(&h.in, 1460, 1452);
}

/* Fails if only the address counts: two clients of one NAT at one server at a time. */
static void others_are_others(void)
{
	struct handshake h;

	begin();
	comes(false, syn(true, &lan, 100, 1460), 0);
	comes(false, syn(true, &lan, 200, 1400), 0);
	leaves(true, syn(true, &nat, 200, 1400), 0);
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, answer(false, &nat, 201, 1200), 1);
	comes(true, answer(false, &nat, 101, 1300), 2);
	ok(handshake_next(&all, &h, SETTLED_MS));
	is_way(&h.out, 1400, 1400);
	is_way(&h.in, 1200, UNSEEN);
	ok(handshake_next(&all, &h, SETTLED_MS));
	is_way(&h.out, 1460, 1452);
	is_way(&h.in, 1300, UNSEEN);
}

/* Fails if the number alone counts. */
static void same_number_elsewhere(void)
{
	struct segment other = answer(false, &nat, 101, 1200);
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, syn(false, &nat, 100, 1300), 0);
	other.source.port = 80;
	comes(true, other, 1);
	comes(true, answer(false, &nat, 101, 1400), 2);
	is_int(all.count, 3);
	ok(handshake_last(&all, &h));
	is_int(h.remote.port, 80);
	is_way(&h.out, UNSEEN, UNSEEN);
	is_way(&h.in, 1200, UNSEEN);
	ok(handshake_last(&all, &h));
	ok(!h.inbound);
	is_way(&h.out, UNSEEN, 1452);
	is_way(&h.in, 1400, UNSEEN);
	ok(!handshake_last(&all, &h));
}

/* Redirected to an ifb it leaves there first, before the clamp. */
static void last_that_leaves_counts(void)
{
	struct handshake h;

	begin();
	comes(true, syn(false, &lan, 100, 1460), 0);
	leaves(false, syn(false, &lan, 100, 1460), 0);
	leaves(false, syn(false, &lan, 100, 1452), 5);
	leaves(true, answer(true, &lan, 101, 1452), 20);
	ok(handshake_next(&all, &h, 20 + SETTLED_MS));
	is_way(&h.in, 1460, 1452);
}

/* What is between others, and what comes back from another uplink. */
static void not_through_the_link(void)
{
	struct handshake h;

	begin();
	leaves(false, syn(false, &lan, 50, 1460), 0);
	is_int(all.count, 0);
	comes(false, syn(true, &lan, 100, 1460), 0);
	leaves(false, syn(true, &lan, 100, 1460), 0);
	comes(false, answer(false, &lan, 101, 1460), 0);
	leaves(false, answer(false, &lan, 101, 1460), 0);
	ok(!handshake_next(&all, &h, SETTLED_MS));
	ok(!handshake_last(&all, &h));
	ok(!handshake_next(&all, &h, 3600000));
	is_int(all.count, 0);
	is_int(all.unanswered_out + all.unanswered_in + all.crowded_out, 0);
}

static void no_syn_is_nothing(void)
{
	struct segment s = syn(true, &nat, 100, 1452);

	begin();
	s.syn = false;
	leaves(true, s, 0);
	is_int(all.count, 0);
}

/* Fails if a SYN/ACK that is sent again makes a second handshake. */
static void told_once(void)
{
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, answer(false, &nat, 101, 1460), 20);
	ok(handshake_next(&all, &h, SETTLED_MS));
	comes(true, answer(false, &nat, 101, 1460), 1020);
	ok(!handshake_next(&all, &h, 5000));
	ok(!handshake_last(&all, &h));
	ok(!handshake_next(&all, &h, 60000));
	is_int(all.count, 0);
}

static void nobody_answers(void)
{
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, 100, 1452), 0);
	leaves(true, syn(true, &nat, 100, 1452), 3000);
	comes(true, syn(false, &nat, 500, 1460), 0);
	comes(true, syn(false, &nat, 501, 1460), 0);
	ok(!handshake_next(&all, &h, 9000));
	is_int(all.unanswered_out, 0);
	ok(!handshake_next(&all, &h, 11000));
	is_int(all.unanswered_out, 1);
	is_int(all.unanswered_in, 2);
}

/* Fails if those are forgotten that still wait as it ends: of a short trace, all of them. */
static void nobody_has_answered_at_the_end(void)
{
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, answer(false, &nat, 101, 1460), 20);
	leaves(true, syn(true, &nat, 200, 1452), 0);
	comes(true, syn(false, &nat, 300, 1460), 1000);
	comes(false, syn(true, &lan, 400, 1460), 0);
	leaves(true, syn(true, &nat, 500, 1452), 1001);
	ok(handshake_last(&all, &h));
	handshake_end(&all, 2000);
	is_int(all.unanswered_out, 1);
	is_int(all.unanswered_in, 1);
}

static struct segment reset(bool to_line, const struct segment_end *near, uint32_t ack)
{
	struct segment s = answer(to_line, near, ack, SEGMENT_MSS_NONE);

	s.syn = false;
	s.reset = true;
	return s;
}

/* Fails if a refusal is no answer, is told as a handshake, or ends one that there was. */
static void refused(void)
{
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, 100, 1452), 0);
	comes(true, reset(false, &nat, 101), 20);
	comes(true, syn(false, &nat, 200, 1460), 0);
	leaves(true, reset(true, &nat, 201), 20);
	leaves(true, syn(true, &nat, 300, 1452), 0);
	comes(true, answer(false, &nat, 301, 1460), 20);
	comes(true, reset(false, &nat, 301), 21);
	comes(true, reset(false, &nat, 401), 22);
	is_int(all.count, 3);
	ok(handshake_next(&all, &h, 5000));
	is_int(h.number, 300);
	ok(!handshake_next(&all, &h, 60000));
	is_int(all.unanswered_out + all.unanswered_in, 0);
}

/* As Linux does without an end of the handshake. Fails if each time it is another one. */
static void answered_again_and_again(void)
{
	static const uint64_t again_ms[] = { 1000, 3000, 7000, 15000, 31000 };
	struct handshake h;
	unsigned int count = 0;

	begin();
	comes(true, syn(false, &nat, 100, 1460), 1);
	leaves(true, answer(true, &nat, 101, 1452), 1);
	for (size_t i = 0; i < sizeof(again_ms) / sizeof(again_ms[0]); i++) {
		while (handshake_next(&all, &h, again_ms[i]))
			count++;
		leaves(true, answer(true, &nat, 101, 1452), again_ms[i]);
	}
	while (handshake_next(&all, &h, 60000))
		count++;
	is_int(count, 1);
}

/* A flood: memory is bounded, what gave way is counted, and the last are there. */
static void flood(void)
{
	struct handshake h;
	unsigned int count = 0;

	begin();
	for (uint32_t i = 0; i < 10000; i++)
		comes(true, syn(false, &nat, i, 1460), i);
	is_int(all.count, HANDSHAKE_TABLE);
	is_int(all.crowded_out, 10000 - HANDSHAKE_TABLE);
	leaves(true, answer(true, &nat, 9999 + 1, 1452), 10000);
	while (handshake_next(&all, &h, 10000 + SETTLED_MS))
		count++;
	is_int(count, 1);
	is_int(h.number, 9999);
	for (uint32_t i = 0; i < HANDSHAKE_TABLE; i++)
		comes(false, syn(true, &lan, i, 1460), 10001);
	all.crowded_out = 0;
	comes(false, syn(true, &lan, 10000, 1460), 10002);
	is_int(all.crowded_out, 0);
}

static void in_their_order(void)
{
	struct handshake h;

	begin();
	for (uint32_t i = 0; i < 20; i++)
		comes(true, answer(false, &nat, i, 1460), 100 - i);
	for (uint64_t last = 0; handshake_last(&all, &h); last = h.answered_ms)
		ok(h.answered_ms > last);
}

static struct segment with_data(struct segment s, uint32_t length)
{
	s.length = length;
	return s;
}

/*
 * TCP Fast Open: the answer acknowledges the data in the SYN, or a part of it. Fails if it
 * has to acknowledge the SYN alone: each was told as one that nobody answers.
 */
static void data_in_the_syn(void)
{
	struct handshake h;

	begin();
	comes(false, with_data(syn(true, &lan, 100, 1460), 300), 0);
	leaves(true, with_data(syn(true, &nat, 100, 1452), 300), 0);
	comes(true, answer(false, &nat, 401, 1440), 20);
	leaves(false, answer(false, &lan, 401, 1440), 20);
	comes(true, with_data(syn(false, &nat, UINT32_MAX, 1460), 300), 30);
	leaves(true, answer(true, &nat, 200, 1452), 40);
	is_int(all.count, 2);
	ok(handshake_next(&all, &h, 40 + SETTLED_MS));
	ok(!h.inbound);
	is_way(&h.out, 1460, 1452);
	is_way(&h.in, 1440, 1440);
	ok(handshake_next(&all, &h, 40 + SETTLED_MS));
	ok(h.inbound);
	is_way(&h.out, UNSEEN, 1452);
	ok(!handshake_next(&all, &h, 11000));
	is_int(all.unanswered_out + all.unanswered_in, 0);
}

/* Fails if more than that is: it is no answer to it. */
static void more_than_the_data(void)
{
	struct handshake h;

	begin();
	leaves(true, with_data(syn(true, &nat, 100, 1452), 300), 0);
	comes(true, answer(false, &nat, 402, 1440), 20);
	comes(true, answer(false, &nat, 100, 1440), 20);
	while (handshake_next(&all, &h, 20 + SETTLED_MS))
		is_int(h.out.after, UNSEEN);
	ok(!handshake_next(&all, &h, 11000));
	is_int(all.unanswered_out, 1);
}

/* Numbers end at 2^32, and so does what is acknowledged. */
static void numbers_wrap(void)
{
	struct handshake h;

	begin();
	leaves(true, syn(true, &nat, UINT32_MAX, 1452), 0);
	comes(true, answer(false, &nat, 0, 1460), 20);
	ok(handshake_last(&all, &h));
	is_way(&h.out, UNSEEN, 1452);
	is_way(&h.in, 1460, UNSEEN);
}

int main(void)
{
	test(from_the_lan);
	test(from_the_line);
	test(of_this_machine);
	test(half_of_one);
	test(others_are_others);
	test(same_number_elsewhere);
	test(last_that_leaves_counts);
	test(not_through_the_link);
	test(no_syn_is_nothing);
	test(told_once);
	test(nobody_answers);
	test(nobody_has_answered_at_the_end);
	test(refused);
	test(answered_again_and_again);
	test(flood);
	test(in_their_order);
	test(data_in_the_syn);
	test(more_than_the_data);
	test(numbers_wrap);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <stdlib.h>

#include "core/ring.h"
#include "core/trips.h"

#define BEGIN_MS 5000000ULL
#define BEGIN_S (BEGIN_MS / 1000)

static struct ring r;

static void begin(void)
{
	ring_format(&r, "ppp0", "eth1", 7, BEGIN_MS);
	ring_begin_up(&r, BEGIN_MS, RING_NEW_PPPD);
}

static void is_second(uint64_t second, unsigned int asked, unsigned int answered, uint32_t rtt_us)
{
	struct ring_second s;

	is_int(ring_second_at(&r, second, &s), asked != 0);
	is_int(s.asked, asked);
	is_int(s.answered, answered);
	is_int(s.rtt_us, rtt_us);
}

static void is_minute(uint64_t minute, uint64_t want_in, uint64_t want_out)
{
	uint64_t in, out;

	ring_minute_at(&r, minute, &in, &out);
	is_int(in, want_in);
	is_int(out, want_out);
}

static void a_new_one_is_sound_and_empty(void)
{
	begin();
	ok(ring_is_sound(&r, BEGIN_MS));
	is_str(r.ifname, "ppp0");
	is_int(ring_count_losses(&r), 0);
	is_second(BEGIN_S, 0, 0, 0);
	is_minute(BEGIN_S / 60, 0, 0);
}

/* Each makes a ring that cannot be gone on with. */
static void what_is_not_sound(void)
{
	begin();
	ok(!ring_is_sound(&r, BEGIN_MS - 1)); /* of before a boot */
	r.version++;
	ok(!ring_is_sound(&r, BEGIN_MS));
	begin();
	r.magic[3] ^= 1;
	ok(!ring_is_sound(&r, BEGIN_MS));
	begin();
	r.size--;
	ok(!ring_is_sound(&r, BEGIN_MS));
	begin();
	memset(r.ifname, 'x', sizeof(r.ifname));
	ok(!ring_is_sound(&r, BEGIN_MS));
	begin();
	memset(r.device, 'x', sizeof(r.device));
	ok(!ring_is_sound(&r, BEGIN_MS));
	begin();
	r.seconds_end = BEGIN_S + 1;
	ok(!ring_is_sound(&r, BEGIN_MS));
	memset(&r, 0, sizeof(r));
	ok(!ring_is_sound(&r, BEGIN_MS));
}

static void losses_begin_and_end(void)
{
	struct ring_loss l;

	begin();
	ring_begin_loss(&r, BEGIN_MS + 1500, "carrier", 11230);
	is_int(ring_count_losses(&r), 1);
	l = ring_loss_at(&r, 0);
	is_int(l.start_ms, BEGIN_MS + 1500);
	is_int(l.lasted_ms, 0);
	is_int(l.did, RING_GOES_ON);
	is_str(l.reason, "carrier");
	ok(l.rtt_us >= 11180 && l.rtt_us <= 11280);
	ring_begin_up(&r, BEGIN_MS + 4000, RING_KEPT);
	l = ring_loss_at(&r, 0);
	is_int(l.lasted_ms, 2500);
	is_int(l.did, RING_KEPT);
	ring_begin_up(&r, BEGIN_MS + 9000, RING_NEW_SESSION);
	is_int(ring_loss_at(&r, 0).lasted_ms, 2500);
	ring_begin_loss(&r, BEGIN_MS + 10000, "no such word", 0);
	ring_begin_up(&r, BEGIN_MS + 10000, RING_NEW_SESSION);
	is_int(ring_loss_at(&r, 1).lasted_ms, 1);
	is_str(ring_loss_at(&r, 1).reason, "unknown");
	is_int(r.losses, 2);
	is_int(r.lost_ms, 2501);
}

/* 49 days are the longest. */
static void a_loss_that_never_ended(void)
{
	begin();
	ring_begin_loss(&r, BEGIN_MS, "dead", UINT32_MAX);
	ring_begin_up(&r, BEGIN_MS + (1ULL << 40), RING_NEW_PPPD);
	is_int(ring_loss_at(&r, 0).lasted_ms, UINT32_MAX);
	is_int(ring_loss_at(&r, 0).rtt_us, 83558400);
	is_int(ring_loss_at(&r, 0).did, RING_NEW_PPPD);
}

static void the_last_thousand_are_seen(void)
{
	begin();
	for (unsigned int i = 0; i < 2500; i++) {
		ring_begin_loss(&r, BEGIN_MS + 10ULL * i, "peer", 0);
		ring_begin_up(&r, BEGIN_MS + 10ULL * i + 3, RING_NEW_SESSION);
	}
	is_int(ring_count_losses(&r), RING_LOSSES);
	is_int(ring_loss_at(&r, 0).start_ms, BEGIN_MS + 15000);
	is_int(ring_loss_at(&r, RING_LOSSES - 1).start_ms, BEGIN_MS + 24990);
}

/* Another process finds that the one before has not said that it is down. */
static void one_that_was_killed(void)
{
	begin();
	ring_ask(&r, BEGIN_MS + 7000);
	ring_begin_up(&r, BEGIN_MS + 12000, RING_NEW_PPPD);
	is_int(ring_count_losses(&r), 1);
	is_str(ring_loss_at(&r, 0).reason, "killed");
	is_int(ring_loss_at(&r, 0).start_ms, BEGIN_MS + 7000);
	is_int(ring_loss_at(&r, 0).lasted_ms, 5000);
	ring_leave(&r);
	ring_begin_up(&r, BEGIN_MS + 13000, RING_NEW_PPPD);
	is_int(ring_count_losses(&r), 1);
}

static void echoes_of_a_second(void)
{
	begin();
	ok(ring_ask(&r, BEGIN_MS + 1000));
	is_second(BEGIN_S + 1, 1, 0, 0);
	ring_answer(&r, BEGIN_S + 1, 8000);
	is_second(BEGIN_S + 1, 1, 1, 8000);
	ok(ring_ask(&r, BEGIN_MS + 1500));
	ring_answer(&r, BEGIN_S + 1, 4);
	is_second(BEGIN_S + 1, 2, 2, 8000); /* the longest counts */
	ring_answer(&r, BEGIN_S + 1, 9000); /* that nobody has asked for */
	is_second(BEGIN_S + 1, 2, 2, 8000);
	ok(ring_ask(&r, BEGIN_MS + 1600));
	ok(!ring_ask(&r, BEGIN_MS + 1700));
	is_second(BEGIN_S + 1, 3, 2, 8000);
	is_int(r.asked, 3);
	is_int(r.answered, 2);
}

/* An answer that comes later than its second, or a day later, or before it was asked. */
static void answers_out_of_time(void)
{
	begin();
	ring_ask(&r, BEGIN_MS);
	ring_ask(&r, BEGIN_MS + 5000);
	ring_answer(&r, BEGIN_S, 5100000);
	is_second(BEGIN_S, 1, 1, 5099520); /* the nearest of 8 bits */
	ring_answer(&r, BEGIN_S + 6, 10);
	is_second(BEGIN_S + 6, 0, 0, 0);
	ring_ask(&r, BEGIN_MS + 1000ULL * RING_SECONDS);
	ring_answer(&r, BEGIN_S, 10);
	is_second(BEGIN_S + RING_SECONDS, 1, 0, 0);
}

/* Fails if seconds in which nothing was written keep what they had a day ago. */
static void a_day_and_no_more(void)
{
	begin();
	for (uint64_t s = 0; s < 100; s++)
		ring_ask(&r, BEGIN_MS + 1000 * s);
	ring_ask(&r, BEGIN_MS + 1000ULL * (RING_SECONDS + 49));
	is_second(BEGIN_S + 49, 0, 0, 0);
	is_second(BEGIN_S + 50, 1, 0, 0);
	is_second(BEGIN_S + RING_SECONDS, 0, 0, 0);
	is_second(BEGIN_S + RING_SECONDS + 48, 0, 0, 0);
	is_second(BEGIN_S + RING_SECONDS + 49, 1, 0, 0);
	is_second(BEGIN_S + RING_SECONDS + 50, 0, 0, 0);
	ring_ask(&r, BEGIN_MS + 1000ULL * RING_SECONDS * 900);
	for (uint64_t s = 0; s < RING_SECONDS; s++)
		ok(r.second[s] == 0 || s == (BEGIN_S + RING_SECONDS * 900ULL) % RING_SECONDS);
	ok(ring_is_sound(&r, BEGIN_MS + 1000ULL * RING_SECONDS * 900));
}

static void bytes_of_a_minute(void)
{
	const uint64_t minute = BEGIN_S / 60 + 1;

	begin();
	ring_count(&r, minute * 60000, 1000, 500);
	ring_count(&r, minute * 60000 + 59999, 1000, 0);
	is_minute(minute, 2000, 500);
	ring_count(&r, minute * 60000 + 60000, UINT32_MAX, 7);
	is_minute(minute, 2000, 500);
	is_minute(minute + 1, 1ULL << 32, 7);
	for (int i = 0; i < 100; i++)
		ring_count(&r, minute * 60000 + 60001, UINT32_MAX, 0);
	is_minute(minute + 1, 433791696896, 7); /* 101 times so much, to 11 bits */
	ring_count(&r, (minute + RING_MINUTES) * 60000, 0, 0);
	is_minute(minute, 0, 0);
	is_minute(minute + 1, 433791696896, 7);
}

/* Any round trip is kept to half a per cent. */
static void round_trips_are_exact_enough(void)
{
	struct ring_second s;

	begin();
	for (uint32_t us = 10; us < 80000000; us += 10 + us / 7) {
		r.second[BEGIN_S % RING_SECONDS] = 0;
		ring_ask(&r, BEGIN_MS);
		ring_answer(&r, BEGIN_S, us);
		ring_second_at(&r, BEGIN_S, &s);
		ok(s.rtt_us <= us + us / 200 && s.rtt_us >= us - us / 200 - 10);
	}
}

/* Whatever stands there, what is read is within bounds. */
static void hostile_bytes(void)
{
	struct ring_second s;
	uint64_t in, out;

	memset(&r, 0xff, sizeof(r));
	is_int(ring_count_losses(&r), RING_LOSSES);
	is_str(ring_loss_at(&r, RING_LOSSES - 1).reason, "unknown");
	is_int(ring_loss_at(&r, 0).did, RING_GOES_ON);
	r.begin_ms = 0;
	ok(ring_second_at(&r, UINT64_MAX, &s));
	ring_minute_at(&r, UINT64_MAX / 60, &in, &out);
	is_int(in, 2047ULL << 31);
	r.second[BEGIN_S % RING_SECONDS] = 0xfff7; /* more answers than requests */
	r.seconds_end = BEGIN_S;
	ok(!ring_second_at(&r, BEGIN_S, &s));
}

static void trips_of_two_who_count(void)
{
	struct trips t = { .next = 0 };
	uint64_t second;
	uint32_t us;

	trips_begin(&t, 1, 1000, 10);
	trips_begin(&t, 2, 2000, 11);
	trips_begin(&t, 1, 3000, 12);
	ok(trips_end(&t, 2, 2000, &second, &us));
	is_int(us, 1);
	is_int(second, 11);
	/* Fails without note_overtaken(): it was that of the first. */
	ok(trips_end(&t, 1, 6000, &second, &us));
	is_int(us, 3000);
	ok(trips_end(&t, 1, 6000, &second, &us));
	is_int(us, 5000);
	is_int(t.last_us, 5000);
	ok(!trips_end(&t, 1, 6000, &second, &us));
	trips_begin(&t, 1, 7000, 20);
	trips_begin(&t, 1, 8000, 21);
	ok(trips_end(&t, 1, 9000, &second, &us));
	is_int(us, 2000);
	ok(trips_end(&t, 1, 9000, &second, &us));
	is_int(us, 1000);
}

static void the_oldest_trips_are_forgotten(void)
{
	struct trips t = { .next = 0 };
	uint64_t second;
	uint32_t us;

	for (uint8_t i = 0; i <= TRIPS_MOST; i++)
		trips_begin(&t, i, i, i);
	ok(!trips_end(&t, 0, 100, &second, &us));
	ok(trips_end(&t, 1, 100, &second, &us));
	ok(trips_end(&t, TRIPS_MOST, 1ULL << 40, &second, &us));
	is_int(us, UINT32_MAX);
}

int main(void)
{
	test(a_new_one_is_sound_and_empty);
	test(what_is_not_sound);
	test(losses_begin_and_end);
	test(a_loss_that_never_ended);
	test(the_last_thousand_are_seen);
	test(one_that_was_killed);
	test(echoes_of_a_second);
	test(answers_out_of_time);
	test(a_day_and_no_more);
	test(bytes_of_a_minute);
	test(round_trips_are_exact_enough);
	test(hostile_bytes);
	test(trips_of_two_who_count);
	test(the_oldest_trips_are_forgotten);
	return done_testing();
}

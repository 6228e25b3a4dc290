// SPDX-License-Identifier: GPL-2.0-or-later
/* A path and a peer are simulated, millisecond by millisecond. */
#include "../tap.h"
#include "frame.h"

#include "core/mtu_proof.h"

#define MAGIC 0x01020304U
#define FULL (1500 - 4)
#define SMALL 12
#define START 1000000ULL /* ms */

#define WHOLE SIZE_MAX

struct path {
	const char *name;
	unsigned int rtt_ms, full_delay_ms; /* the second comes on top for full ones */
	size_t up_max, down_max; /* bytes of data that get through; 0: any */
	size_t peer_returns, peer_returns_full; /* bytes of data at most, of small and full ones */
	unsigned int lost_requests; /* bit n: request n gets no reply */
	unsigned int opens_at_ms; /* the peer drops what arrives before */
	enum mtu_proof_verdict verdict;
	unsigned int least_ms, most_ms; /* when */
	unsigned int requests; /* 0: not looked at */
};

struct reply {
	uint64_t at;
	uint8_t id, data[FULL];
	size_t len;
};

struct wire {
	struct reply reply[2 * MTU_PROOF_ROUNDS];
	unsigned int requests;
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool too_long(size_t len, size_t most)
{
	return most && len > most;
}

static void carry(struct wire *w, const struct path *path, const struct mtu_proof_request *q,
		  uint64_t now)
{
	struct reply *r = &w->reply[w->requests];
	const bool lost = path->lost_requests >> w->requests++ & 1;
	const bool full = q->len > SMALL;

	r->at = now + path->rtt_ms + (full ? path->full_delay_ms : 0);
	r->id = q->id;
	r->len = least(q->len, full ? path->peer_returns_full : path->peer_returns);
	memcpy(r->data, q->data, r->len);
	memcpy(r->data, "peer", 4);
	if (lost || too_long(q->len, path->up_max) || too_long(r->len, path->down_max) ||
	    now + path->rtt_ms / 2 < START + path->opens_at_ms)
		r->at = UINT64_MAX;
}

static void input(struct mtu_proof *p, uint8_t id, const uint8_t *data, size_t len, uint64_t now)
{
	uint8_t *exact = exact_copy(data, len);

	mtu_proof_input(p, id, exact, len, len, now);
	free(exact);
}

static void tick(struct mtu_proof *p, struct wire *w, const struct path *path, uint64_t now)
{
	struct mtu_proof_request q;

	for (unsigned int i = 0; i < w->requests; i++)
		if (w->reply[i].at == now)
			input(p, w->reply[i].id, w->reply[i].data, w->reply[i].len, now);
	if (p->verdict == MTU_PROOF_RUNNING && now >= p->deadline_ms) {
		mtu_proof_timeout(p, now);
		ok(p->verdict != MTU_PROOF_RUNNING || p->deadline_ms > now);
	}
	while (mtu_proof_next(p, &q))
		carry(w, path, &q, now);
}

static void run_path(const struct path *path)
{
	uint64_t now = START;
	struct mtu_proof p;
	struct wire w = { 0 };

	tap_begin();
	mtu_proof_start(&p, 1500, MAGIC, 42, now);
	for (; p.verdict == MTU_PROOF_RUNNING && now < START + 5000; now++)
		tick(&p, &w, path, now);
	is_int(p.verdict, path->verdict);
	ok(now - 1 - START >= path->least_ms);
	ok(now - 1 - START <= path->most_ms);
	if (path->requests)
		is_int(w.requests, path->requests);
	if (tap_failed_checks)
		printf("# verdict after %u ms\n", (unsigned int)(now - 1 - START));
	tap_end(path->name);
}

#define PATH(label, ...)               \
	run_path(&(const struct path){ \
		.name = (label), .peer_returns = WHOLE, .peer_returns_full = WHOLE, __VA_ARGS__ })
#define PASSED(at) .verdict = MTU_PROOF_PASSED, .least_ms = (at), .most_ms = (at)
#define SENDING(at) .verdict = MTU_PROOF_PASSED_SENDING, .least_ms = (at), .most_ms = (at)
#define FAILED(from, to) .verdict = MTU_PROOF_FAILED, .least_ms = (from), .most_ms = (to)
#define SILENT .verdict = MTU_PROOF_SILENT, .least_ms = 3000, .most_ms = 3000

static void paths_that_pass(void)
{
	PATH("good", .rtt_ms = 10, PASSED(10), .requests = 2);
	PATH("satellite", .rtt_ms = 300, PASSED(300));
	PATH("far_satellite", .rtt_ms = 600, PASSED(600));
	PATH("far_and_slow", .rtt_ms = 600, .full_delay_ms = 290, PASSED(890));
	PATH("slow_line", .rtt_ms = 20, .full_delay_ms = 300, PASSED(320));
	PATH("very_far", .rtt_ms = 2500, PASSED(2500));
	PATH("one_full_lost", .rtt_ms = 10, .lost_requests = 0x1, PASSED(110), .requests = 4);
	PATH("two_full_lost", .rtt_ms = 10, .lost_requests = 0x5, PASSED(260), .requests = 6);
	PATH("only_small_lost", .rtt_ms = 10, .lost_requests = 0xaaa, PASSED(10));
	PATH("peer_opens_later", .rtt_ms = 10, .opens_at_ms = 90, PASSED(110));
}

static void paths_that_pass_sending(void)
{
	PATH("reply_cut", .rtt_ms = 10, .peer_returns_full = 100, SENDING(10));
	PATH("reply_cut_by_one", .rtt_ms = 10, .peer_returns_full = FULL - 1, SENDING(10));
	PATH("reply_cut_to_small", .rtt_ms = 10, .peer_returns_full = SMALL, SENDING(10));
	PATH("magic_alone", .rtt_ms = 10, .peer_returns = 4, .peer_returns_full = 4, SENDING(10));
	PATH("magic_alone_full_later", .rtt_ms = 10, .full_delay_ms = 5, .peer_returns = 4,
	     .peer_returns_full = 4, SENDING(15));
	PATH("cut_reply_fits_where_full_would_not", .rtt_ms = 10, .down_max = 1488,
	     .peer_returns_full = 1488, SENDING(10));
}

static void paths_that_fail(void)
{
	PATH("up_1492", .rtt_ms = 10, .up_max = 1488, FAILED(360, 360), .requests = 6);
	PATH("down_1492", .rtt_ms = 10, .down_max = 1488, FAILED(360, 360));
	PATH("one_byte_short", .rtt_ms = 10, .down_max = FULL - 1, FAILED(360, 360));
	PATH("satellite_1492", .rtt_ms = 300, .up_max = 1488, FAILED(700, 700));
	PATH("in_a_second", .rtt_ms = 500, .up_max = 1488, FAILED(1000, 1000));
	PATH("far_satellite_1492", .rtt_ms = 600, .up_max = 1488, FAILED(1150, 1150));
	PATH("1492_and_a_small_one_lost", .rtt_ms = 10, .up_max = 1488, .lost_requests = 0x20,
	     FAILED(610, 610), .requests = 8);
	PATH("1492_and_peer_opens_later", .rtt_ms = 10, .up_max = 1488, .opens_at_ms = 90,
	     FAILED(610, 610));
	PATH("magic_alone_1492", .rtt_ms = 10, .up_max = 1488, .peer_returns = 4, FAILED(360, 360));
	/* Not this peer's way with a small one: more likely the reply to an echo of pppd's own */
	PATH("magic_alone_only_for_full", .rtt_ms = 10, .peer_returns_full = 4, FAILED(360, 360));
}

static void paths_without_a_statement(void)
{
	PATH("silent", .lost_requests = ~0U, SILENT, .requests = 12);
	PATH("three_small_ones_answered", .rtt_ms = 10, .up_max = 1488, .lost_requests = 0xf80,
	     FAILED(360, 360));
	PATH("only_two_small_ones_answered", .rtt_ms = 10, .up_max = 1488, .lost_requests = 0xfe0,
	     SILENT);
}

static uint8_t collect(struct mtu_proof *p, uint64_t seed, unsigned int mru, uint8_t full[FULL],
		       uint8_t small[SMALL])
{
	struct mtu_proof_request q;
	uint8_t id;

	mtu_proof_start(p, mru, MAGIC, seed, 0);
	ok(mtu_proof_next(p, &q));
	memcpy(full, q.data, least(q.len, FULL));
	id = q.id;
	ok(mtu_proof_next(p, &q));
	is_int(q.len, SMALL);
	is_int(q.id, id + 1);
	memcpy(small, q.data, SMALL);
	ok(!mtu_proof_next(p, &q));
	return id;
}

static void request_has_magic_and_length(void)
{
	static const unsigned int mru[][2] = { { 1500, 1496 },	 { 1492, 1488 }, { 9000, 8996 },
					       { 20000, 16380 }, { 128, 124 },	 { 0, 124 } };
	struct mtu_proof p;
	struct mtu_proof_request q;

	for (size_t i = 0; i < sizeof(mru) / sizeof(mru[0]); i++) {
		mtu_proof_start(&p, mru[i][0], MAGIC, i, 0);
		ok(mtu_proof_next(&p, &q));
		is_int(q.len, mru[i][1]);
		ok(!memcmp(q.data, "\1\2\3\4", 4));
	}
}

static void payload_is_random(void)
{
	uint8_t full[FULL], small[SMALL], other[FULL], other_small[SMALL];
	unsigned int count[256] = { 0 };
	struct mtu_proof p;

	collect(&p, 1, 1500, full, small);
	collect(&p, 2, 1500, other, other_small);
	ok(memcmp(full + 4, other + 4, 8) != 0 && memcmp(small + 4, other_small + 4, 8) != 0);
	ok(memcmp(full + 4, small + 4, 8) != 0);
	ok(memcmp(full + 4, full + 12, 8) != 0);
	for (size_t i = 4; i < FULL; i++)
		count[full[i]]++;
	for (size_t i = 0; i < 256; i++)
		ok(count[i] < 30);
}

static void ids_are_random_and_leave_the_first_to_pppd(void)
{
	uint8_t full[FULL], small[SMALL];
	bool seen[256] = { false };
	unsigned int different = 0;
	struct mtu_proof p;

	for (uint64_t seed = 0; seed < 4000; seed++) {
		const uint8_t id = collect(&p, seed, 1500, full, small);

		ok(id >= 64 && id + 2 * MTU_PROOF_ROUNDS <= 256);
		different += !seen[id];
		seen[id] = true;
	}
	is_int(different, 256 - 64 - 12);
}

static void only_an_exact_reply_counts(void)
{
	uint8_t full[FULL + 1] = { 0 }, small[SMALL];
	struct mtu_proof p;
	const uint8_t id = collect(&p, 7, 1500, full, small);

	input(&p, (uint8_t)(id + 2), full, FULL, 1); /* not sent yet */
	input(&p, (uint8_t)(id - 1), full, FULL, 1);
	input(&p, (uint8_t)(id + 1), full, FULL, 1); /* the other one's */
	input(&p, id, small, SMALL, 1);
	input(&p, id, full, FULL + 1, 1);
	input(&p, id, full, 3, 1);
	input(&p, id, full, 0, 1);
	for (size_t i = 4; i < FULL; i++) {
		full[i] ^= 0x10;
		input(&p, id, full, FULL, 1);
		full[i] ^= 0x10;
	}
	is_int(p.verdict, MTU_PROOF_RUNNING);
	memset(full, 0xee, 4); /* the peer's magic number */
	input(&p, id, full, FULL, 1);
	is_int(p.verdict, MTU_PROOF_PASSED);
}

/* All of it has arrived, but pppd's buffer is too small to show it. */
static void start_of_a_reply_tells_whose_it_is(void)
{
	uint8_t full[FULL], small[SMALL];
	struct mtu_proof p;
	uint8_t id = collect(&p, 7, 9000, full, small);

	mtu_proof_input(&p, id, full, FULL, 8997, 1);
	full[FULL - 1] ^= 1;
	mtu_proof_input(&p, id, full, FULL, 8996, 1);
	is_int(p.verdict, MTU_PROOF_RUNNING);
	full[FULL - 1] ^= 1;
	mtu_proof_input(&p, id, full, FULL, 8996, 1);
	is_int(p.verdict, MTU_PROOF_PASSED);
	id = collect(&p, 7, 9000, full, small);
	mtu_proof_input(&p, id, full, FULL, 8995, 1);
	is_int(p.verdict, MTU_PROOF_PASSED_SENDING);
}

/* Seen on the wire before, with another seed: the ids may even be equal. */
static void stale_reply_proves_nothing(void)
{
	uint8_t stale[FULL], full[FULL], small[SMALL];
	struct mtu_proof p;
	uint8_t id;

	collect(&p, 1, 1500, stale, small);
	id = collect(&p, 2, 1500, full, small);
	input(&p, id, stale, FULL, 1);
	input(&p, id, stale, 100, 1);
	is_int(p.verdict, MTU_PROOF_RUNNING);
}

/* Our own echo beside pppd's: 4 bytes back with the same id, from a peer that returns data. */
static void reply_to_an_echo_of_pppd_proves_nothing(void)
{
	uint8_t full[FULL], small[SMALL];
	struct mtu_proof p;
	const uint8_t id = collect(&p, 1, 1500, full, small);

	input(&p, id, full, 4, 1);
	input(&p, (uint8_t)(id + 1), small, SMALL, 2);
	is_int(p.verdict, MTU_PROOF_RUNNING);
}

/* Of a second probe with the same seed, which is one round ahead. */
static void reply_before_the_request_proves_nothing(void)
{
	uint8_t full[FULL], small[SMALL];
	struct mtu_proof_request q;
	struct mtu_proof p, ahead;

	collect(&p, 1, 1500, full, small);
	collect(&ahead, 1, 1500, full, small);
	mtu_proof_timeout(&ahead, 100);
	ok(mtu_proof_next(&ahead, &q));
	input(&p, q.id, q.data, q.len, 1);
	is_int(p.verdict, MTU_PROOF_RUNNING);
	input(&ahead, q.id, q.data, q.len, 101);
	is_int(ahead.verdict, MTU_PROOF_PASSED);
}

static void time_out(struct mtu_proof *p)
{
	for (uint64_t now = START; now < START + 60000; now += 500)
		mtu_proof_timeout(p, now);
}

static void passed_is_final(void)
{
	struct mtu_proof_request q;
	struct mtu_proof p;

	mtu_proof_start(&p, 1500, MAGIC, 42, START);
	ok(mtu_proof_next(&p, &q));
	input(&p, q.id, q.data, q.len, START);
	ok(!mtu_proof_next(&p, &q)); /* the small one is not needed any more */
	time_out(&p);
	is_int(p.verdict, MTU_PROOF_PASSED);
	ok(!mtu_proof_next(&p, &q));
}

static void failed_is_final(void)
{
	const struct path path = { .rtt_ms = 1, .up_max = 1488, .peer_returns = WHOLE };
	uint8_t full[FULL], small[SMALL];
	struct mtu_proof p;
	struct wire w = { 0 };
	const uint8_t id = collect(&p, 42, 1500, full, small);

	mtu_proof_start(&p, 1500, MAGIC, 42, START);
	for (uint64_t now = START; p.verdict == MTU_PROOF_RUNNING && now < START + 5000; now++)
		tick(&p, &w, &path, now);
	is_int(p.verdict, MTU_PROOF_FAILED);
	input(&p, id, full, FULL, START + 5000);
	time_out(&p);
	is_int(p.verdict, MTU_PROOF_FAILED);
}

static void second_small_reply_does_not_postpone(void)
{
	uint8_t full[FULL], small[SMALL];
	struct mtu_proof p;
	const uint8_t id = collect(&p, 1, 1500, full, small);

	input(&p, (uint8_t)(id + 1), small, SMALL, 10);
	input(&p, (uint8_t)(id + 1), small, SMALL, 90);
	is_int(p.round[0].lost_ms, 110);
}

static void a_late_timer_sends_all_rounds(void)
{
	struct mtu_proof_request q;
	unsigned int requests = 0;
	struct mtu_proof p;

	mtu_proof_start(&p, 1500, MAGIC, 1, 0);
	for (uint64_t now = 10000; p.verdict == MTU_PROOF_RUNNING; now += 10000) {
		mtu_proof_timeout(&p, now);
		while (mtu_proof_next(&p, &q))
			requests++;
	}
	is_int(p.verdict, MTU_PROOF_SILENT);
	is_int(requests, 12);
}

static void nothing_happens_before_the_deadline(void)
{
	struct mtu_proof_request q;
	uint8_t full[FULL], small[SMALL];
	struct mtu_proof p;

	collect(&p, 1, 1500, full, small);
	is_int(p.deadline_ms, 100);
	mtu_proof_timeout(&p, 99);
	ok(!mtu_proof_next(&p, &q));
	mtu_proof_timeout(&p, 100);
	ok(mtu_proof_next(&p, &q));
}

int main(void)
{
	paths_that_pass();
	paths_that_pass_sending();
	paths_that_fail();
	paths_without_a_statement();
	test(request_has_magic_and_length);
	test(payload_is_random);
	test(ids_are_random_and_leave_the_first_to_pppd);
	test(only_an_exact_reply_counts);
	test(start_of_a_reply_tells_whose_it_is);
	test(stale_reply_proves_nothing);
	test(reply_to_an_echo_of_pppd_proves_nothing);
	test(reply_before_the_request_proves_nothing);
	test(passed_is_final);
	test(failed_is_final);
	test(second_small_reply_does_not_postpone);
	test(a_late_timer_sends_all_rounds);
	test(nothing_happens_before_the_deadline);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events: a byte of time to pass (in 10 ms), the number of a request, two bytes
 * of length, and one that is 0 for a true reply of this length, or changes one
 * byte of it. With a number never sent only time passes.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "core/mtu_proof.h"

#define FULL (1500 - 4)

struct run {
	struct mtu_proof p;
	uint8_t sent[2 * MTU_PROOF_ROUNDS][FULL];
	uint8_t id[2 * MTU_PROOF_ROUNDS];
	unsigned int requests;
	bool whole, cut, bare; /* a true reply to a full request was given */
	bool small[MTU_PROOF_ROUNDS];
};

static void send_all(struct run *r)
{
	struct mtu_proof_request q;

	while (mtu_proof_next(&r->p, &q)) {
		require(q.len == (r->requests % 2 ? 12 : FULL));
		require(r->requests < 2 * MTU_PROOF_ROUNDS);
		memcpy(r->sent[r->requests], q.data, q.len);
		r->id[r->requests++] = q.id;
	}
}

static void reply(struct run *r, unsigned int number, size_t len, uint8_t change, uint64_t now)
{
	const size_t sent = number % 2 ? 12 : FULL;
	uint8_t *data = calloc(1, len + 1);

	memcpy(data, r->sent[number], len < sent ? len : sent);
	if (len)
		data[change % len] ^= change;
	if (len <= sent && len >= 4 && (!change || change % len < 4)) {
		if (number % 2)
			r->small[number / 2] = true;
		else if (len == FULL)
			r->whole = true;
		else if (len >= 12)
			r->cut = true;
		else
			r->bare = true;
	}
	mtu_proof_input(&r->p, r->id[number], data, len, len, now);
	free(data);
}

static void check(const struct run *r, uint64_t now)
{
	unsigned int small = 0;

	for (unsigned int i = 0; i < MTU_PROOF_ROUNDS; i++)
		small += r->small[i];
	require(r->p.verdict != MTU_PROOF_PASSED || r->whole);
	require(r->p.verdict != MTU_PROOF_PASSED_SENDING || r->cut || (r->bare && small));
	require(r->p.verdict != MTU_PROOF_FAILED || (small >= 3 && !r->whole && !r->cut));
	require(r->p.verdict != MTU_PROOF_SILENT || (!r->whole && !r->cut));
	require(r->p.verdict != MTU_PROOF_RUNNING || r->p.deadline_ms <= now + 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { .data = data, .left = size };
	uint8_t time, number, change;
	uint64_t now = 0;
	struct run r = { 0 };
	uint16_t len;

	mtu_proof_start(&r.p, 1500, 0, size, now);
	send_all(&r);
	while (r.p.verdict == MTU_PROOF_RUNNING && cursor_get_u8(&c, &time) &&
	       cursor_get_u8(&c, &number) && cursor_get_be16(&c, &len) &&
	       cursor_get_u8(&c, &change)) {
		now += time * 10ULL;
		mtu_proof_timeout(&r.p, now);
		send_all(&r);
		if (number < r.requests && r.p.verdict == MTU_PROOF_RUNNING)
			reply(&r, number, len % 2048, change, now);
		check(&r, now);
	}
	return 0;
}

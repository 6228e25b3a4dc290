// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A session that may be alive: a byte each for failover-keep (in s), its round trips (in 4 ms),
 * and whether a PADI may end it; then events: a byte of time to pass (in 10 ms), and one that
 * chooses: an offer, or the carrier.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "core/revival.h"

struct run {
	struct revival l;
	uint64_t until_ms, offer_ms, carrier_ms;
	bool carrier, asked;
};

/* Not sooner than after two round trips, or 100 ms, may it be taken for forgotten. */
static void check_forgotten(const struct run *r, uint64_t now_ms)
{
	const uint64_t wait_ms = r->l.rtt_ms * 2ULL;

	require(r->carrier && r->offer_ms);
	require(now_ms >= r->offer_ms + (wait_ms > 100 ? wait_ms : 100));
}

static bool pass(struct run *r, uint64_t now_ms)
{
	const enum revival_action action = revival_timeout(&r->l, now_ms);

	if (action == REVIVAL_EXPIRED) {
		require(now_ms >= r->until_ms);
		return false;
	}
	if (action == REVIVAL_FORGOTTEN) {
		check_forgotten(r, now_ms);
		return false;
	}
	require(now_ms < r->until_ms || now_ms < r->l.deadline_ms);
	if (action == REVIVAL_NOTHING)
		return true;
	require(r->carrier);
	if (action == REVIVAL_ASK)
		require(!r->asked && (!r->l.shy || now_ms >= r->carrier_ms + 300));
	r->asked |= action == REVIVAL_ASK;
	require(r->l.deadline_ms > now_ms);
	return true;
}

static void happen(struct run *r, uint8_t what, uint64_t now_ms)
{
	if (what & 1) {
		revival_offer(&r->l, now_ms);
		if (r->carrier && !r->offer_ms)
			r->offer_ms = now_ms;
		return;
	}
	if (what & 4 && !r->carrier) {
		r->offer_ms = 0;
		r->asked = false;
		r->carrier_ms = now_ms;
	}
	if (what & 2) {
		r->carrier = what & 4;
		revival_set_carrier(&r->l, r->carrier, now_ms);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { .data = data, .left = size };
	uint8_t keep, rtt, shy, what;
	uint64_t now_ms = 100000;
	struct run r = { .carrier = true };

	if (!cursor_get_u8(&c, &keep) || !cursor_get_u8(&c, &rtt) || !cursor_get_u8(&c, &shy))
		return 0;
	r.until_ms = now_ms + keep * 1000ULL;
	r.carrier_ms = now_ms;
	revival_start(&r.l, keep * 1000U, rtt * 4U, shy & 1, true, now_ms);
	while (fuzz_next_event(&c, &now_ms, &what) && pass(&r, now_ms))
		happen(&r, what, now_ms);
	return 0;
}

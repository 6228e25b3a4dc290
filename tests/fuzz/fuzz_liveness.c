// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A byte chooses failover-detect, then come events: a byte of time to pass (in 10 ms), and one
 * that chooses: an answer to one of the last echoes, a packet, or bytes that went to and fro.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "core/liveness.h"

#define MOST_MS 60000 /* of patience */

static const uint32_t detects_ms[] = { 100, 1000, 30000, LIVENESS_AUTO };

struct run {
	struct liveness l;
	bool answered; /* an echo, ever */
	unsigned int unanswered; /* echoes since the last sign of life */
	uint64_t heard_ms;
};

static void hear(struct run *r, uint64_t now_ms)
{
	r->unanswered = 0;
	r->heard_ms = now_ms;
}

static void happen(struct run *r, uint8_t what, uint64_t now_ms)
{
	const uint32_t bytes = 1U << (what >> 2 & 31);

	switch (what & 3) {
	case 0: /* nothing */
		return;
	case 1:
		liveness_reply(&r->l, (uint8_t)(r->l.echo_id - (what >> 2)), now_ms);
		r->answered = true;
		hear(r, now_ms);
		return;
	case 2:
		liveness_count(&r->l, bytes, bytes, now_ms);
		hear(r, now_ms);
		return;
	case 3:
		liveness_count(&r->l, 0, bytes, now_ms);
	}
}

static bool pass(struct run *r, uint64_t now_ms)
{
	const bool due = now_ms >= r->l.deadline_ms;
	const uint32_t patience_ms = liveness_patience_ms(&r->l);

	switch (liveness_timeout(&r->l, now_ms)) {
	case LIVENESS_NOTHING:
		break;
	case LIVENESS_SEND_ECHO:
		r->unanswered++;
		require(due);
		break;
	case LIVENESS_DEAD: /* not before it was asked, nor if it has ever been silent to echoes */
		require(due && r->answered && r->unanswered >= 3 && now_ms > r->heard_ms);
		return false;
	case LIVENESS_MUTE:
		require(due && !r->answered && r->unanswered >= 3);
	}
	require(patience_ms && patience_ms <= MOST_MS);
	require(!due || r->l.deadline_ms > now_ms);
	require(r->l.deadline_ms <= now_ms + MOST_MS);
	liveness_is_suspect(&r->l, now_ms);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { .data = data, .left = size };
	uint8_t detect, what;
	struct run r = { .unanswered = 0 };
	uint64_t now_ms = 100000;

	if (!cursor_get_u8(&c, &detect))
		return 0;
	r.heard_ms = now_ms;
	liveness_start(&r.l, detects_ms[detect & 3], now_ms);
	while (fuzz_next_event(&c, &now_ms, &what) && pass(&r, now_ms))
		happen(&r, what, now_ms);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A ring of any bytes: what is read of it is within bounds; and it can be gone on
 * with if it is sound. Of so large a file the input is a part of it, at the place
 * that the first two bytes choose: in its head, or among the seconds that are read.
 */
#include "fuzz.h"

#include <stddef.h>

#include "core/ring.h"

#define NOW_MS 90000000ULL
#define SEEN_MS (NOW_MS - 10000) /* not a day to clear in each run */
#define PLACES 2048 /* of each kind */
#define SECONDS_AT (offsetof(struct ring, second) + SEEN_MS / 1000 % RING_SECONDS * 2 - PLACES)

static struct ring r, fresh;

static void read_all(void)
{
	struct ring_second s;
	uint64_t in, out;

	require(ring_count_losses(&r) <= RING_LOSSES);
	for (unsigned int i = 0; i < ring_count_losses(&r); i++) {
		const struct ring_loss l = ring_loss_at(&r, i);

		require(strlen(l.reason) < RING_WORD_SIZE && strlen(ring_did_text(l.did)) < 8);
	}
	for (uint64_t i = 0; i < 100; i++) {
		ring_second_at(&r, r.seconds_end - 7 * i, &s);
		require(s.answered <= s.asked && s.asked <= 3);
		ring_minute_at(&r, r.seconds_end / 60 - i, &in, &out);
	}
}

static void write_all(void)
{
	ring_begin_up(&r, NOW_MS, RING_NEW_PPPD);
	ring_begin_up(&r, NOW_MS, RING_KEPT);
	while (ring_ask(&r, NOW_MS + 1000))
		ring_answer(&r, NOW_MS / 1000 + 1, 7000);
	ring_answer(&r, NOW_MS, 7000); /* no such second */
	ring_count(&r, NOW_MS + 2000, UINT32_MAX, 1);
	ring_begin_loss(&r, NOW_MS + 3000, "dead", 7000);
	require(ring_is_sound(&r, NOW_MS + 3000));
	ring_leave(&r);
}

static size_t place_of(unsigned int number)
{
	number %= 2 * PLACES;
	return number < PLACES ? number : SECONDS_AT + number - PLACES;
}

static void put_back(size_t at, size_t len)
{
	memcpy((uint8_t *)&r + at, (const uint8_t *)&fresh + at, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at, len = size - 2;
	bool clears_more;

	if (size < 2)
		return 0;
	if (!fresh.size) {
		ring_format(&fresh, "ppp0", "eth1", 1, SEEN_MS);
		fresh.begin_ms = 1000;
		r = fresh;
	}
	at = place_of((unsigned int)(data[0] << 8 | data[1]));
	len = len < sizeof(r) - at ? len : sizeof(r) - at;
	memcpy((uint8_t *)&r + at, data + 2, len);
	clears_more = r.seconds_end != fresh.seconds_end;
	read_all();
	if (ring_is_sound(&r, NOW_MS)) {
		write_all();
		read_all();
		/* To put back a whole day takes longer than all else. */
		put_back(0, offsetof(struct ring, second));
		put_back(SECONDS_AT, PLACES * sizeof(r.second[0]));
		if (clears_more)
			r = fresh;
	}
	put_back(at, len);
	return 0;
}

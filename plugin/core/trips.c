// SPDX-License-Identifier: GPL-2.0-or-later
#include "trips.h"

#include <stddef.h>

void trips_begin(struct trips *t, uint8_t id, uint64_t now_us, uint64_t now_s)
{
	t->trip[t->next] = (struct trip){
		.sent_us = now_us,
		.sent_s = now_s,
		.id = id,
		.under_way = true,
	};
	t->next = (t->next + 1) % TRIPS_MOST;
}

static struct trip *nth(struct trips *t, unsigned int n)
{
	return &t->trip[(t->next + n) % TRIPS_MOST];
}

/* Also one that is overtaken, if there is no other. */
static struct trip *find(struct trips *t, uint8_t id)
{
	struct trip *overtaken = NULL;

	for (unsigned int i = 0; i < TRIPS_MOST; i++) {
		struct trip *trip = nth(t, i);

		if (!trip->under_way || trip->id != id)
			continue;
		if (!trip->overtaken)
			return trip;
		if (!overtaken)
			overtaken = trip;
	}
	return overtaken;
}

static void note_overtaken(struct trips *t, const struct trip *by)
{
	for (unsigned int i = 0; nth(t, i) != by; i++)
		nth(t, i)->overtaken = true;
}

bool trips_end(struct trips *t, uint8_t id, uint64_t now_us, uint64_t *ret_sent_s, uint32_t *ret_us)
{
	struct trip *trip = find(t, id);
	uint64_t us;

	if (!trip)
		return false;
	trip->under_way = false;
	note_overtaken(t, trip);
	us = now_us - trip->sent_us;
	t->last_us = !us ? 1 : us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
	*ret_us = t->last_us;
	*ret_sent_s = trip->sent_s;
	return true;
}

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

static struct trip *find(struct trips *t, uint8_t id)
{
	for (unsigned int i = 0; i < TRIPS_MOST; i++) {
		struct trip *trip = &t->trip[(t->next + i) % TRIPS_MOST];

		if (trip->under_way && trip->id == id)
			return trip;
	}
	return NULL;
}

bool trips_end(struct trips *t, uint8_t id, uint64_t now_us, uint64_t *ret_sent_s, uint32_t *ret_us)
{
	struct trip *trip = find(t, id);
	uint64_t us;

	if (!trip)
		return false;
	trip->under_way = false;
	us = now_us - trip->sent_us;
	t->last_us = !us ? 1 : us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
	*ret_us = t->last_us;
	*ret_sent_s = trip->sent_s;
	return true;
}

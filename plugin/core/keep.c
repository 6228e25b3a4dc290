// SPDX-License-Identifier: GPL-2.0-or-later
#include "keep.h"

static uint64_t *oldest(struct keep *k)
{
	return &k->restored_ms[k->count % KEEP_TIMES];
}

enum keep_verdict keep_judge(struct keep *k, uint64_t now_ms)
{
	if (now_ms < k->rest_until_ms)
		return KEEP_REST;
	if (k->rest_until_ms)
		*k = (struct keep){ .count = 0 };
	if (k->count < KEEP_TIMES || now_ms >= *oldest(k) + KEEP_WINDOW_MS)
		return KEEP_RESTORE;
	k->rest_until_ms = now_ms + KEEP_REST_MS;
	return KEEP_GIVE_IN;
}

void keep_note(struct keep *k, uint64_t now_ms)
{
	*oldest(k) = now_ms;
	k->count++;
}

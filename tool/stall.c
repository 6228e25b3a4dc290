// SPDX-License-Identifier: GPL-2.0-or-later
#include "stall.h"

#include <string.h>

#define SENT_ENOUGH 4 /* once in vain is loss, three times more are none */
#define LARGE_MOST 4000 /* a second: 48 Mbit/s */
#define SHARE_MOST 1024 /* ports have no more than a few thousand values */
#define LONG_ENOUGH_MS 1000 /* and more than the line's round trip */

/* It falls later than it rises, so that it does not change each second. */
unsigned int stall_share(unsigned int share, uint64_t large)
{
	for (; large > LARGE_MOST && share < SHARE_MOST; large /= 2)
		share *= 2;
	for (; share > 1 && large < LARGE_MOST / 4; large *= 2)
		share /= 2;
	return share;
}

const struct segment_end *stall_remote(const struct stall *s)
{
	return s->inbound ? &s->source : &s->target;
}

static bool is_of(const struct stall *x, const struct segment *s)
{
	return !memcmp(&x->source, &s->source, sizeof(x->source)) &&
	       !memcmp(&x->target, &s->target, sizeof(x->target));
}

/* A new one, or in place of the one that was silent for longest. */
static struct stall *room(struct stalls *t)
{
	struct stall *found = &t->items[0];

	if (t->count < STALL_TABLE)
		return &t->items[t->count++];
	for (unsigned int i = 1; i < t->count; i++)
		if (t->items[i].last_ms < found->last_ms)
			found = &t->items[i];
	return found;
}

static void begin(struct stall *x, const struct segment *s, uint64_t now_ms)
{
	*x = (struct stall){
		.inbound = !s->outgoing,
		.source = s->source,
		.target = s->target,
		.first = s->seq,
		.bytes = s->bytes,
		.sent = 1,
		.first_ms = now_ms,
	};
}

static void go_on(struct stall *x, const struct segment *s, uint64_t now_ms, uint64_t heard)
{
	const uint32_t ahead = s->seq - x->first;

	if (ahead > INT32_MAX) { /* it was not the first, or the numbers have come round */
		begin(x, s, now_ms);
	} else if (!ahead) {
		x->bytes = s->bytes;
		if (++x->sent == 3) /* what was on its way at first has come */
			x->heard = heard;
	}
}

void stall_take(struct stalls *t, const struct segment *s, uint64_t now_ms, uint64_t heard)
{
	struct stall *x = NULL;

	if (s->bytes < STALL_LARGE || s->syn)
		return;
	for (unsigned int i = 0; i < t->count && !x; i++)
		if (is_of(&t->items[i], s))
			x = &t->items[i];
	if (!x)
		begin(x = room(t), s, now_ms);
	else
		go_on(x, s, now_ms, heard);
	x->last_ms = now_ms;
}

static bool stands(const struct stall *x, uint64_t heard)
{
	return !x->told && x->sent >= SENT_ENOUGH && x->last_ms - x->first_ms >= LONG_ENOUGH_MS &&
	       (x->inbound || x->heard != heard);
}

bool stall_next(struct stalls *t, struct stall *ret, uint64_t heard)
{
	for (unsigned int i = 0; i < t->count; i++)
		if (stands(&t->items[i], heard)) {
			t->items[i].told = true;
			*ret = t->items[i];
			return true;
		}
	return false;
}

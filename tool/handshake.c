// SPDX-License-Identifier: GPL-2.0-or-later
#include "handshake.h"

#include <string.h>

#define SETTLE_MS 300 /* the other side may wait in a queue */
#define ANSWER_MS 1000 /* more than a round trip */
#define KEEP_MS 10000 /* SYNs are sent again after 1, 3 and 7 s, and so is a SYN/ACK */

/* What a packet says of the handshake that it belongs to. */
struct sight {
	bool to_line; /* it goes there */
	bool answer;
	bool inbound;
	uint32_t number;
	struct segment_end remote, near;
};

/* A packet for the line comes in elsewhere, and leaves by the link; one from it, the other way. */
static struct sight look(const struct segment *s, bool on_link)
{
	struct sight t = { .to_line = on_link == s->outgoing, .answer = s->is_ack };

	t.remote = t.to_line ? s->target : s->source;
	t.near = t.to_line ? s->source : s->target;
	t.inbound = t.to_line == t.answer;
	t.number = t.answer ? s->ack - 1 : s->seq;
	return t;
}

/* An answer may acknowledge the data in the SYN, or a part of it. */
static bool has_number(const struct handshake *x, const struct sight *t)
{
	return t->number - x->number <= (t->answer ? x->length : 0);
}

static struct handshake *find(struct handshakes *h, const struct sight *t)
{
	for (unsigned int i = 0; i < h->count; i++) {
		struct handshake *x = &h->items[i];

		if (has_number(x, t) && x->inbound == t->inbound &&
		    !memcmp(&x->remote, &t->remote, sizeof(x->remote)))
			return x;
	}
	return NULL;
}

static bool on_line(const struct handshake *x)
{
	return x->line.family;
}

static struct handshake *oldest(struct handshakes *h)
{
	struct handshake *found = &h->items[0];

	for (unsigned int i = 1; i < h->count; i++)
		if (h->items[i].began_ms < found->began_ms)
			found = &h->items[i];
	if (on_line(found) && !found->told)
		h->crowded_out++;
	return found;
}

static struct handshake *add(struct handshakes *h, const struct sight *t, uint64_t now_ms)
{
	const struct handshake_way unseen = { HANDSHAKE_UNSEEN, HANDSHAKE_UNSEEN };
	struct handshake *x = h->count < HANDSHAKE_TABLE ? &h->items[h->count++] : oldest(h);

	memset(x, 0, sizeof(*x));
	x->inbound = t->inbound;
	x->number = t->number;
	x->remote = t->remote;
	x->out = x->in = unseen;
	x->began_ms = now_ms;
	return x;
}

static void note(struct handshake *x, const struct sight *t, const struct segment *s, bool on_link)
{
	struct handshake_way *way = t->to_line ? &x->out : &x->in;

	/*
	 * Seen on several interfaces of a side, the last counts: redirected to an ifb, a
	 * packet from the line leaves there before it has met the clamp.
	 */
	*(s->outgoing ? &way->after : &way->before) = s->mss;
	*(on_link ? &x->line : &x->lan) = t->near;
}

/*
 * What leaves elsewhere without having come by the link came by another way. An answer
 * without its SYN is of a handshake that began before we did, or one sent again.
 */
static bool may_begin(const struct handshakes *h, const struct sight *t, const struct segment *s,
		      bool on_link, uint64_t now_ms)
{
	return (on_link || !s->outgoing) && (!t->answer || now_ms < h->began_ms + KEEP_MS);
}

static void take_syn(struct handshakes *h, const struct segment *s, bool on_link, uint64_t now_ms)
{
	const struct sight t = look(s, on_link);
	struct handshake *x = find(h, &t);

	if (!h->began_ms)
		h->began_ms = now_ms;
	if (!x && !may_begin(h, &t, s, on_link, now_ms))
		return;
	if (!x)
		x = add(h, &t, now_ms);
	note(x, &t, s, on_link);
	if (!t.answer && s->length > x->length)
		x->length = s->length;
	if (t.answer && on_link && !x->answered_ms)
		x->answered_ms = now_ms;
}

/* That is an answer, and there is no handshake to tell of. */
static void take_refusal(struct handshakes *h, const struct segment *s, bool on_link,
			 uint64_t now_ms)
{
	const struct sight t = look(s, on_link);
	struct handshake *x = find(h, &t);

	if (x && on_link && !x->answered_ms) {
		x->answered_ms = now_ms;
		x->told = true;
	}
}

void handshake_take(struct handshakes *h, const struct segment *s, bool on_link, uint64_t now_ms)
{
	if (s->syn)
		take_syn(h, s, on_link, now_ms);
	else if (s->reset)
		take_refusal(h, s, on_link, now_ms);
}

static bool is_over(const struct handshake *x, uint64_t now_ms)
{
	return now_ms - x->began_ms >= KEEP_MS;
}

static void give_up(struct handshakes *h, const struct handshake *x)
{
	if (!on_line(x) || x->answered_ms)
		return;
	if (x->inbound)
		h->unanswered_in++;
	else
		h->unanswered_out++;
}

/* Where one ends the last takes its place. */
static void sweep(struct handshakes *h, uint64_t now_ms)
{
	for (unsigned int i = h->count; i-- > 0;)
		if (is_over(&h->items[i], now_ms)) {
			give_up(h, &h->items[i]);
			h->items[i] = h->items[--h->count];
		}
}

/* The first of those that were answered by `until_ms` */
static bool tell(struct handshakes *h, struct handshake *ret, uint64_t until_ms)
{
	struct handshake *first = NULL;

	for (unsigned int i = 0; i < h->count; i++) {
		struct handshake *x = &h->items[i];

		if (x->answered_ms && !x->told && x->answered_ms <= until_ms &&
		    (!first || x->answered_ms < first->answered_ms))
			first = x;
	}
	if (!first)
		return false;
	first->told = true;
	*ret = *first;
	return true;
}

bool handshake_next(struct handshakes *h, struct handshake *ret, uint64_t now_ms)
{
	if (now_ms >= SETTLE_MS && tell(h, ret, now_ms - SETTLE_MS))
		return true;
	sweep(h, now_ms);
	return false;
}

bool handshake_last(struct handshakes *h, struct handshake *ret)
{
	return tell(h, ret, UINT64_MAX);
}

void handshake_end(struct handshakes *h, uint64_t now_ms)
{
	for (unsigned int i = 0; i < h->count; i++)
		if (now_ms - h->items[i].began_ms >= ANSWER_MS)
			give_up(h, &h->items[i]);
}

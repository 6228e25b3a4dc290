// SPDX-License-Identifier: GPL-2.0-or-later
#include "contest.h"

#include <string.h>

void contest_begin(struct contest *c, uint64_t asked_ms, uint64_t window_ms, unsigned int padis)
{
	c->count = 0;
	c->asked = 1;
	c->asked_ms[0] = asked_ms;
	c->to_ask = padis < CONTEST_PADIS ? padis : CONTEST_PADIS - 1;
	c->window_ms = window_ms;
}

uint64_t contest_pause_ms(const struct contest *c)
{
	return c->window_ms / (c->to_ask + 1);
}

bool contest_ask(struct contest *c, uint64_t now_ms)
{
	if (c->asked > c->to_ask)
		return false;
	c->asked_ms[c->asked++] = now_ms;
	return true;
}

static struct contest_offer *find(struct contest *c, const uint8_t *mac)
{
	for (unsigned int i = 0; i < c->count; i++)
		if (!memcmp(c->offers[i].mac, mac, ETH_ALEN))
			return &c->offers[i];
	return NULL;
}

static struct contest_offer *add(struct contest *c, const uint8_t *mac, const uint8_t *frame,
				 size_t len, bool avoided)
{
	struct contest_offer *o = &c->offers[c->count];

	if (c->count == CONTEST_OFFERS || len > sizeof(o->frame))
		return NULL;
	c->count++;
	memcpy(o->frame, frame, len);
	o->len = len;
	memcpy(o->mac, mac, ETH_ALEN);
	o->avoided = avoided;
	o->answers = 0;
	o->rtt_ms = UINT64_MAX;
	return o;
}

/* Its nth answer is taken for one to the nth PADI: a lost one can make it look slower only. */
bool contest_note(struct contest *c, const uint8_t mac[static ETH_ALEN], const uint8_t *frame,
		  size_t len, bool avoided, uint64_t now_ms)
{
	struct contest_offer *o = find(c, mac);
	uint64_t rtt_ms;

	if (!o)
		o = add(c, mac, frame, len, avoided);
	if (!o)
		return false;
	if (o->answers == c->asked) /* one too many */
		return true;
	rtt_ms = now_ms - c->asked_ms[o->answers++];
	if (rtt_ms < o->rtt_ms)
		o->rtt_ms = rtt_ms;
	return true;
}

static bool is_better(const struct contest_offer *a, const struct contest_offer *b)
{
	if (a->avoided != b->avoided)
		return b->avoided;
	if (a->answers != b->answers)
		return a->answers > b->answers;
	return a->rtt_ms < b->rtt_ms;
}

const struct contest_offer *contest_best(const struct contest *c)
{
	const struct contest_offer *best = &c->offers[0];

	for (unsigned int i = 1; i < c->count; i++)
		if (is_better(&c->offers[i], best))
			best = &c->offers[i];
	return best;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "stack.h"

#include <string.h>

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

bool stack_add(struct stack *s, const struct ifinfo *link)
{
	struct stack_device *d = &s->devices[s->count];

	if (s->count == RECORD_PARENTS)
		return false;
	*d = (struct stack_device){ .current = link->mtu };
	memcpy(d->parent.name, link->name, sizeof(d->parent.name));
	d->parent.index = link->index;
	d->parent.original = d->parent.mtu = link->mtu;
	s->count++;
	return true;
}

void stack_from_record(struct stack *ret, const struct record *r)
{
	*ret = (struct stack){ 0 };
	while (ret->count < RECORD_PARENTS && r->parents[ret->count].index) {
		ret->devices[ret->count].parent = r->parents[ret->count];
		ret->count++;
	}
}

void stack_to_record(const struct stack *s, struct record *r)
{
	memset(r->parents, 0, sizeof(r->parents));
	for (int i = 0; i < s->count; i++)
		r->parents[i] = s->devices[i].parent;
}

/* How it was before anyone raised it; unless somebody else has changed it since. */
static void learn_original(struct stack_device *d, const struct record_parent *p)
{
	if (p->mtu == d->current && p->original < d->parent.original)
		d->parent.original = p->original;
}

static void note_parent(struct stack_device *d, const struct record_parent *p, bool living)
{
	if (p->index != d->parent.index)
		return;
	learn_original(d, p);
	if (living)
		d->needed = larger(d->needed, p->mtu);
}

void stack_note_other(struct stack *s, const struct record *other, bool living)
{
	for (int i = 0; i < s->count; i++) {
		struct stack_device *d = &s->devices[i];

		if (living && other->session_id && other->device_index == d->parent.index)
			d->occupied = true;
		for (int j = 0; j < RECORD_PARENTS; j++)
			note_parent(d, &other->parents[j], living);
	}
}

void stack_note_session(struct stack_device *d)
{
	d->foreign = !d->occupied;
	d->occupied = true;
}

static uint32_t plan_device(const struct stack_device *d, uint32_t mtu)
{
	return larger(mtu, smaller(d->current, larger(d->parent.original, d->needed)));
}

bool stack_is_right(const struct stack *s, uint32_t mtu)
{
	for (int i = 0; i < s->count; i++)
		if (plan_device(&s->devices[i], mtu) != s->devices[i].current)
			return false;
	return true;
}

const struct stack_device *stack_plan(struct stack *s, uint32_t mtu)
{
	const struct stack_device *busy = NULL;

	for (int i = 0; i < s->count; i++)
		if (s->devices[i].occupied && s->devices[i].current < mtu)
			busy = &s->devices[i];
	for (int i = 0; i < s->count; i++) {
		struct stack_device *d = &s->devices[i];

		d->parent.mtu = busy || d->occupied ? d->current : plan_device(d, mtu);
	}
	return busy;
}

uint32_t stack_left_mtu(const struct stack_device *d, uint32_t now)
{
	const uint32_t wanted = larger(d->parent.original, d->needed);

	if (d->occupied || now != d->parent.mtu || wanted > now)
		return now;
	return wanted;
}

bool stack_is_held(const struct stack_device *d, uint32_t now)
{
	return d->foreign && now == d->parent.mtu && larger(d->parent.original, d->needed) < now;
}

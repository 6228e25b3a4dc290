// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interfaces under a session, each with a byte for its MTU and one for what runs on it; then
 * records of other pppds: a byte for the interface, two for its MTUs, and one for whether it
 * lives and has a session.
 */
#include "fuzz.h"

#include <stdio.h>

#include "core/cursor.h"
#include "core/stack.h"

static uint32_t mtu_of(uint8_t byte)
{
	return 1400 + byte;
}

static void read_devices(struct stack *s, struct cursor *c, uint8_t sessions[RECORD_PARENTS])
{
	uint8_t mtu, session;

	while (s->count < RECORD_PARENTS && cursor_get_u8(c, &mtu) && cursor_get_u8(c, &session)) {
		struct ifinfo link = { .index = (uint32_t)s->count + 1, .mtu = mtu_of(mtu) };

		snprintf(link.name, sizeof(link.name), "eth%d", s->count);
		sessions[s->count] = session;
		require(stack_add(s, &link));
	}
	require(s->count < RECORD_PARENTS || !stack_add(s, &(struct ifinfo){ .index = 9 }));
}

static void read_records(struct stack *s, struct cursor *c)
{
	uint8_t index, original, mtu, flags;

	while (cursor_get_u8(c, &index) && cursor_get_u8(c, &original) && cursor_get_u8(c, &mtu) &&
	       cursor_get_u8(c, &flags)) {
		struct record r = {
			.device_index = index & 3,
			.session_id = flags & 2,
			.parents = { { "eth0", index >> 2 & 3, mtu_of(original), mtu_of(mtu) } },
		};

		stack_note_other(s, &r, flags & 1);
	}
}

/* What is left at the end is never more than what is there, nor less than somebody needs. */
static void check_end(const struct stack_device *d)
{
	const uint32_t now = d->parent.mtu, left = stack_left_mtu(d, now);

	require(left <= now);
	require(left == now || (left >= d->needed && left >= d->parent.original && !d->occupied));
	require(!stack_is_held(d, now) || (d->foreign && left == now));
	require(stack_left_mtu(d, now + 1) == now + 1);
}

static void check_round_trip(const struct stack *s)
{
	struct record r = { .session_id = 0 };
	struct stack again;

	stack_to_record(s, &r);
	stack_from_record(&again, &r);
	require(again.count == s->count);
	for (int i = 0; i < s->count; i++)
		require(!memcmp(&again.devices[i].parent, &s->devices[i].parent,
				sizeof(again.devices[i].parent)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { .data = data, .left = size };
	uint8_t sessions[RECORD_PARENTS] = { 0 }, mtu = 0;
	struct stack s = { .count = 0 };
	const struct stack_device *busy;

	cursor_get_u8(&c, &mtu);
	read_devices(&s, &c, sessions);
	read_records(&s, &c);
	for (int i = 0; i < s.count; i++)
		if (sessions[i] & 1)
			stack_note_session(&s.devices[i]);
	busy = stack_plan(&s, mtu_of(mtu));
	require(!busy || (busy->occupied && busy->current < mtu_of(mtu)));
	for (int i = 0; i < s.count; i++) {
		const struct stack_device *d = &s.devices[i];

		require(busy || d->parent.mtu >= mtu_of(mtu));
		require(!(busy || d->occupied) || d->parent.mtu == d->current);
		require(d->parent.original <= d->current);
		check_end(d);
	}
	check_round_trip(&s);
	return 0;
}

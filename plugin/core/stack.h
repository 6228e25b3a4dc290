/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interfaces that the frames of one session pass, from its device
 * downwards, and what MTU each of them must have: enough for the session, as
 * it was when nobody needs more, and never changed under a session that runs
 * right on it, for the kernel drops such a session with any change.
 *
 * Records of other pppds say how it was, and who needs what.
 */
#ifndef STACK_H
#define STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "ifinfo.h"
#include "record.h"

struct stack_device {
	struct record_parent parent; /* as our record says */
	uint32_t current; /* MTU, bytes */
	uint32_t needed; /* by others that live; 0: by none */
	bool occupied; /* another's session runs right on it */
	bool foreign; /* of a program that keeps no record */
};

/* All zero: none. */
struct stack {
	struct stack_device devices[RECORD_PARENTS];
	int count;
};

/* Goes one down. False: it is full. */
bool stack_add(struct stack *s, const struct ifinfo *link);

/* Between the stack and its place in a record. */
void stack_from_record(struct stack *ret, const struct record *r);
void stack_to_record(const struct stack *s, struct record *r);

/* Takes in the record of another pppd, living or dead. */
void stack_note_other(struct stack *s, const struct record *other, bool living);

/* After the records: has each device what stack_plan would give it, whoever has sessions there? */
bool stack_is_right(const struct stack *s, uint32_t mtu);

/* After the records: somebody's session runs right on `d`, whoever it is. */
void stack_note_session(struct stack_device *d);

/*
 * After all others are noted: sets each parent.mtu to what it should become, at
 * least `mtu` bytes, and no more than that where the dead have raised it for
 * nobody. Returns NULL, or the device that must not change now; then
 * all of them stay as they are.
 */
const struct stack_device *stack_plan(struct stack *s, uint32_t mtu);

/*
 * The MTU that our end leaves to `d`, which has `now`. It is `now` itself where
 * somebody else has set that, lives on it or needs it.
 */
uint32_t stack_left_mtu(const struct stack_device *d, uint32_t now);

/* Should `d` go back, but for a session that nobody will give it back after? */
bool stack_is_held(const struct stack_device *d, uint32_t now);

#endif

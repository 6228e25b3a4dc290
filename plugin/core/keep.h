/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often what somebody else removes is put back: three times in a minute.
 * Who removes it once more means it, and two programs that undo each other's
 * work would go on for ever; so we leave it to them for five minutes.
 */
#ifndef KEEP_H
#define KEEP_H

#include <stdint.h>

#define KEEP_TIMES 3
#define KEEP_WINDOW_MS 60000
#define KEEP_REST_MS 300000

enum keep_verdict {
	KEEP_RESTORE, /* put it back */
	KEEP_GIVE_IN, /* leave it, and say so */
	KEEP_REST, /* leave it; that has been said */
};

/* All zero: nothing was ever removed. */
struct keep {
	uint64_t restored_ms[KEEP_TIMES]; /* when; the oldest is replaced next */
	unsigned int count; /* of all since the last rest */
	uint64_t rest_until_ms; /* 0: we do not rest */
};

/* Something was removed at `now_ms`, which never goes back. What is to be done? */
enum keep_verdict keep_judge(struct keep *k, uint64_t now_ms);

/* It was put back. */
void keep_note(struct keep *k, uint64_t now_ms);

#endif

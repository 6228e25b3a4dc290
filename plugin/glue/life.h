/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * failover-detect: a peer that gives no sign of life for so long is dead.
 */
#ifndef LIFE_H
#define LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "../sys/iface.h"

struct life_listener {
	void (*dead)(void); /* the last that is heard */
	void (*suspect)(bool is); /* it may be; or was, and is not */
};

/*
 * From now on silence of `detect_ms` (or LIVENESS_AUTO) counts, unless it does so already.
 * `ac` is the concentrator's address, of ETH_ALEN bytes: of the same one, what was learnt
 * in an earlier session stays. NULL: the peer is no AC. What comes in by `iface`, whose
 * name may change, is a sign of life.
 */
void life_begin(uint32_t detect_ms, const uint8_t *ac, const struct iface *iface,
		const struct life_listener *listener);

/* A session has ended by what was learnt, and that may be wrong. */
void life_forget(void);

/* An echo that is none of its own was answered after `rtt_ms`. */
void life_learn(uint32_t rtt_ms);

void life_end(void);

/* Of its echoes, in ms; 0: not known. */
uint32_t life_rtt_ms(void);

/* Has it answered none that were sent for long enough? */
bool life_is_mute(void);

/* Something has come from the peer; an Echo-Reply in particular. */
void life_note(void);
void life_note_reply(uint8_t id);

#endif

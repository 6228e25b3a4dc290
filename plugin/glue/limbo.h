/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session that outlives its line, or the silence of its peer (failover-keep):
 * asks the peer by echoes, and by PADIs whether any AC is there.
 */
#ifndef LIMBO_H
#define LIMBO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../dialer.h"

enum limbo_verdict {
	LIMBO_ALIVE,
	LIMBO_FORGOTTEN, /* an AC is there, and does not know the session */
	LIMBO_EXPIRED, /* nobody is */
};

/*
 * For `keep_s` seconds at most, and for less if the AC is known to keep it for less.
 * `rtt_ms` is that of echoes so far; 0: not known. `carrier` is as limbo_note_carrier
 * is told of it, which of a loss shorter than the debounce time it never is. `over` is
 * called once, from pppd's loop, unless limbo_end comes first. The dialer stays the caller's.
 */
void limbo_begin(struct dialer *d, uint32_t keep_s, uint32_t rtt_ms, bool carrier,
		 void (*over)(enum limbo_verdict verdict));

/* Nothing more is asked. */
void limbo_end(void);

/* The AC has ended the session of `d`: maybe for a PADI, in limbo or just after it. */
void limbo_note_hangup(const struct dialer *d);

bool limbo_is_on(void);

/* How long the echo took whose reply has said LIMBO_ALIVE: that, or longer on a slow line. */
uint32_t limbo_rtt_ms(void);

/* LCP begins: the peer's replies may have another magic number from now on. */
void limbo_note_lcp(void);

/* The session is over: that its AC was asked counts no more. */
void limbo_forget(void);

void limbo_note_carrier(bool up);

/*
 * Takes what the dialer's socket has, whose signal is WAKE_SIGNAL. Returns whether
 * there may have been some.
 */
bool limbo_read(void);

/* An Echo-Reply has come, with the first `len` bytes of its data; in limbo or not. */
void limbo_note_reply(uint8_t id, const uint8_t *data, size_t len);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proves that the path carries the MTU that LCP has agreed on (RFC 4638 5.2),
 * while the peer authenticates us. Until then the interface sends 1492 bytes at
 * most, so there is no moment at which a frame could vanish. A path that does
 * not carry it is remembered, and LCP starts again at 1492.
 */
#ifndef PROOF_H
#define PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../core/mtu_proof.h"

enum proof_state {
	PROOF_NOTHING, /* nothing above 1492 to prove, or it is not asked for */
	PROOF_RUNNING,
	PROOF_PROVED,
	PROOF_SENDING_ONLY, /* the peer cuts its answers: its direction is not proved */
	PROOF_FAILED, /* this session was taken down to 1492 */
	PROOF_UNANSWERED, /* the peer answers no echo: 1492 is what we send */
};

struct proof {
	enum proof_state state;
	struct mtu_proof proof;
	unsigned int silent; /* probes in a row without any answer */
	unsigned int failed_session; /* the last one that was taken down to 1492, counted from 1 */
	int mtu; /* bytes, as negotiated */
	uint64_t started_ms;
};

/* LCP is open, and the interface has its MTU. */
void proof_begin(void);

/* The link is down. */
void proof_end(void);

/* `len` bytes of data, with the peer's magic number; the first `seen` are at hand. */
void proof_note_reply(uint8_t id, const uint8_t *data, size_t seen, size_t len);

#endif

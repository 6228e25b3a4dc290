/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proves that the path carries the MTU that LCP has agreed on (RFC 4638 5.2),
 * while the peer authenticates us, by echoes of full size. Until then the
 * interface sends 1492 bytes at most, so there is no moment at which a frame
 * could vanish.
 */
#ifndef PROOF_H
#define PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum proof_verdict {
	PROOF_PASSED,
	PROOF_PASSED_SENDING, /* the peer cuts its answers: its direction is not proved */
	PROOF_FAILED,
	PROOF_UNANSWERED, /* no echo at all, however small, in several tries */
};

/* Called at the end of a proof, which is told already; may call proof_end. */
typedef void proof_done(enum proof_verdict verdict);

/*
 * LCP is opening: from the next turn of pppd's loop on, echoes of `mru` bytes
 * go out and back on the session of `session_fd`.
 */
void proof_begin(unsigned int mru, int session_fd, proof_done *done);

/* What it was, or is, about, in bytes. */
int proof_mtu(void);

/* Is it under way? */
bool proof_is_on(void);

/* There is nothing to prove any more. */
void proof_end(void);

/* `len` bytes of data, with the peer's magic number; the first `seen` are at hand. */
void proof_note_reply(uint8_t id, const uint8_t *data, size_t seen, size_t len);

#endif

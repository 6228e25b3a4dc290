/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the path carry frames of full size? LCP Echo-Requests as long as the MRU
 * (RFC 4638 5.2), each with a small one right behind it, without any I/O: replies
 * and time come in, requests and a deadline come out.
 *
 * Only "the small one answered, the full one not" speaks of the MTU, and only if
 * it happens three times: a full request is lost when the small one behind it
 * was answered and as much as half that round trip, at least 100 ms, went by
 * since. The full one goes first, so that a server that limits echoes would
 * rather drop the small one.
 *
 * A reply is known by its id and a random payload, so a stale one, or one to an
 * echo of pppd's own with the same id, proves nothing. The one exception is a
 * peer that returns the magic number alone. It passes only if it treats a small
 * request the same; the ids are random, and above those that pppd counts up from
 * 0 after each start of LCP.
 */
#ifndef MTU_PROOF_H
#define MTU_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MTU_PROOF_MRU_MIN 128 /* bytes; the lowest that pppd negotiates */
#define MTU_PROOF_MRU_MAX 16384 /* bytes; the highest `mtu` that pppd takes */
#define MTU_PROOF_DATA_MAX (MTU_PROOF_MRU_MAX - 4) /* less code, id and length of LCP */
#define MTU_PROOF_ROUNDS 6

enum mtu_proof_verdict {
	MTU_PROOF_RUNNING,
	MTU_PROOF_PASSED, /* both directions carry the MRU */
	MTU_PROOF_PASSED_SENDING, /* ours does; the peer cuts its replies short */
	MTU_PROOF_FAILED, /* small requests are answered, full ones are not */
	MTU_PROOF_SILENT, /* too few answers of any size: no statement */
};

struct mtu_proof_round {
	uint64_t sent_ms;
	uint64_t lost_ms; /* from then on the full request is lost; 0: small one not answered */
};

struct mtu_proof {
	enum mtu_proof_verdict verdict;
	uint64_t deadline_ms; /* when to call mtu_proof_timeout, while RUNNING */
	uint64_t next_round_ms;
	uint64_t seed;
	uint32_t magic;
	size_t full_len;
	uint8_t first_id;
	unsigned int rounds; /* begun */
	unsigned int requests; /* handed out by mtu_proof_next */
	struct mtu_proof_round round[MTU_PROOF_ROUNDS];
	bool small_bare, full_bare; /* answered by the magic number alone */
	uint8_t data[MTU_PROOF_DATA_MAX];
};

/* An Echo-Request. The data begins with our magic number, and is valid until the next call. */
struct mtu_proof_request {
	uint8_t id;
	const uint8_t *data;
	size_t len; /* bytes of data: all that follows the LCP length field */
};

/*
 * Begins with the first two requests. `mru` is in bytes, cut to what the
 * constants above allow; it is what both sides can receive. `magic` is our own
 * number in host order (0: not negotiated), `seed` any random number.
 */
void mtu_proof_start(struct mtu_proof *p, unsigned int mru, uint32_t magic, uint64_t seed,
		     uint64_t now_ms);

/* The next request to send now; false: none. To be called until then after start and timeout. */
bool mtu_proof_next(struct mtu_proof *p, struct mtu_proof_request *ret);

/*
 * Takes an Echo-Reply: `len` bytes of data as its LCP length says (no padding),
 * with the peer's magic number, which is not compared. All have arrived; the
 * first `seen`, all or at least 1496, are at hand. One that is not ours changes
 * nothing.
 */
void mtu_proof_input(struct mtu_proof *p, uint8_t id, const uint8_t *data, size_t seen, size_t len,
		     uint64_t now_ms);

/*
 * To be called at the deadline; earlier is harmless. With round trips up to 500 ms
 * and no loss a verdict of FAILED takes at most 1 s. SILENT comes after 3 s.
 */
void mtu_proof_timeout(struct mtu_proof *p, uint64_t now_ms);

#endif

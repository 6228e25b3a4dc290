/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Discovery stage of RFC 2516, host side, without any I/O: frames, time and
 * randomness come in, frames to send and a deadline come out.
 *
 *   discovery_start ---> PADI_SENT --PADO--> PADR_SENT --PADS--> SESSION
 *                          ^   |               |   |
 *                          |   +-- PADIs used up --+--> FAILED
 *                          |                   |
 *                          +---- REFUSED <-----+  (error or bad session id in PADS, or a PADT
 *                          |                       behind it)
 *                          +-------------------+  (PADRs used up, section 8)
 *
 * PPP-Max-Payload (RFC 4638): an AC may stay silent where it dislikes the TAG.
 * From the third PADI on, every second one goes without it. What answers that
 * one is kept, and a PADI with the TAG goes out at once, to tell a silent AC
 * from a line that was dead until now:
 *
 *   PADI_SENT --PADO--> OFFER_KEPT --PADO with the TAG, or time is up--> PADR_SENT
 *
 * With several ACs the first offer is not always taken: pppoe-best compares all
 * that come in a while, and an AC that has failed before gets another's while:
 *
 *   PADI_SENT --PADO--> CHOOSING --time is up--> as above, with the best one
 *
 * A received frame is parsed into a value, judged against every criterion, and
 * only then committed; nothing of a rejected frame survives it.
 */
#ifndef DISCOVERY_H
#define DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "avoid.h"
#include "backoff.h"
#include "choice.h"
#include "contest.h"
#include "packet.h"

#define DISCOVERY_NAME_MAX 255 /* bytes of a wanted Service-Name, or a list of AC-Names */
#define DISCOVERY_HOST_UNIQ_MAX 128 /* bytes */
#define DISCOVERY_CAPPED_ACS 8
#define DISCOVERY_HOST_UNIQ_LEN 16 /* bytes of the default, random one */

struct discovery_options {
	char service_name[DISCOVERY_NAME_MAX + 1]; /* empty: any service */
	bool no_service_name; /* leave the TAG out, against RFC 2516: some ACs want that */
	char ac_names[DISCOVERY_NAME_MAX + 1]; /* a list, see choice.h; empty: any AC */
	struct choice_macs ac_macs;
	uint8_t host_uniq[DISCOVERY_HOST_UNIQ_MAX];
	uint16_t host_uniq_len;
	uint32_t best_ms; /* so long offers of several ACs are compared; 0: the first is taken */
	bool host_uniq_fixed; /* by the user: another process may use the same */
	struct backoff retry; /* of PADIs */
	struct backoff padr_retry; /* of PADRs */
	/* PADIs before DISCOVERY_FAILED, at least 1; with fewer than 3 all carry max_payload */
	unsigned int padi_attempts;
	unsigned int most_refusals; /* before DISCOVERY_FAILED; 0: as many as PADIs */
	uint16_t max_payload; /* bytes of PPP payload to ask for, above 1492; 0: do not ask */
	uint8_t capped_acs[DISCOVERY_CAPPED_ACS]
			  [ETH_ALEN]; /* behind a path that failed: no more than 1492 */
	unsigned int capped_count;
};

enum discovery_state {
	DISCOVERY_IDLE, /* or paused */
	DISCOVERY_PADI_SENT,
	DISCOVERY_CHOOSING,
	DISCOVERY_OFFER_KEPT,
	DISCOVERY_PADR_SENT,
	DISCOVERY_REFUSED,
	DISCOVERY_SESSION,
	DISCOVERY_FAILED,
};

/* What became of a received frame, in the order of the checks. */
enum discovery_verdict {
	DISCOVERY_ACCEPTED,
	DISCOVERY_MALFORMED,
	DISCOVERY_UNEXPECTED, /* not a frame that this state waits for */
	DISCOVERY_NOT_OURS, /* another destination, or a source no AC can have */
	DISCOVERY_BAD_HOST_UNIQ,
	DISCOVERY_WRONG_AC_MAC,
	DISCOVERY_ERROR_TAG,
	DISCOVERY_NO_AC_NAME,
	DISCOVERY_WRONG_AC_NAME,
	DISCOVERY_NO_SERVICE_NAME,
	DISCOVERY_WRONG_SERVICE,
	DISCOVERY_BAD_SESSION_ID,
	DISCOVERY_TOO_LONG, /* our PADR would not fit into a frame */
	DISCOVERY_ORPHAN, /* a session that nobody waits for any more: a PADT answers it */
	DISCOVERY_ENDED, /* the session that it has found, by its AC: discovery_refuse may follow */
};

/* Not to be copied: `offer` points into `offer_frame`. */
struct discovery {
	const struct discovery_options *options;
	uint8_t mac[ETH_ALEN];
	enum discovery_state state;
	unsigned int padi_tries;
	unsigned int padr_tries;
	unsigned int refusals;
	uint64_t padi_ms; /* when the last PADI was queued */
	struct contest contest; /* in CHOOSING */
	struct avoid *avoid; /* NULL: nobody is */
	bool padi_tagged; /* the last PADI had PPP-Max-Payload */
	uint64_t deadline_ms; /* when to call discovery_timeout; in SESSION and FAILED: none */
	uint8_t offer_frame[PACKET_FRAME_MAX];
	struct packet offer; /* the chosen PADO */
	uint16_t session_id;
	uint16_t max_payload; /* bytes granted by PADO and PADS, above 1492; 0: none */
	bool tag_ignored; /* the offer came only without the TAG: leave it away for a while */
	uint8_t tx[PACKET_FRAME_MAX];
	size_t tx_len; /* bytes to send now; 0: nothing */
};

/* Of the interface with address `mac`; *options must outlive the discovery. */
void discovery_init(struct discovery *d, const struct discovery_options *options,
		    const uint8_t mac[static ETH_ALEN]);

/*
 * Begins with a PADI from `mac`. *options must outlive the discovery. Returns 0,
 * or -EMSGSIZE if the PADI would be over 1484 octets (RFC 2516 5.1).
 */
int discovery_start(struct discovery *d, const struct discovery_options *options,
		    const uint8_t mac[static ETH_ALEN], uint64_t now_ms, uint32_t entropy);

/*
 * In the midst of one: the line is gone, nothing is sent. It goes on with the
 * same Host-Uniq, so a session that an old PADR gets is known for an orphan.
 */
void discovery_pause(struct discovery *d);

/* Whoever is on the line now: begins with a PADI again. Errors as discovery_start. */
int discovery_resume(struct discovery *d, uint64_t now_ms, uint32_t entropy);

/* Goes straight to SESSION: session `id` with the AC at `ac` exists already. */
void discovery_attach(struct discovery *d, const struct discovery_options *options,
		      const uint8_t mac[static ETH_ALEN], const uint8_t ac[static ETH_ALEN],
		      uint16_t id);

/*
 * The PADI that the next frame answers is an earlier one with the same Host-Uniq, which is
 * taken for sent at `sent_ms`, with PPP-Max-Payload if `tagged`.
 */
void discovery_take_padi(struct discovery *d, bool tagged, uint64_t sent_ms);

/* Takes a frame as received; *ret_packet (NULL if not wanted) is its value unless MALFORMED. */
enum discovery_verdict discovery_input(struct discovery *d, const uint8_t *frame, size_t len,
				       uint64_t now_ms, uint32_t entropy,
				       struct packet *ret_packet);

/* The session is over before the kernel knew it: as good as refused. */
void discovery_refuse(struct discovery *d, uint64_t now_ms, uint32_t entropy);

/* Does nothing before the deadline. */
void discovery_timeout(struct discovery *d, uint64_t now_ms, uint32_t entropy);

/* Writes the PADT that ends session `id` with the AC at `ac` into d->tx (RFC 2516 5.5). */
void discovery_terminate(struct discovery *d, const uint8_t ac[static ETH_ALEN], uint16_t id);

/* Lower-case words for a log line. */
const char *discovery_verdict_text(enum discovery_verdict verdict);

#endif

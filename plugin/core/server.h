/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Discovery stage of RFC 2516, the AC's side, for one session and without
 * any I/O. The other half of discovery.h, on the same frames:
 *
 *   PADI --> PADO, of which nothing is kept
 *   PADR with the right cookie --> server_grant --> PADS
 *
 * What is in struct discovery_options means here: ac_names the name that we
 * have, service_name a list of services, or empty for any, ac_macs the clients
 * that may come, max_payload and capped_acs what a client gets that asks for it.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "cookie.h"
#include "discovery.h"
#include "packet.h"

struct server {
	const struct discovery_options *options;
	const char *name; /* AC-Name */
	uint8_t key[COOKIE_KEY_SIZE];
	uint8_t mac[ETH_ALEN];
	uint8_t padr_frame[PACKET_FRAME_MAX];
	size_t padr_len; /* bytes */
	struct packet padr; /* the last that was accepted */
	uint64_t padr_ms; /* when */
	uint16_t session_id; /* of the PADS that answered it; 0: none has */
	uint16_t max_payload; /* granted by it, above 1492; 0: nothing beyond that */
	uint8_t tx[PACKET_FRAME_MAX];
	size_t tx_len; /* bytes to send now; 0: nothing */
};

enum server_verdict {
	SERVER_ANSWERED, /* with a PADO, a PADS that refuses, or the same PADS once more */
	SERVER_ACCEPTED, /* a PADR: server_grant or server_refuse is to follow */
	SERVER_MALFORMED,
	SERVER_UNEXPECTED, /* neither a PADI nor a PADR */
	SERVER_NOT_OURS, /* another destination, or a source that no client can have */
	SERVER_UNWANTED, /* a client that pppoe-mac does not want */
	SERVER_WRONG_SERVICE,
	SERVER_BAD_COOKIE, /* maybe that of another server here */
	SERVER_TOO_LONG, /* what it wants echoed leaves no room */
};

/*
 * There is no session, or none any more; cookies stay right. *options and *name
 * must outlive the server. The key is the caller's, and random.
 */
void server_init(struct server *s, const struct discovery_options *options, const char *name,
		 const uint8_t mac[static ETH_ALEN]);

/* Takes a frame as received. */
enum server_verdict server_input(struct server *s, const uint8_t *frame, size_t len,
				 uint64_t now_ms);

/* Answers the accepted PADR: with session `id`, or with AC-System-Error and no session. */
void server_grant(struct server *s, uint16_t id);
void server_refuse(struct server *s);

/* Lower-case words for a log line. */
const char *server_verdict_text(enum server_verdict verdict);

#endif

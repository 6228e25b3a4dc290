/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has a session, from before its PADS to after its PADT. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "pppd.h"
#include "wire.h"

enum {
	SESSIONS = 512
};

struct session {
	uint16_t sid; /* 0: a free slot */
	uint8_t mac[ETH_ALEN];
	struct pppd pppd; /* until it is told to go, the client does not know the session */
	struct frame pads; /* waits for the first LCP frame */
	const char *end; /* why, once it is to end */
};

struct sessions {
	const struct options *opt;
	const struct wire *wire;
	const sigset_t *pppd_mask;
	uint32_t next_sid;
	uint64_t warm_due_ms; /* UINT64_MAX: never */
	struct session slots[SESSIONS];
};

/* `pppd_mask`: the signal mask of their pppds. */
void sessions_init(struct sessions *ret, const struct options *opt, const struct wire *w,
		   const sigset_t *pppd_mask);

/* Has a pppd ready for --warm. Returns how long to wait for that, in ms; -1 for ever. */
int sessions_keep_warm(struct sessions *all);

/* Closes those whose pppd has ended. */
void sessions_reap(struct sessions *all);

/* Closes all, each with a PADT. */
void sessions_close(struct sessions *all);

/* A session that this client knows, and that is not about to end; NULL if it has none. */
struct session *session_of(struct sessions *all, const uint8_t mac[static ETH_ALEN]);

/* The same, if it has this id. */
struct session *session_find(struct sessions *all, uint16_t sid,
			     const uint8_t mac[static ETH_ALEN]);

/* A new one for the client that sent this PADR; with --lcp-first its PADS waits. */
void session_start(struct sessions *all, const struct packet *padr);

/* Sends the PADS that waits. Returns false if the session has none, or there is no such session. */
bool session_send_pads(struct sessions *all, uint16_t sid);

/* Not if the client does not know of the session yet. */
void session_send_padt(const struct sessions *all, const struct session *s);

/* Its pppd is told to end; the session is closed when it has. `why` must last. */
void session_end(struct session *s, const char *why);

#endif

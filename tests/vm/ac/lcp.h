/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is done to the LCP frames of the sessions beside their pppds. */
#ifndef LCP_H
#define LCP_H

#include "options.h"
#include "sessions.h"
#include "wire.h"

struct lcp {
	const struct options *opt;
	struct wire *wire;
	struct sessions *sessions;
	int outgoing; /* what the pppds send; -1 without --lcp-first */
	int echoes; /* LCP Echo-Requests; -1 without --echo-data */
	int looped; /* Configure-Requests; -1 without --loop and --nak */
	uint32_t loops; /* so far */
};

void lcp_open(struct lcp *ret, const struct options *opt, struct wire *w,
	      struct sessions *sessions);

/* Takes one frame from that socket. The first LCP frame of a session releases its PADS. */
void lcp_on_outgoing(struct lcp *l);

/* Takes one Configure-Request from that socket, and refuses it, or sends it back. */
void lcp_on_request(struct lcp *l);

/* Takes one Echo-Request from that socket and answers it. */
void lcp_on_echo(const struct lcp *l);

#endif

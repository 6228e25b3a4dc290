/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PADO and PADS, and the payload that they grant (RFC 4638). */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdint.h>

#include "options.h"
#include "wire.h"

/* Returns what the client asks for, in bytes; 0 without PPP-Max-Payload. */
uint16_t answer_asked_payload(const struct packet *request);

/* Returns what the answer grants, in bytes; 0: it has no PPP-Max-Payload. */
uint16_t answer_payload(const struct options *opt, const struct packet *request);

/* A PADO to a PADI, a PADS to a PADR; with `error`, which may be NULL, a PADS that refuses. */
struct frame answer_build(const struct options *opt, const struct wire *w,
			  const struct packet *request, uint16_t sid, const char *error);

#endif

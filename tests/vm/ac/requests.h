/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the clients send in discovery: PADI, PADR and PADT. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdint.h>

#include "options.h"
#include "sessions.h"
#include "wire.h"

struct requests {
	const struct options *opt;
	struct wire *wire;
	struct sessions *sessions;
	uint32_t denied; /* PADRs so far */
};

/* Takes one frame from the discovery socket and does what it asks for. */
void requests_receive(struct requests *r);

#endif

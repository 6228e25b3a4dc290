/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The LCP Configure-Request of an AC that begins before the kernel knows the
 * session: in the microsecond in which it sends its PADS, or sooner. The last counts.
 */
#ifndef EARLY_H
#define EARLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session_frame.h"

#define EARLY_MAX 512 /* bytes; a longer one is not kept, as it is repeated anyway */

/* All zero: none has come. */
struct early {
	uint8_t bytes[EARLY_MAX]; /* from LCP's code on */
	size_t len; /* bytes; 0: none */
	uint16_t session_id;
	bool lost; /* so early that the kernel cannot have taken it */
};

/* Keeps the packet of a frame in place of the last one, if it is not too long. */
void early_keep(struct early *e, const struct session_frame *f);

/* The session is `id`: what belongs to another one is kept no longer. */
void early_choose(struct early *e, uint16_t id);

#endif

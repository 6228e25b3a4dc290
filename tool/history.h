/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The losses of a link, as text and as JSON. No I/O but to `say`.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "facts.h"
#include "say.h"

#define HISTORY_SCHEMA 1
#define HISTORY_SHOWN 20 /* of the losses, as text */

struct json_t;

/* The last ones, one line each, the oldest first. */
void history_show(const struct say *out, const struct facts *f, const struct ring *r);

/* One of them, with its number (core/ring.h): the line's beginning is the caller's. */
void history_show_loss(const struct say *out, const struct facts *f, const struct ring *r,
		       unsigned int number);

/* All of them. The caller owns it. */
struct json_t *history_json(const struct facts *f, const struct ring *r);

/* An array of the last `most`. */
struct json_t *history_losses_json(const struct facts *f, const struct ring *r, unsigned int most);

#endif

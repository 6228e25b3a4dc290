/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The losses of a link, as text and as JSON. No I/O but to `say`.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdint.h>

#include "say.h"
#include "view.h"

#define HISTORY_SCHEMA 1

struct json_t;

/* One line each, the oldest first. `wall_s`: the time of the facts, in seconds since 1970. */
void history_show(const struct say *out, const struct facts *f, const struct view *v,
		  uint64_t wall_s);

/* The caller owns it. */
struct json_t *history_json(const struct facts *f, const struct view *v, uint64_t wall_s);

#endif

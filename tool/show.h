/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links as text for a person, at most 80 columns where names allow it, and as
 * JSON for a program: pppoe-clamp(8) has the schema. No I/O but to `say`.
 */
#ifndef SHOW_H
#define SHOW_H

#include "say.h"
#include "view.h"

#define SHOW_SCHEMA 1 /* rises when something that was there changes its meaning, or goes */

struct json_t;

void show_link(const struct say *out, const struct facts *f, const struct view *v);

/* What is missing in all of it, if anything is. */
void show_missing(const struct say *out, const struct facts *f);

/* The whole of it; `only` (NULL: all) is the one link that was asked for. The caller owns it. */
struct json_t *show_json(const struct facts *f, const struct view_list *l, const struct view *only);

#endif

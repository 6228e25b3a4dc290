/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a search has found, as text and as JSON. What ACs say is escaped. No I/O
 * but to `say`.
 */
#ifndef OFFERS_H
#define OFFERS_H

#include <stdbool.h>

#include "facts.h"
#include "say.h"
#include "search.h"

#define OFFERS_SCHEMA 1

struct json_t;

/* What there is still to try, where nobody answers. */
struct offers_tried {
	bool vlans;
	bool all_interfaces;
};

/* `f` is of the end of the search. */
void offers_show(const struct say *out, const struct search *s, const struct facts *f,
		 const struct offers_tried *tried);

/* The caller owns it. */
struct json_t *offers_json(const struct search *s, const struct facts *f);

#endif

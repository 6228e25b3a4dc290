/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads records and kernel, and changes nothing. What somebody without root may
 * not read is left out, and said.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "facts.h"

#define SNAPSHOT_SECONDS \
	90 /* the last of each ring that are there; of the others nothing is known */

/* *ret is filled, whatever happens; facts_free frees it. Returns 0, or -errno of rtnetlink. */
int snapshot_take(struct facts *ret);

/* The same, with all seconds of the rings. */
int snapshot_take_days(struct facts *ret);

#endif

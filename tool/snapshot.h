/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads records and kernel, and changes nothing. What somebody without root may
 * not read is left out, and said.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "facts.h"

/* So many of each ring are there, the last ones; of the others nothing is known. */
#define SNAPSHOT_SECONDS 90
#define SNAPSHOT_LOSSES 8

/* *ret is filled, whatever happens; facts_free frees it. Returns 0, or -errno of rtnetlink. */
int snapshot_take(struct facts *ret);

/* The same, with all of the rings. */
int snapshot_take_days(struct facts *ret);

#endif

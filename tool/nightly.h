/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new session for a link each day at a chosen time: by the timer
 * pppoe-clamp-reconnect@NAME of systemd, which has the time in a drop-in.
 */
#ifndef NIGHTLY_H
#define NIGHTLY_H

#include <stdbool.h>

/* NULL, or what was expected in place of `text`: a time "00:00" to "23:59". */
const char *nightly_refuse_time(const char *text);

/* The same for the name of a link: it becomes a part of a unit's name. */
const char *nightly_refuse_name(const char *name);

/* Is there a time for this link? */
bool nightly_is_set(const char *name);

/*
 * Shows on standard output what it will do, and does it, unless `dry_run`: at `time`
 * from now on, or never again (NULL). All is as it was where a part of it fails,
 * which is said. Returns what the program exits with.
 */
int nightly_set(const char *name, const char *time, bool dry_run);

#endif

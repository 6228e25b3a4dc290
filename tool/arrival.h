/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A link that was started comes up, and the MTU of its path is proved. */
#ifndef ARRIVAL_H
#define ARRIVAL_H

#include <stdbool.h>

/* Is it so now? */
bool arrival_is_there(const char *link);

/*
 * Waits until it is, for a minute at most, and shows the link. Returns SAY_WELL, or
 * SAY_NOT_WELL, and has said so.
 */
int arrival_await(const char *link);

#endif

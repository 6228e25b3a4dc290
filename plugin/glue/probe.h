/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * failover-probe: as long as no target answers through the link, its default
 * routes have a worse metric; the session goes on.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>

#include "../netprobe.h"
#include "../netroute.h"

/* The IP version is up, and has its routes: its targets are probed, if any. */
void probe_start(enum netroute_family family);

/* It is down, or about to be. */
void probe_stop(enum netroute_family family);

/* Does no target answer? */
bool probe_is_lost(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * failover-conntrack: which translated connections follow our IPv4 route, and when.
 *
 * Connections of another uplink stay there when our route comes: until they end,
 * or until their entries are deleted. Otherwise masquerade would drop the first
 * packet of each, as it comes to another interface than its entry says.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include <stdbool.h>

#include "../core/config.h"
#include "../core/wanted.h"

/* Once; what `config` points to may change until the first link begins. */
void follow_init(const struct config *config);

/* Around each change of the routes to *w. `best`: IPv4 is up, and its targets are not lost. */
void follow_before_routes(const struct wanted *w, bool best);
void follow_after_routes(void);

/* Our route has come, or is the best again; it has gone, or others are better. */
void follow_adopt(void);
void follow_forget(void);

/* Takes what has come of other uplinks, of which WAKE_SIGNAL tells. Returns whether any has. */
bool follow_read(void);

/* The session is over: nothing of it counts for the next. */
void follow_end_session(void);

/* At pppd's end. */
void follow_close(void);

#endif

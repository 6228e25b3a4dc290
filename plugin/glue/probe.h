/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * failover-probe: do targets beyond the peer answer through the link, and well enough?
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>

#include "../core/config.h"
#include "../netroute.h"
#include "../sys/iface.h"

/*
 * Of an answer that has changed; `was_lost`: IPv4 was. The routes follow it; then
 * scripts are told (pppd_tell_lost) if it leaves the link without any.
 */
typedef void probe_changed(bool was_lost);

/*
 * The IP version is up: its targets are probed, if any. Where they were lost when the
 * last session ended, they are so until they answer.
 */
void probe_start(enum netroute_family family, const struct config *config,
		 const struct iface *iface, probe_changed *changed);

/* It is down, or about to be. */
void probe_stop(enum netroute_family family, const struct config *config);

/*
 * In limbo nobody is asked. What was found before is so after it, until answers say
 * otherwise: probe_start() of each IP version goes on.
 */
void probe_pause(void);

/* After that scripts are told that the link is back, unless no route is. */
void probe_tell_back(void);

/* Is its route not to be used? */
bool probe_is_lost(enum netroute_family family);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel has for the link: clamp and default routes, brought to what
 * is wanted; and the PPP interface, whose name and MTU others may change.
 */
#ifndef UPLINK_H
#define UPLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/wanted.h"
#include "../netclamp.h"
#include "../netroute.h"
#include "../sys/iface.h"

/*
 * `changed` is told when the clamp may have come, or be by another backend, without
 * uplink_apply(). To be called first.
 */
void uplink_init(void (*changed)(void));

/* Says in the clamp's comment whose it is. */
void uplink_name_session(uint16_t id, const char *ac_name, const char *device);

/* The PPP interface as it was last found; index 0: there was none. */
const struct iface *uplink_iface(void);

/* Looks for it anew. Returns whether it is another, or has changed. */
bool uplink_find(void);

/* It is to be there, and was not found. */
bool uplink_is_missed(void);

/* The routing table of the VRF that it belongs to; 0: none. */
uint32_t uplink_vrf_table(void);

/* It is gone, or does not concern us any more. */
void uplink_lose(void);

/*
 * Puts it into the VRF of that name, unless it is there or there is none. Returns
 * 0, or -errno, which is logged once.
 */
int uplink_join(const char *vrf);

/*
 * To be called after each change of what is wanted. Routes wait for an interface that is up;
 * what the kernel refuses is tried again, after 1 second to 60.
 */
void uplink_apply(const struct wanted *w, enum netclamp_choice choice);

/*
 * An IP version is up: what others do to the link from now on wakes us (wake.h),
 * and its address is kept. `ipv4` is ours, in network byte order, `c` has the metrics.
 * Does nothing while the interface is missed.
 */
void uplink_keep(enum netroute_family family, uint32_t ipv4, const struct config *c);

/* Has it done that? */
bool uplink_keeps(enum netroute_family family);

/*
 * pppd is about to change the IPv4 address `before` on demand: routes outlive it until
 * uplink_let_routes().
 */
void uplink_hold_routes(uint32_t before);
void uplink_let_routes(void);

/* It goes down. */
void uplink_release(enum netroute_family family);

/* What others have done since, of enum change; in *ret_any whether there was anything to read. */
unsigned int uplink_read_changes(bool *ret_any);

/*
 * Puts back addresses after `changes`, and says if somebody has set the link down.
 * Returns what was missing, with the routes of uplink_apply.
 */
unsigned int uplink_put_back(unsigned int changes);

/*
 * To be called about once a second while the rules of nftables change: an
 * unowned table may be flushed, and another backend be the better one.
 */
void uplink_check(void);

/* It was flushed, and could not be put back yet: no other change may come. */
bool uplink_misses_clamp(void);

/* Others have changed theirs, and nobody can have flushed ours: only the backend may be another. */
bool uplink_needs_count(void);
void uplink_count(void);

/* While they rest: the next change wakes us. Returns whether there has been one already. */
bool uplink_await_rules(void);

/* Has it come? Then we are not woken for another one. */
bool uplink_rules_changed(void);

/* For readers of the record, one word; "" without a clamp. */
const char *uplink_clamp_text(void);

/* Default routes of others: away, and back, or as whoever made them leaves them. */
void uplink_park_routes(void);
void uplink_put_back_routes(void);
void uplink_forget_routes(void);

/* Removes everything. */
void uplink_close(void);

#endif

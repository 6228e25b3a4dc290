/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In which state the link is, and what there is for it: interface, clamp and routes in the
 * kernel, notes for others.
 *
 *   DOWN -> SESSION -> OPEN -> UP <-> LIMBO -> ENDING -> DOWN
 *
 * When LCP starts again on the same session, ENDING goes back to OPEN.
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>

#include "../core/config.h"
#include "../netroute.h"

enum state {
	STATE_DOWN,
	STATE_SESSION, /* or another way to a peer: LCP begins */
	STATE_OPEN, /* LCP is */
	STATE_UP, /* IPv4 or IPv6 is, too */
	STATE_LIMBO, /* so they are, and nobody knows whether the session is alive */
	STATE_ENDING, /* LCP has gone down; it may begin anew */
};

/* Once; what `config` points to may change until the first link begins. */
void state_init(const struct config *config);

/* The kernel follows with state_apply. */
void state_set(enum state to);

bool state_is(enum state s);

/* Is LCP open? */
bool state_is_open(void);

/* An IP version is up. */
void state_add_ip(enum netroute_family family);

/* It goes down, or was not up: pppd takes its addresses away itself. */
void state_remove_ip(enum netroute_family family);

bool state_has_ip(enum netroute_family family);
bool state_has_any_ip(void);

/* Brings the kernel to what the state of the link asks for. */
void state_apply(void);

/* The IP version, if it is up, has its route: from now on the route follows failover-probe. */
void state_begin_probe(enum netroute_family family);

/* Writes the link down, as `word` (a static string), or (NULL) as it was. */
void state_write_notes(const char *word);

#endif

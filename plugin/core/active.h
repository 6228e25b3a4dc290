/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What dials, and keeps a link up, where pppd dials on demand: everything but
 * what the machine sends and hears by itself. That is multicast (router and
 * neighbour solicitations, and reports of groups, which the kernel sends as soon
 * as there is an interface with IPv6, and a peer's advertisements), IPv4
 * broadcast, and our own probes with their answers.
 *
 * As classic BPF, for pppd's active-filter: it looks at a packet behind four bytes,
 * whose last two are PPP's protocol number.
 */
#ifndef ACTIVE_H
#define ACTIVE_H

#include <stddef.h>

#include <linux/filter.h>

#include "config.h"

#define ACTIVE_SIZE (15 + CONFIG_PROBES * 26) /* instructions */

/* Writes the program, which returns 0 for what does not count. Returns its instructions. */
unsigned int active_build(struct sock_filter ret[static ACTIVE_SIZE], const struct config *c);

#endif

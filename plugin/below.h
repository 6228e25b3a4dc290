/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an interface stands on, and what of that keeps frames from passing: the
 * interfaces under a VLAN or macvlan, and the ports of a bridge or bond there.
 */
#ifndef BELOW_H
#define BELOW_H

#include <stdint.h>
#include <net/if.h>

/* The lowest one under `index` that is down, by name; "": none, or nobody knows. */
void below_find_down(uint32_t index, char ret[static IFNAMSIZ]);

/*
 * One that carries less than `mtu` bytes, by name, and what it carries; "": none,
 * or nobody knows. `index` itself is looked at, too.
 */
void below_find_small(uint32_t index, uint32_t mtu, char ret[static IFNAMSIZ], uint32_t *ret_mtu);

#endif

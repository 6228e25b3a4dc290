/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VRF that the user wants a link to belong to.
 */
#ifndef NETVRF_H
#define NETVRF_H

#include <stdint.h>

/* Returns 0 if there is a VRF of that name, -ENXIO if there is none, or -errno. */
int netvrf_check(const char *name);

/*
 * Puts the interface into it, unless it is there. Returns 0, -ENXIO as above, or
 * -errno. One that is up loses its IPv6 addresses, and its routes, by that.
 */
int netvrf_join(const char *name, uint32_t ifindex);

#endif

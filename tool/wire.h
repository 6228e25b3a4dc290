/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discovery frames on an interface, also those with a VLAN's tag, which the
 * kernel gives to no other socket than one for all frames. A BPF filter lets
 * through none but the discovery frames that are for us.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>

#include "sys/ethernet.h"

/* As ethernet_open; `tagged`: frames of all VLANs come as well, without their tags. */
int wire_open(struct ethernet *ret, const char *ifname, bool tagged);

/*
 * As ethernet_receive; *ret_vlan is the number of the VLAN's tag that the kernel
 * has taken off, 0: there was none.
 */
ssize_t wire_receive(const struct ethernet *e, uint8_t *frame, size_t size, uint16_t *ret_vlan);

/* True also where it cannot be told. */
bool wire_has_carrier(const char *ifname);

/* What ethernet_set_up has set up. Returns 0 or -errno. */
int wire_set_down(const char *ifname);

#endif

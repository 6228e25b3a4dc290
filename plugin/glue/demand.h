/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's option demand: packets wait in the interface while there is no link, and dial one.
 * Without it, each function does nothing, and returns false.
 */
#ifndef DEMAND_H
#define DEMAND_H

#include <stdbool.h>

#include "../netroute.h"

/* Once: the Ethernet interface, which is known later; "": none. */
void demand_init(const char *device);

/*
 * Has the peer refused IPv4 or IPv6, or is there another peer? Is there a carrier? Packets
 * would wait in vain. Returns whether that has changed since it was asked last.
 */
bool demand_follow(void);

/* May packets of this IP version bring it up, as demand_follow has found it? */
bool demand_dials(enum netroute_family family);

/*
 * Of what brings IPv4 or IPv6 up, one end has acknowledged what the other asks for: pppd may
 * fall asleep (nap.h), and IPCP takes an address from the interface, but no route.
 */
void demand_note_ip_ack(enum netroute_family family);

/* It is up: pppd is awake, and the interface has its address. */
void demand_note_ip_up(enum netroute_family family);

/*
 * IPv4 is up, and its route is there. What dials may be a connection that is translated to
 * the address before, which the kernel drops by itself for none.
 */
void demand_forget_address(void);

/* The session is over. */
void demand_end_session(void);

#endif

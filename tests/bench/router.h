/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A router that forwards between two packet sockets:
 *
 *   senders[UP]   t0 ---- lan  the router  wan ---- x0   senders[DOWN]
 *
 * t0 and x0 are in a namespace that all routers share, lan and wan in the
 * router's own. Its neighbour entries name a MAC address that nobody has, so
 * what it forwards is dropped as soon as it has arrived at the other end.
 */
#ifndef ROUTER_H
#define ROUTER_H

#include <stdint.h>
#include <net/if.h>

#define ROUTER_WAN_MTU 1492
#define ROUTER_LAN_MAC 2, 0, 0, 0, 0, 0x10
#define ROUTER_WAN_MAC 2, 0, 0, 0, 0, 0x20
#define ROUTER_LAN_PEER 0x0a000102 /* 10.0.1.2, host byte order */
#define ROUTER_WAN_PEER 0x0a000202 /* 10.0.2.2 */

enum direction {
	UP, /* from the LAN to the WAN */
	DOWN,
	DIRECTIONS,
};

struct router {
	int namespace;
	unsigned int interfaces; /* that a clamp is wanted for; the last is wan, the others idle */
	char far_ends[DIRECTIONS][IFNAMSIZ]; /* where the packets of a direction arrive */
	int senders[DIRECTIONS];
};

/* The namespace of the ends, entered. */
int router_open_ends(void);

/* Enters the router's namespace. `number` names the ends. */
void router_open(struct router *r, unsigned int number, int ends, unsigned int interfaces);
void router_close(struct router *r);

void router_name_interface(char ret[static IFNAMSIZ], const struct router *r, unsigned int i);

/* A packet socket in the current namespace; protocol 0 receives nothing. */
int router_open_socket(const char *ifname, uint16_t protocol);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there a cable? The kernel's own notifications of one interface, on a
 * netlink socket that a BPF filter keeps free of all others. A VLAN follows
 * the device below it.
 */
#ifndef CARRIER_H
#define CARRIER_H

#include <stdbool.h>
#include <stdint.h>

struct carrier {
	int fd; /* -1 while closed; CLOEXEC and non-blocking */
	uint32_t ifindex;
	volatile bool up; /* IFF_UP and IFF_LOWER_UP, as of the last carrier_read */
	volatile bool gone; /* the interface was deleted, or left this namespace */
	volatile bool known; /* the kernel has told of it */
};

#define CARRIER_OF_ALL 0 /* no index: to know only that some interface has come, gone or changed */

/*
 * Returns 0 with the present state in *ret, or -errno (-ENODEV: the kernel does not tell of
 * it) and *ret untouched.
 */
int carrier_open(struct carrier *ret, uint32_t ifindex);

/* Safe to call twice. */
void carrier_close(struct carrier *c);

/* Takes what has come. Async-signal-safe. */
void carrier_read(struct carrier *c);

/*
 * From now on this process gets the realtime signal `number` whenever there is
 * something to read; SIGIO if the kernel's queue of those is full. A child that
 * goes on in its place has to ask anew. Returns 0 or -errno.
 */
int carrier_signal(const struct carrier *c, int number);

#endif

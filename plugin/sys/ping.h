/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICMP and ICMPv6 echo through one interface, whatever the routes say.
 *
 * Requests leave by a raw socket that is bound to the interface; the kernel
 * finds the source address. Replies are taken by a packet socket as they come
 * from the wire: while other routes are better than the link's own, a strict
 * rp_filter (and firewalld's for IPv6) drops them on their way to a raw socket,
 * and the path would look dead for ever. A BPF filter lets nothing else in.
 */
#ifndef PING_H
#define PING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../core/icmp.h"

/* All zero: closed. */
struct ping {
	int family; /* AF_INET or AF_INET6; 0 while closed */
	int raw; /* both CLOEXEC and non-blocking */
	int tap;
	uint8_t cookie[ICMP_COOKIE_SIZE]; /* of requests and their replies */
};

/*
 * Only replies with this cookie are received: random bytes, also the source of
 * the id. Returns 0, or -errno and *ret untouched.
 */
int ping_open(struct ping *ret, int family, uint32_t ifindex,
	      const uint8_t cookie[static ICMP_COOKIE_SIZE]);

/* Safe to call twice. */
void ping_close(struct ping *p);

/* An Echo-Request to `address`, in network byte order, of 4 or 16 bytes. Returns 0 or -errno. */
int ping_send(const struct ping *p, const uint8_t *address, uint16_t seq);

/* Returns the bytes of one packet, from its IP header on; -EAGAIN if none is waiting, or -errno. */
ssize_t ping_receive(const struct ping *p, uint8_t *packet, size_t size);

#endif

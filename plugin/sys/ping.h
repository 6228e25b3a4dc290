/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Echo of ICMP and ICMPv6, and half a handshake of TCP, through one interface,
 * whatever the routes say.
 *
 * Requests leave by raw sockets that are bound to the interface; the kernel
 * finds the source address. For IPv6 it needs a route through the interface: where
 * there is none any more, they leave by the packet socket, with the address that
 * was found last. Answers are taken by a packet socket as they come
 * from the wire: while other routes are better than the link's own, a strict
 * rp_filter (and firewalld's for IPv6) drops them on their way to any other, that
 * of a connect() included, and the path would look dead for ever. A BPF filter
 * lets nothing else in.
 *
 * A SYN-ACK that gets past all this is refused by the kernel, which knows of no
 * such connection, but along the best route. ping_reset is for every one.
 */
#ifndef PING_H
#define PING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../core/icmp.h"
#include "../core/syn.h"

/* All zero: closed. */
struct ping {
	int family; /* AF_INET or AF_INET6; 0 while closed */
	uint32_t ifindex;
	int tap; /* CLOEXEC and non-blocking */
	uint8_t cookie[ICMP_COOKIE_SIZE]; /* of requests and their replies */
	uint32_t secret; /* of SYNs and their answers */
	uint8_t source[16]; /* of the last request; all zero before the first one */
};

/*
 * Only what answers to requests with this cookie is received: random bytes, also
 * the source of the secret. Returns 0, or -errno and *ret untouched.
 */
int ping_open(struct ping *ret, int family, uint32_t ifindex,
	      const uint8_t cookie[static ICMP_COOKIE_SIZE]);

/* Safe to call twice. */
void ping_close(struct ping *p);

/*
 * A SYN to `port`, or to port 0 an Echo-Request. `address` is in network byte
 * order, of 4 or 16 bytes. Returns 0 or -errno.
 */
int ping_send(struct ping *p, const uint8_t *address, uint16_t port, uint16_t seq);

/* Ends what the SYN `seq` has begun: to be called for each SYN-ACK. An error is not told. */
void ping_reset(struct ping *p, const uint8_t *address, uint16_t port, uint16_t seq);

/*
 * Returns the bytes of one packet, from its IP header on, and in *ret_age_ms how
 * long it has waited here; -EAGAIN if none is waiting, or -errno. A wall clock that
 * was set meanwhile makes an age of 0, or of any length.
 */
ssize_t ping_receive(const struct ping *p, uint8_t *packet, size_t size, uint64_t *ret_age_ms);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Echo of ICMP (RFC 792) and ICMPv6 (RFC 4443 section 4): the request as a raw
 * socket wants it, and the reply as an IP packet on the wire.
 *
 * A reply is known by its cookie, random bytes that only we and the target
 * know, and by the sequence number. Its id does not count, as on the wire it may
 * be a NAT's, and neither does its checksum: every byte that matters is compared
 * anyway, and what a driver hands over may have none yet.
 */
#ifndef ICMP_H
#define ICMP_H

#include <stddef.h>
#include <stdint.h>

#define ICMP_COOKIE_SIZE 8 /* bytes */
#define ICMP_ECHO_SIZE (8 + ICMP_COOKIE_SIZE) /* bytes of a request */

/* Where the cookie of a reply is: bytes behind the start of the ICMP header. */
#define ICMP_COOKIE_AT 8

struct icmp_reply {
	uint8_t source[16]; /* in network byte order; of IPv4 the first 4 */
	uint16_t seq;
	uint8_t cookie[ICMP_COOKIE_SIZE];
};

/* Addresses are in network byte order, of 4 or 16 bytes; those of IPv4 do not matter. */
struct icmp_path {
	int family; /* AF_INET or AF_INET6 */
	const uint8_t *source;
	const uint8_t *target;
};

void icmp_build_request(uint8_t ret[static ICMP_ECHO_SIZE], const struct icmp_path *path,
			uint16_t id, uint16_t seq, const uint8_t cookie[static ICMP_COOKIE_SIZE]);

/*
 * Reads a packet of `len` bytes from its IP header on, maybe padded. Returns 0,
 * or -EBADMSG for anything but a whole Echo-Reply with as many bytes as a
 * request of ours, and leaves *ret alone.
 */
int icmp_parse_reply(struct icmp_reply *ret, int family, const uint8_t *packet, size_t len);

#endif

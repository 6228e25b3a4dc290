/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What protocols over IPv4 and IPv6 share: the header before them, and the checksum (RFC 1071). */
#ifndef IP_H
#define IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cursor.h"

/* An IP header; addresses point to 4 or 16 bytes of it. */
struct ip_header {
	int family; /* AF_INET or AF_INET6 */
	uint8_t protocol; /* of IPv6: what comes next */
	bool fragment; /* of IPv6: not known */
	const uint8_t *source, *target;
	size_t size; /* bytes of the header */
	size_t len; /* of what it says is behind it */
};

/*
 * Takes the header, of the version that it says, with its options. Less than
 * `len` may be left then, or more. False, with *c anywhere, if there is none.
 */
bool ip_take_header(struct cursor *c, struct ip_header *ret);

/*
 * Takes the IP header, and leaves in *c what it says is behind it, without
 * padding. False, with *c anywhere, unless that is `protocol` and no fragment.
 * *source points to the 4 or 16 bytes of the address.
 */
bool ip_enter(struct cursor *c, int family, uint8_t protocol, const uint8_t **source);

/* The sum of an even number of bytes, at most 65534; such sums may be added up. */
uint32_t ip_sum(const uint8_t *bytes, size_t len);

/*
 * The same of what TCP and ICMPv6 sum up beside their own `len` bytes: addresses of
 * `family`, in network byte order, and the protocol (RFC 9293, RFC 8200 section 8.1).
 */
uint32_t ip_pseudo_sum(int family, const uint8_t *source, const uint8_t *target, uint8_t protocol,
		       size_t len);

/* What makes `sum`, which had zero in its place, right. */
uint16_t ip_checksum(uint32_t sum);

#define IP_IPV6_HEADER_SIZE 40 /* bytes */

/* The IPv6 header before `len` bytes of `protocol`. Addresses are in network byte order. */
void ip_build_ipv6(uint8_t ret[static IP_IPV6_HEADER_SIZE], uint8_t protocol, uint16_t len,
		   const uint8_t source[static 16], const uint8_t target[static 16]);

#endif

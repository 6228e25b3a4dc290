/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does anybody answer at a TCP port? Half a handshake (RFC 9293): the SYN as a
 * raw socket wants it, the SYN-ACK or RST that answers it as an IP packet on the
 * wire, and the RST that ends what a SYN-ACK has begun.
 *
 * An answer is known by what it acknowledges: the SYN's sequence number, which is
 * a secret plus the number of the round. Our own port does not count, as on
 * the wire it may be a NAT's, and neither does the checksum (see icmp.h).
 */
#ifndef SYN_H
#define SYN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYN_SIZE 24 /* bytes of the longest segment */

/* What BPF needs to know: bytes behind the start of the TCP header. */
#define SYN_ACKNOWLEDGED_AT 8
#define SYN_FLAGS_AT 13

/* Addresses are in network byte order, of 4 or 16 bytes. */
struct syn_path {
	int family; /* AF_INET or AF_INET6 */
	const uint8_t *source;
	const uint8_t *target;
	uint16_t port; /* of the target */
};

struct syn_answer {
	uint8_t source[16]; /* of IPv4 the first 4 */
	uint16_t port; /* never 0 */
	uint16_t seq; /* the round whose SYN it answers */
	bool open; /* a SYN-ACK: to be ended by a reset */
};

/* Returns the bytes of the SYN of round `seq`, or of the reset that ends what came of it. */
size_t syn_build(uint8_t ret[static SYN_SIZE], const struct syn_path *path, uint32_t secret,
		 uint16_t seq, bool reset);

/*
 * Reads a packet of `len` bytes from its IP header on, maybe padded. Returns 0,
 * or -EBADMSG for anything but an answer to a SYN with this secret, and leaves
 * *ret alone.
 */
int syn_parse_answer(struct syn_answer *ret, int family, uint32_t secret, const uint8_t *packet,
		     size_t len);

#endif

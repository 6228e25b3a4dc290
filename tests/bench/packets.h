/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The IPv4 TCP packets that are sent through the routers. */
#ifndef PACKETS_H
#define PACKETS_H

#include <stddef.h>
#include <stdint.h>
#include <linux/if_ether.h>

#define PACKET_ROOM 1514
#define PACKET_MSS 1460 /* what the SYN announces */

enum packet_kind {
	PACKET_ACK,
	PACKET_SYN,
	PACKET_DATA, /* 1400 bytes with its headers */
	PACKET_KINDS,
};

struct packet_ends {
	uint8_t to_mac[ETH_ALEN];
	uint32_t from; /* host byte order */
	uint32_t to;
};

/*
 * Writes a frame of this kind. Its TCP checksum is left zero: no router looks
 * at it, and to correct it costs the same. Returns the length.
 */
size_t packet_build(uint8_t ret[static PACKET_ROOM], enum packet_kind kind,
		    const struct packet_ends *ends);

/* The MSS in a SYN that was built here. Returns 0 if it is another packet. */
uint16_t packet_mss(const uint8_t *frame, size_t len);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PPPoE discovery frames (RFC 2516 sections 4 and 5, RFC 4638) to and from a value.
 * This file owns the frame layout and the only TAG iterator.
 */
#ifndef PACKET_H
#define PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/if_ether.h>

struct cursor;

#define PACKET_FRAME_MAX 1514 /* bytes: Ethernet header and 1500 octets */
#define PACKET_PADI_MAX 1498 /* bytes: RFC 2516 5.1 leaves room for a relay's tag (1484 octets) */

enum packet_code {
	PACKET_PADI = 0x09,
	PACKET_PADO = 0x07,
	PACKET_PADR = 0x19,
	PACKET_PADS = 0x65,
	PACKET_PADT = 0xa7,
};

/* A TAG's value; `data` is NULL where the TAG is absent, and points into the frame. */
struct packet_tag {
	const uint8_t *data;
	uint16_t len;
};

/* Of a TAG that stands more than once, the first counts (Service-Name: see below). */
struct packet {
	uint8_t dst[ETH_ALEN];
	uint8_t src[ETH_ALEN];
	uint8_t code;
	uint16_t session_id;
	struct packet_tag service_name;
	struct packet_tag ac_name;
	struct packet_tag host_uniq;
	struct packet_tag ac_cookie;
	struct packet_tag relay_session_id;
	struct packet_tag ppp_max_payload; /* RFC 4638 */
	struct packet_tag service_name_error;
	struct packet_tag ac_system_error;
	struct packet_tag generic_error;
	const char *more_services; /* for packet_build: Service-Names, with commas between */
	struct packet_tag all; /* the whole TAG area; packet_build ignores it */
};

/*
 * Reads a whole frame of `len` bytes as received. Unknown TAGs are skipped;
 * Ethernet padding, up to three bytes behind the last TAG, and whatever follows
 * End-Of-List are ignored. Returns 0, or -EBADMSG and leaves *ret alone if
 * anything in the frame is truncated, overlong or not PPPoE discovery.
 */
int packet_parse(struct packet *ret, const uint8_t *frame, size_t len);

/*
 * Writes a frame. Returns its length in bytes, or -EMSGSIZE if it is longer
 * than `size`, or than PACKET_PADI_MAX for a PADI.
 */
int packet_build(const struct packet *p, uint8_t *frame, size_t size);

/* Is `name` among all Service-Names of the frame? An AC may list several (RFC 2516 5.2). */
bool packet_offers_service(const struct packet *p, const char *name);

/* The first `most` Service-Names, into `ret`. Returns how many there are in all. */
unsigned int packet_list_services(const struct packet *p, struct packet_tag *ret,
				  unsigned int most);

/* An address that a frame of one AC can come from: neither zero nor a group. */
bool packet_is_station(const uint8_t mac[static ETH_ALEN]);

bool packet_tag_equal(const struct packet_tag *tag, const void *data, size_t len);

/* A number as the TAG's value: false, and *ret is left alone, unless it has exactly 2 bytes. */
bool packet_tag_get_be16(const struct packet_tag *tag, uint16_t *ret);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PPPoE session frames (RFC 2516 section 6), as far as a packet socket has to
 * understand them: whose they are, and what LCP packet they carry.
 */
#ifndef SESSION_FRAME_H
#define SESSION_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/if_ether.h>

#define SESSION_FRAME_LCP 0xc021 /* PPP's protocol number */
#define SESSION_FRAME_REQUEST 1 /* LCP's code of a Configure-Request (RFC 1661 5.1) */

struct session_frame {
	uint8_t src[ETH_ALEN];
	uint16_t session_id;
	uint16_t protocol; /* PPP's */
	const uint8_t *data; /* behind the protocol field; points into the frame */
	size_t len; /* bytes, without Ethernet padding; what was cut off is not counted */
};

/* Reads a frame of `len` bytes, maybe cut. Returns 0, or -EBADMSG and leaves *ret alone. */
int session_frame_parse(struct session_frame *ret, const uint8_t *frame, size_t len);

/* Is it an LCP Configure-Request? */
bool session_frame_is_request(const struct session_frame *f);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interface to the clients: the sockets on it, and what leaves by it, at
 * once or later. Without a socket the program ends.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "core/packet.h"

struct sock_filter;

enum {
	WIRE_DELAYED = 16
};

struct frame {
	uint8_t data[PACKET_FRAME_MAX];
	size_t len; /* bytes; 0: none */
};

struct wire_delayed {
	uint64_t due_ms;
	struct frame frame; /* of length 0 in a free slot */
};

struct wire {
	const char *iface;
	int ifindex;
	uint8_t mac[ETH_ALEN];
	int discovery; /* receives discovery frames */
	struct wire_delayed delayed[WIRE_DELAYED];
};

void wire_open(struct wire *ret, const char *iface);

/*
 * Returns a socket that receives what the filter of `len` instructions wants of
 * all that comes and goes, even if nftables drops it.
 */
int wire_capture(const struct wire *w, struct sock_filter *code, unsigned short len);

/* The frame of a packet from here; of length 0 if that would be too long. Sets p->src. */
struct frame wire_frame(const struct wire *w, struct packet *p);

/* Sends `len` bytes, or logs why not. */
void wire_send(const struct wire *w, const void *data, size_t len);

/* In so many milliseconds, by wire_send_due; at once for 0. */
void wire_send_later(struct wire *w, const struct frame *f, uint32_t delay_ms);

/* Returns how long to wait for the next frame, in ms; -1: none waits. */
int wire_send_due(struct wire *w);

#endif

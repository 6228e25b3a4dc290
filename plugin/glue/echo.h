/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LCP packets beside pppd's own: echoes that we send, packets that we see
 * arrive, and one that came before the kernel knew the session.
 */
#ifndef ECHO_H
#define ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct echo {
	void (*next_snoop_hook)(unsigned char *p, int len);
	unsigned int packets; /* of LCP in this session, as far as pppd has seen them */
	bool asked; /* a Configure-Request among them */
};

/* To be called once: sees every control packet from then on. */
void echo_listen(void);

/* Sends an Echo-Request with `len` bytes of data behind its length field. LCP must be open. */
void echo_send(uint8_t id, const uint8_t *data, size_t len);

/* Sends an Echo-Request with our magic number alone. */
void echo_send_short(uint8_t id);

/*
 * LCP has just started: unless a Configure-Request comes soon, it gets the one
 * that connect.c has caught.
 */
void echo_replay_early(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LCP echoes beside pppd's own: sends them, and knows which answers are whole.
 */
#ifndef ECHO_H
#define ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sends an Echo-Request with `len` bytes of data behind its length field. LCP must be open. */
void echo_send(uint8_t id, const uint8_t *data, size_t len);

/* Sends an Echo-Request with our magic number alone. */
void echo_send_short(uint8_t id);

/*
 * Has an Echo-Reply arrived whole that says that `len` bytes of data are in it,
 * and of which pppd has `seen`? (One of more than 1500 bytes has, see sys/session.h.)
 */
bool echo_is_whole(size_t seen, size_t len);

#endif

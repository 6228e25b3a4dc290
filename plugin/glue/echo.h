/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LCP echoes beside pppd's own.
 */
#ifndef ECHO_H
#define ECHO_H

#include <stddef.h>
#include <stdint.h>

#include "../core/cursor.h"

/* Sends an Echo-Request with `len` bytes of data behind its length field. LCP must be open. */
void echo_send(uint8_t id, const uint8_t *data, size_t len);

/* Sends an Echo-Request with our magic number alone. */
void echo_send_short(uint8_t id);

/* One has come, with `len` bytes behind its header, of which pppd may have less. */
void echo_note_reply(uint8_t id, const struct cursor *data, size_t len);

#endif

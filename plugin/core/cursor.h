/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounded reader and writer over bytes. This file owns all offset arithmetic
 * on frames: nothing else in the plugin adds to a pointer that came from, or
 * goes to, the wire. Numbers are in network byte order.
 */
#ifndef CURSOR_H
#define CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cursor {
	const uint8_t *data;
	size_t left;
};

/* Sticky: once something did not fit, `overflow` stays set and nothing is written. */
struct writer {
	uint8_t *data;
	size_t size;
	size_t used;
	bool overflow;
};

/* Each cursor_ call returns false, and takes nothing, if fewer bytes are left than asked for. */
static inline bool cursor_get_bytes(struct cursor *c, size_t len, const uint8_t **ret)
{
	if (c->left < len)
		return false;
	*ret = c->data;
	c->data += len;
	c->left -= len;
	return true;
}

static inline bool cursor_get_u8(struct cursor *c, uint8_t *ret)
{
	const uint8_t *b;

	if (!cursor_get_bytes(c, 1, &b))
		return false;
	*ret = b[0];
	return true;
}

static inline bool cursor_get_be16(struct cursor *c, uint16_t *ret)
{
	const uint8_t *b;

	if (!cursor_get_bytes(c, 2, &b))
		return false;
	*ret = (uint16_t)(b[0] << 8 | b[1]);
	return true;
}

static inline bool cursor_get_be32(struct cursor *c, uint32_t *ret)
{
	const uint8_t *b;

	if (!cursor_get_bytes(c, 4, &b))
		return false;
	*ret = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	return true;
}

/* A child over the next `len` bytes: what reads it cannot leave it. */
static inline bool cursor_get_child(struct cursor *c, size_t len, struct cursor *ret)
{
	const uint8_t *b;

	if (!cursor_get_bytes(c, len, &b))
		return false;
	*ret = (struct cursor){ .data = b, .left = len };
	return true;
}

static inline void writer_put_bytes(struct writer *w, const void *bytes, size_t len)
{
	if (w->overflow || w->size - w->used < len) {
		w->overflow = true;
		return;
	}
	if (len)
		memcpy(w->data + w->used, bytes, len);
	w->used += len;
}

static inline void writer_put_u8(struct writer *w, uint8_t v)
{
	writer_put_bytes(w, &v, 1);
}

static inline void writer_put_be16(struct writer *w, uint16_t v)
{
	const uint8_t b[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	writer_put_bytes(w, b, sizeof(b));
}

static inline void writer_put_be32(struct writer *w, uint32_t v)
{
	const uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
			       (uint8_t)v };

	writer_put_bytes(w, b, sizeof(b));
}

/* Overwrites two bytes already written at `at`, for a length known only at the end. */
static inline void writer_set_be16(struct writer *w, size_t at, uint16_t v)
{
	if (w->overflow || w->used < 2 || at > w->used - 2) {
		w->overflow = true;
		return;
	}
	w->data[at] = (uint8_t)(v >> 8);
	w->data[at + 1] = (uint8_t)v;
}

#endif

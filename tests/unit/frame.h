/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames for tests, written byte by byte from the layout of RFC 2516 and
 * independently of the code under test; also wrong ones.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_LENGTH_AT 18
#define FRAME_TAGS_AT 20

struct frame {
	uint8_t bytes[2048];
	size_t len;
};

static inline void frame_put(struct frame *f, const void *bytes, size_t len)
{
	if (len)
		memcpy(f->bytes + f->len, bytes, len);
	f->len += len;
}

static inline void frame_put16(struct frame *f, unsigned int value)
{
	const uint8_t b[2] = { (uint8_t)(value >> 8), (uint8_t)value };

	frame_put(f, b, 2);
}

static inline void frame_set16(struct frame *f, size_t at, size_t value)
{
	f->bytes[at] = (uint8_t)(value >> 8);
	f->bytes[at + 1] = (uint8_t)value;
}

static inline void frame_start(struct frame *f, const void *dst, const void *src, uint8_t code,
			       uint16_t session_id)
{
	const uint8_t start[4] = { 0x88, 0x63, 0x11, code };

	f->len = 0;
	frame_put(f, dst, 6);
	frame_put(f, src, 6);
	frame_put(f, start, sizeof(start));
	frame_put16(f, session_id);
	frame_put16(f, 0);
}

static inline void frame_tag(struct frame *f, unsigned int type, const void *data, size_t len)
{
	frame_put16(f, type);
	frame_put16(f, (unsigned int)len);
	frame_put(f, data, len);
	frame_set16(f, FRAME_LENGTH_AT, f->len - FRAME_TAGS_AT);
}

static inline void frame_text_tag(struct frame *f, unsigned int type, const char *text)
{
	frame_tag(f, type, text, strlen(text));
}

/* A copy with not one byte more than `len`, so that the sanitizer sees any read beyond it. */
static inline uint8_t *exact_copy(const void *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/cursor.h"

/* Unlike assert(), in every build. */
#define require(condition) ((condition) ? (void)0 : abort())

/* An event: a byte of time that passes before it, in 10 ms, and one that says what it is. */
static inline bool fuzz_next_event(struct cursor *c, uint64_t *now_ms, uint8_t *ret_what)
{
	uint8_t time;

	if (!cursor_get_u8(c, &time) || !cursor_get_u8(c, ret_what))
		return false;
	*now_ms += time * 10ULL;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

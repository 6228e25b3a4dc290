// SPDX-License-Identifier: GPL-2.0-or-later
#include "list.h"

#include <string.h>

#include "say.h"

#define FIRST 16 /* items; then twice as many whenever it is full */

void *list_grow(void *items, size_t count, size_t size)
{
	const bool full = !count || (count >= FIRST && !(count & (count - 1)));

	if (full)
		items = reallocarray(items, count < FIRST ? FIRST : count * 2, size);
	if (!items)
		exit(say_no_memory());
	memset((char *)items + count * size, 0, size);
	return items;
}

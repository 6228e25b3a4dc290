/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An array that grows: struct { T *items; size_t count; }, all zero when empty.
 * It ends the program where there is no memory.
 */
#ifndef LIST_H
#define LIST_H

#include <stddef.h>
#include <stdlib.h>

/* Room for one more than `count` items of `size` bytes, the last of them zero. */
void *list_grow(void *items, size_t count, size_t size);

/* A new item at the end, all zero; what pointed to others before is void. */
#define list_add(list)                                                                    \
	((list)->items = list_grow((list)->items, (list)->count, sizeof(*(list)->items)), \
	 &(list)->items[(list)->count++])

#define list_free(list) (free((list)->items), (list)->items = NULL, (list)->count = 0)

#endif

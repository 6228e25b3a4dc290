/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to a person: in dialogues of whiptail(1), if it is there, or as lines.
 * Each returns false where there is no answer: cancelled, or the end of the input.
 */
#ifndef ASK_H
#define ASK_H

#include <stdbool.h>
#include <stddef.h>

/* Is there a terminal to ask on? */
bool ask_is_possible(void);

/* An empty answer is `preset`. */
bool ask_text(char *ret, size_t size, const char *question, const char *preset);

/* What is typed is not shown. An empty answer is an answer. */
bool ask_secret(char *ret, size_t size, const char *question);

bool ask_yes(bool *ret, const char *question, bool preset);

/* One of `count` texts, by its index. */
bool ask_choice(size_t *ret, const char *question, const char *const *choices, size_t count,
		size_t preset);

#endif

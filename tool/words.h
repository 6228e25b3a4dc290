/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of a line, as pppd reads its files: blanks between, quotes and backslashes
 * for what has blanks in it, and # for a comment. No I/O.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * The next word of *line, which goes on behind it. A word that does not fit is cut.
 * Returns false at the end of the line, or where a comment begins.
 */
bool words_next(const char **line, char *ret, size_t size);

/* A line of *text, without its end, which goes on behind it; cut to fit. false: no more. */
bool words_next_line(const char **text, char *ret, size_t size);

/* In quotes, so that pppd reads it as it is. */
void words_quote(FILE *file, const char *word);

#endif

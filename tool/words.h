/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words: blanks between, quotes and backslashes for what has blanks in it, and # for
 * a comment. Of a line, as most programs read their files, or of a whole file, as
 * pppd does. No I/O.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * The next word of *line, which goes on behind it. A word that does not fit is cut; a
 * backslash in single quotes is itself.
 * Returns false at the end of the line, or where a comment begins.
 */
bool words_next(const char **line, char *ret, size_t size);

/* Is `word` one of `words`? */
bool words_has(const char *words, const char *word);

/* A line of *text, without its end, which goes on behind it; cut to fit. false: no more. */
bool words_next_line(const char **text, char *ret, size_t size);

/*
 * Where the next word of a file of pppd begins, or where the file ends: behind blanks,
 * comments, and ends of lines. *ret_first: no other word is before it on its line.
 */
const char *words_find(const char *text, bool *ret_first);

/*
 * The word that begins at *text, which goes on behind it, as pppd's getword() reads it:
 * with C's escapes, over lines in quotes, and up to a #. It is cut to fit.
 */
void words_take(const char **text, char *ret, size_t size);

/* What pppd has written with C's escapes becomes what it was. */
void words_unescape(char *text);

/* In quotes, so that pppd reads it as it is. */
void words_quote(FILE *file, const char *word);

#endif

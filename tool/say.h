/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the tool talks to a person: errors, colours, times. What others have
 * named, an interface say, is escaped (say_safe) before it is printed.
 */
#ifndef SAY_H
#define SAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What the tool exits with; the manual says the same. */
enum say_status {
	SAY_WELL,
	SAY_NOT_WELL, /* a link is not up, no AC answers, a check has failed */
	SAY_USAGE,
	SAY_FAILED, /* it could not be found out */
};

/* Where to, and in colours or not. */
struct say {
	FILE *file;
	bool colour;
	bool utf8; /* what reads it knows characters beyond ASCII */
};

enum say_colour {
	SAY_PLAIN,
	SAY_BOLD,
	SAY_GREEN,
	SAY_YELLOW,
	SAY_RED,
};

/* Standard output, in colours on a terminal unless NO_COLOR is set; UTF-8 if the locale says so. */
struct say say_stdout(void);

__attribute__((format(printf, 2, 3))) void say(const struct say *s, const char *format, ...);
__attribute__((format(printf, 3, 4))) void say_in(const struct say *s, enum say_colour colour,
						  const char *format, ...);

/* "pppoe-clamp: ..." to standard error. */
__attribute__((format(printf, 1, 2))) void say_error(const char *format, ...);

/* Names option, value and what was expected. Returns SAY_USAGE. */
int say_bad_value(const char *option, const char *value, const char *expected);

/* Returns SAY_FAILED. */
int say_no_memory(void);

/* A text in memory that the caller frees. It ends the program where there is no memory. */
__attribute__((format(printf, 1, 2))) char *say_text(const char *format, ...);

#define SAY_SAFE_SIZE 256
/*
 * Printable ASCII, as core/text.h escapes, but a backslash stays one: most of it is
 * escaped already. Cut to fit. Returns `ret`.
 */
const char *say_safe(char ret[static SAY_SAFE_SIZE], const char *text);

#define SAY_TIME_SIZE 32
/* "2023-11-14 22:13:20", here. Returns `ret`. */
const char *say_time(char ret[static SAY_TIME_SIZE], uint64_t wall_s);

/* "850 us", "8.3 ms", "1.25 s" */
const char *say_rtt(char ret[static SAY_TIME_SIZE], uint32_t us);

#define SAY_DURATION_SIZE 48
/* "7 s", "3 min 7 s", "2 h 3 min", "5 d 2 h". Returns `ret`. */
const char *say_duration(char ret[static SAY_DURATION_SIZE], uint64_t seconds);

/* The same for milliseconds: below a minute "2.0 s" */
const char *say_length(char ret[static SAY_DURATION_SIZE], uint64_t ms);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test Anything Protocol for C tests. A test is a function; it prints one line,
 * and one diagnostic with file and line for each check in it that failed:
 *
 *	static void short_frame(void)
 *	{
 *		ok(packet_parse(&p, frame, 3) < 0);
 *		is_int(p.code, 0);
 *	}
 *	...
 *	test(short_frame);
 *	return done_testing();
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned int tap_tests, tap_failed, tap_failed_checks;
static bool tap_done;
static long tap_process;

/* Of the kernel, and not of one that a test puts in its place */
static inline long tap_getpid(void)
{
	return syscall(SYS_getpid);
}

/* What is tested may call exit(0): the tests behind it are none that have passed. */
static inline void tap_end_early(void)
{
	if (tap_done || tap_getpid() != tap_process)
		return;
	printf("# it ends after %u tests, without a plan\n", tap_tests);
	fflush(stdout);
	_exit(1);
}

#define test(function) (tap_begin(), function(), tap_end(#function))
#define ok(condition) tap_ok((condition), __FILE__, __LINE__, #condition)
#define is_int(got, want) tap_is_int((long long)(got), (long long)(want), __FILE__, __LINE__, #got)
#define is_str(got, want) tap_is_str((got), (want), __FILE__, __LINE__, #got)

static inline void tap_begin(void)
{
	if (!tap_process) {
		tap_process = tap_getpid();
		atexit(tap_end_early);
	}
	tap_failed_checks = 0;
}

/* For a test that is a row of a table: tap_begin(), checks, tap_end(its name). */
static inline void tap_end(const char *name)
{
	tap_failed += tap_failed_checks != 0;
	printf("%sok %u - %s\n", tap_failed_checks ? "not " : "", ++tap_tests, name);
	fflush(stdout); /* a crash must not take it along */
}

static inline void skip(const char *name, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tap_tests, name, why);
}

static inline bool tap_ok(bool good, const char *file, int line, const char *what)
{
	if (!good)
		printf("# %s:%d: not true: %s\n", file, line, what);
	tap_failed_checks += !good;
	return good;
}

static inline void tap_is_int(long long got, long long want, const char *file, int line,
			      const char *what)
{
	if (got != want)
		printf("# %s:%d: %s is %lld, not %lld\n", file, line, what, got, want);
	tap_failed_checks += got != want;
}

static inline void tap_is_str(const char *got, const char *want, const char *file, int line,
			      const char *what)
{
	if (!strcmp(got, want))
		return;
	printf("# %s:%d: %s is\n# '%s', not\n# '%s'\n", file, line, what, got, want);
	tap_failed_checks++;
}

static inline int done_testing(void)
{
	printf("1..%u\n", tap_tests);
	tap_done = true;
	return tap_failed != 0;
}

#endif

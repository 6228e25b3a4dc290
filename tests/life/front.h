/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions of libc that a program or a library has in front of libc's own: what both of
 * ours need, calls.c and vm/faults.c.
 */
#ifndef FRONT_H
#define FRONT_H

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>

/* The function of this name that the one around it is in front of */
#define REAL(function)                     \
	static __typeof__(function) *real; \
	if (!real)                         \
	*(void **)(void *)&real = dlsym(RTLD_NEXT, #function)

/* What follows the parameter `last`, which is all that it may be */
#define FRONT_TAKE(variable, last)                             \
	do {                                                   \
		va_list ap;                                    \
                                                               \
		va_start(ap, last);                            \
		(variable) = va_arg(ap, __typeof__(variable)); \
		va_end(ap);                                    \
	} while (0)

/* The mode of open(), which is there with this flag only */
#define FRONT_TAKE_MODE(mode, flags)             \
	do {                                     \
		if ((flags)&O_CREAT)             \
			FRONT_TAKE(mode, flags); \
	} while (0)

/*
 * What they return, parameters, arguments, and what says that they have failed: of files by
 * descriptor
 */
#define FRONT_OF_FILES(X)                                           \
	X(int, fchmod, (int fd, mode_t mode), (fd, mode), -1)       \
	X(int, flock, (int fd, int operation), (fd, operation), -1) \
	X(int, ftruncate, (int fd, off_t size), (fd, size), -1)     \
	X(int, fsync, (int fd), (fd), -1)

/* And by name, of which there is nothing to tell */
#define FRONT_OF_NAMES(X)                                                                \
	X(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)                 \
	X(int, rename, (const char *from, const char *to), (from, to), -1)               \
	X(int, renameat, (int from_dir, const char *from, int to_dir, const char *to),   \
	  (from_dir, from, to_dir, to), -1)                                              \
	X(int, unlink, (const char *path), (path), -1)                                   \
	X(int, unlinkat, (int dir, const char *path, int flags), (dir, path, flags), -1) \
	X(unsigned int, if_nametoindex, (const char *name), (name), 0)

#endif

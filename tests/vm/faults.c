// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A library for LD_PRELOAD: what the plugin in a real pppd, and the libraries that it
 * uses, ask of the kernel passes through here, and fails if the environment says so;
 * what pppd itself asks does not.
 *
 *   FAULT      name of the call that fails, "send RTM_NEWROUTE"; those of a file without it
 *   ERROR      what it fails with, an errno
 *   FOR_GOOD   set: each time, not once
 *   CALLS      file that gets the name of each call, a line each
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "../life/front.h"
#include "../life/names.h"

#define NAME_SIZE 96

static struct {
	const char *name;
	int error;
	bool for_good, over;
	int list_fd; /* -1: none */
} faults = { .list_fd = -1 };

__attribute__((constructor)) static void begin(void)
{
	const char *const list = getenv("CALLS"), *const error = getenv("ERROR");
	REAL(open);

	faults.name = getenv("FAULT");
	faults.error = error ? atoi(error) : 0;
	faults.for_good = getenv("FOR_GOOD");
	if (list)
		faults.list_fd = real(list, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static bool is_of_plugin(const void *caller)
{
	static const char *const objects[] = { "pppoe-clamp.so", "libmnl", "libnftnl" };
	Dl_info info;

	if (!dladdr(caller, &info) || !info.dli_fname)
		return false;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if (strstr(info.dli_fname, objects[i]))
			return true;
	return false;
}

static void write_down(const char *name)
{
	char line[NAME_SIZE + 1];
	const int len = snprintf(line, sizeof(line), "%s\n", name);
	REAL(write);

	if (real(faults.list_fd, line, (size_t)len) < 0)
		abort();
}

/* Does the call fail? Then errno is set; else it is as it was. */
__attribute__((format(printf, 2, 3))) static bool fails(const void *caller, const char *format, ...)
{
	const int before = errno;
	char name[NAME_SIZE];
	va_list ap;

	if (!is_of_plugin(caller))
		return false;
	va_start(ap, format);
	vsnprintf(name, sizeof(name), format, ap);
	va_end(ap);
	if (faults.list_fd >= 0)
		write_down(name);
	errno = before;
	if (!faults.name || faults.over || strcmp(name, faults.name) != 0)
		return false;
	faults.over = !faults.for_good;
	errno = faults.error;
	return true;
}

#define CALLER __builtin_return_address(0)

int socket(int domain, int type, int protocol)
{
	const char *const kind = names_socket(domain, type, protocol);
	int fd;
	REAL(socket);

	if (fails(CALLER, "socket %s", kind))
		return -1;
	fd = real(domain, type, protocol);
	names_set_kind(fd, kind);
	return fd;
}

int close(int fd)
{
	REAL(close);

	names_set_kind(fd, NULL);
	return real(fd);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
	REAL(setsockopt);

	if (fails(CALLER, "setsockopt %s, %s", names_option(level, option), names_kind(fd)))
		return -1;
	return real(fd, level, option, value, len);
}

static bool sending_fails(const void *caller, int fd, const void *data, size_t len)
{
	const char *const kind = names_kind(fd);

	if (strncmp(kind, "netlink", 7) != 0 || len < NLMSG_HDRLEN)
		return fails(caller, "send %s", kind);
	return fails(caller, "send %s", names_message(kind, data));
}

ssize_t sendto(int fd, const void *data, size_t len, int flags, const struct sockaddr *to,
	       socklen_t to_len)
{
	REAL(sendto);

	return sending_fails(CALLER, fd, data, len) ? -1 : real(fd, data, len, flags, to, to_len);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
	REAL(send);

	return sending_fails(CALLER, fd, data, len) ? -1 : real(fd, data, len, flags);
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	REAL(open);

	FRONT_TAKE_MODE(mode, flags);
	return fails(CALLER, "open %s", path) ? -1 : real(path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode = 0;
	REAL(openat);

	FRONT_TAKE_MODE(mode, flags);
	return fails(CALLER, "openat %s", path) ? -1 : real(dir, path, flags, mode);
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
	REAL(fopen);

	return fails(CALLER, "fopen %s", path) ? NULL : real(path, mode);
}

int ioctl(int fd, unsigned long request, ...)
{
	void *argument;
	REAL(ioctl);

	FRONT_TAKE(argument, request);
	return fails(CALLER, "ioctl %s", names_ioctl(request)) ? -1 : real(fd, request, argument);
}

int fcntl(int fd, int command, ...)
{
	long argument;
	REAL(fcntl);

	FRONT_TAKE(argument, command);
	if (fails(CALLER, "fcntl %s, %s", names_fcntl(command), names_kind(fd)))
		return -1;
	return real(fd, command, argument);
}

/* Calls that a socket's or a file's kind, or nothing, is told of */
#define OF_FD(type, function, parameters, arguments, failed)                                       \
	type function parameters                                                                   \
	{                                                                                          \
		REAL(function);                                                                    \
                                                                                                   \
		return fails(CALLER, #function " %s", names_kind(fd)) ? (failed) : real arguments; \
	}
#define SIMPLE(type, function, parameters, arguments, failed)                \
	type function parameters                                             \
	{                                                                    \
		REAL(function);                                              \
                                                                             \
		return fails(CALLER, #function) ? (failed) : real arguments; \
	}

OF_FD(int, connect, (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len), -1)
OF_FD(int, bind, (int fd, const struct sockaddr *address, socklen_t len), (fd, address, len), -1)
OF_FD(int, getsockname, (int fd, struct sockaddr *restrict address, socklen_t *restrict len),
      (fd, address, len), -1)
OF_FD(ssize_t, recv, (int fd, void *data, size_t len, int flags), (fd, data, len, flags), -1)
OF_FD(ssize_t, recvmsg, (int fd, struct msghdr *msg, int flags), (fd, msg, flags), -1)
FRONT_OF_FILES(SIMPLE)
FRONT_OF_NAMES(SIMPLE)
SIMPLE(DIR *, fdopendir, (int fd), (fd), NULL)
SIMPLE(ssize_t, write, (int fd, const void *data, size_t len), (fd, data, len), -1)
SIMPLE(ssize_t, read, (int fd, void *data, size_t len), (fd, data, len), -1)
SIMPLE(void *, mmap, (void *at, size_t size, int protection, int flags, int fd, off_t from),
       (at, size, protection, flags, fd, from), MAP_FAILED)
SIMPLE(ssize_t, getrandom, (void *data, size_t len, unsigned int flags), (data, len, flags), -1)

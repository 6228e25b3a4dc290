/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Classic BPF on a socket. */
#ifndef FILTER_H
#define FILTER_H

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>

#include <linux/filter.h>

/* From now on nothing gets into the queue but what `code` lets in. Returns 0 or -errno. */
static inline int filter_attach(int fd, struct sock_filter *code, size_t count)
{
	const struct sock_fprog program = { .len = (unsigned short)count, .filter = code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno
											   : 0;
}

#endif

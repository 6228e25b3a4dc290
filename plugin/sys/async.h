/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A signal for what there is to read. */
#ifndef ASYNC_H
#define ASYNC_H

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* From now on this process gets signal `number` whenever `fd` becomes readable. 0 or -errno. */
static inline int async_signal(int fd, int number)
{
	if (fcntl(fd, F_SETOWN, getpid()) < 0 || fcntl(fd, F_SETSIG, number) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC) < 0)
		return -errno;
	return 0;
}

/* No more. 0 or -errno. */
static inline int async_rest(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

#endif

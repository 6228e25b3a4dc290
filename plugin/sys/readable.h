/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waits until there is something to read, with signals let in meanwhile.
 */
#ifndef READABLE_H
#define READABLE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * For at most `limit_ms`, for one of `count` descriptors; those of -1 are passed over.
 * `stopped` (NULL: never) is asked first, and a signal ends the wait, so that the caller
 * comes again. Returns 0, whatever came; -EINTR when stopped; or -errno.
 */
int readable_await(struct pollfd *fds, nfds_t count, uint64_t limit_ms, bool (*stopped)(void));

#endif

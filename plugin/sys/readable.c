// SPDX-License-Identifier: GPL-2.0-or-later
#include "readable.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

/*
 * A signal that comes between the question and poll() must not be lost, so it
 * is let in by ppoll() only.
 */
int readable_await(struct pollfd *fds, nfds_t count, uint64_t limit_ms, bool (*stopped)(void))
{
	const struct timespec timeout = {
		.tv_sec = (time_t)(limit_ms / 1000),
		.tv_nsec = (long)(limit_ms % 1000) * 1000000,
	};
	sigset_t signals, before;
	int err = 0;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	if (stopped && stopped())
		err = -EINTR;
	else if (ppoll(fds, count, &timeout, &before) < 0 && errno != EINTR)
		err = -errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

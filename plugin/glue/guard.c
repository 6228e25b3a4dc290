// SPDX-License-Identifier: GPL-2.0-or-later
#include "guard.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../pppd_compat.h"

#include "../sys/clock.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "timer.h"
#include "wake.h"

#define GUARD_SIGNAL (SIGRTMIN + 3)

/* Between handler and main loop; whatever else the handler reads is set before `live` is. */
static struct {
	volatile sig_atomic_t live; /* there is a session that the handler may drop */
	volatile sig_atomic_t dropped; /* enum ending_reason */
	volatile sig_atomic_t keep; /* without carrier it is not dropped */
	volatile sig_atomic_t no_carrier; /* for the debounce time */
	volatile sig_atomic_t told; /* by WAKE_SIGNAL */
} shared;

static struct {
	int session_fd;
	struct carrier *carrier;
	uint32_t debounce_ms;
	pid_t owner; /* who gets the signal */
	bool has_timer;
	timer_t timer; /* of the debounce time */
	uint64_t lost_ms; /* since when there has been no carrier; 0: there is */
	enum ending_reason farewell; /* of guard_drop_after */
	int saved_status; /* pppd's exit status before we cut the farewell short; -1: we did not */
} guard = { .saved_status = -1 };

bool guard_is_on(void)
{
	return shared.live;
}

enum ending_reason guard_dropped_for(void)
{
	return (enum ending_reason)shared.dropped;
}

void guard_drop(enum ending_reason reason)
{
	if (!shared.live)
		return;
	shared.live = 0;
	shared.dropped = reason;
	session_drop(guard.session_fd);
}

/* Async-signal-safe. 0 ms disarms. */
static void set_timer(uint32_t ms)
{
	const struct itimerspec when = {
		.it_value = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 },
	};

	if (guard.has_timer)
		timer_settime(guard.timer, 0, &when, NULL);
}

/* Async-signal-safe. */
static void set_no_carrier(bool gone)
{
	const bool changed = gone != shared.no_carrier;

	shared.no_carrier = gone;
	if (shared.keep && changed) {
		shared.told = 1;
		kill(getpid(), WAKE_SIGNAL);
	} else if (!shared.keep && gone) {
		guard_drop(ENDING_CARRIER);
	}
}

/* Async-signal-safe. */
static void judge_carrier(void)
{
	const uint64_t now = clock_now_ms();

	if (guard.carrier->up) {
		if (guard.lost_ms)
			set_timer(0);
		guard.lost_ms = 0;
		set_no_carrier(false);
		return;
	}
	if (!guard.debounce_ms || !guard.has_timer ||
	    (guard.lost_ms && now >= guard.lost_ms + guard.debounce_ms)) {
		set_no_carrier(true);
	} else if (!guard.lost_ms) {
		guard.lost_ms = now;
		set_timer(guard.debounce_ms + 1);
	}
}

static void on_signal(int number)
{
	const int saved = errno;

	(void)number;
	if (shared.live) {
		carrier_read(guard.carrier);
		judge_carrier();
	}
	errno = saved;
}

/* Between what is read and what comes of it, a signal would read what is newer. */
static void look(void)
{
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	on_signal(0);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* pppd takes SIGIO, which comes when the queue of realtime signals is full, for fatal. */
static int install_handler(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	sigfillset(&action.sa_mask);
	return sigaction(GUARD_SIGNAL, &action, NULL) < 0 || sigaction(SIGIO, &action, NULL) < 0
		       ? -errno
		       : 0;
}

static void create_timer(void)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = GUARD_SIGNAL,
	};

	guard.has_timer = guard.debounce_ms &&
			  timer_create(CLOCK_MONOTONIC, &event, &guard.timer) == 0;
}

static void remove_timer(void)
{
	if (guard.has_timer && guard.owner == getpid())
		timer_delete(guard.timer);
	guard.has_timer = false;
}

static void own_signals(void)
{
	int err = install_handler();

	remove_timer();
	guard.owner = getpid();
	guard.lost_ms = 0;
	create_timer();
	if (!err)
		err = carrier_signal(guard.carrier, GUARD_SIGNAL);
	if (err)
		log_error("Cannot watch the carrier: %s", strerror(-err));
	/* What came before the signal was armed has made none. */
	look();
}

void guard_begin(int session_fd, struct carrier *carrier, uint32_t debounce_ms)
{
	guard.session_fd = session_fd;
	guard.carrier = carrier;
	guard.debounce_ms = debounce_ms;
	guard.saved_status = -1;
	shared.dropped = ENDING_NONE;
	shared.keep = shared.no_carrier = shared.told = 0;
	shared.live = 1;
	own_signals();
}

void guard_keep(bool keep)
{
	if (!shared.live || keep == shared.keep)
		return;
	shared.keep = keep;
	look();
}

bool guard_has_told(void)
{
	const bool told = shared.told;

	shared.told = 0;
	return told;
}

bool guard_has_no_carrier(void)
{
	return shared.no_carrier;
}

void guard_follow_process(void)
{
	if (shared.live && guard.owner != getpid())
		own_signals();
}

static void hurry(void *context)
{
	(void)context;
	if (!shared.live)
		return;
	guard.saved_status = (int)ppp_status();
	guard_drop(guard.farewell);
}

void guard_drop_after(enum ending_reason reason, int ms)
{
	guard.farewell = reason;
	if (shared.live)
		timer_set_after(hurry, (uint64_t)ms);
}

void guard_end(void)
{
	shared.live = 0;
	shared.dropped = ENDING_NONE;
	ppp_untimeout(hurry, NULL);
	remove_timer();
	if (guard.saved_status >= 0)
		ppp_set_status((ppp_exit_code_t)guard.saved_status);
	guard.saved_status = -1;
}

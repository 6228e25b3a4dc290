// SPDX-License-Identifier: GPL-2.0-or-later
#include "nap.h"

#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "../pppd_compat.h"

#include "timer.h"

#define NAP_SIGNAL (SIGRTMIN + 4)
#define NAP_MS 1000
#define CUT_MS 1

static struct {
	bool expected;
	timer_t timer;
} nap;

/* select(2) is not begun again, whatever SA_RESTART says; everything else is. */
static void on_signal(int number)
{
	(void)number;
}

static void end(void *context)
{
	(void)context;
	nap_end();
}

void nap_expect(void)
{
	const struct timespec cut = { .tv_nsec = CUT_MS * 1000000L };
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = NAP_SIGNAL };

	if (nap.expected || sigaction(NAP_SIGNAL, &action, NULL) < 0 ||
	    timer_create(CLOCK_MONOTONIC, &event, &nap.timer) < 0)
		return;
	nap.expected = true;
	timer_settime(nap.timer, 0, &(struct itimerspec){ cut, cut }, NULL);
	timer_set_after(end, NAP_MS);
}

void nap_end(void)
{
	ppp_untimeout(end, NULL);
	if (nap.expected)
		timer_delete(nap.timer);
	nap.expected = false;
}

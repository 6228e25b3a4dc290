// SPDX-License-Identifier: GPL-2.0-or-later
#include "wake.h"

#include <time.h>

#include "../pppd_compat.h"

static struct {
	wake_function *read;
	void (*open_ccp)(int unit);
} wake;

/*
 * What is read now must not count again as a signal of somebody else: neither
 * one that pppd has taken and not acted on, nor one that comes meanwhile.
 */
static bool look(void)
{
	const struct timespec at_once = { 0 };
	sigset_t signals, before;
	bool any;

	sigemptyset(&signals);
	sigaddset(&signals, WAKE_SIGNAL);
	sigprocmask(SIG_BLOCK, &signals, &before);
	got_sigusr2 = 0;
	any = wake.read();
	while (sigtimedwait(&signals, NULL, &at_once) > 0)
		any |= wake.read();
	sigprocmask(SIG_SETMASK, &before, NULL);
	return any;
}

/* In a child of pppd's, which may become a script that is run by what is read. */
static void on_fork(void *context, int value)
{
	sigset_t signals;

	(void)context, (void)value;
	sigemptyset(&signals);
	sigaddset(&signals, WAKE_SIGNAL);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

static void on_open_ccp(int unit)
{
	if (!look())
		wake.open_ccp(unit);
}

void wake_listen(wake_function *f)
{
	wake.read = f;
	wake.open_ccp = ccp_protent.open;
	ccp_protent.open = on_open_ccp;
	ppp_add_notify(NF_FORK, on_fork, NULL);
}

void wake_look(void)
{
	look();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Clocks and POSIX timers whose time is world_ms. */
#include "fake_world.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sys/clock.h"

uint64_t clock_now_ms(void)
{
	return world_ms;
}

uint64_t clock_now_us(void)
{
	return world_ms * 1000;
}

uint64_t clock_boot_ms(void)
{
	return world_ms;
}

uint64_t clock_boot_s(void)
{
	return world_ms / 1000;
}

/* POSIX timers: of the carrier's debounce time, and of pppd's nap */
#define POSIX_TIMERS 2

static struct posix_timer {
	uint64_t at_ms, every_ms; /* 0: not */
	int signal; /* 0: none */
} posix_timers[POSIX_TIMERS];

int timer_create(clockid_t clock, struct sigevent *event, timer_t *ret)
{
	(void)clock;
	for (int i = 0; i < POSIX_TIMERS; i++)
		if (!posix_timers[i].signal) {
			posix_timers[i].signal = event->sigev_signo;
			*ret = (timer_t)&posix_timers[i];
			return 0;
		}
	abort();
}

static uint64_t ms_of(const struct timespec *t)
{
	return (uint64_t)t->tv_sec * 1000 + (uint64_t)t->tv_nsec / 1000000;
}

int timer_settime(timer_t timer, int flags, const struct itimerspec *when, struct itimerspec *old)
{
	struct posix_timer *t = (struct posix_timer *)timer;
	const uint64_t ms = ms_of(&when->it_value);

	(void)flags, (void)old;
	t->at_ms = ms ? world_ms + ms : 0;
	t->every_ms = ms_of(&when->it_interval);
	return 0;
}

int timer_delete(timer_t timer)
{
	*(struct posix_timer *)timer = (struct posix_timer){ .signal = 0 };
	return 0;
}

void kernel_drop_timers(void)
{
	memset(posix_timers, 0, sizeof(posix_timers));
}

static struct posix_timer *next_timer(void)
{
	struct posix_timer *ret = NULL;

	for (struct posix_timer *t = posix_timers; t < posix_timers + POSIX_TIMERS; t++)
		if (t->at_ms && (!ret || t->at_ms < ret->at_ms))
			ret = t;
	return ret;
}

uint64_t kernel_deadline_ms(void)
{
	const struct posix_timer *t = next_timer();

	return t ? t->at_ms : UINT64_MAX;
}

void kernel_fire(void)
{
	struct posix_timer *t = next_timer();

	t->at_ms = t->every_ms ? t->at_ms + t->every_ms : 0;
	raise(t->signal);
}

void kernel_wait(uint64_t until_ms, uint64_t next_ms, void (*step)(void))
{
	const uint64_t timer_ms = kernel_deadline_ms();

	if (timer_ms <= until_ms && timer_ms <= next_ms) {
		world_ms = timer_ms > world_ms ? timer_ms : world_ms;
		kernel_fire();
	} else if (next_ms <= until_ms) {
		step();
	} else {
		world_ms = until_ms;
	}
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "ticks.h"

#include "../pppd_compat.h"

#include "timer.h"
#include "uplink.h"

#define TICK_MS 1000
#define TICKS 31

static struct {
	void (*look)(void);
	struct dialer *dialer;
	unsigned int left; /* of those that follow a change */
} ticks;

void ticks_init(void (*look)(void))
{
	ticks.look = look;
}

void ticks_set_dialer(struct dialer *d)
{
	ticks.dialer = d;
}

/*
 * pppd that waits for traffic wakes up for nothing else, and strays that are to
 * be terminated may come at any time.
 */
static bool go_on_for_ever(void)
{
	return demand || (ticks.dialer && ticks.dialer->terminate_unknown);
}

static void tick(void *context);

/* Ends by itself: nothing wakes us while nothing happens. */
static void set_tick(void)
{
	if (!uplink_iface()->index) {
		ppp_untimeout(tick, NULL);
		return;
	}
	if (!ticks.left && !go_on_for_ever() && uplink_await_rules())
		ticks.left = TICKS;
	if (ticks.left || go_on_for_ever())
		timer_set_after(tick, TICK_MS);
}

/* A late PADS may come; clamps of others come and go; an unowned table may be flushed. */
static void tick(void *context)
{
	(void)context;
	if (ticks.left)
		ticks.left--;
	uplink_check();
	if (ticks.dialer)
		dialer_tick(ticks.dialer);
	ticks.look();
	set_tick();
}

void ticks_begin(void)
{
	ticks.left = TICKS;
	set_tick();
}

void ticks_begin_now(void)
{
	ticks.left = TICKS;
	timer_set_after(tick, 0);
}

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
	bool counting; /* the clamps are counted when the last of so many would be */
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
static void count(void *context);

/* Ends by itself: nothing wakes us while nothing happens. */
static void set_tick(void)
{
	if (!uplink_iface()->index && !uplink_is_missed()) {
		ppp_untimeout(tick, NULL);
		ppp_untimeout(count, NULL);
		ticks.counting = false;
	} else if (ticks.left || go_on_for_ever() || uplink_misses_clamp()) {
		timer_set_after(tick, TICK_MS);
	} else if (uplink_await_rules()) {
		ticks_note_rules();
	}
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

/* What changes from here on is told. */
static void count(void *context)
{
	(void)context;
	ticks.counting = false;
	set_tick();
	uplink_count();
}

void ticks_begin(void)
{
	ticks.left = TICKS;
	set_tick();
}

/* Where hundreds have clamps, each change of one wakes all the others. */
void ticks_note_rules(void)
{
	if (!uplink_needs_count()) {
		ticks.left = TICKS;
		timer_set_after(tick, 0);
	} else if (!ticks.counting) {
		ticks.counting = true;
		timer_set_after(count, (uint64_t)TICKS * TICK_MS);
	}
}

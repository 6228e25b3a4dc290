// SPDX-License-Identifier: GPL-2.0-or-later
#include "keeper.h"

#include "../pppd_compat.h"

#include "../core/keep.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "timer.h"

#define SETTLE_MS 50 /* what one command of somebody else does is one change */

static struct {
	const struct iface *iface;
	keeper_function *restore;
	struct keep keep;
	unsigned int changes; /* not yet looked at */
} keeper;

static bool restore(unsigned int changes)
{
	char what[CHANGE_TEXT_SIZE];
	const unsigned int missing = keeper.restore(changes);

	if (!missing)
		return false;
	change_describe(what, missing);
	log_info("Somebody took from %s: %s; it is back", keeper.iface->name, what);
	return true;
}

/* A change of the link was not left away: after one the kernel's own routes stay as they are. */
static void resume(void *context)
{
	(void)context;
	restore(CHANGE_ALL & ~CHANGE_LINK);
}

static void give_in(unsigned int changes)
{
	char what[CHANGE_TEXT_SIZE];

	change_describe(what, changes);
	log_warning("Somebody takes from %s again and again: %s; left away for %d s",
		    keeper.iface->name, what, KEEP_REST_MS / 1000);
	timer_set_until(resume, keeper.keep.rest_until_ms);
}

/* Who sets the link down and up, or moves it, wants it to work there: that is no quarrel. */
static void settle(void *context)
{
	const unsigned int changes = keeper.changes;
	const uint64_t now = clock_now_ms();

	(void)context;
	keeper.changes = 0;
	if (changes & CHANGE_LINK) {
		restore(changes);
		return;
	}
	switch (keep_judge(&keeper.keep, now)) {
	case KEEP_RESTORE:
		if (restore(changes))
			keep_note(&keeper.keep, now);
		break;
	case KEEP_GIVE_IN:
		give_in(changes);
		break;
	case KEEP_REST:
		break;
	}
}

void keeper_init(const struct iface *iface, keeper_function *f)
{
	keeper.iface = iface;
	keeper.restore = f;
}

void keeper_end(void)
{
	ppp_untimeout(settle, NULL);
	ppp_untimeout(resume, NULL);
	keeper.changes = 0;
	keeper.keep = (struct keep){ .count = 0 };
}

void keeper_note(unsigned int changes)
{
	if (changes && !keeper.changes)
		timer_set_after(settle, SETTLE_MS);
	keeper.changes |= changes;
}

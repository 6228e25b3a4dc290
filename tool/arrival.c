// SPDX-License-Identifier: GPL-2.0-or-later
#include "arrival.h"

#include <poll.h>
#include <stdio.h>

#include "facts.h"
#include "list.h"
#include "say.h"
#include "show.h"
#include "snapshot.h"
#include "sys/clock.h"
#include "view.h"

#define WAIT_MS 60000
#define LOOK_EVERY_MS 100
#define SMALL_MTU 1492 /* needs no proof */

static bool is_ready(const struct view *v)
{
	const struct record *r = v && v->record ? &v->record->record : NULL;

	return v && v->state == VIEW_UP && r &&
	       (r->mtu <= SMALL_MTU || r->mtu_verdict != RECORD_MTU_UNKNOWN);
}

/* Is it up, and all known of it? Shows it, if `out` says where. */
static bool look(const char *link, const struct say *out)
{
	struct facts facts;
	struct view_list views;
	const struct view *v;
	bool ready;

	snapshot_take(&facts);
	views = view_all(&facts);
	v = view_named(&views, link);
	ready = is_ready(v);
	if (ready && out)
		show_link(out, &facts, v);
	list_free(&views);
	facts_free(&facts);
	return ready;
}

bool arrival_is_there(const char *link)
{
	return look(link, NULL);
}

int arrival_await(const char *link)
{
	const uint64_t until_ms = clock_now_ms() + WAIT_MS;
	const struct say out = say_stdout();

	fputs("\n", stdout);
	fflush(stdout);
	while (clock_now_ms() < until_ms) {
		if (look(link, &out))
			return SAY_WELL;
		poll(NULL, 0, LOOK_EVERY_MS);
	}
	say_error("%s is not up after %d s: pppoe-clamp doctor, and the system log of pppd, say "
		  "more",
		  link, WAIT_MS / 1000);
	return SAY_NOT_WELL;
}

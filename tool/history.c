// SPDX-License-Identifier: GPL-2.0-or-later
#include "history.h"

#include <time.h>

#include <jansson.h>

#define TIME_SIZE 32

/* Its beginning, since 1970. What is later than now is from before a reboot. */
static uint64_t start_of(const struct record_loss *l, uint64_t now_s, uint64_t wall_s)
{
	return l->start_s <= now_s ? wall_s - (now_s - l->start_s) : wall_s;
}

static unsigned int count_of(const struct record *r)
{
	unsigned int count = 0;

	while (count < RECORD_LOSSES && r->losses[count].start_s)
		count++;
	return count;
}

static const char *time_text(char ret[static TIME_SIZE], uint64_t wall_s)
{
	const time_t time = (time_t)wall_s;
	struct tm tm;

	if (!localtime_r(&time, &tm) || !strftime(ret, TIME_SIZE, "%Y-%m-%d %H:%M:%S", &tm))
		ret[0] = '\0';
	return ret;
}

static void show_loss(const struct say *out, const struct record_loss *l, uint64_t start_s)
{
	char text[TIME_SIZE], duration[SAY_DURATION_SIZE];

	say(out, "  %s  %-8s ", time_text(text, start_s), l->reason);
	if (!l->lasted_ms)
		say_in(out, SAY_RED, "goes on\n");
	else if (l->lasted_ms < 60000)
		say(out, "%u.%u s\n", l->lasted_ms / 1000, l->lasted_ms % 1000 / 100);
	else
		say(out, "%s\n", say_duration(duration, l->lasted_ms / 1000));
}

void history_show(const struct say *out, const struct facts *f, const struct view *v,
		  uint64_t wall_s)
{
	const struct record *r = &v->record->record;
	const unsigned int count = count_of(r);
	char safe[SAY_SAFE_SIZE];

	say_in(out, SAY_BOLD, "%s", say_safe(safe, v->name));
	say(out,
	    count == RECORD_LOSSES ? ": the last %u losses\n"
	    : count == 1	   ? ": %u loss since pppd began\n"
				   : ": %u losses since pppd began\n",
	    count);
	for (unsigned int i = 0; i < count; i++)
		show_loss(out, &r->losses[i], start_of(&r->losses[i], f->now_s, wall_s));
}

json_t *history_json(const struct facts *f, const struct view *v, uint64_t wall_s)
{
	const struct record *r = &v->record->record;
	json_t *losses = json_array();
	char safe[SAY_SAFE_SIZE];

	for (unsigned int i = 0; i < count_of(r); i++) {
		const struct record_loss *l = &r->losses[i];

		json_array_append_new(
			losses, json_pack("{s:I, s:o, s:s}", "start",
					  (json_int_t)start_of(l, f->now_s, wall_s), "lasted_ms",
					  l->lasted_ms ? json_integer(l->lasted_ms) : json_null(),
					  "reason", l->reason));
	}
	return json_pack("{s:i, s:s, s:o}", "schema", HISTORY_SCHEMA, "name",
			 say_safe(safe, v->name), "losses", losses);
}

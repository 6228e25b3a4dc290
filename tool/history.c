// SPDX-License-Identifier: GPL-2.0-or-later
#include "history.h"

#include <jansson.h>

void history_show_loss(const struct say *out, const struct facts *f, const struct ring *r,
		       unsigned int number)
{
	static const char *const dids[] = {
		[RING_GOES_ON] = "",
		[RING_KEPT] = ", session kept",
		[RING_NEW_SESSION] = ", new session",
		[RING_NEW_PPPD] = ", new pppd",
	};
	const struct ring_loss l = ring_loss_at(r, number);
	char start[SAY_TIME_SIZE], rtt[SAY_TIME_SIZE], length[SAY_DURATION_SIZE];

	say(out, "%s  %-8s ", say_time(start, facts_wall_s(f, l.start_ms / 1000)), l.reason);
	if (l.lasted_ms)
		say(out, "%s%s", say_length(length, l.lasted_ms), dids[l.did]);
	else
		say_in(out, SAY_RED, "goes on");
	say(out, l.rtt_us ? "; rtt %s\n" : "\n", say_rtt(rtt, l.rtt_us));
}

void history_show(const struct say *out, const struct facts *f, const struct ring *r)
{
	const unsigned int count = ring_count_losses(r);
	const unsigned int first = count > HISTORY_SHOWN ? count - HISTORY_SHOWN : 0;
	char safe[SAY_SAFE_SIZE], begin[SAY_TIME_SIZE];

	say_in(out, SAY_BOLD, "%s", say_safe(safe, r->ifname));
	say(out, ": %llu loss%s since %s", (unsigned long long)r->losses,
	    r->losses == 1 ? "" : "es", say_time(begin, facts_wall_s(f, r->begin_ms / 1000)));
	say(out, first ? ", the last %d:\n" : "\n", HISTORY_SHOWN);
	for (unsigned int i = first; i < count; i++) {
		say(out, "  ");
		history_show_loss(out, f, r, i);
	}
}

static json_t *json_known(uint32_t number)
{
	return number ? json_integer(number) : json_null();
}

static json_t *loss_json(const struct facts *f, const struct ring_loss *l)
{
	const char *did = ring_did_text(l->did);

	return json_pack("{s:I, s:o, s:s, s:s?, s:o}", "start",
			 (json_int_t)facts_wall_s(f, l->start_ms / 1000), "lasted_ms",
			 json_known(l->lasted_ms), "reason", l->reason, "did", *did ? did : NULL,
			 "rtt_us", json_known(l->rtt_us));
}

json_t *history_losses_json(const struct facts *f, const struct ring *r, unsigned int most)
{
	const unsigned int count = ring_count_losses(r);
	json_t *losses = json_array();

	for (unsigned int i = count > most ? count - most : 0; i < count; i++) {
		const struct ring_loss l = ring_loss_at(r, i);

		json_array_append_new(losses, loss_json(f, &l));
	}
	return losses;
}

json_t *history_json(const struct facts *f, const struct ring *r)
{
	char safe[SAY_SAFE_SIZE];

	return json_pack("{s:i, s:s, s:I, s:I, s:o}", "schema", HISTORY_SCHEMA, "name",
			 say_safe(safe, r->ifname), "since",
			 (json_int_t)facts_wall_s(f, r->begin_ms / 1000), "count",
			 (json_int_t)r->losses, "losses", history_losses_json(f, r, RING_LOSSES));
}

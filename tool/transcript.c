// SPDX-License-Identifier: GPL-2.0-or-later
#include "transcript.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/mtu.h"

#define WIDTH 80
#define ENDS_AT 31 /* columns before the ends of a connection */
#define MSS_SIZE 8

void transcript_set_mtu(struct transcript *t, int mtu)
{
	t->mss_ipv4 = mtu > 0 ? mtu_mss_ipv4(mtu) : 0;
	t->mss_ipv6 = mtu > 0 ? mtu_mss_ipv6(mtu) : 0;
}

static uint16_t most_of(const struct transcript *t, const struct handshake *h)
{
	return h->remote.family == AF_INET ? t->mss_ipv4 : t->mss_ipv6;
}

static bool is_too_large(const struct transcript *t, const struct handshake *h, int mss)
{
	const int most = most_of(t, h);

	return most && mss > most;
}

static bool is_lowered(const struct handshake_way *w)
{
	return w->after >= 0 && w->after < w->before;
}

/* Text */

static const char *clock_time(char ret[static SAY_TIME_SIZE], uint64_t wall_s)
{
	const char *blank = strchr(say_time(ret, wall_s), ' ');

	return blank ? blank + 1 : ret;
}

static const char *format_mss(char ret[static MSS_SIZE], int mss)
{
	if (mss == HANDSHAKE_UNSEEN)
		snprintf(ret, MSS_SIZE, "-");
	else if (mss == SEGMENT_MSS_NONE)
		snprintf(ret, MSS_SIZE, "none");
	else
		snprintf(ret, MSS_SIZE, "%d", mss);
	return ret;
}

static void put_way(const struct transcript *t, const struct handshake *h,
		    const struct handshake_way *w)
{
	char before[MSS_SIZE], after[MSS_SIZE];
	const enum say_colour colour = is_too_large(t, h, w->after) ? SAY_RED
				       : is_lowered(w)		    ? SAY_GREEN
								    : SAY_PLAIN;

	say(t->out, " %4s ", format_mss(before, w->before));
	say_in(t->out, colour, "%4s", format_mss(after, w->after));
	say(t->out, " ");
}

/* The near end is left out where there is no room for it. */
static void put_ends(const struct transcript *t, const struct handshake *h)
{
	char near[SEGMENT_END_SIZE], remote[SEGMENT_END_SIZE];
	const struct segment_end *end = h->lan.family ? &h->lan : &h->line;
	const size_t room = WIDTH - ENDS_AT - strlen(" > ");

	segment_format_end(near, end);
	segment_format_end(remote, &h->remote);
	say(t->out, "%s%s%c %s\n", strlen(near) + strlen(remote) <= room ? near : "",
	    strlen(near) + strlen(remote) <= room ? " " : "", h->inbound ? '<' : '>', remote);
}

static void say_handshake(const struct transcript *t, const struct handshake *h, uint64_t wall_s)
{
	char time[SAY_TIME_SIZE];

	say(t->out, "%s", clock_time(time, wall_s));
	put_way(t, h, &h->out);
	put_way(t, h, &h->in);
	say(t->out, " ");
	put_ends(t, h);
}

static void say_stall(const struct transcript *t, const struct stall *s, uint64_t wall_s)
{
	char time[SAY_TIME_SIZE], length[SAY_DURATION_SIZE], remote[SEGMENT_END_SIZE];

	say(t->out, "%s ", clock_time(time, wall_s));
	say_in(t->out, SAY_RED, "black hole: data %s %s", s->inbound ? "from" : "to",
	       segment_format_end(remote, stall_remote(s)));
	say(t->out,
	    "\n         packet of %u bytes sent %u times in %s in vain, or nobody is there\n",
	    s->bytes, s->sent, say_length(length, s->last_ms - s->first_ms));
}

static void say_begin(const struct transcript *t)
{
	char safe[SAY_SAFE_SIZE];

	say_in(t->out, SAY_BOLD, "%s", say_safe(safe, t->link));
	if (t->mss_ipv4)
		say(t->out, ": its MTU takes an MSS of %u by IPv4, %u by IPv6", t->mss_ipv4,
		    t->mss_ipv6);
	say(t->out, "\n\n%10s%-11s%s\n", "", "MSS out", "MSS in");
	say(t->out, "%-8s  was  now   was  now  %s\n", "time",
	    "near end > remote end; < where that began it");
}

static void say_counts(const struct transcript *t, const struct transcript_end *e)
{
	const unsigned long long all = t->ipv4 + t->ipv6;
	char length[SAY_DURATION_SIZE];

	say(t->out, "\n%llu handshake%s in %s, %llu of them by IPv6; an MSS was lowered in %llu\n",
	    all, all == 1 ? "" : "s", say_duration(length, e->seconds), (unsigned long long)t->ipv6,
	    (unsigned long long)t->lowered);
	say(t->out, "SYNs that nobody answered: %llu out, %llu in\n",
	    (unsigned long long)e->unanswered_out, (unsigned long long)e->unanswered_in);
	if (t->too_large)
		say_in(t->out, SAY_RED, "%llu with an MSS above what the link's MTU takes\n",
		       (unsigned long long)t->too_large);
	if (e->missed)
		say(t->out, "%llu more were missed: there were too many at a time\n",
		    (unsigned long long)e->missed);
}

static void say_holes(const struct transcript *t, const struct transcript_end *e)
{
	char remote[SEGMENT_END_SIZE];

	say(t->out, "Black holes: ");
	say_in(t->out, t->stalls ? SAY_RED : SAY_PLAIN, t->stalls ? "%llu connection%s" : "none",
	       (unsigned long long)t->stalls, t->stalls == 1 ? "" : "s");
	if (e->share > 1)
		say(t->out, " (at times only one of %u connections was watched)", e->share);
	say(t->out, "\n");
	for (unsigned int i = 0; i < t->hole_count; i++) {
		const struct transcript_hole *h = &t->holes[i];

		say(t->out, "  %s %s, from %u bytes: %u\n", h->inbound ? "from" : "to",
		    segment_format_end(remote, &h->remote), h->bytes, h->connections);
	}
}

/* JSON, an object a line */

static void put_json(const struct transcript *t, json_t *json)
{
	if (!json)
		exit(say_no_memory());
	json_dumpf(json, t->out->file, JSON_COMPACT);
	fputc('\n', t->out->file);
	json_decref(json);
}

static json_t *json_mss(int mss)
{
	return mss == HANDSHAKE_UNSEEN ? json_null() : json_integer(mss);
}

static json_t *json_way(const struct handshake_way *w)
{
	return json_pack("{s:o, s:o}", "before", json_mss(w->before), "after", json_mss(w->after));
}

static json_t *json_end(const struct segment_end *end)
{
	char address[INET6_ADDRSTRLEN];

	if (!end->family)
		return json_null();
	inet_ntop(end->family, end->address, address, sizeof(address));
	return json_pack("{s:s, s:i}", "address", address, "port", end->port);
}

static json_t *handshake_json(const struct transcript *t, const struct handshake *h,
			      uint64_t wall_s)
{
	const bool large = is_too_large(t, h, h->out.after) || is_too_large(t, h, h->in.after);

	return json_pack("{s:s, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:b}", "type", "handshake",
			 "time", (json_int_t)wall_s, "began", h->inbound ? "in" : "out", "remote",
			 json_end(&h->remote), "line", json_end(&h->line), "lan", json_end(&h->lan),
			 "out", json_way(&h->out), "in", json_way(&h->in), "too_large", large);
}

static json_t *stall_json(const struct stall *s, uint64_t wall_s)
{
	return json_pack("{s:s, s:I, s:s, s:o, s:o, s:I, s:i, s:I}", "type", "black-hole", "time",
			 (json_int_t)wall_s, "data", s->inbound ? "in" : "out", "remote",
			 json_end(stall_remote(s)), "line",
			 json_end(s->inbound ? &s->target : &s->source), "bytes",
			 (json_int_t)s->bytes, "sent", s->sent, "lasted_ms",
			 (json_int_t)(s->last_ms - s->first_ms));
}

static json_t *begin_json(const struct transcript *t)
{
	char safe[SAY_SAFE_SIZE];

	return json_pack("{s:s, s:i, s:s}", "type", "begin", "schema", TRANSCRIPT_SCHEMA, "link",
			 say_safe(safe, t->link));
}

static json_t *finish_json(const struct transcript *t, const struct transcript_end *e)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:i}", "type", "end",
			 "seconds", (json_int_t)e->seconds, "ipv4", (json_int_t)t->ipv4, "ipv6",
			 (json_int_t)t->ipv6, "lowered", (json_int_t)t->lowered, "too_large",
			 (json_int_t)t->too_large, "unanswered_out", (json_int_t)e->unanswered_out,
			 "unanswered_in", (json_int_t)e->unanswered_in, "missed",
			 (json_int_t)e->missed, "black_holes", (json_int_t)t->stalls, "share",
			 e->share);
}

/* Either */

void transcript_begin(const struct transcript *t)
{
	if (t->json)
		put_json(t, begin_json(t));
	else
		say_begin(t);
}

void transcript_handshake(struct transcript *t, const struct handshake *h, uint64_t wall_s)
{
	if (h->remote.family == AF_INET)
		t->ipv4++;
	else
		t->ipv6++;
	t->lowered += is_lowered(&h->out) || is_lowered(&h->in);
	t->too_large += is_too_large(t, h, h->out.after) || is_too_large(t, h, h->in.after);
	if (t->json)
		put_json(t, handshake_json(t, h, wall_s));
	else
		say_handshake(t, h, wall_s);
}

static void count_hole(struct transcript *t, const struct stall *s)
{
	const struct segment_end *remote = stall_remote(s);
	struct transcript_hole *hole = NULL;

	for (unsigned int i = 0; i < t->hole_count && !hole; i++)
		if (t->holes[i].inbound == s->inbound &&
		    !memcmp(&t->holes[i].remote, remote, sizeof(*remote)))
			hole = &t->holes[i];
	if (!hole && t->hole_count == TRANSCRIPT_HOLES)
		return;
	if (!hole) {
		hole = &t->holes[t->hole_count++];
		*hole = (struct transcript_hole){ *remote, s->inbound, 0, s->bytes };
	}
	hole->connections++;
	if (s->bytes < hole->bytes)
		hole->bytes = s->bytes;
}

void transcript_stall(struct transcript *t, const struct stall *s, uint64_t wall_s)
{
	t->stalls++;
	count_hole(t, s);
	if (t->json)
		put_json(t, stall_json(s, wall_s));
	else
		say_stall(t, s, wall_s);
}

void transcript_link(const struct transcript *t, bool there, uint64_t wall_s)
{
	char time[SAY_TIME_SIZE], safe[SAY_SAFE_SIZE];

	if (t->json)
		put_json(t, json_pack("{s:s, s:I, s:b}", "type", "link", "time", (json_int_t)wall_s,
				      "there", there));
	else
		say(t->out, "%s %s %s\n", clock_time(time, wall_s), say_safe(safe, t->link),
		    there ? "is there" : "has gone; its return is awaited");
}

void transcript_finish(const struct transcript *t, const struct transcript_end *e)
{
	if (t->json) {
		put_json(t, finish_json(t, e));
		return;
	}
	say_counts(t, e);
	say_holes(t, e);
}

bool transcript_is_well(const struct transcript *t)
{
	return !t->stalls && !t->too_large;
}

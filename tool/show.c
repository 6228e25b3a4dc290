// SPDX-License-Identifier: GPL-2.0-or-later
#include "show.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "core/mtu.h"
#include "core/route.h"
#include "core/text.h"
#include "history.h"
#include "span.h"

#define CELLS 30 /* of a sparkline */
#define LOSSES 3 /* shown */

static const char *const versions[] = { "IPv4", "IPv6" };

/* Begins a line; its last part is ended by "\n" of the caller. */
static void put_label(const struct say *out, const char *label)
{
	say(out, "  %-8s ", label);
}

static enum say_colour colour_of(const struct view *v)
{
	if (view_is_well(v))
		return SAY_GREEN;
	return v->state <= VIEW_CONNECTING ? SAY_YELLOW : SAY_RED;
}

static void put_heading(const struct say *out, const struct facts *f, const struct view *v)
{
	static const char *const texts[] = {
		[VIEW_UP] = "up",
		[VIEW_LIMBO] = "in limbo, the line is lost and the session kept",
		[VIEW_CONNECTING] = "connecting, PPP negotiates",
		[VIEW_SEARCHING] = "no session, looking for an access concentrator",
		[VIEW_LEFT_OVER] = "left over",
		[VIEW_DOWN] = "down",
		[VIEW_UNKNOWN] = "not known",
	};
	const uint64_t age_s = view_state_age_s(v, f->now_s);
	char name[SAY_SAFE_SIZE], age[SAY_DURATION_SIZE];

	say_in(out, SAY_BOLD, "%s", say_safe(name, v->name));
	say(out, ": ");
	say_in(out, colour_of(v), "%s", texts[v->state]);
	if (age_s)
		say(out, ", for %s", say_duration(age, age_s));
	if (v->elsewhere)
		say(out, ", in another network namespace");
	say(out, "\n");
}

static void put_session(const struct say *out, const struct facts *f, const struct view *v)
{
	const struct record *r = v->record ? &v->record->record : NULL;
	const uint64_t age_s = view_session_age_s(v, f->now_s);
	char mac[TEXT_MAC_SIZE], age[SAY_DURATION_SIZE];

	if (!r || !r->session_id)
		return;
	text_format_mac(mac, r->ac_mac);
	put_label(out, "session");
	say(out, "%u with ", r->session_id);
	say(out, r->ac_name[0] ? "%s (%s)" : "%s%s", r->ac_name, mac);
	say(out, " on %s", r->device);
	if (age_s && v->record->living)
		say(out, ", for %s", say_duration(age, age_s));
	say(out, "\n");
}

static void put_addresses(const struct say *out, const struct facts *f, const struct view *v)
{
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; v->link && i < f->addresses.count; i++) {
		const struct netinfo_address *a = &f->addresses.items[i];

		if (a->ifindex != v->link->info.index)
			continue;
		put_label(out, "address");
		say(out, "%s", inet_ntop(a->family, a->address, text, sizeof(text)));
		if (a->has_peer)
			say(out, ", peer %s", inet_ntop(a->family, a->peer, text, sizeof(text)));
		say(out, "\n");
	}
}

static const char *proof_text(const struct record *r)
{
	switch (r->mtu_verdict) {
	case RECORD_MTU_PROVED:
		return ", proved both ways";
	case RECORD_MTU_SENDING_ONLY:
		return ", proved to the peer (it cuts its answers short)";
	case RECORD_MTU_FAILED:
		return ": the path carries no more, although the peer agreed";
	case RECORD_MTU_UNKNOWN:
		break;
	}
	return r->mtu > MTU_PPPOE_MAX ? ", not proved" : "";
}

static void put_mtu(const struct say *out, const struct view *v)
{
	const struct record *r = v->record ? &v->record->record : NULL;

	if (!v->link)
		return;
	put_label(out, "MTU");
	say(out, "%u%s", v->link->info.mtu, r ? proof_text(r) : "");
	for (int i = 0; r && i < RECORD_PARENTS; i++)
		if (r->parents[i].index && r->parents[i].mtu != r->parents[i].original)
			say(out, "; %s has %u for it, and %u without", r->parents[i].name,
			    r->parents[i].mtu, r->parents[i].original);
	say(out, "\n");
}

static void put_clamp(const struct say *out, const struct view *v)
{
	static const char *const ways[] = { [CLAMPINFO_OUT] = "out", [CLAMPINFO_IN] = "in" };
	const struct clampinfo *c = v->clamp;

	if (!c)
		return;
	put_label(out, "clamp");
	say(out, "MSS %u by IPv4, %u by IPv6, both ways; backend %s%s\n", c->mss[CLAMPINFO_IPV4],
	    c->mss[CLAMPINFO_IPV6], clamp_backend_text(v->backend),
	    c->table.owned ? "" : ", not owned");
	put_label(out, "SYNs");
	for (int way = 0; way < CLAMPINFO_WAYS; way++) {
		uint64_t seen = 0, lowered = 0;

		for (int i = 0; i < CLAMPINFO_VERSIONS; i++) {
			seen += c->count[way][i].seen;
			lowered += clampinfo_lowered(&c->count[way][i]);
		}
		say(out, "%s%s %llu, lowered %llu", way ? "; " : "", ways[way],
		    (unsigned long long)seen, (unsigned long long)lowered);
	}
	if (c->stripped)
		say(out, "; without option %llu", (unsigned long long)c->stripped);
	say(out, "\n");
}

static void put_route(const struct say *out, const struct facts *f, const struct netinfo_route *r)
{
	const struct netinfo_route *best = facts_default(f, r->family);
	const struct facts_link *l = best ? facts_link_at(f, best->ifindex) : NULL;
	char name[SAY_SAFE_SIZE];

	put_label(out, "route");
	say(out, "default by %s, metric %u", versions[r->family == AF_INET6], r->metric);
	if (r->table != RT_TABLE_MAIN)
		say(out, ", table %u", r->table);
	else if (best && netinfo_same_route(best, r))
		say(out, ": packets take it");
	else if (l)
		say(out, ": packets take %s, metric %u", say_safe(name, l->info.name),
		    best->metric);
	say(out, "\n");
}

static bool concerns(const struct view *v, const struct netinfo_route *r)
{
	return v->link && r->ifindex == v->link->info.index;
}

static void put_routes(const struct say *out, const struct facts *f, const struct view *v)
{
	for (size_t i = 0; i < f->routes.count; i++)
		if (concerns(v, &f->routes.items[i]))
			put_route(out, f, &f->routes.items[i]);
}

/* The longest round trip of each two seconds; twice the median is half the height at least. */
static void put_sparkline(const struct say *out, const struct ring *r, uint64_t end_s,
			  const struct span *all)
{
	static const char *const levels[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	const uint32_t top = all->max_us > 2 * all->median_us ? all->max_us : 2 * all->median_us;

	for (uint64_t s = end_s - SPAN_LAST_S; s < end_s; s += SPAN_LAST_S / CELLS) {
		const struct span cell = span_of(r, s, s + SPAN_LAST_S / CELLS);

		if (cell.lost)
			say_in(out, SAY_RED, "×");
		else if (cell.measured)
			say(out, "%s", levels[(uint64_t)cell.max_us * 7 / top]);
		else
			say(out, " ");
	}
	say(out, " ");
}

/* Round trips and loss of the last minute. */
static void put_line(const struct say *out, const struct facts *f, const struct view *v)
{
	const struct span last = v->ring ? span_last(v->ring, f->now_s) : (struct span){ 0 };
	char text[SAY_TIME_SIZE];

	if (!last.asked || f->now_s < SPAN_LAST_S + SPAN_PENDING_S)
		return;
	put_label(out, "line");
	if (out->utf8)
		put_sparkline(out, v->ring, f->now_s - SPAN_PENDING_S, &last);
	if (last.measured)
		say(out, "%s, ", say_rtt(text, last.median_us));
	say(out, "%u of %u echoes lost\n", last.lost, last.asked);
}

static void put_losses(const struct say *out, const struct facts *f, const struct view *v)
{
	const unsigned int count = v->ring ? ring_count_losses(v->ring) : 0;

	for (unsigned int i = count > LOSSES ? count - LOSSES : 0; i < count; i++) {
		put_label(out, "loss");
		history_show_loss(out, f, v->ring, i);
	}
}

void show_link(const struct say *out, const struct facts *f, const struct view *v)
{
	char safe[SAY_SAFE_SIZE];

	put_heading(out, f, v);
	put_session(out, f, v);
	put_addresses(out, f, v);
	put_mtu(out, v);
	put_clamp(out, v);
	put_routes(out, f, v);
	put_line(out, f, v);
	put_losses(out, f, v);
	for (unsigned int i = 0; i < v->remark_count; i++) {
		put_label(out, "but");
		say_in(out, SAY_YELLOW, "%s\n", say_safe(safe, v->remarks[i]));
	}
}

void show_missing(const struct say *out, const struct facts *f)
{
	if (f->records_error)
		say(out, "Missing: states, ACs, sessions: cannot read the records: %s\n",
		    strerror(-f->records_error));
	if (f->clamps_error)
		say(out, "Missing: clamps: cannot read the rules of nftables: %s\n",
		    strerror(-f->clamps_error));
	if (f->records_error == -EACCES || f->clamps_error == -EPERM)
		say(out, "Root sees all of it.\n");
}

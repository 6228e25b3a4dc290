// SPDX-License-Identifier: GPL-2.0-or-later
#include "metrics.h"

#include <sys/socket.h>

#include "say.h"
#include "span.h"

struct page {
	FILE *file;
	const struct facts *facts;
	const struct view_list *views;
};

static void put_family(const struct page *p, const char *name, const char *type, const char *help)
{
	fprintf(p->file, "# HELP pppoe_clamp_%s %s\n# TYPE pppoe_clamp_%s %s\n", name, help, name,
		type);
}

/* Printable by now; a backslash and a quote would end it. */
static void put_value(FILE *file, const char *text)
{
	char safe[SAY_SAFE_SIZE];

	for (const char *c = say_safe(safe, text); *c; c++) {
		if (*c == '\\' || *c == '"')
			fputc('\\', file);
		fputc(*c, file);
	}
}

/* Begins a line; the caller ends it by more labels, "} ", and a number. */
static void put_name(const struct page *p, const char *name, const struct view *v)
{
	fprintf(p->file, "pppoe_clamp_%s{link=\"", name);
	put_value(p->file, v->name);
	fputs("\"", p->file);
}

static void put_gauge(const struct page *p, const char *name, const struct view *v, uint64_t value)
{
	put_name(p, name, v);
	fprintf(p->file, "} %llu\n", (unsigned long long)value);
}

/* Nothing but its name tells a link from another one: of several with one name, one counts. */
static void each(const struct page *p, void (*put)(const struct page *p, const struct view *v))
{
	for (size_t i = 0; i < p->views->count; i++) {
		const struct view *v = &p->views->items[i];

		if (!view_is_namesake(p->views, v))
			put(p, v);
	}
}

static void put_up(const struct page *p, const struct view *v)
{
	put_gauge(p, "up", v, v->state == VIEW_UP);
}

static void put_disagreements(const struct page *p, const struct view *v)
{
	put_gauge(p, "disagreements", v, v->remark_count);
}

static void put_info(const struct page *p, const struct view *v)
{
	put_name(p, "info", v);
	fputs(",device=\"", p->file);
	put_value(p->file, v->record ? v->record->record.device : "");
	fputs("\",ac=\"", p->file);
	put_value(p->file, v->record ? v->record->record.ac_name : "");
	fprintf(p->file, "\",state=\"%s\"} 1\n", view_state_text(v->state));
}

static void put_session(const struct page *p, const struct view *v)
{
	if (v->record && v->record->record.session_since_s)
		put_gauge(p, "session_start_time_seconds", v,
			  p->facts->wall_s - view_session_age_s(v, p->facts->now_s));
}

static void put_mtu(const struct page *p, const struct view *v)
{
	if (v->link)
		put_gauge(p, "mtu_bytes", v, v->link->info.mtu);
}

static void put_proof(const struct page *p, const struct view *v)
{
	if (v->record)
		put_gauge(p, "mtu_proved", v, v->record->record.mtu_verdict == RECORD_MTU_PROVED);
}

static const char *const versions[] = { [CLAMPINFO_IPV4] = "4", [CLAMPINFO_IPV6] = "6" };
static const char *const ways[] = { [CLAMPINFO_OUT] = "out", [CLAMPINFO_IN] = "in" };

static void put_limits(const struct page *p, const struct view *v)
{
	for (int i = 0; v->clamp && i < CLAMPINFO_VERSIONS; i++) {
		put_name(p, "mss_bytes", v);
		fprintf(p->file, ",ip=\"%s\"} %u\n", versions[i], v->clamp->mss[i]);
	}
}

static void put_counters(const struct page *p, const char *name, const struct view *v, bool lowered)
{
	for (int i = 0; v->clamp && i < CLAMPINFO_WAYS * CLAMPINFO_VERSIONS; i++) {
		const int way = i / CLAMPINFO_VERSIONS, version = i % CLAMPINFO_VERSIONS;
		const struct clampinfo_count *c = &v->clamp->count[way][version];

		put_name(p, name, v);
		fprintf(p->file, ",direction=\"%s\",ip=\"%s\"} %llu\n", ways[way],
			versions[version],
			(unsigned long long)(lowered ? clampinfo_lowered(c) : c->seen));
	}
}

static void put_seen(const struct page *p, const struct view *v)
{
	put_counters(p, "syns_total", v, false);
}

static void put_lowered(const struct page *p, const struct view *v)
{
	put_counters(p, "syns_lowered_total", v, true);
}

static void put_default(const struct page *p, const struct view *v)
{
	static const uint8_t of[] = { AF_INET, AF_INET6 };

	for (int i = 0; v->link && i < CLAMPINFO_VERSIONS; i++) {
		const struct netinfo_route *r = facts_default(p->facts, of[i]);

		put_name(p, "carries_default", v);
		fprintf(p->file, ",ip=\"%s\"} %d\n", versions[i],
			r && r->ifindex == v->link->info.index);
	}
}

static void put_losses(const struct page *p, const struct view *v)
{
	if (v->ring)
		put_gauge(p, "losses_total", v, v->ring->losses);
}

static void put_seconds(const struct page *p, const char *name, const struct view *v,
			double seconds)
{
	put_name(p, name, v);
	fprintf(p->file, "} %.9g\n", seconds);
}

static void put_lost(const struct page *p, const struct view *v)
{
	if (v->ring)
		put_seconds(p, "lost_seconds_total", v, (double)v->ring->lost_ms / 1000);
}

static void put_asked(const struct page *p, const struct view *v)
{
	if (v->ring)
		put_gauge(p, "echoes_sent_total", v, v->ring->asked);
}

static void put_answered(const struct page *p, const struct view *v)
{
	if (v->ring)
		put_gauge(p, "echoes_answered_total", v, v->ring->answered);
}

static void put_rtt(const struct page *p, const struct view *v)
{
	const struct span last = v->ring ? span_last(v->ring, p->facts->now_s) : (struct span){ 0 };

	if (last.measured)
		put_seconds(p, "round_trip_seconds", v, last.median_us / 1e6);
}

static void put_rtt_most(const struct page *p, const struct view *v)
{
	const struct span last = v->ring ? span_last(v->ring, p->facts->now_s) : (struct span){ 0 };

	if (last.measured)
		put_seconds(p, "round_trip_most_seconds", v, last.max_us / 1e6);
}

static const struct family {
	const char *name, *type, *help;
	void (*put)(const struct page *p, const struct view *v);
} families[] = {
	{ "up", "gauge", "Whether the link is up.", put_up },
	{ "disagreements", "gauge", "Respects in which the record and the kernel disagree.",
	  put_disagreements },
	{ "info", "gauge", "What the link runs over, and its state.", put_info },
	{ "session_start_time_seconds", "gauge", "When the PPPoE session began, since 1970.",
	  put_session },
	{ "mtu_bytes", "gauge", "MTU of the link.", put_mtu },
	{ "mtu_proved", "gauge", "Whether the path was proved to carry it both ways.", put_proof },
	{ "mss_bytes", "gauge", "MSS that the clamp lets pass.", put_limits },
	{ "syns_total", "counter", "SYN and SYN/ACK that have passed the clamp.", put_seen },
	{ "syns_lowered_total", "counter", "Those of them whose MSS was lowered.", put_lowered },
	{ "losses_total", "counter", "Losses of the network since the boot.", put_losses },
	{ "lost_seconds_total", "counter", "How long those were that are over.", put_lost },
	{ "echoes_sent_total", "counter", "LCP echoes that were watched, three a second at most.",
	  put_asked },
	{ "echoes_answered_total", "counter", "Those of them that were answered.", put_answered },
	{ "round_trip_seconds", "gauge",
	  "Median round trip to the access concentrator in the last minute.", put_rtt },
	{ "round_trip_most_seconds", "gauge", "The longest one in it.", put_rtt_most },
	{ "carries_default", "gauge", "Whether packets to everywhere else take this link.",
	  put_default },
};

void metrics_print(FILE *file, const struct facts *f, const struct view_list *l)
{
	const struct page p = { file, f, l };

	put_family(&p, "complete", "gauge",
		   "Whether all could be read, also the rules of nftables.");
	fprintf(file, "pppoe_clamp_complete %d\n", facts_are_complete(f));
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		put_family(&p, families[i].name, families[i].type, families[i].help);
		each(&p, families[i].put);
	}
}

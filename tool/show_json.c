// SPDX-License-Identifier: GPL-2.0-or-later
#include "show.h"

#include <arpa/inet.h>
#include <string.h>

#include <jansson.h>

#include "core/route.h"
#include "core/text.h"
#include "history.h"
#include "span.h"

#define LOSSES 3

static const char *const versions[] = { [CLAMPINFO_IPV4] = "ipv4", [CLAMPINFO_IPV6] = "ipv6" };

static const char *version_of(uint8_t family)
{
	return versions[family == AF_INET6];
}

/* A name as it is where it is printable, escaped where not. */
static json_t *json_safe(const char *text)
{
	char safe[SAY_SAFE_SIZE];

	return json_string(say_safe(safe, text));
}

/* null where nothing is known */
static json_t *json_known(uint64_t number)
{
	return number ? json_integer((json_int_t)number) : json_null();
}

static json_t *json_session(const struct view *v, uint64_t now_s)
{
	const struct record *r = v->record ? &v->record->record : NULL;
	char mac[TEXT_MAC_SIZE];

	if (!r || !r->session_id)
		return json_null();
	text_format_mac(mac, r->ac_mac);
	return json_pack("{s:i, s:s, s:s, s:o}", "id", r->session_id, "ac_mac", mac, "ac_name",
			 r->ac_name, "age_s", json_known(view_session_age_s(v, now_s)));
}

static json_t *json_address(const struct netinfo_address *a)
{
	char text[INET6_ADDRSTRLEN], peer[INET6_ADDRSTRLEN];

	inet_ntop(a->family, a->address, text, sizeof(text));
	inet_ntop(a->family, a->peer, peer, sizeof(peer));
	return json_pack("{s:s, s:s, s:i, s:s?}", "family", version_of(a->family), "address", text,
			 "prefix", a->prefix, "peer", a->has_peer ? peer : NULL);
}

static json_t *json_addresses(const struct facts *f, const struct view *v)
{
	json_t *ret = json_array();

	for (size_t i = 0; v->link && i < f->addresses.count; i++)
		if (f->addresses.items[i].ifindex == v->link->info.index)
			json_array_append_new(ret, json_address(&f->addresses.items[i]));
	return ret;
}

static json_t *json_mtu(const struct view *v)
{
	const struct record *r = v->record ? &v->record->record : NULL;

	return json_pack("{s:o, s:o, s:s}", "mtu", json_known(v->link ? v->link->info.mtu : 0),
			 "mru", json_known(r ? r->mru : 0), "proof",
			 record_verdict_text(r ? r->mtu_verdict : RECORD_MTU_UNKNOWN));
}

static json_t *json_parents(const struct view *v)
{
	json_t *ret = json_array();

	for (int i = 0; v->record && i < RECORD_PARENTS; i++) {
		const struct record_parent *p = &v->record->record.parents[i];

		if (p->index)
			json_array_append_new(ret,
					      json_pack("{s:s, s:i, s:i}", "name", p->name, "mtu",
							p->mtu, "original", p->original));
	}
	return ret;
}

static json_t *json_count(const struct clampinfo_count *c)
{
	return json_pack("{s:I, s:I}", "seen", (json_int_t)c->seen, "lowered",
			 (json_int_t)clampinfo_lowered(c));
}

static json_t *json_clamp(const struct view *v)
{
	const struct clampinfo *c = v->clamp;
	json_t *ret;

	if (!c)
		return json_null();
	ret = json_pack("{s:s, s:b, s:I}", "backend", clamp_backend_text(v->backend), "owned",
			c->table.owned, "stripped", (json_int_t)c->stripped);
	for (int i = 0; i < CLAMPINFO_VERSIONS; i++)
		json_object_set_new(ret, versions[i],
				    json_pack("{s:i, s:o, s:o}", "mss", c->mss[i], "out",
					      json_count(&c->count[CLAMPINFO_OUT][i]), "in",
					      json_count(&c->count[CLAMPINFO_IN][i])));
	return ret;
}

static json_t *json_route(const struct facts *f, const struct netinfo_route *r)
{
	const struct netinfo_route *best = facts_default(f, r->family);

	return json_pack("{s:s, s:I, s:I, s:b, s:b}", "family", version_of(r->family), "metric",
			 (json_int_t)r->metric, "table", (json_int_t)r->table, "ours",
			 r->protocol == ROUTE_PROTOCOL, "taken",
			 best && netinfo_same_route(best, r));
}

static json_t *json_routes(const struct facts *f, const struct view *v)
{
	json_t *ret = json_array();

	for (size_t i = 0; v->link && i < f->routes.count; i++)
		if (f->routes.items[i].ifindex == v->link->info.index)
			json_array_append_new(ret, json_route(f, &f->routes.items[i]));
	return ret;
}

static json_t *json_remarks(const struct view *v)
{
	json_t *ret = json_array();

	for (unsigned int i = 0; i < v->remark_count; i++)
		json_array_append_new(ret, json_safe(v->remarks[i]));
	return ret;
}

static json_t *json_rtt(const struct span *s)
{
	if (!s->measured)
		return json_null();
	return json_pack("{s:I, s:I, s:I}", "min", (json_int_t)s->min_us, "median",
			 (json_int_t)s->median_us, "max", (json_int_t)s->max_us);
}

static json_t *json_line(const struct facts *f, const struct view *v)
{
	struct span last;

	if (!v->ring)
		return json_null();
	last = span_last(v->ring, f->now_s);
	return json_pack("{s:i, s:i, s:o, s:I, s:o}", "asked", last.asked, "lost", last.lost,
			 "rtt_us", json_rtt(&last), "losses", (json_int_t)v->ring->losses,
			 "last_losses", history_losses_json(f, v->ring, LOSSES));
}

static json_t *json_link(const struct facts *f, const struct view *v)
{
	const struct record *r = v->record ? &v->record->record : NULL;
	json_t *ret = json_mtu(v);

	json_object_set_new(ret, "name", json_safe(v->name));
	json_object_set_new(ret, "state", json_string(view_state_text(v->state)));
	json_object_set_new(ret, "state_age_s", json_known(view_state_age_s(v, f->now_s)));
	json_object_set_new(ret, "here", json_boolean(!v->elsewhere));
	json_object_set_new(ret, "device", r ? json_string(r->device) : json_null());
	json_object_set_new(ret, "pid", json_known(r && v->record->living ? r->pid : 0));
	json_object_set_new(ret, "session", json_session(v, f->now_s));
	json_object_set_new(ret, "addresses", json_addresses(f, v));
	json_object_set_new(ret, "parents", json_parents(v));
	json_object_set_new(ret, "clamp", json_clamp(v));
	json_object_set_new(ret, "routes", json_routes(f, v));
	json_object_set_new(ret, "line", json_line(f, v));
	json_object_set_new(ret, "disagreements", json_remarks(v));
	return ret;
}

static json_t *json_default(const struct facts *f, uint8_t family)
{
	const struct netinfo_route *r = facts_default(f, family);
	const struct facts_link *l = r ? facts_link_at(f, r->ifindex) : NULL;

	return l ? json_safe(l->info.name) : json_null();
}

json_t *show_json(const struct facts *f, const struct view_list *l, const struct view *only)
{
	json_t *links = json_array();

	for (size_t i = 0; i < l->count; i++)
		if (!only || only == &l->items[i])
			json_array_append_new(links, json_link(f, &l->items[i]));
	return json_pack("{s:i, s:b, s:o, s:{s:o, s:o}}", "schema", SHOW_SCHEMA, "complete",
			 facts_are_complete(f), "links", links, "default", "ipv4",
			 json_default(f, AF_INET), "ipv6", json_default(f, AF_INET6));
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/mtu.h"
#include "core/route.h"
#include "core/text.h"
#include "list.h"

__attribute__((format(printf, 2, 3))) static void remark(struct view *v, const char *format, ...)
{
	va_list arguments;

	if (v->remark_count == VIEW_REMARKS)
		return;
	va_start(arguments, format);
	vsnprintf(v->remarks[v->remark_count++], VIEW_REMARK_SIZE, format, arguments);
	va_end(arguments);
}

/* What the record says of itself. */

static enum view_state state_of(const struct facts_record *r)
{
	if (!r->living)
		return VIEW_LEFT_OVER;
	if (r->torn)
		return VIEW_UNKNOWN;
	if (!strcmp(r->record.state, "up"))
		return VIEW_UP;
	if (!strcmp(r->record.state, "limbo"))
		return VIEW_LIMBO;
	return r->record.session_id ? VIEW_CONNECTING : VIEW_SEARCHING;
}

/* Of two tables, backend both, the first counts: each packet passes both. */
static void find_clamp(struct view *v, const struct facts *f)
{
	for (size_t i = 0; i < f->clamps.count; i++) {
		const struct clampinfo *c = &f->clamps.items[i];

		if (strcmp(c->table.ifname, v->name) != 0)
			continue;
		v->backend = v->clamp ? CLAMP_BOTH : c->table.backend;
		if (!v->clamp || c->table.backend == CLAMP_FORWARD)
			v->clamp = c;
	}
}

/* Its pppd was killed. Has another one the name now, and so all that has this name? */
static bool has_heir(const struct view *v, const struct facts *f)
{
	for (size_t i = 0; v->state == VIEW_LEFT_OVER && i < f->records.count; i++) {
		const struct facts_record *r = &f->records.items[i];

		if (r->living && r->record.netns == v->record->record.netns &&
		    !strcmp(r->record.ifname, v->name))
			return true;
	}
	return false;
}

static void find_parts(struct view *v, const struct facts *f)
{
	if (has_heir(v, f))
		return;
	v->ring = facts_ring_of(f, v->name, v->record ? v->record->record.netns : f->netns);
	if (v->elsewhere || (v->record && !v->record->record.ifname[0]))
		return;
	v->link = facts_link_named(f, v->name);
	find_clamp(v, f);
}

/* Where they disagree */

static void compare_session(struct view *v, const struct facts *f)
{
	const struct record *r = &v->record->record;
	char mac[TEXT_MAC_SIZE];

	if (!r->session_id || f->sessions_error || facts_has_session(f, r->ac_mac, r->session_id))
		return;
	text_format_mac(mac, r->ac_mac);
	remark(v, "the record has session %u with %s, the kernel has not", r->session_id, mac);
}

static bool has_address(const struct facts *f, uint32_t ifindex)
{
	for (size_t i = 0; i < f->addresses.count; i++)
		if (f->addresses.items[i].ifindex == ifindex)
			return true;
	return false;
}

static void compare_link(struct view *v, const struct facts *f)
{
	const struct record *r = &v->record->record;

	if (v->state != VIEW_UP && v->state != VIEW_LIMBO)
		return;
	if (!v->link) {
		remark(v, "the record says that it is up, the kernel has no interface %s", v->name);
		return;
	}
	if (!v->link->info.up)
		remark(v, "the record says that it is up, the interface is set down");
	if (r->mtu && r->mtu != v->link->info.mtu)
		remark(v, "the record has an MTU of %u, the interface of %u", r->mtu,
		       v->link->info.mtu);
	if (!has_address(f, v->link->info.index))
		remark(v, "the record says that it is up, the interface has no address");
}

static void compare_clamp(struct view *v, const struct facts *f)
{
	const char *recorded = v->record->record.clamp;

	if (f->clamps_error)
		return;
	if (recorded[0] && !v->clamp)
		remark(v, "the record has a clamp (%s), nftables has no table of it", recorded);
	if (recorded[0] && v->clamp && strcmp(recorded, clamp_backend_text(v->backend)) != 0)
		remark(v, "the record has a clamp (%s), nftables has another (%s)", recorded,
		       clamp_backend_text(v->backend));
	if (!recorded[0] && v->clamp)
		remark(v, "nftables has a clamp that the record does not have");
}

/* A path that carries more than the clamp allows is well; the other way round it is not. */
static void judge_limits(struct view *v)
{
	static const char *const names[] = { "IPv4", "IPv6" };
	uint16_t most[CLAMPINFO_VERSIONS];

	if (!v->clamp || !v->link)
		return;
	most[CLAMPINFO_IPV4] = mtu_mss_ipv4((int)v->link->info.mtu);
	most[CLAMPINFO_IPV6] = mtu_mss_ipv6((int)v->link->info.mtu);
	for (int i = 0; i < CLAMPINFO_VERSIONS; i++)
		if (v->clamp->mss[i] > most[i])
			remark(v, "the clamp lets an MSS of %u pass by %s, the MTU of %u takes %u",
			       v->clamp->mss[i], names[i], v->link->info.mtu, most[i]);
}

static void compare_parents(struct view *v, const struct facts *f)
{
	for (int i = 0; i < RECORD_PARENTS; i++) {
		const struct record_parent *p = &v->record->record.parents[i];
		const struct facts_link *l = facts_link_at(f, p->index);

		if (!p->index)
			continue;
		if (!l)
			remark(v, "%s, which the session needs, is gone", p->name);
		else if (l->info.mtu < p->mtu)
			remark(v, "%s was given an MTU of %u, and has %u", p->name, p->mtu,
			       l->info.mtu);
	}
}

static void compare(struct view *v, const struct facts *f)
{
	if (v->record->torn)
		remark(v, "its record cannot be read");
	if (v->state == VIEW_LEFT_OVER)
		remark(v, "pppd has ended without tidying up; the next one on %s will",
		       v->record->record.device);
	if (v->elsewhere || v->record->torn || v->state == VIEW_LEFT_OVER)
		return;
	compare_session(v, f);
	compare_link(v, f);
	compare_clamp(v, f);
	judge_limits(v);
	compare_parents(v, f);
}

/* All views */

static void add_record(struct view_list *l, const struct facts *f, const struct facts_record *r)
{
	const struct record *record = &r->record;
	struct view *v = list_add(l);

	memcpy(v->name, record->ifname[0] ? record->ifname : record->device, sizeof(v->name));
	v->record = r;
	v->state = state_of(r);
	v->elsewhere = f->netns && record->netns && f->netns != record->netns;
	find_parts(v, f);
	compare(v, f);
}

static void add_other(struct view_list *l, const struct facts *f, const char *name)
{
	struct view *v;

	for (size_t i = 0; i < l->count; i++)
		if (!l->items[i].elsewhere && !strcmp(l->items[i].name, name))
			return;
	v = list_add(l);
	snprintf(v->name, sizeof(v->name), "%s", name);
	find_parts(v, f);
	v->state = v->link && v->link->running ? VIEW_UP : VIEW_DOWN;
	if (!v->link)
		remark(v, "nftables has a clamp for it, the kernel has no interface %s", name);
	judge_limits(v);
}

/* A link that is not PPPoE has no record; nor does one where /run cannot be written. */
struct view_list view_all(const struct facts *f)
{
	struct view_list l = { 0 };

	for (size_t i = 0; i < f->records.count; i++)
		add_record(&l, f, &f->records.items[i]);
	for (size_t i = 0; i < f->clamps.count; i++)
		add_other(&l, f, f->clamps.items[i].table.ifname);
	for (size_t i = 0; i < f->routes.count; i++) {
		const struct netinfo_route *r = &f->routes.items[i];
		const struct facts_link *link = facts_link_at(f, r->ifindex);

		if (r->protocol == ROUTE_PROTOCOL && link)
			add_other(&l, f, link->info.name);
	}
	for (size_t i = 0; f->records_error && i < f->links.count; i++)
		if (f->links.items[i].ppp)
			add_other(&l, f, f->links.items[i].info.name);
	return l;
}

/* Names are of a namespace, and outlive a pppd that was killed. */
static bool is_closer(const struct view *a, const struct view *b)
{
	if (a->elsewhere != b->elsewhere)
		return b->elsewhere;
	return a->state != VIEW_LEFT_OVER && b->state == VIEW_LEFT_OVER;
}

static bool is_named(const struct view *v, const char *name)
{
	return !strcmp(v->name, name);
}

static bool is_over(const struct view *v, const char *device)
{
	return v->record && !strcmp(v->record->record.device, device);
}

static const struct view *closest(const struct view_list *l, const char *name,
				  bool (*fits)(const struct view *v, const char *name))
{
	const struct view *ret = NULL;

	for (size_t i = 0; i < l->count; i++)
		if (fits(&l->items[i], name) && (!ret || is_closer(&l->items[i], ret)))
			ret = &l->items[i];
	return ret;
}

const struct view *view_named(const struct view_list *l, const char *name)
{
	const struct view *named = closest(l, name, is_named), *over = closest(l, name, is_over);

	return over && (!named || is_closer(over, named)) ? over : named;
}

bool view_is_namesake(const struct view_list *l, const struct view *v)
{
	return closest(l, v->name, is_named) != v;
}

const char *view_state_text(enum view_state state)
{
	static const char *const texts[] = {
		[VIEW_UP] = "up",
		[VIEW_LIMBO] = "limbo",
		[VIEW_CONNECTING] = "connecting",
		[VIEW_SEARCHING] = "searching",
		[VIEW_LEFT_OVER] = "left-over",
		[VIEW_DOWN] = "down",
		[VIEW_UNKNOWN] = "unknown",
	};

	return texts[state];
}

bool view_is_well(const struct view *v)
{
	return v->state == VIEW_UP && !v->remark_count;
}

static uint64_t age(uint64_t since_s, uint64_t now_s)
{
	return since_s && since_s <= now_s ? now_s - since_s : 0;
}

uint64_t view_state_age_s(const struct view *v, uint64_t now_s)
{
	return v->record && v->record->living ? age(v->record->record.state_since_s, now_s) : 0;
}

uint64_t view_session_age_s(const struct view *v, uint64_t now_s)
{
	return v->record ? age(v->record->record.session_since_s, now_s) : 0;
}

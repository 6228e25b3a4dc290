// SPDX-License-Identifier: GPL-2.0-or-later
/* What has become of the links. */
#include <string.h>
#include <sys/socket.h>

#include "checks.h"
#include "core/text.h"
#include "say.h"

void check_links(struct patient *p)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];

		if (v->state == VIEW_LEFT_OVER)
			continue;
		if (v->state != VIEW_UP)
			checks_find(
				p, say_text("%s is not up: %s", v->name, view_state_text(v->state)),
				say_text("pppoe-clamp discover; and pppd's log"));
		for (unsigned int j = 0; j < v->remark_count; j++)
			checks_find(p, say_text("%s: %s", v->name, v->remarks[j]),
				    say_text("pppoe-clamp reconnect %s; report it if it returns",
					     v->name));
	}
}

void check_leftovers(struct patient *p)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];

		if (v->state == VIEW_LEFT_OVER)
			checks_find(p,
				    say_text("pppd on %s was killed, and not started again",
					     v->record->record.device),
				    say_text("start it: it terminates the old session first"));
	}
}

void check_parents(struct patient *p)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];
		const struct facts_link *l =
			v->record && v->record->living && !v->elsewhere
				? facts_link_named(&p->facts, v->record->record.device)
				: NULL;

		if (l && !l->info.up)
			checks_find(p, say_text("%s is set down", l->info.name),
				    say_text("ip link set %s up", l->info.name));
		else if (l && !l->running)
			checks_find(p, say_text("%s has no carrier", l->info.name),
				    say_text("look at its cable, and at the modem"));
	}
}

void check_path(struct patient *p)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];

		if (v->record && v->record->record.session_id &&
		    v->record->record.mtu_verdict == RECORD_MTU_FAILED)
			checks_find(p,
				    say_text("%s: the AC agreed to more than 1492 bytes, the "
					     "path drops it",
					     v->name),
				    say_text("what is between here and the AC, a switch or the "
					     "modem, has to pass 1508"));
	}
}

/* Other than a link whose own IPv6 goes another way: native, beside a session for IPv4. */
static bool wants_family(const struct view *v, const struct patient *p, uint8_t family)
{
	return v->link ? checks_has_family(p, v->link->info.index, family) : family == AF_INET;
}

/* The default route that packets take leads into the parent of a link. */
void check_detour(struct patient *p)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };

	for (size_t i = 0; i < sizeof(families); i++) {
		const struct netinfo_route *r = facts_default(&p->facts, families[i]);
		const struct facts_link *l = r ? facts_link_at(&p->facts, r->ifindex) : NULL;

		for (size_t j = 0; l && j < p->views.count; j++) {
			const struct view *v = &p->views.items[j];

			if (v->record && v->record->living &&
			    !strcmp(v->record->record.device, l->info.name) &&
			    wants_family(v, p, families[i]))
				checks_find(p,
					    say_text("the default route of %s leads into %s",
						     families[i] == AF_INET ? "IPv4" : "IPv6",
						     l->info.name),
					    say_text("ip %s route del default dev %s, and what "
						     "adds it",
						     families[i] == AF_INET ? "-4" : "-6",
						     l->info.name));
		}
	}
}

static bool is_known(const struct patient *p, const struct sessions_entry *e)
{
	for (size_t i = 0; i < p->facts.records.count; i++) {
		const struct record *r = &p->facts.records.items[i].record;

		if (r->session_id == e->id && !memcmp(r->ac_mac, e->mac, sizeof(e->mac)))
			return true;
	}
	return false;
}

static bool is_ours(const struct patient *p, const char *device)
{
	for (size_t i = 0; i < p->facts.records.count; i++)
		if (!strcmp(p->facts.records.items[i].record.device, device))
			return true;
	return false;
}

/* A session on a line of ours, which another program has. */
void check_strangers(struct patient *p)
{
	char mac[TEXT_MAC_SIZE];

	for (size_t i = 0; i < p->facts.sessions.count; i++) {
		const struct sessions_entry *e = &p->facts.sessions.items[i];

		if (!is_ours(p, e->device) || is_known(p, e))
			continue;
		text_format_mac(mac, e->mac);
		checks_find(p,
			    say_text("another program has session %u with %s on %s", e->id, mac,
				     e->device),
			    say_text("end it: pgrep -a pppd shows who that is"));
	}
}

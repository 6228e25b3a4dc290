// SPDX-License-Identifier: GPL-2.0-or-later
#include "facts.h"

#include <string.h>

#include <linux/rtnetlink.h>

#include "list.h"

void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->rings.count; i++)
		free(f->rings.items[i].ring);
	list_free(&f->rings);
	list_free(&f->records);
	list_free(&f->links);
	list_free(&f->addresses);
	list_free(&f->routes);
	list_free(&f->clamps);
	list_free(&f->sessions);
}

/* Seconds of the one do not begin with those of the other: cut alike, the difference would flap. */
void facts_set_time(struct facts *f, uint64_t boot_ms, uint64_t wall_ms)
{
	f->now_s = boot_ms / 1000;
	f->wall_s = (wall_ms - boot_ms % 1000) / 1000;
}

bool facts_are_complete(const struct facts *f)
{
	return !f->records_error && !f->clamps_error && !f->sessions_error;
}

const struct facts_link *facts_link_named(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->links.count; i++)
		if (!strcmp(f->links.items[i].info.name, name))
			return &f->links.items[i];
	return NULL;
}

const struct facts_link *facts_link_at(const struct facts *f, uint32_t ifindex)
{
	for (size_t i = 0; i < f->links.count; i++)
		if (f->links.items[i].info.index == ifindex)
			return &f->links.items[i];
	return NULL;
}

const struct netinfo_route *facts_default(const struct facts *f, uint8_t family)
{
	const struct netinfo_route *best = NULL;

	for (size_t i = 0; i < f->routes.count; i++) {
		const struct netinfo_route *r = &f->routes.items[i];

		if (r->family == family && r->table == RT_TABLE_MAIN && !r->dead &&
		    (!best || r->metric < best->metric))
			best = r;
	}
	return best;
}

bool facts_has_default(const struct facts *f, uint32_t ifindex, uint8_t family, uint8_t protocol)
{
	for (size_t i = 0; i < f->routes.count; i++) {
		const struct netinfo_route *r = &f->routes.items[i];

		if (r->ifindex == ifindex && (family == AF_UNSPEC || r->family == family) &&
		    (protocol == RTPROT_UNSPEC || r->protocol == protocol))
			return true;
	}
	return false;
}

const struct ring *facts_ring_of(const struct facts *f, const char *name, uint32_t netns)
{
	const struct ring *found = NULL;

	for (size_t i = 0; i < f->rings.count; i++) {
		const struct ring *r = f->rings.items[i].ring;

		if (netns && r->netns && r->netns != netns)
			continue;
		if (!strcmp(r->ifname, name))
			return r;
		if (!strcmp(r->device, name) && (!found || found->seen_ms < r->seen_ms))
			found = r;
	}
	return found;
}

uint64_t facts_wall_s(const struct facts *f, uint64_t boot_s)
{
	return boot_s <= f->now_s ? f->wall_s - (f->now_s - boot_s) : f->wall_s;
}

bool facts_has_session(const struct facts *f, const uint8_t mac[static ETH_ALEN], uint16_t id)
{
	for (size_t i = 0; i < f->sessions.count; i++)
		if (f->sessions.items[i].id == id &&
		    !memcmp(f->sessions.items[i].mac, mac, ETH_ALEN))
			return true;
	return false;
}

bool facts_has_session_on(const struct facts *f, const char *device)
{
	for (size_t i = 0; i < f->sessions.count; i++)
		if (!strcmp(f->sessions.items[i].device, device))
			return true;
	return false;
}

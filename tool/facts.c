// SPDX-License-Identifier: GPL-2.0-or-later
#include "facts.h"

#include <string.h>

#include <linux/rtnetlink.h>

#include "list.h"

void facts_free(struct facts *f)
{
	list_free(&f->records);
	list_free(&f->links);
	list_free(&f->addresses);
	list_free(&f->routes);
	list_free(&f->clamps);
	list_free(&f->sessions);
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

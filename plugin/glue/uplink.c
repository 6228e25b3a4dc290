// SPDX-License-Identifier: GPL-2.0-or-later
#include "uplink.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../pppd_compat.h"

#include "../netroute.h"
#include "timer.h"

#define CLAMP_RETRY_MS 20
/* A ruleset with a table that lives, or of an interface that does not, cannot be loaded. */
#define NOT_TO_BE_SAVED "; not for nftables.conf"

static struct {
	struct netclamp clamp;
	struct clamp awaited; /* of try_clamp, while its timer runs */
	struct netroute routes;
	struct iface iface;
	char comment[CLAMP_COMMENT_SIZE];
} self = { .comment = CLAMP_COMMENT_START ".so" NOT_TO_BE_SAVED };

void uplink_name_session(uint16_t id, const char *ac_name, const char *device)
{
	snprintf(self.comment, sizeof(self.comment),
		 CLAMP_COMMENT_START ".so: PPPoE session %u with %.40s on %s" NOT_TO_BE_SAVED, id,
		 ac_name[0] ? ac_name : "the AC", device);
	/* nft(8) prints the comment in double quotes, and could not read this back. */
	for (char *quote = self.comment; (quote = strchr(quote, '"')) != NULL;)
		*quote = '\'';
}

const struct iface *uplink_iface(void)
{
	return &self.iface;
}

/*
 * pppd knows the link by its first name, but somebody may have renamed it. Once
 * we have its index, that is what counts.
 */
bool uplink_find(void)
{
	const struct iface before = self.iface;

	if (iface_describe(&self.iface, self.iface.index) < 0 &&
	    iface_find(&self.iface, ppp_ifname()) < 0)
		self.iface = (struct iface){ 0 };
	return self.iface.index != before.index || self.iface.mtu != before.mtu ||
	       strcmp(self.iface.name, before.name) != 0;
}

void uplink_lose(void)
{
	self.iface = (struct iface){ 0 };
}

static void try_clamp(void *context)
{
	(void)context;
	if (netclamp_set(&self.clamp, &self.awaited) == -EAGAIN)
		timer_set_after(try_clamp, CLAMP_RETRY_MS);
}

static void set_clamp(const struct wanted *w, enum netclamp_choice choice)
{
	struct clamp clamp = {
		.ifindex = self.iface.index,
		.mss_ipv4 = w->mss_ipv4,
		.mss_ipv6 = w->mss_ipv6,
		.local = w->clamp_local,
	};

	memcpy(clamp.ifname, self.iface.name, sizeof(clamp.ifname));
	memcpy(clamp.comment, self.comment, sizeof(clamp.comment));
	self.clamp.choice = choice;
	self.awaited = clamp;
	ppp_untimeout(try_clamp, NULL);
	if (w->clamp)
		try_clamp(NULL);
	else
		netclamp_set(&self.clamp, NULL);
}

static void set_route(enum netroute_family family, const struct wanted *w, bool wanted)
{
	struct route route = w->route;

	route.family = family == NETROUTE_IPV4 ? AF_INET : AF_INET6;
	netroute_set(&self.routes, family, wanted ? &route : NULL);
}

/* A clamp comes before the routes that need it, and goes after them. */
void uplink_apply(const struct wanted *w, enum netclamp_choice choice)
{
	if (w->clamp)
		set_clamp(w, choice);
	set_route(NETROUTE_IPV4, w, w->route_ipv4);
	set_route(NETROUTE_IPV6, w, w->route_ipv6);
	if (!w->clamp)
		set_clamp(w, choice);
}

void uplink_check(void)
{
	netclamp_check(&self.clamp);
}

const char *uplink_clamp_text(void)
{
	return self.clamp.installed ? clamp_backend_text(self.clamp.clamp.backend) : "";
}

void uplink_close(void)
{
	ppp_untimeout(try_clamp, NULL);
	netroute_close(&self.routes);
	netclamp_close(&self.clamp);
}

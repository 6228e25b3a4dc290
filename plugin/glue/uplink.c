// SPDX-License-Identifier: GPL-2.0-or-later
#include "uplink.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../pppd_compat.h"

#include "../core/backoff.h"
#include "../core/mtu.h"
#include "../netkeep.h"
#include "../netpark.h"
#include "../netroute.h"
#include "../netvrf.h"
#include "../sys/log.h"
#include "pppd.h"
#include "timer.h"
#include "wake.h"

#define HELD_MS 20 /* a killed pppd still has the clamp's name */
/* A ruleset with a table that lives, or of an interface that does not, cannot be loaded. */
#define NOT_TO_BE_SAVED "; not for nftables.conf"

static struct {
	void (*changed)(void);
	struct netclamp clamp;
	struct wanted wanted;
	unsigned int failures; /* to have it, one after the other */
	struct netroute routes;
	struct netkeep keep;
	struct netpark park;
	bool kept[NETROUTE_FAMILIES];
	uint32_t vrf_table;
	struct watch rules;
	struct iface iface;
	int told; /* -errno that was logged; 0: `iface` was found */
	int told_vrf; /* the same, of uplink_join */
	bool told_down; /* that somebody has set it down */
	char comment[CLAMP_COMMENT_SIZE];
} uplink = {
	.keep = { .watch = { .fd = -1 } },
	.rules = { .fd = -1 },
	.comment = CLAMP_COMMENT_START ".so" NOT_TO_BE_SAVED,
};

void uplink_init(void (*changed)(void))
{
	uplink.changed = changed;
}

void uplink_name_session(uint16_t id, const char *ac_name, const char *device)
{
	snprintf(uplink.comment, sizeof(uplink.comment),
		 CLAMP_COMMENT_START ".so: PPPoE session %u with %.40s on %s" NOT_TO_BE_SAVED, id,
		 ac_name[0] ? ac_name : "the AC", device);
	/* nft(8) prints the comment in double quotes, and could not read this back. */
	for (char *quote = uplink.comment; (quote = strchr(quote, '"')) != NULL;)
		*quote = '\'';
}

const struct iface *uplink_iface(void)
{
	return &uplink.iface;
}

void uplink_lose(void)
{
	uplink.iface = (struct iface){ 0 };
	uplink.told = uplink.told_vrf = 0;
}

/*
 * pppd knows the link by its first name, but somebody may have renamed it. Once
 * we have its index, that is what counts. One that cannot be asked about is still there.
 */
bool uplink_find(void)
{
	const struct iface before = uplink.iface;
	const uint32_t table_before = uplink.vrf_table;
	int err;

	if (!pppd_has_unit()) {
		uplink_lose();
		return before.index != 0;
	}
	err = iface_describe(&uplink.iface, uplink.iface.index);
	if (err == -ENODEV) {
		uplink.iface = (struct iface){ 0 };
		err = iface_find(&uplink.iface, ppp_ifname());
	}
	if (err && err != uplink.told && !uplink.iface.index)
		log_error("No clamp and no routes: cannot find %s: %s", ppp_ifname(),
			  strerror(-err));
	uplink.told = err;
	uplink.vrf_table = netkeep_vrf_table(&uplink.keep, uplink.iface.index, table_before);
	return uplink.iface.index != before.index || uplink.iface.mtu != before.mtu ||
	       uplink.vrf_table != table_before || strcmp(uplink.iface.name, before.name) != 0;
}

bool uplink_is_missed(void)
{
	return uplink.told && !uplink.iface.index;
}

uint32_t uplink_vrf_table(void)
{
	return uplink.vrf_table;
}

int uplink_join(const char *vrf)
{
	int err;

	uplink_find();
	err = uplink.iface.index ? netvrf_join(vrf, uplink.iface.index) : 0;
	if (err && err != uplink.told_vrf)
		log_error("Cannot put %s into VRF %s: %s", uplink.iface.name, vrf, strerror(-err));
	uplink.told_vrf = err;
	return err;
}

static int set_clamp(const struct wanted *w)
{
	struct clamp clamp = {
		.ifindex = uplink.iface.index,
		.mss_ipv4 = w->mss_ipv4,
		.mss_ipv6 = w->mss_ipv6,
		.local = w->clamp_local,
	};

	memcpy(clamp.ifname, uplink.iface.name, sizeof(clamp.ifname));
	memcpy(clamp.comment, uplink.comment, sizeof(clamp.comment));
	return netclamp_set(&uplink.clamp, w->clamp ? &clamp : NULL);
}

static uint8_t address_family(enum netroute_family family)
{
	return family == NETROUTE_IPV4 ? AF_INET : AF_INET6;
}

static int set_route(enum netroute_family family, const struct wanted *w, bool wanted)
{
	struct route route = w->route;

	if (wanted && !uplink.iface.up)
		return 0;
	route.family = address_family(family);
	return netroute_set(&uplink.routes, family, wanted ? &route : NULL);
}

static int first_of(int a, int b)
{
	return a ? a : b;
}

/* A clamp comes before the routes that need it, and goes after them. */
static int set_all(const struct wanted *w)
{
	int err = w->clamp ? set_clamp(w) : 0;

	err = first_of(err, set_route(NETROUTE_IPV4, w, w->route_ipv4));
	err = first_of(err, set_route(NETROUTE_IPV6, w, w->route_ipv6));
	if (w->clamp)
		return err;
	watch_close(&uplink.rules);
	return first_of(err, set_clamp(w));
}

static void try_again(void *context);

/* A kernel short of memory is so for a moment, and the link may live for weeks. */
static void try_all(void)
{
	static const struct backoff pace = { .first_ms = 1000, .most_ms = 60000 };
	const int err = set_all(&uplink.wanted);

	ppp_untimeout(try_again, NULL);
	uplink.failures = err && err != -EAGAIN ? uplink.failures + 1 : 0;
	if (err)
		timer_set_after(try_again, err == -EAGAIN
						   ? HELD_MS
						   : backoff_delay_ms(&pace, uplink.failures, 0));
}

static void try_again(void *context)
{
	(void)context;
	try_all();
	uplink.changed();
}

void uplink_apply(const struct wanted *w, enum netclamp_choice choice)
{
	uplink.wanted = *w;
	uplink.clamp.choice = choice;
	uplink.failures = 0;
	try_all();
}

void uplink_keep(enum netroute_family family, uint32_t ipv4, const struct config *c)
{
	const struct watch_of of = {
		.ifindex = uplink.iface.index,
		.metrics = { c->failover_metric, config_probe_metric(c) },
	};
	int err;

	if (!of.ifindex) /* uplink_find() has told */
		return;
	err = netkeep_begin(&uplink.keep, &of);
	if (!err)
		err = watch_signal(&uplink.keep.watch, WAKE_SIGNAL);
	if (!err)
		err = netkeep_learn(&uplink.keep, address_family(family),
				    family == NETROUTE_IPV4 ? &ipv4 : NULL);
	if (err)
		log_error("Cannot watch %s: %s", uplink.iface.name, strerror(-err));
	uplink.kept[family] = true;
	uplink.routes.missed[family] = false; /* pppd's change of the address took it */
}

bool uplink_keeps(enum netroute_family family)
{
	return uplink.kept[family];
}

void uplink_hold_routes(uint32_t before)
{
	const int err = netkeep_set_spare(&uplink.keep, uplink.iface.index, before);

	if (err)
		log_error("Cannot keep the IPv4 routes of %s while its address changes: %s",
			  uplink.iface.name, netlink_error_text(&uplink.keep.netlink, err));
}

void uplink_let_routes(void)
{
	netkeep_set_spare(&uplink.keep, uplink.iface.index, 0);
}

void uplink_release(enum netroute_family family)
{
	uplink.kept[family] = false;
	if (uplink.kept[NETROUTE_IPV4] || uplink.kept[NETROUTE_IPV6]) {
		netkeep_forget(&uplink.keep, address_family(family));
		return;
	}
	netkeep_close(&uplink.keep);
	uplink.told_down = false;
}

unsigned int uplink_read_changes(bool *ret_any)
{
	const struct netlink *n = &uplink.routes.netlink;

	return netkeep_read(&uplink.keep, n->socket ? netlink_port(n) : 0, ret_any);
}

static unsigned int take_missed(enum netroute_family family, unsigned int change)
{
	const bool missed = uplink.routes.missed[family];

	uplink.routes.missed[family] = false;
	return missed ? change : 0;
}

static void tell_down(void)
{
	const struct iface *iface = &uplink.iface;
	const bool down = iface->index && !iface->up;

	if (down && !uplink.told_down)
		log_warning("Somebody has set %s down: its routes come back when it is up",
			    iface->name);
	uplink.told_down = down;
}

/* Below 1280 bytes the kernel itself takes IPv6 away, and lets nobody put it back. */
unsigned int uplink_put_back(unsigned int changes)
{
	unsigned int missing = take_missed(NETROUTE_IPV4, CHANGE_ROUTE4) |
			       take_missed(NETROUTE_IPV6, CHANGE_ROUTE6);

	tell_down();
	if (!mtu_carries_ipv6(uplink.iface.mtu))
		netkeep_forget(&uplink.keep, AF_INET6);
	if (uplink.iface.up)
		missing |= netkeep_put_back(&uplink.keep, changes);
	return missing;
}

void uplink_check(void)
{
	netclamp_check(&uplink.clamp);
	uplink.changed();
}

bool uplink_misses_clamp(void)
{
	return uplink.clamp.installed && uplink.clamp.lost;
}

bool uplink_needs_count(void)
{
	return !uplink.clamp.clamp.unowned;
}

void uplink_count(void)
{
	netclamp_count(&uplink.clamp);
	uplink.changed();
}

/* What many others change would pile up in it. */
bool uplink_rules_changed(void)
{
	if (uplink.rules.fd < 0 || !watch_has_any(&uplink.rules))
		return false;
	watch_close(&uplink.rules);
	return true;
}

/* An owned table on the backend that the user has chosen concerns nobody else. */
bool uplink_await_rules(void)
{
	const struct netclamp *c = &uplink.clamp;
	int err = 0;

	if (!c->installed || (!c->clamp.unowned && c->choice != NETCLAMP_AUTO)) {
		watch_close(&uplink.rules);
		return false;
	}
	if (uplink.rules.fd < 0)
		err = watch_open_rules(&uplink.rules);
	if (!err)
		err = watch_signal(&uplink.rules, WAKE_SIGNAL);
	if (err)
		log_error("Cannot watch the rules of nftables: %s", strerror(-err));
	return uplink_rules_changed();
}

void uplink_park_routes(void)
{
	int err;

	if (!uplink.iface.index)
		return;
	err = netpark_take(&uplink.park, uplink.iface.index);
	if (err)
		log_error("Default routes of others through %s stay: %s", uplink.iface.name,
			  netlink_error_text(&uplink.park.netlink, err));
}

void uplink_put_back_routes(void)
{
	netpark_put_back(&uplink.park);
}

void uplink_forget_routes(void)
{
	netpark_forget(&uplink.park);
}

const char *uplink_clamp_text(void)
{
	return uplink.clamp.installed ? clamp_backend_text(uplink.clamp.clamp.backend) : "";
}

void uplink_close(void)
{
	ppp_untimeout(try_again, NULL);
	watch_close(&uplink.rules);
	netpark_close(&uplink.park);
	netkeep_close(&uplink.keep);
	netroute_close(&uplink.routes);
	netclamp_close(&uplink.clamp);
}

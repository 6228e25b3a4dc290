// SPDX-License-Identifier: GPL-2.0-or-later
#include "state.h"

#include "../pppd_compat.h"

#include "../core/wanted.h"
#include "../sys/log.h"
#include "demand.h"
#include "follow.h"
#include "keeper.h"
#include "notes.h"
#include "pppd.h"
#include "probe.h"
#include "uplink.h"

static const struct config *config;
static enum state state;
static bool ip[NETROUTE_FAMILIES]; /* are up */

/*
 * Others may rename it, change its MTU, and be so many that its clamp is elsewhere: the
 * record, and then the ring, are to say so.
 */
static void follow_in_notes(void)
{
	if (state_has_any_ip() && notes_differ(uplink_iface(), uplink_clamp_text()))
		state_write_notes(state == STATE_UP ? "up" : NULL);
}

void state_init(const struct config *c)
{
	config = c;
	uplink_init(follow_in_notes);
}

void state_set(enum state to)
{
	static const char *const names[] = {
		[STATE_DOWN] = "down", [STATE_SESSION] = "beginning", [STATE_OPEN] = "open",
		[STATE_UP] = "up",     [STATE_LIMBO] = "in limbo",    [STATE_ENDING] = "ending",
	};

	if (to != state)
		log_debug("The link is %s, was %s", names[to], names[state]);
	state = to;
}

bool state_is(enum state s)
{
	return state == s;
}

bool state_is_open(void)
{
	return state == STATE_OPEN || state == STATE_UP || state == STATE_LIMBO;
}

void state_add_ip(enum netroute_family family)
{
	ip[family] = true;
}

void state_remove_ip(enum netroute_family family)
{
	ip[family] = false;
	uplink_release(family);
	if (!state_has_any_ip())
		keeper_end();
}

bool state_has_ip(enum netroute_family family)
{
	return ip[family];
}

bool state_has_any_ip(void)
{
	return ip[NETROUTE_IPV4] || ip[NETROUTE_IPV6];
}

void state_apply(void)
{
	struct wanted_facts facts = {
		.open = state_is_open(),
		.ipv4 = ip[NETROUTE_IPV4],
		.ipv6 = ip[NETROUTE_IPV6],
		.demand = demand,
		.limbo = state == STATE_LIMBO,
		.lost_ipv4 = probe_is_lost(NETROUTE_IPV4),
		.lost_ipv6 = probe_is_lost(NETROUTE_IPV6),
	};
	struct wanted wanted;

	demand_follow();
	facts.dial_ipv4 = demand_dials(NETROUTE_IPV4);
	facts.dial_ipv6 = demand_dials(NETROUTE_IPV6);
	if (facts.open || facts.demand)
		uplink_find();
	else
		uplink_lose();
	facts.ifindex = uplink_iface()->index;
	facts.vrf_table = uplink_vrf_table();
	facts.mtu = uplink_iface()->mtu;
	wanted = wanted_of(config, &facts);
	follow_before_routes(&wanted, facts.ipv4 && !facts.lost_ipv4);
	uplink_apply(&wanted, (enum netclamp_choice)config->clamp_backend);
	follow_after_routes();
	follow_in_notes();
}

static void on_probe(bool was_lost)
{
	const bool lost = probe_is_lost(NETROUTE_IPV4);

	state_apply();
	if (ip[NETROUTE_IPV4] && lost && !was_lost)
		follow_forget();
	if (ip[NETROUTE_IPV4] && !lost && was_lost)
		follow_adopt();
}

void state_begin_probe(enum netroute_family family)
{
	const bool was_lost = probe_is_lost(NETROUTE_IPV4);

	if (!ip[family] || state == STATE_LIMBO)
		return;
	probe_start(family, config, uplink_iface(), on_probe);
	if (family == NETROUTE_IPV6 && probe_is_lost(NETROUTE_IPV4) != was_lost)
		on_probe(was_lost);
}

void state_write_notes(const char *word)
{
	const struct notes_link now = {
		.iface = uplink_iface(),
		.mru = pppd_mru(),
		.clamp = uplink_clamp_text(),
	};

	notes_write(word, &now);
}

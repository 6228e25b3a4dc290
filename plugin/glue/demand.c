// SPDX-License-Identifier: GPL-2.0-or-later
#include "demand.h"

#include <errno.h>

#include "../pppd_compat.h"

#include "../sys/iface.h"
#include "flows.h"
#include "nap.h"
#include "pppd.h"
#include "uplink.h"

static const char *device; /* "": it is not PPPoE */
static bool awaited[NETROUTE_FAMILIES]; /* may still come up */
static uint32_t address_before; /* that the interface had before IPCP; 0: none */

void demand_init(const char *d)
{
	device = d;
}

/* One that is down is set up by who dials. */
static bool may_dial(void)
{
	struct iface line;
	const int err = device[0] ? iface_find(&line, device) : -EINVAL;

	return err ? err != -ENODEV : line.running || !line.up;
}

bool demand_follow(void)
{
	const bool dials = demand && may_dial();
	const bool ipv4 = dials && pppd_awaits_ipv4(), ipv6 = dials && pppd_awaits_ipv6();
	const bool changed = ipv4 != awaited[NETROUTE_IPV4] || ipv6 != awaited[NETROUTE_IPV6];

	awaited[NETROUTE_IPV4] = ipv4;
	awaited[NETROUTE_IPV6] = ipv6;
	return changed;
}

bool demand_dials(enum netroute_family family)
{
	return awaited[family];
}

void demand_note_ip_ack(enum netroute_family family)
{
	if (!demand)
		return;
	address_before = pppd_address_before();
	if (family == NETROUTE_IPV4 && pppd_changes_address())
		uplink_hold_routes(address_before);
	nap_expect();
}

void demand_note_ip_up(enum netroute_family family)
{
	nap_end();
	if (family == NETROUTE_IPV4)
		uplink_let_routes();
}

void demand_forget_address(void)
{
	if (address_before && address_before != pppd_our_address())
		flows_forget(address_before);
}

void demand_end_session(void)
{
	nap_end();
	uplink_let_routes();
	address_before = 0;
}

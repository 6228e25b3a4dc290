// SPDX-License-Identifier: GPL-2.0-or-later
#include "follow.h"

#include "flows.h"
#include "pppd.h"
#include "sticky.h"
#include "uplink.h"

static struct {
	const struct config *config;
	bool held; /* those of other uplinks are, through this change of routes */
	bool done; /* they have followed, since there is an IPv4 route (failover-conntrack yes) */
} follow;

void follow_init(const struct config *config)
{
	follow.config = config;
}

static bool holds_flows(const struct wanted *w, bool best)
{
	if (!w->route_ipv4 || !best)
		follow.done = false;
	else if (follow.config->failover_conntrack == CONFIG_CONNTRACK_YES)
		return !follow.done;
	return w->route_ipv4 && follow.config->failover_conntrack == CONFIG_CONNTRACK_STICKY;
}

void follow_before_routes(const struct wanted *w, bool best)
{
	follow.held = holds_flows(w, best);
	if (follow.held)
		sticky_set(&w->route, pppd_our_address(), follow_adopt);
}

void follow_after_routes(void)
{
	if (!follow.held)
		sticky_set(NULL, 0, NULL);
}

static void let_flows_go(void)
{
	follow.done = true;
	sticky_set(NULL, 0, NULL);
}

void follow_adopt(void)
{
	const uint32_t index = uplink_iface()->index;

	if (follow.config->failover_conntrack == CONFIG_CONNTRACK_STICKY)
		flows_adopt(index, pppd_our_address(), sticky_addresses(), NULL);
	else if (follow.config->failover_conntrack)
		flows_adopt(index, pppd_our_address(), NULL, let_flows_go);
}

void follow_forget(void)
{
	if (follow.config->failover_conntrack)
		flows_forget(pppd_our_address());
}

bool follow_read(void)
{
	return sticky_read();
}

void follow_end_session(void)
{
	follow.done = false;
}

void follow_close(void)
{
	flows_close();
	sticky_close();
}

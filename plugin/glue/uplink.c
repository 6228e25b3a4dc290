// SPDX-License-Identifier: GPL-2.0-or-later
#include "uplink.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../pppd_compat.h"

#include "../core/mtu.h"
#include "../sys/log.h"
#include "plugin.h"

/* With failover-metric the default routes are ours: two of them would never fail over. */
void uplink_take_over_default_routes(void)
{
	if (!self.config.failover)
		return;
	if (ipcp_wantoptions[0].default_route || ipv6cp_wantoptions[0].default_route)
		log_info("failover-metric takes the place of defaultroute");
	ipcp_wantoptions[0].default_route = 0;
	ipv6cp_wantoptions[0].default_route = 0;
}

static void describe_session(char ret[static CLAMP_COMMENT_SIZE])
{
	char name[DIALER_NAME_SIZE];

	dialer_ac_name(&self.channel.dialer, name);
	if (channel_is_ours())
		snprintf(ret, CLAMP_COMMENT_SIZE,
			 CLAMP_COMMENT_START ".so: PPPoE session %u with %.40s on %s",
			 self.channel.dialer.discovery.session_id, name[0] ? name : "the AC",
			 self.channel.device);
	else
		snprintf(ret, CLAMP_COMMENT_SIZE, CLAMP_COMMENT_START ".so");
	/* nft(8) prints the comment in double quotes, and could not read this back. */
	for (char *quote = ret; (quote = strchr(quote, '"')) != NULL;)
		*quote = '\'';
}

static void sync_clamp(bool wanted)
{
	const struct config *c = &self.config;
	const int mtu = self.uplink.iface.mtu;
	struct clamp clamp = {
		.ifindex = self.uplink.iface.index,
		.mss_ipv4 = mtu_clamp_ipv4(mtu, c->clamp_mss_ipv4),
		.mss_ipv6 = mtu_clamp_ipv6(mtu, c->clamp_mss_ipv6, c->clamp_mss_ipv4),
	};

	clamp.local = clamp.mss_ipv4 < mtu_mss_ipv4(mtu) || clamp.mss_ipv6 < mtu_mss_ipv6(mtu);
	memcpy(clamp.ifname, self.uplink.iface.name, sizeof(clamp.ifname));
	describe_session(clamp.comment);
	self.uplink.clamp.choice = (enum netclamp_choice)c->clamp_backend;
	netclamp_set(&self.uplink.clamp, wanted && !c->clamp_off ? &clamp : NULL);
}

static void sync_route(enum netroute_family family, bool wanted)
{
	const struct route route = {
		.family = family == NETROUTE_IPV4 ? AF_INET : AF_INET6,
		.ifindex = self.uplink.iface.index,
		.metric = probe_is_lost() ? config_probe_metric(&self.config)
					  : self.config.failover_metric,
		.table = self.config.failover_table,
		.mtu = self.config.failover_mtu,
		.advmss = self.config.failover_advmss,
	};

	netroute_set(&self.uplink.routes, family, wanted && self.config.failover ? &route : NULL);
}

/*
 * pppd knows the link by its first name, but somebody may have renamed it. Once
 * we have its index, that is what counts.
 */
static bool find_interface(void)
{
	return iface_describe(&self.uplink.iface, self.uplink.iface.index) == 0 ||
	       iface_find(&self.uplink.iface, ppp_ifname()) == 0;
}

/*
 * Brings the kernel to what the state of the link asks for. Dialling on demand
 * keeps the interface up while the link is down, and packets wait in it: then
 * clamp and IPv4 route stay.
 */
void uplink_sync(void)
{
	const bool there = (self.uplink.open || demand) && find_interface();

	if (there)
		sync_clamp(true);
	sync_route(NETROUTE_IPV4, there && (self.uplink.up[NETROUTE_IPV4] || demand));
	sync_route(NETROUTE_IPV6, there && self.uplink.up[NETROUTE_IPV6] &&
					  mtu_carries_ipv6(self.uplink.iface.mtu));
	if (there)
		return;
	sync_clamp(false);
	self.uplink.iface = (struct iface){ 0 };
}

/* MTU and name may change under us, and an unowned table may be flushed. */
static void on_tick(void *context)
{
	const struct iface before = self.uplink.iface;

	(void)context;
	if (!before.index)
		return;
	netclamp_check(&self.uplink.clamp);
	if (self.channel.session_fd >= 0)
		dialer_tick(&self.channel.dialer);
	if (!find_interface() || self.uplink.iface.mtu != before.mtu ||
	    strcmp(self.uplink.iface.name, before.name) != 0)
		uplink_sync();
	ppp_timeout(on_tick, NULL, 1, 0);
}

void uplink_start_ticking(void)
{
	ppp_untimeout(on_tick, NULL);
	if (self.uplink.iface.index)
		ppp_timeout(on_tick, NULL, 1, 0);
}

void uplink_describe_clamp(char *ret, size_t size)
{
	const struct netclamp *n = &self.uplink.clamp;

	snprintf(ret, size, "%s", n->installed ? clamp_backend_text(n->clamp.backend) : "");
}

void uplink_close(void)
{
	netroute_close(&self.uplink.routes);
	netclamp_close(&self.uplink.clamp);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry point, and pppd's notifiers.
 */
#include "plugin.h"

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "options.h"

#define EXPORT __attribute__((visibility("default")))

struct plugin self = { .channel = { .session_fd = -1 } };

EXPORT char pppd_version[] = PPPD_VERSION;

/*
 * At AUTHENTICATE the interface has its MTU and is still down: the clamp stands
 * before a packet can pass. It falls at ESTABLISH, which on the way down comes
 * after the interface went down; NETWORK comes both ways and changes nothing.
 */
static void on_phase(void *context, int entered)
{
	(void)context;
	switch (entered) {
	case PHASE_AUTHENTICATE:
	case PHASE_RUNNING:
		self.uplink.open = true;
		break;
	case PHASE_ESTABLISH:
	case PHASE_DISCONNECT:
	case PHASE_DEAD:
		self.uplink.open = self.uplink.up[NETROUTE_IPV4] = self.uplink.up[NETROUTE_IPV6] =
			false;
		break;
	case PHASE_SERIALCONN:
		uplink_take_over_default_routes();
		return;
	case PHASE_DORMANT:
		break;
	default:
		return;
	}
	uplink_sync();
	uplink_start_ticking();
}

static void set_up(enum netroute_family family, bool up)
{
	self.uplink.up[family] = up;
	self.channel.carried = self.channel.carried || up;
	uplink_sync();
}

static void on_ip_up(void *context, int value)
{
	(void)context, (void)value;
	set_up(NETROUTE_IPV4, true);
}

static void on_ip_down(void *context, int value)
{
	(void)context, (void)value;
	set_up(NETROUTE_IPV4, false);
}

static void on_ipv6_up(void *context, int value)
{
	(void)context, (void)value;
	set_up(NETROUTE_IPV6, true);
}

static void on_ipv6_down(void *context, int value)
{
	(void)context, (void)value;
	set_up(NETROUTE_IPV6, false);
}

static void on_exit_pppd(void *context, int value)
{
	(void)context, (void)value;
	channel_close();
	uplink_close();
}

EXPORT void plugin_init(void);

EXPORT void plugin_init(void)
{
	if (!ppp_check_kernel_support())
		fatal("This kernel has no PPP (module ppp_generic)");
	connect_init(&self.channel.connect);
	options_register();
	ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
	ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
	ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
	ppp_add_notify(NF_IPV6_UP, on_ipv6_up, NULL);
	ppp_add_notify(NF_IPV6_DOWN, on_ipv6_down, NULL);
	ppp_add_notify(NF_EXIT, on_exit_pppd, NULL);
	log_info("pppoe-clamp for pppd %s", PPPD_VERSION);
}

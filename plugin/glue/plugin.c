// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry point, and pppd's notifiers.
 */
#include "plugin.h"

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "options.h"

#define EXPORT __attribute__((visibility("default")))

struct plugin self = {
	.channel = { .session_fd = -1 },
	.line = { .file = { .fd = -1 } },
	.guard = { .saved_status = -1 },
};

EXPORT char pppd_version[] = PPPD_VERSION;

static void go_down(void)
{
	if (self.uplink.open) {
		guard_note_reason();
		guard_bound_farewell(false);
		proof_end();
	}
	self.uplink.open = self.uplink.up[NETROUTE_IPV4] = self.uplink.up[NETROUTE_IPV6] = false;
}

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
		compat_limit_rejects();
		proof_begin();
		self.uplink.open = true;
		break;
	case PHASE_RUNNING:
		self.uplink.open = true;
		break;
	case PHASE_TERMINATE:
		guard_note_reason();
		guard_bound_farewell(true);
		channel_note_status();
		return;
	case PHASE_ESTABLISH:
		if (!self.uplink.open)
			confreq_begin();
		go_down();
		break;
	case PHASE_DISCONNECT:
	case PHASE_DEAD:
		go_down();
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

static void go_up(enum netroute_family family)
{
	guard_follow_process();
	guard_forget_reason();
	guard_watch_life();
	self.uplink.up[family] = self.channel.carried = true;
	uplink_sync();
	if (family == NETROUTE_IPV4)
		flows_adopt();
	probe_start(family);
	line_write("up");
}

/* Before the script of the family runs. */
static void lose(enum netroute_family family)
{
	char reason[GUARD_REASON_SIZE];

	guard_note_reason();
	guard_describe_reason(reason);
	ppp_script_setenv("PPPOE_CLAMP_REASON", reason, 0);
	self.uplink.up[family] = false;
	probe_stop(family);
	uplink_sync();
	if (family == NETROUTE_IPV4)
		flows_forget();
}

static void on_ip_up(void *context, int value)
{
	(void)context, (void)value;
	go_up(NETROUTE_IPV4);
}

static void on_ip_down(void *context, int value)
{
	(void)context, (void)value;
	lose(NETROUTE_IPV4);
}

static void on_ipv6_up(void *context, int value)
{
	(void)context, (void)value;
	go_up(NETROUTE_IPV6);
}

static void on_ipv6_down(void *context, int value)
{
	(void)context, (void)value;
	lose(NETROUTE_IPV6);
}

static void on_exit_pppd(void *context, int value)
{
	(void)context, (void)value;
	channel_close();
	flows_close();
	uplink_close();
	line_close();
}

EXPORT void plugin_init(void);

EXPORT void plugin_init(void)
{
	if (!ppp_check_kernel_support())
		fatal("This kernel has no PPP (module ppp_generic)");
	dialer_init(&self.channel.dialer);
	options_register();
	snoop_listen();
	ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
	ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
	ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
	ppp_add_notify(NF_IPV6_UP, on_ipv6_up, NULL);
	ppp_add_notify(NF_IPV6_DOWN, on_ipv6_down, NULL);
	ppp_add_notify(NF_EXIT, on_exit_pppd, NULL);
	log_info("pppoe-clamp for pppd %s", PPPD_VERSION);
}

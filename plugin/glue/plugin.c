// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry point, and pppd's notifiers.
 */
#include "../pppd_compat.h"

#include "../sys/log.h"
#include "../version.h"
#include "channel.h"
#include "link.h"
#include "options.h"
#include "prepare.h"
#include "snoop.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT char pppd_version[] = PPPD_VERSION;

/*
 * A SIGHUP that cuts pppd's holdoff short leaves its timer, which would take a
 * link that is up for one that waits for traffic: then pppd drops all control
 * packets but LCP's.
 */
static bool is_stale_dormant(int entered)
{
	static int before;
	const bool stale = entered == PHASE_DORMANT && link_exists();

	if (stale)
		phase = before;
	else
		before = entered;
	return stale;
}

/*
 * At AUTHENTICATE the interface has its MTU and is still down. ESTABLISH begins
 * a link, and on the way down comes after the interface went down; NETWORK
 * comes both ways.
 */
static void on_phase(void *context, int entered)
{
	(void)context;
	if (is_stale_dormant(entered))
		return;
	switch (entered) {
	case PHASE_SERIALCONN:
		prepare_pppd();
		break;
	case PHASE_ESTABLISH:
		link_note_establish();
		break;
	case PHASE_AUTHENTICATE:
		compat_limit_rejects();
		link_note_open();
		break;
	case PHASE_NETWORK:
		prepare_network();
		link_note_network();
		break;
	case PHASE_RUNNING:
		link_note_running();
		break;
	case PHASE_TERMINATE:
		link_note_terminate();
		break;
	case PHASE_DISCONNECT:
		link_note_disconnect();
		break;
	case PHASE_DEAD:
		compat_leave_bundle();
		link_note_over();
		break;
	case PHASE_DORMANT:
		link_note_dormant();
		break;
	}
}

static void on_ip_up(void *context, int value)
{
	(void)context, (void)value;
	link_note_ip_up(NETROUTE_IPV4);
}

static void on_ip_down(void *context, int value)
{
	(void)context, (void)value;
	link_note_ip_down(NETROUTE_IPV4);
}

static void on_ipv6_up(void *context, int value)
{
	(void)context, (void)value;
	link_note_ip_up(NETROUTE_IPV6);
}

static void on_ipv6_down(void *context, int value)
{
	(void)context, (void)value;
	link_note_ip_down(NETROUTE_IPV6);
}

static void on_exit_pppd(void *context, int value)
{
	(void)context, (void)value;
	channel_close();
	link_close();
}

EXPORT void plugin_init(void);

EXPORT void plugin_init(void)
{
	static bool loaded;
	const struct config *config;

	/* Each `plugin` line calls it, also one that names the same plugin again. */
	if (loaded)
		return;
	loaded = true;
	if (!ppp_check_kernel_support())
		fatal("PPP needs the module ppp_generic, CAP_NET_ADMIN and the device /dev/ppp");
	config = options_register(channel_set_device, channel_device);
	channel_init(config);
	prepare_init(config);
	link_init(config, channel_device);
	snoop_listen();
	ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
	ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
	ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
	ppp_add_notify(NF_IPV6_UP, on_ipv6_up, NULL);
	ppp_add_notify(NF_IPV6_DOWN, on_ipv6_down, NULL);
	ppp_add_notify(NF_EXIT, on_exit_pppd, NULL);
	log_info("pppoe-clamp %s for pppd %s", PPPOE_CLAMP_VERSION, PPPD_VERSION);
}

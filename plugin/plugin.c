// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The glue to pppd: option table, channel, notifiers, script environment.
 * What to do is decided in connect.c, netclamp.c and netroute.c.
 *
 * Without a device word the channel stays pppd's own, or another plugin's;
 * clamp and routes then serve that link.
 */
#include "pppd_compat.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "connect.h"
#include "core/mtu.h"
#include "core/text.h"
#include "netclamp.h"
#include "netroute.h"
#include "sys/iface.h"
#include "sys/link.h"
#include "sys/log.h"
#include "sys/session.h"

#define SLICE_MS 1000 /* pppd cannot reap its scripts while connect() runs */

#define EXPORT __attribute__((visibility("default")))

/* The one context: pppd's callbacks carry none. */
static struct {
	char device[IFNAMSIZ];
	struct config config;
	struct connect connect;
	struct netclamp clamp;
	struct netroute routes;
	struct iface iface; /* of the link; index 0 while it is down */
	int session_fd;
	int user_mtu, user_mru;
	bool discovering; /* connect() returned with a discovery under way */
	bool carried; /* this session reached the network phase */
	bool link_open; /* LCP is open: the clamp stands */
	bool up[NETROUTE_FAMILIES];
	int (*next_holdoff_hook)(void);
} self = { .session_fd = -1 };

EXPORT char pppd_version[] = PPPD_VERSION;

static int set_option(config_setter *set, char **argv)
{
	char problem[CONFIG_ERROR_SIZE];

	if (set(&self.config, argv[0], problem))
		return 1;
	ppp_option_error("%s", problem);
	return 0;
}

static int set_service_name(char **argv)
{
	return set_option(config_set_service_name, argv);
}

static int set_ac_name(char **argv)
{
	return set_option(config_set_ac_name, argv);
}

static int set_ac_mac(char **argv)
{
	return set_option(config_set_ac_mac, argv);
}

static int set_host_uniq(char **argv)
{
	return set_option(config_set_host_uniq, argv);
}

static int set_session(char **argv)
{
	return set_option(config_set_session, argv);
}

static int set_padi_timeout(char **argv)
{
	return set_option(config_set_padi_timeout, argv);
}

static int set_padi_attempts(char **argv)
{
	return set_option(config_set_padi_attempts, argv);
}

static int set_verbose(char **argv)
{
	return set_option(config_set_verbose, argv);
}

static int set_clamp_mss(char **argv)
{
	return set_option(config_set_clamp_mss, argv);
}

static int set_clamp_mss6(char **argv)
{
	return set_option(config_set_clamp_mss6, argv);
}

static int set_clamp_backend(char **argv)
{
	return set_option(config_set_clamp_backend, argv);
}

static int set_failover_metric(char **argv)
{
	return set_option(config_set_failover_metric, argv);
}

static int set_device(char *word, char **argv, int doit);

/* A user who may call a peers file must not change what root has set there. */
#define PRIVILEGED (OPT_PRIV | OPT_PRIO | OPT_PRIVFIX)

/* OPT_A2LIST has pppd keep the value, for `dump` and `dryrun`. */
#define VALUE_OPTION(option, setter, text, more_flags)                         \
	{                                                                      \
		.name = (option), .type = o_special, .addr = (void *)(setter), \
		.description = (text), .flags = OPT_A2LIST | (more_flags),     \
	}

static option_t options[] = {
	{ .name = "device name",
	  .type = o_wild,
	  .addr = (void *)set_device,
	  .description = "Ethernet interface for PPPoE",
	  .flags = OPT_DEVNAM | OPT_PRIVFIX | OPT_NOARG | OPT_A2STRVAL | OPT_STATIC,
	  .addr2 = self.device },
	VALUE_OPTION("pppoe-service", set_service_name, "Service-Name to ask for", 0),
	VALUE_OPTION("rp_pppoe_service", set_service_name, "Alias of pppoe-service", OPT_ALIAS),
	VALUE_OPTION("pppoe-ac", set_ac_name, "AC-Name to connect to", 0),
	VALUE_OPTION("rp_pppoe_ac", set_ac_name, "Alias of pppoe-ac", OPT_ALIAS),
	VALUE_OPTION("pppoe-sess", set_session, "Attach to session ID:MAC", 0),
	VALUE_OPTION("rp_pppoe_sess", set_session, "Alias of pppoe-sess", OPT_ALIAS),
	VALUE_OPTION("pppoe-verbose", set_verbose, "Log every AC that answers", 0),
	VALUE_OPTION("rp_pppoe_verbose", set_verbose, "Alias of pppoe-verbose", OPT_ALIAS),
	VALUE_OPTION("pppoe-mac", set_ac_mac, "MAC address of the AC to connect to", 0),
	VALUE_OPTION("pppoe-host-uniq", set_host_uniq, "Host-Uniq in hex digits", 0),
	VALUE_OPTION("host-uniq", set_host_uniq, "Alias of pppoe-host-uniq", OPT_ALIAS),
	VALUE_OPTION("pppoe-padi-timeout", set_padi_timeout, "Seconds to wait after a PADI", 0),
	VALUE_OPTION("pppoe-padi-attempts", set_padi_attempts, "PADIs before giving up", 0),
	VALUE_OPTION("clamp-mss", set_clamp_mss, "auto, off, or the MSS for IPv4", PRIVILEGED),
	VALUE_OPTION("clamp-mss6", set_clamp_mss6, "auto, or the MSS for IPv6", PRIVILEGED),
	VALUE_OPTION("clamp-backend", set_clamp_backend, "auto, forward, netdev or both",
		     PRIVILEGED),
	VALUE_OPTION("failover-metric", set_failover_metric, "Metric of our default routes",
		     PRIVILEGED),
	{ .name = NULL },
};

static void read_device_options(void)
{
	if (!compat_read_device_options(self.device))
		exit(EXIT_OPTION_ERROR);
}

/* With failover-metric the default routes are ours: two of them would never fail over. */
static void take_over_default_routes(void)
{
	if (!self.config.failover)
		return;
	if (ipcp_wantoptions[0].default_route || ipv6cp_wantoptions[0].default_route)
		log_info("failover-metric takes the place of defaultroute");
	ipcp_wantoptions[0].default_route = 0;
	ipv6cp_wantoptions[0].default_route = 0;
}

/* RFC 2516 section 7; the compression protocols serve nobody at these speeds. */
static void check_channel_options(void)
{
	char problem[CONFIG_ERROR_SIZE];

	config_complete(&self.config);
	if (!config_check_mtu(&self.config, mtu_limit_session(lcp_allowoptions[0].mru, INT_MAX),
			      problem)) {
		ppp_option_error("%s", problem);
		exit(EXIT_OPTION_ERROR);
	}
	take_over_default_routes();
	self.user_mtu = lcp_allowoptions[0].mru;
	self.user_mru = lcp_wantoptions[0].mru;
	lcp_allowoptions[0].neg_accompression = lcp_wantoptions[0].neg_accompression = 0;
	lcp_allowoptions[0].neg_asyncmap = lcp_wantoptions[0].neg_asyncmap = 0;
	lcp_allowoptions[0].neg_pcompression = lcp_wantoptions[0].neg_pcompression = 0;
	ipcp_allowoptions[0].neg_vj = ipcp_wantoptions[0].neg_vj = 0;
	ccp_allowoptions[0].deflate = ccp_wantoptions[0].deflate = 0;
	ccp_allowoptions[0].bsd_compress = ccp_wantoptions[0].bsd_compress = 0;
}

/* SIGHUP while discovering asks for what goes on already: a new try, at once. */
static bool stopped(void)
{
	return ppp_signaled(SIGTERM) || got_sighup;
}

static void set_session_environment(void)
{
	char mac[TEXT_MAC_SIZE], name[CONNECT_NAME_SIZE];

	text_format_mac(mac, self.connect.discovery.offer.src);
	connect_ac_name(&self.connect, name);
	ppp_set_session_number(self.connect.discovery.session_id);
	compat_set_peer(mac);
	ppp_script_setenv("MACREMOTE", mac, 0);
	ppp_script_setenv("ACNAME", name, 0);
	log_info("PPP session is %u", self.connect.discovery.session_id);
	log_info("Connected to %s (%s) via interface %s", mac, name[0] ? name : "attached",
		 self.device);
}

static int open_session(void)
{
	const int fd = connect_open_session(&self.connect, self.device);

	if (fd == -EAFNOSUPPORT || fd == -EPROTONOSUPPORT || fd == -ESOCKTNOSUPPORT)
		fatal("This kernel has no PPPoE (module pppoe): %s", strerror(-fd));
	if (fd < 0)
		return fd;
	lcp_allowoptions[0].mru = mtu_limit_session(self.user_mtu, self.connect.link.mtu);
	lcp_wantoptions[0].mru = mtu_limit_session(self.user_mru, self.connect.link.mtu);
	set_session_environment();
	return fd;
}

static int discover(uint32_t limit_ms)
{
	int err = connect_begin(&self.connect, self.device, &self.config);

	if (!err || err == -EAGAIN)
		err = connect_run(&self.connect, limit_ms, stopped);
	return err ? err : open_session();
}

/* Returns what connect() has to: a descriptor or -1. */
static int finish_connect(int result)
{
	const bool hangup = got_sighup;

	self.discovering = result == -EAGAIN;
	if (result >= 0) {
		self.session_fd = result;
		self.carried = false;
		return result;
	}
	if (result == -EAGAIN) {
		compat_uncount_attempt();
		return -1;
	}
	connect_end(&self.connect);
	got_sighup = 0;
	if (result == -EINTR) {
		self.discovering = hangup && ppp_persist();
	} else if (result == -ETIMEDOUT) {
		log_error("No access concentrator answers on %s", self.device);
	} else {
		log_error("PPPoE on %s: %s", self.device, strerror(-result));
		connect_note_result(&self.connect, false);
	}
	return -1;
}

/* With persist pppd calls again: give way to it now and then. Otherwise it would give up. */
static int connect_channel(void)
{
	int result;

	ppp_set_pppdevnam(self.device);
	do
		result = discover(ppp_persist() ? SLICE_MS : CONNECT_NO_LIMIT);
	while (result == -EAGAIN && (!ppp_persist() || demand));
	return finish_connect(result);
}

static void end_session(void)
{
	if (self.session_fd < 0)
		return;
	session_close(self.session_fd);
	self.session_fd = -1;
	connect_note_result(&self.connect, self.carried);
	connect_end(&self.connect);
}

static struct channel channel = {
	.options = options,
	.process_extra_options = read_device_options,
	.check_options = check_channel_options,
	.connect = connect_channel,
	.disconnect = end_session,
	.establish_ppp = ppp_generic_establish,
	.disestablish_ppp = ppp_generic_disestablish,
	.cleanup = end_session, /* on a fatal exit pppd calls only this */
};

static bool children_wait(void)
{
	siginfo_t child = { 0 };

	return waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid;
}

/*
 * pppd sees signals and reaps its scripts only while it holds off or runs a
 * link. A discovery goes on at once otherwise: the pace of retries is ours.
 */
static int choose_holdoff(void)
{
	if (ppp_signaled(SIGTERM))
		return 1;
	if (self.discovering)
		return children_wait();
	if (self.next_holdoff_hook)
		return self.next_holdoff_hook();
	return holdoff_specified ? compat_default_holdoff() : 0;
}

static int set_device(char *word, char **argv, int doit)
{
	const char *name = !strncmp(word, "nic-", 4) && word[4] ? word + 4 : word;

	(void)argv;
	if (!link_is_ethernet(name))
		return 0;
	if (!doit)
		return 1;
	strlcpy(self.device, name, sizeof(self.device));
	compat_set_device(self.device);
	if (the_channel != &channel) {
		the_channel = &channel;
		self.next_holdoff_hook = holdoff_hook;
		holdoff_hook = choose_holdoff;
	}
	return 1;
}

static void describe_session(char ret[static CLAMP_COMMENT_SIZE])
{
	char name[CONNECT_NAME_SIZE];

	connect_ac_name(&self.connect, name);
	if (the_channel == &channel)
		snprintf(ret, CLAMP_COMMENT_SIZE,
			 CLAMP_COMMENT_START ".so: PPPoE session %u with %.40s on %s",
			 self.connect.discovery.session_id, name[0] ? name : "the AC", self.device);
	else
		snprintf(ret, CLAMP_COMMENT_SIZE, CLAMP_COMMENT_START ".so");
	/* nft(8) prints the comment in double quotes, and could not read this back. */
	for (char *quote = ret; (quote = strchr(quote, '"')) != NULL;)
		*quote = '\'';
}

static void sync_clamp(bool wanted)
{
	const struct config *c = &self.config;
	const int mtu = self.iface.mtu;
	struct clamp clamp = {
		.ifindex = self.iface.index,
		.mss_ipv4 = mtu_clamp_ipv4(mtu, c->clamp_mss_ipv4),
		.mss_ipv6 = mtu_clamp_ipv6(mtu, c->clamp_mss_ipv6, c->clamp_mss_ipv4),
	};

	clamp.local = clamp.mss_ipv4 < mtu_mss_ipv4(mtu) || clamp.mss_ipv6 < mtu_mss_ipv6(mtu);
	memcpy(clamp.ifname, self.iface.name, sizeof(clamp.ifname));
	describe_session(clamp.comment);
	self.clamp.choice = (enum netclamp_choice)c->clamp_backend;
	netclamp_set(&self.clamp, wanted && !c->clamp_off ? &clamp : NULL);
}

static void sync_route(enum netroute_family family, bool wanted)
{
	const struct route route = {
		.family = family == NETROUTE_IPV4 ? AF_INET : AF_INET6,
		.ifindex = self.iface.index,
		.metric = self.config.failover_metric,
	};

	netroute_set(&self.routes, family, wanted && self.config.failover ? &route : NULL);
}

/*
 * pppd knows the link by its first name, but somebody may have renamed it. Once
 * we have its index, that is what counts.
 */
static bool find_interface(void)
{
	return iface_describe(&self.iface, self.iface.index) == 0 ||
	       iface_describe(&self.iface, if_nametoindex(ppp_ifname())) == 0;
}

/*
 * Brings the kernel to what the state of the link asks for. Dialling on demand
 * keeps the interface up while the link is down, and packets wait in it: then
 * clamp and IPv4 route stay.
 */
static void sync_kernel(void)
{
	const bool there = (self.link_open || demand) && find_interface();

	if (there)
		sync_clamp(true);
	sync_route(NETROUTE_IPV4, there && (self.up[NETROUTE_IPV4] || demand));
	sync_route(NETROUTE_IPV6, there && self.up[NETROUTE_IPV6]);
	if (there)
		return;
	sync_clamp(false);
	self.iface = (struct iface){ 0 };
}

/* MTU and name may change under us, and an unowned table may be flushed. */
static void on_tick(void *context)
{
	const struct iface before = self.iface;

	(void)context;
	if (!before.index)
		return;
	netclamp_check(&self.clamp);
	if (!find_interface() || self.iface.mtu != before.mtu ||
	    strcmp(self.iface.name, before.name) != 0)
		sync_kernel();
	ppp_timeout(on_tick, NULL, 1, 0);
}

static void start_ticking(void)
{
	ppp_untimeout(on_tick, NULL);
	if (self.iface.index)
		ppp_timeout(on_tick, NULL, 1, 0);
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
	case PHASE_RUNNING:
		self.link_open = true;
		break;
	case PHASE_ESTABLISH:
	case PHASE_DISCONNECT:
	case PHASE_DEAD:
		self.link_open = self.up[NETROUTE_IPV4] = self.up[NETROUTE_IPV6] = false;
		break;
	case PHASE_SERIALCONN:
		take_over_default_routes();
		return;
	case PHASE_DORMANT:
		break;
	default:
		return;
	}
	sync_kernel();
	start_ticking();
}

static void set_up(enum netroute_family family, bool up)
{
	self.up[family] = up;
	self.carried = self.carried || up;
	sync_kernel();
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
	connect_end(&self.connect);
	netroute_close(&self.routes);
	netclamp_close(&self.clamp);
}

EXPORT void plugin_init(void);

EXPORT void plugin_init(void)
{
	if (!ppp_check_kernel_support())
		fatal("This kernel has no PPP (module ppp_generic)");
	connect_init(&self.connect);
	config_set_defaults(&self.config);
	ppp_add_options(options);
	ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
	ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
	ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
	ppp_add_notify(NF_IPV6_UP, on_ipv6_up, NULL);
	ppp_add_notify(NF_IPV6_DOWN, on_ipv6_down, NULL);
	ppp_add_notify(NF_EXIT, on_exit_pppd, NULL);
	log_info("pppoe-clamp for pppd %s", PPPD_VERSION);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include "../pppd_compat.h"

static struct config config;

static int set_option(config_setter *set, char **argv)
{
	char problem[CONFIG_ERROR_SIZE];

	if (set(&config, argv[0], problem))
		return 1;
	ppp_option_error("%s", problem);
	return 0;
}

/* pppd's callbacks carry no context, so every option needs a function of its own. */
#define SETTER(name)                                        \
	static int set_##name(char **argv)                  \
	{                                                   \
		return set_option(config_set_##name, argv); \
	}
SETTER(service_name)
SETTER(ac_name)
SETTER(ac_mac)
SETTER(host_uniq)
SETTER(session)
SETTER(clamp_mss)
SETTER(clamp_mss6)
SETTER(clamp_backend)
SETTER(clamp_required)
SETTER(max_payload)
SETTER(parent_mtu)
SETTER(mtu_verify)
SETTER(record)
SETTER(vrf)
SETTER(server)
SETTER(term_unknown)
SETTER(failover_detect)
SETTER(failover_conntrack)
SETTER(failover_probe)
SETTER(probe_need)
SETTER(probe_lost)
#define NUMBER_SETTER(setter, ...) SETTER(setter)
CONFIG_NUMBERS(NUMBER_SETTER)

/* A user who may call a peers file must not change what root has set there. */
#define PRIVILEGED (OPT_PRIV | OPT_PRIO | OPT_PRIVFIX)

/* OPT_A2LIST has pppd keep the value, for `dump` and `dryrun`. */
#define VALUE_OPTION(option, setter, text, more_flags)                         \
	{                                                                      \
		.name = (option), .type = o_special, .addr = (void *)(setter), \
		.description = (text), .flags = OPT_A2LIST | (more_flags),     \
	}

#define NUMBER_OPTION(setter, option, field, unit, least, most, zero, value, privileged, what, \
		      help)                                                                    \
	VALUE_OPTION(option, set_##setter, help, (privileged) ? PRIVILEGED : 0),

static option_t table[] = {
	{ .name = "device name",
	  .type = o_wild,
	  .description = "Ethernet interface for PPPoE",
	  .flags = OPT_DEVNAM | OPT_PRIVFIX | OPT_NOARG | OPT_A2STRVAL | OPT_STATIC },
	CONFIG_NUMBERS(
		NUMBER_OPTION) /* the last one is pppoe-verbose: an alias follows its option */
	VALUE_OPTION("rp_pppoe_verbose", set_verbose, "Alias of pppoe-verbose", OPT_ALIAS),
	VALUE_OPTION("pppoe-service", set_service_name, "Service-Name to ask for", 0),
	VALUE_OPTION("rp_pppoe_service", set_service_name, "Alias of pppoe-service", OPT_ALIAS),
	VALUE_OPTION("pppoe-ac", set_ac_name, "AC-Name to connect to", 0),
	VALUE_OPTION("rp_pppoe_ac", set_ac_name, "Alias of pppoe-ac", OPT_ALIAS),
	VALUE_OPTION("pppoe-sess", set_session, "Attach to session ID:MAC", 0),
	VALUE_OPTION("rp_pppoe_sess", set_session, "Alias of pppoe-sess", OPT_ALIAS),
	VALUE_OPTION("pppoe-mac", set_ac_mac, "MAC address of the AC to connect to", 0),
	VALUE_OPTION("pppoe-host-uniq", set_host_uniq, "Host-Uniq in hex digits", 0),
	VALUE_OPTION("host-uniq", set_host_uniq, "Alias of pppoe-host-uniq", OPT_ALIAS),
	VALUE_OPTION("clamp-mss", set_clamp_mss, "auto, off, or the MSS for IPv4", PRIVILEGED),
	VALUE_OPTION("clamp-mss6", set_clamp_mss6, "auto, or the MSS for IPv6", PRIVILEGED),
	VALUE_OPTION("clamp-backend", set_clamp_backend, "auto, forward, netdev or both",
		     PRIVILEGED),
	{ .name = "clamp-required",
	  .type = o_special_noarg,
	  .addr = (void *)set_clamp_required,
	  .description = "No link without the MSS clamp",
	  .flags = OPT_PRIV },
	VALUE_OPTION("pppoe-max-payload", set_max_payload, "auto or off: more than 1492 bytes", 0),
	VALUE_OPTION("pppoe-parent-mtu", set_parent_mtu, "raise or keep", PRIVILEGED),
	VALUE_OPTION("pppoe-mtu-verify", set_mtu_verify, "on, off, or seconds until a recheck", 0),
	VALUE_OPTION("pppoe-record", set_record, "File that knows the session after a power cut",
		     PRIVILEGED),
	VALUE_OPTION("pppoe-vrf", set_vrf, "VRF to put the link into", PRIVILEGED),
	{ .name = "pppoe-server",
	  .type = o_special_noarg,
	  .addr = (void *)set_server,
	  .description = "Wait for a client, as an access concentrator",
	  .flags = OPT_PRIV },
	{ .name = "pppoe-term-unknown",
	  .type = o_special_noarg,
	  .addr = (void *)set_term_unknown,
	  .description = "Terminate sessions that nobody knows",
	  .flags = OPT_PRIV },
	VALUE_OPTION("failover-detect", set_failover_detect,
		     "auto, or ms of silence that count as a loss", 0),
	VALUE_OPTION("failover-probe", set_failover_probe, "Addresses that prove reachability",
		     PRIVILEGED),
	VALUE_OPTION("failover-probe-need", set_probe_need, "any or all of them", PRIVILEGED),
	VALUE_OPTION("failover-probe-lost", set_probe_lost, "metric or withdraw", PRIVILEGED),
	VALUE_OPTION("failover-conntrack", set_failover_conntrack, "no, yes or sticky", PRIVILEGED),
	CONFIG_NUMBERS(NUMBER_OPTION){ .name = NULL },
};

const struct config *options_register(options_device *set, char *device)
{
	config_set_defaults(&config);
	table[0].addr = (void *)set;
	table[0].addr2 = device;
	ppp_add_options(table);
	return &config;
}

void options_complete(void)
{
	config_complete(&config);
}

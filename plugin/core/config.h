/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From option strings to one value, with every error text. A setter that
 * refuses changes nothing.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "discovery.h"

#define CONFIG_ERROR_SIZE 256 /* bytes for an error text */

enum config_backend {
	CONFIG_BACKEND_AUTO,
	CONFIG_BACKEND_FORWARD,
	CONFIG_BACKEND_NETDEV,
	CONFIG_BACKEND_BOTH,
};

struct config {
	struct discovery_options discovery;
	uint16_t session_id; /* attach to this session; 0: discover one */
	uint8_t session_mac[ETH_ALEN];
	unsigned int verbose;
	bool clamp_off;
	uint16_t clamp_mss_ipv4; /* a fixed MSS; 0: what fits the MTU */
	uint16_t clamp_mss_ipv6;
	enum config_backend clamp_backend;
	bool failover;
	uint32_t failover_metric;
};

/* No option given. */
void config_set_defaults(struct config *c);

/* To be called once, after the last option: fills in what depends on other options. */
void config_complete(struct config *c);

/*
 * Each takes the option's argument. Returns true, or false with a text in
 * `error` that names the option, the value and what was expected.
 */
typedef bool config_setter(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE]);

config_setter config_set_service_name;
config_setter config_set_ac_name;
config_setter config_set_ac_mac;
config_setter config_set_host_uniq;
config_setter config_set_session;
config_setter config_set_padi_timeout;
config_setter config_set_padi_attempts;
config_setter config_set_verbose;
config_setter config_set_clamp_mss;
config_setter config_set_clamp_mss6;
config_setter config_set_clamp_backend;
config_setter config_set_failover_metric;

/* Do the fixed values fit a link of at most this MTU? They may only ever lower. */
bool config_check_mtu(const struct config *c, int mtu, char error[CONFIG_ERROR_SIZE]);

#endif

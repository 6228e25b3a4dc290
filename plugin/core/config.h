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

struct config {
	struct discovery_options discovery;
	uint16_t session_id; /* attach to this session; 0: discover one */
	uint8_t session_mac[ETH_ALEN];
	unsigned int verbose;
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
config_setter config_set_failover_metric;

#endif

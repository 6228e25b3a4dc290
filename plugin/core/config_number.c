// SPDX-License-Identifier: GPL-2.0-or-later
/* The options whose argument is a number. */
#include <stdio.h>

#include "config.h"
#include "text.h"

enum number {
	PADI_TIMEOUT,
	PADI_ATTEMPTS,
	VERBOSE,
	CARRIER_DEBOUNCE,
	FAILOVER_METRIC,
	FAILOVER_TABLE,
	FAILOVER_MTU,
	FAILOVER_ADVMSS,
	FAILOVER_DETECT,
	PROBE_INTERVAL,
	PROBE_LOSS,
	PROBE_METRIC,
};

/* A field is a uint32_t of struct config. */
static const struct range {
	const char *option;
	size_t field;
	uint32_t least, most;
	bool zero; /* 0 is taken, too */
	const char *what;
} ranges[] = {
#define FIELD(name) offsetof(struct config, name)
	[PADI_TIMEOUT] = { "pppoe-padi-timeout", FIELD(discovery.retry.first_ms), 1, 3600, false,
			   "a number of seconds" },
	[PADI_ATTEMPTS] = { "pppoe-padi-attempts", FIELD(discovery.padi_attempts), 1, 1000000,
			    false, "a number of PADIs" },
	[VERBOSE] = { "pppoe-verbose", FIELD(verbose), 0, 100, false, "a level" },
	[CARRIER_DEBOUNCE] = { "pppoe-carrier-debounce", FIELD(carrier_debounce_ms), 0, 60000,
			       false, "a number of ms" },
	[FAILOVER_METRIC] = { "failover-metric", FIELD(failover_metric), 1, UINT32_MAX, false,
			      "a metric" },
	[FAILOVER_TABLE] = { "failover-table", FIELD(failover_table), 0, UINT32_MAX, false,
			     "a routing table" },
	[FAILOVER_MTU] = { "failover-mtu", FIELD(failover_mtu), 68, 65535, true, "an MTU" },
	[FAILOVER_ADVMSS] = { "failover-advmss", FIELD(failover_advmss), 536, 65495, true,
			      "an MSS" },
	[FAILOVER_DETECT] = { "failover-detect", FIELD(failover_detect_ms), 100, 60000, true,
			      "a number of ms" },
	[PROBE_INTERVAL] = { "failover-probe-interval", FIELD(probe_interval_ms), 100, 3600000,
			     false, "a number of ms" },
	[PROBE_LOSS] = { "failover-probe-loss", FIELD(probe_loss), 1, 100, false,
			 "a number of probes" },
	[PROBE_METRIC] = { "failover-probe-metric", FIELD(probe_metric), 1, UINT32_MAX, false,
			   "a metric" },
};

static bool set_number(struct config *c, enum number number, const char *value, char *error)
{
	const struct range *r = &ranges[number];
	uint32_t *field = (uint32_t *)((uint8_t *)c + r->field);
	char expected[96];

	if (text_parse_number(field, value, r->least, r->most) ||
	    (r->zero && text_parse_number(field, value, 0, 0)))
		return true;
	snprintf(expected, sizeof(expected), "%s%s from %u to %u", r->zero ? "0, or " : "", r->what,
		 r->least, r->most);
	return config_refuse(error, r->option, value, expected);
}

#define NUMBER_SETTER(setter, number)                                                   \
	bool setter(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE]) \
	{                                                                               \
		return set_number(c, number, value, error);                             \
	}

NUMBER_SETTER(config_set_padi_attempts, PADI_ATTEMPTS)
NUMBER_SETTER(config_set_verbose, VERBOSE)
NUMBER_SETTER(config_set_carrier_debounce, CARRIER_DEBOUNCE)
NUMBER_SETTER(config_set_failover_table, FAILOVER_TABLE)
NUMBER_SETTER(config_set_failover_mtu, FAILOVER_MTU)
NUMBER_SETTER(config_set_failover_advmss, FAILOVER_ADVMSS)
NUMBER_SETTER(config_set_failover_detect, FAILOVER_DETECT)
NUMBER_SETTER(config_set_probe_interval, PROBE_INTERVAL)
NUMBER_SETTER(config_set_probe_loss, PROBE_LOSS)
NUMBER_SETTER(config_set_probe_metric, PROBE_METRIC)

bool config_set_padi_timeout(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	if (!set_number(c, PADI_TIMEOUT, value, error))
		return false;
	c->discovery.retry.first_ms *= 1000;
	return true;
}

bool config_set_failover_metric(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	if (!set_number(c, FAILOVER_METRIC, value, error))
		return false;
	c->failover = true;
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options whose argument is a number: all that there is to say of one, in
 * one line. config.h declares their setters from it, config_number.c writes
 * them, and options.c names them to pppd.
 */
#ifndef CONFIG_NUMBERS_H
#define CONFIG_NUMBERS_H

/*
 * Name of the setter, option, field of struct config and its unit, least, most, whether 0 is
 * taken, too, value without the option, whether only root may set it, what the
 * number is, and for `pppd help`. The default of pppoe-padi-timeout and of
 * pppoe-padi-attempts depends on the other one: config_complete.
 */
/* clang-format off */
#define CONFIG_NUMBERS(X)                                                                          \
	X(padi_timeout, "pppoe-padi-timeout", discovery.retry.first_ms, 1000, 1, 3600, false, 0, false, "a number of seconds", "Seconds to wait after a PADI") \
	X(padi_attempts, "pppoe-padi-attempts", discovery.padi_attempts, 1, 1, 1000000, false, 0, false, "a number of PADIs", "PADIs before giving up") \
	X(carrier_debounce, "pppoe-carrier-debounce", carrier_debounce_ms, 1, 0, 60000, false, 0, false, "a number of ms", "ms without carrier that count as a loss") \
	X(best, "pppoe-best", discovery.best_ms, 1, 10, 5000, true, 0, false, "a number of ms", "ms to compare the offers of several ACs") \
	X(priority, "pppoe-priority", priority, 1, 1, 7, true, 0, true, "a priority", "802.1p priority of control frames") \
	X(failover_metric, "failover-metric", failover_metric, 1, 1, UINT32_MAX, false, 0, true, "a metric", "Metric of our default routes") \
	X(failover_table, "failover-table", failover_table, 1, 0, UINT32_MAX, false, 0, true, "a routing table", "Routing table of our routes") \
	X(failover_mtu, "failover-mtu", failover_mtu, 1, 68, 65535, true, 0, true, "an MTU", "MTU of our routes") \
	X(failover_advmss, "failover-advmss", failover_advmss, 1, 536, 65495, true, 0, true, "an MSS", "MSS that our routes announce") \
	X(failover_keep, "failover-keep", failover_keep_s, 1, 1, 3600, true, 30, false, "a number of seconds", "Seconds that a session outlives its line") \
	X(probe_interval, "failover-probe-interval", probe_interval_ms, 1, 100, 3600000, false, 1000, true, "a number of ms", "ms between probes") \
	X(probe_loss, "failover-probe-loss", probe_loss, 1, 1, 100, false, 5, true, "a number of probes", "Probes lost in a row") \
	X(probe_window, "failover-probe-window", probe_window, 1, 10, 900, false, 60, true, "a number of probes", "Probes that these limits are for") \
	X(probe_max_loss, "failover-probe-max-loss", probe_max_loss, 1, 1, 99, true, 0, true, "a percentage", "Per cent of them that may be lost") \
	X(probe_max_delay, "failover-probe-max-delay", probe_max_delay_ms, 1, 1, 60000, true, 0, true, "a number of ms", "ms that their answers may take on average") \
	X(probe_metric, "failover-probe-metric", probe_metric, 1, 1, UINT32_MAX, false, 0, true, "a metric", "Metric while they are lost") \
	X(verbose, "pppoe-verbose", verbose, 1, 0, 100, false, 0, false, "a level", "Log every AC that answers")
/* clang-format on */

#endif

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
#include <net/if.h>

#include "config_numbers.h"
#include "discovery.h"
#include "mtu.h"

#define CONFIG_ERROR_SIZE 256 /* bytes for an error text */
#define CONFIG_RECORD_SIZE 256 /* bytes for a path and its NUL */
#define CONFIG_PROBES 4

enum config_backend {
	CONFIG_BACKEND_AUTO,
	CONFIG_BACKEND_FORWARD,
	CONFIG_BACKEND_NETDEV,
	CONFIG_BACKEND_BOTH,
};

struct config_probe {
	int family; /* AF_INET or AF_INET6 */
	uint8_t address[16]; /* in network byte order; of IPv4 the first 4 */
	uint16_t port; /* of TCP; 0: ICMP */
};

/* May the MTU of the interface be raised? */
enum config_parent_mtu {
	CONFIG_PARENT_MTU_OF_ROOT, /* if root has started pppd */
	CONFIG_PARENT_MTU_RAISE,
	CONFIG_PARENT_MTU_KEEP,
};

/* What becomes of a route while the probe fails. */
enum config_probe_lost {
	CONFIG_PROBE_LOST_METRIC, /* it gets a higher one */
	CONFIG_PROBE_LOST_WITHDRAW, /* it goes, of each IP version on its own */
};

/* What becomes of translated connections when the routes change. */
enum config_conntrack {
	CONFIG_CONNTRACK_NO, /* what the kernel makes of them */
	CONFIG_CONNTRACK_YES, /* they follow */
	CONFIG_CONNTRACK_STICKY, /* those of another uplink stay there, as long as it has a route */
};

struct config {
	struct discovery_options discovery;
	uint16_t session_id; /* attach to this session; 0: discover one */
	uint8_t session_mac[ETH_ALEN];
	bool padi_timed; /* by pppoe-padi-timeout or -attempts: the pace is the user's */
	unsigned int verbose;
	bool clamp_off;
	uint16_t clamp_mss_ipv4; /* a fixed MSS; 0: what fits the MTU */
	uint16_t clamp_mss_ipv6;
	enum config_backend clamp_backend;
	enum mtu_payload max_payload;
	enum config_parent_mtu parent_mtu;
	bool mtu_verify_off;
	uint32_t mtu_recheck_s; /* a bad path is tried again after so long */
	uint32_t carrier_debounce_ms;
	uint32_t priority; /* of control frames, 1 to 7; 0: as the kernel sends them */
	char record[CONFIG_RECORD_SIZE]; /* path of a file that survives a power cut; empty: none */
	char vrf[IFNAMSIZ]; /* that the link is put into; empty: none */
	bool server; /* wait for a client */
	bool clamp_required; /* without one the link ends */
	bool term_unknown; /* answer frames of sessions that are not ours with a PADT */
	bool failover;
	uint32_t failover_metric;
	uint32_t failover_table; /* 0: main */
	uint32_t failover_mtu; /* of the routes; 0: not set */
	uint32_t failover_advmss; /* of the routes; 0: not set */
	uint32_t failover_detect_ms; /* or LIVENESS_AUTO; 0: pppd's lcp-echo options alone decide */
	bool failover_detect_given;
	uint32_t failover_keep_s; /* for so long a session outlives its line; 0: not at all */
	bool failover_keep_given;
	struct config_probe probes[CONFIG_PROBES];
	size_t probe_count;
	bool probe_all; /* each of them has to answer */
	uint32_t probe_interval_ms;
	uint32_t probe_loss; /* probes lost in a row */
	uint32_t probe_window; /* probes that the two limits below are for */
	uint32_t probe_max_loss; /* per cent; 0: none */
	uint32_t probe_max_delay_ms; /* on average; 0: none */
	enum config_probe_lost probe_lost;
	enum config_conntrack failover_conntrack;
	uint32_t probe_metric; /* while the probe fails; 0: see config_probe_metric */
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
config_setter config_set_clamp_mss;
config_setter config_set_clamp_mss6;
config_setter config_set_clamp_backend;
config_setter config_set_max_payload;
config_setter config_set_parent_mtu;
config_setter config_set_mtu_verify;
config_setter config_set_record;
config_setter config_set_vrf;
config_setter config_set_server; /* a flag: the argument does not matter */
config_setter config_set_clamp_required; /* a flag: the argument does not matter */
config_setter config_set_term_unknown; /* a flag: the argument does not matter */
#define CONFIG_NUMBER_SETTER(setter, ...) config_setter config_set_##setter;
CONFIG_NUMBERS(CONFIG_NUMBER_SETTER)
config_setter config_set_failover_detect;
config_setter config_set_failover_conntrack;
config_setter config_set_failover_probe; /* each call replaces the whole list */
config_setter config_set_probe_need;
config_setter config_set_probe_lost;

/* For setters: says that `value` is not what the option takes, and returns false. */
bool config_refuse(char error[CONFIG_ERROR_SIZE], const char *option, const char *value,
		   const char *expected);

/* The metric of our routes while the probe fails: 1000 above the other if it was not given. */
uint32_t config_probe_metric(const struct config *c);

/* Do the fixed values fit a link of at most this MTU? They may only ever lower. */
bool config_check_mtu(const struct config *c, int mtu, char error[CONFIG_ERROR_SIZE]);

#endif

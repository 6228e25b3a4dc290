// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <sys/socket.h>

#include "core/config.h"
#include "core/liveness.h"

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define NAME_255 FIFTY FIFTY FIFTY FIFTY FIFTY "01234"
#define PATH_255 "/" FIFTY FIFTY FIFTY FIFTY FIFTY "0123"
#define HEX_128                                                            \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001" \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001" \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001" \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001"

static const struct bad_value {
	config_setter *set;
	const char *option, *value, *expected;
} bad_values[] = {
	{ config_set_vrf, "pppoe-vrf", "", "of 1 to 15 bytes" },
	{ config_set_vrf, "pppoe-vrf", "0123456789abcdef", "of 1 to 15 bytes" },
	{ config_set_service_name, "pppoe-service", NAME_255 "x", "at most 255 bytes" },
	{ config_set_ac_name, "pppoe-ac", NAME_255 "x", "at most 255 bytes" },
	{ config_set_ac_mac, "pppoe-mac", "", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "00:00:5e:00:53", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "ff:ff:ff:ff:ff:ff", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "01:00:5e:00:53:01", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "00:00:00:00:00:00", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "02:00:00:00:00:01,", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "02:00:00:00:00:01,!", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "!!02:00:00:00:00:01", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "2::1,2::2", "00:00:5e:00:53:01" },
	{ config_set_ac_name, "pppoe-ac", "one,", "a list such as ac1,ac2 or !ac3" },
	{ config_set_ac_name, "pppoe-ac", "one,,two", "a list such as ac1,ac2 or !ac3" },
	{ config_set_ac_name, "pppoe-ac", "!", "a list such as ac1,ac2 or !ac3" },
	{ config_set_host_uniq, "pppoe-host-uniq", "", "1 to 128 bytes" },
	{ config_set_host_uniq, "pppoe-host-uniq", "0x", "1 to 128 bytes" },
	{ config_set_host_uniq, "pppoe-host-uniq", "123", "1 to 128 bytes" },
	{ config_set_host_uniq, "pppoe-host-uniq", "xyzt", "1 to 128 bytes" },
	{ config_set_host_uniq, "pppoe-host-uniq", HEX_128 "00", "1 to 128 bytes" },
	{ config_set_session, "pppoe-sess", "", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "5", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "5:", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", ":00:00:5e:00:53:01", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "0:00:00:5e:00:53:01", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "65535:00:00:5e:00:53:01", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "65541:00:00:5e:00:53:01", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "4294967301:00:00:5e:00:53:01", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "-5:00:00:5e:00:53:01", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "5:00:00:5e:00:53:01:", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "5:ff:ff:ff:ff:ff:ff", "from 1 to 65534" },
	{ config_set_session, "pppoe-sess", "5:00:00:00:00:00:00", "from 1 to 65534" },
	{ config_set_padi_timeout, "pppoe-padi-timeout", "0", "1 to 3600" },
	{ config_set_padi_timeout, "pppoe-padi-timeout", "3601", "1 to 3600" },
	{ config_set_padi_timeout, "pppoe-padi-timeout", "5s", "1 to 3600" },
	{ config_set_padi_attempts, "pppoe-padi-attempts", "0", "1 to 1000000" },
	{ config_set_padi_attempts, "pppoe-padi-attempts", "1000001", "1 to 1000000" },
	{ config_set_padi_attempts, "pppoe-padi-attempts", "-1", "1 to 1000000" },
	{ config_set_best, "pppoe-best", "9", "0, or a number of ms from 10 to 5000" },
	{ config_set_priority, "pppoe-priority", "8", "0, or a priority from 1 to 7" },
	{ config_set_priority, "pppoe-priority", "high", "0, or a priority from 1 to 7" },
	{ config_set_verbose, "pppoe-verbose", "101", "0 to 100" },
	{ config_set_verbose, "pppoe-verbose", "yes", "0 to 100" },
	{ config_set_verbose, "pppoe-verbose", "", "0 to 100" },
	{ config_set_failover_metric, "failover-metric", "0", "1 to 4294967295" },
	{ config_set_failover_metric, "failover-metric", "4294967296", "1 to 4294967295" },
	{ config_set_failover_metric, "failover-metric", "low", "1 to 4294967295" },
	{ config_set_clamp_mss, "clamp-mss", "", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "0", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "535", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "65496", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "66988", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "-1452", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "1452 ", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "Auto", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss, "clamp-mss", "offline", "auto, off, or an MSS of 536 to 65495" },
	{ config_set_clamp_mss6, "clamp-mss6", "", "auto, or an MSS of 1220 to 65495" },
	{ config_set_clamp_mss6, "clamp-mss6", "off", "auto, or an MSS of 1220 to 65495" },
	{ config_set_clamp_mss6, "clamp-mss6", "1219", "auto, or an MSS of 1220 to 65495" },
	{ config_set_clamp_mss6, "clamp-mss6", "65496", "auto, or an MSS of 1220 to 65495" },
	{ config_set_clamp_backend, "clamp-backend", "", "auto, forward, netdev or both" },
	{ config_set_clamp_backend, "clamp-backend", "tc", "auto, forward, netdev or both" },
	{ config_set_clamp_backend, "clamp-backend", "1", "auto, forward, netdev or both" },
	{ config_set_clamp_backend, "clamp-backend", "Forward", "auto, forward, netdev or both" },
	{ config_set_clamp_backend, "clamp-backend", "netdev,", "auto, forward, netdev or both" },
	{ config_set_max_payload, "pppoe-max-payload", "", "auto or off" },
	{ config_set_max_payload, "pppoe-max-payload", "on", "auto or off" },
	{ config_set_max_payload, "pppoe-max-payload", "1500", "auto or off" },
	{ config_set_max_payload, "pppoe-max-payload", "Auto", "auto or off" },
	{ config_set_parent_mtu, "pppoe-parent-mtu", "", "raise or keep" },
	{ config_set_parent_mtu, "pppoe-parent-mtu", "on", "raise or keep" },
	{ config_set_parent_mtu, "pppoe-parent-mtu", "keeps", "raise or keep" },
	{ config_set_parent_mtu, "pppoe-parent-mtu", "1508", "raise or keep" },
	{ config_set_mtu_verify, "pppoe-mtu-verify", "", "on, off, or 60 to 604800 seconds" },
	{ config_set_mtu_verify, "pppoe-mtu-verify", "59", "on, off, or 60 to 604800 seconds" },
	{ config_set_mtu_verify, "pppoe-mtu-verify", "604801", "on, off, or 60 to 604800 seconds" },
	{ config_set_mtu_verify, "pppoe-mtu-verify", "0", "on, off, or 60 to 604800 seconds" },
	{ config_set_mtu_verify, "pppoe-mtu-verify", "yes", "on, off, or 60 to 604800 seconds" },
	{ config_set_mtu_verify, "pppoe-mtu-verify", "on 60", "on, off, or 60 to 604800 seconds" },
	{ config_set_carrier_debounce, "pppoe-carrier-debounce", "",
	  "a number of ms from 0 to 60000" },
	{ config_set_carrier_debounce, "pppoe-carrier-debounce", "60001",
	  "a number of ms from 0 to 60000" },
	{ config_set_carrier_debounce, "pppoe-carrier-debounce", "-1",
	  "a number of ms from 0 to 60000" },
	{ config_set_carrier_debounce, "pppoe-carrier-debounce", "1s",
	  "a number of ms from 0 to 60000" },
	{ config_set_record, "pppoe-record", "", "an absolute path of at most 255 bytes" },
	{ config_set_record, "pppoe-record", "wan", "an absolute path of at most 255 bytes" },
	{ config_set_record, "pppoe-record", "./wan", "an absolute path of at most 255 bytes" },
	{ config_set_record, "pppoe-record", PATH_255 "x",
	  "an absolute path of at most 255 bytes" },
	{ config_set_failover_table, "failover-table", "", "a routing table from 0 to 4294967295" },
	{ config_set_failover_table, "failover-table", "4294967296",
	  "a routing table from 0 to 4294967295" },
	{ config_set_failover_table, "failover-table", "main",
	  "a routing table from 0 to 4294967295" },
	{ config_set_failover_mtu, "failover-mtu", "", "0, or an MTU from 68 to 65535" },
	{ config_set_failover_mtu, "failover-mtu", "67", "0, or an MTU from 68 to 65535" },
	{ config_set_failover_mtu, "failover-mtu", "65536", "0, or an MTU from 68 to 65535" },
	{ config_set_failover_mtu, "failover-mtu", "1", "0, or an MTU from 68 to 65535" },
	{ config_set_failover_advmss, "failover-advmss", "", "0, or an MSS from 536 to 65495" },
	{ config_set_failover_advmss, "failover-advmss", "535", "0, or an MSS from 536 to 65495" },
	{ config_set_failover_advmss, "failover-advmss", "65496",
	  "0, or an MSS from 536 to 65495" },
	{ config_set_failover_detect, "failover-detect", "",
	  "auto, 0, or a number of ms from 100 to 60000" },
	{ config_set_failover_detect, "failover-detect", "99",
	  "auto, 0, or a number of ms from 100 to 60000" },
	{ config_set_failover_detect, "failover-detect", "60001",
	  "auto, 0, or a number of ms from 100 to 60000" },
	{ config_set_failover_detect, "failover-detect", "1",
	  "auto, 0, or a number of ms from 100 to 60000" },
	{ config_set_failover_detect, "failover-detect", "-0",
	  "auto, 0, or a number of ms from 100 to 60000" },
	{ config_set_failover_detect, "failover-detect", "800ms",
	  "auto, 0, or a number of ms from 100 to 60000" },
	{ config_set_failover_probe, "failover-probe", "", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", ",", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1,", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", ",192.0.2.1", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1,,192.0.2.2", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1 ", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "192.0.2", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.256", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "2001:db8::1%eth0", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "[2001:db8::1]", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "example.net", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe",
	  "192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,192.0.2.5", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,",
	  "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe",
	  "0000:0000:0000:0000:0000:0000:255.255.255.2555", "1 to 4 addresses" },
	{ config_set_failover_probe, "failover-probe",
	  "192.0.2.1:", "or with a TCP port 192.0.2.1:443,[2001:db8::1]:443" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1:0", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1:65536", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1:http", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "192.0.2.1:80:80", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", ":80", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[192.0.2.1]:80", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[2001:db8::1]:", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[2001:db8::1]8080", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[2001:db8::1", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[2001:db8::1]:80,", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[]:80", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe", "[", "or with a TCP port" },
	{ config_set_failover_probe, "failover-probe",
	  "[0000:0000:0000:0000:0000:0000:255.255.255.255]:655355", "or with a TCP port" },
	{ config_set_probe_interval, "failover-probe-interval", "",
	  "a number of ms from 100 to 3600000" },
	{ config_set_probe_interval, "failover-probe-interval", "99",
	  "a number of ms from 100 to 3600000" },
	{ config_set_probe_interval, "failover-probe-interval", "3600001",
	  "a number of ms from 100 to 3600000" },
	{ config_set_probe_interval, "failover-probe-interval", "0",
	  "a number of ms from 100 to 3600000" },
	{ config_set_probe_loss, "failover-probe-loss", "", "a number of probes from 1 to 100" },
	{ config_set_probe_loss, "failover-probe-loss", "0", "a number of probes from 1 to 100" },
	{ config_set_probe_loss, "failover-probe-loss", "101", "a number of probes from 1 to 100" },
	{ config_set_probe_window, "failover-probe-window", "9",
	  "a number of probes from 10 to 900" },
	{ config_set_probe_window, "failover-probe-window", "901",
	  "a number of probes from 10 to 900" },
	{ config_set_probe_max_loss, "failover-probe-max-loss", "20%",
	  "0, or a percentage from 1 to 99" },
	{ config_set_probe_max_loss, "failover-probe-max-loss", "100",
	  "0, or a percentage from 1 to 99" },
	{ config_set_probe_max_delay, "failover-probe-max-delay", "",
	  "0, or a number of ms from 1 to 60000" },
	{ config_set_probe_max_delay, "failover-probe-max-delay", "60001",
	  "0, or a number of ms from 1 to 60000" },
	{ config_set_probe_need, "failover-probe-need", "", "any or all" },
	{ config_set_probe_need, "failover-probe-need", "both", "any or all" },
	{ config_set_failover_conntrack, "failover-conntrack", "", "no, yes or sticky" },
	{ config_set_failover_conntrack, "failover-conntrack", "persist", "no, yes or sticky" },
	{ config_set_probe_lost, "failover-probe-lost", "", "metric or withdraw" },
	{ config_set_probe_lost, "failover-probe-lost", "withdrawn", "metric or withdraw" },
	{ config_set_probe_metric, "failover-probe-metric", "", "a metric from 1 to 4294967295" },
	{ config_set_probe_metric, "failover-probe-metric", "0", "a metric from 1 to 4294967295" },
	{ config_set_probe_metric, "failover-probe-metric", "4294967296",
	  "a metric from 1 to 4294967295" },
};

/* A value for every field, so that a setter's write into any of them shows. */
static void fill(struct config *c)
{
	memset(c, 0, sizeof(*c));
	memset(c->discovery.service_name, 's', 9);
	memset(c->discovery.ac_names, 'a', 9);
	memset(&c->discovery.ac_macs, 0x22, sizeof(c->discovery.ac_macs));
	memset(c->discovery.host_uniq, 0x33, 20);
	c->discovery.host_uniq_len = 20;
	c->discovery.retry.first_ms = 77000;
	c->discovery.padi_attempts = 77;
	c->session_id = 77;
	memset(c->session_mac, 0x44, 6);
	c->verbose = 77;
	c->clamp_off = true;
	c->clamp_mss_ipv4 = c->clamp_mss_ipv6 = 7777;
	c->clamp_backend = CONFIG_BACKEND_NETDEV;
	c->failover_metric = 77;
	c->max_payload = MTU_PAYLOAD_AUTO;
	c->parent_mtu = CONFIG_PARENT_MTU_KEEP;
	c->mtu_verify_off = true;
	memset(c->record, 'r', 9);
	memset(c->vrf, 'v', 9);
	memset(c->probes, 0x55, sizeof(c->probes));
	c->probe_count = 77;
	c->mtu_recheck_s = c->carrier_debounce_ms = c->failover_table = c->failover_mtu = 77;
	c->failover_detect_given = true;
	c->failover_advmss = c->failover_detect_ms = c->probe_interval_ms = c->probe_loss = 77;
	c->probe_metric = c->probe_window = c->probe_max_loss = c->probe_max_delay_ms = 77;
	c->probe_all = true;
	c->probe_lost = CONFIG_PROBE_LOST_WITHDRAW;
}

static void refuses(const struct bad_value *bad)
{
	char *error = malloc(CONFIG_ERROR_SIZE), quoted[84];
	struct config c, before;
	char name[160];

	memset(error, 'x', CONFIG_ERROR_SIZE);
	tap_begin();
	fill(&c);
	memcpy(&before, &c, sizeof(c));
	if (!ok(!bad->set(&c, bad->value, error)))
		error[0] = '\0';
	ok(!memcmp(&before, &c, sizeof(c)));
	ok(memchr(error, '\0', CONFIG_ERROR_SIZE) != NULL);
	snprintf(quoted, sizeof(quoted), "'%.80s'", bad->value);
	ok(!strncmp(error, bad->option, strlen(bad->option)));
	ok(strstr(error, quoted) != NULL);
	ok(strstr(error, bad->expected) != NULL);
	free(error);
	snprintf(name, sizeof(name), "%s refuses '%.40s'", bad->option, bad->value);
	tap_end(name);
}

static char unused[CONFIG_ERROR_SIZE];

static void names_are_taken_as_they_are(void)
{
	struct config c;

	config_set_defaults(&c);
	is_str(c.discovery.service_name, "");
	is_str(c.discovery.ac_names, "");
	ok(config_set_service_name(&c, "dsl", unused));
	is_str(c.discovery.service_name, "dsl");
	ok(config_set_service_name(&c, NAME_255, unused));
	is_str(c.discovery.service_name, NAME_255);
	ok(config_set_service_name(&c, "", unused));
	is_str(c.discovery.service_name, "");
	ok(config_set_ac_name(&c, NAME_255, unused));
	is_str(c.discovery.ac_names, NAME_255);
	ok(config_set_ac_name(&c, "ac 1", unused));
	is_str(c.discovery.ac_names, "ac 1");
}

/* The stock plugin sends the magic word itself as a Service-Name in its PADR. */
static void defect_09_no_service_name_is_a_wish_not_a_name(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_service_name(&c, "NO-SERVICE-NAME-NON-RFC-COMPLIANT", unused));
	ok(c.discovery.no_service_name);
	is_str(c.discovery.service_name, "");
	ok(config_set_service_name(&c, "dsl", unused));
	ok(!c.discovery.no_service_name);
	is_str(c.discovery.service_name, "dsl");
}

static void ac_mac_is_parsed(void)
{
	struct config c;

	config_set_defaults(&c);
	is_int(c.discovery.ac_macs.count, 0);
	ok(config_set_ac_mac(&c, "0:0:5E:0:53:ac", unused));
	is_int(c.discovery.ac_macs.count, 1);
	ok(!memcmp(c.discovery.ac_macs.list[0].mac, "\x00\x00\x5e\x00\x53\xac", 6));
}

static void host_uniq_is_parsed(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(!c.discovery.host_uniq_fixed);
	ok(config_set_host_uniq(&c, "0xdeadBEEF", unused));
	ok(c.discovery.host_uniq_fixed);
	is_int(c.discovery.host_uniq_len, 4);
	ok(!memcmp(c.discovery.host_uniq, "\xde\xad\xbe\xef", 4));
	ok(config_set_host_uniq(&c, "01", unused));
	is_int(c.discovery.host_uniq_len, 1);
	ok(config_set_host_uniq(&c, HEX_128, unused));
	is_int(c.discovery.host_uniq_len, 128);
}

static void session_is_parsed(void)
{
	struct config c;

	config_set_defaults(&c);
	is_int(c.session_id, 0);
	ok(config_set_session(&c, "65534:00:00:5e:00:53:ac", unused));
	is_int(c.session_id, 65534);
	ok(!memcmp(c.session_mac, "\x00\x00\x5e\x00\x53\xac", 6));
	ok(config_set_session(&c, "1:2:0:5e:0:53:ac", unused));
	is_int(c.session_id, 1);
}

/* The lowest and the highest value of each, and 0 where it has a meaning of its own. */
static void numbers_are_parsed(void)
{
	static struct config c;
	static const struct {
		config_setter *set;
		const char *value;
		uint32_t *field;
		uint32_t want;
	} row[] = {
		{ config_set_padi_timeout, "1", &c.discovery.retry.first_ms, 1000 },
		{ config_set_padi_timeout, "3600", &c.discovery.retry.first_ms, 3600000 },
		{ config_set_padi_attempts, "1", &c.discovery.padi_attempts, 1 },
		{ config_set_padi_attempts, "1000000", &c.discovery.padi_attempts, 1000000 },
		{ config_set_best, "300", &c.discovery.best_ms, 300 },
		{ config_set_priority, "7", &c.priority, 7 },
		{ config_set_priority, "0", &c.priority, 0 },
		{ config_set_verbose, "100", &c.verbose, 100 },
		{ config_set_verbose, "0", &c.verbose, 0 },
		{ config_set_carrier_debounce, "60000", &c.carrier_debounce_ms, 60000 },
		{ config_set_carrier_debounce, "0", &c.carrier_debounce_ms, 0 },
		{ config_set_failover_metric, "1", &c.failover_metric, 1 },
		{ config_set_failover_metric, "4294967295", &c.failover_metric, UINT32_MAX },
		{ config_set_failover_table, "4294967295", &c.failover_table, UINT32_MAX },
		{ config_set_failover_table, "0", &c.failover_table, 0 },
		{ config_set_failover_mtu, "68", &c.failover_mtu, 68 },
		{ config_set_failover_mtu, "65535", &c.failover_mtu, 65535 },
		{ config_set_failover_mtu, "0", &c.failover_mtu, 0 },
		{ config_set_failover_advmss, "536", &c.failover_advmss, 536 },
		{ config_set_failover_advmss, "65495", &c.failover_advmss, 65495 },
		{ config_set_failover_advmss, "0", &c.failover_advmss, 0 },
		{ config_set_failover_detect, "100", &c.failover_detect_ms, 100 },
		{ config_set_failover_detect, "60000", &c.failover_detect_ms, 60000 },
		{ config_set_failover_detect, "0", &c.failover_detect_ms, 0 },
		{ config_set_failover_detect, "auto", &c.failover_detect_ms, LIVENESS_AUTO },
		{ config_set_failover_keep, "1", &c.failover_keep_s, 1 },
		{ config_set_failover_keep, "3600", &c.failover_keep_s, 3600 },
		{ config_set_failover_keep, "0", &c.failover_keep_s, 0 },
		{ config_set_probe_interval, "100", &c.probe_interval_ms, 100 },
		{ config_set_probe_interval, "3600000", &c.probe_interval_ms, 3600000 },
		{ config_set_probe_loss, "1", &c.probe_loss, 1 },
		{ config_set_probe_loss, "100", &c.probe_loss, 100 },
		{ config_set_probe_window, "10", &c.probe_window, 10 },
		{ config_set_probe_window, "900", &c.probe_window, 900 },
		{ config_set_probe_max_loss, "0", &c.probe_max_loss, 0 },
		{ config_set_probe_max_loss, "99", &c.probe_max_loss, 99 },
		{ config_set_probe_max_delay, "0", &c.probe_max_delay_ms, 0 },
		{ config_set_probe_max_delay, "60000", &c.probe_max_delay_ms, 60000 },
		{ config_set_probe_metric, "1", &c.probe_metric, 1 },
		{ config_set_probe_metric, "4294967295", &c.probe_metric, UINT32_MAX },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		config_set_defaults(&c);
		*row[i].field = 7777;
		ok(row[i].set(&c, row[i].value, unused));
		is_int(*row[i].field, row[i].want);
		is_int(c.failover, row[i].set == config_set_failover_metric);
	}
}

static void defaults_of_mtu_and_probe(void)
{
	struct config c;

	config_set_defaults(&c);
	is_int(c.max_payload, MTU_PAYLOAD_DEFAULT);
	is_int(c.parent_mtu, CONFIG_PARENT_MTU_OF_ROOT);
	ok(!c.mtu_verify_off && !c.term_unknown && !c.record[0]);
	is_int(c.mtu_recheck_s, 3600);
	is_int(c.carrier_debounce_ms, 0);
	is_int(c.failover_detect_ms, 0);
	is_int(c.failover_table, 0);
	is_int(c.failover_mtu, 0);
	is_int(c.failover_advmss, 0);
	is_int(c.probe_count, 0);
	is_int(c.probe_interval_ms, 1000);
	is_int(c.probe_loss, 5);
	is_int(c.probe_window, 60);
	is_int(c.probe_max_loss, 0);
	is_int(c.probe_max_delay_ms, 0);
	ok(!c.probe_all);
	is_int(c.probe_lost, CONFIG_PROBE_LOST_METRIC);
}

static void words_of_the_mtu_are_parsed(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_max_payload(&c, "auto", unused));
	is_int(c.max_payload, MTU_PAYLOAD_AUTO);
	ok(config_set_max_payload(&c, "off", unused));
	is_int(c.max_payload, MTU_PAYLOAD_OFF);
	ok(config_set_parent_mtu(&c, "keep", unused));
	is_int(c.parent_mtu, CONFIG_PARENT_MTU_KEEP);
	ok(config_set_parent_mtu(&c, "raise", unused));
	is_int(c.parent_mtu, CONFIG_PARENT_MTU_RAISE);
}

static void mtu_verify_is_parsed(void)
{
	static const struct {
		const char *value;
		bool off;
		uint32_t recheck_s;
	} row[] = { { "off", true, 3600 }, { "60", false, 60 },		{ "off", true, 3600 },
		    { "on", false, 3600 }, { "604800", false, 604800 }, { "on", false, 3600 } };
	struct config c;

	config_set_defaults(&c);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		ok(config_set_mtu_verify(&c, row[i].value, unused));
		is_int(c.mtu_verify_off, row[i].off);
		is_int(c.mtu_recheck_s, row[i].recheck_s);
	}
}

static void record_and_flag_are_taken(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_record(&c, "/var/lib/wan", unused));
	is_str(c.record, "/var/lib/wan");
	ok(config_set_record(&c, PATH_255, unused));
	is_str(c.record, PATH_255);
	ok(config_set_server(&c, "", unused));
	ok(c.server);
	ok(!c.clamp_required && config_set_clamp_required(&c, "", unused));
	ok(c.clamp_required);
	ok(config_set_term_unknown(&c, "", unused));
	ok(c.term_unknown);
	ok(config_set_term_unknown(&c, NULL, unused));
}

static void probes_are_parsed(void)
{
	static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 }, none[12];
	struct config c;

	config_set_defaults(&c);
	ok(config_set_failover_probe(&c, "2001:db8::1,192.0.2.1,::ffff:192.0.2.2,192.0.2.3",
				     unused));
	is_int(c.probe_count, 4);
	is_int(c.probes[0].family, AF_INET6);
	ok(!memcmp(c.probes[0].address, v6, 16));
	is_int(c.probes[1].family, AF_INET);
	ok(!memcmp(c.probes[1].address, "\xc0\x00\x02\x01", 4));
	ok(!memcmp(c.probes[1].address + 4, none, 12));
	is_int(c.probes[2].family, AF_INET6);
	ok(!memcmp(c.probes[3].address, "\xc0\x00\x02\x03", 4));
	ok(config_set_failover_probe(&c, "192.0.2.9", unused));
	is_int(c.probe_count, 1);
	is_int(c.probes[0].family, AF_INET);
	is_int(c.probes[0].port, 0);
	is_int(c.probes[1].family, 0);
}

static void probes_have_ports(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_failover_probe(&c, "192.0.2.1:65535,[2001:db8::1]:1,2001:db8::1:80,192.0.2.1",
				     unused));
	is_int(c.probe_count, 4);
	is_int(c.probes[0].family, AF_INET);
	ok(!memcmp(c.probes[0].address, "\xc0\x00\x02\x01", 4));
	is_int(c.probes[0].port, 65535);
	is_int(c.probes[1].family, AF_INET6);
	is_int(c.probes[1].address[15], 1);
	is_int(c.probes[1].port, 1);
	is_int(c.probes[2].address[15], 0x80);
	is_int(c.probes[2].port, 0);
	is_int(c.probes[3].port, 0);
	ok(config_set_failover_probe(&c, "[0000:0000:0000:0000:0000:0000:255.255.255.255]:65535",
				     unused));
	is_int(c.probes[0].port, 65535);
}

/* The last of each that was given counts. */
static void words_of_the_probe(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_probe_need(&c, "all", unused));
	ok(c.probe_all);
	ok(config_set_probe_need(&c, "any", unused));
	ok(!c.probe_all);
	ok(config_set_failover_conntrack(&c, "sticky", unused));
	is_int(c.failover_conntrack, CONFIG_CONNTRACK_STICKY);
	ok(config_set_failover_conntrack(&c, "yes", unused));
	is_int(c.failover_conntrack, CONFIG_CONNTRACK_YES);
	ok(config_set_failover_conntrack(&c, "no", unused));
	is_int(c.failover_conntrack, CONFIG_CONNTRACK_NO);
	ok(config_set_probe_lost(&c, "withdraw", unused));
	is_int(c.probe_lost, CONFIG_PROBE_LOST_WITHDRAW);
	ok(config_set_probe_lost(&c, "metric", unused));
	is_int(c.probe_lost, CONFIG_PROBE_LOST_METRIC);
}

static void probe_metric_is_above_the_other(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_failover_metric(&c, "10", unused));
	is_int(config_probe_metric(&c), 100010);
	ok(config_set_probe_metric(&c, "50", unused));
	is_int(config_probe_metric(&c), 50);
	c.probe_metric = 0;
	c.failover_metric = UINT32_MAX - 1000;
	is_int(config_probe_metric(&c), UINT32_MAX);
	c.failover_metric++;
	is_int(config_probe_metric(&c), UINT32_MAX);
}

static void clamp_is_automatic_by_default(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(!c.clamp_off);
	is_int(c.clamp_mss_ipv4, 0);
	is_int(c.clamp_mss_ipv6, 0);
	is_int(c.clamp_backend, CONFIG_BACKEND_AUTO);
}

static void clamp_mss_is_parsed(void)
{
	static const struct {
		const char *value;
		uint16_t mss;
	} row[] = { { "536", 536 }, { "1452", 1452 }, { "65495", 65495 }, { "auto", 0 } };
	struct config c;

	config_set_defaults(&c);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		ok(config_set_clamp_mss(&c, row[i].value, unused));
		is_int(c.clamp_mss_ipv4, row[i].mss);
		ok(!c.clamp_off);
	}
	is_int(c.clamp_mss_ipv6, 0);
}

static void clamp_mss_off_holds_until_another_value(void)
{
	static const char *const on[] = { "auto", "1400" };
	struct config c;

	config_set_defaults(&c);
	for (size_t i = 0; i < 2; i++) {
		ok(config_set_clamp_mss(&c, "off", unused));
		ok(c.clamp_off);
		ok(config_set_clamp_mss6(&c, "1300", unused));
		ok(c.clamp_off);
		ok(config_set_clamp_mss(&c, on[i], unused));
		ok(!c.clamp_off);
	}
}

static void clamp_mss6_is_parsed(void)
{
	static const struct {
		const char *value;
		uint16_t mss;
	} row[] = { { "1220", 1220 }, { "1432", 1432 }, { "65495", 65495 }, { "auto", 0 } };
	struct config c;

	config_set_defaults(&c);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		ok(config_set_clamp_mss6(&c, row[i].value, unused));
		is_int(c.clamp_mss_ipv6, row[i].mss);
	}
	is_int(c.clamp_mss_ipv4, 0);
	ok(!c.clamp_off);
}

static void clamp_backend_is_parsed(void)
{
	static const struct {
		const char *value;
		enum config_backend backend;
	} row[] = { { "both", CONFIG_BACKEND_BOTH },
		    { "forward", CONFIG_BACKEND_FORWARD },
		    { "netdev", CONFIG_BACKEND_NETDEV },
		    { "auto", CONFIG_BACKEND_AUTO } };
	struct config c;

	config_set_defaults(&c);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		ok(config_set_clamp_backend(&c, row[i].value, unused));
		is_int(c.clamp_backend, row[i].backend);
	}
}

static void fixed_mss_must_fit_the_mtu(void)
{
	static const struct {
		uint16_t ipv4, ipv6;
		int mtu;
		const char *error; /* NULL: fits */
	} row[] = {
		{ 0, 0, 1492, NULL },
		{ 0, 0, 0, NULL },
		{ 1452, 1432, 1492, NULL },
		{ 536, 1220, 1492, NULL },
		{ 1360, 1340, 1400, NULL },
		{ 536, 1220, 576, NULL }, /* what every stack takes is never too much */
		{ 1453, 0, 1492,
		  "clamp-mss: 1453 is more than 1452, which is what fits an MTU of 1492" },
		{ 0, 1433, 1492,
		  "clamp-mss6: 1433 is more than 1432, which is what fits an MTU of 1492" },
		{ 1452, 0, 1400,
		  "clamp-mss: 1452 is more than 1360, which is what fits an MTU of 1400" },
		{ 1400, 1452, 1492,
		  "clamp-mss6: 1452 is more than 1432, which is what fits an MTU of 1492" },
		{ 65495, 65495, 1492,
		  "clamp-mss: 65495 is more than 1452, which is what fits an MTU of 1492" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char error[CONFIG_ERROR_SIZE] = "";
		struct config c;

		config_set_defaults(&c);
		c.clamp_mss_ipv4 = row[i].ipv4;
		c.clamp_mss_ipv6 = row[i].ipv6;
		is_int(config_check_mtu(&c, row[i].mtu, error), !row[i].error);
		is_str(error, row[i].error ? row[i].error : "");
	}
}

static void default_retry_is_quick_and_jittered(void)
{
	struct config c;

	config_set_defaults(&c);
	config_complete(&c);
	is_int(c.discovery.retry.first_ms, 250);
	is_int(c.discovery.retry.quick_ms, 1000);
	is_int(c.discovery.retry.most_ms, 8000);
	ok(c.discovery.retry.jitter > 0);
	is_int(backoff_delay_ms(&c.discovery.padr_retry, 1, 0), 1000);
	is_int(c.discovery.padi_attempts, 11);
	is_int(c.discovery.most_refusals, 6);
	ok(!c.padi_timed);
}

static void timeout_alone_doubles_plainly(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_padi_timeout(&c, "7", unused));
	config_complete(&c);
	is_int(c.discovery.retry.first_ms, 7000);
	is_int(c.discovery.padr_retry.first_ms, 7000);
	is_int(c.discovery.retry.quick_tries, 0);
	is_int(c.discovery.retry.jitter, 0);
	is_int(c.discovery.padi_attempts, 3);
	is_int(c.discovery.most_refusals, 0); /* the user has said how often */
	ok(c.discovery.retry.most_ms >= 7000 << 3);
}

static void attempts_alone_double_plainly(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_padi_attempts(&c, "7", unused));
	config_complete(&c);
	is_int(c.discovery.retry.first_ms, 5000);
	is_int(c.discovery.padi_attempts, 7);
}

/* With routes that fail over, silence is looked for unless the user says otherwise. */
static void silence_is_found_where_routes_fail_over(void)
{
	char error[CONFIG_ERROR_SIZE];
	struct config c;

	config_set_defaults(&c);
	config_complete(&c);
	is_int(c.failover_detect_ms, 0);
	config_set_failover_metric(&c, "100", error);
	config_complete(&c);
	is_int(c.failover_detect_ms, LIVENESS_AUTO);
	config_set_failover_detect(&c, "0", error);
	config_complete(&c);
	is_int(c.failover_detect_ms, 0);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(bad_values) / sizeof(bad_values[0]); i++)
		refuses(&bad_values[i]);
	test(names_are_taken_as_they_are);
	test(defect_09_no_service_name_is_a_wish_not_a_name);
	test(ac_mac_is_parsed);
	test(host_uniq_is_parsed);
	test(session_is_parsed);
	test(numbers_are_parsed);
	test(defaults_of_mtu_and_probe);
	test(words_of_the_mtu_are_parsed);
	test(mtu_verify_is_parsed);
	test(record_and_flag_are_taken);
	test(probes_are_parsed);
	test(probes_have_ports);
	test(words_of_the_probe);
	test(probe_metric_is_above_the_other);
	test(clamp_is_automatic_by_default);
	test(clamp_mss_is_parsed);
	test(clamp_mss_off_holds_until_another_value);
	test(clamp_mss6_is_parsed);
	test(clamp_backend_is_parsed);
	test(fixed_mss_must_fit_the_mtu);
	test(default_retry_is_quick_and_jittered);
	test(timeout_alone_doubles_plainly);
	test(attempts_alone_double_plainly);
	test(silence_is_found_where_routes_fail_over);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"
#include "core/config.h"

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define NAME_255 FIFTY FIFTY FIFTY FIFTY FIFTY "01234"
#define HEX_128                                                            \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001" \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001" \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001" \
	"0a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f00010a0b0c0d0e0f0001"

static const struct bad_value {
	config_setter *set;
	const char *option, *value, *expected;
} bad_values[] = {
	{ config_set_service_name, "pppoe-service", NAME_255 "x", "at most 255 bytes" },
	{ config_set_ac_name, "pppoe-ac", NAME_255 "x", "at most 255 bytes" },
	{ config_set_ac_mac, "pppoe-mac", "", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "00:00:5e:00:53", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "ff:ff:ff:ff:ff:ff", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "01:00:5e:00:53:01", "00:00:5e:00:53:01" },
	{ config_set_ac_mac, "pppoe-mac", "00:00:00:00:00:00", "00:00:5e:00:53:01" },
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
	{ config_set_verbose, "pppoe-verbose", "101", "0 to 100" },
	{ config_set_verbose, "pppoe-verbose", "yes", "0 to 100" },
	{ config_set_verbose, "pppoe-verbose", "", "0 to 100" },
	{ config_set_failover_metric, "failover-metric", "0", "1 to 4294967295" },
	{ config_set_failover_metric, "failover-metric", "4294967296", "1 to 4294967295" },
	{ config_set_failover_metric, "failover-metric", "low", "1 to 4294967295" },
};

/* A value for every field, so that a setter's write into any of them shows. */
static void fill(struct config *c)
{
	memset(c, 0, sizeof(*c));
	memset(c->discovery.service_name, 's', 9);
	memset(c->discovery.ac_name, 'a', 9);
	memset(c->discovery.ac_mac, 0x22, 6);
	memset(c->discovery.host_uniq, 0x33, 20);
	c->discovery.host_uniq_len = 20;
	c->discovery.retry.first_ms = 77000;
	c->discovery.padi_attempts = 77;
	c->session_id = 77;
	memset(c->session_mac, 0x44, 6);
	c->verbose = 77;
	c->failover_metric = 77;
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
	is_str(c.discovery.ac_name, "");
	ok(config_set_service_name(&c, "dsl", unused));
	is_str(c.discovery.service_name, "dsl");
	ok(config_set_service_name(&c, NAME_255, unused));
	is_str(c.discovery.service_name, NAME_255);
	ok(config_set_service_name(&c, "", unused));
	is_str(c.discovery.service_name, "");
	ok(config_set_ac_name(&c, NAME_255, unused));
	is_str(c.discovery.ac_name, NAME_255);
	ok(config_set_ac_name(&c, "ac 1", unused));
	is_str(c.discovery.ac_name, "ac 1");
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
	ok(!c.discovery.has_ac_mac);
	ok(config_set_ac_mac(&c, "0:0:5E:0:53:ac", unused));
	ok(c.discovery.has_ac_mac);
	ok(!memcmp(c.discovery.ac_mac, "\x00\x00\x5e\x00\x53\xac", 6));
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

static void numbers_are_parsed(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_padi_timeout(&c, "3600", unused));
	is_int(c.discovery.retry.first_ms, 3600000);
	ok(config_set_padi_attempts(&c, "1000000", unused));
	is_int(c.discovery.padi_attempts, 1000000);
	ok(config_set_verbose(&c, "100", unused));
	is_int(c.verbose, 100);
	ok(config_set_verbose(&c, "0", unused));
	is_int(c.verbose, 0);
	ok(!c.failover);
	ok(config_set_failover_metric(&c, "4294967295", unused));
	ok(c.failover);
	is_int(c.failover_metric, 4294967295);
}

static void default_retry_is_quick_and_jittered(void)
{
	struct config c;

	config_set_defaults(&c);
	config_complete(&c);
	is_int(c.discovery.retry.first_ms, 500);
	is_int(c.discovery.retry.most_ms, 5000);
	ok(c.discovery.retry.jitter > 0);
	is_int(c.discovery.padi_attempts, 9);
}

static void timeout_alone_doubles_plainly(void)
{
	struct config c;

	config_set_defaults(&c);
	ok(config_set_padi_timeout(&c, "7", unused));
	config_complete(&c);
	is_int(c.discovery.retry.first_ms, 7000);
	is_int(c.discovery.retry.jitter, 0);
	is_int(c.discovery.padi_attempts, 3);
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
	test(default_retry_is_quick_and_jittered);
	test(timeout_alone_doubles_plainly);
	test(attempts_alone_double_plainly);
	return done_testing();
}

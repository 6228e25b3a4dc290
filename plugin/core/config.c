// SPDX-License-Identifier: GPL-2.0-or-later
#include "config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "liveness.h"
#include "text.h"

#define CLAMP_MSS_MOST 65495U

/* Against RFC 2516, but known from the stock plugin: send no Service-Name at all. */
#define NO_SERVICE_NAME "NO-SERVICE-NAME-NON-RFC-COMPLIANT"

/*
 * PADIs at 0, 0.25, 0.75, 1.75, 2.75, 3.75 and 4.75 s: a line that comes back
 * without a change of carrier is found at once. Then double, up to 8 s: a street
 * of 1000 asks its AC 125 times a second. Half a minute passes before it fails.
 * No jitter makes the quick PADIs fewer: for 5 s that street asks 1000 times a second.
 */
static const struct backoff quick_retry = {
	.first_ms = 250,
	.most_ms = 8000,
	.quick_ms = 1000,
	.quick_tries = 6,
	.jitter = 50,
};
#define QUICK_PADI_ATTEMPTS 11
#define QUICK_REFUSALS 6 /* three quarters of a minute, see discovery.c */

/*
 * PADRs a second apart at least: each one begins a session, and of two of them
 * an AC that is slow, and lets the newest one win, closes the one that we take.
 */
static const struct backoff patient_retry = { .first_ms = 1250, .most_ms = 8000, .jitter = 20 };

/* With pppoe-padi-timeout or -attempts: plain doubling, as RFC 2516 section 8 has it. */
#define TIMED_FIRST_MS 5000
#define TIMED_MOST_MS 3600000
#define TIMED_PADI_ATTEMPTS 3

#define MTU_RECHECK_S 3600
#define DETECT_MIN_MS 100
#define DETECT_MAX_MS 60000
/* Above what the kernel, networkd, dhcpcd and NetworkManager give */
#define PROBE_METRIC_MORE 100000

void config_set_defaults(struct config *c)
{
	*c = (struct config){
#define NUMBER_DEFAULT(setter, option, field, unit, least, most, zero, value, ...) .field = (value),
		CONFIG_NUMBERS(NUMBER_DEFAULT).mtu_recheck_s = MTU_RECHECK_S,
	};
}

void config_complete(struct config *c)
{
	struct discovery_options *d = &c->discovery;

	if (c->server) /* a client that is lost asks for a new session by itself */
		c->failover_keep_s = 0;
	if (c->failover && !c->failover_detect_given)
		c->failover_detect_ms = LIVENESS_AUTO;
	if (!d->retry.first_ms && !d->padi_attempts) {
		d->retry = quick_retry;
		d->padr_retry = patient_retry;
		d->padi_attempts = QUICK_PADI_ATTEMPTS;
		d->most_refusals = QUICK_REFUSALS;
		return;
	}
	c->padi_timed = true;
	if (!d->retry.first_ms)
		d->retry.first_ms = TIMED_FIRST_MS;
	if (!d->padi_attempts)
		d->padi_attempts = TIMED_PADI_ATTEMPTS;
	d->retry.most_ms = TIMED_MOST_MS;
	d->padr_retry = d->retry;
}

bool config_refuse(char error[CONFIG_ERROR_SIZE], const char *option, const char *value,
		   const char *expected)
{
	snprintf(error, CONFIG_ERROR_SIZE, "%s: '%.80s' is not %s", option, value, expected);
	return false;
}

static bool set_name(char *ret, const char *option, const char *value, char *error)
{
	const size_t len = strlen(value);

	if (len > DISCOVERY_NAME_MAX)
		return config_refuse(error, option, value, "a name of at most 255 bytes");
	memcpy(ret, value, len + 1);
	return true;
}

bool config_set_service_name(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const bool none = !strcmp(value, NO_SERVICE_NAME);

	if (!set_name(c->discovery.service_name, "pppoe-service", none ? "" : value, error))
		return false;
	c->discovery.no_service_name = none;
	return true;
}

bool config_set_ac_name(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	if (value[0] && !choice_check_names(value))
		return config_refuse(error, "pppoe-ac", value,
				     "a name, or a list such as ac1,ac2 or !ac3");
	return set_name(c->discovery.ac_names, "pppoe-ac", value, error);
}

bool config_set_ac_mac(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	if (!choice_parse_macs(&c->discovery.ac_macs, value))
		return config_refuse(error, "pppoe-mac", value,
				     "the address of an AC, such as 00:00:5e:00:53:01, or a "
				     "list of up to 8, with ! before those not wanted");
	return true;
}

bool config_set_host_uniq(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint8_t bytes[DISCOVERY_HOST_UNIQ_MAX];
	const int len = text_parse_hex(bytes, sizeof(bytes),
				       value[0] == '0' && value[1] == 'x' ? value + 2 : value);

	if (len <= 0)
		return config_refuse(error, "pppoe-host-uniq", value,
				     "1 to 128 bytes in hex digits");
	memcpy(c->discovery.host_uniq, bytes, (size_t)len);
	c->discovery.host_uniq_len = (uint16_t)len;
	c->discovery.host_uniq_fixed = true;
	return true;
}

bool config_set_session(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	static const char expected[] =
		"a session id from 1 to 65534 and the AC's address, such as 5:00:00:5e:00:53:01";
	const char *colon = strchr(value, ':');
	uint8_t mac[ETH_ALEN];
	char id_text[6] = "";
	uint32_t id;

	if (!colon || (size_t)(colon - value) >= sizeof(id_text))
		return config_refuse(error, "pppoe-sess", value, expected);
	memcpy(id_text, value, (size_t)(colon - value));
	if (!text_parse_number(&id, id_text, 1, 0xfffe) || !text_parse_mac(mac, colon + 1) ||
	    !packet_is_station(mac))
		return config_refuse(error, "pppoe-sess", value, expected);
	c->session_id = (uint16_t)id;
	memcpy(c->session_mac, mac, ETH_ALEN);
	return true;
}

static bool set_mss(uint16_t *ret, const char *option, const char *value, const char *words,
		    uint32_t least, char *error)
{
	char expected[64];
	uint32_t mss;

	if (!strcmp(value, "auto")) {
		*ret = 0;
		return true;
	}
	if (!text_parse_number(&mss, value, least, CLAMP_MSS_MOST)) {
		snprintf(expected, sizeof(expected), "%s, or an MSS of %u to %u", words, least,
			 CLAMP_MSS_MOST);
		return config_refuse(error, option, value, expected);
	}
	*ret = (uint16_t)mss;
	return true;
}

bool config_set_clamp_mss(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const bool off = !strcmp(value, "off");

	if (!off &&
	    !set_mss(&c->clamp_mss_ipv4, "clamp-mss", value, "auto, off", MTU_MSS_MIN_IPV4, error))
		return false;
	if (off)
		c->clamp_mss_ipv4 = 0; /* an earlier value need not fit anything any more */
	c->clamp_off = off;
	return true;
}

bool config_set_clamp_mss6(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	return set_mss(&c->clamp_mss_ipv6, "clamp-mss6", value, "auto", MTU_MSS_MIN_IPV6, error);
}

bool config_set_failover_detect(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint32_t ms;

	if (!strcmp(value, "auto"))
		ms = LIVENESS_AUTO;
	else if (!text_parse_number(&ms, value, 0, 0) &&
		 !text_parse_number(&ms, value, DETECT_MIN_MS, DETECT_MAX_MS))
		return config_refuse(error, "failover-detect", value,
				     "auto, 0, or a number of ms from 100 to 60000");
	c->failover_detect_ms = ms;
	c->failover_detect_given = true;
	return true;
}

bool config_set_clamp_backend(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	static const char *const names[] = {
		[CONFIG_BACKEND_AUTO] = "auto",
		[CONFIG_BACKEND_FORWARD] = "forward",
		[CONFIG_BACKEND_NETDEV] = "netdev",
		[CONFIG_BACKEND_BOTH] = "both",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(value, names[i])) {
			c->clamp_backend = (enum config_backend)i;
			return true;
		}
	return config_refuse(error, "clamp-backend", value, "auto, forward, netdev or both");
}

bool config_set_max_payload(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	if (!strcmp(value, "auto"))
		c->max_payload = MTU_PAYLOAD_AUTO;
	else if (!strcmp(value, "off"))
		c->max_payload = MTU_PAYLOAD_OFF;
	else
		return config_refuse(error, "pppoe-max-payload", value, "auto or off");
	return true;
}

bool config_set_parent_mtu(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const bool keep = !strcmp(value, "keep");

	if (!keep && strcmp(value, "raise") != 0)
		return config_refuse(error, "pppoe-parent-mtu", value, "raise or keep");
	c->parent_mtu = keep ? CONFIG_PARENT_MTU_KEEP : CONFIG_PARENT_MTU_RAISE;
	return true;
}

bool config_set_mtu_verify(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const bool off = !strcmp(value, "off");
	uint32_t seconds = MTU_RECHECK_S;

	if (!off && strcmp(value, "on") != 0 && !text_parse_number(&seconds, value, 60, 604800))
		return config_refuse(error, "pppoe-mtu-verify", value,
				     "on, off, or 60 to 604800 seconds until the next try");
	c->mtu_verify_off = off;
	c->mtu_recheck_s = seconds;
	return true;
}

bool config_set_record(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const size_t len = strlen(value);

	if (value[0] != '/' || len >= sizeof(c->record))
		return config_refuse(error, "pppoe-record", value,
				     "an absolute path of at most 255 bytes");
	memcpy(c->record, value, len + 1);
	return true;
}

bool config_set_vrf(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const size_t len = strlen(value);

	if (!len || len >= sizeof(c->vrf))
		return config_refuse(error, "pppoe-vrf", value,
				     "the name of a VRF, of 1 to 15 bytes");
	memcpy(c->vrf, value, len + 1);
	return true;
}

bool config_set_server(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	(void)value, (void)error;
	c->server = true;
	return true;
}

bool config_set_clamp_required(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	(void)value, (void)error;
	c->clamp_required = true;
	return true;
}

bool config_set_term_unknown(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	(void)value, (void)error;
	c->term_unknown = true;
	return true;
}

/* Splits ADDRESS, IPv4:PORT or [IPv6]:PORT. Returns where the port is, or NULL. */
static char *split_port(char **address)
{
	const bool bracket = **address == '[';
	char *end = strchr(*address, bracket ? ']' : ':');

	if (!end || (bracket ? end[1] != ':' : strchr(end + 1, ':') != NULL))
		return NULL;
	*address += bracket;
	*end = '\0';
	return end + 1 + bracket;
}

/* Takes what stands before the next comma, or the end. */
static bool parse_probe(struct config_probe *ret, const char *text, size_t len)
{
	char word[INET6_ADDRSTRLEN + sizeof("[]:65535")] = "";
	char *address = word;
	uint32_t number = 0;
	char *port;

	*ret = (struct config_probe){ 0 };
	if (len >= sizeof(word))
		return false;
	memcpy(word, text, len);
	port = split_port(&address);
	if (port && !text_parse_number(&number, port, 1, UINT16_MAX))
		return false;
	ret->port = (uint16_t)number;
	ret->family = word[0] == '[' || strchr(address, ':') ? AF_INET6 : AF_INET;
	return inet_pton(ret->family, address, ret->address) == 1;
}

static size_t parse_probes(struct config_probe ret[static CONFIG_PROBES], const char *list)
{
	for (size_t count = 0; count < CONFIG_PROBES; count++) {
		const size_t len = strcspn(list, ",");

		if (!parse_probe(&ret[count], list, len))
			return 0;
		list += len;
		if (!*list++)
			return count + 1;
	}
	return 0;
}

bool config_set_failover_probe(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	struct config_probe probes[CONFIG_PROBES] = { 0 };
	const size_t count = parse_probes(probes, value);

	if (!count)
		return config_refuse(
			error, "failover-probe", value,
			"1 to 4 addresses such as 192.0.2.1,2001:db8::1, or with a TCP "
			"port 192.0.2.1:443,[2001:db8::1]:443");
	memcpy(c->probes, probes, sizeof(probes));
	c->probe_count = count;
	return true;
}

bool config_set_failover_conntrack(struct config *c, const char *value,
				   char error[CONFIG_ERROR_SIZE])
{
	static const char *const words[] = {
		[CONFIG_CONNTRACK_NO] = "no",
		[CONFIG_CONNTRACK_YES] = "yes",
		[CONFIG_CONNTRACK_STICKY] = "sticky",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(value, words[i])) {
			c->failover_conntrack = (enum config_conntrack)i;
			return true;
		}
	return config_refuse(error, "failover-conntrack", value, "no, yes or sticky");
}

bool config_set_probe_need(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const bool all = !strcmp(value, "all");

	if (!all && strcmp(value, "any") != 0)
		return config_refuse(error, "failover-probe-need", value, "any or all");
	c->probe_all = all;
	return true;
}

bool config_set_probe_lost(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	const bool withdraw = !strcmp(value, "withdraw");

	if (!withdraw && strcmp(value, "metric") != 0)
		return config_refuse(error, "failover-probe-lost", value, "metric or withdraw");
	c->probe_lost = withdraw ? CONFIG_PROBE_LOST_WITHDRAW : CONFIG_PROBE_LOST_METRIC;
	return true;
}

uint32_t config_probe_metric(const struct config *c)
{
	if (c->probe_metric)
		return c->probe_metric;
	if (c->failover_metric > UINT32_MAX - PROBE_METRIC_MORE)
		return UINT32_MAX;
	return c->failover_metric + PROBE_METRIC_MORE;
}

static bool check_mss(const char *option, uint16_t mss, uint16_t most, int mtu, char *error)
{
	if (mss <= most)
		return true;
	snprintf(error, CONFIG_ERROR_SIZE,
		 "%s: %u is more than %u, which is what fits an MTU of %d", option, mss, most, mtu);
	return false;
}

bool config_check_mtu(const struct config *c, int mtu, char error[CONFIG_ERROR_SIZE])
{
	return check_mss("clamp-mss", c->clamp_mss_ipv4, mtu_mss_ipv4(mtu), mtu, error) &&
	       check_mss("clamp-mss6", c->clamp_mss_ipv6, mtu_mss_ipv6(mtu), mtu, error);
}

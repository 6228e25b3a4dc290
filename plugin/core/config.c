// SPDX-License-Identifier: GPL-2.0-or-later
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "mtu.h"
#include "text.h"

#define CLAMP_MSS_MOST 65495U

/* Against RFC 2516, but known from the stock plugin: send no Service-Name at all. */
#define NO_SERVICE_NAME "NO-SERVICE-NAME-NON-RFC-COMPLIANT"

/* PADIs at 0, 0.5, 1.5, 3.5, 7.5 s and then every 5 s; half a minute passes before it fails. */
static const struct backoff quick_retry = { .first_ms = 500, .most_ms = 5000, .jitter = 20 };
#define QUICK_PADI_ATTEMPTS 9

/* With pppoe-padi-timeout or -attempts: plain doubling (RFC 2516 section 8), as a user of them expects. */
#define TIMED_FIRST_MS 5000
#define TIMED_MOST_MS 3600000
#define TIMED_PADI_ATTEMPTS 3

void config_set_defaults(struct config *c)
{
	*c = (struct config){ 0 };
}

void config_complete(struct config *c)
{
	struct discovery_options *d = &c->discovery;

	if (!d->retry.first_ms && !d->padi_attempts) {
		d->retry = quick_retry;
		d->padi_attempts = QUICK_PADI_ATTEMPTS;
		return;
	}
	if (!d->retry.first_ms)
		d->retry.first_ms = TIMED_FIRST_MS;
	if (!d->padi_attempts)
		d->padi_attempts = TIMED_PADI_ATTEMPTS;
	d->retry.most_ms = TIMED_MOST_MS;
}

static bool refuse(char *error, const char *option, const char *value, const char *expected)
{
	snprintf(error, CONFIG_ERROR_SIZE, "%s: '%.80s' is not %s", option, value, expected);
	return false;
}

static bool set_name(char *ret, const char *option, const char *value, char *error)
{
	const size_t len = strlen(value);

	if (len > DISCOVERY_NAME_MAX)
		return refuse(error, option, value, "a name of at most 255 bytes");
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
	return set_name(c->discovery.ac_name, "pppoe-ac", value, error);
}

bool config_set_ac_mac(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint8_t mac[ETH_ALEN];

	if (!text_parse_mac(mac, value) || !packet_is_station(mac))
		return refuse(error, "pppoe-mac", value,
			      "the address of an AC, such as 00:00:5e:00:53:01");
	memcpy(c->discovery.ac_mac, mac, ETH_ALEN);
	c->discovery.has_ac_mac = true;
	return true;
}

bool config_set_host_uniq(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint8_t bytes[DISCOVERY_HOST_UNIQ_MAX];
	const int len = text_parse_hex(bytes, sizeof(bytes),
				       value[0] == '0' && value[1] == 'x' ? value + 2 : value);

	if (len <= 0)
		return refuse(error, "pppoe-host-uniq", value, "1 to 128 bytes in hex digits");
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
		return refuse(error, "pppoe-sess", value, expected);
	memcpy(id_text, value, (size_t)(colon - value));
	if (!text_parse_number(&id, id_text, 1, 0xfffe) || !text_parse_mac(mac, colon + 1) ||
	    !packet_is_station(mac))
		return refuse(error, "pppoe-sess", value, expected);
	c->session_id = (uint16_t)id;
	memcpy(c->session_mac, mac, ETH_ALEN);
	return true;
}

bool config_set_padi_timeout(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint32_t seconds;

	if (!text_parse_number(&seconds, value, 1, 3600))
		return refuse(error, "pppoe-padi-timeout", value, "1 to 3600 seconds");
	c->discovery.retry.first_ms = seconds * 1000;
	return true;
}

bool config_set_padi_attempts(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint32_t attempts;

	if (!text_parse_number(&attempts, value, 1, 1000000))
		return refuse(error, "pppoe-padi-attempts", value, "1 to 1000000 PADIs");
	c->discovery.padi_attempts = attempts;
	return true;
}

bool config_set_verbose(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint32_t verbose;

	if (!text_parse_number(&verbose, value, 0, 100))
		return refuse(error, "pppoe-verbose", value, "a level from 0 to 100");
	c->verbose = verbose;
	return true;
}

bool config_set_failover_metric(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	uint32_t metric;

	if (!text_parse_number(&metric, value, 1, UINT32_MAX))
		return refuse(error, "failover-metric", value, "a metric from 1 to 4294967295");
	c->failover = true;
	c->failover_metric = metric;
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
		return refuse(error, option, value, expected);
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
	return refuse(error, "clamp-backend", value, "auto, forward, netdev or both");
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

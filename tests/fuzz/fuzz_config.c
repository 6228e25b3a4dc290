// SPDX-License-Identifier: GPL-2.0-or-later
/* The first byte chooses a setter, the rest is its value; and as a peer's bytes it is escaped. */
#include "fuzz.h"

#include "core/config.h"
#include "core/text.h"

static config_setter *const setters[] = {
	config_set_service_name,
	config_set_ac_name,
	config_set_ac_mac,
	config_set_host_uniq,
	config_set_session,
	config_set_padi_timeout,
	config_set_padi_attempts,
	config_set_verbose,
	config_set_failover_metric,
	config_set_clamp_mss,
	config_set_clamp_mss6,
	config_set_clamp_backend,
	config_set_max_payload,
	config_set_parent_mtu,
	config_set_mtu_verify,
	config_set_carrier_debounce,
	config_set_record,
	config_set_term_unknown,
	config_set_clamp_required,
	config_set_failover_table,
	config_set_failover_mtu,
	config_set_failover_advmss,
	config_set_failover_detect,
	config_set_failover_probe,
	config_set_probe_interval,
	config_set_probe_loss,
	config_set_probe_metric,
	config_set_probe_window,
	config_set_probe_max_loss,
	config_set_probe_max_delay,
	config_set_probe_need,
	config_set_probe_lost,
	config_set_failover_conntrack,
	config_set_best,
	config_set_priority,
	config_set_failover_keep,
	config_set_vrf,
	config_set_server,
};

static void set(config_setter *setter, const char *value)
{
	char error[CONFIG_ERROR_SIZE];
	struct config c, before;

	memset(&c, 0, sizeof(c));
	memcpy(&before, &c, sizeof(c));
	if (setter(&c, value, error)) {
		require(c.session_id != 0xffff && !(c.discovery.ac_macs.list[0].mac[0] & 1));
		config_complete(&c);
		require(c.discovery.padi_attempts && c.discovery.retry.first_ms);
		config_check_mtu(&c, 1492, error);
		require(c.probe_count <= CONFIG_PROBES &&
			config_probe_metric(&c) >= c.failover_metric);
		require(!c.record[0] ||
			(c.record[0] == '/' && memchr(c.record, '\0', sizeof(c.record))));
		return;
	}
	require(!memcmp(&before, &c, sizeof(c)));
	require(memchr(error, '\0', sizeof(error)) && strchr(error, ':'));
}

static void escape(const uint8_t *data, size_t size)
{
	const size_t room = 1 + (size ? data[0] : 0);
	char *text = malloc(room);

	text_escape(text, room, data, size);
	for (const char *c = text; *c; c++)
		require(*c >= ' ' && *c <= '~');
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *value;

	escape(data, size);
	if (!size)
		return 0;
	value = strndup((const char *)data + 1, size - 1);
	set(setters[data[0] % (sizeof(setters) / sizeof(setters[0]))], value);
	free(value);
	return 0;
}

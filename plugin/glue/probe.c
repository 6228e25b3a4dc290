// SPDX-License-Identifier: GPL-2.0-or-later
#include "probe.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../pppd_compat.h"

#include "../netprobe.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "timer.h"

#define TARGET_SIZE (INET6_ADDRSTRLEN + sizeof("[]:65535"))
#define TARGETS_SIZE (CONFIG_PROBES * (TARGET_SIZE + 2))

static struct {
	struct netprobe run;
	const struct config *config;
	const struct iface *iface;
	probe_changed *changed;
} probe;

/* As the option names it. */
static void describe_target(char ret[static TARGET_SIZE], const struct config_probe *target)
{
	const bool v4 = target->family == AF_INET;
	char address[INET6_ADDRSTRLEN] = "";

	inet_ntop(target->family, target->address, address, sizeof(address));
	if (target->port)
		snprintf(ret, TARGET_SIZE, v4 ? "%s:%u" : "[%s]:%u", address, target->port);
	else
		snprintf(ret, TARGET_SIZE, "%s", address);
}

static void describe_targets(char ret[static TARGETS_SIZE], uint32_t targets)
{
	char target[TARGET_SIZE];

	ret[0] = '\0';
	for (size_t i = 0; i < probe.config->probe_count; i++) {
		if (!(targets >> i & 1))
			continue;
		describe_target(target, &probe.config->probes[i]);
		if (ret[0])
			strlcat(ret, ", ", TARGETS_SIZE);
		strlcat(ret, target, TARGETS_SIZE);
	}
}

static void log_change(enum reach_state before)
{
	const struct netprobe *n = &probe.run;
	const char *const name = probe.iface->name;
	char targets[TARGETS_SIZE];

	if (n->reach.state == REACH_DOWN) {
		describe_targets(targets, n->reach.targets);
		log_warning("No answer from %s through %s%s%s%s: metric %u", targets, name,
			    before == REACH_UNKNOWN ? " since it came up" : "",
			    n->error ? ", " : "", n->error ? strerror(-n->error) : "",
			    config_probe_metric(probe.config));
	} else if (before == REACH_DOWN) {
		describe_targets(targets, n->reach.heard_before);
		log_info("Answers again from %s through %s: metric %u", targets, name,
			 probe.config->failover_metric);
	}
}

static void on_timer(void *context);

static void set_timer(void)
{
	if (netprobe_is_running(&probe.run))
		timer_set_until(on_timer, probe.run.reach.deadline_ms);
	else
		ppp_untimeout(on_timer, NULL);
}

static void on_timer(void *context)
{
	struct netprobe *n = &probe.run;
	const enum reach_state before = n->reach.state;

	(void)context;
	if (netprobe_tick(n, probe.config, clock_now_ms())) {
		log_change(before);
		probe.changed(before == REACH_DOWN);
	}
	set_timer();
}

static int address_family(enum netroute_family family)
{
	return family == NETROUTE_IPV4 ? AF_INET : AF_INET6;
}

void probe_start(enum netroute_family family, const struct config *config,
		 const struct iface *iface, probe_changed *changed)
{
	if (!config->failover)
		return;
	probe.config = config;
	probe.iface = iface;
	probe.changed = changed;
	netprobe_start(&probe.run, config, address_family(family), iface->index, clock_entropy64(),
		       clock_now_ms());
	set_timer();
}

void probe_stop(enum netroute_family family, const struct config *config)
{
	netprobe_stop(&probe.run, config, address_family(family));
	set_timer();
}

bool probe_is_lost(void)
{
	return probe.run.reach.state == REACH_DOWN;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../pppd_compat.h"

#include "../netprobe.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "pppd.h"
#include "timer.h"

#define TARGET_SIZE (INET6_ADDRSTRLEN + sizeof("[]:65535"))
#define TARGETS_SIZE (CONFIG_PROBES * (TARGET_SIZE + 2))
#define DEED_SIZE 32
#define AGAIN_MS 10000 /* what could not be probed */

static struct {
	struct netprobe run;
	const struct config *config;
	const struct iface *iface;
	probe_changed *changed;
	bool up[NETROUTE_FAMILIES]; /* the IP version is */
	bool withdrawn; /* they all are, and that is told */
	bool paused;
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

static int address_family(enum netroute_family family)
{
	return family == NETROUTE_IPV4 ? AF_INET : AF_INET6;
}

static const struct reach_group *group_of(enum netroute_family family)
{
	return netprobe_group(&probe.run, probe.config, address_family(family));
}

/* What becomes of the routes that the group is for. */
static void describe_deed(char ret[static DEED_SIZE], const struct reach_group *g)
{
	const bool down = g->state == REACH_DOWN;
	const bool ipv4 = g == group_of(NETROUTE_IPV4), ipv6 = g == group_of(NETROUTE_IPV6);

	if (probe.config->probe_lost == CONFIG_PROBE_LOST_METRIC)
		snprintf(ret, DEED_SIZE, "metric %u",
			 down ? config_probe_metric(probe.config) : probe.config->failover_metric);
	else
		snprintf(ret, DEED_SIZE, "%s %s",
			 ipv4 && ipv6 ? "default routes"
			 : ipv4	      ? "IPv4 default route"
				      : "IPv6 default route",
			 down ? "withdrawn" : "added");
}

static void log_down(const struct reach_group *g, bool from_the_start, const char *deed)
{
	const struct netprobe *n = &probe.run;
	const char *const name = probe.iface->name;
	char targets[TARGETS_SIZE];

	describe_targets(targets, g->targets);
	switch (g->reason) {
	case REACH_SILENT:
		log_warning("No answer from %s through %s%s%s%s: %s", targets, name,
			    from_the_start ? " since it came up" : "", n->error ? ", " : "",
			    n->error ? strerror(-n->error) : "", deed);
		break;
	case REACH_LOSSY:
		log_warning("Loss of %u %% to %s through %s: %s",
			    g->lost * 100 / probe.config->probe_window, targets, name, deed);
		break;
	case REACH_SLOW:
		log_warning("Delay of %u ms to %s through %s: %s", g->delay_ms, targets, name,
			    deed);
		break;
	}
}

static void log_change(const struct reach_group *g, enum reach_state before)
{
	const uint32_t heard = g->targets & probe.run.reach.heard_before;
	const bool silent = g->reason == REACH_SILENT;
	char deed[DEED_SIZE], targets[TARGETS_SIZE];

	describe_deed(deed, g);
	if (g->state == REACH_DOWN) {
		log_down(g, before == REACH_UNKNOWN, deed);
	} else if (before == REACH_DOWN) {
		describe_targets(targets, heard);
		log_info(silent ? "Answers again from %s through %s: %s"
				: "Good answers again from %s through %s: %s",
			 targets, probe.iface->name, deed);
	}
}

static void log_still_down(const struct reach_group *g)
{
	char deed[DEED_SIZE], targets[TARGETS_SIZE];

	describe_deed(deed, g);
	describe_targets(targets, g->targets);
	log_info(g->reason == REACH_SILENT ? "Still no answer from %s through %s: %s"
					   : "Still no good answer from %s through %s: %s",
		 targets, probe.iface->name, deed);
}

static bool is_withdrawn(enum netroute_family family)
{
	return !probe.up[family] ||
	       (probe.config->probe_lost == CONFIG_PROBE_LOST_WITHDRAW && probe_is_lost(family));
}

/* A link without any route is as good as none: a backup that has to be started is needed. */
static void tell_withdrawn(void)
{
	const bool withdrawn = is_withdrawn(NETROUTE_IPV4) && is_withdrawn(NETROUTE_IPV6);

	if (withdrawn == probe.withdrawn || probe.paused)
		return;
	probe.withdrawn = withdrawn;
	if (withdrawn)
		pppd_tell_lost(ENDING_DEAD);
	else
		pppd_tell_back();
}

static void on_timer(void *context);

static void set_timer(void)
{
	if (netprobe_is_running(&probe.run) && !probe.paused)
		timer_set_until(on_timer, probe.run.reach.deadline_ms);
	else
		ppp_untimeout(on_timer, NULL);
}

static void on_timer(void *context)
{
	struct netprobe *n = &probe.run;
	const bool was_lost = probe_is_lost(NETROUTE_IPV4);
	enum reach_state before[REACH_GROUPS];

	(void)context;
	for (unsigned int i = 0; i < REACH_GROUPS; i++)
		before[i] = n->reach.groups[i].state;
	if (netprobe_tick(n, probe.config, clock_now_ms())) {
		for (unsigned int i = 0; i < REACH_GROUPS; i++)
			if (n->reach.groups[i].state != before[i])
				log_change(&n->reach.groups[i], before[i]);
		probe.changed(was_lost);
	}
	tell_withdrawn(); /* also of routes that are not there from the start */
	set_timer();
}

static bool is_down(enum netroute_family family)
{
	return group_of(family)->state == REACH_DOWN;
}

/* Bound to no interface it would find a way by any other uplink. */
static int start(enum netroute_family family)
{
	const bool was_down = is_down(family);
	int err;

	if (!probe.iface->index)
		return -ENODEV;
	err = netprobe_start(&probe.run, probe.config, address_family(family), probe.iface->index,
			     clock_entropy64(), clock_now_ms());
	if (!was_down && is_down(family))
		log_still_down(group_of(family));
	return err;
}

/* A kernel short of something is so for a moment, and the link may live for weeks. */
static void start_again(void *context)
{
	const bool was_lost = probe_is_lost(NETROUTE_IPV4);
	int err = 0;

	(void)context;
	for (int i = 0; i < NETROUTE_FAMILIES; i++)
		if (probe.up[i])
			err |= start((enum netroute_family)i);
	probe.changed(was_lost);
	if (err)
		timer_set_after(start_again, AGAIN_MS);
	set_timer();
}

void probe_start(enum netroute_family family, const struct config *config,
		 const struct iface *iface, probe_changed *changed)
{
	if (!config->failover)
		return;
	probe.config = config;
	probe.iface = iface;
	probe.changed = changed;
	probe.up[family] = true;
	probe.paused = false;
	if (start(family))
		timer_set_after(start_again, AGAIN_MS);
	set_timer();
}

static bool is_any_up(void)
{
	return probe.up[NETROUTE_IPV4] || probe.up[NETROUTE_IPV6];
}

/* At the end of a link the other IP version has gone down by now, too. */
static void tell_what_is_left(void *context)
{
	(void)context;
	if (is_any_up())
		tell_withdrawn();
}

void probe_stop(enum netroute_family family, const struct config *config)
{
	probe.up[family] = false;
	netprobe_stop(&probe.run, config, address_family(family));
	set_timer();
	if (is_any_up())
		timer_set_after(tell_what_is_left, 0);
	else
		probe.paused = probe.withdrawn = false; /* another loss is told, or has ended */
}

void probe_pause(void)
{
	probe.paused = true;
	netprobe_pause(&probe.run);
	ppp_untimeout(start_again, NULL);
	set_timer();
}

void probe_tell_back(void)
{
	probe.withdrawn = is_any_up() && is_withdrawn(NETROUTE_IPV4) && is_withdrawn(NETROUTE_IPV6);
	if (!probe.withdrawn)
		pppd_tell_back();
}

bool probe_is_lost(enum netroute_family family)
{
	return netprobe_is_running(&probe.run) && is_down(family);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Probes of reachability (netprobe.c) on real sockets, by commands on standard
 * input, one a line:
 *
 *   targets ADDRESS,...                 before the first start, as those below
 *   need any|all | lost metric|withdraw
 *   max-loss PERCENT | max-delay MS     of 10 probes
 *   start4|start6 INTERFACE | stop4|stop6
 *   wait4|wait6 unknown|up|down         as the plugin does by its timer
 *   exit
 *
 * Answers each with "done 0" or "done -ERRNO". Rounds of 100 ms, 3 lost.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "core/config.h"
#include "netprobe.h"
#include "sys/clock.h"

#define WAIT_MS 10000

static struct config config;

static enum reach_state state_of(const struct netprobe *p, int family)
{
	return netprobe_group(p, &config, family)->state;
}

static int wait_for(struct netprobe *p, int family, const char *word)
{
	static const char *const names[] = {
		[REACH_UNKNOWN] = "unknown",
		[REACH_UP] = "up",
		[REACH_DOWN] = "down",
	};
	const struct timespec pause = { .tv_nsec = 10000000 };
	const uint64_t end = clock_now_ms() + WAIT_MS;

	while (strcmp(names[state_of(p, family)], word) != 0 && clock_now_ms() < end) {
		nanosleep(&pause, NULL);
		netprobe_tick(p, &config, clock_now_ms());
	}
	return strcmp(names[state_of(p, family)], word) != 0 ? -ETIMEDOUT : 0;
}

static const struct option {
	const char *verb;
	config_setter *set;
} options[] = {
	{ "targets", config_set_failover_probe },    { "need", config_set_probe_need },
	{ "lost", config_set_probe_lost },	     { "max-loss", config_set_probe_max_loss },
	{ "max-delay", config_set_probe_max_delay },
};

static int run(struct netprobe *p, const char *verb, const char *word)
{
	const size_t len = strlen(verb);
	const int family = len && verb[len - 1] == '6' ? AF_INET6 : AF_INET;
	char error[CONFIG_ERROR_SIZE];

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!strcmp(verb, options[i].verb))
			return options[i].set(&config, word, error) ? 0 : -EINVAL;
	if (!strncmp(verb, "wait", 4))
		return wait_for(p, family, word);
	if (!strncmp(verb, "start", 5))
		return netprobe_start(p, &config, family, if_nametoindex(word), clock_entropy(),
				      clock_now_ms());
	if (!strncmp(verb, "stop", 4))
		netprobe_stop(p, &config, family);
	return 0;
}

int main(void)
{
	struct netprobe probe = { 0 };
	char verb[16] = "", word[128], line[160];

	setvbuf(stdout, NULL, _IOLBF, 0);
	config_set_defaults(&config);
	config.probe_interval_ms = 100;
	config.probe_loss = 3;
	config.probe_window = 10;
	while (strcmp(verb, "exit") != 0 && fgets(line, sizeof(line), stdin)) {
		word[0] = '\0';
		if (sscanf(line, "%15s %127s", verb, word) > 0)
			printf("done %d\n", run(&probe, verb, word));
	}
	return 0;
}

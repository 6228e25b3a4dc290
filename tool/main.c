// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "say.h"
#include "version.h"

static const struct command commands[] = {
	{ "status", status_run, "[LINK] [--json] [--watch]",
	  "every link: state, session, MTU, clamp, routes" },
	{ "discover", discover_run, "[INTERFACE...] [--vlans LIST] [--json] [--timeout SECONDS]",
	  "access concentrators that answer on Ethernet interfaces" },
	{ "setup", setup_run, "[NAME] [--from FILE] [--dry-run] [--yes] [--remove] [ANSWERS]",
	  "a line from nothing: asks, shows what it will do, and does it" },
	{ "doctor", doctor_run, "[--fix [--yes] | --json]",
	  "looks for what is known to go wrong, and says what to do" },
	{ "graph", graph_run, "[LINK] [--since 24h] [-o FILE.svg|FILE.png]",
	  "a day of the line: round trip, loss, throughput" },
	{ "log", log_run, "LINK [--json]", "its last losses: when, why and for how long" },
	{ "trace", trace_run, "[LINK] [--count N] [--seconds N] [--json]",
	  "TCP handshakes with the MSS before and after; black holes" },
	{ "up", up_run, "NAME", "starts pppd with /etc/ppp/peers/NAME" },
	{ "down", down_run, "LINK", "ends it, and pppd with it" },
	{ "reconnect", reconnect_run, "LINK [--min-age SECONDS] [--at 04:10|never [--dry-run]]",
	  "a new session, now or each day at that time" },
	{ "metrics", metrics_run, "[--listen PORT]", "every link for Prometheus" },
};

#define BESIDE 23 /* columns for a command and its arguments */
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* With its summary beside it, or below it if its arguments are long. */
static void put_line(const struct command *c)
{
	char synopsis[128];

	snprintf(synopsis, sizeof(synopsis), "%s %s", c->name, c->arguments);
	if (strlen(synopsis) <= BESIDE)
		printf("  %-*s  %s\n", BESIDE, synopsis, c->summary);
	else
		printf("  %s\n      %s\n", synopsis, c->summary);
}

void command_usage(const char *name)
{
	const struct command *c = find(name);

	if (c) {
		printf("Usage: pppoe-clamp %s %s\n  %s\n", c->name, c->arguments, c->summary);
		return;
	}
	puts("Usage: pppoe-clamp [COMMAND] [ARGUMENT...]     without a command: status\n");
	for (size_t i = 0; i < COMMANDS; i++)
		put_line(&commands[i]);
	puts("\nExit status: 0 all is well, 1 something is not, 2 wrong usage, 3 it could not be\n"
	     "found out. NO_COLOR=1 leaves colours out. More in pppoe-clamp(8).");
}

int command_refuse(const char *name)
{
	const struct command *c = find(name);

	if (c)
		fprintf(stderr, "Usage: pppoe-clamp %s %s\n", name, c->arguments);
	return SAY_USAGE;
}

/* getopt names the program by argv[0] in what it says about an option. */
static int run(const struct command *c, int argc, char **argv)
{
	char name[64];
	char *const before = argv[0];
	int status;

	snprintf(name, sizeof(name), "pppoe-clamp %s", c->name);
	argv[0] = name;
	status = c->run(argc, argv);
	argv[0] = before;
	if (fflush(stdout) == EOF && status == SAY_WELL)
		status = SAY_FAILED;
	return status;
}

/* Options without a command are those of status. */
int main(int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "status";
	const bool named = argc > 1 && first[0] != '-';
	const struct command *c = find(named ? first : "status");

	if (!strcmp(first, "--help") || !strcmp(first, "-h") || !strcmp(first, "help")) {
		command_usage("");
		return SAY_WELL;
	}
	if (!strcmp(first, "--version") || !strcmp(first, "-V")) {
		puts("pppoe-clamp " PPPOE_CLAMP_VERSION);
		return SAY_WELL;
	}
	if (c)
		return run(c, argc - named, argv + named);
	return say_bad_value("command", first, "one of those that 'pppoe-clamp --help' lists");
}

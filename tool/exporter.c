// SPDX-License-Identifier: GPL-2.0-or-later
/* The command `metrics`: what is shown of links, for Prometheus. */
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include <linux/capability.h>

#include "command.h"
#include "confine.h"
#include "list.h"
#include "metrics.h"
#include "say.h"
#include "scrape.h"
#include "server.h"
#include "snapshot.h"

/* Without the records nobody knows of links: none would be shown, and no alert come of it. */
static bool export(FILE *file)
{
	struct view_list views;
	struct facts facts;
	const int err = snapshot_take(&facts);
	const bool known = !err && !facts.records_error;

	if (err)
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
	else if (!known)
		say_error("the records cannot be read: %s", strerror(-facts.records_error));
	views = view_all(&facts);
	if (known)
		metrics_print(file, &facts, &views);
	list_free(&views);
	facts_free(&facts);
	return known;
}

/* Without CAP_NET_ADMIN nobody is told of tables. */
static int run(int fd)
{
	int err = confine_to(CAP_NET_ADMIN);

	if (!err)
		err = confine_to_reading();
	return err ? err : server_run(fd, export);
}

static int serve(const char *address)
{
	char host[SCRAPE_HOST_SIZE], safe[SAY_SAFE_SIZE];
	uint16_t port;
	int fd;

	if (!strcmp(address, "systemd"))
		fd = server_take_over();
	else if (scrape_parse_listen(host, &port, address))
		fd = server_open(host, port);
	else
		return say_bad_value("--listen", address,
				     "a port, 127.0.0.1:PORT, [::1]:PORT, or systemd");
	if (fd >= 0)
		fd = run(fd);
	say_error("cannot listen on %s: %s", say_safe(safe, address),
		  fd == -ENOENT ? "expected a socket unit with one ListenStream, without Accept=yes"
				: strerror(-fd));
	return SAY_FAILED;
}

int metrics_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *address = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "l:h", options, NULL)) != -1)
		switch (c) {
		case 'l':
			address = optarg;
			break;
		case 'h':
			command_usage("metrics");
			return SAY_WELL;
		default:
			return command_refuse("metrics");
		}
	if (optind < argc)
		return say_bad_value("metrics", argv[optind], "nothing");
	if (address)
		return serve(address);
	return export(stdout) ? SAY_WELL : SAY_FAILED;
}

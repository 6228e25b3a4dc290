// SPDX-License-Identifier: GPL-2.0-or-later
/* The command `metrics`: what is shown of links, for a textfile collector. */
#include <getopt.h>
#include <string.h>

#include "command.h"
#include "list.h"
#include "metrics.h"
#include "say.h"
#include "snapshot.h"

static int export(void)
{
	struct view_list views;
	struct facts facts;
	const int err = snapshot_take(&facts);

	if (err)
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
	views = view_all(&facts);
	if (!err)
		metrics_print(stdout, &facts, &views);
	list_free(&views);
	facts_free(&facts);
	return err ? SAY_FAILED : SAY_WELL;
}

int metrics_run(int argc, char **argv)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	const int c = getopt_long(argc, argv, "h", options, NULL);

	if (c == 'h') {
		command_usage("metrics");
		return SAY_WELL;
	}
	if (c != -1)
		return command_refuse("metrics");
	if (optind < argc)
		return say_bad_value("metrics", argv[optind], "nothing");
	return export();
}

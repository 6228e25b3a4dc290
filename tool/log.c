// SPDX-License-Identifier: GPL-2.0-or-later
/* The command `log`. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "command.h"
#include "history.h"
#include "list.h"
#include "say.h"
#include "snapshot.h"
#include "view.h"

static void print(const struct facts *f, const struct ring *r, bool as_json)
{
	const struct say out = say_stdout();
	json_t *json;

	if (!as_json) {
		history_show(&out, f, r);
		return;
	}
	json = history_json(f, r);
	if (!json)
		exit(say_no_memory());
	json_dumpf(json, stdout, JSON_INDENT(2));
	fputc('\n', stdout);
	json_decref(json);
}

/* Also of a link that is no more. */
static const struct ring *find(const struct facts *f, const char *name)
{
	struct view_list views = view_all(f);
	const struct view *v = view_named(&views, name);
	const struct ring *r = v ? v->ring : facts_ring_of(f, name, f->netns);

	list_free(&views);
	return r;
}

static int show(const char *name, bool as_json)
{
	struct facts facts;
	const int err = snapshot_take_days(&facts);
	const struct ring *r = find(&facts, name);
	char safe[SAY_SAFE_SIZE];
	int status = SAY_WELL;

	if (err || facts.records_error) {
		say_error("the records cannot be read: %s",
			  strerror(err ? -err : -facts.records_error));
		status = SAY_FAILED;
	} else if (!r) {
		say_error("no history of '%s': expected a link that has been up since this boot",
			  say_safe(safe, name));
		status = SAY_NOT_WELL;
	} else {
		print(&facts, r, as_json);
	}
	facts_free(&facts);
	return status;
}

int log_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	bool as_json = false;
	int c;

	while ((c = getopt_long(argc, argv, "jh", options, NULL)) != -1)
		switch (c) {
		case 'j':
			as_json = true;
			break;
		case 'h':
			command_usage("log");
			return SAY_WELL;
		default:
			return command_refuse("log");
		}
	if (argc != optind + 1)
		return say_bad_value("log", optind < argc ? argv[optind + 1] : "", "one LINK");
	return show(argv[optind], as_json);
}

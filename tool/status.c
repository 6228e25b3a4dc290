// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "command.h"
#include "list.h"
#include "say.h"
#include "show.h"
#include "snapshot.h"
#include "view.h"

#define SETTLE_TRIES 5
#define SETTLE_NS 20000000
#define WATCH_S 1
#define CLEAR_SCREEN "\033[H\033[2J"

struct options {
	const char *link; /* NULL: all */
	bool json;
	bool watch;
};

/* The facts and what they show. */
struct picture {
	struct facts facts;
	struct view_list views;
};

static void forget(struct picture *p)
{
	list_free(&p->views);
	facts_free(&p->facts);
}

static int take(struct picture *ret)
{
	const int err = snapshot_take(&ret->facts);

	ret->views = view_all(&ret->facts);
	return err;
}

static bool disagrees(const struct view_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].remark_count && l->items[i].state != VIEW_LEFT_OVER)
			return true;
	return false;
}

/* Record and kernel change one after the other: what lasts is a disagreement. */
static int take_settled(struct picture *ret)
{
	const struct timespec pause = { .tv_nsec = SETTLE_NS };
	int err = take(ret);

	for (int i = 1; !err && i < SETTLE_TRIES && disagrees(&ret->views); i++) {
		forget(ret);
		nanosleep(&pause, NULL);
		err = take(ret);
	}
	return err;
}

static void print_json(const struct picture *p, const struct view *only, bool watch)
{
	json_t *json = show_json(&p->facts, &p->views, only);

	if (!json)
		exit(say_no_memory());
	json_dumpf(json, stdout, watch ? JSON_COMPACT : JSON_INDENT(2));
	fputc('\n', stdout);
	json_decref(json);
}

static void print_text(const struct picture *p, const struct view *only)
{
	const struct say out = say_stdout();

	if (!p->views.count && !p->facts.records_error)
		say(&out, "No link: no pppd with pppoe-clamp.so runs here.\n");
	for (size_t i = 0; i < p->views.count; i++)
		if (!only || only == &p->views.items[i]) {
			if (i && !only)
				say(&out, "\n");
			show_link(&out, &p->facts, &p->views.items[i]);
		}
	show_missing(&out, &p->facts);
}

static int judge(const struct picture *p, const struct view *only)
{
	for (size_t i = 0; i < p->views.count; i++)
		if ((!only || only == &p->views.items[i]) && !view_is_well(&p->views.items[i]))
			return SAY_NOT_WELL;
	return p->views.count ? SAY_WELL : SAY_NOT_WELL;
}

static int print(const struct options *o, const struct picture *p)
{
	const struct view *only = o->link ? view_named(&p->views, o->link) : NULL;
	char safe[SAY_SAFE_SIZE];

	if (o->link && !only) {
		say_error("no link '%s': expected one that 'pppoe-clamp status' shows",
			  say_safe(safe, o->link));
		return SAY_NOT_WELL;
	}
	if (o->json)
		print_json(p, only, o->watch);
	else
		print_text(p, only);
	return judge(p, only);
}

static int show_once(const struct options *o)
{
	struct picture p;
	const int err = take_settled(&p);
	int status = SAY_FAILED;

	if (err)
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
	else
		status = print(o, &p);
	forget(&p);
	return status;
}

static int watch(const struct options *o)
{
	const struct timespec pause = { .tv_sec = WATCH_S };
	const bool terminal = isatty(STDOUT_FILENO);
	int status;

	do {
		if (terminal && !o->json)
			fputs(CLEAR_SCREEN, stdout);
		status = show_once(o);
		if (fflush(stdout) == EOF)
			return SAY_FAILED;
		nanosleep(&pause, NULL);
	} while (status != SAY_FAILED);
	return status;
}

int status_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "watch", no_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct options o = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "jwh", options, NULL)) != -1)
		switch (c) {
		case 'j':
			o.json = true;
			break;
		case 'w':
			o.watch = true;
			break;
		case 'h':
			command_usage("status");
			return SAY_WELL;
		default:
			return command_refuse("status");
		}
	if (optind < argc)
		o.link = argv[optind++];
	if (optind < argc)
		return say_bad_value("status", argv[optind], "one LINK at most");
	return o.watch ? watch(&o) : show_once(&o);
}

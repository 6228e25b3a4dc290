// SPDX-License-Identifier: GPL-2.0-or-later
/* The command `graph`. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "core/text.h"
#include "draw.h"
#include "list.h"
#include "say.h"
#include "snapshot.h"
#include "view.h"

#define LEAST_S 600
#define COLUMN_S 20 /* at least, in a picture */
#define PICTURE_COLUMNS 1092
#define SCREEN_WIDTH 80
#define WIDTH_LEAST 40
#define WIDTH_MOST 200

struct options {
	const char *link; /* NULL: all */
	const char *file; /* NULL: the terminal */
	uint64_t since_s;
};

struct charts {
	struct chart *items;
	size_t count;
};

/* "90m", "24h", "1d", or seconds */
static bool parse_since(uint64_t *ret, const char *text)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	const size_t len = strlen(text);
	char number[16];
	uint32_t value;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (len && len < sizeof(number) && text[len - 1] == units[i].letter) {
			memcpy(number, text, len);
			number[len - 1] = '\0';
			if (!text_parse_number(&value, number, 1, RING_SECONDS))
				return false;
			*ret = (uint64_t)value * units[i].seconds;
			return *ret >= LEAST_S && *ret <= RING_SECONDS;
		}
	return false;
}

static unsigned int screen_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return SCREEN_WIDTH;
	if (size.ws_col < WIDTH_LEAST)
		return WIDTH_LEAST;
	return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

/* No earlier than anything is known, so that a new link has a graph, too. */
static uint64_t begin_of(const struct facts *f, const struct options *o, uint64_t to_s)
{
	uint64_t known_s = to_s > LEAST_S ? to_s - LEAST_S : 0;
	const uint64_t since_s = to_s > o->since_s ? to_s - o->since_s : 0;

	for (size_t i = 0; i < f->rings.count; i++)
		if (f->rings.items[i].ring->begin_ms / 1000 < known_s)
			known_s = f->rings.items[i].ring->begin_ms / 1000;
	return since_s > known_s ? since_s : known_s;
}

static void add_chart(struct charts *charts, const struct facts *f, const struct ring *r,
		      const struct view *v, const struct options *o, uint64_t from_s, uint64_t to_s)
{
	const uint64_t columns = (to_s - from_s) / COLUMN_S + 1;
	struct chart *c = list_add(charts);

	chart_make(c, f, r, from_s, to_s,
		   !o->file		       ? 2 * (screen_width() - DRAW_GUTTER)
		   : columns < PICTURE_COLUMNS ? (unsigned int)columns
					       : PICTURE_COLUMNS);
	if (v && v->record)
		c->ac_name = v->record->record.ac_name;
}

static bool is_viewed(const struct view_list *l, const struct ring *r)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].ring == r)
			return true;
	return false;
}

/* Links that are gone come last: all of them, or the one that was asked for. */
static void add_gone(struct charts *charts, const struct facts *f, const struct view_list *l,
		     const struct options *o, uint64_t from_s, uint64_t to_s)
{
	const struct ring *named = o->link ? facts_ring_of(f, o->link, f->netns) : NULL;

	for (size_t i = 0; i < f->rings.count; i++) {
		const struct ring *r = f->rings.items[i].ring;

		if ((o->link ? r == named : r->netns == f->netns) && !is_viewed(l, r))
			add_chart(charts, f, r, NULL, o, from_s, to_s);
	}
}

static struct charts make_charts(const struct facts *f, const struct view_list *l,
				 const struct options *o)
{
	const struct view *only = o->link ? view_named(l, o->link) : NULL;
	const uint64_t to_s = f->now_s - SPAN_PENDING_S, from_s = begin_of(f, o, to_s);
	struct charts charts = { 0 };

	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].ring && (!o->link || only == &l->items[i]))
			add_chart(&charts, f, l->items[i].ring, &l->items[i], o, from_s, to_s);
	if (!only)
		add_gone(&charts, f, l, o, from_s, to_s);
	return charts;
}

static int print(const struct charts *charts)
{
	const struct say out = say_stdout();

	for (size_t i = 0; i < charts->count; i++) {
		if (i)
			say(&out, "\n");
		draw_terminal(&out, &charts->items[i], screen_width());
	}
	return SAY_WELL;
}

static int fail(const char *file, const char *what)
{
	char safe[SAY_SAFE_SIZE];

	say_error("cannot write %s: %s", say_safe(safe, file), what);
	return SAY_FAILED;
}

static int write_svg(const char *file, const struct charts *charts)
{
	FILE *out = fopen(file, "we");
	bool failed;

	if (!out)
		return fail(file, strerror(errno));
	draw_svg(out, charts->items, charts->count);
	failed = ferror(out);
	failed |= fclose(out) == EOF;
	return failed ? fail(file, strerror(errno)) : SAY_WELL;
}

/* librsvg is asked by its program: nobody else has to load it. */
static pid_t start_converter(const char *file, int *ret_fd)
{
	int fds[2];
	pid_t child;

	if (pipe(fds) < 0)
		return -1;
	child = fork();
	if (!child) {
		dup2(fds[0], STDIN_FILENO);
		close(fds[0]);
		close(fds[1]);
		execlp("rsvg-convert", "rsvg-convert", "--output", file, NULL);
		_exit(127);
	}
	close(fds[0]);
	*ret_fd = fds[1];
	if (child < 0)
		close(fds[1]);
	return child;
}

static int write_png(const char *file, const struct charts *charts)
{
	int fd = -1, status = 0;
	const pid_t child = start_converter(file, &fd);
	FILE *out = child < 0 ? NULL : fdopen(fd, "w");

	if (!out)
		return fail(file, strerror(errno));
	signal(SIGPIPE, SIG_IGN);
	draw_svg(out, charts->items, charts->count);
	fclose(out);
	if (waitpid(child, &status, 0) < 0)
		return fail(file, strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(file,
			    "no program rsvg-convert (of Debian's librsvg2-bin); SVG needs none");
	return status ? fail(file, "rsvg-convert has failed") : SAY_WELL;
}

static bool ends_with(const char *text, const char *end)
{
	const size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && !strcmp(text + len - end_len, end);
}

static int draw(const struct options *o, const struct charts *charts)
{
	if (!o->file)
		return print(charts);
	return ends_with(o->file, ".png") ? write_png(o->file, charts) : write_svg(o->file, charts);
}

static int show(const struct options *o)
{
	struct facts facts;
	const int err = snapshot_take_days(&facts);
	struct view_list views = view_all(&facts);
	struct charts charts = make_charts(&facts, &views, o);
	char safe[SAY_SAFE_SIZE];
	int status = SAY_NOT_WELL;

	if (err || facts.records_error) {
		say_error("the records cannot be read: %s",
			  strerror(err ? -err : -facts.records_error));
		status = SAY_FAILED;
	} else if (charts.count) {
		status = draw(o, &charts);
	} else if (o->link) {
		say_error("no history of '%s': expected a link that has been up since this boot",
			  say_safe(safe, o->link));
	} else {
		say_error("no history of any link: none has been up since this boot");
	}
	list_free(&charts);
	list_free(&views);
	facts_free(&facts);
	return status;
}

int graph_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "since", required_argument, NULL, 's' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct options o = { .since_s = RING_SECONDS };
	int c;

	while ((c = getopt_long(argc, argv, "s:o:h", options, NULL)) != -1)
		switch (c) {
		case 's':
			if (!parse_since(&o.since_s, optarg))
				return say_bad_value("--since", optarg,
						     "10m to 24h, such as 90m or 6h");
			break;
		case 'o':
			if (!ends_with(optarg, ".svg") && !ends_with(optarg, ".png"))
				return say_bad_value("--output", optarg,
						     "a name that ends in .svg or .png");
			o.file = optarg;
			break;
		case 'h':
			command_usage("graph");
			return SAY_WELL;
		default:
			return command_refuse("graph");
		}
	if (optind < argc)
		o.link = argv[optind++];
	if (optind < argc)
		return say_bad_value("graph", argv[optind], "one LINK at most");
	return show(&o);
}

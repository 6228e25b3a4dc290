// SPDX-License-Identifier: GPL-2.0-or-later
/* The command `trace`. */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture.h"
#include "command.h"
#include "core/text.h"
#include "files.h"
#include "handshake.h"
#include "list.h"
#include "say.h"
#include "snapshot.h"
#include "stall.h"
#include "sys/clock.h"
#include "sys/iface.h"
#include "transcript.h"
#include "view.h"

#define TICK_MS 200
#define COUNT_EVERY_MS 1000 /* of large segments */
#define COUNT_MOST 1000000
#define SECONDS_MOST 604800

struct options {
	const char *link; /* NULL: the only one */
	uint32_t count, seconds; /* 0: until interrupted */
	bool json;
};

struct trace {
	struct capture *capture;
	struct iface link; /* index 0: it is not there */
	unsigned int share; /* of so many connections, one is watched for stalls */
	unsigned int share_most; /* that it was */
	uint64_t large; /* segments, since counted_ms */
	uint64_t counted_ms;
	uint64_t now_ms, heard;
	struct handshakes handshakes;
	struct stalls stalls;
	struct transcript transcript;
};

static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

/* Which link */

static bool has_interface(const struct view *v)
{
	return v->link && !v->elsewhere && (!v->record || v->record->record.ifname[0]);
}

static int choose_only(const struct view_list *l, const struct view **ret)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct view *v = &l->items[i];

		if (!has_interface(v))
			continue;
		if (*ret) {
			say_error("several links: expected one of them, such as '%s'", v->name);
			return SAY_USAGE;
		}
		*ret = v;
	}
	if (*ret)
		return SAY_WELL;
	say_error("no link is up: expected one that 'pppoe-clamp status' shows");
	return SAY_NOT_WELL;
}

static int choose_named(const struct view_list *l, const char *name, const struct view **ret)
{
	char safe[SAY_SAFE_SIZE];

	*ret = view_named(l, name);
	if (*ret && has_interface(*ret))
		return SAY_WELL;
	if (*ret)
		say_error("%s has no interface here: expected a link that is up",
			  say_safe(safe, name));
	else
		say_error("no link '%s': expected one that 'pppoe-clamp status' shows",
			  say_safe(safe, name));
	return SAY_NOT_WELL;
}

static int choose(struct trace *t, const char *name)
{
	struct facts facts;
	const int err = snapshot_take(&facts);
	struct view_list views = view_all(&facts);
	const struct view *v = NULL;
	int status;

	if (err) {
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
		status = SAY_FAILED;
	} else {
		status = name ? choose_named(&views, name, &v) : choose_only(&views, &v);
	}
	if (!status)
		memcpy(t->link.name, v->name, sizeof(t->link.name));
	list_free(&views);
	facts_free(&facts);
	return status;
}

/* What happens there */

static uint64_t second_number(const char *text)
{
	char *rest;

	strtoull(text, &rest, 10);
	return strtoull(rest, NULL, 10);
}

/* Packets that the link has received, which stand behind the bytes; 0 without it. */
static uint64_t count_heard(const char *name)
{
	char *text = files_read("/proc/net/dev"), *line, *rest = text;
	uint64_t packets = 0;
	const size_t len = strlen(name);

	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, " ");
		if (!strncmp(line, name, len) && line[len] == ':')
			packets = second_number(line + len + 1);
	}
	free(text);
	return packets;
}

static void take(const struct segment *s, void *context)
{
	struct trace *t = context;
	const bool on_link = t->link.index && s->ifindex == t->link.index;

	t->now_ms = clock_now_ms();
	if (s->syn || s->reset) {
		handshake_take(&t->handshakes, s, on_link, t->now_ms);
	} else if (on_link) {
		t->large++;
		stall_take(&t->stalls, s, t->now_ms, t->heard);
	}
}

static int watch(struct trace *t, unsigned int share)
{
	struct iface now = { 0 };

	iface_find(&now, t->link.name);
	transcript_set_mtu(&t->transcript, now.mtu);
	if (now.index == t->link.index && share == t->share)
		return 0;
	t->link.index = now.index;
	t->share = share;
	if (share > t->share_most)
		t->share_most = share;
	return capture_watch(t->capture, now.index, share);
}

/* With each session the interface may be another one. */
static int look(struct trace *t)
{
	const uint32_t before = t->link.index;
	unsigned int share = t->share;
	int err;

	if (t->now_ms - t->counted_ms >= COUNT_EVERY_MS) {
		share = stall_share(share, t->large);
		t->counted_ms = t->now_ms;
		t->large = 0;
	}
	err = watch(t, share);
	if (t->link.index != before)
		transcript_link(&t->transcript, t->link.index, (uint64_t)time(NULL));
	return err;
}

static bool is_enough(const struct trace *t, const struct options *o)
{
	return o->count && t->transcript.ipv4 + t->transcript.ipv6 >= o->count;
}

static void tell(struct trace *t, const struct options *o, bool last)
{
	const uint64_t wall_s = (uint64_t)time(NULL);
	struct handshake h;
	struct stall s;

	while (!is_enough(t, o) && (last ? handshake_last(&t->handshakes, &h)
					 : handshake_next(&t->handshakes, &h, t->now_ms)))
		transcript_handshake(&t->transcript, &h, wall_s);
	while (stall_next(&t->stalls, &s, t->heard))
		transcript_stall(&t->transcript, &s, wall_s);
}

static void finish(struct trace *t, uint64_t began_ms)
{
	transcript_finish(&t->transcript,
			  &(struct transcript_end){
				  .seconds = (t->now_ms - began_ms) / 1000,
				  .unanswered_out = t->handshakes.unanswered_out,
				  .unanswered_in = t->handshakes.unanswered_in,
				  .missed = t->handshakes.crowded_out + capture_missed(t->capture),
				  .share = t->share_most,
			  });
}

/* Until it is over; returns -1 if the capture fails, and that has been said. */
static int follow(struct trace *t, const struct options *o, uint64_t until_ms)
{
	int err = 0;

	while (!stopped && !err && !is_enough(t, o) && t->now_ms < until_ms) {
		if (fflush(stdout) == EOF)
			return -1;
		err = capture_take(t->capture, TICK_MS, take, t);
		t->now_ms = clock_now_ms();
		t->heard = count_heard(t->link.name);
		tell(t, o, false);
		if (!err)
			err = look(t);
	}
	tell(t, o, true);
	handshake_end(&t->handshakes, t->now_ms);
	return err;
}

static int listen_to(struct trace *t, const struct options *o)
{
	const uint64_t began_ms = clock_now_ms();
	int err = watch(t, 1);

	if (err)
		return SAY_FAILED;
	t->now_ms = t->counted_ms = began_ms;
	transcript_begin(&t->transcript);
	err = follow(t, o, o->seconds ? began_ms + o->seconds * 1000ULL : UINT64_MAX);
	finish(t, began_ms);
	if (err)
		return SAY_FAILED;
	return transcript_is_well(&t->transcript) ? SAY_WELL : SAY_NOT_WELL;
}

static int trace(const struct options *o)
{
	const struct say out = say_stdout();
	struct trace *t = calloc(1, sizeof(*t));
	int status;

	if (!t)
		exit(say_no_memory());
	t->transcript = (struct transcript){ .out = &out, .json = o->json, .link = t->link.name };
	status = choose(t, o->link);
	if (!status) {
		t->capture = capture_open();
		status = t->capture ? listen_to(t, o) : SAY_FAILED;
	}
	if (t->capture)
		capture_close(t->capture);
	free(t);
	return status;
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "count", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:s:jh", options, NULL)) != -1)
		switch (c) {
		case 'c':
			if (!text_parse_number(&o->count, optarg, 1, COUNT_MOST))
				return say_bad_value("--count", optarg, "1 to 1000000 handshakes");
			break;
		case 's':
			if (!text_parse_number(&o->seconds, optarg, 1, SECONDS_MOST))
				return say_bad_value("--seconds", optarg, "1 to 604800");
			break;
		case 'j':
			o->json = true;
			break;
		case 'h':
			command_usage("trace");
			exit(SAY_WELL);
		default:
			return command_refuse("trace");
		}
	if (optind < argc)
		o->link = argv[optind++];
	if (optind < argc)
		return say_bad_value("trace", argv[optind], "one LINK at most");
	return SAY_WELL;
}

int trace_run(int argc, char **argv)
{
	const struct sigaction end = { .sa_handler = stop };
	struct sigaction interrupt, terminate;
	struct options o = { 0 };
	int status = parse(&o, argc, argv);

	if (status)
		return status;
	sigaction(SIGINT, &end, &interrupt);
	sigaction(SIGTERM, &end, &terminate);
	status = trace(&o);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &terminate, NULL);
	return status;
}

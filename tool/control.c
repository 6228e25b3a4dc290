// SPDX-License-Identifier: GPL-2.0-or-later
/* What is done to a link: by pppd, which is started, or gets a signal. */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "command.h"
#include "core/text.h"
#include "files.h"
#include "list.h"
#include "nightly.h"
#include "say.h"
#include "show.h"
#include "snapshot.h"
#include "sys/clock.h"
#include "view.h"

#define END_WAIT_MS 15000 /* a farewell takes a second, scripts may take more */
#define UP_WAIT_MS 60000
#define LOOK_EVERY_MS 50

struct picture {
	struct facts facts;
	struct view_list views;
};

static int take(struct picture *ret)
{
	const int err = snapshot_take(&ret->facts);

	ret->views = view_all(&ret->facts);
	return err;
}

static void forget(struct picture *p)
{
	list_free(&p->views);
	facts_free(&p->facts);
}

static int parse(int argc, char **argv, const char *command, const char **ret)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	const int c = getopt_long(argc, argv, "h", options, NULL);

	if (c == 'h') {
		command_usage(command);
		exit(SAY_WELL);
	}
	if (c != -1)
		return command_refuse(command);
	if (argc != optind + 1)
		return say_bad_value(command, optind < argc ? argv[optind + 1] : "",
				     "one name, and nothing else");
	*ret = argv[optind];
	return SAY_WELL;
}

/* Was this pppd, of this network namespace, started with `call NAME`? */
static bool is_called(const struct view *v, const char *name)
{
	char *line;
	bool is;

	if (v->elsewhere || !v->record || !v->record->living || !v->record->record.pid)
		return false;
	line = files_command_line((long)v->record->record.pid);
	is = line && files_calls(line, name);
	free(line);
	return is;
}

static const struct view *find(const struct picture *p, const char *name)
{
	const struct view *v = view_named(&p->views, name);

	for (size_t i = 0; !v && i < p->views.count; i++)
		if (is_called(&p->views.items[i], name))
			v = &p->views.items[i];
	return v;
}

/*
 * The process that has the link, or 0, and why is said. One that waits for its interface,
 * or can write nothing down, has no record: it is found by its arguments.
 */
static pid_t pid_of(const struct picture *p, const char *name)
{
	const struct view *v = find(p, name);
	char safe[SAY_SAFE_SIZE];
	pid_t pid = 0;

	if (p->facts.records_error) {
		say_error("the records cannot be read: %s", strerror(-p->facts.records_error));
		return 0;
	}
	if (v && v->record && v->record->living && files_is_pppd((long)v->record->record.pid))
		return (pid_t)v->record->record.pid;
	if (files_callers(name, &pid))
		return pid;
	if (!v) {
		say_error("no link '%s': expected one that 'pppoe-clamp status' shows",
			  say_safe(safe, name));
		return 0;
	}
	say_error("%s: no pppd is known to have it", say_safe(safe, name));
	return 0;
}

/* One that nobody has reaped, in a container say, takes signals, and has let go of all it had. */
static bool has_ended(pid_t pid)
{
	char *path = say_text("/proc/%d/stat", (int)pid), *text = files_read(path);
	const bool has = !text || strstr(text, ") Z ");

	free(text);
	free(path);
	return has;
}

static int send_signal(const char *name, int number, struct picture *p, pid_t *ret_pid)
{
	const int err = take(p);
	char safe[SAY_SAFE_SIZE];

	if (err) {
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
		return SAY_FAILED;
	}
	*ret_pid = pid_of(p, name);
	if (!*ret_pid)
		return p->facts.records_error ? SAY_FAILED : SAY_NOT_WELL;
	if (kill(*ret_pid, number) == 0)
		return SAY_WELL;
	say_error("%s: pppd (%d): %s", say_safe(safe, name), (int)*ret_pid, strerror(errno));
	return SAY_FAILED;
}

int down_run(int argc, char **argv)
{
	const uint64_t until_ms = clock_now_ms() + END_WAIT_MS;
	struct picture p = { 0 };
	const char *name = "";
	pid_t pid;
	int status = parse(argc, argv, "down", &name);

	if (status)
		return status;
	status = send_signal(name, SIGTERM, &p, &pid);
	while (!status && !has_ended(pid)) {
		if (clock_now_ms() > until_ms) {
			say_error("pppd (%d) has not ended after %d s", (int)pid,
				  END_WAIT_MS / 1000);
			status = SAY_NOT_WELL;
		}
		poll(NULL, 0, LOOK_EVERY_MS);
	}
	forget(&p);
	return status;
}

/* The same process, with a session that began later than the one before. */
static bool is_new(const struct picture *p, pid_t pid, uint32_t before_s, uint16_t before_id,
		   const struct view **ret)
{
	for (size_t i = 0; i < p->views.count; i++) {
		const struct view *v = &p->views.items[i];
		const struct record *r = v->record ? &v->record->record : NULL;

		if (r && v->record->living && (pid_t)r->pid == pid && v->state == VIEW_UP &&
		    (r->session_since_s != before_s || r->session_id != before_id)) {
			*ret = v;
			return true;
		}
	}
	return false;
}

static int await_session(struct picture *p, pid_t pid, uint32_t before_s, uint16_t before_id)
{
	const uint64_t until_ms = clock_now_ms() + UP_WAIT_MS;
	const struct say out = say_stdout();
	const struct view *v;

	while (clock_now_ms() < until_ms) {
		forget(p);
		*p = (struct picture){ 0 };
		if (has_ended(pid)) {
			say_error("pppd has ended: expected persist in its peers file");
			return SAY_NOT_WELL;
		}
		if (!take(p) && is_new(p, pid, before_s, before_id, &v)) {
			show_link(&out, &p->facts, v);
			return SAY_WELL;
		}
		poll(NULL, 0, LOOK_EVERY_MS);
	}
	say_error("no session after %d s", UP_WAIT_MS / 1000);
	return SAY_NOT_WELL;
}

/* Has it a session that began less than `age_s` ago? That is said. */
static bool is_younger(const char *name, uint32_t age_s)
{
	struct picture p = { 0 };
	const struct view *v = age_s && !take(&p) ? find(&p, name) : NULL;
	const bool lives = v && v->record && v->record->living;
	const uint64_t since_s = lives ? v->record->record.session_since_s : 0;
	const uint64_t had_s = clock_boot_s() - since_s;
	const bool is = since_s && had_s < age_s;
	char safe[SAY_SAFE_SIZE], age[SAY_DURATION_SIZE];

	if (is)
		printf("%s: its session began %s ago, and stays\n", say_safe(safe, v->name),
		       say_duration(age, had_s));
	forget(&p);
	return is;
}

static int reconnect_now(const char *name)
{
	struct picture p = { 0 };
	uint32_t before_s = 0;
	uint16_t before_id = 0;
	const struct view *v;
	pid_t pid;
	int status = send_signal(name, SIGHUP, &p, &pid);

	v = status ? NULL : find(&p, name);
	if (v && v->record) {
		before_s = v->record->record.session_since_s;
		before_id = v->record->record.session_id;
	}
	if (!status)
		status = await_session(&p, pid, before_s, before_id);
	forget(&p);
	return status;
}

/* An interface may have another number tomorrow, the name of its peers file stays. */
static char *lasting_name(const char *name)
{
	char *peer = say_text("/etc/ppp/peers/%s", name), *line = NULL;
	const bool is_peer = !strchr(name, '/') && access(peer, R_OK) == 0;
	struct picture p = { 0 };
	const struct view *v;
	const char *call;

	free(peer);
	if (is_peer)
		return say_text("%s", name);
	take(&p);
	v = find(&p, name);
	if (v && v->record && v->record->living)
		line = files_command_line((long)v->record->record.pid);
	call = line ? strstr(line, " call ") : NULL;
	if (call)
		call += strlen(" call ");
	peer = call ? say_text("%.*s", (int)strcspn(call, " "), call)
	       : v  ? say_text("%s", v->name)
		    : NULL;
	free(line);
	forget(&p);
	return peer;
}

static int reconnect_at(const char *link, const char *at, bool dry_run)
{
	const bool never = !strcmp(at, "never");
	char *name, safe[SAY_SAFE_SIZE];
	const char *expected;
	int status;

	if (geteuid() != 0) {
		say_error("reconnect --at: only root may do this");
		return SAY_FAILED;
	}
	if (access("/run/systemd/system", F_OK) < 0) {
		say_error("reconnect --at: expected systemd, which this machine does not run; "
			  "cron can run 'pppoe-clamp reconnect %s'",
			  say_safe(safe, link));
		return SAY_FAILED;
	}
	name = lasting_name(link);
	expected = name ? nightly_refuse_name(name)
			: "a link, or the name of a file in /etc/ppp/peers";
	/* A time may be left of a link that is gone. */
	if (!name && never && !nightly_refuse_name(link) && nightly_is_set(link))
		status = nightly_set(link, NULL, dry_run);
	else if (expected)
		status = say_bad_value("reconnect", link, expected);
	else
		status = nightly_set(name, never ? NULL : at, dry_run);
	free(name);
	return status;
}

int reconnect_run(int argc, char **argv)
{
	static const struct option options[] = { { "at", required_argument, NULL, 'a' },
						 { "min-age", required_argument, NULL, 'm' },
						 { "dry-run", no_argument, NULL, 'n' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	const char *at = NULL, *expected;
	uint32_t min_age_s = 0;
	bool dry_run = false;
	int c;

	while ((c = getopt_long(argc, argv, "nh", options, NULL)) != -1) {
		if (c == 'h') {
			command_usage("reconnect");
			return SAY_WELL;
		}
		if (c == '?')
			return command_refuse("reconnect");
		if (c == 'a')
			at = optarg;
		if (c == 'm' && !text_parse_number(&min_age_s, optarg, 1, INT32_MAX))
			return say_bad_value("--min-age", optarg, "1 to 2147483647 seconds");
		dry_run |= c == 'n';
	}
	if (argc != optind + 1)
		return say_bad_value("reconnect", optind < argc ? argv[optind + 1] : "",
				     "one name, and nothing else");
	if (dry_run && !at)
		return say_bad_value("--dry-run", "", "--at with it");
	if (at && min_age_s)
		return say_bad_value("--min-age", "", "no --at with it");
	if (!at)
		return is_younger(argv[optind], min_age_s) ? SAY_WELL : reconnect_now(argv[optind]);
	expected = strcmp(at, "never") != 0 ? nightly_refuse_time(at) : NULL;
	return expected ? say_bad_value("--at", at, expected)
			: reconnect_at(argv[optind], at, dry_run);
}

static bool runs_already(const char *name)
{
	struct picture p = { 0 };
	pid_t pid;
	bool runs = files_callers(name, &pid) > 0;

	take(&p);
	for (size_t i = 0; !runs && i < p.views.count; i++)
		runs = is_called(&p.views.items[i], name);
	forget(&p);
	return runs;
}

/* From here on it is pppd's: what it says, and what it exits with. */
int up_run(int argc, char **argv)
{
	const char *name = "";
	char *path, safe[SAY_SAFE_SIZE];
	int status = parse(argc, argv, "up", &name);

	if (status)
		return status;
	path = say_text("/etc/ppp/peers/%s", name);
	if (strchr(name, '/') || access(path, R_OK) < 0)
		status = say_bad_value("up", name, "the name of a file in /etc/ppp/peers");
	free(path);
	if (status)
		return status;
	if (runs_already(name)) {
		printf("%s: it runs already\n", say_safe(safe, name));
		return SAY_WELL;
	}
	execlp("pppd", "pppd", "call", name, NULL);
	say_error("pppd: %s", strerror(errno));
	return SAY_FAILED;
}

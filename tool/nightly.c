// SPDX-License-Identifier: GPL-2.0-or-later
#include "nightly.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apply.h"
#include "differ.h"
#include "files.h"
#include "say.h"

#define UNIT "pppoe-clamp-reconnect@"
#define UNITS "/etc/systemd/system/"
#define COMMAND_SIZE 512 /* bytes, enough for any name that nightly_refuse_name() takes */

/* What systemctl is told, in this order; NULL: nothing more. */
static const char *const setting[] = { "daemon-reload", "enable", "restart", NULL };
static const char *const stopping[] = { "disable --now", NULL };
static const char *const reading[] = { "daemon-reload", NULL };

const char *nightly_refuse_time(const char *text)
{
	static const char digits[] = "0123456789";
	const bool formed = strlen(text) == 5 && strspn(text, digits) == 2 && text[2] == ':' &&
			    strspn(text + 3, digits) == 2;

	if (formed && memcmp(text, "24", 2) < 0 && text[3] < '6')
		return NULL;
	return "a time from 00:00 to 23:59, or never";
}

const char *nightly_refuse_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789:-_.";
	const size_t len = strlen(name);

	if (len && len <= NAME_MAX / 2 && !name[strspn(name, allowed)])
		return NULL;
	return "a name of letters, digits and :-_. as units have";
}

static void path_of(char ret[static PATH_MAX], const char *name, const char *file)
{
	snprintf(ret, PATH_MAX, UNITS UNIT "%s.timer.d%s", name, file);
}

bool nightly_is_set(const char *name)
{
	char path[PATH_MAX];

	path_of(path, name, "/at.conf");
	return access(path, F_OK) == 0;
}

static void command_of(char ret[static COMMAND_SIZE], const char *verb, const char *name)
{
	if (!strcmp(verb, "daemon-reload"))
		snprintf(ret, COMMAND_SIZE, "systemctl %s", verb);
	else
		snprintf(ret, COMMAND_SIZE, "systemctl %s " UNIT "%s.timer", verb, name);
}

static void show(const char *const *verbs, const char *name)
{
	char command[COMMAND_SIZE];

	for (; *verbs; verbs++) {
		command_of(command, *verbs, name);
		printf("  %s\n", command);
	}
}

static int tell(const char *const *verbs, const char *name)
{
	char command[COMMAND_SIZE], *said;
	int status = 0;

	for (; *verbs && !status; verbs++) {
		command_of(command, *verbs, name);
		status = apply_run(command, &said);
		if (status)
			say_error("%s: %s", command,
				  status < 0 ? strerror(-status)
				  : said     ? said
					     : "it failed");
		free(said);
	}
	return status ? SAY_FAILED : SAY_WELL;
}

static int write_in(const char *dir, const char *path, const char *text)
{
	if (mkdir(dir, 0755) < 0 && errno != EEXIST)
		return -errno;
	return files_replace(path, text);
}

/* Its directory goes with it, unless there is something else. */
static int put(const char *path, const char *dir, const char *text)
{
	int err = 0;

	if (text)
		err = write_in(dir, path, text);
	else if (unlink(path) < 0 && errno != ENOENT)
		err = -errno;
	rmdir(dir);
	if (err)
		say_error("%s: %s", path, strerror(-err));
	return err ? SAY_FAILED : SAY_WELL;
}

/* Back to what was before, as far as systemd lets us. */
static void take_back(const char *path, const char *dir, const char *name, const char *before)
{
	if (!before)
		tell(stopping, name);
	put(path, dir, before);
	tell(before ? setting : reading, name);
}

static int carry_out(const char *path, const char *dir, const char *name, const char *before,
		     const char *text)
{
	int status = text ? SAY_WELL : tell(stopping, name);

	if (!status)
		status = put(path, dir, text);
	if (status)
		return status;
	status = tell(text ? setting : reading, name);
	if (status && text)
		take_back(path, dir, name, before);
	return status;
}

/* The first line clears what a timer of this name, written by hand, may have. */
static char *text_of(const char *time)
{
	char *text = NULL;

	if (time && asprintf(&text,
			     "# pppoe-clamp reconnect --at\n[Timer]\nOnCalendar=\n"
			     "OnCalendar=*-*-* %s:00\n",
			     time) < 0)
		exit(say_no_memory());
	return text;
}

int nightly_set(const char *name, const char *time, bool dry_run)
{
	char path[PATH_MAX], dir[PATH_MAX], *before, *text;
	int status = SAY_WELL;

	path_of(path, name, "/at.conf");
	path_of(dir, name, "");
	before = files_read(path);
	text = text_of(time);
	if (!before && !text) {
		printf("%s: no time is set\n", name);
		return SAY_WELL;
	}
	if (!before || !text || strcmp(before, text) != 0)
		differ_show(path, before, text);
	if (!text)
		show(stopping, name);
	show(text ? setting : reading, name);
	if (dry_run)
		puts("Nothing is done: --dry-run.");
	else
		status = carry_out(path, dir, name, before, text);
	free(before);
	free(text);
	return status;
}

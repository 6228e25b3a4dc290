// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "checks.h"
#include "command.h"
#include "differ.h"
#include "files.h"
#include "say.h"
#include "secrets.h"

#define DOCTOR_SCHEMA 1

struct options {
	bool fix, yes, json;
};

static unsigned int count_of(const struct patient *p, size_t check)
{
	unsigned int count = 0;

	for (size_t i = 0; i < p->findings.count; i++)
		count += p->findings.items[i].check == check;
	return count;
}

static void put_line(const struct say *out, const char *label, const char *text)
{
	char safe[SAY_SAFE_SIZE];

	say(out, "      %-5s %s\n", label, say_safe(safe, text));
}

static void show_check(const struct say *out, const struct patient *p, size_t check)
{
	char safe[SAY_SAFE_SIZE];

	if (!count_of(p, check)) {
		say_in(out, SAY_GREEN, "ok   ");
		say(out, " %s\n", checks[check].name);
		return;
	}
	for (size_t i = 0; i < p->findings.count; i++) {
		const struct finding *f = &p->findings.items[i];

		if (f->check != check)
			continue;
		say_in(out, SAY_RED, "FOUND");
		say(out, " %s: %s\n", checks[check].name, say_safe(safe, f->what));
		put_line(out, "do", f->todo);
	}
	put_line(out, "why", checks[check].why);
}

static void show(const struct say *out, const struct patient *p)
{
	for (size_t i = 0; i < checks_count; i++)
		show_check(out, p, i);
	say(out, "%zu checks, %zu found.\n", checks_count, p->findings.count);
	if (geteuid() != 0)
		say(out, "Root sees more: rules, records, secrets.\n");
}

static json_t *json_finding(const struct finding *f)
{
	char what[SAY_SAFE_SIZE], todo[SAY_SAFE_SIZE];

	return json_pack("{s:s, s:s, s:s, s:s, s:b}", "check", checks[f->check].name, "what",
			 say_safe(what, f->what), "do", say_safe(todo, f->todo), "why",
			 checks[f->check].why, "fixable", f->fix.path != NULL);
}

static void show_json(const struct patient *p)
{
	json_t *findings = json_array(), *json;

	for (size_t i = 0; i < p->findings.count; i++)
		json_array_append_new(findings, json_finding(&p->findings.items[i]));
	json = json_pack("{s:i, s:i, s:o}", "schema", DOCTOR_SCHEMA, "checks", (int)checks_count,
			 "findings", findings);
	if (!json)
		exit(say_no_memory());
	json_dumpf(json, stdout, JSON_INDENT(2));
	fputc('\n', stdout);
	json_decref(json);
}

/* Fixes */

/* What gets another text is a peers file; its passwords are for nobody's eyes. */
static void show_change(const struct fix *fix)
{
	char *now = files_read(fix->path);
	char *masked = now && fix->text ? secrets_mask_options(now) : NULL;
	char *text = fix->text ? secrets_mask_options(fix->text) : NULL;

	differ_show(fix->path, masked ? masked : now, text);
	free(masked);
	free(text);
	free(now);
}

static void show_fix(const struct fix *fix)
{
	if (fix->mode)
		printf("chmod %03o %s\n", (unsigned int)fix->mode, fix->path);
	else
		show_change(fix);
}

/* A link leads to a file that we have not named. */
static int apply(const struct fix *fix)
{
	char copy[PATH_MAX];
	struct stat st;
	int err;

	if (lstat(fix->path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ELOOP;
	if (fix->mode)
		return chmod(fix->path, fix->mode) < 0 ? -errno : 0;
	err = files_keep_copy(fix->path, copy, sizeof(copy));
	if (err)
		return err;
	printf("%s: the old one is %s\n", fix->path, copy);
	if (fix->text)
		return files_replace(fix->path, fix->text);
	return unlink(fix->path) < 0 ? -errno : 0;
}

static bool agrees(const struct options *o)
{
	char answer[8] = "";

	if (o->yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		puts("Nothing is changed: expected a terminal to ask on, or --yes.");
		return false;
	}
	fputs("Do all of this? [y/N] ", stdout);
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int apply_all(const struct patient *p)
{
	int status = SAY_WELL;

	for (size_t i = 0; i < p->findings.count; i++) {
		const struct fix *fix = &p->findings.items[i].fix;
		const int err = fix->path ? apply(fix) : 0;

		if (err) {
			say_error("%s: %s", fix->path, strerror(-err));
			status = SAY_FAILED;
		}
	}
	return status;
}

static int treat(const struct options *o, const struct patient *p)
{
	size_t count = 0;

	for (size_t i = 0; i < p->findings.count; i++)
		if (p->findings.items[i].fix.path) {
			show_fix(&p->findings.items[i].fix);
			count++;
		}
	if (!count) {
		puts("Nothing that --fix can do.");
		return p->findings.count ? SAY_NOT_WELL : SAY_WELL;
	}
	if (!agrees(o))
		return SAY_NOT_WELL;
	if (apply_all(p))
		return SAY_FAILED;
	return p->findings.count > count ? SAY_NOT_WELL : SAY_WELL;
}

static int examine(const struct options *o)
{
	const struct say out = say_stdout();
	struct patient p = { 0 };
	const int err = checks_begin(&p);
	int status;

	for (p.check = 0; p.check < checks_count; p.check++)
		checks[p.check].run(&p);
	if (o->json)
		show_json(&p);
	else if (!o->fix)
		show(&out, &p);
	status = p.findings.count ? SAY_NOT_WELL : SAY_WELL;
	if (o->fix)
		status = treat(o, &p);
	if (err) {
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
		status = SAY_FAILED;
	}
	checks_end(&p);
	return status;
}

int doctor_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "fix", no_argument, NULL, 'f' },
		{ "yes", no_argument, NULL, 'y' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct options o = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "fyjh", options, NULL)) != -1)
		switch (c) {
		case 'f':
			o.fix = true;
			break;
		case 'y':
			o.yes = true;
			break;
		case 'j':
			o.json = true;
			break;
		case 'h':
			command_usage("doctor");
			return SAY_WELL;
		default:
			return command_refuse("doctor");
		}
	if (optind < argc)
		return say_bad_value("doctor", argv[optind], "options only");
	if (o.json && o.fix)
		return say_bad_value("--json", "--fix", "one of the two");
	return examine(&o);
}

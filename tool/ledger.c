// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "say.h"

#define HEADING "pppoe-clamp setup 1\n"
#define LINE_SIZE 1024
#define TEXT_MAX (16L << 20) /* bytes of a file */

static char *copy_text(const char *text, size_t len)
{
	char *copy = strndup(text, len);

	if (!copy)
		exit(say_no_memory());
	return copy;
}

void ledger_add_line(struct ledger_lines *l, const char *text)
{
	*list_add(l) = copy_text(text, strlen(text));
}

static void free_lines(struct ledger_lines *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i]);
	list_free(l);
}

void ledger_free(struct ledger *l)
{
	for (size_t i = 0; i < l->files.count; i++) {
		free(l->files.items[i].path);
		free(l->files.items[i].before);
		free(l->files.items[i].after);
	}
	list_free(&l->files);
	free_lines(&l->dirs);
	free_lines(&l->sysctls);
	free_lines(&l->undos);
	free_lines(&l->undos_after);
}

const struct ledger_file *ledger_file_at(const struct ledger *l, const char *path)
{
	for (size_t i = 0; i < l->files.count; i++)
		if (!strcmp(l->files.items[i].path, path))
			return &l->files.items[i];
	return NULL;
}

bool ledger_wrote(const struct ledger *l, const char *text)
{
	for (size_t i = 0; i < l->files.count; i++) {
		const char *after = l->files.items[i].after;

		if (*text && after && strstr(after, text))
			return true;
	}
	return false;
}

bool ledger_has_line(const struct ledger_lines *l, const char *text)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i], text))
			return true;
	return false;
}

bool ledger_undoes(const struct ledger *l, const char *command)
{
	return ledger_has_line(&l->undos, command) || ledger_has_line(&l->undos_after, command);
}

/* The format: a line for each thing; texts of files follow theirs, by their lengths */

static long length_of(const char *text)
{
	return text ? (long)strlen(text) : -1;
}

static void print_lines(FILE *file, const char *name, const struct ledger_lines *l)
{
	for (size_t i = 0; i < l->count; i++)
		fprintf(file, "%s %s\n", name, l->items[i]);
}

static void print_answers(FILE *file, const struct answers *a)
{
	for (int i = 0; i < ANSWERS; i++) {
		const char *text = a->text[i];

		if (i == ANSWER_PASSWORD || a->found[i])
			continue;
		for (const char *end; *text; text = *end ? end + 1 : end) {
			end = strchrnul(text, '\n');
			fprintf(file, "answer %s %.*s\n", answers_option((enum answer)i),
				(int)(end - text), text);
		}
	}
}

void ledger_print(FILE *file, const struct ledger *l)
{
	fputs(HEADING, file);
	print_answers(file, &l->answers);
	print_lines(file, "dir", &l->dirs);
	print_lines(file, "sysctl", &l->sysctls);
	print_lines(file, "undo", &l->undos);
	print_lines(file, "undo-after", &l->undos_after);
	for (size_t i = 0; i < l->files.count; i++) {
		const struct ledger_file *f = &l->files.items[i];

		fprintf(file, "file %d %d %o %ld %ld %s\n%s%s\n", f->shared, f->secret, f->mode,
			length_of(f->before), length_of(f->after), f->path,
			f->before ? f->before : "", f->after ? f->after : "");
	}
	fputs("end\n", file);
}

static bool take_text(char **ret, const char **text, long len)
{
	if (len < 0)
		return true;
	if (strnlen(*text, (size_t)len) < (size_t)len)
		return false;
	*ret = copy_text(*text, (size_t)len);
	*text += len;
	return true;
}

/* A number, and the blank behind it */
static bool take_number(const char **line, int base, long least, long most, long *ret)
{
	char *end;

	*ret = strtol(*line, &end, base);
	if (end == *line || *end != ' ' || *ret < least || *ret > most)
		return false;
	*line = end + 1;
	return true;
}

static bool take_file(struct ledger *l, const char *line, const char **text)
{
	long shared, secret, mode, before, after;
	struct ledger_file *f;

	if (!take_number(&line, 10, 0, 1, &shared) || !take_number(&line, 10, 0, 1, &secret) ||
	    !take_number(&line, 8, 0, 07777, &mode) ||
	    !take_number(&line, 10, -1, TEXT_MAX, &before) ||
	    !take_number(&line, 10, -1, TEXT_MAX, &after) || *line != '/')
		return false;
	f = list_add(&l->files);
	f->shared = shared;
	f->secret = secret;
	f->mode = (unsigned int)mode;
	f->path = copy_text(line, strlen(line));
	if (!take_text(&f->before, text, before) || !take_text(&f->after, text, after) ||
	    **text != '\n')
		return false;
	++*text;
	return true;
}

static bool take_answer(struct ledger *l, const char *line)
{
	const size_t name = strcspn(line, " ");

	for (int i = 0; i < ANSWERS && line[name]; i++) {
		const char *option = answers_option((enum answer)i);

		if (i != ANSWER_PASSWORD && strlen(option) == name && !strncmp(line, option, name))
			return !answers_set(&l->answers, (enum answer)i, line + name + 1);
	}
	return false;
}

static bool take_line(struct ledger *l, const char *line, const char **text)
{
	const struct {
		const char *name;
		struct ledger_lines *lines;
	} lists[] = { { "dir ", &l->dirs },
		      { "sysctl ", &l->sysctls },
		      { "undo ", &l->undos },
		      { "undo-after ", &l->undos_after } };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strncmp(line, lists[i].name, strlen(lists[i].name))) {
			ledger_add_line(lists[i].lines, line + strlen(lists[i].name));
			return true;
		}
	if (!strncmp(line, "answer ", 7))
		return take_answer(l, line + 7);
	return !strncmp(line, "file ", 5) && take_file(l, line + 5, text);
}

bool ledger_parse(struct ledger *ret, const char *text)
{
	bool good = !strncmp(text, HEADING, sizeof(HEADING) - 1);

	*ret = (struct ledger){ 0 };
	if (good)
		text += sizeof(HEADING) - 1;
	while (good && strcmp(text, "end\n") != 0) {
		const char *end = strchr(text, '\n');
		char line[LINE_SIZE];

		good = end && (size_t)(end - text) < sizeof(line);
		if (!good)
			break;
		snprintf(line, sizeof(line), "%.*s", (int)(end - text), text);
		text = end + 1;
		good = take_line(ret, line, &text);
	}
	if (!good) {
		ledger_free(ret);
		*ret = (struct ledger){ 0 };
	}
	return good;
}

/* Without us */

static bool has_line(const char *text, const char *line, size_t len)
{
	while (text && *text) {
		const char *end = strchrnul(text, '\n');

		if ((size_t)(end - text) == len && !memcmp(text, line, len))
			return true;
		text = *end ? end + 1 : end;
	}
	return false;
}

/* The lines of one text that another does not have. */
static void put_lines_without(FILE *file, const char *text, const char *without)
{
	while (text && *text) {
		const char *end = strchrnul(text, '\n');

		if (!has_line(without, text, (size_t)(end - text)))
			fprintf(file, "%.*s\n", (int)(end - text), text);
		text = *end ? end + 1 : end;
	}
}

/* Our lines go, and those that they replaced come where the first of them was. */
static char *unmerge(const struct ledger_file *f, const char *now)
{
	bool restored = false;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		exit(say_no_memory());
	while (*now) {
		const char *end = strchrnul(now, '\n');
		const size_t len = (size_t)(end - now);
		const bool ours = has_line(f->after, now, len) && !has_line(f->before, now, len);

		if (ours && !restored)
			put_lines_without(file, f->before, f->after);
		restored |= ours;
		if (!ours)
			fprintf(file, "%.*s\n", (int)len, now);
		now = *end ? end + 1 : end;
	}
	if (fclose(file) == EOF)
		exit(say_no_memory());
	return text;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool ledger_revert(char **ret, const struct ledger_file *f, const char *now)
{
	*ret = NULL;
	if (same(now, f->after) || same(now, f->before)) {
		*ret = f->before ? copy_text(f->before, strlen(f->before)) : NULL;
		return true;
	}
	if (!f->shared || !now)
		return !now;
	*ret = unmerge(f, now);
	if (!**ret && !f->before) {
		free(*ret);
		*ret = NULL;
	}
	return true;
}

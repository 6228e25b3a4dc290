// SPDX-License-Identifier: GPL-2.0-or-later
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "say.h"
#include "words.h"

void reader_lose(struct reader *r, const char *what, const char *why)
{
	char safe[SAY_SAFE_SIZE], *text;

	if (asprintf(&text, "line %u: %s: %s", r->line, say_safe(safe, what), why) < 0)
		exit(say_no_memory());
	*list_add(r->lost) = text;
}

void reader_take(struct reader *r, const char *name, enum answer which, const char *value)
{
	const bool stays = which == ANSWER_DNS && answers_has(r->a, which);
	const char *expected = stays ? NULL : answers_set(r->a, which, value);
	char *why;

	if (!expected)
		return;
	if (asprintf(&why, "expected %s", expected) < 0)
		exit(say_no_memory());
	reader_lose(r, name, why);
	free(why);
}

void reader_take_device(struct reader *r, const char *name, const char *device)
{
	if (answers_set_device(r->a, device))
		reader_lose(r, name, "expected an Ethernet interface");
}

void reader_split(struct reader_words *ret, const char *line)
{
	memset(ret, 0, sizeof(*ret));
	while (ret->count < READER_WORDS_MAX &&
	       words_next(&line, ret->items[ret->count], ANSWERS_SIZE))
		ret->count++;
}

bool reader_map(struct reader *r, const struct reader_mapping *table, const char *name,
		const char *value)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name)) {
			reader_take(r, name, table->which, table->value ? table->value : value);
			return true;
		}
	return false;
}

void reader_keep_option(struct reader *r, const char *name, const char *value)
{
	const char *quote = strpbrk(value, " \t#'\"\\") ? "\"" : "";
	char line[ANSWERS_SIZE];

	if (strpbrk(value, "\"\\")) {
		reader_lose(r, name, "expected a value without \" and \\");
		return;
	}
	snprintf(line, sizeof(line), "%.100s%s%s%.200s%s", name, *value ? " " : "", quote, value,
		 quote);
	reader_take(r, name, ANSWER_OPTION, line);
}

bool reader_keep_as(struct reader *r, const struct reader_renaming *table, const char *name,
		    const char *value)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name)) {
			reader_keep_option(r, table->option, value);
			return true;
		}
	return false;
}

void reader_add_server(struct reader *r, const char *name, const char *address)
{
	char both[ANSWERS_SIZE];
	const char *before = r->a->text[ANSWER_DNS];
	const bool first = !*before || !strcmp(before, "peer") || !strcmp(before, "no");
	const char *expected;

	snprintf(both, sizeof(both), "%.200s%s%.200s", first ? "" : before, first ? "" : ",",
		 address);
	expected = answers_set(r->a, ANSWER_DNS, both);
	if (expected)
		reader_lose(r, name, "expected the address of a name server");
}

void reader_lines(struct reader *r, const char *text,
		  void (*read)(struct reader *r, const struct reader_words *w))
{
	char line[READER_LINE_SIZE];
	struct reader_words w;

	for (r->line = 1; words_next_line(&text, line, sizeof(line)); r->line++) {
		reader_split(&w, line);
		if (w.count)
			read(r, &w);
	}
}

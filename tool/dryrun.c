// SPDX-License-Identifier: GPL-2.0-or-later
#include "dryrun.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "say.h"
#include "words.h"

#define HEADING "pppd options in effect:\n"
#define ORIGIN "\t\t# (from "

/* A line is `NAME VALUE`, without quotes, but with escapes, then where it comes from. */
static void take_line(struct dryrun *d, const char *line, size_t len)
{
	const char *origin = memmem(line, len, ORIGIN, sizeof(ORIGIN) - 1);
	const size_t end = origin ? (size_t)(origin - line) : len;
	const char *space = memchr(line, ' ', end);
	const size_t name = space ? (size_t)(space - line) : end;
	struct dryrun_option *o;
	char *value;

	if (!origin || !name || name >= DRYRUN_NAME_SIZE)
		return;
	o = list_add(d);
	memcpy(o->name, line, name);
	if (!space)
		return;
	value = say_text("%.*s", (int)(end - name - 1), space + 1);
	words_unescape(value);
	snprintf(o->value, sizeof(o->value), "%s", value);
	free(value);
}

bool dryrun_parse(struct dryrun *ret, const char *text)
{
	const char *line = strstr(text, HEADING), *end;

	*ret = (struct dryrun){ 0 };
	if (!line)
		return false;
	for (line += sizeof(HEADING) - 1; (end = strchr(line, '\n')) != NULL; line = end + 1)
		take_line(ret, line, (size_t)(end - line));
	return true;
}

const char *dryrun_value(const struct dryrun *d, const char *name)
{
	for (size_t i = d->count; i > 0; i--)
		if (!strcmp(d->items[i - 1].name, name))
			return d->items[i - 1].value;
	return NULL;
}

bool dryrun_has(const struct dryrun *d, const char *name)
{
	return dryrun_value(d, name) != NULL;
}

long dryrun_number(const struct dryrun *d, const char *name, long otherwise)
{
	const char *value = dryrun_value(d, name);
	char *end;
	long number;

	if (!value || !*value)
		return otherwise;
	number = strtol(value, &end, 10);
	return *end ? otherwise : number;
}

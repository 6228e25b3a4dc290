// SPDX-License-Identifier: GPL-2.0-or-later
#include "secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "words.h"

#define LINE_SIZE 1024
#define MASKED "********"

struct text {
	char *bytes;
	size_t size;
	FILE *file;
};

static void begin(struct text *t)
{
	t->file = open_memstream(&t->bytes, &t->size);
	if (!t->file)
		exit(say_no_memory());
}

static char *end(struct text *t)
{
	if (fclose(t->file) == EOF)
		exit(say_no_memory());
	return t->bytes;
}

/* A line of pppd's, which may go on in the next one; where its secret is, and where it ends */
struct entry {
	char client[LINE_SIZE], server[LINE_SIZE], secret[LINE_SIZE];
	const char *start, *secret_start, *secret_end, *end;
};

static bool next_entry(struct entry *ret, const char **text)
{
	char rest[LINE_SIZE] = "";
	char *const words[] = { ret->client, ret->server, ret->secret };
	size_t count = 0;
	bool first;

	for (const char *at; *(at = words_find(*text, &first)); *text = at, count++) {
		if (first && count > 2)
			break;
		if (first || !count) {
			ret->start = at;
			count = 0;
		}
		if (count == 2)
			ret->secret_start = at;
		words_take(&at, count > 2 ? rest : words[count], LINE_SIZE);
		if (count == 2)
			ret->secret_end = at;
		ret->end = at;
	}
	return count > 2;
}

bool secrets_have(const char *text, const char *client)
{
	struct entry e;

	while (next_entry(&e, &text))
		if (!strcmp(e.client, client) || !strcmp(e.client, "*"))
			return true;
	return false;
}

static bool is_for_any_server(const struct entry *e, const char *client)
{
	return !strcmp(e->client, client) && !strcmp(e->server, "*");
}

bool secrets_find(char *ret, size_t size, const char *text, const char *client)
{
	struct entry e;

	while (next_entry(&e, &text)) {
		if (!is_for_any_server(&e, client))
			continue;
		snprintf(ret, size, "%s", e.secret);
		return true;
	}
	return false;
}

static void put_secret(FILE *file, const char *client, const char *secret)
{
	words_quote(file, client);
	fputs(" * ", file);
	words_quote(file, secret);
}

static void put_text(FILE *file, const char *from, const char *to)
{
	fwrite(from, 1, (size_t)(to - from), file);
}

/* A line that has the secret already stays as it is written. */
char *secrets_set(const char *text, const char *client, const char *secret)
{
	const char *rest = text ? text : "", *at = rest;
	bool done = false;
	struct entry e;
	struct text t;

	begin(&t);
	while (!done && next_entry(&e, &at)) {
		done = is_for_any_server(&e, client);
		if (!done || !strcmp(e.secret, secret))
			continue;
		put_text(t.file, rest, e.start);
		put_secret(t.file, client, secret);
		rest = e.end;
	}
	fputs(rest, t.file);
	if (text && *text && text[strlen(text) - 1] != '\n')
		fputc('\n', t.file);
	if (!done) {
		put_secret(t.file, client, secret);
		fputc('\n', t.file);
	}
	return end(&t);
}

static bool is_in(const char *text, const struct entry *e)
{
	char *line = say_text("%.*s", (int)(e->end - e->start + 1), e->start);
	const bool found = strstr(text, line);

	free(line);
	return found;
}

char *secrets_mask(const char *text, const char *other)
{
	const char *rest = text;
	struct entry e;
	struct text t;

	begin(&t);
	while (next_entry(&e, &text)) {
		put_text(t.file, rest, e.secret_start);
		fputs(MASKED, t.file);
		put_text(t.file, e.secret_end, e.end);
		if (other && !is_in(other, &e))
			fputs("   # changes", t.file);
		rest = e.end;
	}
	fputs(rest, t.file);
	return end(&t);
}

char *secrets_mask_options(const char *text)
{
	bool hides = false, first;
	char word[LINE_SIZE];
	struct text t;

	begin(&t);
	for (const char *at; *(at = words_find(text, &first)); text = at) {
		const char *start = at;

		words_take(&at, word, sizeof(word));
		put_text(t.file, text, start);
		if (hides)
			fputs(MASKED, t.file);
		else
			put_text(t.file, start, at);
		hides = !hides && !strcmp(word, "password");
	}
	fputs(text, t.file);
	return end(&t);
}

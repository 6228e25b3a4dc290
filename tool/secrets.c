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

struct entry {
	char client[LINE_SIZE], server[LINE_SIZE], secret[LINE_SIZE];
};

static bool read_entry(struct entry *ret, const char *line)
{
	return words_next(&line, ret->client, sizeof(ret->client)) &&
	       words_next(&line, ret->server, sizeof(ret->server)) &&
	       words_next(&line, ret->secret, sizeof(ret->secret));
}

bool secrets_have(const char *text, const char *client)
{
	char line[LINE_SIZE];
	struct entry e;

	while (words_next_line(&text, line, sizeof(line)))
		if (read_entry(&e, line) && (!strcmp(e.client, client) || !strcmp(e.client, "*")))
			return true;
	return false;
}

static bool is_for_any_server(struct entry *ret, const char *line, const char *client)
{
	return read_entry(ret, line) && !strcmp(ret->client, client) && !strcmp(ret->server, "*");
}

bool secrets_find(char *ret, size_t size, const char *text, const char *client)
{
	char line[LINE_SIZE];
	struct entry e;

	while (words_next_line(&text, line, sizeof(line))) {
		if (!is_for_any_server(&e, line, client))
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
	fputc('\n', file);
}

/* A line that has the secret already stays as it is written. */
char *secrets_set(const char *text, const char *client, const char *secret)
{
	char line[LINE_SIZE];
	bool done = false;
	struct entry e;
	struct text t;

	begin(&t);
	while (text && *text) {
		const int len = (int)strcspn(text, "\n");
		const char *whole = text;
		bool first;

		words_next_line(&text, line, sizeof(line));
		first = !done && is_for_any_server(&e, line, client);
		done |= first;
		if (first && strcmp(e.secret, secret) != 0)
			put_secret(t.file, client, secret);
		else
			fprintf(t.file, "%.*s\n", len, whole);
	}
	if (!done)
		put_secret(t.file, client, secret);
	return end(&t);
}

/* A line that goes on in the next one may have its secret there. */
static void mask_line(FILE *file, const char *line, bool goes_on, bool is_new)
{
	char word[LINE_SIZE];
	const char *rest = line, *secret;

	if (goes_on || !words_next(&rest, word, sizeof(word)) ||
	    !words_next(&rest, word, sizeof(word))) {
		fprintf(file, "%s\n", goes_on ? MASKED : line);
		return;
	}
	secret = rest;
	fprintf(file, "%.*s", (int)(secret - line), line);
	if (words_next(&rest, word, sizeof(word)))
		fprintf(file, " " MASKED "%s%s", rest, is_new ? "   # changes" : "");
	fputc('\n', file);
}

char *secrets_mask(const char *text, const char *other)
{
	char line[LINE_SIZE];
	bool goes_on = false;
	struct text t;

	begin(&t);
	while (words_next_line(&text, line, sizeof(line))) {
		char *known = say_text("%s\n", line);
		const size_t len = strlen(line);

		mask_line(t.file, line, goes_on, other && !strstr(other, known));
		goes_on = len && line[len - 1] == '\\';
		free(known);
	}
	return end(&t);
}

/* What is behind it may be in the next line, or go on there. */
char *secrets_mask_options(const char *text)
{
	char line[LINE_SIZE], word[LINE_SIZE];
	bool hides = false, goes_on = false;
	struct text t;

	begin(&t);
	while (words_next_line(&text, line, sizeof(line))) {
		const char *rest = line, *shown;

		while (!hides && !goes_on && words_next(&rest, word, sizeof(word)))
			hides = !strcmp(word, "password");
		shown = rest;
		if (goes_on || (hides && words_next(&rest, word, sizeof(word)))) {
			fprintf(t.file, "%.*s " MASKED "\n", (int)(shown - line), line);
			hides = false;
			goes_on = *line && line[strlen(line) - 1] == '\\';
		} else {
			fprintf(t.file, "%s\n", line);
		}
	}
	return end(&t);
}

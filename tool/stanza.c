// SPDX-License-Identifier: GPL-2.0-or-later
#include "stanza.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "say.h"
#include "words.h"

#define LINE_SIZE 512
#define WORD_SIZE 64

struct search {
	const char *wanted;
	const char *ours; /* a file that does not count */
	char *stanza; /* NULL: none yet */
	bool is_auto;
};

static void read_all(void (*read)(const char *path, void *context), struct search *s)
{
	read("/etc/network/interfaces", s);
	files_glob("/etc/network/interfaces.d/*", read, s);
}

static void look_for_provider(const char *path, void *context)
{
	char *text = files_read(path), line[LINE_SIZE], word[WORD_SIZE], name[WORD_SIZE] = "";
	const char *rest = text;
	struct search *s = context;

	while (rest && !s->stanza && words_next_line(&rest, line, sizeof(line))) {
		const char *at = line;

		if (!words_next(&at, word, sizeof(word)))
			continue;
		if (!strcmp(word, "iface"))
			words_next(&at, name, sizeof(name));
		else if (!strcmp(word, "provider") && words_next(&at, word, sizeof(word)) &&
			 !strcmp(word, s->wanted))
			s->stanza = say_text("%s", name);
	}
	free(text);
}

char *stanza_find(const char *provider)
{
	struct search s = { .wanted = provider };

	read_all(look_for_provider, &s);
	return s.stanza;
}

/* The first, unless a later one is by DHCP */
static void take_method(struct search *s, char *method)
{
	if (s->stanza && strcmp(method, STANZA_DHCP) != 0) {
		free(method);
		return;
	}
	free(s->stanza);
	s->stanza = method;
}

static void look_for_interface(const char *path, void *context)
{
	struct search *s = context;
	char *text = strcmp(path, s->ours) != 0 ? files_read(path) : NULL, line[LINE_SIZE];
	char word[WORD_SIZE], name[WORD_SIZE], family[WORD_SIZE], method[WORD_SIZE];
	const char *rest = text;

	while (rest && words_next_line(&rest, line, sizeof(line))) {
		const char *at = line;

		if (words_next(&at, word, sizeof(word)) && !strcmp(word, "iface") &&
		    words_next(&at, name, sizeof(name)) && !strcmp(name, s->wanted) &&
		    words_next(&at, family, sizeof(family)) &&
		    words_next(&at, method, sizeof(method)))
			take_method(s, say_text("%s %s", family, method));
	}
	free(text);
}

char *stanza_of(const char *interface, const char *ours)
{
	struct search s = { .wanted = interface, .ours = ours };

	read_all(look_for_interface, &s);
	return s.stanza;
}

static void look_for_auto(const char *path, void *context)
{
	char *text = files_read(path), line[LINE_SIZE], word[WORD_SIZE];
	const char *rest = text;
	struct search *s = context;

	while (rest && words_next_line(&rest, line, sizeof(line))) {
		const char *at = line;

		if (!words_next(&at, word, sizeof(word)) ||
		    (strcmp(word, "auto") != 0 && strncmp(word, "allow-", 6) != 0))
			continue;
		while (words_next(&at, word, sizeof(word)))
			s->is_auto |= !strcmp(word, s->wanted);
	}
	free(text);
}

bool stanza_is_auto(const char *name)
{
	struct search s = { .wanted = name };

	read_all(look_for_auto, &s);
	return s.is_auto;
}

/* A line of that file is INTERFACE=STANZA. */
bool stanza_is_up(const char *name)
{
	char *text = files_read("/run/network/ifstate"), line[LINE_SIZE];
	const size_t len = strlen(name);
	const char *rest = text;
	bool is = false;

	while (rest && words_next_line(&rest, line, sizeof(line)))
		is |= !strncmp(line, name, len) && line[len] == '=';
	free(text);
	return is;
}

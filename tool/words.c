// SPDX-License-Identifier: GPL-2.0-or-later
#include "words.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool words_next(const char **line, char *ret, size_t size)
{
	const char *at = *line;
	size_t len = 0;
	char quote = '\0';

	while (is_blank(*at))
		at++;
	*line = at;
	if (!*at || *at == '#')
		return false;
	for (; *at && (quote || !is_blank(*at)); at++) {
		if (quote ? *at == quote : *at == '"' || *at == '\'') {
			quote = quote ? '\0' : *at;
			continue;
		}
		if (*at == '\\' && quote != '\'' && at[1])
			at++;
		if (len + 1 < size)
			ret[len++] = *at;
	}
	ret[len] = '\0';
	*line = at;
	return true;
}

bool words_has(const char *words, const char *word)
{
	char next[64];

	while (words_next(&words, next, sizeof(next)))
		if (!strcmp(next, word))
			return true;
	return false;
}

bool words_next_line(const char **text, char *ret, size_t size)
{
	const char *start = *text, *end = strchrnul(start, '\n');
	const size_t len = (size_t)(end - start);

	if (!*start)
		return false;
	*text = *end ? end + 1 : end;
	snprintf(ret, size, "%.*s", (int)(len < size ? len : size - 1), start);
	return true;
}

const char *words_find(const char *text, bool *ret_first)
{
	bool comment = false;

	*ret_first = false;
	for (; *text; text++) {
		if (*text == '\\' && text[1] == '\n' && !comment) {
			text++;
		} else if (*text == '\n') {
			comment = false;
			*ret_first = true;
		} else if (*text == '#') {
			comment = true;
		} else if (!comment && !is_blank(*text)) {
			break;
		}
	}
	return text;
}

static char take_number(const char **at, const char *digits, int most, int base)
{
	char number[4];

	snprintf(number, sizeof(number), "%.*s", most, *at);
	number[strspn(number, digits)] = '\0';
	*at += strlen(number);
	return (char)strtoul(number, NULL, base);
}

/* What the backslash before *at makes of it; false: nothing. */
static bool take_escape(const char **at, char *ret)
{
	static const char letters[] = "abfnrst", meant[] = "\a\b\f\n\r \t";
	const char c = **at, *letter = strchr(letters, c);

	if (!c)
		return false;
	if (c >= '0' && c <= '7') {
		*ret = take_number(at, "01234567", 3, 8);
		return true;
	}
	++*at;
	if (c == 'x')
		*ret = take_number(at, "0123456789abcdefABCDEF", 2, 16);
	else
		*ret = letter ? meant[letter - letters] : c;
	return c != '\n';
}

void words_take(const char **text, char *ret, size_t size)
{
	const char *at = *text;
	char quote = '\0';
	size_t len = 0;

	while (*at && (quote || (!is_blank(*at) && *at != '#'))) {
		char c = *at++;

		if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? '\0' : c;
		else if ((c != '\\' || take_escape(&at, &c)) && len + 1 < size)
			ret[len++] = c;
	}
	ret[len] = '\0';
	*text = at;
}

void words_unescape(char *text)
{
	const char *at = text;

	while (*at) {
		char c = *at++;

		if (c != '\\' || take_escape(&at, &c))
			*text++ = c;
	}
	*text = '\0';
}

void words_quote(FILE *file, const char *word)
{
	fputc('"', file);
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			fputc('\\', file);
		fputc(*word, file);
	}
	fputc('"', file);
}

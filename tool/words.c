// SPDX-License-Identifier: GPL-2.0-or-later
#include "words.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
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
		if (*at == '\\' && at[1])
			at++;
		if (len + 1 < size)
			ret[len++] = *at;
	}
	ret[len] = '\0';
	*line = at;
	return true;
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

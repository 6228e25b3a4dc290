// SPDX-License-Identifier: GPL-2.0-or-later
#include "say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"

struct say say_stdout(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	const bool wanted = (!no_color || !*no_color) && term && strcmp(term, "dumb") != 0;

	return (struct say){ .file = stdout, .colour = wanted && isatty(STDOUT_FILENO) };
}

void say(const struct say *s, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(s->file, format, arguments);
	va_end(arguments);
}

void say_in(const struct say *s, enum say_colour colour, const char *format, ...)
{
	static const char *const codes[] = {
		[SAY_PLAIN] = "",	   [SAY_BOLD] = "\033[1m", [SAY_GREEN] = "\033[32m",
		[SAY_YELLOW] = "\033[33m", [SAY_RED] = "\033[31m",
	};
	const bool paint = s->colour && colour != SAY_PLAIN;
	va_list arguments;

	if (paint)
		fputs(codes[colour], s->file);
	va_start(arguments, format);
	vfprintf(s->file, format, arguments);
	va_end(arguments);
	if (paint)
		fputs("\033[0m", s->file);
}

void say_error(const char *format, ...)
{
	va_list arguments;

	fputs("pppoe-clamp: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

int say_bad_value(const char *option, const char *value, const char *expected)
{
	char safe[SAY_SAFE_SIZE];

	say_error("%s '%s': expected %s", option, say_safe(safe, value), expected);
	return SAY_USAGE;
}

int say_no_memory(void)
{
	say_error("no memory");
	return SAY_FAILED;
}

const char *say_safe(char ret[static SAY_SAFE_SIZE], const char *text)
{
	text_escape(ret, SAY_SAFE_SIZE, (const uint8_t *)text, strlen(text));
	return ret;
}

const char *say_duration(char ret[static SAY_DURATION_SIZE], uint64_t seconds)
{
	static const struct {
		uint64_t seconds;
		const char *name, *part_name;
		uint64_t part;
	} units[] = { { 86400, "d", "h", 3600 }, { 3600, "h", "min", 60 }, { 60, "min", "s", 1 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (seconds >= units[i].seconds) {
			snprintf(ret, SAY_DURATION_SIZE, "%llu %s %llu %s",
				 (unsigned long long)(seconds / units[i].seconds), units[i].name,
				 (unsigned long long)(seconds % units[i].seconds / units[i].part),
				 units[i].part_name);
			return ret;
		}
	snprintf(ret, SAY_DURATION_SIZE, "%llu s", (unsigned long long)seconds);
	return ret;
}

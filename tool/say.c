// SPDX-License-Identifier: GPL-2.0-or-later
#include "say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/text.h"

/* NULL also if it is empty. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* The first of them that is set counts, as in setlocale(3). */
static bool knows_utf8(void)
{
	const char *locale = variable("LC_ALL");

	if (!locale)
		locale = variable("LC_CTYPE");
	if (!locale)
		locale = variable("LANG");
	return locale && (strcasestr(locale, "utf-8") || strcasestr(locale, "utf8"));
}

struct say say_stdout(void)
{
	const char *term = getenv("TERM");
	const bool wanted = !variable("NO_COLOR") && term && strcmp(term, "dumb") != 0;

	return (struct say){
		.file = stdout,
		.colour = wanted && isatty(STDOUT_FILENO),
		.utf8 = knows_utf8(),
	};
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

	/* Both may be one file: it is no line of its own in the middle of what is held back. */
	fflush(stdout);
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

char *say_text(const char *format, ...)
{
	va_list arguments;
	char *ret;

	va_start(arguments, format);
	if (vasprintf(&ret, format, arguments) < 0)
		exit(say_no_memory());
	va_end(arguments);
	return ret;
}

const char *say_safe(char ret[static SAY_SAFE_SIZE], const char *text)
{
	size_t used = 0;

	ret[0] = '\0';
	for (; *text && used < SAY_SAFE_SIZE - 1; text++) {
		if (*text == '\\')
			memcpy(ret + used, "\\", 2);
		else
			text_escape(ret + used, SAY_SAFE_SIZE - used, (const uint8_t *)text, 1);
		if (!ret[used])
			break;
		used += strlen(ret + used);
	}
	return ret;
}

const char *say_time(char ret[static SAY_TIME_SIZE], uint64_t wall_s)
{
	const time_t time = (time_t)wall_s;
	struct tm tm;

	if (!localtime_r(&time, &tm) || !strftime(ret, SAY_TIME_SIZE, "%Y-%m-%d %H:%M:%S", &tm))
		ret[0] = '\0';
	return ret;
}

const char *say_rtt(char ret[static SAY_TIME_SIZE], uint32_t us)
{
	if (us < 1000)
		snprintf(ret, SAY_TIME_SIZE, "%u us", us);
	else if (us < 1000000)
		snprintf(ret, SAY_TIME_SIZE, "%.1f ms", us / 1000.0);
	else
		snprintf(ret, SAY_TIME_SIZE, "%.2f s", us / 1000000.0);
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

const char *say_length(char ret[static SAY_DURATION_SIZE], uint64_t ms)
{
	if (ms >= 60000)
		return say_duration(ret, ms / 1000);
	snprintf(ret, SAY_DURATION_SIZE, "%u.%u s", (unsigned int)ms / 1000,
		 (unsigned int)ms % 1000 / 100);
	return ret;
}

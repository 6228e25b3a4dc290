// SPDX-License-Identifier: GPL-2.0-or-later
/* The log of the test programs: standard error, without debug lines, as pppd without `debug`. */
#include "sys/log.h"

#include <stdarg.h>
#include <stdio.h>

void log_line(enum log_level level, const char *format, ...)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };
	va_list ap;

	if (level == LOG_LEVEL_DEBUG)
		return;
	fprintf(stderr, "%s: ", names[level]);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

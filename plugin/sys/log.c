// SPDX-License-Identifier: GPL-2.0-or-later
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

#include "../pppd_compat.h"

void log_line(enum log_level level, const char *format, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	switch (level) {
	case LOG_LEVEL_DEBUG:
		dbglog("%s", line);
		break;
	case LOG_LEVEL_INFO:
		info("%s", line);
		break;
	case LOG_LEVEL_WARNING:
		warn("%s", line);
		break;
	case LOG_LEVEL_ERROR:
		error("%s", line);
		break;
	}
}

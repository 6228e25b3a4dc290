// SPDX-License-Identifier: GPL-2.0-or-later
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void log_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(STDERR_FILENO, format, args);
	va_end(args);
}

void log_die(const char *format, ...)
{
	va_list args;

	fputs("ac: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

const char *log_format_mac(char text[static TEXT_MAC_SIZE], const uint8_t mac[static ETH_ALEN])
{
	text_format_mac(text, mac);
	return text;
}

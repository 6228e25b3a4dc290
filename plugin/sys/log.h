/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line to wherever the program logs. The plugin's goes to pppd's log
 * (log.c); the test programs bring their own. Core modules never log. A peer's
 * string is escaped (core/text.h) before it comes here.
 */
#ifndef LOG_H
#define LOG_H

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_ERROR,
};

__attribute__((format(printf, 2, 3))) void log_line(enum log_level level, const char *format, ...);

#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and programs as whole texts.
 */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <sys/types.h>

#define FILES_MAX ((size_t)4 << 20) /* bytes of a text */

/* The caller frees it. NULL: it cannot be read, is longer, or has a NUL in it. */
char *files_read(const char *path);

/* The same of what somebody names, "-" for standard input: he may be slow to write it. */
char *files_read_input(const char *path);

/* A number in a file of one line, such as of /proc/sys; `otherwise` if there is none. */
long files_read_number(const char *path, long otherwise);

/*
 * Runs a program, found by PATH, without a shell, with nothing to read and with
 * what it says on standard output, and on standard error if `errors`, as
 * *ret_text, which the caller frees. Returns its exit status, or -errno and no
 * text: -ENOENT if there is no such program.
 */
int files_run(char *const *arguments, bool errors, char **ret_text);

/* The arguments of a process, a blank after each. The caller frees it; NULL: there is none. */
char *files_command_line(long pid);

/* Do arguments have `call NAME` in them? */
bool files_calls(const char *line, const char *name);

/* By its program, not its arguments: sudo and a shell have those, too. */
bool files_is_pppd(long pid);

/* How many pppds of this network were started with that; *ret is the first, or untouched. */
unsigned int files_callers(const char *name, pid_t *ret);

/* Calls `visit` with each path that matches, in order. */
void files_glob(const char *pattern, void (*visit)(const char *path, void *context), void *context);

/* Writes it all, and has it on the disk. Returns 0 or -errno. */
int files_write(int fd, const char *text);

/* Replaces a file in one step, with the old one's owner and mode, or 0644. Returns 0 or -errno. */
int files_replace(const char *path, const char *text);

/* A copy beside it, PATH.before-doctor, or with a number if there is one; its name is in `ret`. */
int files_keep_copy(const char *path, char *ret, size_t size);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "differ.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "files.h"

/* A text that another process can open, as long as we live. */
static int open_text(const char *text, char *ret_path, size_t size)
{
	const int fd = memfd_create("text", MFD_CLOEXEC);

	if (fd >= 0)
		dprintf(fd, "%s", text ? text : "");
	snprintf(ret_path, size, "/proc/%d/fd/%d", (int)getpid(), fd);
	return fd;
}

void differ_show(const char *path, const char *now, const char *next)
{
	char first[64], second[64], label[2][256], *text = NULL;
	const int fds[] = { open_text(now, first, sizeof(first)),
			    open_text(next, second, sizeof(second)) };
	char *const arguments[] = { "diff",   "-u",	 first,	   second, "--label",
				    label[0], "--label", label[1], NULL };

	snprintf(label[0], sizeof(label[0]), "%s", now ? path : "/dev/null");
	snprintf(label[1], sizeof(label[1]), "%s", next ? path : "/dev/null");
	if (files_run(arguments, true, &text) >= 0)
		fputs(text, stdout);
	free(text);
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

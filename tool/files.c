// SPDX-License-Identifier: GPL-2.0-or-later
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COPY_SUFFIX ".before-doctor"
#define COPIES_MAX 100
#define NO_PROGRAM 127

/* Copies what there is to read into a stream; false: not all of it. */
static bool drain(int fd, FILE *copy)
{
	char part[4096];

	for (size_t used = 0; used < FILES_MAX;) {
		const ssize_t n = read(fd, part, sizeof(part));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		if (!fwrite(part, (size_t)n, 1, copy))
			return false;
		used += (size_t)n;
	}
	return read(fd, part, 1) == 0;
}

static char *read_all(int fd)
{
	char *text = NULL;
	size_t size = 0;
	FILE *copy = open_memstream(&text, &size);
	const bool whole = copy && drain(fd, copy);

	if (copy && fclose(copy) == 0 && whole && strlen(text) == size)
		return text;
	free(text);
	return NULL;
}

char *files_read(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text;

	if (fd < 0)
		return NULL;
	text = read_all(fd);
	close(fd);
	return text;
}

char *files_read_input(const char *path)
{
	const int fd = strcmp(path, "-") != 0 ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
					      : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	char *text;

	if (fd < 0)
		return NULL;
	text = read_all(fd);
	close(fd);
	return text;
}

long files_read_number(const char *path, long otherwise)
{
	char *text = files_read(path), *end = text;
	long number = text ? strtol(text, &end, 10) : 0;

	if (end == text)
		number = otherwise;
	free(text);
	return number;
}

static _Noreturn void become(char *const *arguments, int out, bool errors)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL); /* what the caller holds back is its own */
	setenv("LC_ALL", "C", 1);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(errors ? out : null, STDERR_FILENO);
	execvp(arguments[0], arguments);
	_exit(NO_PROGRAM);
}

int files_run(char *const *arguments, bool errors, char **ret_text)
{
	int ends[2], status;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	child = fork();
	if (child == 0)
		become(arguments, ends[1], errors);
	close(ends[1]);
	*ret_text = child < 0 ? NULL : read_all(ends[0]);
	close(ends[0]);
	if (child < 0)
		return -EAGAIN;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status) && WEXITSTATUS(status) != NO_PROGRAM && *ret_text)
		return WEXITSTATUS(status);
	free(*ret_text);
	*ret_text = NULL;
	return -ENOENT;
}

char *files_command_line(long pid)
{
	char path[64], *text = NULL;
	size_t size = 0;
	FILE *copy = open_memstream(&text, &size);
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (copy && fd >= 0)
		drain(fd, copy);
	if (fd >= 0)
		close(fd);
	if (copy && fclose(copy) == EOF)
		return NULL;
	for (size_t i = 0; i < size; i++)
		if (!text[i])
			text[i] = ' ';
	if (size)
		return text;
	free(text);
	return NULL;
}

bool files_calls(const char *line, const char *name)
{
	static const char call[] = " call ";
	const size_t len = strlen(name);

	for (const char *at = line; (at = strstr(at, call)) != NULL; at++) {
		const char *word = at + strlen(call);

		if (!strncmp(word, name, len) && word[len] == ' ')
			return true;
	}
	return false;
}

bool files_is_pppd(long pid)
{
	char path[64], *name;
	bool is;

	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	name = files_read(path);
	is = name && !strcmp(name, "pppd\n");
	free(name);
	return is;
}

/* False of one in a container. Of whom we may not ask, it is. */
static bool shares_network(long pid)
{
	struct stat own, its;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/ns/net", pid);
	return stat(path, &its) < 0 || stat("/proc/self/ns/net", &own) < 0 ||
	       own.st_ino == its.st_ino;
}

unsigned int files_callers(const char *name, pid_t *ret)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	unsigned int count = 0;

	while (dir && (entry = readdir(dir)) != NULL) {
		const long pid = strtol(entry->d_name, NULL, 10);
		char *line = pid > 0 && files_is_pppd(pid) && shares_network(pid)
				     ? files_command_line(pid)
				     : NULL;

		if (line && files_calls(line, name) && !count++)
			*ret = (pid_t)pid;
		free(line);
	}
	if (dir)
		closedir(dir);
	return count;
}

void files_glob(const char *pattern, void (*visit)(const char *path, void *context), void *context)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			visit(found.gl_pathv[i], context);
	globfree(&found);
}

int files_write(int fd, const char *text)
{
	for (size_t left = strlen(text); left;) {
		const ssize_t n = write(fd, text, left);

		if (n < 0 && errno != EINTR)
			return -errno;
		text += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* With the owner and the mode of `path`, if there is such a file. */
static int fill(int fd, const char *path, const char *text)
{
	struct stat st = { .st_uid = geteuid(), .st_gid = getegid(), .st_mode = 0644 };

	if (stat(path, &st) < 0 && errno != ENOENT)
		return -errno;
	if (fchown(fd, st.st_uid, st.st_gid) < 0 || fchmod(fd, st.st_mode & 07777) < 0)
		return -errno;
	return files_write(fd, text);
}

int files_replace(const char *path, const char *text)
{
	char temporary[PATH_MAX];
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = fill(fd, path, text);
	close(fd);
	if (!err && rename(temporary, path) < 0)
		err = -errno;
	if (err)
		unlink(temporary);
	return err;
}

static int copy_to(const char *path, const char *copy)
{
	char *text = files_read(path);
	int fd, err;

	if (!text)
		return errno ? -errno : -EINVAL;
	fd = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	err = fd < 0 ? -errno : fill(fd, path, text);
	if (fd >= 0)
		close(fd);
	free(text);
	return err;
}

int files_keep_copy(const char *path, char *ret, size_t size)
{
	int err = -EEXIST;

	for (int i = 0; err == -EEXIST && i < COPIES_MAX; i++) {
		const int len = i ? snprintf(ret, size, "%s" COPY_SUFFIX ".%d", path, i)
				  : snprintf(ret, size, "%s" COPY_SUFFIX, path);

		err = len >= (int)size ? -ENAMETOOLONG : copy_to(path, ret);
	}
	return err;
}

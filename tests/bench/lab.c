// SPDX-License-Identifier: GPL-2.0-or-later
#include "lab.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/wait.h>

#include "../../plugin/sys/log.h"

#define MAX_WORDS 40
#define MAX_COMMAND 512

extern char **environ;

int64_t lab_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void lab_sleep_ms(unsigned int ms)
{
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

int lab_new_namespace(void)
{
	int fd;

	if (unshare(CLONE_NEWNET) < 0)
		lab_die("no new network namespace: %s", strerror(errno));
	fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		lab_die("/proc/thread-self/ns/net: %s", strerror(errno));
	return fd;
}

void lab_enter(int namespace)
{
	if (setns(namespace, CLONE_NEWNET) < 0)
		lab_die("cannot enter a network namespace: %s", strerror(errno));
}

void lab_pin(void)
{
	cpu_set_t cpus;
	int cpu = CPU_SETSIZE;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) < 0)
		lab_die("sched_getaffinity: %s", strerror(errno));
	do
		cpu--;
	while (cpu > 0 && !CPU_ISSET(cpu, &cpus));
	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) < 0)
		lab_die("sched_setaffinity: %s", strerror(errno));
}

void lab_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) < 0)
		lab_die("%s: %s", path, strerror(errno));
}

static void split(char *command, char *words[MAX_WORDS + 1])
{
	size_t n = 0;

	while (n < MAX_WORDS && (words[n] = strsep(&command, " ")))
		n++;
	words[n] = NULL;
}

int lab_run(const char *command)
{
	char copy[MAX_COMMAND], *words[MAX_WORDS + 1];
	pid_t pid;
	int status;

	snprintf(copy, sizeof(copy), "%s", command);
	split(copy, words);
	if (posix_spawnp(&pid, words[0], NULL, NULL, words, environ) != 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

unsigned int lab_setting(const char *name, unsigned int otherwise)
{
	const char *text = getenv(name);
	char *end;
	unsigned long value;

	if (!text || !*text)
		return otherwise;
	value = strtoul(text, &end, 10);
	if (*end || !value || value > 1000000)
		lab_die("%s=%s: not a number that makes sense", name, text);
	return (unsigned int)value;
}

void lab_sample(const char *kind, const char *section, const char *row, double value)
{
	printf("%s\t%s\t%s\t%.3f\n", kind, section, row, value);
}

void lab_say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void lab_die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* The plugin's modules report by this. */
void log_line(enum log_level level, const char *format, ...)
{
	va_list ap;

	if (level < LOG_LEVEL_WARNING)
		return;
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

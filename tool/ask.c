// SPDX-License-Identifier: GPL-2.0-or-later
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "say.h"

#define WIDTH "74"
#define NUMBER_SIZE 24

bool ask_is_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* Dialogues */

static bool has_whiptail(void)
{
	static int known = -1;
	const char *path = getenv("PATH"), *term = getenv("TERM");
	char *copy, *rest, *dir, file[512];

	if (known >= 0)
		return known;
	known = 0;
	copy = rest = strdup(path ? path : "/usr/bin:/bin");
	while (rest && (dir = strsep(&rest, ":")) != NULL) {
		snprintf(file, sizeof(file), "%s/whiptail", dir);
		known |= access(file, X_OK) == 0;
	}
	free(copy);
	known &= term && strcmp(term, "dumb") != 0;
	return known;
}

static _Noreturn void become_whiptail(const char *const *arguments, int out)
{
	char *const *copy;

	memcpy(&copy, &arguments, sizeof(copy)); /* execvp() changes none of them */
	dup2(out, STDERR_FILENO);
	execvp("whiptail", copy);
	_exit(255);
}

/* What is chosen comes on standard error; the dialogue has the terminal. */
static int run_whiptail(const char *const *arguments, char *ret, size_t size)
{
	int ends[2], status;
	size_t used = 0;
	ssize_t n;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	fflush(stdout);
	child = fork();
	if (child == 0)
		become_whiptail(arguments, ends[1]);
	close(ends[1]);
	while (child > 0 && used + 1 < size &&
	       ((n = read(ends[0], ret + used, size - used - 1)) > 0 || (n < 0 && errno == EINTR)))
		used += n > 0 ? (size_t)n : 0;
	ret[used] = '\0';
	close(ends[0]);
	while (child > 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int show_box(const char *kind, const char *question, const char *preset, char *ret,
		    size_t size)
{
	const char *const arguments[] = { "whiptail", "--title", "pppoe-clamp", kind,	"--",
					  question,   "12",	 WIDTH,		preset, NULL };

	return run_whiptail(arguments, ret, size);
}

static bool show_menu(size_t *ret, const char *question, const char *const *choices, size_t count,
		      const char *preset)
{
	const char *const first[] = { "whiptail",	"--title", "pppoe-clamp", "--notags",
				      "--default-item", preset,	   "--menu",	  "--",
				      question,		"20",	   WIDTH,	  "10" };
	const size_t used = sizeof(first) / sizeof(first[0]);
	const char **arguments = calloc(used + 2 * count + 1, sizeof(*arguments));
	char(*numbers)[NUMBER_SIZE] = calloc(count + 1, sizeof(*numbers)), answer[NUMBER_SIZE];
	bool good;

	if (!arguments || !numbers)
		exit(say_no_memory());
	memcpy(arguments, first, sizeof(first));
	for (size_t i = 0; i < count; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%zu", i + 1);
		arguments[used + 2 * i] = numbers[i];
		arguments[used + 2 * i + 1] = choices[i];
	}
	good = run_whiptail(arguments, answer, sizeof(answer)) == 0;
	free(arguments);
	free(numbers);
	*ret = good ? (size_t)strtoul(answer, NULL, 10) - 1 : count;
	return *ret < count;
}

/* Lines */

static bool read_line(char *ret, size_t size)
{
	size_t len;

	fflush(stdout);
	if (!fgets(ret, (int)size, stdin))
		return false;
	len = strcspn(ret, "\n");
	if (!ret[len] && len + 1 == size)
		for (int c; (c = getchar()) != '\n' && c != EOF;)
			;
	ret[len] = '\0';
	return true;
}

static void interrupted(int number)
{
	(void)number;
}

/* With the echo off; an interrupt ends the question, and the echo is on again. */
static bool read_secret(char *ret, size_t size)
{
	const struct sigaction end = { .sa_handler = interrupted };
	struct sigaction interrupt, terminate;
	struct termios before, silent;
	bool good;

	if (tcgetattr(STDIN_FILENO, &before) < 0)
		return false;
	sigaction(SIGINT, &end, &interrupt);
	sigaction(SIGTERM, &end, &terminate);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &silent);
	good = read_line(ret, size);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	putchar('\n');
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &terminate, NULL);
	return good;
}

bool ask_text(char *ret, size_t size, const char *question, const char *preset)
{
	if (has_whiptail()) {
		if (show_box("--inputbox", question, preset, ret, size) != 0)
			return false;
	} else {
		printf(*preset ? "%s [%s] " : "%s ", question, preset);
		if (!read_line(ret, size))
			return false;
	}
	if (!*ret)
		snprintf(ret, size, "%s", preset);
	return true;
}

bool ask_secret(char *ret, size_t size, const char *question)
{
	if (has_whiptail())
		return show_box("--passwordbox", question, "", ret, size) == 0;
	printf("%s ", question);
	return read_secret(ret, size);
}

bool ask_yes(bool *ret, const char *question, bool preset)
{
	char answer[64];

	if (has_whiptail()) {
		const char *const arguments[] = {
			"whiptail", "--title", "pppoe-clamp", preset ? "--notags" : "--defaultno",
			"--yesno",  "--",      question,      "12",
			WIDTH,	    NULL
		};
		const int status = run_whiptail(arguments, answer, sizeof(answer));

		*ret = status == 0;
		return status == 0 || status == 1;
	}
	printf("%s [%s] ", question, preset ? "Y/n" : "y/N");
	if (!read_line(answer, sizeof(answer)))
		return false;
	*ret = *answer ? *answer == 'y' || *answer == 'Y' : preset;
	return true;
}

bool ask_choice(size_t *ret, const char *question, const char *const *choices, size_t count,
		size_t preset)
{
	char answer[64], number[NUMBER_SIZE];

	snprintf(number, sizeof(number), "%zu", preset + 1);
	if (has_whiptail())
		return show_menu(ret, question, choices, count, number);
	do {
		printf("%s\n", question);
		for (size_t i = 0; i < count; i++)
			printf("  %zu  %s\n", i + 1, choices[i]);
		printf("Number [%s] ", number);
		if (!read_line(answer, sizeof(answer)))
			return false;
		*ret = (size_t)strtoul(*answer ? answer : number, NULL, 10) - 1;
	} while (*ret >= count);
	return true;
}

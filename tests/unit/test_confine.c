// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * It is for good, so each test is a child: 0 is its exit status if it was as it should be. A
 * sanitizer does more at _exit(2) than is allowed then.
 */
#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/netlink.h>

#include "confine.h"

static bool is_refused(long result)
{
	return result < 0 && errno == EPERM;
}

static bool reads_and_asks(void)
{
	const int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	const int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	char byte;

	return file >= 0 && read(file, &byte, 1) == 1 && netlink >= 0;
}

static bool does_nothing_else(void)
{
	char *const argv[] = { "true", NULL };

	return is_refused(open("/dev/null", O_RDWR | O_CLOEXEC)) &&
	       is_refused(open("/dev/null", O_WRONLY | O_CLOEXEC)) &&
	       is_refused(open("/dev/null", O_RDONLY | O_TRUNC | O_CLOEXEC)) &&
	       is_refused(unlink("/nothing")) && is_refused(execv("/bin/true", argv)) &&
	       is_refused(fork()) && is_refused(kill(getppid(), 0)) &&
	       is_refused(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

static void check_confined(bool (*check)(void))
{
	const pid_t child = fork();
	int status;

	if (!child) {
		if (confine_to(CAP_NET_ADMIN) < 0 || confine_to_reading() < 0)
			syscall(SYS_exit_group, 2);
		syscall(SYS_exit_group, check() ? 0 : 1);
	}
	ok(waitpid(child, &status, 0) == child);
	is_int(status, 0);
}

/* Fails if what the exporter does is not among the harmless. */
static void it_reads_files_and_asks_by_netlink(void)
{
	check_confined(reads_and_asks);
}

/* Fails without allow_reading(), or if any other call is among the harmless. */
static void it_does_nothing_else(void)
{
	check_confined(does_nothing_else);
}

int main(void)
{
	test(it_reads_files_and_asks_by_netlink);
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
		skip("it_does_nothing_else", "this kernel has no seccomp");
	else
		test(it_does_nothing_else);
	return done_testing();
}

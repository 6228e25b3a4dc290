// SPDX-License-Identifier: GPL-2.0-or-later
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#define WORDS _LINUX_CAPABILITY_U32S_3

/* Whoever may not change what can be gained later has nothing to give up there. */
static void bound(int capability)
{
	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if (i != capability)
			prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

int confine_to(int capability)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[WORDS] = { 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_capget, &header, data) < 0)
		return -errno;
	bound(capability);
	for (int i = 0; i < WORDS; i++) {
		data[i].permitted &= i == CAP_TO_INDEX(capability) ? CAP_TO_MASK(capability) : 0;
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

/*
 * To read files under the lock of sys/runfile, ask the kernel by netlink and answer clients,
 * as libcs spell that.
 */
static const char harmless[] =
	"_llseek accept accept4 access bind brk clock_gettime clock_gettime64 "
	"clock_nanosleep clock_nanosleep_time64 close exit exit_group faccessat faccessat2 "
	"fcntl fcntl64 flock fstat fstat64 fstatat64 futex futex_time64 getdents64 getpid "
	"getrandom getsockname getsockopt gettimeofday lseek lstat lstat64 madvise mmap "
	"mmap2 mremap munmap nanosleep newfstatat poll ppoll ppoll_time64 pread64 read "
	"readlink readlinkat readv recv recvfrom recvmsg restart_syscall rt_sigaction "
	"rt_sigprocmask rt_sigreturn send sendmsg sendto setsockopt shutdown sigreturn "
	"socket stat stat64 statx time utimensat utimensat_time64 write writev";

static int allow_harmless(scmp_filter_ctx filter)
{
	char words[sizeof(harmless)], *rest;
	int err = 0;

	memcpy(words, harmless, sizeof(harmless));
	for (char *name = strtok_r(words, " ", &rest); name && !err;
	     name = strtok_r(NULL, " ", &rest))
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(name),
				       0);
	return err;
}

/* No file for writing, which O_TRUNC is as well: what has to be written to is open. */
static int allow_reading(scmp_filter_ctx filter)
{
	const scmp_datum_t flags = O_ACCMODE | O_TRUNC;
	int err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
				   SCMP_A1(SCMP_CMP_MASKED_EQ, flags, O_RDONLY));

	return err ? err
		   : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, flags, O_RDONLY));
}

int confine_to_reading(void)
{
	scmp_filter_ctx filter;
	int err;

	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) /* this kernel has none */
		return 0;
	filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!filter)
		return -ENOMEM;
	err = allow_reading(filter);
	if (!err)
		err = allow_harmless(filter);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}

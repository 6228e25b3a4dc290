// SPDX-License-Identifier: GPL-2.0-or-later
#include "calls.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/if_pppox.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "../unit/fake_world.h"
#include "core/ring.h"
#include "front.h"
#include "machine.h"
#include "names.h"
#include "sys/runfile.h"

#define FDS 256

static struct {
	struct calls_plan plan;
	struct calls_done *done; /* NULL: nothing is counted */
	char *list;
	const char *list_end;
	const char *(*stage)(void);
	int paused;
	int session_fd;
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
	} answers[FDS]; /* in place of the kernel's; length 0: none */
} calls = { .session_fd = -1 };

void calls_begin(const struct calls_plan *plan, struct calls_done *done)
{
	calls.plan = plan ? *plan : (struct calls_plan){ .at = 0 };
	calls.done = done;
}

void calls_list(char *list, const char *end)
{
	calls.list = list + strlen(list);
	calls.list_end = end;
}

void calls_name_stages(const char *(*stage)(void))
{
	calls.stage = stage;
}

void calls_pause(void)
{
	calls.paused++;
}

void calls_resume(void)
{
	calls.paused--;
}

int calls_session(void)
{
	return calls.session_fd;
}

static void write_down(const char *name)
{
	const size_t room = (size_t)(calls.list_end - calls.list);
	const int len = snprintf(calls.list, room, "%s\n", name);

	if (len >= 0 && (size_t)len < room)
		calls.list += len;
}

/* Counts a call. Returns 0, or what it fails with. */
static int count(const char *call)
{
	const struct calls_plan *const p = &calls.plan;
	const int saved = errno;
	char name[CALLS_NAME_SIZE];

	if (!calls.done || calls.paused)
		return 0;
	snprintf(name, sizeof(name), "%s%s%s", calls.stage ? calls.stage() : "",
		 calls.stage ? ": " : "", call);
	if (calls.list)
		write_down(name);
	if (p->name[0] && strcmp(name, p->name) != 0)
		return 0;
	calls.done->count++;
	if (calls.done->count != p->at &&
	    !(p->for_good && p->at && calls.done->count > p->at && !strcmp(name, calls.done->name)))
		return 0;
	if (!calls.done->hits++)
		snprintf(calls.done->name, sizeof(calls.done->name), "%s", name);
	if (p->signal)
		raise(p->signal);
	errno = saved;
	return p->error;
}

__attribute__((format(printf, 1, 2))) static int count_as(const char *format, ...)
{
	char name[CALLS_NAME_SIZE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(name, sizeof(name), format, ap);
	va_end(ap);
	return count(name);
}

/* Does the call fail? Sets errno. */
static bool fails(int error)
{
	if (error > 0)
		errno = error;
	return error > 0;
}

/* A session's is another that can be closed and have a filter: there is no PPP here. */
int socket(int domain, int type, int protocol)
{
	const char *const kind = names_socket(domain, type, protocol);
	int fd;
	REAL(socket);

	if (calls.paused || !calls.done)
		return real(domain, type, protocol);
	if (fails(count_as("socket %s", kind)))
		return -1;
	fd = domain == AF_PPPOX ? real(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)
				: real(domain, type, protocol);
	names_set_kind(fd, kind);
	return fd;
}

static int connect_session(int fd, const struct sockaddr_pppox *to)
{
	if (to->sa_addr.pppoe.sid) {
		calls.session_fd = fd;
		machine_session_begins(to->sa_addr.pppoe.remote, ntohs(to->sa_addr.pppoe.sid));
	} else if (fd == calls.session_fd) {
		machine_session_hangs_up();
	}
	return 0;
}

int connect(int fd, const struct sockaddr *to, socklen_t len)
{
	REAL(connect);

	if (fails(count_as("connect %s", names_kind(fd))))
		return -1;
	if (to->sa_family == AF_PPPOX)
		return connect_session(fd, (const void *)to);
	return real(fd, to, len);
}

int close(int fd)
{
	REAL(close);

	if (!calls.paused && fd >= 0 && fd == calls.session_fd) {
		calls.session_fd = -1;
		machine_session_ends();
	}
	if (!calls.paused && fd >= 0 && fd < FDS) {
		names_set_kind(fd, NULL);
		calls.answers[fd].header.nlmsg_len = 0;
	}
	return real(fd);
}

/* Multicast groups of netlink tell what a socket hears of. */
static uint32_t groups_of(const struct sockaddr *address)
{
	return address->sa_family == AF_NETLINK
		       ? ((const struct sockaddr_nl *)(const void *)address)->nl_groups
		       : 0;
}

static const char *events_kind(int fd, uint32_t groups)
{
	if (strstr(names_kind(fd), "netfilter"))
		return "netlink of netfilter, events";
	if (groups == RTMGRP_LINK)
		return "netlink, events of eth1";
	return groups & RTMGRP_IPV6_ROUTE ? "netlink, events of ppp0"
					  : "netlink, events of other uplinks";
}

int bind(int fd, const struct sockaddr *address, socklen_t len)
{
	REAL(bind);

	if (groups_of(address))
		names_set_kind(fd, events_kind(fd, groups_of(address)));
	return fails(count_as("bind %s", names_kind(fd))) ? -1 : real(fd, address, len);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
	REAL(setsockopt);

	if (fails(count_as("setsockopt %s, %s", names_option(level, option), names_kind(fd))))
		return -1;
	return real(fd, level, option, value, len);
}

int getsockname(int fd, struct sockaddr *restrict address, socklen_t *restrict len)
{
	REAL(getsockname);

	return fails(count_as("getsockname %s", names_kind(fd))) ? -1 : real(fd, address, len);
}

static void put_answer(int fd, uint16_t type, int error, const struct nlmsghdr *msg)
{
	calls.answers[fd].header = (struct nlmsghdr){
		.nlmsg_len = sizeof(calls.answers[fd]),
		.nlmsg_type = type,
		.nlmsg_seq = msg->nlmsg_seq,
	};
	calls.answers[fd].error = (struct nlmsgerr){ .error = -error, .msg = *msg };
}

/*
 * None of them is in this namespace. Only by a walk through the table of all namespaces would the
 * kernel find that out: most of the time of a life, if the host has a large one.
 */
static bool lists_connections(const struct nlmsghdr *msg)
{
	return msg->nlmsg_type == (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET);
}

/*
 * Does the kernel get none of these messages? Either it refuses one, and then it is as if it had
 * got none of them, or the answer is known.
 */
static bool is_answered(int fd, const void *messages, size_t len)
{
	const struct nlmsghdr *msg = messages;
	int left = (int)len, error = 0;

	if (strncmp(names_kind(fd), "netlink", 7) != 0)
		return false;
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		error = count_as("answer to %s", names_message(names_kind(fd), msg));
		if (error)
			break;
	}
	if (error)
		put_answer(fd, NLMSG_ERROR, error, msg);
	else if (lists_connections(messages))
		put_answer(fd, NLMSG_DONE, 0, messages);
	else
		return false;
	return true;
}

/* Returns the bytes of such an answer, or 0. */
static ssize_t take_answer(int fd, void *data, size_t len)
{
	const size_t size = sizeof(calls.answers[0]);

	if (calls.paused || fd < 0 || fd >= FDS || !calls.answers[fd].header.nlmsg_len ||
	    len < size)
		return 0;
	memcpy(data, &calls.answers[fd], size);
	calls.answers[fd].header.nlmsg_len = 0;
	return (ssize_t)size;
}

/* What is sent is told by its first bytes. */
static int count_sending(int fd, const void *data, size_t len)
{
	const char *const kind = names_kind(fd);

	if (strncmp(kind, "netlink", 7) != 0 || len < NLMSG_HDRLEN)
		return count_as("send %s", kind);
	return count_as("send %s", names_message(kind, data));
}

ssize_t sendto(int fd, const void *data, size_t len, int flags, const struct sockaddr *to,
	       socklen_t to_len)
{
	REAL(sendto);

	if (fails(count_sending(fd, data, len)))
		return -1;
	return is_answered(fd, data, len) ? (ssize_t)len : real(fd, data, len, flags, to, to_len);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
	return sendto(fd, data, len, flags, NULL, 0);
}

ssize_t writev(int fd, const struct iovec *iov, int n)
{
	REAL(writev);

	return fails(count_as("writev %s", names_kind(fd))) ? -1 : real(fd, iov, n);
}

static ssize_t count_bytes(int fd, ssize_t len)
{
	if (calls.done && !calls.paused && len > 0 && !strncmp(names_kind(fd), "netlink", 7) &&
	    !strstr(names_kind(fd), "netfilter"))
		calls.done->route_bytes += (unsigned long)len;
	return len;
}

ssize_t recv(int fd, void *data, size_t len, int flags)
{
	const int error = count_as("recv %s", names_kind(fd));
	ssize_t got;
	REAL(recv);

	if (fails(error))
		return -1;
	got = take_answer(fd, data, len);
	return got ? got : count_bytes(fd, real(fd, data, error && len ? 1 : len, flags));
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	const int error = count_as("recv %s", names_kind(fd));
	ssize_t len;
	REAL(recvmsg);

	if (fails(error))
		return -1;
	len = take_answer(fd, msg->msg_iov[0].iov_base, msg->msg_iov[0].iov_len);
	if (len) {
		memset(msg->msg_name, 0, msg->msg_namelen); /* from the kernel */
		return len;
	}
	len = count_bytes(fd, real(fd, msg, flags));
	return error && len > 0 ? 1 : len;
}

int ioctl(int fd, unsigned long request, ...)
{
	void *argument;
	REAL(ioctl);

	FRONT_TAKE(argument, request);
	if (fails(count_as("ioctl %s", names_ioctl(request))))
		return -1;
	return real(fd, request, argument);
}

int fcntl(int fd, int command, ...)
{
	long argument;
	REAL(fcntl);

	FRONT_TAKE(argument, command);
	if (fails(count_as("fcntl %s, %s", names_fcntl(command), names_kind(fd))))
		return -1;
	return real(fd, command, argument);
}

/* What a file is for */
static const char *path_kind(const char *path)
{
	static const struct {
		const char *part, *kind;
	} kinds[] = {
		{ "/run/saved/line.new", "new pppoe-record" },
		{ "/run/saved/line", "pppoe-record" },
		{ "/run/saved", "directory of pppoe-record" },
		{ RUNFILE_DIR, "directory of records" },
		{ ".new", "new record" },
		{ RING_SUFFIX, "ring" },
		{ "lock", "lock" },
		{ "eth1.", "record" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strstr(path, kinds[i].part))
			return kinds[i].kind;
	return !strcmp(path, ".") ? "list of records" : "file";
}

int open(const char *path, int flags, ...)
{
	const char *const kind = path_kind(path);
	mode_t mode = 0;
	int fd;
	REAL(open);

	FRONT_TAKE_MODE(mode, flags);
	if (fails(count_as("open %s", kind)))
		return -1;
	fd = real(path, flags, mode);
	names_set_kind(fd, kind);
	return fd;
}

int openat(int dir, const char *path, int flags, ...)
{
	const char *const kind = path_kind(path);
	mode_t mode = 0;
	int fd;
	REAL(openat);

	FRONT_TAKE_MODE(mode, flags);
	if (fails(count_as("open %s", kind)))
		return -1;
	fd = real(dir, path, flags, mode);
	names_set_kind(fd, kind);
	return fd;
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
	REAL(fopen);

	return fails(count_as("fopen %s", path)) ? NULL : real(path, mode);
}

DIR *fdopendir(int fd)
{
	REAL(fdopendir);

	return fails(count_as("fdopendir")) ? NULL : real(fd);
}

struct dirent *readdir(DIR *dir)
{
	REAL(readdir);

	return fails(count_as("readdir")) ? NULL : real(dir);
}

/* Functions of a file, and such of which the name is all that there is to tell */
#define OF_FILE(type, function, parameters, arguments, failed)                            \
	type function parameters                                                          \
	{                                                                                 \
		REAL(function);                                                           \
                                                                                          \
		return fails(count_as(#function " %s", names_kind(fd))) ? (failed)        \
									: real arguments; \
	}
#define SIMPLE(type, function, parameters, arguments, failed)               \
	type function parameters                                            \
	{                                                                   \
		REAL(function);                                             \
                                                                            \
		return fails(count(#function)) ? (failed) : real arguments; \
	}

FRONT_OF_FILES(OF_FILE)
FRONT_OF_NAMES(SIMPLE)
SIMPLE(int, access, (const char *path, int mode), (path, mode), -1)
SIMPLE(int, stat, (const char *restrict path, struct stat *restrict st), (path, st), -1)
OF_FILE(int, fstat, (int fd, struct stat *st), (fd, st), -1)
SIMPLE(int, fstatat, (int dir, const char *restrict path, struct stat *restrict st, int flags),
       (dir, path, st, flags), -1)
SIMPLE(int, sigaction,
       (int number, const struct sigaction *restrict action, struct sigaction *restrict old),
       (number, action, old), -1)

/* Its error is what it returns. */
int posix_fallocate(int fd, off_t from, off_t size)
{
	const int error = count("posix_fallocate");
	REAL(posix_fallocate);

	return error > 0 ? error : real(fd, from, size);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t from)
{
	REAL(mmap);

	/* of others than us: memory, and before this program can find anything */
	if (fd >= 0 && fails(count("mmap")))
		return MAP_FAILED;
	return real(at, size, protection, flags, fd, from);
}

ssize_t read(int fd, void *data, size_t len)
{
	const int error = count_as("read %s", names_kind(fd));
	REAL(read);

	return fails(error) ? -1 : real(fd, data, error && len ? 1 : len);
}

ssize_t write(int fd, const void *data, size_t len)
{
	const int error = count_as("write %s", names_kind(fd));
	REAL(write);

	return fails(error) ? -1 : real(fd, data, error && len ? 1 : len);
}

ssize_t getrandom(void *data, size_t len, unsigned int flags)
{
	static unsigned char next = 'a';

	(void)flags;
	if (fails(count("getrandom")))
		return -1;
	memset(data, next++, len);
	return (ssize_t)len;
}

/* The kernel has answered already, or never will. */
int poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	REAL(poll);

	return fails(count("poll")) ? -1 : real(fds, n, calls.paused ? timeout_ms : 0);
}

/* The plugin's one wait, for frames: the AC answers, or time goes by. */
int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)
{
	const uint64_t ms = (uint64_t)timeout->tv_sec * 1000 + (uint64_t)timeout->tv_nsec / 1000000;
	int ready;

	(void)mask;
	if (fails(count("ppoll")))
		return -1;
	calls_pause();
	ready = poll(fds, n, 0);
	if (!ready) {
		world_wait(ms > UINT64_MAX - world_ms ? UINT64_MAX : world_ms + ms);
		ready = poll(fds, n, 0);
	}
	calls_resume();
	return ready;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time, (void)left;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How long the command pppoe-clamp takes to show a machine of many links, each
 * with its interface, address, route, clamp, record and ring, all of them well: the
 * time that the program has a processor, and that it takes; and the same for one link.
 *
 * Usage: links [N COMMAND...]      runs the command, on a machine of N links
 * Writes samples (table.c) to standard output. Environment: REPEAT (100), TOOL
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../../plugin/core/record.h"
#include "../../plugin/core/ring.h"
#include "../../plugin/core/route.h"
#include "../../plugin/netclamp.h"
#include "../../plugin/sys/clock.h"
#include "../../plugin/sys/iface.h"
#include "../../plugin/sys/runfile.h"
#include "lab.h"

#define LINKS_MAX 500
#define MTU 1492

extern char **environ;

struct link {
	char ifname[IFNAMSIZ], device[IFNAMSIZ];
	struct netclamp clamp;
	struct runfile record;
};

/* One network namespace and one /run, which are gone with the process. */
static void enter_machine(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL) < 0)
		lab_die("no namespaces: %s", strerror(errno));
}

static void make_interfaces(unsigned int count)
{
	FILE *f = fopen("/run/batch", "w");

	if (!f)
		lab_die("/run/batch: %s", strerror(errno));
	for (unsigned int i = 0; i < count; i++)
		fprintf(f,
			"link add ppp%u type veth peer name eth%u\n"
			"link set eth%u up\n"
			"link set ppp%u mtu %u up\n"
			"address add 10.%u.%u.2 peer 10.%u.%u.1/32 dev ppp%u\n"
			"route add default dev ppp%u metric %u proto %u\n",
			i, i, i, i, MTU, 64 + i / 256, i % 256, 64 + i / 256, i % 256, i, i, i + 1,
			ROUTE_PROTOCOL);
	fclose(f);
	if (lab_run("ip -batch /run/batch") != 0)
		lab_die("ip -batch fails");
}

static void make_clamp(struct link *l)
{
	struct clamp clamp = {
		.ifindex = if_nametoindex(l->ifname),
		.mss_ipv4 = MTU - 40,
		.mss_ipv6 = MTU - 60,
		.comment = CLAMP_COMMENT_START " bench",
	};
	int err;

	memcpy(clamp.ifname, l->ifname, sizeof(clamp.ifname));
	err = netclamp_set(&l->clamp, &clamp);
	if (err)
		lab_die("the clamp of %s: %s", l->ifname, strerror(-err));
}

static void make_record(struct link *l, const struct runfile_dir *dir)
{
	struct record r = {
		.device_index = if_nametoindex(l->device),
		.netns = iface_namespace(),
		.mtu = MTU,
		.mru = MTU,
		.state = "up",
		.ac_name = "bench-ac",
		.state_since_s = (uint32_t)clock_boot_s(),
		.pid = (uint32_t)getpid(),
	};
	char text[RECORD_TEXT_SIZE];
	int len;

	memcpy(r.device, l->device, sizeof(r.device));
	memcpy(r.ifname, l->ifname, sizeof(r.ifname));
	strcpy(r.clamp, clamp_backend_text(l->clamp.clamp.backend));
	len = record_format(&r, text);
	if (len < 0 || runfile_open(&l->record, dir, l->device) != 0 ||
	    runfile_write(&l->record, text, (size_t)len) != 0)
		lab_die("the record of %s cannot be written", l->ifname);
}

static void make_ring(const struct link *l)
{
	const uint64_t now_ms = clock_boot_ms();
	struct runfile_map map;
	char name[IFNAMSIZ + sizeof(".4294967295" RING_SUFFIX)];
	int err;

	snprintf(name, sizeof(name), "%.15s.%u" RING_SUFFIX, l->ifname, iface_namespace());
	err = runfile_map(&map, RUNFILE_DIR, name, sizeof(struct ring));
	if (err)
		lab_die("the ring of %s: %s", l->ifname, strerror(-err));
	ring_format(map.bytes, l->ifname, l->device, iface_namespace(), now_ms);
	ring_begin_up(map.bytes, now_ms, RING_NEW_SESSION);
	if (ring_ask(map.bytes, now_ms))
		ring_answer(map.bytes, now_ms / 1000, 8000);
	runfile_unmap(&map);
}

/* Their clamps and records live as long as this process. */
static void make_links(unsigned int count)
{
	static struct link links[LINKS_MAX];
	const struct rlimit files = { 8UL * LINKS_MAX, 8UL * LINKS_MAX };
	struct runfile_dir dir;

	if (setrlimit(RLIMIT_NOFILE, &files) < 0)
		lab_die("no descriptors: %s", strerror(errno));
	make_interfaces(count);
	if (runfile_lock(&dir, RUNFILE_DIR) != 0)
		lab_die("no " RUNFILE_DIR);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(links[i].ifname, IFNAMSIZ, "ppp%u", i);
		snprintf(links[i].device, IFNAMSIZ, "eth%u", i);
		make_clamp(&links[i]);
		make_record(&links[i], &dir);
		make_ring(&links[i]);
	}
	runfile_unlock(&dir);
}

static double us_of(const struct timeval *t)
{
	return (double)t->tv_sec * 1e6 + (double)t->tv_usec;
}

/* Returns its exit status. */
static int run(char *const *words, bool quiet, struct rusage *ret_used)
{
	posix_spawn_file_actions_t actions;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	if (quiet)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, words[0], &actions, NULL, words, environ) != 0 ||
	    wait4(pid, &status, 0, ret_used) != pid || !WIFEXITED(status))
		lab_die("%s does not run", words[0]);
	posix_spawn_file_actions_destroy(&actions);
	return WEXITSTATUS(status);
}

static void measure(char *const *words, const char *row)
{
	const int64_t start = lab_now_ns();
	struct rusage used;

	if (run(words, true, &used) != 0)
		lab_die("%s: a link is not well", words[0]);
	lab_sample("plain", "status --json, us until it ends", row,
		   (double)(lab_now_ns() - start) / 1000);
	lab_sample("plain", "status --json, us of a processor", row,
		   us_of(&used.ru_utime) + us_of(&used.ru_stime));
}

/* In a process of its own, with which the machine goes. */
static void measure_machine(unsigned int count, char *const *words)
{
	const unsigned int repeat = lab_setting("REPEAT", 100);
	char row[32];
	int status;

	if (fork() == 0) {
		enter_machine();
		make_links(count);
		snprintf(row, sizeof(row), "%s%u link%s", count == 1 ? "ours, " : "", count,
			 count == 1 ? "" : "s");
		for (unsigned int i = 0; i < repeat; i++)
			measure(words, row);
		exit(fflush(stdout) == EOF);
	}
	if (wait(&status) < 0 || status)
		exit(1);
}

int main(int argc, char **argv)
{
	char *tool = getenv("TOOL");
	char *words[] = { tool, (char *)"status", (char *)"--json", NULL };
	const unsigned int count = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 10) : 0;
	struct rusage used;

	if (argc > 2 && count && count <= LINKS_MAX) {
		enter_machine();
		make_links(count);
		return run(argv + 2, false, &used);
	}
	if (argc > 1 || !tool)
		lab_die("Usage: TOOL=FILE links, or links 1..%d COMMAND...", LINKS_MAX);
	measure_machine(1, words);
	measure_machine(100, words);
	measure_machine(LINKS_MAX, words);
	return 0;
}

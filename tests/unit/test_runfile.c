// SPDX-License-Identifier: GPL-2.0-or-later
/* Other pppds are processes of their own: what a lock is worth shows only when its owner dies. */
#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/runfile.h"

static char top[] = "/tmp/test_runfile.XXXXXX";
static char dir[64]; /* a new one for each test */

static struct {
	unsigned int living, leftovers;
	char names[256], text[RUNFILE_TEXT_MAX];
	size_t len;
} seen;

static bool note(const struct runfile_entry *e, void *context)
{
	*(e->living ? &seen.living : &seen.leftovers) += 1;
	strcat(seen.names, e->name);
	strcat(seen.names, e->living ? "+ " : "- ");
	memcpy(seen.text, e->text, e->len);
	seen.len = e->len;
	return *(const bool *)context;
}

static void lock(struct runfile_dir *d)
{
	is_int(runfile_lock(d, dir), 0);
}

static void visit(const struct runfile *own, bool remove_leftovers)
{
	struct runfile_dir d;

	memset(&seen, 0, sizeof(seen));
	lock(&d);
	is_int(runfile_visit(&d, own, note, &remove_leftovers), 0);
	runfile_unlock(&d);
}

static int open_slot(struct runfile *f, const char *device)
{
	struct runfile_dir d;
	int err;

	lock(&d);
	err = runfile_open(f, &d, device);
	runfile_unlock(&d);
	return err;
}

static void wait_forever(void)
{
	for (;;)
		pause();
}

/* Another process, or the one that it leaves behind: it does `after` when `before` is done. */
static pid_t start(void (*before)(void), void (*after)(void))
{
	int fds[2];
	pid_t pid;

	if (pipe(fds) < 0 || (pid = fork()) < 0)
		abort();
	if (!pid) {
		before();
		pid = getpid();
		if (write(fds[1], &pid, sizeof(pid)) == sizeof(pid))
			after();
		abort();
	}
	close(fds[1]);
	ok(read(fds[0], &pid, sizeof(pid)) == sizeof(pid));
	close(fds[0]);
	return pid;
}

static void kill_child(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void own_eth0(void)
{
	struct runfile f;

	if (open_slot(&f, "eth0") || runfile_write(&f, "one", 3))
		abort();
}

static mode_t mode_of(const char *name)
{
	char path[PATH_MAX];
	struct stat st = { 0 };

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return stat(path, &st) ? 0 : st.st_mode & 07777;
}

static void fresh(void)
{
	static int count;

	snprintf(dir, sizeof(dir), "%s/%d", top, count++);
}

static void modes_do_not_depend_on_umask(void)
{
	const mode_t before = umask(0777);
	struct runfile f;

	fresh();
	is_int(open_slot(&f, "eth0"), 0);
	is_int(mode_of("eth0.0"), 0600);
	is_int(runfile_write(&f, "x", 1), 0);
	is_int(mode_of("eth0.0"), 0600);
	is_int(mode_of("."), 0755);
	runfile_close(&f, false);
	umask(before);
}

static void slots_are_per_device(void)
{
	struct runfile f[3];

	fresh();
	is_int(open_slot(&f[0], "eth0"), 0);
	is_int(open_slot(&f[1], "eth0"), 0);
	is_int(open_slot(&f[2], "eth0.0"), 0);
	is_str(f[0].name, "eth0.0");
	is_str(f[1].name, "eth0.1");
	is_str(f[2].name, "eth0.0.0");
	for (int i = 0; i < 3; i++) {
		runfile_close(&f[i], false);
		runfile_close(&f[i], false);
	}
	visit(NULL, false);
	is_str(seen.names, "");
}

static void slots_are_counted(void)
{
	struct runfile f[RUNFILE_SLOTS + 1];

	fresh();
	for (int i = 0; i < RUNFILE_SLOTS; i++)
		is_int(open_slot(&f[i], "eth0"), 0);
	is_int(open_slot(&f[RUNFILE_SLOTS], "eth0"), -EUSERS);
	runfile_close(&f[5], false);
	is_int(open_slot(&f[5], "eth0"), 0);
	is_str(f[5].name, "eth0.5");
	for (int i = 0; i < RUNFILE_SLOTS; i++)
		runfile_close(&f[i], false);
}

static void names_stay_inside_the_directory(void)
{
	struct runfile f;

	fresh();
	is_int(open_slot(&f, "../eth0"), -EINVAL);
	is_int(open_slot(&f, ""), -EINVAL);
	is_int(open_slot(&f, "sixteen-bytes-xx"), -EINVAL);
}

static void kill_leaves_a_leftover(void)
{
	pid_t pid;

	fresh();
	pid = start(own_eth0, wait_forever);
	visit(NULL, true);
	is_str(seen.names, "eth0.0+ ");
	is_int(seen.len, 3);
	ok(!memcmp(seen.text, "one", 3));
	kill_child(pid);
	visit(NULL, false);
	is_str(seen.names, "eth0.0- ");
	ok(!memcmp(seen.text, "one", 3));
	visit(NULL, true);
	is_str(seen.names, "eth0.0- ");
	visit(NULL, true);
	is_str(seen.names, "");
}

static void become_nobody_and_lock(void)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/eth0.0", dir);
	if (setgid(65534) || setuid(65534))
		abort();
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		flock(fd, LOCK_SH);
}

/* Fails if another user can open the file. */
static void nobody_else_makes_the_dead_alive(void)
{
	pid_t pid;

	if (geteuid() != 0)
		return;
	fresh();
	ok(chmod(top, 0755) == 0); /* as /run is */
	pid = start(own_eth0, wait_forever);
	kill_child(pid);
	pid = start(become_nobody_and_lock, wait_forever);
	visit(NULL, true);
	is_str(seen.names, "eth0.0- ");
	kill_child(pid);
}

/* As pppd does with updetach. */
static void detach_eth0(void)
{
	own_eth0();
	if (fork())
		_exit(0);
}

static void lock_survives_detaching(void)
{
	pid_t pid;

	fresh();
	pid = start(detach_eth0, wait_forever);
	ok(wait(NULL) != pid);
	visit(NULL, true);
	is_str(seen.names, "eth0.0+ ");
	kill_child(pid);
	visit(NULL, true);
	is_str(seen.names, "eth0.0- ");
}

static void own_file_is_not_visited(void)
{
	struct runfile f, other;

	fresh();
	is_int(open_slot(&f, "eth0"), 0);
	is_int(open_slot(&other, "eth1"), 0);
	visit(&f, true);
	is_str(seen.names, "eth1.0+ ");
	runfile_close(&f, true);
	runfile_close(&other, true);
	visit(NULL, true);
	is_int(seen.leftovers, 2);
}

static void text_is_replaced(void)
{
	struct runfile f;

	fresh();
	is_int(open_slot(&f, "eth0"), 0);
	is_int(runfile_write(&f, "a longer text", 13), 0);
	is_int(runfile_write(&f, "short", 5), 0);
	visit(NULL, true);
	is_str(seen.names, "eth0.0+ ");
	is_int(seen.len, 5);
	is_int(fcntl(f.fd, F_GETFD), FD_CLOEXEC);
	is_int(fcntl(f.dir_fd, F_GETFD), FD_CLOEXEC);
	runfile_close(&f, false);
}

static struct runfile rewritten;

static void open_rewritten(void)
{
	if (open_slot(&rewritten, "eth0"))
		abort();
}

static void rewrite_forever(void)
{
	static char text[RUNFILE_TEXT_MAX];

	for (unsigned int i = 0;; i++) {
		memset(text, 'a' + (int)(i % 26), sizeof(text));
		if (runfile_write(&rewritten, text, sizeof(text)))
			abort();
	}
}

static bool seen_as_it_must_be(void)
{
	if (seen.leftovers || seen.living > 1)
		return false;
	return !seen.len ||
	       (seen.len == RUNFILE_TEXT_MAX && !memcmp(seen.text, seen.text + 1, seen.len - 1));
}

/* Fails if the new file is locked late, the old one unlocked early, or the name not compared. */
static void readers_see_one_text_of_a_living_owner(void)
{
	struct runfile_dir d;
	bool good = true, keep = false;
	pid_t pid;

	fresh();
	pid = start(open_rewritten, rewrite_forever);
	lock(&d);
	for (int i = 0; good && i < 8000; i++) {
		memset(&seen, 0, sizeof(seen));
		runfile_visit(&d, NULL, note, &keep);
		good = seen_as_it_must_be();
	}
	ok(good);
	runfile_unlock(&d);
	kill_child(pid);
}

static void longer_files_are_cut(void)
{
	static const char text[RUNFILE_TEXT_MAX + 1];
	struct runfile f;

	fresh();
	is_int(open_slot(&f, "eth0"), 0);
	is_int(runfile_write(&f, text, sizeof(text)), 0);
	visit(NULL, false);
	is_int(seen.len, RUNFILE_TEXT_MAX);
	runfile_close(&f, false);
}

static void make_file(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	ok(close(open(path, O_CREAT | O_WRONLY | O_EXCL | O_CLOEXEC, 0644)) == 0);
}

static void only_slots_are_visited(void)
{
	struct runfile_dir d;
	char link_path[128];

	fresh();
	lock(&d);
	make_file("eth0.0.new");
	make_file("eth0.");
	make_file(".0");
	make_file("eth0");
	make_file("a-much-longer-name.0");
	make_file("eth0.7");
	make_file("target");
	snprintf(link_path, sizeof(link_path), "%s/eth0.8", dir);
	ok(symlink("target", link_path) == 0);
	runfile_unlock(&d);
	visit(NULL, true);
	is_str(seen.names, "eth0.7- ");
}

static void half_written_file_goes_with_its_leftover(void)
{
	pid_t pid;

	fresh();
	pid = start(own_eth0, wait_forever);
	make_file("eth0.0.new");
	kill_child(pid);
	visit(NULL, true);
	is_int(mode_of("eth0.0.new"), 0);
}

#define MAP_SIZE 5000

static int map(struct runfile_map *m, size_t size)
{
	return runfile_map(m, dir, "ppp0.1.ring", size);
}

static void map_and_write(void)
{
	struct runfile_map m;

	if (map(&m, MAP_SIZE))
		abort();
	((char *)m.bytes)[MAP_SIZE - 1] = 'x';
}

static void a_mapped_file_stays(void)
{
	const mode_t before = umask(0777);
	struct runfile_map m;
	pid_t pid;

	fresh();
	pid = start(map_and_write, wait_forever);
	umask(before);
	is_int(mode_of("ppp0.1.ring"), 0600);
	is_int(map(&m, MAP_SIZE), -EWOULDBLOCK);
	kill_child(pid);
	is_int(map(&m, MAP_SIZE), 0);
	is_int(((char *)m.bytes)[0], 0);
	is_int(((char *)m.bytes)[MAP_SIZE - 1], 'x');
	runfile_unmap(&m);
	runfile_unmap(&m);
	visit(NULL, true);
	is_int(seen.living + seen.leftovers, 0);
	is_int(map(&m, MAP_SIZE + 1000), 0); /* of another version */
	is_int(((char *)m.bytes)[MAP_SIZE - 1], 0);
	runfile_unmap(&m);
}

/* Fails if a file with holes is mapped as it is: without memory for them a write would kill us. */
static void all_of_a_mapped_file_is_there(void)
{
	struct runfile_map m;
	char path[PATH_MAX];
	struct stat st;

	fresh();
	is_int(map(&m, MAP_SIZE), 0);
	runfile_unmap(&m);
	snprintf(path, sizeof(path), "%s/ppp0.1.ring", dir);
	is_int(truncate(path, 0), 0);
	is_int(truncate(path, MAP_SIZE), 0);
	is_int(map(&m, MAP_SIZE), 0);
	is_int(stat(path, &st), 0);
	ok(st.st_blocks * 512 >= MAP_SIZE);
	runfile_unmap(&m);
}

static void what_cannot_be_mapped(void)
{
	struct runfile_map m;
	char path[PATH_MAX];

	fresh();
	is_int(runfile_map(&m, "/proc/none", "x", 1), -ENOENT);
	is_int(runfile_map(&m, dir, "no/x", 1), -ENOENT);
	snprintf(path, sizeof(path), "%s/ppp0.1.ring", dir);
	is_int(symlink("/etc/passwd", path), 0);
	is_int(map(&m, MAP_SIZE), -ELOOP);
	is_int(unlink(path), 0);
	is_int(mkfifo(path, 0600), 0);
	is_int(map(&m, MAP_SIZE), -EINVAL);
}

static void unsafe_directories_are_refused(void)
{
	struct runfile_dir d;
	char path[128];

	fresh();
	ok(mkdir(dir, 0755) == 0 && chmod(dir, 0775) == 0);
	is_int(runfile_lock(&d, dir), -EPERM);
	ok(chmod(dir, 0757) == 0);
	is_int(runfile_lock(&d, dir), -EPERM);
	ok(chmod(dir, 0755) == 0);
	is_int(runfile_lock(&d, dir), 0);
	runfile_unlock(&d);
	snprintf(path, sizeof(path), "%s.link", dir);
	ok(symlink(dir, path) == 0);
	is_int(runfile_lock(&d, path), -ENOTDIR);
	is_int(runfile_lock(&d, "/proc/pppoe-clamp"), -ENOENT);
	if (geteuid() == 0) {
		ok(chown(dir, 1, 0) == 0);
		is_int(runfile_lock(&d, dir), -EPERM);
	}
}

static void hold_directory(void)
{
	struct runfile_dir d;

	lock(&d);
}

static struct {
	unsigned int count;
	unsigned int every, end; /* of a lock that others hold by turns, and then leave; 0: never */
	int lock_fd;
} naps;

int nanosleep(const struct timespec *requested, struct timespec *remaining)
{
	const struct timespec times[2] = { { .tv_sec = naps.count }, { .tv_sec = naps.count } };

	(void)requested, (void)remaining;
	naps.count++;
	if (naps.every && naps.count % naps.every == 0)
		futimens(naps.lock_fd, times);
	if (naps.count == naps.end)
		flock(naps.lock_fd, LOCK_UN);
	return 0;
}

static void the_directory_is_for_one_at_a_time(void)
{
	struct runfile_dir d;
	pid_t pid;

	fresh();
	pid = start(hold_directory, wait_forever);
	naps.count = 0;
	is_int(runfile_lock(&d, dir), -EAGAIN);
	is_int(naps.count, 201);
	kill_child(pid);
	is_int(runfile_lock(&d, dir), 0);
	runfile_unlock(&d);
}

/* Fails if the wait is two seconds, or the holders leave no sign. */
static void many_holders_are_waited_for(void)
{
	struct runfile_dir d, other;
	struct stat before, after;

	fresh();
	lock(&other);
	naps.lock_fd = other.lock_fd;
	naps.count = 0;
	naps.every = 150;
	naps.end = 700;
	is_int(runfile_lock(&d, dir), 0);
	is_int(naps.count, 700);
	runfile_unlock(&d);

	flock(other.lock_fd, LOCK_EX);
	naps.count = naps.end = 0;
	is_int(runfile_lock(&d, dir), -EAGAIN);
	is_int(naps.count, 1000);
	naps.every = 0;
	fstat(other.lock_fd, &before);
	runfile_unlock(&other);
	lock(&d);
	fstat(d.lock_fd, &after);
	ok(before.st_mtim.tv_sec != after.st_mtim.tv_sec);
	runfile_unlock(&d);
}

static void saves_and_loads(void)
{
	char path[128], link_path[128], text[8];
	size_t len = 77;

	fresh();
	ok(mkdir(dir, 0755) == 0);
	snprintf(path, sizeof(path), "%s/file", dir);
	snprintf(link_path, sizeof(link_path), "%s/link", dir);
	is_int(runfile_load(path, text, sizeof(text), &len), -ENOENT);
	is_int(runfile_remove(path), 0);
	is_int(runfile_save(path, "12345678", 8), 0);
	is_int(mode_of("file"), 0600);
	is_int(runfile_load(path, text, sizeof(text) - 1, &len), -EFBIG);
	is_int(len, 77);
	is_int(runfile_load(path, text, sizeof(text), &len), 0);
	is_int(len, 8);
	ok(!memcmp(text, "12345678", 8));
	is_int(runfile_save(path, "abc", 3), 0);
	is_int(runfile_load(path, text, sizeof(text), &len), 0);
	is_int(len, 3);
	is_int(mode_of("file.new"), 0);
	ok(symlink("file", link_path) == 0);
	is_int(runfile_load(link_path, text, sizeof(text), &len), -ELOOP);
	is_int(runfile_load(dir, text, sizeof(text), &len), -EINVAL);
	is_int(runfile_remove(path), 0);
	is_int(runfile_load(path, text, sizeof(text), &len), -ENOENT);
}

static void what_cannot_be_saved_leaves_nothing(void)
{
	char path[128];

	fresh();
	ok(mkdir(dir, 0755) == 0);
	snprintf(path, sizeof(path), "%s/file", dir);
	ok(mkdir(path, 0755) == 0);
	is_int(runfile_save(path, "x", 1), -EISDIR);
	is_int(mode_of("file.new"), 0);
	is_int(runfile_save("/proc/none/file", "x", 1), -ENOENT);
}

static void clean(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", top);
	ok(system(command) == 0);
}

int main(void)
{
	/* What detaches becomes our child, to be waited for. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || !mkdtemp(top))
		abort();
	test(modes_do_not_depend_on_umask);
	test(slots_are_per_device);
	test(slots_are_counted);
	test(names_stay_inside_the_directory);
	test(kill_leaves_a_leftover);
	test(nobody_else_makes_the_dead_alive);
	test(lock_survives_detaching);
	test(own_file_is_not_visited);
	test(text_is_replaced);
	test(readers_see_one_text_of_a_living_owner);
	test(longer_files_are_cut);
	test(only_slots_are_visited);
	test(half_written_file_goes_with_its_leftover);
	test(a_mapped_file_stays);
	test(all_of_a_mapped_file_is_there);
	test(what_cannot_be_mapped);
	test(unsafe_directories_are_refused);
	test(the_directory_is_for_one_at_a_time);
	test(many_holders_are_waited_for);
	test(saves_and_loads);
	test(what_cannot_be_saved_leaves_nothing);
	clean();
	return done_testing();
}

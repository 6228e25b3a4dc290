// SPDX-License-Identifier: GPL-2.0-or-later
#include "runfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TRIES 200 /* while one holds it */
#define LOCK_TRIES_MOST 1000
#define LOCK_EVERY_NS 10000000
#define REPLACED_TRIES 16
#define OPEN_FLAGS (O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
#define CREATE_FLAGS (OPEN_FLAGS | O_RDWR | O_CREAT | O_EXCL)

/* Not what a slot can be called: it has no number at the end. */
#define LOCK_NAME "lock"
#define NEW_SUFFIX ".new"

static int close_with(int fd, int err)
{
	close(fd);
	return err;
}

static int remove_with(int fd, int dir_fd, const char *name, int err)
{
	unlinkat(dir_fd, name, 0);
	return close_with(fd, err);
}

static int check_dir(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_uid != 0 && st.st_uid != geteuid()) || st.st_mode & (S_IWGRP | S_IWOTH))
		return -EPERM;
	return 0;
}

static int open_dir(const char *path)
{
	const int refused = mkdir(path, 0755) < 0 ? -errno : 0;
	const int fd = open(path, OPEN_FLAGS | O_RDONLY | O_DIRECTORY);
	int err;

	if (fd < 0) /* whoever may not make it may have what is there */
		return refused && refused != -EEXIST ? refused : -errno;
	/* pppd's umask may be anything */
	err = !refused && fchmod(fd, 0755) < 0 ? -errno : check_dir(fd);
	return err ? close_with(fd, err) : fd;
}

/* Has somebody else taken the lock since the last look? Each leaves the time. */
static bool has_new_holder(int fd, struct timespec *last)
{
	const struct timespec before = *last;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	*last = st.st_mtim;
	return before.tv_sec != last->tv_sec || before.tv_nsec != last->tv_nsec;
}

/*
 * Never for longer than the limit: its holder may have been stopped. But hundreds
 * may have begun at once.
 */
static int wait_lock(int fd)
{
	const struct timespec pause = { .tv_nsec = LOCK_EVERY_NS };
	struct timespec taken = { 0 };
	int tries = 0;

	for (int i = 0; i < LOCK_TRIES_MOST && tries < LOCK_TRIES; i++) {
		if (!flock(fd, LOCK_EX | LOCK_NB)) {
			futimens(fd, NULL);
			return 0;
		}
		if (errno != EWOULDBLOCK)
			return -errno;
		tries = has_new_holder(fd, &taken) ? 0 : tries + 1;
		nanosleep(&pause, NULL);
	}
	return -EAGAIN;
}

static int open_lock(int dir_fd)
{
	const int fd = openat(dir_fd, LOCK_NAME, OPEN_FLAGS | O_RDONLY | O_CREAT, 0600);
	int err;

	if (fd < 0)
		return -errno;
	err = wait_lock(fd);
	return err ? close_with(fd, err) : fd;
}

int runfile_lock(struct runfile_dir *ret, const char *path)
{
	struct runfile_dir d = { .fd = open_dir(path) };

	if (d.fd < 0)
		return d.fd;
	d.lock_fd = open_lock(d.fd);
	if (d.lock_fd < 0)
		return close_with(d.fd, d.lock_fd);
	*ret = d;
	return 0;
}

void runfile_unlock(struct runfile_dir *d)
{
	close(d->lock_fd);
	close(d->fd);
}

static int write_all(int fd, const char *text, size_t len)
{
	for (size_t done = 0; done < len;) {
		const ssize_t n = write(fd, text + done, len - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static ssize_t read_all(int fd, char *text, size_t size)
{
	size_t used = 0;

	while (used < size) {
		const ssize_t n = read(fd, text + used, size - used);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (!n)
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)used;
}

/*
 * A new file that nobody else can have open, nor another user at any time: who
 * can open a dead pppd's file could lock it, and make it count as alive.
 */
static int create(int dir_fd, const char *name)
{
	const int fd = openat(dir_fd, name, CREATE_FLAGS, 0600);

	if (fd < 0)
		return -errno;
	if (fchmod(fd, 0600) < 0) /* umask may be anything */
		return remove_with(fd, dir_fd, name, -errno);
	return fd;
}

static int create_locked(int dir_fd, const char *name)
{
	const int fd = create(dir_fd, name);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0)
		return remove_with(fd, dir_fd, name, -errno);
	return fd;
}

static void make_new_name(char ret[static NAME_MAX + 1], const char *name)
{
	snprintf(ret, NAME_MAX + 1, "%s" NEW_SUFFIX, name);
}

static bool is_slot(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && dot[1] && strlen(name) < RUNFILE_NAME_SIZE &&
	       strspn(dot + 1, "0123456789") == strlen(dot + 1);
}

/* Is `name` still the file that is open? */
static bool is_current(int dir_fd, const char *name, int fd)
{
	struct stat now, opened;

	return !fstatat(dir_fd, name, &now, AT_SYMLINK_NOFOLLOW) && !fstat(fd, &opened) &&
	       now.st_ino == opened.st_ino && now.st_dev == opened.st_dev;
}

/*
 * The file as it is now and whether it has an owner. The owner may replace it
 * at any time: then the old one, whose lock is free, says nothing.
 */
static int open_slot(int dir_fd, const char *name, bool *ret_living)
{
	for (int i = 0; i < REPLACED_TRIES; i++) {
		const int fd = openat(dir_fd, name, OPEN_FLAGS | O_RDONLY);
		bool living;

		if (fd < 0)
			return -errno;
		living = flock(fd, LOCK_EX | LOCK_NB) < 0;
		if (living || is_current(dir_fd, name, fd)) {
			*ret_living = living;
			return fd;
		}
		close(fd);
	}
	return -EAGAIN;
}

static void remove_slot(int dir_fd, const char *name)
{
	char new_name[NAME_MAX + 1];

	make_new_name(new_name, name);
	unlinkat(dir_fd, new_name, 0);
	unlinkat(dir_fd, name, 0);
}

struct visit {
	int dir_fd;
	runfile_visitor *visit;
	void *context;
};

static void visit_slot(const struct visit *v, const char *name)
{
	struct runfile_entry e = { .name = name };
	const int fd = open_slot(v->dir_fd, name, &e.living);
	char text[RUNFILE_TEXT_MAX];
	ssize_t len;

	if (fd < 0)
		return;
	len = read_all(fd, text, sizeof(text));
	e.text = text;
	e.len = len < 0 ? 0 : (size_t)len;
	if (v->visit(&e, v->context) && !e.living)
		remove_slot(v->dir_fd, name);
	close(fd);
}

int runfile_visit(const struct runfile_dir *d, const struct runfile *own, runfile_visitor *visit,
		  void *context)
{
	const struct visit v = { d->fd, visit, context };
	const int fd = openat(d->fd, ".", O_CLOEXEC | O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!dir)
		return fd < 0 ? -errno : close_with(fd, -ENOMEM);
	while ((entry = readdir(dir)))
		if (is_slot(entry->d_name) && !(own && !strcmp(own->name, entry->d_name)))
			visit_slot(&v, entry->d_name);
	closedir(dir);
	return 0;
}

int runfile_open(struct runfile *ret, const struct runfile_dir *d, const char *device)
{
	struct runfile f = { .fd = -EEXIST };

	if (!*device || strlen(device) >= IFNAMSIZ || strchr(device, '/'))
		return -EINVAL;
	for (int i = 0; f.fd == -EEXIST && i < RUNFILE_SLOTS; i++) {
		snprintf(f.name, sizeof(f.name), "%s.%d", device, i);
		f.fd = create_locked(d->fd, f.name);
	}
	if (f.fd < 0)
		return f.fd == -EEXIST ? -EUSERS : f.fd;
	f.dir_fd = fcntl(d->fd, F_DUPFD_CLOEXEC, 0);
	if (f.dir_fd < 0) {
		const int err = -errno;

		remove_slot(d->fd, f.name);
		return close_with(f.fd, err);
	}
	*ret = f;
	return 0;
}

/* The new file is locked before it takes the name, and the old one until after that. */
int runfile_write(struct runfile *f, const char *text, size_t len)
{
	char new_name[NAME_MAX + 1];
	int fd, err;

	make_new_name(new_name, f->name);
	unlinkat(f->dir_fd, new_name, 0);
	fd = create_locked(f->dir_fd, new_name);
	if (fd < 0)
		return fd;
	err = write_all(fd, text, len);
	if (!err && renameat(f->dir_fd, new_name, f->dir_fd, f->name) < 0)
		err = -errno;
	if (err) {
		unlinkat(f->dir_fd, new_name, 0);
		return close_with(fd, err);
	}
	close(f->fd);
	f->fd = fd;
	return 0;
}

void runfile_close(struct runfile *f, bool keep)
{
	if (f->fd < 0)
		return;
	if (!keep)
		remove_slot(f->dir_fd, f->name);
	close(f->fd);
	close(f->dir_fd);
	f->fd = -1;
}

static int open_or_create(int dir_fd, const char *name)
{
	const int fd = openat(dir_fd, name, OPEN_FLAGS | O_RDWR);

	return fd < 0 ? (errno == ENOENT ? create(dir_fd, name) : -errno) : fd;
}

/* All of it is there: writing to memory that no page can be found for would kill us. */
static int set_size(int fd, size_t size)
{
	struct stat st;
	int err;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if ((size_t)st.st_size != size && ftruncate(fd, 0) < 0)
		return -errno;
	do
		err = posix_fallocate(fd, 0, (off_t)size);
	while (err == EINTR); /* tmpfs gives up on any signal */
	return -err;
}

static int map(struct runfile_map *ret, int fd, size_t size)
{
	void *bytes;
	int err;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	err = set_size(fd, size);
	if (err)
		return err;
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	*ret = (struct runfile_map){ .fd = fd, .bytes = bytes, .size = size };
	return 0;
}

int runfile_map(struct runfile_map *ret, const char *path, const char *name, size_t size)
{
	const int dir_fd = open_dir(path);
	int fd, err;

	if (dir_fd < 0)
		return dir_fd;
	fd = open_or_create(dir_fd, name);
	close(dir_fd);
	if (fd < 0)
		return fd;
	err = map(ret, fd, size);
	return err ? close_with(fd, err) : 0;
}

void runfile_unmap(struct runfile_map *m)
{
	if (m->fd < 0)
		return;
	munmap(m->bytes, m->size);
	close(m->fd);
	m->fd = -1;
}

/* What a directory lists is on the disk only after this. */
static int sync_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd, err;

	if (slash)
		snprintf(dir, sizeof(dir), "%.*s", slash == path ? 1 : (int)(slash - path), path);
	fd = open(dir, O_CLOEXEC | O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return -errno;
	err = fsync(fd) < 0 ? -errno : 0;
	return close_with(fd, err);
}

static int write_synced(const char *path, const char *text, size_t len)
{
	int fd, err;

	unlink(path);
	fd = create(AT_FDCWD, path);
	if (fd < 0)
		return fd;
	err = write_all(fd, text, len);
	if (!err && fsync(fd) < 0)
		err = -errno;
	return close_with(fd, err);
}

int runfile_save(const char *path, const char *text, size_t len)
{
	char new_path[PATH_MAX];
	int err;

	if (snprintf(new_path, sizeof(new_path), "%s" NEW_SUFFIX, path) >= (int)sizeof(new_path))
		return -ENAMETOOLONG;
	err = write_synced(new_path, text, len);
	if (!err && rename(new_path, path) < 0)
		err = -errno;
	if (err) {
		unlink(new_path);
		return err;
	}
	return sync_dir(path);
}

static int load(int fd, char *text, size_t size, size_t *ret_len)
{
	struct stat st;
	ssize_t len;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if ((size_t)st.st_size > size)
		return -EFBIG;
	len = read_all(fd, text, size);
	if (len < 0)
		return (int)len;
	*ret_len = (size_t)len;
	return 0;
}

int runfile_load(const char *path, char *text, size_t size, size_t *ret_len)
{
	const int fd = open(path, OPEN_FLAGS | O_RDONLY);

	return fd < 0 ? -errno : close_with(fd, load(fd, text, size, ret_len));
}

int runfile_remove(const char *path)
{
	if (unlink(path) < 0)
		return errno == ENOENT ? 0 : -errno;
	return sync_dir(path);
}

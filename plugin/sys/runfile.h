/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file for each living pppd, DEVICE.N in a directory under /run. Its owner
 * holds a lock on it, which the kernel releases however the owner dies, so a
 * file that can be locked is left over from one that had no time to tidy up.
 * The lock survives pppd's detaching: it belongs to the open file.
 *
 * Files of a name of their own that are mapped, and stay when their writer ends;
 * the lock is the writer's as well. And a file anywhere that survives a power cut.
 *
 * All return 0 or -errno; out-parameters are untouched on failure.
 */
#ifndef RUNFILE_H
#define RUNFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <net/if.h>

#define RUNFILE_DIR "/run/pppoe-clamp"
#define RUNFILE_SLOTS 256 /* of one device */
#define RUNFILE_TEXT_MAX 8192 /* bytes; of a longer file the rest is not read */
#define RUNFILE_NAME_SIZE (IFNAMSIZ + 4) /* ".255" */

/* The directory, held against any other who wants it: for milliseconds at a time. */
struct runfile_dir {
	int fd;
	int lock_fd;
};

struct runfile {
	int dir_fd;
	int fd; /* locked; -1 while closed */
	char name[RUNFILE_NAME_SIZE];
};

struct runfile_entry {
	const char *name;
	bool living; /* false: its owner is dead */
	const char *text;
	size_t len; /* bytes */
};

/*
 * Makes the directory if it is not there, and waits for its turn: two seconds while
 * one other has it, and ten at most. Returns 0; -EPERM if somebody else than root and us
 * could write there; -ENOTDIR where it is a symbolic link; -EAGAIN if the turn does not
 * come; or -errno.
 */
int runfile_lock(struct runfile_dir *ret, const char *path);
void runfile_unlock(struct runfile_dir *d);

/* Returns whether the file, if it is a leftover, is to be removed. */
typedef bool runfile_visitor(const struct runfile_entry *e, void *context);

/* Visits the file of every pppd but `own` (NULL: none), of all devices. */
int runfile_visit(const struct runfile_dir *d, const struct runfile *own, runfile_visitor *visit,
		  void *context);

/* Takes the first free slot of `device`, empty. -EUSERS: there is none. */
int runfile_open(struct runfile *ret, const struct runfile_dir *d, const char *device);

/* Replaces the text: whoever reads sees all of the old or all of the new one. */
int runfile_write(struct runfile *f, const char *text, size_t len);

/* Removes the file, or leaves it to be visited as a leftover. Safe to call twice. */
void runfile_close(struct runfile *f, bool keep);

/* A mapped file */
struct runfile_map {
	int fd; /* locked; -1: there is none */
	void *bytes;
	size_t size;
};

/*
 * Maps the file `name` of the directory, which is made if it is not there, for
 * reading and writing. A new one, and one of another size, is all zero.
 * -EWOULDBLOCK if somebody else has it.
 */
int runfile_map(struct runfile_map *ret, const char *path, const char *name, size_t size);

/* The file stays. Safe to call twice. */
void runfile_unmap(struct runfile_map *m);

/* Replaces the file at `path`. After 0 a power cut leaves the new text, before it the old one. */
int runfile_save(const char *path, const char *text, size_t len);

/* *ret_len bytes at most `size`; -EFBIG if there are more, -ELOOP for a symbolic link. */
int runfile_load(const char *path, char *text, size_t size, size_t *ret_len);

/* It need not be there. */
int runfile_remove(const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes what a plan says, all of it or nothing, and keeps a ledger, from which it
 * is taken back.
 */
#ifndef APPLY_H
#define APPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "ledger.h"
#include "plan.h"

/* One file; NULL is no file. */
struct apply_change {
	char *path;
	char *now, *next;
	unsigned int mode; /* that it gets; 0: as it is */
	bool secret;
};

struct apply_changes {
	struct apply_change *items;
	size_t count;
};

/* Those of other lines, which may share what they need */
struct apply_others {
	const char *but;
	struct ledger *items;
	size_t count;
};

/* Of the setup NAME. Returns 0, -ENOENT: there is none, or -errno. */
int apply_load(struct ledger *ret, const char *name);

/* Of all setups but that of NAME, the caller's. One that cannot be read is none. */
void apply_load_others(struct apply_others *ret, const char *name);
void apply_free_others(struct apply_others *o);

/* What the plan changes; and what of the ledger it has no more. Calls `kept` for what is left. */
struct apply_changes apply_compare(const struct plan *p, const struct ledger *l,
				   void (*kept)(const char *path));
void apply_free(struct apply_changes *c);

/* As diffs, with passwords masked, to standard output. */
void apply_show(const struct apply_changes *c);

/* What is to be noted of a plan that follows `before`; the caller frees it. */
struct ledger apply_note(const struct plan *p, const struct ledger *before, const struct answers *a,
			 const struct apply_others *others);

/*
 * Writes all files, and the ledger (NULL: it is removed). Directories that it
 * makes are noted there. `end` is called with the ledger before when nothing is left
 * but to put the files in their places. On an error, -errno, all of them are as they
 * were, and *ret_path, which lives as long as `c`, is where; -EINVAL: what is there cannot
 * be kept, as files_read cannot read it.
 */
int apply_write(const struct apply_changes *c, const char *name, struct ledger *l,
		void (*end)(const struct ledger *before), const char **ret_path);

/* Values of /proc/sys, to what the plan says, or back. Returns 0 or -errno. */
int apply_sysctls(const struct plan *p);
void apply_sysctls_back(const struct ledger *l, const struct apply_others *others);

/* Removes the directories that were made, if they are empty. */
void apply_remove_dirs(const struct ledger *l);

/*
 * Runs words with blanks between. Returns its exit status or -errno; what it said
 * is *ret_text, which the caller frees (NULL: nothing).
 */
int apply_run(const char *command, char **ret_text);

#endif

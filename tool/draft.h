/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One plan in the making: what its parts ask of the answers and the world, and how they add
 * to it. Whatever is added is the plan's, and freed with it. Who has no memory exits.
 */
#ifndef DRAFT_H
#define DRAFT_H

#include <stdio.h>

#include "plan.h"

struct draft {
	struct plan *plan;
	const struct answers *a;
	const struct plan_world *w;
	char device[ANSWERS_SIZE]; /* see plan_device() */
	char *text; /* of the file that is written now */
	size_t size;
};

const char *draft_get(const struct draft *d, enum answer which);
bool draft_yes(const struct draft *d, enum answer which);
bool draft_is(const struct draft *d, enum answer which, const char *value);

bool draft_translates(const struct draft *d);

/* In the file that this names (the caller's) */
bool draft_has_rules(const struct draft *d);
char *draft_rules_path(const struct draft *d);

bool draft_has_backup(const struct draft *d);

/* Other ways out for the LAN, as words; NULL: there is none, or no LAN. */
const char *draft_uplinks(const struct draft *d);

/* Two hands at one interface: what the one gives, the other takes away. */
bool draft_takes_from_nm(const struct draft *d);

/* Has the LAN's interface its address by this one, "networkd" or "ifupdown"? */
bool draft_gives_address(const struct draft *d, const char *network);

bool draft_needs_networkd(const struct draft *d);

/* With the link, and by nothing else: to enable it makes a boot wait for it. */
bool draft_starts_networkd(const struct draft *d);

/* A text that begins with the line that says whose it is; one at a time. */
FILE *draft_begin_file(struct draft *d);
FILE *draft_begin_script(struct draft *d); /* for sh, and it ends at an error */
char *draft_end_file(struct draft *d, FILE *file);

/* The file is 0644, not secret, and ours alone; who asks for it may change that. */
struct plan_file *draft_add_file(struct draft *d, char *path, char *text, const char *what);

/*
 * To a file of others, which may have them: at its end, or `first`, where the first line
 * counts that fits.
 */
void draft_add_lines(struct draft *d, const char *path, const char *lines, bool first,
		     const char *what);

/* Commands may be NULL. */
void draft_add_action(struct draft *d, const char *what, char *command, char *undo,
		      char *undo_after);
void draft_add_remark(struct draft *d, char *text);

#endif

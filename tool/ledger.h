/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a setup has done, so that it can be undone, or done again: the files as
 * they were and as they became, and what takes back what was run. No I/O.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "answers.h"

struct ledger_file {
	char *path;
	bool shared; /* only some of its lines are ours */
	bool secret;
	unsigned int mode; /* that it had; 0: there was none */
	char *before, *after; /* NULL: there was none, there is none */
};

struct ledger_lines {
	char **items;
	size_t count;
};

struct ledger {
	struct answers answers; /* without the password */
	struct {
		struct ledger_file *items;
		size_t count;
	} files;
	struct ledger_lines dirs; /* that were made, the outer ones first */
	struct ledger_lines sysctls; /* "NAME VALUE" as they were */
	struct ledger_lines undos; /* commands, to be run last to first, before the files go */
	struct ledger_lines undos_after; /* and after */
};

/* Returns false, and *ret is empty, where it is no such text, or a part of one. */
bool ledger_parse(struct ledger *ret, const char *text);
void ledger_print(FILE *file, const struct ledger *l);
void ledger_free(struct ledger *l);

/* NULL: there is none. */
const struct ledger_file *ledger_file_at(const struct ledger *l, const char *path);

/* Has it written a file with this text in it? Not an empty one. */
bool ledger_wrote(const struct ledger *l, const char *text);

/* Has it done what this command takes back? */
bool ledger_undoes(const struct ledger *l, const char *command);

void ledger_add_line(struct ledger_lines *l, const char *text);
bool ledger_has_line(const struct ledger_lines *l, const char *text);

/*
 * What a file becomes without us, where it is `now` (NULL: not there): it is as
 * it was, or, if it is shared and others have changed it, what they have made of
 * it without our lines. The caller frees *ret (NULL: no file). Returns false, and
 * no text, where a file of ours was changed: it is left to whoever did. What is gone stays gone.
 */
bool ledger_revert(char **ret, const struct ledger_file *f, const char *now);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `pppd dryrun` prints: the options that a peers file amounts to, with all
 * files that it takes in. No I/O.
 */
#ifndef DRYRUN_H
#define DRYRUN_H

#include <stdbool.h>
#include <stddef.h>

#define DRYRUN_NAME_SIZE 64
#define DRYRUN_VALUE_SIZE 256

struct dryrun_option {
	char name[DRYRUN_NAME_SIZE];
	char value[DRYRUN_VALUE_SIZE]; /* as the option has it; "": it has none */
};

struct dryrun {
	struct dryrun_option *items;
	size_t count;
};

/* list_free frees it. Returns false if the text has no list of options: pppd refused. */
bool dryrun_parse(struct dryrun *ret, const char *text);

/* The last value of an option; NULL: it is not given. */
const char *dryrun_value(const struct dryrun *d, const char *name);
bool dryrun_has(const struct dryrun *d, const char *name);
/* `otherwise` where it is not given, or is no number. */
long dryrun_number(const struct dryrun *d, const char *name, long otherwise);

#endif

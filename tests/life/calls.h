/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the plugin and its libraries ask of the kernel passes through here: it is
 * counted, and at the call that a plan names something happens. The functions of
 * libc of these names are this program's own; the libraries find them, too.
 */
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>
#include <stddef.h>

#define CALLS_NAME_SIZE 96
#define CALLS_SHORT (-1) /* in place of an errno: one byte is read or written */

struct calls_plan {
	unsigned long at; /* the call that something happens at, from 1 on; 0: none */
	char name[CALLS_NAME_SIZE]; /* and only those of this name count; "": all */
	int error; /* what it fails with; 0: it goes on, after `signal` */
	bool for_good; /* and so does each of this name from then on */
	int signal; /* 0: none */
};

/* What the plan came to, in memory that outlives the process. */
struct calls_done {
	unsigned long count; /* calls that counted */
	unsigned long hits; /* those that something happened at */
	char name[CALLS_NAME_SIZE]; /* of the first of them */
	unsigned long
		route_bytes; /* that the kernel has told of interfaces, addresses and routes */
};

/* From now on; NULL: no more. */
void calls_begin(const struct calls_plan *plan, struct calls_done *done);

/* From now on each call is added to `list`, whose end is `end`, as "NAME\n". */
void calls_list(char *list, const char *end);

/* Names of calls begin with what this says, and ": ", from now on. */
void calls_name_stages(const char *(*stage)(void));

/* What the program itself does between both neither counts nor fails. */
void calls_pause(void);
void calls_resume(void);

/* The session socket that is open and connected; -1: none. */
int calls_session(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clamps whose cost is compared. One line in designs.c adds another; the
 * first is what all are compared with, and the first whose name begins with
 * "ours" is the unit of the table's last column.
 */
#ifndef DESIGNS_H
#define DESIGNS_H

#include <stddef.h>
#include <stdint.h>

#include "../../plugin/netclamp.h"

#define DESIGNS_MAX 16
#define DESIGNS_MSS 1452 /* what they lower to */

struct router;

struct design {
	const char *name;
	/* Clamps every interface of a router whose namespace is entered. 0 is success. NULL: no clamp. */
	int (*apply)(const struct design *d, const struct router *r);
	const char *command; /* reads rules from standard input */
	const char *action; /* of a rule that lowers the MSS */
	enum netclamp_choice backend; /* of a clamp of ours */
};

extern const struct design designs[];
extern const size_t design_count;

/* Takes away what was made by our own code; the rest goes with the namespaces. */
void designs_close(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the access concentrator, and asks a person what no option has said.
 */
#ifndef INTERVIEW_H
#define INTERVIEW_H

#include <stdbool.h>

#include "answers.h"
#include "surroundings.h"

/*
 * Without `may_ask` only the access concentrator is looked for, where no interface
 * is given. Returns SAY_WELL, or what the program exits with, and has said why.
 */
int interview(struct answers *a, struct surroundings *s, bool may_ask);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a setup finds on this machine: interfaces, who configures them, and what is
 * in the files already.
 */
#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "answers.h"
#include "apply.h"
#include "facts.h"
#include "ledger.h"
#include "plan.h"

#define SURROUNDINGS_ADDRESS_SIZE 20 /* "192.168.100.100/24" */

struct surroundings {
	struct facts facts;
	const struct ledger *ledger; /* of the setup before; the caller's */
	const struct apply_others *others; /* the same */
	struct {
		char **items;
		size_t count;
	} texts; /* that were read */
	bool has_dnsmasq; /* the daemon, with its unit */
	bool has_old_networkd; /* which knows other words for a prefix: before version 250 */
	bool misses_dnsmasq; /* see plan_world */
	struct plan_world world;
};

/* Returns SAY_WELL, or what the program exits with, and has said why. */
int surroundings_take(struct surroundings *s, const struct ledger *l,
		      const struct apply_others *others);
void surroundings_free(struct surroundings *s);

/* The IPv4 address that an interface has for good; false: it has none. */
bool surroundings_address(const struct surroundings *s, const char *interface,
			  char ret[static SURROUNDINGS_ADDRESS_SIZE]);

/* Is there a PPP interface of another name? */
bool surroundings_has_ppp_beside(const struct surroundings *s, const char *name);

/* Answers that follow from what is there. */
void surroundings_suggest(struct surroundings *s, struct answers *a);

/* Do they fit what is there? As answers_check(). */
const char *surroundings_check(struct surroundings *s, const struct answers *a,
			       enum answer *ret_which);

const struct plan_world *surroundings_world(struct surroundings *s, const struct answers *a);

#endif

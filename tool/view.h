/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The links of this machine: what belongs together of records and kernel, and
 * where they disagree. No I/O.
 */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>

#include "facts.h"

#define VIEW_REMARKS 8
#define VIEW_REMARK_SIZE 160

enum view_state {
	VIEW_UP,
	VIEW_LIMBO, /* the line is lost, and the session kept for a while */
	VIEW_CONNECTING, /* there is a session, and PPP negotiates on it */
	VIEW_SEARCHING, /* there is no session */
	VIEW_LEFT_OVER, /* pppd was killed, and its record is still there */
	VIEW_DOWN, /* of a link without a record */
	VIEW_UNKNOWN, /* the record cannot be read */
};

struct view {
	char name[IFNAMSIZ]; /* of the PPP interface; without one, of the Ethernet interface */
	const struct facts_record *record; /* NULL: there is none, or root alone may read it */
	const struct facts_link *link; /* NULL: the kernel has no such interface, here */
	const struct ring *ring; /* NULL: nothing is remembered, or root alone may read it */
	const struct clampinfo *clamp; /* NULL: there is none, or root alone may see it */
	enum clamp_backend backend; /* of all its tables */
	bool elsewhere; /* in another network namespace: the kernel here says nothing of it */
	enum view_state state;
	unsigned int remark_count;
	char remarks[VIEW_REMARKS][VIEW_REMARK_SIZE]; /* where record and kernel disagree */
};

struct view_list {
	struct view *items;
	size_t count;
};

/* All of them, the records' first; list_free frees it, and it needs *f as long as it lives. */
struct view_list view_all(const struct facts *f);

/*
 * By the name of its interface, or of the Ethernet interface; NULL: there is none. Of
 * several one that is here and not left over, and of those the first with that name itself.
 */
const struct view *view_named(const struct view_list *l, const char *name);

/* Is another one what is meant by its name? */
bool view_is_namesake(const struct view_list *l, const struct view *v);

/* "up", "limbo", "connecting", "searching", "left-over", "down", "unknown" */
const char *view_state_text(enum view_state state);

/* Is it up, and does nobody disagree? */
bool view_is_well(const struct view *v);

/* How long it has been in its state, or has had its session; 0: not known. */
uint64_t view_state_age_s(const struct view *v, uint64_t now_s);
uint64_t view_session_age_s(const struct view *v, uint64_t now_s);

#endif

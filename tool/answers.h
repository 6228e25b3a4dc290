/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `setup` has to know: one answer for each of its questions, which are also
 * its options. All are texts, and each is judged when it is set. No I/O.
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWERS_SIZE 512 /* bytes of an answer, with its NUL */
#define ANSWERS_NAME_SIZE 33 /* bytes of the name of a link's files */

enum answer {
	ANSWER_NAME, /* no option: it is the argument */
	ANSWER_INTERFACE,
	ANSWER_VLAN,
	ANSWER_LINK,
	ANSWER_USER,
	ANSWER_PASSWORD, /* no option: it would be seen in the list of processes */
	ANSWER_SERVICE,
	ANSWER_AC,
	ANSWER_MTU,
	ANSWER_CLAMP,
	ANSWER_IPV6,
	ANSWER_DNS,
	ANSWER_FAILOVER,
	ANSWER_BACKUP,
	ANSWER_LAN,
	ANSWER_LAN_ADDRESS,
	ANSWER_NAT,
	ANSWER_FIREWALL,
	ANSWER_DHCP,
	ANSWER_RA,
	ANSWER_PD,
	ANSWER_START,
	ANSWER_NETWORK,
	ANSWER_OPTION, /* a line for each */
	ANSWERS,
};

struct answers {
	char text[ANSWERS][ANSWERS_SIZE]; /* "": not given */
	bool found[ANSWERS]; /* by setup: it is found anew each time, and no ledger keeps it */
};

/* Of the option that is the answer's own, or what errors call it. */
const char *answers_option(enum answer which);

/* Of that option; NULL: no option gives it. */
const char *answers_argument(enum answer which);

/* What is written where nothing else is said; "": there is no such value. */
const char *answers_default(enum answer which);

/*
 * Sets one; ANSWER_OPTION is added to. Returns NULL, or what was expected, and
 * then nothing is changed.
 */
const char *answers_set(struct answers *a, enum answer which, const char *value);

/* Takes over what `other` has and *a has not; a VLAN comes with its interface, or not at all. */
void answers_fill(struct answers *a, const struct answers *other);

/* When none are filled in any more: of a VLAN, service and AC, "no" becomes "". */
void answers_settle(struct answers *a);

bool answers_has(const struct answers *a, enum answer which);
bool answers_say_yes(const struct answers *a, enum answer which);

/* Does it name an interface, and not "no"? */
bool answers_have_lan(const struct answers *a);

/* "eth1.7" is VLAN 7 on eth1. Returns what was expected, or NULL. */
const char *answers_set_device(struct answers *a, const char *device);

/*
 * Do they fit each other, and is there what is needed? Returns NULL, or what was
 * expected of *ret_which.
 */
const char *answers_check(const struct answers *a, enum answer *ret_which);

#endif

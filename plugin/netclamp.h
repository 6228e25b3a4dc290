/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clamp that we have installed for one link, and the choice of its backend.
 * The caller says what it wants; only the difference is done, in one
 * transaction, so any number of calls leaves exactly one clamp, or none.
 *
 * Backend `auto` is forward while there are few clamps on the machine, and
 * netdev where there are many: forward costs every packet something for each
 * clamp, netdev does not. What a kernel refuses is noticed by its answer.
 *
 * Where the kernel does not know owned tables, ours is not owned: then we
 * listen to nftables' own notifications and put the table back when somebody
 * has flushed it, and a new clamp clears away what a killed pppd has left.
 */
#ifndef NETCLAMP_H
#define NETCLAMP_H

#include <stdbool.h>

#include "core/clamp.h"
#include "sys/netlink.h"

enum netclamp_choice {
	NETCLAMP_AUTO,
	NETCLAMP_FORWARD,
	NETCLAMP_NETDEV,
	NETCLAMP_BOTH,
};

#define NETCLAMP_WAITS 50

/* All zero: automatic, nothing installed, nothing open. */
struct netclamp {
	enum netclamp_choice choice;
	bool no_owner; /* the kernel has no owned tables; may be set to pretend so */
	bool no_ipsec; /* nor has it IPsec; the same */
	bool no_strip; /* nor can it remove a TCP option; the same */
	bool no_netdev; /* the kernel has no netdev hooks of this device */
	struct netlink netlink; /* owns the table: stays open */
	struct netlink watch; /* open while there is an unowned table */
	struct clamp clamp;
	bool installed;
	bool lost; /* somebody removed it, and it is not back yet */
	unsigned int waits; /* in a row, for a table of the same name to go */
	int told; /* -errno that was logged; 0: the last call has succeeded */
	unsigned int checks; /* since the clamps were counted */
};

/*
 * NULL: none. The fields backend, unowned, no_ipsec, unstripped and alternate are chosen here.
 * Returns 0, or -errno after logging, once, what the kernel refused; then nothing
 * changed. Or -EAGAIN, unlogged: the kernel frees the table of a killed pppd
 * some milliseconds after its death, and until then nobody else can have its
 * name. Try again soon; after the NETCLAMP_WAITS'th time it is an error.
 */
int netclamp_set(struct netclamp *n, const struct clamp *want);

/* To be called each second while tables change: mends an unowned one, and chooses the backend. */
void netclamp_check(struct netclamp *n);

/* Only the latter, and now: hundreds that each change wakes look once, after the last one. */
void netclamp_count(struct netclamp *n);

/* Removes what is installed and closes the sockets. Safe to call twice. */
void netclamp_close(struct netclamp *n);

#endif

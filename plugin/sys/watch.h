/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What others do to one interface, or to nftables: the kernel's notifications of its link, of
 * addresses removed, of routes removed that are ours or the kernel's own, and of default
 * routes that may have replaced ours. A BPF filter keeps all others out of the queue, so that
 * a full routing table that changes wakes nobody.
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

struct watch {
	int fd; /* -1 while closed; CLOEXEC and non-blocking */
	uint32_t ifindex;
};

struct watch_of {
	uint32_t ifindex;
	uint32_t metrics[2]; /* that our default routes may have */
};

/* Returns 0, or -errno and *ret untouched. */
int watch_open(struct watch *ret, const struct watch_of *of);

/* The same for the rules of nftables, of all tables. */
int watch_open_rules(struct watch *ret);

/*
 * The same for default routes of IPv4 in the main table, of whichever interface,
 * for addresses and routing rules that are removed, and for the link of interface
 * `ifindex`.
 */
int watch_open_uplinks(struct watch *ret, uint32_t ifindex);

/* Safe to call twice. */
void watch_close(struct watch *w);

/* This process gets the signal `number` whenever there is something to read. 0 or -errno. */
int watch_signal(const struct watch *w, int number);

/* Has a notification come? It is taken, or that some were lost. */
bool watch_has_any(const struct watch *w);

/*
 * Hands each notification that has come to `visit`. Returns their number, or
 * -ENOBUFS: some were lost.
 */
int watch_read(const struct watch *w, void (*visit)(const struct nlmsghdr *msg, void *context),
	       void *context);

#endif

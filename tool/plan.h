/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From answers to files: what `setup` writes and runs, and how it is undone. No
 * I/O: what is there already comes by a function.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "answers.h"

#define PLAN_SYSCTL_SIZE 48
#define PLAN_DOCKER "Docker" /* a firewall that is told in its own way */

/* What the plan depends on, beside the answers. */
struct plan_world {
	/* A file's text as it was before any setup; NULL: there was none. It stays the caller's. */
	const char *(*before)(void *context, const char *path);
	void *context;
	bool has_resolved; /* it runs */
	bool has_vlan; /* there is such an interface, and it is not of a setup */
	bool has_lan_address; /* that of the answers, by somebody else */
	bool has_networkd; /* it runs */
	const char *stanza; /* of interfaces(5), that starts this link already; NULL: none */
	bool stanza_is_up;
	bool stanza_is_by_hand; /* no boot starts it */
	bool has_pppd; /* with this peers file, by hand */
	const char *lan_file; /* of networkd's, that the LAN's interface has; NULL: none */
	const char *lan_stanza; /* of interfaces(5), that it has: "inet manual"; NULL: none */
	bool has_nm; /* NetworkManager has the LAN's interface, or had it, and can do without */
	bool lacks_dnsmasq; /* the daemon, or its unit */
	bool has_old_networkd; /* of before version 250: it cannot ask for a prefix as we say */
	/* Interfaces whose default route the kernel has of router advertisements; NULL: none */
	const char *advertised;
	bool has_dhcp; /* dnsmasq gives addresses by another file */
	bool has_servers_file; /* dnsmasq has ours by another setup */
	bool misses_dnsmasq; /* it is not there, and nobody said that it is not wanted */
	bool dnsmasq_is_off; /* no boot starts it, or only since a setup */
	bool has_bind_interfaces; /* dnsmasq has that in another file, and takes one of both */
	const char *firewall; /* that drops what it is told nothing of; NULL: none is known */
	const char *uplinks; /* other interfaces with default routes, words; NULL: none */
	const char *first_uplink; /* one of them, of metric 0; NULL: there is none */
	bool reads_nftables; /* nftables.conf is loaded at boot */
};

struct plan_file {
	char *path;
	char *text; /* NULL: it is removed */
	const char *what; /* it is for */
	unsigned int mode;
	bool secret; /* its third words are passwords */
	bool shared; /* only some of its lines are ours */
};

/* What is run, without a shell: words with one blank between. */
struct plan_action {
	char *command; /* "": nothing */
	char *undo; /* before the files go; "" */
	char *undo_after; /* and after; "" */
	const char *what;
};

struct plan_sysctl {
	char name[PLAN_SYSCTL_SIZE]; /* with slashes where an interface may have a dot */
	const char *value;
};

struct plan {
	struct {
		struct plan_file *items;
		size_t count;
	} files;
	struct {
		struct plan_action *items;
		size_t count;
	} actions;
	struct {
		struct plan_sysctl *items;
		size_t count;
	} sysctls;
	struct {
		char **items;
		size_t count;
	} remarks;
};

/* Of answers that answers_check() is content with. */
void plan_make(struct plan *ret, const struct answers *a, const struct plan_world *w);
void plan_free(struct plan *p);

/* "eth1" or "eth1.7"; "vlan7" where that would be too long */
void plan_device(char *ret, size_t size, const struct answers *a);

/* Where there is none, networkd advertises the prefixes that it asks for. */
bool plan_needs_dnsmasq(const struct answers *a, bool has_none);

#endif

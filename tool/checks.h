/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks of `doctor`: each looks for one pitfall, and changes nothing.
 */
#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "dryrun.h"
#include "facts.h"
#include "view.h"

/* A change of one file; `path` NULL: there is none. */
struct fix {
	char *path;
	char *text; /* what the file has then; NULL: it is removed, unless `mode` */
	mode_t mode; /* 0: as it is */
};

struct finding {
	size_t check; /* index of checks */
	char *what;
	char *todo;
	struct fix fix;
};

/* A file in /etc/ppp/peers that uses our plugin. */
struct peer {
	char *path;
	char *name; /* within `path` */
	char *said; /* by pppd, if it refused; otherwise NULL */
	struct dryrun options;
};

/* Each has rules of its own, which none of the others shows. */
#define CHECKS_IPTABLES 4
extern const char *const checks_iptables[CHECKS_IPTABLES];

/* What the checks look at; texts are NULL where they are not known. */
struct patient {
	struct facts facts;
	struct view_list views;
	struct {
		struct peer *items;
		size_t count;
	} peers;
	char *nft; /* in JSON */
	char *iptables[CHECKS_IPTABLES]; /* as checks_iptables */
	char *pppd_version;
	struct {
		struct finding *items;
		size_t count;
	} findings;
	size_t check; /* that runs */
};

struct check {
	const char *name;
	const char *why;
	void (*run)(struct patient *p);
};

extern const struct check checks[];
extern const size_t checks_count;

/* Reads all that several checks need. Returns 0, or -errno of rtnetlink. */
int checks_begin(struct patient *p);
void checks_end(struct patient *p);

/* Of the check that runs. Takes over both texts, which malloc() made. Returns it to add a fix. */
struct finding *checks_find(struct patient *p, char *what, char *todo);

/* Has the interface an address of that family? */
bool checks_has_family(const struct patient *p, uint32_t ifindex, uint8_t family);

/* The Ethernet interface that a peers file names; NULL: none that is there. */
const struct facts_link *checks_device(const struct patient *p, const struct peer *peer);

/* Of the options (check_peers.c) */
void check_options(struct patient *p);
void check_plugin(struct patient *p);
void check_maxfail(struct patient *p);
void check_holdoff(struct patient *p);
void check_echo(struct patient *p);
void check_peer_dns(struct patient *p);
void check_default_routes(struct patient *p);
void check_twice(struct patient *p);
void check_parent_mtu(struct patient *p);
void check_priority(struct patient *p);
void check_secrets(struct patient *p);
void check_password(struct patient *p);
void check_ipv6_off(struct patient *p);

/* Of scripts and rules (check_rules.c) */
void check_clamp_scripts(struct patient *p);
void check_route_scripts(struct patient *p);
void check_hooks(struct patient *p);
void check_failover(struct patient *p);
void check_other_clamps(struct patient *p);
void check_icmp(struct patient *p);
void check_saved_rules(struct patient *p);
void check_nat(struct patient *p);
void check_offload(struct patient *p);

/* Of this machine (check_host.c) */
void check_kernel(struct patient *p);
void check_run(struct patient *p);
void check_forwarding(struct patient *p);
void check_rp_filter(struct patient *p);
void check_accept_ra(struct patient *p);
void check_gateways(struct patient *p);
void check_ipv6_route(struct patient *p);
void check_networkd(struct patient *p);
void check_rename(struct patient *p);

/* Of the links (check_links.c) */
void check_links(struct patient *p);
void check_leftovers(struct patient *p);
void check_parents(struct patient *p);
void check_path(struct patient *p);
void check_detour(struct patient *p);
void check_strangers(struct patient *p);

#endif

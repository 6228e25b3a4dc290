/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else runs on this machine and may have a say in its network: by its files, its control
 * group, and what its own programs print.
 */
#ifndef SERVICES_H
#define SERVICES_H

#include <stdbool.h>
#include <stdint.h>

/* A unit of systemd's, without its ".service": what a service has in /run may outlive it. */
bool services_run(const char *unit);

bool services_have_systemd(void);
bool services_have_ifupdown(void); /* which reads interfaces.d */
bool services_have_resolved(void);
bool services_have_dnsmasq(void); /* the daemon, with its unit */

/* Does a boot start it? */
bool services_enable_dnsmasq(void);
bool services_enable_nftables(void);

/* Has dnsmasq, in a file that is not ours, an option that begins so? */
bool services_dnsmasq_has(const char *option);

/* Is networkd of before version 250? It has other words for a prefix. */
bool services_networkd_is_old(void);

enum services_nm {
	SERVICES_NM_ABSENT, /* NetworkManager does not run */
	SERVICES_NM_LEAVES, /* it does, and the interface is not its own */
	SERVICES_NM_MANAGES,
	SERVICES_NM_MAKES, /* without it there would be no bridge, say, or no access point */
};

enum services_nm services_nm_has(const char *interface, uint32_t ifindex);

bool services_ufw_is_on(void);

/* A chain whose policy drops what is forwarded; NULL: none, or nft did not say. The caller frees. */
char *services_find_drop(void);

#endif

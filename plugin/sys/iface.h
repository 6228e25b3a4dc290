/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an interface is called and carries now, by its index: names change.
 */
#ifndef IFACE_H
#define IFACE_H

#include <stdbool.h>
#include <stdint.h>
#include <net/if.h>

struct iface {
	uint32_t index;
	char name[IFNAMSIZ];
	int mtu; /* bytes */
	bool up; /* IFF_UP */
	bool running; /* IFF_RUNNING: up, and with a carrier */
};

/* Returns 0, or -errno (-ENODEV: there is none) and *ret untouched. */
int iface_describe(struct iface *ret, uint32_t index);

/* The same by its present name. */
int iface_find(struct iface *ret, const char *name);

/* What a PPP interface has received and sent, modulo 2^32. */
struct iface_bytes {
	uint32_t in, out;
};

/*
 * pppd's own count begins anew with IPCP, and for IPv6 alone with the IPCP of the
 * session before (ppp_get_link_stats). Returns false and *ret untouched if there is
 * no such interface.
 */
bool iface_read_bytes(const char *name, struct iface_bytes *ret);

/* The inode of our network namespace; 0: not known. */
uint32_t iface_namespace(void);

#define IFACE_NEW "default" /* an interface that comes now */

/* May it have IPv6? One that the kernel has no switch for is as a new one. */
bool iface_has_ipv6(const char *name);

#endif

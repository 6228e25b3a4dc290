/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Ethernet side: an AF_PACKET socket for discovery frames on one
 * interface. A BPF filter lets through only what the kernel received for us,
 * so other hosts' broadcasts and our own frames cost nothing.
 */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/if_ether.h>

struct link {
	int fd; /* -1 while closed; CLOEXEC and non-blocking */
	int ifindex;
	int mtu; /* bytes, of the interface */
	uint8_t mac[ETH_ALEN];
};

/* Is there an Ethernet interface of that name? Needs no privilege beyond a datagram socket. */
bool link_is_ethernet(const char *ifname);

/* Returns 0 with *ret filled, or -errno and *ret untouched. */
int link_open(struct link *ret, const char *ifname);

/* Safe to call twice. */
void link_close(struct link *l);

/* From now on nothing is queued for reading; sending goes on. */
int link_mute(struct link *l);

/* Returns 0 or -errno. */
int link_send(const struct link *l, const uint8_t *frame, size_t len);

/* Returns the length of one frame, -EAGAIN if none is waiting, -EMSGSIZE (frame lost), or -errno. */
ssize_t link_receive(const struct link *l, uint8_t *frame, size_t size);

#endif

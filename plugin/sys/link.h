/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Ethernet side: AF_PACKET sockets for discovery frames, and for session
 * frames that the kernel has no session for, on one interface. BPF filters let
 * through only what the kernel received for us, so other hosts' broadcasts and
 * our own frames cost nothing.
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

/*
 * A second socket on the same interface, for LCP Configure-Requests of any
 * session: an AC may send its first one before the kernel knows the session.
 * Returns 0 with *ret filled, or -errno and *ret untouched.
 */
int link_open_tap(struct link *ret, const struct link *l);

/* From now on the tap gets the first bytes of every frame of other sessions than `own_id`. */
int link_watch_strays(struct link *tap, uint16_t own_id);

/* Does another socket on this machine read session frames here, a pppoe(8) say? True also if unknown. */
bool link_is_shared(const struct link *tap);

/* From now on nothing is queued for reading; sending goes on. */
int link_mute(struct link *l);

/* Returns 0 or -errno. */
int link_send(const struct link *l, const uint8_t *frame, size_t len);

/* Returns the length of one frame, -EAGAIN if none is waiting, -EMSGSIZE (frame lost), or -errno. */
ssize_t link_receive(const struct link *l, uint8_t *frame, size_t size);

#endif

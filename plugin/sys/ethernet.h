/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Ethernet side: AF_PACKET sockets for discovery frames, and for session
 * frames that the kernel has no session for, on one interface. BPF filters let
 * through only what the kernel received for us, so other hosts' broadcasts and
 * our own frames cost nothing.
 */
#ifndef ETHERNET_H
#define ETHERNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/if_ether.h>

struct ethernet {
	int fd; /* -1 while closed; CLOEXEC and non-blocking */
	int ifindex;
	int mtu; /* bytes, of the interface */
	uint8_t mac[ETH_ALEN];
};

/*
 * Is there an Ethernet interface of that name? Needs no privilege beyond a datagram socket.
 * Returns 0; -ENODEV if there is no interface, -EPROTOTYPE if it is of another kind; or -errno.
 */
int ethernet_check(const char *ifname);

/* Sets it up if it is down. Returns 0, -EPERM if that is not `permitted`, or -errno. */
int ethernet_set_up(const char *ifname, bool permitted);

/* Returns 0 with *ret filled, or -errno and *ret untouched. */
int ethernet_open(struct ethernet *ret, const char *ifname);

/* Is it up, and has it still the address that it was opened with? True also if unknown. */
bool ethernet_is_up(const struct ethernet *e, const char *ifname);
bool ethernet_has_mac(const struct ethernet *e, const char *ifname);

#define ETHERNET_UNIQ_BYTES 4

/*
 * From now on only PADOs and PADSs for us, and none whose Host-Uniq begins otherwise: of
 * hundreds that discover on one interface, none is woken by an answer to another. With
 * `padts` PADTs as well, which need not have one. All come as before where the kernel has
 * no memory for that.
 */
void ethernet_choose(const struct ethernet *e, const uint8_t uniq[static ETHERNET_UNIQ_BYTES],
		     bool padts);

/* From now on only what is for us or for all (a PADI) of `client`, or of anybody (NULL). */
int ethernet_listen(const struct ethernet *e, const uint8_t *client);

/* Safe to call twice. */
void ethernet_close(struct ethernet *e);

/*
 * A second socket on the same interface, for LCP Configure-Requests of any
 * session: an AC may send its first one before the kernel knows the session.
 * Returns 0 with *ret filled, or -errno and *ret untouched.
 */
int ethernet_open_tap(struct ethernet *ret, const struct ethernet *e);

/* What is sent from now on has this priority (SO_PRIORITY). Returns 0 or -errno. */
int ethernet_set_priority(const struct ethernet *e, uint32_t priority);

/* From now on the tap gets the first bytes of every frame of other sessions than `own_id`. */
int ethernet_watch_strays(struct ethernet *tap, uint16_t own_id);

/* Does another socket here read session frames, pppoe(8) say? True also if unknown. */
bool ethernet_is_shared(const struct ethernet *tap);

/* From now on nothing is queued for reading; sending goes on. */
int ethernet_mute(struct ethernet *e);

/* From now on signal `number` (0: none) comes for what there is to read. Returns 0 or -errno. */
int ethernet_signal(const struct ethernet *e, int number);

/* Returns 0 or -errno (-ENODEV: the interface is gone). */
int ethernet_send(const struct ethernet *e, const uint8_t *frame, size_t len);

/* Returns the length of a frame, -EAGAIN if none is waiting, -EMSGSIZE (it is lost), or -errno. */
ssize_t ethernet_receive(const struct ethernet *e, uint8_t *frame, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The session side: an AF_PPPOX socket, on which the kernel carries PPP.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/if_ether.h>

/*
 * Has the kernel PPPoE? Loads its module, which takes a while, so better before
 * an AC waits for us. Returns 0 or -errno: -EAFNOSUPPORT, -EPROTONOSUPPORT or
 * -ESOCKTNOSUPPORT if not.
 */
int session_check_kernel(void);

/*
 * Returns a CLOEXEC, non-blocking descriptor for session `id` with the AC at
 * `mac`; the caller owns it. Or -errno, -EALREADY where the kernel has that
 * session.
 */
int session_connect(const char *ifname, const uint8_t mac[static ETH_ALEN], uint16_t id);

/*
 * Ends the session in the kernel at once, without a word to the AC: pppd then
 * sees a hangup. Async-signal-safe.
 */
void session_drop(int fd);

/* Drops the session and closes the descriptor: nothing may follow our PADT (RFC 2516 5.5). */
void session_close(int fd);

/* Has any process here session `id` with the AC at `mac`? True also where it cannot be told. */
bool session_exists(const uint8_t mac[static ETH_ALEN], uint16_t id);

/* Has any process here a session on this interface? True also where it cannot be told. */
bool session_on_device(uint32_t index);

#define SESSION_REPLY_MAX 1500 /* bytes of LCP: pppd loses what is longer */

/*
 * From now on LCP Echo-Replies that arrive whole reach pppd cut to that, with
 * their length field unchanged; those that claim more than arrives do not
 * reach it. Returns 0 or -errno.
 */
int session_shorten_replies(int fd);

#endif

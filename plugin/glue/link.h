/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The link: what happens in which order. The files that pppd calls (plugin, channel,
 * options, snoop) say here what has happened. In which state the link is, and what the
 * kernel has for it, is state; the floors below do what is due (CONTRIBUTING.md), and
 * know nothing of those above. What comes before a link is prepare.
 */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../core/config.h"
#include "../dialer.h"
#include "../netroute.h"

/*
 * Once; what `config` points to, and the name of the Ethernet interface, may change until
 * the first link begins.
 */
void link_init(const struct config *config, const char *device);

/* There is a session, with a descriptor that stays the caller's. */
void link_begin_session(int fd, struct dialer *d, const char *device);

/*
 * Its descriptor is about to be closed. Returns whether the user asks for
 * another session, at once.
 */
bool link_end_session(struct pace_session *ret);

/*
 * The session, or the link without one, is over, and so is all that belonged to it: not
 * what a bundle has that outlives it.
 */
void link_note_over(void);

/* pppd's phases. LCP begins, or has gone down: */
void link_note_establish(void);
void link_note_open(void); /* LCP has its MTU, and the interface is still down */
void link_note_network(void); /* up to it, or down to it */
void link_note_running(void);
void link_note_terminate(void); /* we end it */
void link_note_disconnect(void);

/* Is there one, or does one begin? */
bool link_exists(void);

/* With `demand` pppd waits for traffic. */
void link_note_dormant(void);

/* About once a second: a discovery goes on, and with `demand` pppd waits for it. */
void link_note_waiting(void);

/* An IP version is up; or goes down: before its script runs. */
void link_note_ip_up(enum netroute_family family);
void link_note_ip_down(enum netroute_family family);

/* Of what brings IPv4 or IPv6 up, one end has acknowledged what the other asks for. */
void link_note_ip_ack(enum netroute_family family);

/* The peer does not accept our secret. */
void link_note_refusal(void);

/* A packet of pppd's control protocols has come. */
void link_note_received(void);

/* The same for LCP. */
void link_note_lcp(bool is_request);

/* An Echo-Reply: `len` bytes of data, of which pppd has `seen`. */
void link_note_reply(uint8_t id, const uint8_t *data, size_t seen, size_t len);

/* An Echo-Request is being sent, with `len` bytes of data. */
void link_note_sent_echo(uint8_t id, size_t len);

/* A Configure-Request of LCP is being sent, as output() takes it. */
void link_note_sent_request(const uint8_t *packet, size_t len);

/* pppd exits. */
void link_close(void);

#endif

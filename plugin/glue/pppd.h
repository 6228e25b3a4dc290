/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that is read from pppd's LCP, IPCP, IPV6CP and CCP, and written to them.
 */
#ifndef PPPD_H
#define PPPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/filter.h>

#include "../core/early.h"
#include "../core/ending.h"
#include "../core/mtu.h"

/* The user's mtu and mru. Only before the first pppd_limit_lcp. */
struct mtu_wish pppd_read_wish(enum mtu_payload payload);

/* What LCP negotiates from its next start on. */
void pppd_limit_lcp(const struct mtu_session *session);

/* Our MRU as it is asked for, in bytes. */
uint32_t pppd_mru(void);

/* What a full-size echo may be, there and back, in bytes of LCP. LCP is open. */
unsigned int pppd_common_mru(void);

/* Ours as negotiated; 0: none. */
uint32_t pppd_magic(void);

/* The same in the bytes of an Echo-Request. */
void pppd_put_magic(uint8_t ret[static 4]);

/* RFC 2516 section 7; the compression protocols serve nobody at these speeds. */
void pppd_switch_off_compression(void);

/* pppd must not add a default route of its own. Returns whether it would have. */
bool pppd_take_over_default_routes(void);

/*
 * Whether IPV6CP may begin, as far as the user wants it at all: before a link, or
 * before it would. Returns whether that has just come to an end.
 */
bool pppd_allow_ipv6(bool allowed);

/* In the network phase: it is about to, if it may. On the way down it has been more than closed. */
bool pppd_ipv6_begins(void);

/* Is IPv6 asked for at all? */
bool pppd_wants_ipv6(void);

/*
 * pppd that dials on demand has to have both interface identifiers of IPv6 before
 * it has negotiated any: these, unless the user says something else. Neither is 0.
 * Before pppd checks its options.
 */
void pppd_make_up_ids(uint64_t ours, uint64_t peers);

/* On demand: may it still come up? Not if the user wants none of it, or the peer has refused. */
bool pppd_awaits_ipv4(void);
bool pppd_awaits_ipv6(void);

/* Does pppd go on while there is neither? It does so even if the peer rejects both. */
bool pppd_awaits_any(void);

/* Which packets dial, unless the user has said so. It is kept, not copied. */
void pppd_set_active_filter(struct sock_filter *code, unsigned int len);

/* The peer's, as negotiated; 0: none. */
uint32_t pppd_peer_magic(void);

/* lcp-echo-failure ends no link as long as they are held. */
void pppd_hold_echoes(bool held);

/* After how many seconds of silence they do, a day at most; 0: never. Not while they are held. */
uint32_t pppd_echoes_s(void);

/* PPPOE_CLAMP_REASON of the scripts from now on; NONE: they have none. */
void pppd_set_reason(enum ending_reason reason);

/* Run /etc/ppp/ip-limbo, if there is one, with the interface and the word. */
void pppd_tell_suspect(void); /* the routes may go in a moment */
void pppd_tell_calm(void); /* or not */
void pppd_tell_lost(enum ending_reason reason); /* they have gone */
void pppd_tell_back(void);

/* multilink: is it of this pppd? Then it goes on when this session is over, if another is in it. */
bool pppd_leads_bundle(void);

/*
 * With `multilink` a link gets its unit just after the network phase has begun, or none,
 * where it joins the bundle of another pppd: ppp_ifname() is that of another, or none at all.
 */
bool pppd_has_unit(void);

/* Of IPv4, in network byte order. */
uint32_t pppd_our_address(void);

/* On demand, that of the interface before IPCP is open; 0: none. */
uint32_t pppd_address_before(void);

/* Is that, or the peer's, another one than IPCP has come to? */
bool pppd_changes_address(void);

/*
 * How long pppd goes on by itself, by the user's options: what LCP, authentication and
 * IP may take until it gives up, one after the other. In seconds, a day at most.
 */
uint32_t pppd_patience_s(void);

/* LCP has sent its Configure-Request, and has had no answer. */
bool pppd_is_requesting(void);

/* A Terminate-Request of the peer has come. */
bool pppd_is_told_to_end(void);

/* LCP takes this packet as if it had just come. */
void pppd_take_lcp(const struct early *packet);

/* LCP is open, or negotiates: nobody has begun to end it. */
bool pppd_has_lcp(void);

/* LCP starts again on this session. Only from a timer, and while it is there. */
void pppd_restart_lcp(void);

/* What the exit status says about an end. */
enum ending_status pppd_ending_status(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every MTU, MRU and MSS number of a session, in bytes. Nothing else in the
 * plugin adds or subtracts header sizes.
 */
#ifndef MTU_H
#define MTU_H

#include <stdint.h>

#define MTU_MSS_MIN_IPV4 536 /* RFC 9293 3.7.1: what every stack takes without the option */
#define MTU_MSS_MIN_IPV6 1220
#define MTU_PPPOE_MAX 1492 /* RFC 2516 section 7 */

/*
 * The MTU or MRU to negotiate: the lowest of what the user wants, what the
 * parent interface carries beside 8 bytes of PPPoE and PPP header, and 1492.
 * Never below 128, the lowest that pppd negotiates.
 */
int mtu_limit_session(int wanted, int parent_mtu);

/*
 * The MSS that fits a session's MTU: less 40 (IPv4) or 60 (IPv6) bytes of fixed
 * headers (RFC 9293 3.7.1), but never below the default of 536 or 1220 that
 * every stack assumes without the option.
 */
uint16_t mtu_mss_ipv4(int mtu);
uint16_t mtu_mss_ipv6(int mtu);

/*
 * The limit for a clamp: what fits the MTU, or the user's `fixed` MSS where
 * that is lower (0: none). For IPv6 without a value of its own, `fixed_ipv4`
 * means packets of the same size.
 */
uint16_t mtu_clamp_ipv4(int mtu, uint16_t fixed);
uint16_t mtu_clamp_ipv6(int mtu, uint16_t fixed, uint16_t fixed_ipv4);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every MTU, MRU and MSS number of a session, in bytes. Nothing else in the
 * plugin adds or subtracts header sizes. In the order of a connect:
 *
 *   mtu_ask_payload    what PPP-Max-Payload asks the AC for (RFC 4638)
 *   mtu_parent_needed  what the parent interface has to carry for that
 *   mtu_limit_session  what LCP may negotiate, once the AC has answered
 *   mtu_link           the MTU of the link, once the peer has named its MRU
 *   mtu_mss, mtu_clamp what TCP may send over it
 */
#ifndef MTU_H
#define MTU_H

#include <stdbool.h>
#include <stdint.h>

#define MTU_MSS_MIN_IPV4 536 /* RFC 9293 3.7.1: what every stack takes without the option */
#define MTU_MSS_MIN_IPV6 1220
#define MTU_PPPOE_MAX 1492 /* RFC 2516 section 7 */
#define MTU_NOT_GIVEN 16384 /* pppd's default `mtu` */
#define MTU_MRU_NOT_GIVEN 1500 /* pppd's default `mru`; nobody can tell it from `mru 1500` */

/* Option pppoe-max-payload */
enum mtu_payload {
	MTU_PAYLOAD_DEFAULT, /* as mtu and mru say; without them 1500 where the parent carries it */
	MTU_PAYLOAD_AUTO, /* the same, but the parent may be raised for it */
	MTU_PAYLOAD_OFF,
};

/* What the user wants, as pppd has it. */
struct mtu_wish {
	int mtu;
	int mru;
	enum mtu_payload payload;
};

/* What the line allows. */
struct mtu_line {
	int parent_mtu;
	int payload; /* granted by the AC; 0: 1492 */
	bool path_bad; /* frames above 1492 do not arrive, whatever was granted */
};

/* What LCP may negotiate. */
struct mtu_session {
	int mtu;
	int mru;
};

/*
 * The value for PPP-Max-Payload, above 1492, or 0 for none. The parent has
 * `parent_mtu` now, and has or can be raised to `parent_limit`.
 *
 * The TAG speaks for both directions, and pppd gives the link no MTU above its
 * own MRU: so it is the lower of mtu and mru, as far as they were given.
 */
uint16_t mtu_ask_payload(const struct mtu_wish *wish, int parent_mtu, int parent_limit);

/* The parent's MTU for PPP packets of `payload` bytes: 8 bytes of headers more. */
int mtu_parent_needed(int payload);

/*
 * The lowest of what the user wants, what the parent carries, and what the AC
 * granted or, without that or on a bad path, 1492. An mru that was not given
 * follows a higher mtu. Never below 128, the lowest that pppd negotiates.
 */
struct mtu_session mtu_limit_session(const struct mtu_wish *wish, const struct mtu_line *line);

/*
 * The link's MTU as pppd sets it when LCP opens. `peer_mru` is what the peer
 * asked for; 0: nothing, which means 1500 (RFC 1661 6.1).
 */
int mtu_link(const struct mtu_session *session, int peer_mru);

/* RFC 8200 section 5: a link of less than 1280 carries no IPv6. */
bool mtu_carries_ipv6(int mtu);

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

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mtu.h"

#define PPPOE_OVERHEAD 8
#define ETHERNET_MTU 1500
#define PPP_MRU_DEFAULT 1500
#define PPP_MTU_MIN 128
#define IPV4_TCP_HEADERS 40
#define IPV6_TCP_HEADERS 60
#define IPV6_LINK_MTU_MIN 1280
#define MSS_MAX (UINT16_MAX - IPV4_TCP_HEADERS)

static int limit(int value, int least, int most)
{
	if (value > most)
		value = most;
	return value < least ? least : value;
}

static int lower(int a, int b)
{
	return a < b ? a : b;
}

/* The parent's MTU is lowered by no more than it has: INT_MIN must not wrap. */
static int carried_by(int parent_mtu)
{
	return parent_mtu > PPPOE_OVERHEAD ? parent_mtu - PPPOE_OVERHEAD : 0;
}

int mtu_parent_needed(int payload)
{
	return payload + PPPOE_OVERHEAD;
}

static bool mru_given(const struct mtu_wish *wish)
{
	return wish->mru != MTU_MRU_NOT_GIVEN;
}

/* The payload that the user wants, whatever can be had; 0: none above 1492. */
static int wanted_payload(const struct mtu_wish *wish, int parent_mtu)
{
	const int given = mru_given(wish) ? lower(wish->mtu, wish->mru) : wish->mtu;

	if (wish->payload == MTU_PAYLOAD_OFF)
		return 0;
	if (given < MTU_NOT_GIVEN)
		return given;
	if (wish->payload == MTU_PAYLOAD_AUTO || parent_mtu >= mtu_parent_needed(ETHERNET_MTU))
		return ETHERNET_MTU;
	return 0;
}

uint16_t mtu_ask_payload(const struct mtu_wish *wish, int parent_mtu, int parent_limit)
{
	const int payload = lower(wanted_payload(wish, parent_mtu), carried_by(parent_limit));

	return payload > MTU_PPPOE_MAX ? (uint16_t)payload : 0;
}

struct mtu_session mtu_limit_session(const struct mtu_wish *wish, const struct mtu_line *line)
{
	const bool granted = line->payload > MTU_PPPOE_MAX && !line->path_bad;
	const int most = granted ? line->payload : MTU_PPPOE_MAX;
	const int carried = limit(carried_by(line->parent_mtu), PPP_MTU_MIN, most);
	const bool mru_follows = !mru_given(wish) && wish->mtu > wish->mru;

	return (struct mtu_session){
		.mtu = limit(wish->mtu, PPP_MTU_MIN, carried),
		.mru = limit(mru_follows ? wish->mtu : wish->mru, PPP_MTU_MIN, carried),
	};
}

int mtu_link(const struct mtu_session *session, int peer_mru)
{
	return lower(peer_mru ? peer_mru : PPP_MRU_DEFAULT, lower(session->mtu, session->mru));
}

bool mtu_carries_ipv6(int mtu)
{
	return mtu >= IPV6_LINK_MTU_MIN;
}

uint16_t mtu_mss_ipv4(int mtu)
{
	return (uint16_t)limit(mtu - IPV4_TCP_HEADERS, MTU_MSS_MIN_IPV4, MSS_MAX);
}

uint16_t mtu_mss_ipv6(int mtu)
{
	return (uint16_t)limit(mtu - IPV6_TCP_HEADERS, MTU_MSS_MIN_IPV6, MSS_MAX);
}

uint16_t mtu_clamp_ipv4(int mtu, uint16_t fixed)
{
	const uint16_t fits = mtu_mss_ipv4(mtu);

	return fixed && fixed < fits ? fixed : fits;
}

uint16_t mtu_clamp_ipv6(int mtu, uint16_t fixed, uint16_t fixed_ipv4)
{
	const uint16_t fits = mtu_mss_ipv6(mtu);

	if (!fixed && fixed_ipv4)
		fixed = mtu_mss_ipv6(fixed_ipv4 + IPV4_TCP_HEADERS);
	return fixed && fixed < fits ? fixed : fits;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mtu.h"

#define PPPOE_OVERHEAD 8
#define PPP_MTU_MIN 128
#define IPV4_TCP_HEADERS 40
#define IPV6_TCP_HEADERS 60
#define MSS_MAX (UINT16_MAX - IPV4_TCP_HEADERS)

static int limit(int value, int least, int most)
{
	if (value > most)
		value = most;
	return value < least ? least : value;
}

int mtu_limit_session(int wanted, int parent_mtu)
{
	const int carried = limit(parent_mtu - PPPOE_OVERHEAD, PPP_MTU_MIN, MTU_PPPOE_MAX);

	return limit(wanted, PPP_MTU_MIN, carried);
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

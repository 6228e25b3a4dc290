// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/mtu.h"

#include <limits.h>

static void session_is_the_lowest_of_three(void)
{
	static const struct {
		int wanted, parent, want;
	} row[] = {
		{ 1500, 1500, 1492 },	   { 1492, 1500, 1492 },  { 1492, 1492, 1484 },
		{ 1400, 1500, 1400 },	   { 1454, 1500, 1454 },  { 1500, 1400, 1392 },
		{ 1492, 1508, 1492 },	   { 128, 1500, 128 },	  { 100, 1500, 128 },
		{ 0, 1500, 128 },	   { -1, 1500, 128 },	  { 1500, 68, 128 },
		{ 1500, 0, 128 },	   { 16384, 9000, 1492 }, { INT_MAX, INT_MAX, 1492 },
		{ INT_MIN, INT_MAX, 128 },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		is_int(mtu_limit_session(row[i].wanted, row[i].parent), row[i].want);
}

/* Nothing a peer says is an argument here: without PPP-Max-Payload, 1492 stays the limit. */
static void defect_03_never_above_1492_without_ppp_max_payload(void)
{
	for (int parent = 0; parent < 20000; parent++)
		ok(mtu_limit_session(20000, parent) <= 1492);
}

static void mss_is_mtu_less_headers(void)
{
	is_int(mtu_mss_ipv4(1492), 1452);
	is_int(mtu_mss_ipv6(1492), 1432);
	is_int(mtu_mss_ipv4(1500), 1460);
	is_int(mtu_mss_ipv6(1500), 1440);
	is_int(mtu_mss_ipv4(1480), 1440);
	is_int(mtu_mss_ipv6(1480), 1420);
}

static void mss_is_never_below_the_default(void)
{
	is_int(mtu_mss_ipv4(576), 536);
	is_int(mtu_mss_ipv4(575), 536);
	is_int(mtu_mss_ipv4(128), 536);
	is_int(mtu_mss_ipv4(0), 536);
	is_int(mtu_mss_ipv6(1280), 1220);
	is_int(mtu_mss_ipv6(1279), 1220);
	is_int(mtu_mss_ipv6(-1), 1220);
}

/* The most that an IPv4 packet of 65535 bytes carries. */
static void mss_fits_its_field(void)
{
	is_int(mtu_mss_ipv4(65535), 65495);
	is_int(mtu_mss_ipv4(65536), 65495);
	is_int(mtu_mss_ipv4(INT_MAX), 65495);
	is_int(mtu_mss_ipv6(65535), 65475);
	is_int(mtu_mss_ipv6(INT_MAX), 65495);
}

static void clamp_ipv4_is_the_lower_of_mtu_and_user(void)
{
	static const struct {
		int mtu;
		uint16_t fixed, want;
	} row[] = {
		{ 1492, 0, 1452 },    { 1492, 1400, 1400 }, { 1492, 1452, 1452 },
		{ 1492, 1453, 1452 }, { 1492, 536, 536 },   { 1492, 65495, 1452 },
		{ 1400, 1452, 1360 }, { 1400, 1360, 1360 }, { 1400, 1359, 1359 },
		{ 500, 0, 536 },      { 500, 536, 536 },    { 0, 1400, 536 },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		is_int(mtu_clamp_ipv4(row[i].mtu, row[i].fixed), row[i].want);
}

static void clamp_ipv6_is_the_lower_of_mtu_and_user(void)
{
	static const struct {
		int mtu;
		uint16_t fixed, fixed_ipv4, want;
	} row[] = {
		{ 1492, 0, 0, 1432 },	     { 1492, 1400, 0, 1400 },	 { 1492, 1433, 0, 1432 },
		{ 1492, 1220, 0, 1220 },     { 1400, 1432, 0, 1340 },	 { 1000, 0, 0, 1220 },
		{ 1492, 0, 1400, 1380 },     { 1492, 0, 1452, 1432 },	 { 1492, 0, 1460, 1432 },
		{ 1492, 0, 536, 1220 },	     { 1492, 0, 65495, 1432 },	 { 1400, 0, 1452, 1340 },
		{ 1492, 1400, 1300, 1400 },  { 1492, 1300, 1400, 1300 }, { 1000, 0, 1400, 1220 },
		{ 1492, 65495, 1400, 1432 }, { 1492, 0, 1240, 1220 },	 { 1492, 0, 1241, 1221 },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		is_int(mtu_clamp_ipv6(row[i].mtu, row[i].fixed, row[i].fixed_ipv4), row[i].want);
}

int main(void)
{
	test(session_is_the_lowest_of_three);
	test(defect_03_never_above_1492_without_ppp_max_payload);
	test(mss_is_mtu_less_headers);
	test(mss_is_never_below_the_default);
	test(mss_fits_its_field);
	test(clamp_ipv4_is_the_lower_of_mtu_and_user);
	test(clamp_ipv6_is_the_lower_of_mtu_and_user);
	return done_testing();
}

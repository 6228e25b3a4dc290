// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/mtu.h"

#include <limits.h>

enum {
	NO_MTU = MTU_NOT_GIVEN,
	NO_MRU = MTU_MRU_NOT_GIVEN,
	DEFAULT = MTU_PAYLOAD_DEFAULT,
	AUTO = MTU_PAYLOAD_AUTO,
	OFF = MTU_PAYLOAD_OFF,
	BAD = true,
};

/* From the wish to the last number */
static const struct {
	const char *name;
	struct {
		int mtu, mru, payload;
	} wish;
	int parent, raised; /* MTU, and the most that it can be raised to */
	int ask; /* PPP-Max-Payload */
	int needed; /* MTU of the parent */
	int granted; /* by the AC */
	bool bad; /* path */
	int peer_mru;
	int mtu, mru, link;
	int mss_ipv4, mss_ipv6;
} lines[] = {
	/* clang-format off */
	/* mtu,    mru, payload } parent raised  ask need grant bad  peer   mtu   mru  link  mss mss6 */
	{ "plain line",
	  { NO_MTU, NO_MRU, DEFAULT }, 1500, 9000,    0, 1500,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "parent of 1508",
	  { NO_MTU, NO_MRU, DEFAULT }, 1508, 9000, 1500, 1508, 1500,   0,  1500, 1500, 1500, 1500, 1460, 1440 },
	{ "parent of 1507",
	  { NO_MTU, NO_MRU, DEFAULT }, 1507, 9000,    0, 1507,    0,   0,  1500, 1492, 1492, 1492, 1452, 1432 },
	{ "jumbo parent",
	  { NO_MTU, NO_MRU, DEFAULT }, 9000, 9000, 1500, 9000, 1500,   0,     0, 1500, 1500, 1500, 1460, 1440 },
	{ "auto raises",
	  { NO_MTU, NO_MRU,    AUTO }, 1500, 9000, 1500, 1508, 1500,   0,     0, 1500, 1500, 1500, 1460, 1440 },
	{ "auto, parent refuses",
	  { NO_MTU, NO_MRU,    AUTO }, 1500, 1500,    0, 1500,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "auto, parent of baby jumbo",
	  { NO_MTU, NO_MRU,    AUTO }, 1500, 1504, 1496, 1504, 1496,   0,  1496, 1496, 1496, 1496, 1456, 1436 },
	{ "auto, mtu 1492",
	  {   1492, NO_MRU,    AUTO }, 1500, 9000,    0, 1500,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "auto, mtu 1454",
	  {   1454, NO_MRU,    AUTO }, 1500, 9000,    0, 1500,    0,   0,  1454, 1454, 1492, 1454, 1414, 1394 },
	{ "auto, mru 1492",
	  { NO_MTU,   1492,    AUTO }, 1500, 9000,    0, 1500,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "auto, mtu 1496",
	  {   1496, NO_MRU,    AUTO }, 1500, 9000, 1496, 1504, 1496,   0,  1496, 1496, 1496, 1496, 1456, 1436 },
	{ "auto, mtu 2000",
	  {   2000, NO_MRU,    AUTO }, 1500, 9000, 2000, 2008, 2000,   0,  2000, 2000, 2000, 2000, 1960, 1940 },
	{ "mtu 1500",
	  {   1500, NO_MRU, DEFAULT }, 1500, 9000, 1500, 1508, 1500,   0,  1500, 1500, 1500, 1500, 1460, 1440 },
	{ "mtu 1500, mru 1400",
	  {   1500,   1400, DEFAULT }, 1500, 9000,    0, 1500,    0,   0,  1492, 1492, 1400, 1400, 1360, 1340 },
	{ "mtu 1500, mru 1496",
	  {   1500,   1496, DEFAULT }, 1500, 9000, 1496, 1504, 1496,   0,  1500, 1496, 1496, 1496, 1456, 1436 },
	{ "mtu 4000",
	  {   4000, NO_MRU, DEFAULT }, 1500, 9000, 4000, 4008, 4000,   0,  4000, 4000, 4000, 4000, 3960, 3940 },
	{ "mru 1496",
	  { NO_MTU,   1496, DEFAULT }, 1500, 9000, 1496, 1504, 1496,   0,  1500, 1496, 1496, 1496, 1456, 1436 },
	{ "mru 4000",
	  { NO_MTU,   4000, DEFAULT }, 1500, 9000, 4000, 4008, 4000,   0,  4000, 4000, 4000, 4000, 3960, 3940 },
	{ "mtu 4000, mru 2000",
	  {   4000,   2000, DEFAULT }, 1500, 9000, 2000, 2008, 2000,   0,  4000, 2000, 2000, 2000, 1960, 1940 },
	{ "mtu 1492 on a parent of 1508",
	  {   1492, NO_MRU, DEFAULT }, 1508, 9000,    0, 1508,    0,   0,     0, 1492, 1492, 1492, 1452, 1432 },
	{ "mtu 1493",
	  {   1493, NO_MRU, DEFAULT }, 1500, 9000, 1493, 1501, 1493,   0,  1493, 1493, 1493, 1493, 1453, 1433 },
	{ "mtu 1500, parent refuses",
	  {   1500, NO_MRU, DEFAULT }, 1500, 1500,    0, 1500,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "mtu 1500, small parent",
	  {   1500, NO_MRU, DEFAULT }, 1400, 1400,    0, 1400,    0,   0,  1492, 1392, 1392, 1392, 1352, 1332 },
	{ "off",
	  {   1500, NO_MRU,     OFF }, 9000, 9000,    0, 9000,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "ac without the tag",
	  {   1500, NO_MRU, DEFAULT }, 1508, 9000, 1500, 1508,    0,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "ac grants less",
	  {   1500, NO_MRU, DEFAULT }, 1508, 9000, 1500, 1508, 1496,   0,  1496, 1496, 1496, 1496, 1456, 1436 },
	{ "ac grants nothing of use",
	  {   1500, NO_MRU, DEFAULT }, 1508, 9000, 1500, 1508, 1400,   0,  1492, 1492, 1492, 1492, 1452, 1432 },
	{ "bad path",
	  {   1500, NO_MRU, DEFAULT }, 1508, 9000, 1500, 1508, 1500, BAD,  1500, 1492, 1492, 1492, 1452, 1432 },
	{ "bad path, jumbo",
	  {   4000,   4000, DEFAULT }, 9000, 9000, 4000, 9000, 4000, BAD,  4000, 1492, 1492, 1492, 1452, 1432 },
	{ "bad path, low mtu",
	  {   1454, NO_MRU, DEFAULT }, 1500, 9000,    0, 1500,    0, BAD,  1454, 1454, 1492, 1454, 1414, 1394 },
	{ "peer of 1492 on a full line",
	  {   1500, NO_MRU, DEFAULT }, 1508, 9000, 1500, 1508, 1500,   0,  1492, 1500, 1500, 1492, 1452, 1432 },
	{ "peer of 1280",
	  { NO_MTU, NO_MRU, DEFAULT }, 1500, 9000,    0, 1500,    0,   0,  1280, 1492, 1492, 1280, 1240, 1220 },
	{ "peer of 1000",
	  { NO_MTU, NO_MRU, DEFAULT }, 1500, 9000,    0, 1500,    0,   0,  1000, 1492, 1492, 1000,  960, 1220 },
	{ "peer of 65535",
	  { NO_MTU, NO_MRU, DEFAULT }, 1500, 9000,    0, 1500,    0,   0, 65535, 1492, 1492, 1492, 1452, 1432 },
	{ "peer that names no mru",
	  {   4000, NO_MRU, DEFAULT }, 9000, 9000, 4000, 9000, 4000,   0,     0, 4000, 4000, 1500, 1460, 1440 },
	{ "Flets",
	  {   1454,   1454, DEFAULT }, 1500, 9000,    0, 1500,    0,   0,  1454, 1454, 1454, 1454, 1414, 1394 },
	{ "whole ATM cells",
	  {   1478,   1478, DEFAULT }, 1500, 9000,    0, 1500,    0,   0,  1492, 1478, 1478, 1478, 1438, 1418 },
	/* clang-format on */
};

static void line_from_wish_to_mss(size_t i)
{
	const struct mtu_wish wish = {
		.mtu = lines[i].wish.mtu,
		.mru = lines[i].wish.mru,
		.payload = (enum mtu_payload)lines[i].wish.payload,
	};
	const int ask = mtu_ask_payload(&wish, lines[i].parent, lines[i].raised);
	const int needed = ask ? mtu_parent_needed(ask) : 0;
	const struct mtu_line line = {
		.parent_mtu = needed > lines[i].parent ? needed : lines[i].parent,
		.payload = lines[i].granted,
		.path_bad = lines[i].bad,
	};
	const struct mtu_session session = mtu_limit_session(&wish, &line);
	const int link = mtu_link(&session, lines[i].peer_mru);

	tap_begin();
	is_int(ask, lines[i].ask);
	is_int(line.parent_mtu, lines[i].needed);
	is_int(session.mtu, lines[i].mtu);
	is_int(session.mru, lines[i].mru);
	is_int(link, lines[i].link);
	is_int(mtu_mss_ipv4(link), lines[i].mss_ipv4);
	is_int(mtu_mss_ipv6(link), lines[i].mss_ipv6);
	tap_end(lines[i].name);
}

static struct mtu_session session_of(int mtu, int mru, int parent, int payload)
{
	const struct mtu_wish wish = { .mtu = mtu, .mru = mru };
	const struct mtu_line line = { .parent_mtu = parent, .payload = payload };

	return mtu_limit_session(&wish, &line);
}

static void session_stays_within_what_pppd_negotiates(void)
{
	static const struct {
		int wanted, parent, want;
	} row[] = {
		{ 1500, 1500, 1492 },	    { 1492, 1492, 1484 },      { 1500, 1400, 1392 },
		{ 128, 1500, 128 },	    { 100, 1500, 128 },	       { 0, 1500, 128 },
		{ -1, 1500, 128 },	    { 1500, 68, 128 },	       { 1500, 0, 128 },
		{ INT_MAX, INT_MAX, 1492 }, { INT_MIN, INT_MAX, 128 }, { 1492, INT_MIN, 128 },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		is_int(session_of(row[i].wanted, 1492, row[i].parent, 0).mtu, row[i].want);
		is_int(session_of(1492, row[i].wanted, row[i].parent, 0).mru, row[i].want);
	}
}

/* RFC 4638 5.1: nothing a peer or a parent says allows more, unless the AC granted it. */
static void defect_03_never_above_1492_without_ppp_max_payload(void)
{
	for (int parent = 0; parent < 20000; parent++) {
		ok(session_of(20000, 20000, parent, 0).mtu <= 1492);
		ok(session_of(20000, 20000, parent, 0).mru <= 1492);
		ok(session_of(20000, 20000, parent, 1492).mtu <= 1492);
	}
}

/* What is asked for can be had: by the parent, and by a session that the AC grants it to. */
static void asked_payload_fits_the_parent(void)
{
	for (int limit = 0; limit < 20000; limit++) {
		const struct mtu_wish wish = { 9000, 9000, MTU_PAYLOAD_DEFAULT };
		const int ask = mtu_ask_payload(&wish, limit, limit);

		ok(!ask || (ask > 1492 && mtu_parent_needed(ask) <= limit));
		is_int(ask != 0, limit > 1500);
		if (ask)
			is_int(session_of(9000, 9000, limit, ask).mtu, ask);
	}
}

static void limits_of_int_do_not_wrap(void)
{
	const struct mtu_wish wish = { MTU_NOT_GIVEN, MTU_MRU_NOT_GIVEN, MTU_PAYLOAD_AUTO };

	is_int(mtu_ask_payload(&wish, INT_MAX, INT_MAX), 1500);
	is_int(mtu_ask_payload(&wish, INT_MIN, INT_MIN), 0);
}

static void ipv6_needs_1280(void)
{
	ok(mtu_carries_ipv6(1280) && mtu_carries_ipv6(1500));
	ok(!mtu_carries_ipv6(1279) && !mtu_carries_ipv6(128) && !mtu_carries_ipv6(0));
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
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		line_from_wish_to_mss(i);
	test(session_stays_within_what_pppd_negotiates);
	test(defect_03_never_above_1492_without_ppp_max_payload);
	test(asked_payload_fits_the_parent);
	test(limits_of_int_do_not_wrap);
	test(ipv6_needs_1280);
	test(mss_is_mtu_less_headers);
	test(mss_is_never_below_the_default);
	test(mss_fits_its_field);
	test(clamp_ipv4_is_the_lower_of_mtu_and_user);
	test(clamp_ipv6_is_the_lower_of_mtu_and_user);
	return done_testing();
}

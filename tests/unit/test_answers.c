// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "answers.h"

static void good_and_bad(void)
{
	static const struct {
		enum answer which;
		const char *good[4], *bad[8];
	} rows[] = {
		{ ANSWER_NAME, { "dsl-provider", "a_1" }, { "", "a b", "../x", "a.b", "-x" } },
		{ ANSWER_INTERFACE, { "eth1", "enp1s0.7" }, { "", "a/b", "sixteen-letters-" } },
		{ ANSWER_VLAN, { "1", "4094", "no" }, { "0", "4095", "x", "7 " } },
		{ ANSWER_USER, { "a\"b \\c", "\xc3\xbc" }, { "", "a\nb", "*" } },
		{ ANSWER_PASSWORD, { "@x", "*" }, { "", "@/etc/passwd", "a\tb" } },
		{ ANSWER_MTU, { "auto", "1492", "576" }, { "1e3", "575", "9001", "-1" } },
		{ ANSWER_CLAMP, { "auto", "off", "1412" }, { "no", "535" } },
		{ ANSWER_DNS,
		  { "peer", "no", "9.9.9.9,2620:fe::fe" },
		  { "", "9.9.9", "9.9.9.9," } },
		{ ANSWER_FAILOVER, { "no", "1" }, { "0", "yes" } },
		{ ANSWER_BACKUP, { "no", "l2tp0 xl2tpd backup" }, { "l2tp0", "l2tp0 ", "a/b x" } },
		{ ANSWER_LAN, { "no", "lan0" }, { "lan 0" } },
		{ ANSWER_LAN_ADDRESS,
		  { "192.168.1.1/24", "10.0.0.1/8" },
		  { "192.168.1.1", "192.168.1.1/30", "192.168.1.1/7", "x/24", "fd00::1/64" } },
		{ ANSWER_NAT, { "yes", "no" }, { "", "true" } },
		{ ANSWER_START, { "unit", "ifupdown", "no" }, { "systemd" } },
		{ ANSWER_NETWORK, { "networkd", "ifupdown" }, { "no" } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answers a = { 0 };

		for (size_t j = 0; j < 8 && rows[i].bad[j]; j++)
			tap_ok(answers_set(&a, rows[i].which, rows[i].bad[j]) != NULL &&
				       !answers_has(&a, rows[i].which),
			       __FILE__, __LINE__, rows[i].bad[j]);
		for (size_t j = 0; j < 4 && rows[i].good[j]; j++)
			tap_ok(!answers_set(&a, rows[i].which, rows[i].good[j]), __FILE__, __LINE__,
			       rows[i].good[j]);
	}
}

static void presets_are_good(void)
{
	for (int i = 0; i < ANSWERS; i++) {
		struct answers a = { 0 };
		const char *preset = answers_default((enum answer)i);

		ok(!*preset || !answers_set(&a, (enum answer)i, preset));
	}
}

static void lines_are_added(void)
{
	struct answers a = { 0 };
	char line[120];

	ok(!answers_set(&a, ANSWER_OPTION, "holdoff 5"));
	ok(!answers_set(&a, ANSWER_OPTION, "debug"));
	is_str(a.text[ANSWER_OPTION], "holdoff 5\ndebug\n");
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	for (int i = 0; i < 4; i++)
		answers_set(&a, ANSWER_OPTION, line);
	ok(answers_set(&a, ANSWER_OPTION, line) != NULL);
	is_int(strlen(a.text[ANSWER_OPTION]), 16 + 4 * 120);
}

static void device(void)
{
	struct answers a = { 0 };

	ok(!answers_set_device(&a, "enp1s0.35"));
	is_str(a.text[ANSWER_INTERFACE], "enp1s0");
	is_str(a.text[ANSWER_VLAN], "35");
	a = (struct answers){ 0 };
	ok(!answers_set_device(&a, "eth1.lan"));
	is_str(a.text[ANSWER_INTERFACE], "eth1.lan");
	a = (struct answers){ 0 };
	ok(!answers_set_device(&a, "eth1.no"));
	is_str(a.text[ANSWER_INTERFACE], "eth1.no");
	ok(answers_set_device(&a, "a/b.7") != NULL);
	ok(answers_set_device(&a, "sixteen-letters-.7") != NULL);
}

static void fill(void)
{
	struct answers a = { 0 }, b = { 0 };

	answers_set(&a, ANSWER_USER, "a");
	answers_set(&b, ANSWER_USER, "b");
	answers_set(&b, ANSWER_MTU, "1492");
	answers_fill(&a, &b);
	is_str(a.text[ANSWER_USER], "a");
	is_str(a.text[ANSWER_MTU], "1492");
}

/* Fails if a VLAN of another interface is taken for one of this. */
static void fill_vlan(void)
{
	static const struct {
		const char *interface, *vlan, *want;
	} rows[] = {
		{ "", "", "7" },    { "", "8", "8" },	  { "", "no", "no" },
		{ "eth2", "", "" }, { "eth2", "8", "8" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answers a = { 0 }, b = { 0 };

		strcpy(a.text[ANSWER_INTERFACE], rows[i].interface);
		strcpy(a.text[ANSWER_VLAN], rows[i].vlan);
		answers_set_device(&b, "eth1.7");
		answers_fill(&a, &b);
		is_str(a.text[ANSWER_INTERFACE], i < 3 ? "eth1" : "eth2");
		is_str(a.text[ANSWER_VLAN], rows[i].want);
	}
}

static void none(void)
{
	struct answers a = { 0 };

	answers_set(&a, ANSWER_VLAN, "no");
	answers_set(&a, ANSWER_SERVICE, "no");
	answers_set(&a, ANSWER_AC, "no");
	answers_set(&a, ANSWER_LAN, "no");
	answers_settle(&a);
	ok(!answers_has(&a, ANSWER_VLAN));
	ok(!answers_has(&a, ANSWER_SERVICE));
	ok(!answers_has(&a, ANSWER_AC));
	ok(answers_has(&a, ANSWER_LAN));
	answers_set(&a, ANSWER_VLAN, "7");
	answers_settle(&a);
	is_str(a.text[ANSWER_VLAN], "7");
}

static void together(void)
{
	static const struct {
		enum answer which;
		const char *value;
		enum answer wrong;
	} rows[] = {
		{ ANSWER_LINK, "eth1", ANSWER_LINK },
		{ ANSWER_LAN, "eth1", ANSWER_LAN },
		{ ANSWER_LAN, "dsl0", ANSWER_LAN },
		{ ANSWER_LAN_ADDRESS, "", ANSWER_LAN_ADDRESS },
		{ ANSWER_IPV6, "no", ANSWER_PD },
		{ ANSWER_USER, "", ANSWER_USER },
		{ ANSWER_PASSWORD, "", ANSWER_PASSWORD },
		{ ANSWER_INTERFACE, "", ANSWER_INTERFACE },
		/* What pppoe-clamp-failover does not understand, and would do nothing for */
		{ ANSWER_BACKUP, "lte0 dial lte", ANSWER_BACKUP },
		{ ANSWER_BACKUP, "lte0 command", ANSWER_BACKUP },
		{ ANSWER_BACKUP, "lte0 pon", ANSWER_BACKUP },
		{ ANSWER_BACKUP, "lte0 pon -a", ANSWER_BACKUP },
		{ ANSWER_BACKUP, "lte0 pon lte now", ANSWER_BACKUP },
		{ ANSWER_BACKUP, "dsl0 pon lte", ANSWER_BACKUP },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answers a = { .text = { [ANSWER_INTERFACE] = "eth1",
					       [ANSWER_USER] = "u",
					       [ANSWER_PASSWORD] = "p",
					       [ANSWER_LINK] = "dsl0",
					       [ANSWER_BACKUP] = "lte0 systemd a@b.service",
					       [ANSWER_LAN] = "lan0",
					       [ANSWER_LAN_ADDRESS] = "10.0.0.1/24",
					       [ANSWER_DHCP] = "yes",
					       [ANSWER_IPV6] = "yes",
					       [ANSWER_PD] = "yes" } };
		enum answer which;

		ok(!answers_check(&a, &which));
		strcpy(a.text[rows[i].which], rows[i].value);
		ok(answers_check(&a, &which) != NULL);
		is_int(which, rows[i].wrong);
	}
}

int main(void)
{
	test(good_and_bad);
	test(presets_are_good);
	test(lines_are_added);
	test(device);
	test(fill);
	test(fill_vlan);
	test(none);
	test(together);
	return done_testing();
}

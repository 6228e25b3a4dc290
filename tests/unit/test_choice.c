// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "core/choice.h"

#define A "02:00:00:00:00:0a"
#define B "02:00:00:00:00:0b"

static const uint8_t a[] = { 2, 0, 0, 0, 0, 0x0a }, b[] = { 2, 0, 0, 0, 0, 0x0b };

static void addresses(void)
{
	static const struct {
		const char *list;
		bool a, b;
	} row[] = {
		{ A, true, false },	      { A "," B, true, true },
		{ "!" A, false, true },	      { "!" A ",!" B, false, false },
		{ "!" A "," B, false, true }, { B ",!" A, false, true },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct choice_macs macs;

		ok(choice_parse_macs(&macs, row[i].list));
		is_int(choice_wants_mac(&macs, a), row[i].a);
		is_int(choice_wants_mac(&macs, b), row[i].b);
	}
}

static void no_list_of_addresses(void)
{
	static const char *const bad[] = {
		"",  ",",    A ",",    "," A,
		"!", "!!" A, A " ," B, A "," A "," A "," A "," A "," A "," A "," A "," A,
	};
	struct choice_macs macs = { .count = 3 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!choice_parse_macs(&macs, bad[i]));
	is_int(macs.count, 3);
}

static void names(void)
{
	static const struct {
		const char *list, *name;
		bool wanted;
	} row[] = {
		{ "", "any", true },
		{ "", "", true },
		{ "one", "one", true },
		{ "one", "on", false },
		{ "one", "one1", false },
		{ "one,two", "one", true },
		{ "one,two", "two", true },
		{ "one,two", "one,", false },
		{ "one,two", "one,two", true },
		{ "!one", "one", false },
		{ "!one", "two", true },
		{ "!one", "", true },
		{ "!one,!two", "two", false },
		{ "!one,two", "three", false },
		{ "!one,two", "two", true },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const struct packet_tag name = { (const uint8_t *)row[i].name,
						 (uint16_t)strlen(row[i].name) };

		is_int(choice_wants_name(row[i].list, &name), row[i].wanted);
	}
}

static void empty_names(void)
{
	ok(choice_check_names("one"));
	ok(choice_check_names("one,!two"));
	ok(!choice_check_names("one,"));
	ok(!choice_check_names(",one"));
	ok(!choice_check_names("one,!"));
	ok(!choice_check_names("one,,two"));
}

int main(void)
{
	test(addresses);
	test(no_list_of_addresses);
	test(names);
	test(empty_names);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"
#include "core/text.h"

static void escape(char *dst, size_t size, const char *text)
{
	text_escape(dst, size, (const uint8_t *)text, strlen(text));
}

/* Relay ids and error texts come from anybody on the segment. */
static void defect_10_peer_strings_are_escaped(void)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "" },
		{ "ac-01.example ~", "ac-01.example ~" },
		{ "\033[2J", "\\x1b[2J" },
		{ "a\nb\r\t", "a\\x0ab\\x0d\\x09" },
		{ "\x7f\x80\xff", "\\x7f\\x80\\xff" },
		{ "\\x41", "\\x5cx41" },
		{ "%s%n", "%s%n" },
		{ "K\xc3\xb6ln", "K\\xc3\\xb6ln" },
	};
	char dst[64];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		escape(dst, sizeof(dst), row[i].text);
		is_str(dst, row[i].want);
	}
}

static void every_byte_becomes_printable(void)
{
	for (unsigned int value = 0; value < 256; value++) {
		const uint8_t b = (uint8_t)value;
		char dst[8];

		text_escape(dst, sizeof(dst), &b, 1);
		is_int(strlen(dst), b >= 32 && b < 127 && b != '\\' ? 1 : 4);
		for (const char *c = dst; *c; c++)
			ok(*c >= 32 && *c < 127);
	}
}

static void is_cut_at_a_whole_character(void)
{
	static const char *const want[] = { "", "a", "a", "a", "a", "a\\x01", "a\\x01b" };

	for (size_t size = 1; size <= 7; size++) {
		char *dst = (char *)exact_copy("0123456789", size);

		escape(dst, size,
		       "a\x01"
		       "b");
		is_str(dst, want[size - 1]);
		free(dst);
	}
}

static void absent_bytes_are_the_empty_text(void)
{
	char dst[4] = "xyz";

	text_escape(dst, sizeof(dst), NULL, 0);
	is_str(dst, "");
}

static void formats_mac_as_scripts_know_it(void)
{
	static const uint8_t mac[] = { 0x00, 0x0a, 0x5e, 0xbc, 0x53, 0xff };
	char dst[TEXT_MAC_SIZE];

	text_format_mac(dst, mac);
	is_str(dst, "00:0A:5E:BC:53:FF");
}

static void parses_mac(void)
{
	static const uint8_t want[] = { 0x00, 0x0a, 0x5e, 0xbc, 0x53, 0xff };
	static const char *const good[] = { "00:0a:5e:bc:53:ff", "0:a:5e:BC:53:fF",
					    "00:0A:5E:BC:53:FF" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		uint8_t mac[ETH_ALEN] = { 0 };

		ok(text_parse_mac(mac, good[i]));
		ok(!memcmp(mac, want, ETH_ALEN));
	}
}

static void refuses_other_macs(void)
{
	static const char *const bad[] = {
		"",
		"00",
		"00:00:5e:00:53",
		"00:00:5e:00:53:",
		"00:00:5e:00:53:01:",
		"00:00:5e:00:53:01:02",
		"00:00:5e:00:53:011",
		"00-00-5e-00-53-01",
		"00:00:5e:00:53:0g",
		":00:5e:00:53:01",
		"00::5e:00:53:01",
		"00005e005301",
		" 00:00:5e:00:53:01",
		"00:00:5e:00:53:01 ",
		"00:00:5e:00:53:1.",
		"0x0:00:5e:00:53:01",
	};
	const uint8_t before[ETH_ALEN] = { 1, 2, 3, 4, 5, 6 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *text = (char *)exact_copy(bad[i], strlen(bad[i]) + 1);
		uint8_t mac[ETH_ALEN];

		memcpy(mac, before, ETH_ALEN);
		if (!ok(!text_parse_mac(mac, text)))
			printf("# %s\n", text);
		ok(!memcmp(mac, before, ETH_ALEN));
		free(text);
	}
}

static void parses_hex(void)
{
	uint8_t bytes[4] = { 0 };

	is_int(text_parse_hex(bytes, sizeof(bytes), ""), 0);
	is_int(text_parse_hex(bytes, sizeof(bytes), "00fF10Ab"), 4);
	ok(!memcmp(bytes, "\x00\xff\x10\xab", 4));
	is_int(text_parse_hex(bytes, sizeof(bytes), "7"), -1);
	is_int(text_parse_hex(bytes, sizeof(bytes), "123"), -1);
	is_int(text_parse_hex(bytes, sizeof(bytes), "0x12"), -1);
	is_int(text_parse_hex(bytes, sizeof(bytes), "12 3"), -1);
	is_int(text_parse_hex(bytes, sizeof(bytes), "1g"), -1);
	is_int(text_parse_hex(bytes, sizeof(bytes), "0102030405"), -1);
}

static bool number(const char *text, uint32_t *ret)
{
	return text_parse_number(ret, text, 1, 65534);
}

static void parses_number(void)
{
	uint32_t n = 7;

	ok(number("1", &n));
	is_int(n, 1);
	ok(number("65534", &n));
	is_int(n, 65534);
	ok(number("00042", &n));
	is_int(n, 42);
	ok(text_parse_number(&n, "4294967295", 0, UINT32_MAX));
	is_int(n, UINT32_MAX);
	ok(text_parse_number(&n, "0", 0, 0));
	is_int(n, 0);
}

static void refuses_other_numbers(void)
{
	static const char *const bad[] = { "",
					   "0",
					   "65535",
					   "4294967297",
					   "18446744073709551617",
					   "99999999999999999999999999",
					   "-1",
					   "+1",
					   " 1",
					   "1 ",
					   "0x10",
					   "1.0",
					   "1e3",
					   "one" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t n = 7;

		if (!ok(!number(bad[i], &n)))
			printf("# %s\n", bad[i]);
		is_int(n, 7);
	}
}

static void refuses_above_32_bits(void)
{
	uint32_t n = 7;

	ok(!text_parse_number(&n, "4294967296", 0, UINT32_MAX));
	is_int(n, 7);
}

int main(void)
{
	test(defect_10_peer_strings_are_escaped);
	test(every_byte_becomes_printable);
	test(is_cut_at_a_whole_character);
	test(absent_bytes_are_the_empty_text);
	test(formats_mac_as_scripts_know_it);
	test(parses_mac);
	test(refuses_other_macs);
	test(parses_hex);
	test(parses_number);
	test(refuses_other_numbers);
	test(refuses_above_32_bits);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "text.h"

#include <stdio.h>
#include <string.h>

void text_escape(char *dst, size_t size, const uint8_t *bytes, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		const uint8_t b = bytes[i];
		const bool plain = b >= ' ' && b <= '~' && b != '\\';
		const char escaped[4] = { '\\', 'x', hex[b >> 4], hex[b & 0xf] };
		const size_t n = plain ? 1 : sizeof(escaped);

		if (size - used <= n)
			break;
		memcpy(dst + used, plain ? (const char *)&bytes[i] : escaped, n);
		used += n;
	}
	dst[used] = '\0';
}

void text_format_mac(char dst[static TEXT_MAC_SIZE], const uint8_t mac[static ETH_ALEN])
{
	snprintf(dst, TEXT_MAC_SIZE, "%02X:%02X:%02X:%02X:%02X:%02X", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool text_parse_mac(uint8_t ret[static ETH_ALEN], const char *text)
{
	uint8_t mac[ETH_ALEN];

	for (int i = 0; i < ETH_ALEN; i++) {
		int value = hex_digit(*text);

		if (value < 0)
			return false;
		if (hex_digit(*++text) >= 0)
			value = value << 4 | hex_digit(*text++);
		mac[i] = (uint8_t)value;
		if (*text++ != (i < ETH_ALEN - 1 ? ':' : '\0'))
			return false;
	}
	memcpy(ret, mac, ETH_ALEN);
	return true;
}

int text_parse_hex(uint8_t *ret, size_t size, const char *text)
{
	size_t used = 0;

	for (; *text; text += 2) {
		const int high = hex_digit(text[0]);
		const int low = high < 0 ? -1 : hex_digit(text[1]);

		if (low < 0 || used == size)
			return -1;
		ret[used++] = (uint8_t)(high << 4 | low);
	}
	return (int)used;
}

bool text_parse_number(uint32_t *ret, const char *text, uint32_t least, uint32_t most)
{
	uint64_t value = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (uint64_t)(*text - '0');
		if (value > most)
			return false;
	}
	if (value < least)
		return false;
	*ret = (uint32_t)value;
	return true;
}

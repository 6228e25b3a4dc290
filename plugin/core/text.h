/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes to text and back. A peer's string goes through text_escape before it
 * reaches a log, a script's environment or a terminal.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/if_ether.h>

#define TEXT_MAC_SIZE 18 /* "00:00:5E:00:53:01" and its NUL */

/*
 * Printable ASCII stays; any other byte, and the backslash, becomes \xNN. What
 * does not fit is cut at a whole character. Always ends with a NUL; size >= 1.
 */
void text_escape(char *dst, size_t size, const uint8_t *bytes, size_t len);

/* Upper case with colons, as scripts know MACREMOTE. */
void text_format_mac(char dst[static TEXT_MAC_SIZE], const uint8_t mac[static ETH_ALEN]);

/* Six groups of one or two hex digits with colons, and nothing after them. */
bool text_parse_mac(uint8_t ret[static ETH_ALEN], const char *text);

/* An even number of hex digits. Returns the bytes written; -1: it is not that, or too long. */
int text_parse_hex(uint8_t *ret, size_t size, const char *text);

/* A decimal number from `least` to `most`, and nothing else. */
bool text_parse_number(uint32_t *ret, const char *text, uint32_t least, uint32_t most);

#endif

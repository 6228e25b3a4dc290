/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the concentrator says, on standard error. */
#ifndef LOG_H
#define LOG_H

#include <stdint.h>
#include <linux/if_ether.h>

#include "core/text.h"

/* An event: whole lines, with their line ends. */
__attribute__((format(printf, 1, 2))) void log_say(const char *format, ...);

/* Says in one line why the program cannot go on, and exits with status 2. */
__attribute__((format(printf, 1, 2), noreturn)) void log_die(const char *format, ...);

/* For log_say: text that lives as long as the block that it stands in. */
#define LOG_MAC(mac) log_format_mac((char[TEXT_MAC_SIZE]){ 0 }, mac)

/* Returns `text`. */
const char *log_format_mac(char text[static TEXT_MAC_SIZE], const uint8_t mac[static ETH_ALEN]);

#endif

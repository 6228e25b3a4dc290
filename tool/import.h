/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads what other programs know of a line, for `setup --from`: a peers file of
 * pppd (as pppoeconf writes it), pppoe.conf of rp-pppoe, an interface of OpenWrt's
 * /etc/config/network, or commands of VyOS. No I/O.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <stddef.h>

#include "answers.h"

enum import_kind {
	IMPORT_UNKNOWN,
	IMPORT_PEERS,
	IMPORT_RP_PPPOE,
	IMPORT_OPENWRT,
	IMPORT_VYOS,
};

/* What could not be carried over, and why: a line each. */
struct import_lost {
	char **items;
	size_t count;
};

/* Adds to *ret what the text says; IMPORT_UNKNOWN: it is none of these. */
enum import_kind import_read(struct answers *ret, struct import_lost *lost, const char *text);

/* For a person */
const char *import_kind_text(enum import_kind kind);

void import_free(struct import_lost *lost);

#endif

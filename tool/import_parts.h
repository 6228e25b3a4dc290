/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of an import: a kind of file each. */
#ifndef IMPORT_PARTS_H
#define IMPORT_PARTS_H

#include "reader.h"

void import_read_peers(struct reader *r, const char *text); /* of pppd */
void import_read_rp_pppoe(struct reader *r, const char *text); /* its pppoe.conf */
void import_read_openwrt(struct reader *r, const char *text); /* /etc/config/network */
void import_read_vyos(struct reader *r, const char *text); /* `set` commands */

#endif

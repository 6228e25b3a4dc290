/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a plan: the line itself, the LAN behind it, and what starts the line. Each
 * adds to the draft what the answers ask for, maybe nothing.
 */
#ifndef PLAN_PARTS_H
#define PLAN_PARTS_H

#include "draft.h"

void plan_line_peer(struct draft *d);
void plan_line_secrets(struct draft *d);
void plan_line_resolver(struct draft *d); /* who gets the name servers of the peer */
void plan_line_backup(struct draft *d);
void plan_line_clear_clamp(struct draft *d); /* pppoeconf's, which adds a rule at each start */

void plan_lan_forwarding(struct draft *d);
void plan_lan_rules(struct draft *d);
void plan_lan_from_nm(struct draft *d);
void plan_lan_networks(struct draft *d); /* of networkd */
void plan_lan_dnsmasq(struct draft *d);

void plan_start_stanzas(struct draft *d); /* of interfaces(5), for the LAN as well */
void plan_start_now(struct draft *d); /* and at each boot: after all else */

#endif

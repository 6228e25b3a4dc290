/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated connections follow the routes when the link comes or goes
 * (failover-conntrack). A large table is read in slices, by a timer.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include <stdint.h>

/*
 * IPv4 is up on `ifindex` with `address`, and its route is in place (or is the
 * best again). Connections translated to the STICKY_ADDRESSES addresses `stay`
 * stay where they are; NULL: all follow. `moved` is called when that is done, maybe
 * at once, unless flows_forget comes first.
 */
void flows_adopt(uint32_t ifindex, uint32_t address, const uint32_t *stay, void (*moved)(void));

/* IPv4 goes, and its route is gone (or is the best no more). */
void flows_forget(uint32_t address);

/* At pppd's end. */
void flows_close(void);

#endif

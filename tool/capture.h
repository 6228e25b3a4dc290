/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture of TCP segments by libpcap, which is loaded when one is opened, so that
 * nothing else of the command needs it. A filter in the kernel lets through
 *
 *   SYNs and SYN/ACKs            on every interface
 *   packets of STALL_LARGE       on the link's; of those, one connection of `share`
 *   bytes and more
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdint.h>

#include "segment.h"

struct capture;

/* Returns NULL, and has said why, if there is no libpcap, or it refuses. */
struct capture *capture_open(void);
void capture_close(struct capture *c);

/*
 * From now on the link is this (0: none), and one of so many connections, a power
 * of 2, is watched. Returns 0, or -1 and has said why.
 */
int capture_watch(struct capture *c, uint32_t ifindex, unsigned int share);

/*
 * Waits for segments for so long, or until a signal, and takes those that came, at
 * most CAPTURE_BURST. Returns 0, or -1 and has said why.
 */
#define CAPTURE_BURST 16384
typedef void capture_visit(const struct segment *s, void *context);
int capture_take(struct capture *c, int wait_ms, capture_visit *visit, void *context);

/* How many came that there was no room for. */
uint64_t capture_missed(const struct capture *c);

#endif

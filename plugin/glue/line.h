/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What to ask of the line under a session: PPP-Max-Payload, the parent's MTU
 * for it, and LCP's limits.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/mtu.h"

/* All options are read. Returns the MTU that a link may have at most, in bytes. */
int line_take_wish(enum mtu_payload payload);

/*
 * The PPP-Max-Payload to ask for on a parent that has `mtu` and may be raised to
 * `limit`; 0: none. In ret_parent what the parent has to carry; 0: anything.
 */
uint16_t line_ask(int mtu, int limit, uint32_t *ret_parent);

/* For so long PPP-Max-Payload is left away: the AC was silent until it was. */
void line_note_ignored_tag(uint32_t recheck_s);

/* The tag to send after all that; `payload` or 0. */
uint16_t line_tag(uint16_t payload);

/* Tells what `device` stands on that is down, once. */
void line_tell_down(const char *device, uint32_t index);

/* Frames for an MTU of `mtu` do not pass: tells what under `device` is too small for them. */
void line_tell_small(const char *device, uint32_t index, int mtu);

/* LCP's limits for a session; they hold until the next call. */
void line_limit_lcp(int parent_mtu, int granted, bool path_bad);

#endif

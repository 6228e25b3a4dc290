/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel has for the link: clamp and default routes, brought to what
 * is wanted; and the PPP interface, whose name and MTU others may change.
 */
#ifndef UPLINK_H
#define UPLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/wanted.h"
#include "../netclamp.h"
#include "../sys/iface.h"

/* Says in the clamp's comment whose it is. */
void uplink_name_session(uint16_t id, const char *ac_name, const char *device);

/* The PPP interface as it was last found; index 0: there was none. */
const struct iface *uplink_iface(void);

/* Looks for it anew. Returns whether it is another, or has changed. */
bool uplink_find(void);

/* It is gone, or does not concern us any more. */
void uplink_lose(void);

/* To be called after each change of what is wanted. */
void uplink_apply(const struct wanted *w, enum netclamp_choice choice);

/* To be called about once a second: an unowned table may be flushed. */
void uplink_check(void);

/* One word, or two, for readers of the record; "" without a clamp. */
const char *uplink_clamp_text(void);

/* Removes everything. */
void uplink_close(void);

#endif

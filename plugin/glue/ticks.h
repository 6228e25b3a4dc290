/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks once a second, for half a minute after each change of the link, at what wakes
 * nobody: then nothing is left to wait for, and the clamps were counted. On demand, and
 * where strays are to be terminated, for as long as there is an interface.
 */
#ifndef TICKS_H
#define TICKS_H

#include "../dialer.h"

/* Once: what to do each second. */
void ticks_init(void (*look)(void));

/* There is a session of this dialer's, or (NULL) none. */
void ticks_set_dialer(struct dialer *d);

/* The link has changed: the half minute begins anew. */
void ticks_begin(void);

/*
 * The rules of nftables have changed: the same at once, or one look late where no clamp
 * can be gone.
 */
void ticks_note_rules(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody else changes at the link is looked at once it has settled, and
 * put back if it was taken away; up to a point (core/keep.h).
 */
#ifndef KEEPER_H
#define KEEPER_H

#include "../core/change.h"
#include "../sys/iface.h"

/* Does what is due after `changes`; returns what had to be put back. */
typedef unsigned int keeper_function(unsigned int changes);

/* Once. */
void keeper_init(const struct iface *iface, keeper_function *restore);

/* The link is not up any more: what has happened to it is over. */
void keeper_end(void);

/* Something has happened, of enum change; 0: nothing. */
void keeper_note(unsigned int changes);

#endif

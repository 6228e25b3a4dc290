/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * To be called when a descriptor becomes readable. pppd's loop before 2.5.3
 * calls nobody for one; but SIGUSR2 wakes it, and makes it open CCP again: once
 * LCP has opened, and until the last of IPv4 and IPv6 has gone down. So a
 * descriptor that is armed with WAKE_SIGNAL gets us called in place of CCP. CCP is
 * left for SIGUSR2 of anybody else, who finds nothing to read.
 */
#ifndef WAKE_H
#define WAKE_H

#include <signal.h>
#include <stdbool.h>

#define WAKE_SIGNAL SIGUSR2

/* Reads all that is there; returns whether anything was. */
typedef bool wake_function(void);

/* Once. */
void wake_listen(wake_function *f);

/* Calls it now, if it may have missed something. */
void wake_look(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of what use a session was: how long it lasted, and what came in.
 */
#ifndef USE_H
#define USE_H

#include "../core/pace.h"
#include "../sys/iface.h"

/* IPv4 or IPv6 is up on `iface`; the first of a session counts. */
void use_begin(const struct iface *iface);

/* One of them goes down, and the interface is still there to count. */
void use_note(const struct iface *iface);

/* The peer did not accept our secret. */
void use_note_refusal(void);

/* The session is over: how it was, but for whose fault that is. The next begins with nothing. */
struct pace_session use_end(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process gives up what it does not need. */
#ifndef CONFINE_H
#define CONFINE_H

/*
 * From now on the process, and what it may ever execute, has no capability but
 * `capability` (of linux/capability.h), and that one only if it had it. For good.
 * Returns 0 or -errno.
 */
int confine_to(int capability);

#endif

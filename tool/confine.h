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

/*
 * From now on it may read files, use the sockets that it is given or makes, and end:
 * each other system call fails with EPERM. Not where the kernel has no seccomp(2).
 * After confine_to, without which it takes CAP_SYS_ADMIN. Returns 0 or -errno.
 */
int confine_to_reading(void);

#endif

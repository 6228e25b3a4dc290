/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian's pppd that dials on demand sleeps for a second when IPv4 or IPv6 comes
 * up, before it sends what has waited for the link, and before it calls any
 * plugin. A signal ends the sleep, so that it takes 1 ms.
 */
#ifndef NAP_H
#define NAP_H

/* pppd may fall asleep: from now on it is woken, for a second or until nap_end(). */
void nap_expect(void);

void nap_end(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's control packets as they come and go.
 */
#ifndef SNOOP_H
#define SNOOP_H

/* To be called once: sees every control packet from then on. */
void snoop_listen(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's control packets as they come and go, handed to whom they concern.
 */
#ifndef SNOOP_H
#define SNOOP_H

struct snoop {
	void (*next_received)(unsigned char *p, int len);
	void (*next_sent)(unsigned char *p, int len);
};

/* To be called once: sees every control packet from then on. */
void snoop_listen(void);

#endif

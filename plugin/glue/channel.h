/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's channel: the device word, connecting and disconnecting. Without a
 * device word the channel stays pppd's own, or another plugin's.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <net/if.h>

#include "../dialer.h"

struct channel_state {
	char device[IFNAMSIZ];
	struct dialer dialer;
	int session_fd; /* -1: none */
	bool discovering; /* connect() returned with a discovery under way */
	unsigned int sessions; /* since pppd began */
	bool carried; /* this session reached the network phase */
	bool refused; /* the peer did not accept our secret */
	int last_error; /* -errno, already told */
	int (*next_holdoff_hook)(void);
};

/* pppd's callback for the device word `[nic-]IFACE`; 1: it is one. */
int channel_set_device(char *word, char **argv, int doit);

bool channel_is_ours(void);

/* The link ends: did the peer accept our secret? */
void channel_note_status(void);

/* At pppd's end, whatever is under way. */
void channel_close(void);

#endif

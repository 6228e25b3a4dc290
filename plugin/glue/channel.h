/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's channel: the device word, connecting and disconnecting. Without a
 * device word the channel stays pppd's own, or another plugin's.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <net/if.h>

#include "../connect.h"

struct channel_state {
	char device[IFNAMSIZ];
	struct connect connect;
	int session_fd; /* -1: none */
	int user_mtu, user_mru; /* bytes, as the options say */
	bool discovering; /* connect() returned with a discovery under way */
	bool carried; /* this session reached the network phase */
	int (*next_holdoff_hook)(void);
};

/* pppd's callback for the device word `[nic-]IFACE`; 1: it is one. */
int channel_set_device(char *word, char **argv, int doit);

bool channel_is_ours(void);

/* At pppd's end, whatever is under way. */
void channel_close(void);

#endif

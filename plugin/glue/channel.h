/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's channel: the device word, connecting and disconnecting. Without a
 * device word the channel stays pppd's own, or another plugin's.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <net/if.h>

#include "../core/config.h"

/* Once, before the options are read. */
void channel_init(const struct config *config);

/* pppd's callback for the device word `[nic-]IFACE`; 1: it is one. */
int channel_set_device(char *word, char **argv, int doit);

/* What it has set, for pppd to read. */
extern char channel_device[IFNAMSIZ];

/* At pppd's end, whatever is under way. */
void channel_close(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one context of the plugin: pppd's callbacks carry none.
 */
#ifndef PLUGIN_H
#define PLUGIN_H

#include "../core/config.h"
#include "channel.h"
#include "uplink.h"

struct plugin {
	struct config config;
	struct channel_state channel;
	struct uplink uplink;
};

extern struct plugin self;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one context of the plugin: pppd's callbacks carry none.
 */
#ifndef PLUGIN_H
#define PLUGIN_H

#include "../core/config.h"
#include "channel.h"
#include "flows.h"
#include "guard.h"
#include "line.h"
#include "probe.h"
#include "confreq.h"
#include "snoop.h"
#include "uplink.h"
#include "proof.h"

struct plugin {
	struct config config;
	struct channel_state channel;
	struct flows flows;
	struct guard guard;
	struct line line;
	struct netprobe probe;
	struct confreq confreq;
	struct snoop snoop;
	struct proof proof;
	struct uplink uplink;
};

extern struct plugin self;

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "flows.h"

#include "../pppd_compat.h"

#include "../netconntrack.h"

#define PAUSE_US 1000 /* not 0: pppd would call us again before it looks at anything else */

static struct netconntrack conntrack;

static void go_on(void *context)
{
	(void)context;
	ppp_untimeout(go_on, NULL);
	if (netconntrack_step(&conntrack))
		ppp_timeout(go_on, NULL, 0, PAUSE_US);
}

void flows_adopt(uint32_t ifindex, uint32_t address, const uint32_t *stay)
{
	netconntrack_adopt(&conntrack, ifindex, address, stay);
	go_on(NULL);
}

void flows_forget(uint32_t address)
{
	netconntrack_forget(&conntrack, address);
	go_on(NULL);
}

void flows_close(void)
{
	ppp_untimeout(go_on, NULL);
	netconntrack_close(&conntrack);
}

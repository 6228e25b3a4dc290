// SPDX-License-Identifier: GPL-2.0-or-later
#include "flows.h"

#include "../pppd_compat.h"

#include "plugin.h"

#define PAUSE_US 1000 /* not 0: pppd would call us again before it looks at anything else */

static void go_on(void *context)
{
	(void)context;
	ppp_untimeout(go_on, NULL);
	if (netconntrack_step(&self.flows.conntrack))
		ppp_timeout(go_on, NULL, 0, PAUSE_US);
}

void flows_adopt(void)
{
	if (!self.config.failover_conntrack)
		return;
	netconntrack_adopt(&self.flows.conntrack, self.uplink.iface.index,
			   ipcp_gotoptions[0].ouraddr);
	go_on(NULL);
}

void flows_forget(void)
{
	if (!self.config.failover_conntrack)
		return;
	netconntrack_forget(&self.flows.conntrack, ipcp_gotoptions[0].ouraddr);
	go_on(NULL);
}

void flows_close(void)
{
	netconntrack_close(&self.flows.conntrack);
}

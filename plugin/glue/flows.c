// SPDX-License-Identifier: GPL-2.0-or-later
#include "flows.h"

#include "../pppd_compat.h"

#include "../netconntrack.h"

#define PAUSE_US 1000 /* not 0: pppd would call us again before it looks at anything else */

static struct netconntrack conntrack;
static void (*when_moved)(void);

static void tell_moved(void)
{
	void (*tell)(void) = when_moved;

	when_moved = NULL;
	if (tell)
		tell();
}

static void go_on(void *context)
{
	(void)context;
	ppp_untimeout(go_on, NULL);
	if (netconntrack_step(&conntrack))
		ppp_timeout(go_on, NULL, 0, PAUSE_US);
	else
		tell_moved();
}

void flows_adopt(uint32_t ifindex, uint32_t address, const uint32_t *stay, void (*moved)(void))
{
	when_moved = moved;
	netconntrack_adopt(&conntrack, ifindex, address, stay);
	go_on(NULL);
}

void flows_forget(uint32_t address)
{
	when_moved = NULL;
	netconntrack_forget(&conntrack, address);
	go_on(NULL);
}

void flows_close(void)
{
	when_moved = NULL;
	ppp_untimeout(go_on, NULL);
	netconntrack_close(&conntrack);
}

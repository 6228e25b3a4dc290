// SPDX-License-Identifier: GPL-2.0-or-later
#include "sticky.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../netsticky.h"
#include "../sys/log.h"
#include "../sys/watch.h"
#include "timer.h"
#include "wake.h"

#define SETTLE_MS 50 /* the kernel tells of a route before it is gone */

static struct {
	struct netsticky net;
	struct watch watch; /* open while we have a route */
	uint32_t ifindex, metric, address; /* ours */
	bool cleared; /* of what others have left */
	void (*loose)(void);
} sticky = { .watch = { .fd = -1 } };

static void listen_to(uint32_t other)
{
	int err;

	if (sticky.watch.fd >= 0 && sticky.watch.ifindex == other)
		return;
	watch_close(&sticky.watch);
	err = watch_open_uplinks(&sticky.watch, other);
	if (!err)
		err = watch_signal(&sticky.watch, WAKE_SIGNAL);
	if (err)
		log_error("Cannot watch other uplinks: %s", strerror(-err));
}

static uint32_t other(void)
{
	return sticky.net.installed ? sticky.net.sticky.other : 0;
}

/* What changes while we look is looked at again. */
static void follow(void)
{
	listen_to(other());
	netsticky_set(&sticky.net, sticky.ifindex, sticky.metric, sticky.address);
	listen_to(other());
}

static void settle(void *context)
{
	uint32_t before[STICKY_ADDRESSES];

	(void)context;
	memcpy(before, sticky_addresses(), sizeof(before));
	follow();
	if (before[0] && memcmp(before, sticky_addresses(), sizeof(before)) != 0)
		sticky.loose();
}

static bool is_same(const struct route *r, uint32_t address)
{
	return sticky.watch.fd >= 0 && r->ifindex == sticky.ifindex && r->metric == sticky.metric &&
	       address == sticky.address;
}

static void begin(const struct route *route, uint32_t address)
{
	if (is_same(route, address))
		return;
	sticky.ifindex = route->ifindex;
	sticky.metric = route->metric;
	sticky.address = address;
	follow();
}

static void end(void)
{
	ppp_untimeout(settle, NULL);
	watch_close(&sticky.watch);
	netsticky_clear(&sticky.net);
}

void sticky_set(const struct route *route, uint32_t address, void (*loose)(void))
{
	if (!sticky.cleared)
		netsticky_clear_leftovers(&sticky.net);
	sticky.cleared = true;
	sticky.loose = loose;
	if (route && !route->table)
		begin(route, address);
	else
		end();
}

const uint32_t *sticky_addresses(void)
{
	static const uint32_t none[STICKY_ADDRESSES];

	return sticky.net.installed ? sticky.net.sticky.addresses : none;
}

static void ignore(const struct nlmsghdr *msg, void *context)
{
	(void)msg, (void)context;
}

bool sticky_read(void)
{
	if (sticky.watch.fd < 0 || !watch_read(&sticky.watch, ignore, NULL))
		return false;
	timer_set_after(settle, SETTLE_MS);
	return true;
}

void sticky_close(void)
{
	end();
	netsticky_close(&sticky.net);
}

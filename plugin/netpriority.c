// SPDX-License-Identifier: GPL-2.0-or-later
#include "netpriority.h"

#include <errno.h>

#include <linux/netlink.h>

#include "sys/log.h"

static int talk(struct netpriority *n, const struct priority *p,
		int (*build)(void *buf, const struct priority *p, uint32_t first_seq))
{
	_Alignas(struct nlmsghdr) char batch[PRIORITY_BATCH_SIZE];
	const struct nlmsghdr *failed;
	int len, err = netlink_open(&n->netlink, NETLINK_NETFILTER);

	if (err)
		return err;
	len = build(batch, p, n->netlink.seq);
	return len < 0 ? len : netlink_talk(&n->netlink, batch, (size_t)len, &failed);
}

/* Without the owner flag, of 5.12, there is no egress hook, of 5.16, either. */
static void log_failure(struct netpriority *n, int err)
{
	if (n->told)
		return;
	n->told = true;
	if (err == -EOPNOTSUPP || err == -EINVAL)
		log_warning(
			"pppoe-priority: of discovery only, as this kernel has no egress hooks");
	else
		log_error("pppoe-priority: of discovery only: %s",
			  netlink_error_text(&n->netlink, err));
}

void netpriority_set(struct netpriority *n, const struct priority *want)
{
	int err = 0;

	if (n->installed)
		err = talk(n, &n->now, priority_build_removal);
	n->installed = false;
	if (!err && want) {
		err = talk(n, want, priority_build);
		n->installed = !err;
		n->now = *want;
	}
	if (err)
		log_failure(n, err);
}

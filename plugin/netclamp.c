// SPDX-License-Identifier: GPL-2.0-or-later
#include "netclamp.h"

#include <errno.h>
#include <string.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "sys/log.h"

#define MANY_CLAMPS 8 /* others, from which on netdev is cheaper than its gap behind tc is bad */
#define FEW_CLAMPS 4 /* fewer, and forward is the better one again */
#define CHECKS_PER_COUNT 30
#define LEFTOVERS_AT_A_TIME 16

static int build(void *batch, const struct clamp *old, const struct clamp *new, uint32_t seq)
{
	if (old && new &&clamp_differs_in_limits(old, new))
		return clamp_build_limits(batch, new, seq);
	return clamp_build(batch, old, new, seq);
}

static int talk(struct netclamp *n, const struct clamp *old, const struct clamp *new,
		enum clamp_message *ret_failed)
{
	_Alignas(struct nlmsghdr) char batch[CLAMP_BATCH_SIZE];
	const struct nlmsghdr *failed = NULL;
	int len, err = netlink_open(&n->netlink, NETLINK_NETFILTER);

	if (!err) {
		len = build(batch, old, new, n->netlink.seq);
		err = len < 0 ? len : netlink_talk(&n->netlink, batch, (size_t)len, &failed);
	}
	*ret_failed = failed ? clamp_message_kind(failed) : CLAMP_MESSAGE_OTHER;
	return err;
}

static int visit_tables(struct netclamp *n,
			void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	_Alignas(struct nlmsghdr) char request[CLAMP_REQUEST_SIZE];
	const int err = netlink_open(&n->netlink, NETLINK_NETFILTER);

	if (err)
		return err;
	return netlink_dump(&n->netlink, request, (size_t)clamp_build_list(request, n->netlink.seq),
			    visit, context);
}

struct count {
	const char *own;
	char last[IFNAMSIZ];
	unsigned int others;
};

/* The two tables of backend `both` were made in one transaction, and stand side by side. */
static void count_table(const struct nlmsghdr *msg, void *context)
{
	struct count *count = context;
	struct clamp_table table;

	if (!clamp_parse_table(&table, msg) || !table.ours)
		return;
	if (strcmp(table.ifname, count->own) != 0 && strcmp(table.ifname, count->last) != 0)
		count->others++;
	memcpy(count->last, table.ifname, sizeof(count->last));
}

static enum clamp_backend choose_by_count(struct netclamp *n, const char *ifname)
{
	const bool netdev = n->installed && n->clamp.backend == CLAMP_NETDEV;
	struct count count = { .own = ifname };

	if (visit_tables(n, count_table, &count)) /* an incomplete list says nothing */
		return netdev ? CLAMP_NETDEV : CLAMP_FORWARD;
	return count.others >= (netdev ? FEW_CLAMPS : MANY_CLAMPS) ? CLAMP_NETDEV : CLAMP_FORWARD;
}

static enum clamp_backend choose_backend(struct netclamp *n, const char *ifname)
{
	if (n->no_netdev)
		return CLAMP_FORWARD;
	switch (n->choice) {
	case NETCLAMP_FORWARD:
		return CLAMP_FORWARD;
	case NETCLAMP_NETDEV:
		return CLAMP_NETDEV;
	case NETCLAMP_BOTH:
		return CLAMP_BOTH;
	case NETCLAMP_AUTO:
		break;
	}
	return choose_by_count(n, ifname);
}

/* Opened before a table that is not owned, so that no loss goes unnoticed. */
static void open_watch(struct netclamp *n, const struct clamp *c)
{
	if (c->unowned && netlink_listen(&n->watch, NETLINK_NETFILTER, NFNLGRP_NFTABLES))
		log_error("MSS clamp on %s: nobody notices when it is flushed", c->ifname);
}

/* 5.10 does not know the owner flag; before 5.16 there is no egress hook. */
static bool accept_refusal(struct netclamp *n, struct clamp *c, enum clamp_message failed, int err)
{
	if (failed == CLAMP_MESSAGE_ADD_TABLE && !c->unowned &&
	    (err == -EINVAL || err == -EOPNOTSUPP)) {
		log_info("MSS clamp on %s: this kernel has no owned tables", c->ifname);
		n->no_owner = c->unowned = true;
		return true;
	}
	if (failed == CLAMP_MESSAGE_ADD_CHAIN && c->backend != CLAMP_FORWARD &&
	    (err == -EOPNOTSUPP || err == -ENOENT)) {
		log_warning("MSS clamp on %s: no %s hooks here, using forward", c->ifname,
			    clamp_backend_text(c->backend));
		n->no_netdev = true;
		c->backend = CLAMP_FORWARD;
		return true;
	}
	return false;
}

static int log_failure(const struct clamp *c, enum clamp_message failed, int err)
{
	if (err)
		log_error("MSS clamp on %s: %s: %s", c->ifname, clamp_message_text(failed),
			  strerror(-err));
	return err;
}

static int install(struct netclamp *n, const struct clamp *old, struct clamp *new)
{
	enum clamp_message failed;
	int err;

	do {
		open_watch(n, new);
		err = talk(n, old, new, &failed);
	} while (err && accept_refusal(n, new, failed, err));
	return log_failure(new, failed, err);
}

static int removed(struct netclamp *n)
{
	enum clamp_message failed;
	const int err = talk(n, &n->clamp, NULL, &failed);

	if (!err)
		n->installed = n->lost = false;
	return log_failure(&n->clamp, failed, err);
}

struct leftovers {
	struct clamp found[LEFTOVERS_AT_A_TIME];
	size_t count;
	const char *own;
	bool foreign; /* a table with the name of ours, but not by us */
};

static void note_leftover(const struct nlmsghdr *msg, void *context)
{
	struct leftovers *l = context;
	struct clamp_table table;
	struct clamp *c;
	bool own;

	if (!clamp_parse_table(&table, msg))
		return;
	own = !strcmp(table.ifname, l->own);
	if (own && !table.ours && !table.alternate)
		l->foreign = true;
	if (!table.ours || table.owned || (!own && if_nametoindex(table.ifname)) ||
	    l->count == LEFTOVERS_AT_A_TIME)
		return;
	c = &l->found[l->count++];
	*c = (struct clamp){
		.backend = table.backend,
		.unowned = true,
		.alternate = table.alternate,
	};
	memcpy(c->ifname, table.ifname, sizeof(c->ifname));
}

static int remove_leftovers(struct netclamp *n, const struct leftovers *left)
{
	enum clamp_message failed;
	int err = 0;

	for (size_t i = 0; i < left->count && !err; i++) {
		log_info("MSS clamp: removing what was left of %s", left->found[i].ifname);
		err = talk(n, &left->found[i], NULL, &failed);
	}
	return err;
}

/*
 * What killed pppds have left: of this interface, on which nothing of ours is
 * installed, and of interfaces that are gone. Returns whether the name is taken.
 */
static bool clear_leftovers(struct netclamp *n, const char *ifname)
{
	struct leftovers left;
	int err;

	do {
		left = (struct leftovers){ .own = ifname };
		err = visit_tables(n, note_leftover, &left);
		if (!err)
			err = remove_leftovers(n, &left);
	} while (!err && left.count == LEFTOVERS_AT_A_TIME);
	if (left.foreign)
		log_warning("MSS clamp on %s: a table of that name is not ours, using another",
			    ifname);
	return left.foreign;
}

static void note_loss(const struct nlmsghdr *msg, void *context)
{
	struct netclamp *n = context;

	if (clamp_message_removes(msg, &n->clamp) && msg->nlmsg_pid != netlink_port(&n->netlink))
		n->lost = true;
}

/* Notifications that did not fit the socket may have been about us. */
static void repair(struct netclamp *n)
{
	struct clamp same = n->clamp;

	if (netlink_receive(&n->watch, note_loss, n) == -ENOBUFS)
		n->lost = true;
	if (!n->lost || install(n, NULL, &same))
		return;
	n->lost = false;
	n->clamp = same; /* perhaps with another backend */
	log_info("MSS clamp on %s: somebody removed it, it is back", n->clamp.ifname);
}

int netclamp_set(struct netclamp *n, const struct clamp *want)
{
	const struct clamp *old = n->installed ? &n->clamp : NULL;
	struct clamp new;
	int err;

	if (!want) {
		err = old ? removed(n) : 0;
		if (!err)
			netlink_close(&n->watch);
		return err;
	}
	if (old && old->unowned)
		repair(n);
	new = *want;
	new.unowned = n->no_owner;
	if (old && !strcmp(old->ifname, new.ifname))
		new.alternate = old->alternate;
	else
		new.alternate = clear_leftovers(n, new.ifname);
	new.backend = old ? old->backend : choose_backend(n, new.ifname);
	if (old && clamp_equal(old, &new))
		return 0;
	err = install(n, old, &new);
	if (err)
		return err;
	if (!old)
		log_info("MSS clamp on %s: %u for IPv4, %u for IPv6, backend %s%s", new.ifname,
			 new.mss_ipv4, new.mss_ipv6, clamp_backend_text(new.backend),
			 new.unowned ? ", not owned" : "");
	n->installed = true;
	n->clamp = new;
	return 0;
}

static void reconsider(struct netclamp *n)
{
	struct clamp other = n->clamp;

	if (n->choice != NETCLAMP_AUTO || ++n->checks < CHECKS_PER_COUNT)
		return;
	n->checks = 0;
	other.backend = choose_backend(n, n->clamp.ifname);
	if (other.backend == n->clamp.backend || install(n, &n->clamp, &other))
		return;
	if (other.backend != n->clamp.backend)
		log_info("MSS clamp on %s: backend %s from now on", other.ifname,
			 clamp_backend_text(other.backend));
	n->clamp = other;
}

void netclamp_check(struct netclamp *n)
{
	if (!n->installed)
		return;
	if (n->clamp.unowned)
		repair(n);
	reconsider(n);
}

void netclamp_close(struct netclamp *n)
{
	netclamp_set(n, NULL);
	netlink_close(&n->watch);
	netlink_close(&n->netlink);
}

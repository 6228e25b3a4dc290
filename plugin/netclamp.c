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

/* What the kernel lists. */
struct survey {
	const char *own; /* interface */
	const char *installed; /* what ours is there for, maybe by its name before; "": none */
	char last[IFNAMSIZ];
	unsigned int others; /* clamps of other interfaces */
	struct clamp leftovers[LEFTOVERS_AT_A_TIME];
	size_t leftover_count;
	bool foreign; /* a table with the name of ours, but not by us */
};

/* The two tables of backend `both` were made in one transaction, and stand side by side. */
static void count_other(struct survey *s, const struct clamp_table *table)
{
	if (strcmp(table->ifname, s->own) != 0 && strcmp(table->ifname, s->last) != 0)
		s->others++;
	memcpy(s->last, table->ifname, sizeof(s->last));
}

/* Without a descriptor to ask by, nothing is known to be gone. */
static bool is_gone(const char *ifname)
{
	return !if_nametoindex(ifname) && errno == ENODEV;
}

/* Nobody removes it any more. */
static bool is_leftover(const struct survey *s, const struct clamp_table *table)
{
	return !table->owned && strcmp(table->ifname, s->installed) != 0 &&
	       (!strcmp(table->ifname, s->own) || is_gone(table->ifname));
}

static void note_leftover(struct survey *s, const struct clamp_table *table)
{
	struct clamp *c;

	if (s->leftover_count == LEFTOVERS_AT_A_TIME)
		return;
	c = &s->leftovers[s->leftover_count++];
	*c = (struct clamp){
		.backend = table->backend,
		.unowned = true,
		.alternate = table->alternate,
	};
	memcpy(c->ifname, table->ifname, sizeof(c->ifname));
}

static void survey_table(const struct nlmsghdr *msg, void *context)
{
	struct survey *s = context;
	struct clamp_table table;

	if (!clamp_parse_table(&table, msg))
		return;
	if (!table.ours)
		s->foreign |= !table.alternate && !strcmp(table.ifname, s->own);
	else if (is_leftover(s, &table))
		note_leftover(s, &table);
	else
		count_other(s, &table);
}

static int survey(struct netclamp *n, const char *own, struct survey *ret)
{
	_Alignas(struct nlmsghdr) char request[CLAMP_REQUEST_SIZE];
	const int err = netlink_open(&n->netlink, NETLINK_NETFILTER);

	*ret = (struct survey){
		.own = own,
		.installed = n->installed ? n->clamp.ifname : "",
	};
	if (err)
		return err;
	return netlink_dump(&n->netlink, request, (size_t)clamp_build_list(request, n->netlink.seq),
			    survey_table, ret);
}

static enum clamp_backend choose_backend(const struct netclamp *n, const struct survey *s)
{
	const bool netdev = n->installed && n->clamp.backend == CLAMP_NETDEV;

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
	return s->others >= (netdev ? FEW_CLAMPS : MANY_CLAMPS) ? CLAMP_NETDEV : CLAMP_FORWARD;
}

/* Opened before a table that is not owned, so that no loss goes unnoticed. */
static void open_watch(struct netclamp *n, const struct clamp *c)
{
	if (c->unowned && netlink_listen(&n->watch, NETLINK_NETFILTER, NFNLGRP_NFTABLES))
		log_error("MSS clamp on %s: nobody notices when it is flushed", c->ifname);
}

/*
 * Before 5.12 there is no owner flag, before 5.16 no egress hook, and before
 * 5.18 (or a later 5.10) nothing that removes a TCP option. Before 6.16 a device that has
 * just got another name has no hooks either, which says nothing of the next.
 */
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
		n->no_netdev = !is_gone(c->ifname);
		c->backend = CLAMP_FORWARD;
		return true;
	}
	/* Built without IPsec, as small systems are */
	if (failed == CLAMP_MESSAGE_ADD_RULE && !c->no_ipsec && err == -EOPNOTSUPP)
		return n->no_ipsec = c->no_ipsec = true;
	if (failed == CLAMP_MESSAGE_ADD_STRIP && !c->unstripped && err == -EOPNOTSUPP) {
		log_info("MSS clamp on %s: this kernel cannot remove the MSS option", c->ifname);
		n->no_strip = c->unstripped = true;
		return true;
	}
	return false;
}

/* Once: the caller tries again. */
static int log_failure(struct netclamp *n, const struct clamp *c, enum clamp_message failed,
		       int err)
{
	const bool told = err == n->told;

	n->told = err;
	if (err && !told)
		log_error("MSS clamp on %s: %s: %s", c->ifname, clamp_message_text(failed),
			  netlink_error_text(&n->netlink, err));
	return err;
}

/* Somebody else's table that is about to go? */
static bool is_worth_a_wait(struct netclamp *n, enum clamp_message failed, int err)
{
	const bool held = failed == CLAMP_MESSAGE_ADD_TABLE && (err == -EPERM || err == -EEXIST);

	n->waits = held && n->waits < NETCLAMP_WAITS ? n->waits + 1 : 0;
	return n->waits;
}

static int install(struct netclamp *n, const struct clamp *old, struct clamp *new)
{
	enum clamp_message failed;
	int err;

	do {
		open_watch(n, new);
		err = talk(n, old, new, &failed);
	} while (err && accept_refusal(n, new, failed, err));
	if (is_worth_a_wait(n, failed, err))
		return -EAGAIN;
	return log_failure(n, new, failed, err);
}

static int removed(struct netclamp *n)
{
	enum clamp_message failed;
	const int err = talk(n, &n->clamp, NULL, &failed);

	if (!err)
		n->installed = n->lost = false;
	return log_failure(n, &n->clamp, failed, err);
}

static int remove_leftovers(struct netclamp *n, const struct survey *s)
{
	enum clamp_message failed;
	int err = 0;

	for (size_t i = 0; i < s->leftover_count && !err; i++) {
		log_info("MSS clamp: removing what was left of %s", s->leftovers[i].ifname);
		err = talk(n, &s->leftovers[i], NULL, &failed);
	}
	return err;
}

/*
 * What killed pppds have left: of interface `own`, on which nothing of ours is
 * installed, and of interfaces that are gone. Leaves a list without it.
 */
static void clear_leftovers(struct netclamp *n, const char *own, struct survey *ret)
{
	int err;

	do {
		err = survey(n, own, ret);
		if (!err)
			err = remove_leftovers(n, ret);
	} while (!err && ret->leftover_count == LEFTOVERS_AT_A_TIME);
	if (ret->foreign)
		log_warning("MSS clamp on %s: a table of that name is not ours, using another",
			    own);
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
	if (!n->lost || install(n, &n->clamp, &same))
		return;
	n->lost = false;
	n->clamp = same; /* perhaps with another backend */
	log_info("MSS clamp on %s: somebody removed it, it is back", n->clamp.ifname);
}

int netclamp_set(struct netclamp *n, const struct clamp *want)
{
	const struct clamp *old = n->installed ? &n->clamp : NULL;
	struct survey found;
	struct clamp new;
	int err;

	if (!want) {
		err = old ? removed(n) : 0;
		if (!err) {
			n->told = 0; /* the next session is told anew */
			netlink_close(&n->watch);
		}
		return err;
	}
	if (old && old->unowned)
		repair(n);
	new = *want;
	new.unowned = n->no_owner;
	new.no_ipsec = n->no_ipsec;
	new.unstripped = n->no_strip;
	if (old && !strcmp(old->ifname, new.ifname)) {
		new.alternate = old->alternate;
	} else {
		clear_leftovers(n, new.ifname, &found);
		new.alternate = found.foreign;
	}
	new.backend = old ? old->backend : choose_backend(n, &found);
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
	struct survey found;

	if (n->choice != NETCLAMP_AUTO)
		return;
	n->checks = 0;
	if (survey(n, n->clamp.ifname, &found)) /* an incomplete list says nothing */
		return;
	other.backend = choose_backend(n, &found);
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
	if (++n->checks >= CHECKS_PER_COUNT)
		reconsider(n);
}

void netclamp_count(struct netclamp *n)
{
	if (n->installed)
		reconsider(n);
}

void netclamp_close(struct netclamp *n)
{
	netclamp_set(n, NULL);
	netlink_close(&n->watch);
	netlink_close(&n->netlink);
}

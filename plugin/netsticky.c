// SPDX-License-Identifier: GPL-2.0-or-later
#include "netsticky.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>

#include "core/change.h"
#include "sys/clock.h"
#include "sys/log.h"

#define LIST_TRIES 3 /* of a list that changes while it is read */
#define ROUTES_AT_A_TIME 8

typedef void visitor(const struct nlmsghdr *msg, void *context);

static int list(struct netsticky *n, const void *request, int len, visitor *visit, void *context)
{
	return len < 0 ? len : netlink_dump(&n->route, request, (size_t)len, visit, context);
}

static int talk(struct netsticky *n, const void *msg, int len)
{
	const struct nlmsghdr *failed;

	return len < 0 ? len : netlink_talk(&n->route, msg, (size_t)len, &failed);
}

static int list_routes(struct netsticky *n, visitor *visit, void *context)
{
	_Alignas(struct nlmsghdr) char request[CHANGE_MESSAGE_SIZE];

	return list(n, request, change_build_routes(request, AF_INET, 0, n->route.seq), visit,
		    context);
}

static int list_rules(struct netsticky *n, visitor *visit, void *context)
{
	_Alignas(struct nlmsghdr) char request[STICKY_MESSAGE_SIZE];

	return list(n, request, sticky_build_rules(request, n->route.seq), visit, context);
}

/* What is to stay */

struct search {
	struct sticky *ret;
	uint32_t metric; /* of ours */
	uint32_t best; /* of those found, if any is */
	uint32_t ours;
};

static void find_default(const struct nlmsghdr *msg, void *context)
{
	struct search *s = context;
	struct sticky_default d;

	if (!sticky_parse_default(&d, msg) || d.ifindex == s->ret->ifindex ||
	    d.metric <= s->metric || (s->ret->other && d.metric >= s->best) ||
	    sticky_take_route(s->ret, msg, d.ifindex))
		return;
	s->best = d.metric;
}

static void find_address(const struct nlmsghdr *msg, void *context)
{
	struct search *s = context;

	sticky_take_address(s->ret, msg, s->ours);
}

static int survey_once(struct netsticky *n, struct search *s)
{
	_Alignas(struct nlmsghdr) char request[CHANGE_MESSAGE_SIZE];
	const uint32_t ifindex = s->ret->ifindex;
	int err;

	*s->ret = (struct sticky){ .ifindex = ifindex };
	err = list_routes(n, find_default, s);
	if (err || !s->ret->other)
		return err;
	return list(n, request,
		    change_build_addresses(request, AF_INET, s->ret->other, n->route.seq),
		    find_address, s);
}

static int survey(struct netsticky *n, struct search *s)
{
	int tries = 0, err;

	do
		err = survey_once(n, s);
	while (err == -EINTR && ++tries < LIST_TRIES);
	return err;
}

/* What is there */

/* A link that is gone, or is ours, needs nothing that was there. */
struct census {
	uint32_t ifindex; /* of our link; 0: none */
	uint64_t known; /* slots of others, as bits: a half claim of one of these waits */
	uint64_t taken; /* the same, as this list has them */
	struct sticky_rule dead; /* the last one found; slot 0: none */
};

static void count_rule(const struct nlmsghdr *msg, void *context)
{
	struct census *c = context;
	struct sticky_rule r;
	char name[IFNAMSIZ];

	if (!sticky_parse_rule(&r, msg))
		return;
	if (r.ifindex != c->ifindex && (if_indextoname(r.ifindex, name) || errno != ENXIO))
		c->taken |= UINT64_C(1) << r.slot;
	else if (!(c->known >> r.slot & 1))
		c->dead = r;
}

struct copies {
	uint32_t ifindex;
	unsigned int count;
	_Alignas(struct nlmsghdr) char routes[ROUTES_AT_A_TIME][STICKY_ROUTE_SIZE];
};

static void find_copy(const struct nlmsghdr *msg, void *context)
{
	struct copies *c = context;

	if (c->count < ROUTES_AT_A_TIME && msg->nlmsg_len <= STICKY_ROUTE_SIZE &&
	    sticky_is_copy(msg, c->ifindex))
		memcpy(c->routes[c->count++], msg, msg->nlmsg_len);
}

static int list_copies(struct netsticky *n, struct copies *c)
{
	int tries = 0, err;

	do {
		c->count = 0;
		err = list_routes(n, find_copy, c);
	} while (err && ++tries < LIST_TRIES);
	return err;
}

static int remove_copies(struct netsticky *n, uint32_t ifindex)
{
	_Alignas(struct nlmsghdr) char msg[CHANGE_MESSAGE_SIZE];
	struct copies c = { .ifindex = ifindex };
	int err = list_copies(n, &c);

	for (unsigned int i = 0; !err && i < c.count; i++) {
		err = talk(n, msg,
			   change_build_removal(msg, (const struct nlmsghdr *)c.routes[i],
						n->route.seq));
		if (err == -ESRCH)
			err = 0;
	}
	return err;
}

/* `slot` 0: no marks any more. */
static int set_marks_owned(struct netsticky *n, const struct sticky *s, unsigned int slot)
{
	_Alignas(struct nlmsghdr) char batch[STICKY_BATCH_SIZE];
	const struct nlmsghdr *failed;
	int len, err = netlink_open(&n->rules, NETLINK_NETFILTER);

	if (err)
		return err;
	len = slot ? sticky_build_marks(batch, s, slot, !n->no_owner, n->rules.seq)
		   : sticky_build_unmark(batch, s->ifindex, !n->no_owner, n->rules.seq);
	return len < 0 ? len : netlink_talk(&n->rules, batch, (size_t)len, &failed);
}

/* Before 5.12 there is no owner flag. */
static int set_marks(struct netsticky *n, const struct sticky *s, unsigned int slot)
{
	const int err = set_marks_owned(n, s, slot);

	if ((err != -EINVAL && err != -EOPNOTSUPP) || n->no_owner)
		return err;
	n->no_owner = true;
	return set_marks_owned(n, s, slot);
}

static int remove_rules(struct netsticky *n, const struct sticky_rule *r, bool main)
{
	_Alignas(struct nlmsghdr) char msg[STICKY_MESSAGE_SIZE];
	int err;

	do
		err = talk(n, msg, sticky_build_removal(msg, r, main, n->route.seq));
	while (!err);
	return err == -ENOENT ? 0 : err;
}

/*
 * Last the rule by which what is left is recognised, should we be killed in between,
 * or another one not be removed.
 */
static int remove_all(struct netsticky *n, const struct sticky_rule *r)
{
	const struct sticky s = { .ifindex = r->ifindex };
	int err;

	set_marks(n, &s, 0);
	err = remove_copies(n, r->ifindex);
	if (!err)
		err = remove_rules(n, r, true);
	if (!err)
		err = remove_rules(n, r, false);
	if (err)
		log_error("Routing rules of another uplink's connections: delete: %s",
			  strerror(-err));
	return err;
}

/*
 * Returns the slots that others have, or that could not be cleared. Half a claim of the slot
 * of a link that lives waits for that to end: the rules to main are told by the slot alone.
 */
static uint64_t clear_dead(struct netsticky *n, uint32_t ifindex)
{
	struct census c = { .taken = 0 };

	for (int i = 0; i <= STICKY_SLOTS; i++) {
		c = (struct census){ .ifindex = ifindex, .known = c.taken };
		if (list_rules(n, count_rule, &c) || !c.dead.slot)
			break;
		if (c.taken >> c.dead.slot & 1)
			continue;
		log_info("Removing the routing rules of a link that is gone");
		if (remove_all(n, &c.dead)) {
			c.taken |= UINT64_C(1) << c.dead.slot;
			break;
		}
	}
	return c.taken;
}

/* What is to be there */

static int add_rule(struct netsticky *n, const struct sticky *s, uint32_t source, bool main)
{
	_Alignas(struct nlmsghdr) char msg[STICKY_MESSAGE_SIZE];

	return talk(n, msg, sticky_build_rule(msg, s, n->slot, source, main, n->route.seq));
}

/*
 * Another process may find the same slot free at the same time. Of both, one can add the
 * rule to main; the other one has not touched it. First the rule that tells whose it is.
 */
static int claim_slot(struct netsticky *n, const struct sticky *s, unsigned int slot)
{
	const struct sticky_rule ours = { s->ifindex, slot };
	int err;

	n->slot = slot;
	err = add_rule(n, s, 0, false);
	if (!err)
		err = add_rule(n, s, 0, true);
	if (err)
		remove_rules(n, &ours, false);
	return err;
}

/* Those of `taken`, as bits, are not tried. */
static int take_slot(struct netsticky *n, const struct sticky *s, uint64_t taken)
{
	int err = -EEXIST;

	for (unsigned int slot = 1; err == -EEXIST && slot <= STICKY_SLOTS; slot++)
		if (!(taken >> slot & 1))
			err = claim_slot(n, s, slot);
	return err;
}

static int add_addresses(struct netsticky *n, const struct sticky *s, bool main)
{
	int err = 0;

	for (size_t i = 0; !err && i < STICKY_ADDRESSES && s->addresses[i]; i++)
		err = add_rule(n, s, s->addresses[i], main);
	return err;
}

static int add_copy(struct netsticky *n, const struct sticky *s)
{
	_Alignas(struct nlmsghdr) char msg[STICKY_MESSAGE_SIZE];

	return talk(n, msg, sticky_build_copy(msg, s, n->route.seq));
}

/* A table that is empty leads on to main; so it is, until all else is there. */
static int add_all(struct netsticky *n, const struct sticky *s)
{
	int err = add_addresses(n, s, false);

	if (!err)
		err = add_addresses(n, s, true);
	if (!err)
		err = add_copy(n, s);
	return err ? err : set_marks(n, s, n->slot);
}

static int install(struct netsticky *n, const struct sticky *s, uint64_t taken)
{
	int err = take_slot(n, s, taken);

	if (err)
		return err;
	n->sticky = *s;
	n->installed = true;
	err = add_all(n, s);
	if (err)
		netsticky_clear(n);
	return err;
}

/* Returns 0, also where it is there, and counts in *ret_added where it was not. */
static int restore_rules(struct netsticky *n, uint32_t source, unsigned int *ret_added)
{
	for (int main = 0; main <= 1; main++) {
		const int err = add_rule(n, &n->sticky, source, main);

		if (err && err != -EEXIST)
			return err;
		*ret_added += !err;
	}
	return 0;
}

static int restore_all(struct netsticky *n, unsigned int *ret_added)
{
	int err = restore_rules(n, 0, ret_added);

	for (size_t i = 0; !err && i < STICKY_ADDRESSES && n->sticky.addresses[i]; i++)
		err = restore_rules(n, n->sticky.addresses[i], ret_added);
	return err ? err : add_copy(n, &n->sticky);
}

/*
 * Nothing has changed but what somebody has taken from us, as systemd-networkd does with
 * all rules that it has not made itself when it starts.
 */
static int restore(struct netsticky *n)
{
	const uint64_t now = clock_now_ms();
	const enum keep_verdict verdict = keep_judge(&n->keep, now);
	unsigned int added = 0;
	int err;

	if (verdict == KEEP_GIVE_IN)
		log_warning("Somebody takes the routing rules of another uplink's connections "
			    "again and again; left away for %d s",
			    KEEP_REST_MS / 1000);
	if (verdict != KEEP_RESTORE)
		return 0;
	err = restore_all(n, &added);
	if (added) {
		keep_note(&n->keep, now);
		log_info("Somebody took routing rules of another uplink's connections; they are "
			 "back");
	}
	return err;
}

static int set(struct netsticky *n, struct search *s)
{
	int err = netlink_open(&n->route, NETLINK_ROUTE);

	if (!err) {
		netlink_narrow(&n->route); /* what others have changes all the time */
		err = survey(n, s);
	}
	if (!err && n->installed && sticky_equal(s->ret, &n->sticky))
		return restore(n);
	netsticky_clear(n);
	if (err || !s->ret->addresses[0])
		return err;
	return install(n, s->ret, clear_dead(n, s->ret->ifindex));
}

int netsticky_set(struct netsticky *n, uint32_t ifindex, uint32_t metric, uint32_t ours)
{
	struct sticky sticky = { .ifindex = ifindex };
	struct search s = { .ret = &sticky, .metric = metric, .ours = ours };
	const int err = set(n, &s);

	if (err)
		log_error("Connections of another uplink do not stay there: %s", strerror(-err));
	return err;
}

void netsticky_clear(struct netsticky *n)
{
	const struct sticky_rule ours = { n->sticky.ifindex, n->slot };

	if (n->installed)
		remove_all(n, &ours);
	n->installed = false;
}

void netsticky_clear_leftovers(struct netsticky *n)
{
	if (!netlink_open(&n->route, NETLINK_ROUTE))
		clear_dead(n, 0);
	netlink_close(&n->route);
}

void netsticky_close(struct netsticky *n)
{
	netsticky_clear(n);
	netlink_close(&n->route);
	netlink_close(&n->rules);
}

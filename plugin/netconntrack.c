// SPDX-License-Identifier: GPL-2.0-or-later
#include "netconntrack.h"

#include <errno.h>
#include <string.h>

#include <arpa/inet.h>
#include <linux/netlink.h>

#include "core/conntrack.h"
#include "sys/log.h"

#define PARTS_PER_SLICE 8 /* of a dump: up to 32 kB each, some 100 entries */
#define DELETES_AT_A_TIME 64 /* their acks must fit into a socket's default buffer */

struct slice {
	struct netconntrack *n;
	_Alignas(struct nlmsghdr) char deletes[DELETES_AT_A_TIME * CONNTRACK_MESSAGE_SIZE];
	size_t len;
	unsigned int count;
};

static void read_answer(const struct nlmsghdr *msg, void *context)
{
	route_query_parse(context, msg);
}

static struct route_answer ask(struct netconntrack *n, const struct route_query *q)
{
	_Alignas(struct nlmsghdr) char msg[ROUTE_QUERY_MESSAGE_SIZE];
	struct route_answer answer = { 0 };
	const int len = route_query_build(msg, q, n->route.seq);

	if (len > 0)
		netlink_dump(&n->route, msg, (size_t)len, read_answer, &answer);
	return answer;
}

/* Many connections have few ends. A multiplicative hash spreads neighbouring addresses. */
static struct route_answer find_path(struct netconntrack *n, const struct route_query *q)
{
	const uint32_t key = ntohl(q->destination) + ntohl(q->source) * 31 + q->input + q->mark;
	struct netconntrack_path *p = &n->paths[key * 2654435761U >> (32 - NETCONNTRACK_PATH_BITS)];

	if (memcmp(&p->query, q, sizeof(*q)) != 0)
		*p = (struct netconntrack_path){ *q, ask(n, q) };
	return p->answer;
}

static bool is_local(struct netconntrack *n, uint32_t address)
{
	const struct route_query to_address = { .destination = address };

	return find_path(n, &to_address).local;
}

/*
 * As a packet of the connection would be: from where its host is, and with the mark of its
 * connection, which is what rules ask for.
 */
static uint32_t find_output(struct netconntrack *n, const struct conntrack_entry *e)
{
	const struct route_query back = { .destination = e->source };
	const struct route_answer host = find_path(n, &back);
	const struct route_query there = {
		.destination = e->peer,
		.source = e->source,
		.input = host.local ? 0 : host.output,
		.mark = e->mark,
	};

	return host.output ? find_path(n, &there).output : 0;
}

/*
 * It began where another router translates, or before the rules were there. The
 * kernel does not ask them again, so its packets would leave with an address
 * that nobody can answer. Without NAT here, that may be what is wanted.
 */
static bool must_be_translated(struct netconntrack *n, const struct conntrack_entry *e)
{
	if (!n->ifindex || !conntrack_lacks_translation(e) || is_local(n, e->source) ||
	    find_output(n, e) != n->ifindex)
		return false;
	n->passed_over |= !n->nat;
	return n->nat;
}

static bool is_ours(struct netconntrack *n, uint32_t address)
{
	return address == n->gone || address == n->address || (n->ifindex && is_local(n, address));
}

static bool stays(const struct netconntrack *n, uint32_t address)
{
	for (int i = 0; i < STICKY_ADDRESSES; i++)
		if (n->stay[i] == address)
			return true;
	return false;
}

static bool must_go(struct netconntrack *n, const struct conntrack_entry *e)
{
	if (!conntrack_is_translated(e))
		return must_be_translated(n, e);
	if (!is_ours(n, e->translated))
		return false;
	n->nat = true;
	if (e->translated == n->gone)
		return true;
	return n->ifindex && e->translated != n->address && !stays(n, e->translated) &&
	       find_output(n, e) == n->ifindex;
}

/* Of the errors, the usual one is that an entry ended by itself. */
static void send_deletes(struct slice *s)
{
	const struct nlmsghdr *failed;
	int err;

	if (!s->count)
		return;
	err = netlink_talk(&s->n->change, s->deletes, s->len, &failed);
	if (err && err != -ENOENT)
		log_debug("connections of another path: delete: %s",
			  netlink_error_text(&s->n->change, err));
	s->n->dropped += s->count;
	s->len = s->count = 0;
}

static void visit_entry(const struct nlmsghdr *msg, void *context)
{
	struct slice *s = context;
	struct conntrack_entry e;
	int len;

	if (conntrack_parse(&e, msg) || !must_go(s->n, &e))
		return;
	len = conntrack_build_delete(s->deletes + s->len, &e, s->n->change.seq + s->count);
	if (len < 0)
		return;
	s->len += (size_t)len;
	if (++s->count == DELETES_AT_A_TIME)
		send_deletes(s);
}

/* Conntrack without a table to read, or none at all, has nothing that could be stuck. */
static void end_pass(struct netconntrack *n, int err)
{
	if (err)
		log_debug("connections of another path: %s", strerror(-err));
	if (n->dropped)
		log_info("Dropped %u connections of another path", n->dropped);
	netconntrack_close(n);
}

static int open_all(struct netconntrack *n)
{
	int err = netlink_open(&n->list, NETLINK_NETFILTER);

	if (!err)
		err = netlink_open(&n->change, NETLINK_NETFILTER);
	return err ? err : netlink_open(&n->route, NETLINK_ROUTE);
}

static int start_list(struct netconntrack *n)
{
	_Alignas(struct nlmsghdr) char request[CONNTRACK_MESSAGE_SIZE];
	const int len = conntrack_build_list(request, !n->ifindex, n->list.seq);

	return len < 0 ? len : netlink_dump_start(&n->list, request, (size_t)len);
}

/* Also in the middle of a pass: it begins anew, for what it was meant for and for this. */
static void start_pass(struct netconntrack *n)
{
	int err;

	netlink_close(&n->list);
	err = open_all(n);
	if (!err)
		err = start_list(n);
	if (err)
		end_pass(n, err);
}

/* At the end of the table: once more, if the first sign of NAT came after what waited for it? */
static int list_again(struct netconntrack *n)
{
	int err;

	if (!n->passed_over || !n->nat)
		return 0;
	n->passed_over = false;
	err = start_list(n);
	return err ? err : 1;
}

void netconntrack_forget(struct netconntrack *n, uint32_t address)
{
	n->gone = address;
	n->ifindex = 0;
	start_pass(n);
}

void netconntrack_adopt(struct netconntrack *n, uint32_t ifindex, uint32_t address,
			const uint32_t stay[STICKY_ADDRESSES])
{
	if (n->gone == address)
		n->gone = 0;
	n->ifindex = ifindex;
	n->address = address;
	memset(n->stay, 0, sizeof(n->stay));
	if (stay)
		memcpy(n->stay, stay, sizeof(n->stay));
	start_pass(n);
}

bool netconntrack_step(struct netconntrack *n)
{
	struct slice s = { .n = n };
	int more = 1;

	if (!n->list.socket)
		return false;
	memset(n->paths, 0, sizeof(n->paths)); /* routes may have changed since */
	for (int i = 0; more > 0 && i < PARTS_PER_SLICE; i++)
		more = netlink_dump_step(&n->list, visit_entry, &s);
	send_deletes(&s);
	if (!more)
		more = list_again(n);
	if (more <= 0)
		end_pass(n, more);
	return more > 0;
}

void netconntrack_close(struct netconntrack *n)
{
	netlink_close(&n->list);
	netlink_close(&n->change);
	netlink_close(&n->route);
	n->gone = n->ifindex = n->address = n->dropped = 0;
	n->passed_over = false;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netclamp.c with a netlink of our own at link time: a small kernel that keeps
 * a list of tables, applies a transaction wholly or not at all, refuses what a
 * test wants and notifies what a test wants.
 */
#include "../tap.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <net/if.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>

#include "core/nft.h"
#include "netclamp.h"
#include "sys/log.h"

#define OUR_PORT 4711
#define OTHER_PORT 815
#define TABLES 64

struct tables {
	struct nft_table table[TABLES];
	size_t count;
};

enum {
	TALKING,
	WATCHING
};

static struct {
	struct tables tables;
	int open_error, listen_error, talk_error, owner_error, hook_error, strip_error, ipsec_error,
		receive_error, dump_error;
	int open[2]; /* sockets, by what they are for */
	unsigned int talks, dumps, flushed_chains;
	struct {
		_Alignas(struct nlmsghdr) char bytes[256];
	} notification;
	bool notified;
	unsigned int errors, warnings;
	char log[4096];
} kernel;

static const struct clamp want = {
	.ifname = "ppp0",
	.ifindex = 7,
	.mss_ipv4 = 1452,
	.mss_ipv6 = 1432,
	.comment = "pppoe-clamp of a test",
};

/* Interfaces are there unless their name says otherwise. */
unsigned int if_nametoindex(const char *name)
{
	errno = strncmp(name, "unknown", 7) != 0 ? ENODEV : EMFILE;
	return strncmp(name, "gone", 4) != 0 && strncmp(name, "unknown", 7) != 0;
}

void log_line(enum log_level level, const char *format, ...)
{
	const size_t used = strlen(kernel.log);
	va_list ap;

	va_start(ap, format);
	vsnprintf(kernel.log + used, sizeof(kernel.log) - used, format, ap);
	va_end(ap);
	strncat(kernel.log, "\n", sizeof(kernel.log) - strlen(kernel.log) - 1);
	kernel.errors += level == LOG_LEVEL_ERROR;
	kernel.warnings += level == LOG_LEVEL_WARNING;
}

static int open_socket(struct netlink *n, int what)
{
	if (!n->socket)
		kernel.open[what]++;
	n->socket = (struct mnl_socket *)&kernel.open[what];
	return 0;
}

int netlink_open(struct netlink *n, int bus)
{
	is_int(bus, NETLINK_NETFILTER);
	return kernel.open_error ? kernel.open_error : open_socket(n, TALKING);
}

int netlink_listen(struct netlink *n, int bus, unsigned int group)
{
	is_int(bus, NETLINK_NETFILTER);
	is_int(group, NFNLGRP_NFTABLES);
	return kernel.listen_error ? kernel.listen_error : open_socket(n, WATCHING);
}

void netlink_close(struct netlink *n)
{
	if (n->socket)
		--*(int *)n->socket;
	n->socket = NULL;
}

uint32_t netlink_port(const struct netlink *n)
{
	ok(n->socket == (struct mnl_socket *)&kernel.open[TALKING]);
	return OUR_PORT;
}

const char *netlink_error_text(struct netlink *n, int err)
{
	ok(n->socket || err == kernel.open_error);
	return err == -EBUSY ? "Busy (said the kernel)" : strerror(-err);
}

static struct nft_table *find_table(struct tables *t, uint8_t family, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->table[i].family == family && !strcmp(t->table[i].name, name))
			return &t->table[i];
	return NULL;
}

static int new_table(struct tables *t, const struct nft_table *table, bool must_be_new)
{
	if (table->flags & NFT_TABLE_F_OWNER && kernel.owner_error)
		return kernel.owner_error;
	if (find_table(t, table->family, table->name))
		return must_be_new ? -EEXIST : 0;
	if (ok(t->count < TABLES))
		t->table[t->count++] = *table;
	return 0;
}

static int delete_table(struct tables *t, const struct nft_table *table)
{
	struct nft_table *found = find_table(t, table->family, table->name);

	if (!found)
		return -ENOENT;
	*found = t->table[--t->count];
	return 0;
}

static bool is_in_a_table(struct tables *t, const struct nlmsghdr *msg)
{
	for (size_t i = 0; i < t->count; i++)
		if (nft_is_about_table(msg, t->table[i].family, t->table[i].name))
			return true;
	return false;
}

static int find_strip(struct nftnl_expr *e, void *found)
{
	*(bool *)found |= !strcmp(nftnl_expr_get_str(e, NFTNL_EXPR_NAME), "exthdr") &&
			  !nftnl_expr_is_set(e, NFTNL_EXPR_EXTHDR_DREG) &&
			  !nftnl_expr_is_set(e, NFTNL_EXPR_EXTHDR_SREG);
	return 0;
}

static int find_ipsec(struct nftnl_expr *e, void *found)
{
	if (!strcmp(nftnl_expr_get_str(e, NFTNL_EXPR_NAME), "rt"))
		*(bool *)found |= nftnl_expr_get_u32(e, NFTNL_EXPR_RT_KEY) == NFT_RT_XFRM;
	return 0;
}

static bool has(const struct nlmsghdr *msg, int (*find)(struct nftnl_expr *e, void *found))
{
	struct nftnl_rule *rule = nftnl_rule_alloc();
	bool found = false;

	is_int(nftnl_rule_nlmsg_parse(msg, rule), 0);
	nftnl_expr_foreach(rule, find, &found);
	nftnl_rule_free(rule);
	return found;
}

static int apply(struct tables *t, const struct nlmsghdr *msg)
{
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);
	const unsigned int type = NFNL_MSG_TYPE(msg->nlmsg_type);
	struct nft_table table;

	if (msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN || msg->nlmsg_type == NFNL_MSG_BATCH_END)
		return 0;
	if (type == NFT_MSG_NEWTABLE || type == NFT_MSG_DELTABLE) {
		ok(nft_parse_table(&table, msg));
		return type == NFT_MSG_NEWTABLE
			       ? new_table(t, &table, msg->nlmsg_flags & NLM_F_EXCL)
			       : delete_table(t, &table);
	}
	if (type == NFT_MSG_NEWCHAIN && body->nfgen_family == NFPROTO_NETDEV && kernel.hook_error)
		return kernel.hook_error;
	if (type == NFT_MSG_NEWRULE && kernel.strip_error && has(msg, find_strip))
		return kernel.strip_error;
	if (type == NFT_MSG_NEWRULE && kernel.ipsec_error && has(msg, find_ipsec))
		return kernel.ipsec_error;
	kernel.flushed_chains += type == NFT_MSG_DELRULE;
	return is_in_a_table(t, msg) ? 0 : -ENOENT;
}

int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed)
{
	static struct tables after;
	const struct nlmsghdr *msg = messages;
	int left = (int)len, err = kernel.talk_error;

	kernel.talks++;
	after = kernel.tables;
	*ret_failed = NULL;
	ok(n->socket == (struct mnl_socket *)&kernel.open[TALKING]);
	is_int(msg->nlmsg_seq, n->seq);
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left), n->seq++) {
		if (!err)
			err = apply(&after, msg);
		if (err && !*ret_failed)
			*ret_failed = msg;
	}
	if (!err)
		kernel.tables = after;
	return err;
}

static void list_table(const struct nft_table *table,
		       void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	char *bytes = malloc(8192);
	struct nft n;
	int left;

	nft_begin(&n, bytes, 8192, 0);
	n.family = table->family;
	n.table = table->name;
	nft_add_table(&n, table->flags, table->comment[0] ? table->comment : NULL);
	left = nft_end(&n);
	if (ok(left > 0)) /* the first message begins the transaction */
		visit(mnl_nlmsg_next((struct nlmsghdr *)bytes, &left), context);
	free(bytes);
}

int netlink_dump(struct netlink *n, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	const struct nlmsghdr *msg = request;

	kernel.dumps++;
	is_int(msg->nlmsg_type, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE);
	is_int(msg->nlmsg_len, len);
	is_int(msg->nlmsg_seq, n->seq++);
	for (size_t i = 0; i < kernel.tables.count && !kernel.dump_error; i++)
		list_table(&kernel.tables.table[i], visit, context);
	return kernel.dump_error;
}

int netlink_receive(struct netlink *n, void (*visit)(const struct nlmsghdr *msg, void *context),
		    void *context)
{
	const int err = kernel.receive_error;

	ok(n->socket == (struct mnl_socket *)&kernel.open[WATCHING]);
	if (kernel.notified)
		visit((struct nlmsghdr *)kernel.notification.bytes, context);
	kernel.notified = false;
	kernel.receive_error = 0;
	return err;
}

static void notify_family(uint8_t family, uint16_t type, const char *table, uint32_t port)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(kernel.notification.bytes);
	struct nfgenmsg *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | type;
	msg->nlmsg_pid = port;
	body->nfgen_family = family;
	mnl_attr_put_strz(msg, NFTA_TABLE_NAME, table);
	kernel.notified = true;
}

static void notify(uint16_t type, const char *table, uint32_t port)
{
	notify_family(NFPROTO_INET, type, table, port);
}

static void lose_all(void)
{
	kernel.tables.count = 0;
}

static struct netclamp fresh(void)
{
	memset(&kernel, 0, sizeof(kernel));
	return (struct netclamp){ 0 };
}

/* A kernel without owned tables, that was asked once. */
static struct netclamp fresh_unowned(void)
{
	struct netclamp n = fresh();

	kernel.owner_error = -EINVAL;
	n.no_owner = true;
	return n;
}

static void plant(uint8_t family, const char *name, uint32_t flags, const char *comment)
{
	struct nft_table *t = &kernel.tables.table[kernel.tables.count++];

	*t = (struct nft_table){ .family = family, .flags = flags };
	snprintf(t->name, sizeof(t->name), "%s", name);
	snprintf(t->comment, sizeof(t->comment), "%s", comment);
}

#define OWNED NFT_TABLE_F_OWNER
#define OURS "pppoe-clamp of another pppd"

/* Owned clamps of other links, on interfaces other0, other1... */
static void plant_others(int from, int to)
{
	char name[32];

	for (int i = from; i < to; i++) {
		snprintf(name, sizeof(name), "pppoe-clamp-other%d", i);
		plant(NFPROTO_INET, name, OWNED, OURS);
	}
}

static void unplant_others(int from, int to)
{
	struct nft_table t = { .family = NFPROTO_INET };

	for (int i = from; i < to; i++) {
		snprintf(t.name, sizeof(t.name), "pppoe-clamp-other%d", i);
		is_int(delete_table(&kernel.tables, &t), 0);
	}
}

static const char *table_text(char ret[400], const struct nft_table *t)
{
	snprintf(ret, 400, "%s %.200s%s; ", t->family == NFPROTO_INET ? "inet" : "netdev", t->name,
		 t->flags & OWNED ? " owner" : "");
	return ret;
}

/* All tables but the planted ones of other links. */
static void tables_are(const char *expected, int line)
{
	char got[2048] = "", one[400];

	for (size_t i = 0; i < kernel.tables.count; i++)
		if (!strstr(kernel.tables.table[i].name, "other"))
			strncat(got, table_text(one, &kernel.tables.table[i]),
				sizeof(got) - strlen(got) - 1);
	tap_is_str(got, expected, __FILE__, line, "tables");
}
#define tables_are(expected) tables_are(expected, __LINE__)

#define FORWARD "inet pppoe-clamp-ppp0 owner; "
#define NETDEV "netdev pppoe-clamp-ppp0 owner; "
#define UNOWNED "inet pppoe-clamp-ppp0; "

static void nothing_wanted_nothing_done(void)
{
	struct netclamp n = fresh();

	is_int(netclamp_set(&n, NULL), 0);
	netclamp_check(&n);
	netclamp_close(&n);
	netclamp_close(&n);
	is_int(kernel.talks + kernel.dumps, 0);
	is_int(kernel.open[TALKING] + kernel.open[WATCHING], 0);
}

static void clamp_is_set_once(void)
{
	struct netclamp n = fresh();

	for (int i = 0; i < 5; i++)
		is_int(netclamp_set(&n, &want), 0);
	is_int(kernel.talks, 1);
	tables_are(FORWARD);
	is_str(kernel.log, "MSS clamp on ppp0: 1452 for IPv4, 1432 for IPv6, backend forward\n");
	is_int(kernel.errors + kernel.warnings, 0);
	is_int(kernel.open[WATCHING], 0);
}

static void limits_change_in_place(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	netclamp_set(&n, &want);
	c.mss_ipv4 = 1412;
	c.mss_ipv6 = 1392;
	is_int(netclamp_set(&n, &c), 0);
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 2);
	is_int(kernel.flushed_chains, 4);
	is_int(n.clamp.mss_ipv4, 1412);
	tables_are(FORWARD);
}

static void other_changes_replace_in_one_transaction(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	netclamp_set(&n, &c);
	c.ifindex = 8;
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 2);
	strcpy(c.comment, "pppoe-clamp of the next session");
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 3);
	is_str(kernel.tables.table[0].comment, "pppoe-clamp of the next session");
	c.local = true;
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 4);
	strcpy(c.ifname, "dsl");
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 5);
	is_int(kernel.flushed_chains, 0);
	tables_are("inet pppoe-clamp-dsl owner; ");
}

static void clamp_is_removed_once(void)
{
	struct netclamp n = fresh();

	netclamp_set(&n, &want);
	for (int i = 0; i < 3; i++)
		is_int(netclamp_set(&n, NULL), 0);
	is_int(kernel.talks, 2);
	tables_are("");
	is_int(netclamp_set(&n, &want), 0);
	tables_are(FORWARD);
}

/* Fails if log_failure() tells the same error twice: the caller tries again and again. */
static void refused_clamp_changes_nothing_and_is_logged_once(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	kernel.talk_error = -EPERM;
	is_int(netclamp_set(&n, &want), -EPERM);
	ok(!n.installed);
	is_int(kernel.errors, 1);
	ok(strstr(kernel.log, "ppp0") && strstr(kernel.log, strerror(EPERM)));
	kernel.talk_error = 0;
	is_int(netclamp_set(&n, &want), 0);
	kernel.talk_error = -ENOBUFS;
	c.mss_ipv4 = 1400;
	is_int(netclamp_set(&n, &c), -ENOBUFS);
	is_int(n.clamp.mss_ipv4, want.mss_ipv4);
	is_int(netclamp_set(&n, NULL), -ENOBUFS);
	ok(n.installed);
	is_int(kernel.errors, 2);
	tables_are(FORWARD);
}

/* It says which part of the transaction the kernel did not like. */
static void refused_message_is_named(void)
{
	struct netclamp n = fresh();

	n.choice = NETCLAMP_NETDEV;
	kernel.hook_error = -EBUSY;
	is_int(netclamp_set(&n, &want), -EBUSY);
	/* Fails if netlink_error_text is not asked. */
	ok(strstr(kernel.log, "MSS clamp on ppp0: add chain: Busy (said the kernel)\n") != NULL);
	is_int(kernel.talks, 1);
	tables_are("");
}

static void clamp_for_no_interface_is_refused(void)
{
	struct netclamp n = fresh();
	struct clamp none = want;

	none.ifindex = 0;
	is_int(netclamp_set(&n, &none), -EINVAL);
	is_int(kernel.talks, 0);
	is_int(kernel.errors, 1);
	ok(!n.installed && !n.no_owner);
}

static void no_socket_is_reported(void)
{
	struct netclamp n = fresh();

	kernel.open_error = -EPROTONOSUPPORT;
	is_int(netclamp_set(&n, &want), -EPROTONOSUPPORT);
	is_int(kernel.errors, 1);
	ok(!n.installed);
}

static void kernel_without_owned_tables(void)
{
	static const int errors[] = { -EINVAL, -EOPNOTSUPP };
	struct clamp c = want;

	for (size_t i = 0; i < 2; i++) {
		struct netclamp n = fresh();

		kernel.owner_error = errors[i];
		is_int(netclamp_set(&n, &want), 0);
		tables_are(UNOWNED);
		is_int(kernel.talks, 2);
		is_int(kernel.open[WATCHING], 1);
		is_int(kernel.errors, 0);
		ok(strstr(kernel.log, "no owned tables") && strstr(kernel.log, "not owned"));
		c.ifindex = 8;
		is_int(netclamp_set(&n, &c), 0);
		is_int(kernel.talks, 3); /* not asked again */
		is_int(netclamp_set(&n, NULL), 0);
		tables_are("");
		is_int(kernel.open[WATCHING], 0);
	}
}

static void other_refusals_of_a_table_are_final(void)
{
	struct netclamp n = fresh();

	kernel.owner_error = -ENOSPC;
	is_int(netclamp_set(&n, &want), -ENOSPC);
	is_int(kernel.talks, 1);
	ok(!n.no_owner);
	ok(strstr(kernel.log, "add table") != NULL);
}

/* Fails if is_worth_a_wait knows one of both no more, or if the wait is logged. */
static void table_of_the_dying_is_waited_for(void)
{
	static const int errors[] = { -EPERM, -EEXIST };

	for (size_t i = 0; i < 2; i++) {
		struct netclamp n = fresh();

		kernel.owner_error = errors[i];
		for (int times = 0; times < NETCLAMP_WAITS; times++)
			is_int(netclamp_set(&n, &want), -EAGAIN);
		is_str(kernel.log, "");
		ok(!n.installed);
		kernel.owner_error = 0;
		is_int(netclamp_set(&n, &want), 0);
		is_int(kernel.errors + kernel.warnings, 0);
		is_int(n.waits, 0);
		tables_are(FORWARD);
	}
}

/* Fails without a bound; what is tried later has its own. */
static void table_of_the_living_is_an_error(void)
{
	struct netclamp n = fresh();

	kernel.owner_error = -EPERM;
	for (int round = 1; round <= 2; round++) {
		for (int times = 0; times < NETCLAMP_WAITS; times++)
			is_int(netclamp_set(&n, &want), -EAGAIN);
		is_int(netclamp_set(&n, &want), -EPERM);
		is_int(kernel.errors, 1);
	}
	ok(strstr(kernel.log, "add table") != NULL);
}

static void unwatched_table_is_an_error_in_the_log(void)
{
	struct netclamp n = fresh_unowned();

	kernel.listen_error = -EPERM;
	is_int(netclamp_set(&n, &want), 0);
	tables_are(UNOWNED);
	is_int(kernel.errors, 1);
}

static void choices_are_obeyed(void)
{
	static const char *const expected[] = {
		[NETCLAMP_AUTO] = FORWARD,
		[NETCLAMP_FORWARD] = FORWARD,
		[NETCLAMP_NETDEV] = NETDEV,
		[NETCLAMP_BOTH] = FORWARD NETDEV,
	};

	for (int choice = 0; choice < 4; choice++) {
		struct netclamp n = fresh();

		n.choice = (enum netclamp_choice)choice;
		is_int(netclamp_set(&n, &want), 0);
		tables_are(expected[choice]);
		is_int(kernel.talks, 1);
	}
}

static void kernel_without_netdev_hooks(void)
{
	static const int errors[] = { -EOPNOTSUPP, -ENOENT };

	for (int i = 0; i < 4; i++) {
		struct netclamp n = fresh();

		n.choice = i & 1 ? NETCLAMP_NETDEV : NETCLAMP_BOTH;
		kernel.hook_error = errors[i / 2];
		is_int(netclamp_set(&n, &want), 0);
		tables_are(FORWARD);
		is_int(kernel.warnings, 1);
		is_int(kernel.talks, 2);
		is_int(netclamp_set(&n, NULL), 0);
		is_int(netclamp_set(&n, &want), 0);
		is_int(kernel.talks, 4); /* not asked again */
		is_int(kernel.errors, 0);
	}
}

/* Fails if a device that is not there says anything of the kernel. */
static void hooks_of_a_device_that_has_just_been_renamed(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	n.choice = NETCLAMP_NETDEV;
	kernel.hook_error = -ENOENT;
	strcpy(c.ifname, "gone1");
	is_int(netclamp_set(&n, &c), 0);
	tables_are("inet pppoe-clamp-gone1 owner; ");
	is_int(netclamp_set(&n, NULL), 0);
	kernel.hook_error = 0;
	is_int(netclamp_set(&n, &want), 0);
	tables_are(NETDEV);
}

/* Fails without that step of accept_refusal: then there is no clamp at all. */
static void kernel_that_cannot_strip(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	kernel.strip_error = -EOPNOTSUPP;
	is_int(netclamp_set(&n, &want), 0);
	tables_are(FORWARD);
	is_int(kernel.talks, 2);
	ok(n.clamp.unstripped);
	ok(strstr(kernel.log, "cannot remove") != NULL);
	c.ifindex = 8;
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 3); /* not asked again */
	is_int(kernel.errors + kernel.warnings, 0);
}

/* Fails without that step of accept_refusal, and if it is taken for one that cannot strip. */
static void kernel_without_ipsec(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	kernel.ipsec_error = -EOPNOTSUPP;
	is_int(netclamp_set(&n, &want), 0);
	tables_are(FORWARD);
	is_int(kernel.talks, 2);
	ok(n.clamp.no_ipsec && !n.clamp.unstripped);
	c.ifindex = 8;
	is_int(netclamp_set(&n, &c), 0);
	is_int(kernel.talks, 3); /* not asked again */
	is_int(kernel.errors + kernel.warnings, 0);
}

static void other_refusals_of_a_rule_are_final(void)
{
	struct netclamp n = fresh();

	kernel.strip_error = -ENOENT;
	is_int(netclamp_set(&n, &want), -ENOENT);
	is_int(kernel.talks, 1);
	ok(strstr(kernel.log, "add rule") != NULL);
	n.no_strip = true;
	kernel.talk_error = -EOPNOTSUPP;
	is_int(netclamp_set(&n, &want), -EOPNOTSUPP);
	is_int(kernel.talks, 2);
}

/* Linux 5.10: all refusals, one after the other. */
static void kernel_without_any(void)
{
	struct netclamp n = fresh();

	n.choice = NETCLAMP_NETDEV;
	kernel.owner_error = -EINVAL;
	kernel.hook_error = -EOPNOTSUPP;
	kernel.strip_error = kernel.ipsec_error = -EOPNOTSUPP;
	is_int(netclamp_set(&n, &want), 0);
	tables_are(UNOWNED);
	is_int(kernel.talks, 5);
	is_int(kernel.open[WATCHING], 1);
	lose_all();
	notify(NFT_MSG_DELTABLE, "pppoe-clamp-ppp0", OTHER_PORT);
	netclamp_check(&n);
	tables_are(UNOWNED);
	is_int(kernel.talks, 6);
}

static void auto_counts_the_clamps_of_others(void)
{
	static const struct {
		int others;
		const char *expected;
	} row[] = { { 0, FORWARD }, { 7, FORWARD }, { 8, NETDEV }, { 20, NETDEV } };

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct netclamp n = fresh();

		plant_others(0, row[i].others);
		is_int(netclamp_set(&n, &want), 0);
		tables_are(row[i].expected);
	}
}

static void auto_counts_nothing_else(void)
{
	struct netclamp n = fresh();

	plant_others(0, 7);
	plant(NFPROTO_INET, "pppoe-clamp-other7", OWNED, "by hand");
	plant(NFPROTO_INET, "another", OWNED, OURS);
	plant(NFPROTO_IPV4, "pppoe-clamp-other8", OWNED, OURS);
	is_int(netclamp_set(&n, &want), 0);
	is_int(n.clamp.backend, CLAMP_FORWARD);
	is_int(kernel.errors + kernel.warnings, 0);
}

static void check(struct netclamp *n, int times)
{
	for (int i = 0; i < times; i++)
		netclamp_check(n);
}

static void auto_is_reconsidered(void)
{
	struct netclamp n = fresh();

	netclamp_set(&n, &want);
	plant_others(0, 8);
	check(&n, 29);
	tables_are(FORWARD);
	check(&n, 1);
	tables_are(NETDEV);
	unplant_others(4, 8);
	check(&n, 60);
	tables_are(NETDEV); /* four are not few */
	unplant_others(3, 4);
	check(&n, 29);
	tables_are(NETDEV);
	check(&n, 1);
	tables_are(FORWARD);
	plant_others(3, 7);
	check(&n, 60);
	tables_are(FORWARD); /* seven are not many */
	is_int(kernel.talks, 3);
	is_int(kernel.errors + kernel.warnings, 0);
}

static void chosen_backend_outlives_a_change_of_limits(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	plant_others(0, 8);
	netclamp_set(&n, &want);
	unplant_others(0, 8);
	c.mss_ipv4 = 1400;
	is_int(netclamp_set(&n, &c), 0);
	tables_are(NETDEV);
	is_int(kernel.flushed_chains, 4);
}

static void fixed_choice_is_not_reconsidered(void)
{
	struct netclamp n = fresh();

	n.choice = NETCLAMP_FORWARD;
	plant_others(0, 20);
	netclamp_set(&n, &want);
	check(&n, 100);
	tables_are(FORWARD);
	is_int(kernel.talks, 1);
}

static void refused_reconsideration_changes_nothing(void)
{
	struct netclamp n = fresh();

	netclamp_set(&n, &want);
	plant_others(0, 8);
	kernel.talk_error = -EBUSY;
	check(&n, 30);
	is_int(n.clamp.backend, CLAMP_FORWARD);
	tables_are(FORWARD);
	is_int(kernel.errors, 1);
	kernel.talk_error = 0;
	check(&n, 30);
	tables_are(NETDEV);
}

static void foreign_table_keeps_its_name(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_INET, "pppoe-clamp-ppp0", 0, "by hand");
	is_int(netclamp_set(&n, &want), 0);
	tables_are(UNOWNED "inet pppoe-clamp-ppp0/pppd owner; ");
	is_int(kernel.warnings, 1);
	ok(strstr(kernel.log, "not ours") != NULL);
	is_int(netclamp_set(&n, &want), 0);
	is_int(kernel.talks, 1);
	is_int(netclamp_set(&n, NULL), 0);
	tables_are(UNOWNED);
	is_str(kernel.tables.table[0].comment, "by hand");
}

static void own_leftover_is_replaced(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_INET, "pppoe-clamp-ppp0", 0, OURS);
	is_int(netclamp_set(&n, &want), 0);
	tables_are(FORWARD);
	is_str(kernel.tables.table[0].comment, want.comment);
	is_int(kernel.warnings, 0);
}

static void leftovers_of_vanished_interfaces_are_removed(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_INET, "pppoe-clamp-gone1", 0, OURS);
	plant(NFPROTO_NETDEV, "pppoe-clamp-gone2", 0, OURS);
	is_int(netclamp_set(&n, &want), 0);
	tables_are(FORWARD);
	ok(strstr(kernel.log, "gone1") && strstr(kernel.log, "gone2"));
	is_int(kernel.errors + kernel.warnings, 0);
}

/* Fails if an interface that there was no descriptor to ask for counts as gone. */
static void what_is_no_leftover_stays(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_INET, "pppoe-clamp-living", 0, OURS);
	plant(NFPROTO_INET, "pppoe-clamp-unknown", 0, OURS);
	plant(NFPROTO_INET, "pppoe-clamp-gone1", 0, "by hand");
	plant(NFPROTO_INET, "pppoe-clamp-gone2", OWNED, OURS);
	plant(NFPROTO_INET, "filter", 0, OURS);
	is_int(netclamp_set(&n, &want), 0);
	tables_are("inet pppoe-clamp-living; inet pppoe-clamp-unknown; inet pppoe-clamp-gone1; "
		   "inet pppoe-clamp-gone2 owner; inet filter; " FORWARD);
	is_int(kernel.talks, 1);
}

static void removed_by_another_it_comes_back(void)
{
	static const uint16_t types[] = { NFT_MSG_DELTABLE, NFT_MSG_DELCHAIN, NFT_MSG_DELRULE };

	for (size_t i = 0; i < 3; i++) {
		struct netclamp n = fresh_unowned();

		netclamp_set(&n, &want);
		lose_all();
		netclamp_check(&n);
		tables_are("");
		notify(types[i], "pppoe-clamp-ppp0", OTHER_PORT);
		netclamp_check(&n);
		tables_are(UNOWNED);
		netclamp_check(&n);
		is_int(kernel.talks, 2);
		ok(strstr(kernel.log, "it is back") != NULL);
		is_int(kernel.errors + kernel.warnings, 0);
	}
}

static void our_own_removal_and_others_tables_are_no_loss(void)
{
	struct netclamp n = fresh_unowned();

	netclamp_set(&n, &want);
	notify(NFT_MSG_DELTABLE, "pppoe-clamp-ppp0", OUR_PORT);
	netclamp_check(&n);
	notify(NFT_MSG_DELTABLE, "pppoe-clamp-ppp1", OTHER_PORT);
	netclamp_check(&n);
	notify(NFT_MSG_NEWRULE, "pppoe-clamp-ppp0", OTHER_PORT);
	netclamp_check(&n);
	is_int(kernel.talks, 1);
}

static void lost_notifications_repair(void)
{
	struct netclamp n = fresh_unowned();

	netclamp_set(&n, &want);
	lose_all();
	kernel.receive_error = -ENOBUFS;
	netclamp_check(&n);
	tables_are(UNOWNED);
	netclamp_check(&n);
	is_int(kernel.talks, 2);
}

static void owned_table_is_not_watched(void)
{
	struct netclamp n = fresh();

	netclamp_set(&n, &want);
	notify(NFT_MSG_DELTABLE, "pppoe-clamp-ppp0", OTHER_PORT);
	check(&n, 5);
	is_int(kernel.talks, 1);
	ok(kernel.notified);
}

static void removed_clamp_is_not_repaired(void)
{
	struct netclamp n = fresh_unowned();

	netclamp_set(&n, &want);
	netclamp_set(&n, NULL);
	notify(NFT_MSG_DELTABLE, "pppoe-clamp-ppp0", OTHER_PORT);
	check(&n, 40);
	tables_are("");
	is_int(kernel.talks, 2);
}

static void close_removes_everything(void)
{
	struct netclamp n = fresh_unowned();

	n.choice = NETCLAMP_BOTH;
	netclamp_set(&n, &want);
	is_int(kernel.open[TALKING], 1);
	is_int(kernel.open[WATCHING], 1);
	tables_are(UNOWNED "netdev pppoe-clamp-ppp0; ");
	netclamp_close(&n);
	tables_are("");
	is_int(kernel.open[TALKING], 0);
	is_int(kernel.open[WATCHING], 0);
	netclamp_close(&n);
	is_int(kernel.talks, 2);
}

/* The socket that owns the table stays open through ups and downs: closing it costs 8 to 25 ms. */
static void socket_stays_open(void)
{
	struct netclamp n = fresh();

	for (int i = 0; i < 3; i++) {
		netclamp_set(&n, &want);
		netclamp_set(&n, NULL);
		is_int(kernel.open[TALKING], 1);
	}
}

static void incomplete_list_changes_nothing(void)
{
	struct netclamp n = fresh();

	plant_others(0, 8);
	netclamp_set(&n, &want);
	kernel.dump_error = -EINTR;
	check(&n, 30);
	tables_are(NETDEV);
	is_int(kernel.talks, 1);
	kernel.dump_error = 0;
	unplant_others(0, 8);
	check(&n, 30);
	tables_are(FORWARD);
}

static void foreign_table_of_a_vanished_interface_stays(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_INET, "pppoe-clamp-gone1", 0, "by hand");
	plant(NFPROTO_INET, "pppoe-clamp-gone1/pppd", 0, OURS);
	is_int(netclamp_set(&n, &want), 0);
	tables_are("inet pppoe-clamp-gone1; " FORWARD);
}

static void other_family_of_a_vanished_interface_stays(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_NETDEV, "pppoe-clamp-gone1", 0, "by hand");
	plant(NFPROTO_INET, "pppoe-clamp-gone1", 0, OURS);
	is_int(netclamp_set(&n, &want), 0);
	tables_are("netdev pppoe-clamp-gone1; " FORWARD);
}

static void failed_repair_is_tried_again(void)
{
	struct netclamp n = fresh_unowned();

	netclamp_set(&n, &want);
	lose_all();
	notify(NFT_MSG_DELTABLE, "pppoe-clamp-ppp0", OTHER_PORT);
	kernel.talk_error = -ENOBUFS;
	netclamp_check(&n);
	tables_are("");
	kernel.talk_error = 0;
	netclamp_check(&n);
	tables_are(UNOWNED);
	netclamp_check(&n);
	is_int(kernel.talks, 3);
}

static void repair_notes_the_backend_it_fell_back_to(void)
{
	struct netclamp n = fresh_unowned();

	n.choice = NETCLAMP_NETDEV;
	netclamp_set(&n, &want);
	lose_all();
	notify_family(NFPROTO_NETDEV, NFT_MSG_DELCHAIN, "pppoe-clamp-ppp0", OTHER_PORT);
	kernel.hook_error = -ENOENT;
	netclamp_check(&n);
	tables_are(UNOWNED);
	is_int(n.clamp.backend, CLAMP_FORWARD);
	is_int(netclamp_set(&n, NULL), 0);
	tables_are("");
}

static void refused_netdev_is_no_change(void)
{
	struct netclamp n = fresh();

	netclamp_set(&n, &want);
	plant_others(0, 8);
	kernel.hook_error = -EOPNOTSUPP;
	check(&n, 30);
	tables_are(FORWARD);
	ok(!strstr(kernel.log, "from now on"));
}

static void foreign_owned_table_keeps_its_name(void)
{
	struct netclamp n = fresh();

	plant(NFPROTO_INET, "pppoe-clamp-ppp0", OWNED, "by hand");
	is_int(netclamp_set(&n, &want), 0);
	tables_are(FORWARD "inet pppoe-clamp-ppp0/pppd owner; ");
}

static void foreign_table_with_the_name_after_a_rename_stays(void)
{
	struct netclamp n = fresh();
	struct clamp c = want;

	plant(NFPROTO_INET, "pppoe-clamp-dsl", 0, "by hand");
	netclamp_set(&n, &want);
	strcpy(c.ifname, "dsl");
	is_int(netclamp_set(&n, &c), 0);
	tables_are("inet pppoe-clamp-dsl; inet pppoe-clamp-dsl/pppd owner; ");
}

/* Fails if the clamp of the name before is taken for what a killed pppd has left. */
static void unowned_clamp_is_renamed_in_one_transaction(void)
{
	struct netclamp n = fresh_unowned();
	struct clamp c = want;

	strcpy(c.ifname, "gone1"); /* it will be */
	is_int(netclamp_set(&n, &c), 0);
	is_int(netclamp_set(&n, &want), 0);
	tables_are(UNOWNED);
	is_int(kernel.talks, 2);
	ok(!strstr(kernel.log, "removing"));
}

static void test_bugs(void)
{
	test(incomplete_list_changes_nothing);
	test(foreign_table_of_a_vanished_interface_stays);
	test(other_family_of_a_vanished_interface_stays);
	test(failed_repair_is_tried_again);
	test(repair_notes_the_backend_it_fell_back_to);
	test(refused_netdev_is_no_change);
	test(foreign_owned_table_keeps_its_name);
	test(foreign_table_with_the_name_after_a_rename_stays);
	test(unowned_clamp_is_renamed_in_one_transaction);
}

static void test_setting(void)
{
	test(nothing_wanted_nothing_done);
	test(clamp_is_set_once);
	test(limits_change_in_place);
	test(other_changes_replace_in_one_transaction);
	test(clamp_is_removed_once);
	test(refused_clamp_changes_nothing_and_is_logged_once);
	test(refused_message_is_named);
	test(clamp_for_no_interface_is_refused);
	test(no_socket_is_reported);
	test(close_removes_everything);
	test(socket_stays_open);
}

static void test_choosing(void)
{
	test(kernel_without_owned_tables);
	test(other_refusals_of_a_table_are_final);
	test(table_of_the_dying_is_waited_for);
	test(table_of_the_living_is_an_error);
	test(unwatched_table_is_an_error_in_the_log);
	test(choices_are_obeyed);
	test(kernel_without_netdev_hooks);
	test(hooks_of_a_device_that_has_just_been_renamed);
	test(kernel_that_cannot_strip);
	test(kernel_without_ipsec);
	test(other_refusals_of_a_rule_are_final);
	test(kernel_without_any);
	test(auto_counts_the_clamps_of_others);
	test(auto_counts_nothing_else);
	test(auto_is_reconsidered);
	test(chosen_backend_outlives_a_change_of_limits);
	test(fixed_choice_is_not_reconsidered);
	test(refused_reconsideration_changes_nothing);
}

static void test_tables_of_others(void)
{
	test(foreign_table_keeps_its_name);
	test(own_leftover_is_replaced);
	test(leftovers_of_vanished_interfaces_are_removed);
	test(what_is_no_leftover_stays);
	test(removed_by_another_it_comes_back);
	test(our_own_removal_and_others_tables_are_no_loss);
	test(lost_notifications_repair);
	test(owned_table_is_not_watched);
	test(removed_clamp_is_not_repaired);
}

int main(void)
{
	test_setting();
	test_bugs();
	test_choosing();
	test_tables_of_others();
	return done_testing();
}

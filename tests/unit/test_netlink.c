// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Against the kernel, in a network namespace of our own that needs no
 * privilege. What is sent is built here by hand.
 */
#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>
#include <libnftnl/table.h>

#include "sys/netlink.h"

#define LOOPBACK 1 /* its index in a new namespace */
#define NOBODY 4242 /* the index of no interface */

struct buffer {
	_Alignas(struct nlmsghdr) char bytes[16384];
	size_t len;
};

static void put_link(struct buffer *b, uint32_t seq, int ifindex, uint16_t flags)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(b->bytes + b->len);
	struct ifinfomsg *body;

	msg->nlmsg_type = RTM_NEWLINK;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->ifi_index = ifindex;
	body->ifi_flags = body->ifi_change = 1; /* IFF_UP */
	b->len += msg->nlmsg_len;
}

static struct nlmsghdr *nft_start(struct buffer *b, uint32_t seq, uint16_t type, uint16_t flags)
{
	return nftnl_nlmsg_build_hdr(b->bytes + b->len, type, NFPROTO_INET, flags | NLM_F_ACK, seq);
}

static void put_table(struct buffer *b, uint32_t seq, uint16_t type, const char *name)
{
	struct nlmsghdr *msg =
		nft_start(b, seq, type, type == NFT_MSG_NEWTABLE ? NLM_F_CREATE | NLM_F_EXCL : 0);
	struct nftnl_table *t = nftnl_table_alloc();

	nftnl_table_set_str(t, NFTNL_TABLE_NAME, name);
	nftnl_table_nlmsg_build_payload(msg, t);
	nftnl_table_free(t);
	b->len += msg->nlmsg_len;
}

static void put_boundary(struct buffer *b, uint32_t seq, bool begin)
{
	struct nlmsghdr *(*put)(char *buf, uint32_t seq) = begin ? nftnl_batch_begin
								 : nftnl_batch_end;

	b->len += put(b->bytes + b->len, seq)->nlmsg_len;
}

static bool unread(const struct netlink *n)
{
	struct pollfd p = { .fd = mnl_socket_get_fd(n->socket), .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

static struct netlink opened(int bus)
{
	struct netlink n = { 0 };

	is_int(netlink_open(&n, bus), 0);
	return n;
}

static void descriptor_is_cloexec_and_nonblocking(void)
{
	struct netlink n = opened(NETLINK_ROUTE);
	struct mnl_socket *first = n.socket;

	ok(fcntl(mnl_socket_get_fd(n.socket), F_GETFD) & FD_CLOEXEC);
	ok(fcntl(mnl_socket_get_fd(n.socket), F_GETFL) & O_NONBLOCK);
	is_int(netlink_open(&n, NETLINK_ROUTE), 0);
	ok(n.socket == first);
	netlink_close(&n);
	ok(!n.socket);
	netlink_close(&n);
}

static void unknown_bus_is_an_error(void)
{
	struct netlink n = { 0 };

	is_int(netlink_open(&n, 31), -EPROTONOSUPPORT);
	ok(!n.socket);
}

static void one_message_is_acknowledged(void)
{
	const struct nlmsghdr *failed = (const void *)1;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	put_link(&b, n.seq, LOOPBACK, NLM_F_ACK);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), 0);
	ok(!failed);
	is_int(n.seq, 1);
	ok(!unread(&n));
	netlink_close(&n);
}

static void error_names_its_message(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	n.seq = UINT32_MAX; /* goes on at 0 */
	put_link(&b, n.seq, LOOPBACK, NLM_F_ACK);
	put_link(&b, n.seq + 1, NOBODY, NLM_F_ACK);
	put_link(&b, n.seq + 2, LOOPBACK, NLM_F_ACK);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -ENODEV);
	ok(failed && failed->nlmsg_seq == 0);
	is_int(n.seq, 2);
	ok(!unread(&n));
	netlink_close(&n);
}

static void first_error_counts(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	put_link(&b, 0, NOBODY, NLM_F_ACK);
	put_link(&b, 1, -1, NLM_F_ACK);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -ENODEV);
	ok(failed && failed->nlmsg_seq == 0);
	ok(!unread(&n));
	netlink_close(&n);
}

/* Only asked-for acks are waited for; an unasked error of before must not be ours. */
static void leftovers_are_no_answer(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	put_link(&b, 0, NOBODY, 0);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), 0);
	ok(unread(&n));
	b.len = 0;
	put_link(&b, 0, LOOPBACK, NLM_F_ACK);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), 0);
	ok(!unread(&n));
	netlink_close(&n);
}

static void transaction_is_acknowledged(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_NETFILTER);
	struct buffer b = { 0 };

	put_boundary(&b, 0, true);
	put_table(&b, 1, NFT_MSG_NEWTABLE, "one");
	put_table(&b, 2, NFT_MSG_NEWTABLE, "two");
	put_table(&b, 3, NFT_MSG_DELTABLE, "one");
	put_boundary(&b, 4, false);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), 0);
	is_int(n.seq, 5);
	ok(!unread(&n));
	netlink_close(&n);
}

static void failed_transaction_names_its_message(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_NETFILTER);
	struct buffer b = { 0 };

	put_boundary(&b, 0, true);
	put_table(&b, 1, NFT_MSG_NEWTABLE, "three");
	put_table(&b, 2, NFT_MSG_DELTABLE, "no such table");
	put_boundary(&b, 3, false);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -ENOENT);
	ok(failed && failed->nlmsg_seq == 2);
	ok(!unread(&n));
	b.len = 0;
	put_boundary(&b, 4, true);
	put_table(&b, 5, NFT_MSG_DELTABLE, "three"); /* it was all or nothing */
	put_boundary(&b, 6, false);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -ENOENT);
	ok(failed && failed->nlmsg_seq == 5);
	netlink_close(&n);
}

static void put_link_mtu(struct buffer *b, uint32_t seq, uint32_t mtu)
{
	const size_t at = b->len;

	put_link(b, seq, LOOPBACK, NLM_F_ACK);
	mnl_attr_put_u32((struct nlmsghdr *)(b->bytes + at), IFLA_MTU, mtu);
	b->len = at + ((struct nlmsghdr *)(b->bytes + at))->nlmsg_len;
}

/* Fails without NETLINK_EXT_ACK, or if the text is looked for at another place. */
static void kernel_says_why(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	put_link_mtu(&b, 0, UINT32_MAX);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -EINVAL);
	is_str(n.said, "mtu less than device minimum");
	is_str(netlink_error_text(&n, -EINVAL), "Invalid argument (mtu less than device minimum)");
	b.len = 0;
	put_link(&b, 1, LOOPBACK, NLM_F_ACK);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), 0);
	is_str(n.said, "");
	is_str(netlink_error_text(&n, -ENOMEM), "Cannot allocate memory");
	netlink_close(&n);
}

/* The text belongs to the error that is returned: the first. */
static void text_is_of_the_first_error(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	put_link(&b, 0, NOBODY, NLM_F_ACK);
	put_link_mtu(&b, 1, UINT32_MAX);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -ENODEV);
	ok(!strstr(n.said, "minimum"));
	strcpy(n.said, "of before");
	is_int(netlink_open(&n, NETLINK_ROUTE), 0);
	is_str(n.said, "");
	netlink_close(&n);
}

static void many_messages_are_acknowledged(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	for (uint32_t seq = 0; seq < 100; seq++)
		put_link(&b, seq, LOOPBACK, NLM_F_ACK);
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), 0);
	is_int(n.seq, 100);
	ok(!unread(&n));
	netlink_close(&n);
}

static void count_visit(const struct nlmsghdr *msg, void *context)
{
	is_int(msg->nlmsg_type, RTM_NEWLINK);
	++*(unsigned int *)context;
}

static void dump_goes_in_parts(void)
{
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };
	unsigned int links = 0;
	int more, steps = 1;

	n.seq = 41;
	put_link(&b, n.seq, 0, NLM_F_DUMP);
	((struct nlmsghdr *)b.bytes)->nlmsg_type = RTM_GETLINK;
	is_int(netlink_dump_start(&n, b.bytes, b.len), 0);
	is_int(n.seq, 42);
	while ((more = netlink_dump_step(&n, count_visit, &links)) == 1)
		steps++;
	is_int(more, 0);
	ok(steps > 1); /* the end comes by itself */
	ok(links > 0);
	ok(!unread(&n));
	netlink_close(&n);
}

static void closed_socket_is_an_error(void)
{
	const struct nlmsghdr *failed = NULL;
	struct netlink n = opened(NETLINK_ROUTE);
	struct buffer b = { 0 };

	put_link(&b, 0, LOOPBACK, NLM_F_ACK);
	close(mnl_socket_get_fd(n.socket));
	is_int(netlink_talk(&n, b.bytes, b.len, &failed), -EBADF);
	ok(!failed);
	netlink_close(&n);
}

int main(void)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		skip("netlink", "no user namespaces here");
		return done_testing();
	}
	test(descriptor_is_cloexec_and_nonblocking);
	test(unknown_bus_is_an_error);
	test(one_message_is_acknowledged);
	test(error_names_its_message);
	test(first_error_counts);
	test(leftovers_are_no_answer);
	test(transaction_is_acknowledged);
	test(failed_transaction_names_its_message);
	test(kernel_says_why);
	test(text_is_of_the_first_error);
	test(many_messages_are_acknowledged);
	test(dump_goes_in_parts);
	test(closed_socket_is_an_error);
	return done_testing();
}

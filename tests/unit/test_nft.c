// SPDX-License-Identifier: GPL-2.0-or-later
/* What test_clamp.c does not see: full buffers, and messages from the kernel. */
#include "../tap.h"

#include <errno.h>
#include <stdlib.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>

#include "core/nft.h"

#define SIZE 8192

static unsigned int count_messages(const void *bytes, int len)
{
	const struct nlmsghdr *msg = bytes;
	unsigned int count = 0;

	for (; mnl_nlmsg_ok(msg, len); msg = mnl_nlmsg_next(msg, &len))
		count++;
	is_int(len, 0);
	return count;
}

static struct nft begin(void *bytes, size_t size)
{
	struct nft n;

	nft_begin(&n, bytes, size, 1);
	n.family = NFPROTO_INET;
	n.table = "t";
	return n;
}

static void add_rule(struct nft *n)
{
	static const uint8_t tcp = IPPROTO_TCP;

	nft_start_rule(n, "c");
	nft_match_meta(n, NFT_META_L4PROTO, &tcp, sizeof(tcp));
	nft_match_mss_above(n, 1400);
	nft_count(n);
	nft_set_mss(n, 1400);
	nft_goto(n, "d");
	nft_finish_rule(n);
}

static void empty_transaction_is_its_frame(void)
{
	char *bytes = malloc(SIZE);
	struct nft n = begin(bytes, SIZE);

	is_int(count_messages(bytes, nft_end(&n)), 2);
	free(bytes);
}

static int fill(char *bytes, size_t size, int rules)
{
	struct nft n = begin(bytes, size);

	for (int i = 0; i < rules; i++)
		add_rule(&n);
	return nft_end(&n);
}

/* Of any size it fits or is refused; the address sanitizer sees the end. */
static void full_buffer_is_refused(void)
{
	unsigned int fitted = 0, refused = 0;

	for (size_t size = 4096; size < 12000; size += 4) {
		char *bytes = malloc(size);
		const int len = fill(bytes, size, 16);

		fitted += len > 0;
		refused += len == -EMSGSIZE;
		ok(len == -EMSGSIZE || (len > 0 && (size_t)len <= size));
		free(bytes);
	}
	ok(fitted && refused);
}

static void nothing_is_written_after_an_error(void)
{
	static const struct nft_hook hook = { .hook = NF_INET_FORWARD };
	char *bytes = malloc(SIZE);
	struct nft n = begin(bytes, SIZE);

	memset(bytes, 0xa5, SIZE);
	n.error = -ENOMEM;
	nft_add_table(&n, 0, "comment");
	nft_remove_table(&n, 0);
	nft_add_chain(&n, "c", &hook);
	nft_flush_chain(&n, "c");
	add_rule(&n);
	is_int(nft_end(&n), -ENOMEM);
	for (size_t i = 0; i < SIZE; i++)
		is_int((uint8_t)bytes[i], 0xa5);
	free(bytes);
}

/* It ends inside a rule: nothing leaks. */
static void error_inside_a_rule(void)
{
	char *bytes = malloc(SIZE);
	struct nft n = begin(bytes, SIZE);

	nft_start_rule(&n, "c");
	nft_count(&n);
	n.error = -ENOMEM;
	nft_count(&n);
	nft_finish_rule(&n);
	is_int(nft_end(&n), -ENOMEM);
	free(bytes);
}

static void too_long_a_comment_is_refused(void)
{
	char *bytes = malloc(SIZE), comment[512];
	struct nft n = begin(bytes, SIZE);

	memset(comment, 'c', sizeof(comment) - 1);
	comment[sizeof(comment) - 1] = '\0';
	nft_add_table(&n, 0, comment);
	is_int(nft_end(&n), -EMSGSIZE);
	free(bytes);
}

/* The message that adds a table is also how the kernel lists it. */
static bool list(struct nft_table *ret, uint8_t family, const char *name, uint32_t flags,
		 const char *comment)
{
	char *bytes = malloc(SIZE);
	struct nft n = begin(bytes, SIZE);
	bool parsed;
	int left;

	n.family = family;
	n.table = name;
	nft_add_table(&n, flags, comment);
	left = nft_end(&n);
	parsed = nft_parse_table(ret, mnl_nlmsg_next((struct nlmsghdr *)bytes, &left));
	free(bytes);
	return parsed;
}

static void listed_table_is_read(void)
{
	struct nft_table t;
	char comment[128];

	memset(comment, 'c', sizeof(comment) - 1);
	comment[sizeof(comment) - 1] = '\0';
	memset(&t, 0xa5, sizeof(t));
	ok(list(&t, NFPROTO_NETDEV, "t", NFT_TABLE_F_OWNER, comment));
	is_str(t.name, "t");
	is_int(t.family, NFPROTO_NETDEV);
	is_int(t.flags, NFT_TABLE_F_OWNER);
	is_str(t.comment, comment);
	ok(list(&t, NFPROTO_INET, "u", 0, NULL));
	is_str(t.name, "u");
	is_int(t.flags, 0);
	is_str(t.comment, "");
}

static struct nlmsghdr *put_header(void *bytes, uint16_t type)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(bytes);
	struct nfgenmsg *body;

	msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | type;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->nfgen_family = NFPROTO_INET;
	return msg;
}

/* User data is anybody's: other types, no end, a length beyond its end. */
static void foreign_user_data_is_no_comment(void)
{
	static const struct {
		uint8_t data[4];
		const char *comment;
	} row[] = {
		{ { 7, 2, 'a', 0 }, "" },
		{ { 0, 2, 'a', 'b' }, "ab" },
		{ { 0, 200, 'a', 'b' }, "" },
		{ { 0, 0, 0, 0 }, "" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		_Alignas(struct nlmsghdr) char bytes[256];
		struct nlmsghdr *msg = put_header(bytes, NFT_MSG_NEWTABLE);
		struct nft_table t;

		mnl_attr_put_strz(msg, NFTA_TABLE_NAME, "t");
		mnl_attr_put(msg, NFTA_TABLE_USERDATA, sizeof(row[i].data), row[i].data);
		ok(nft_parse_table(&t, msg));
		is_str(t.comment, row[i].comment);
	}
}

static void table_without_a_name_is_none(void)
{
	_Alignas(struct nlmsghdr) char bytes[256];
	struct nft_table t;

	ok(!nft_parse_table(&t, put_header(bytes, NFT_MSG_NEWTABLE)));
}

/* Fails if libnftnl reads it: it ends the process. */
static void flags_of_another_size_are_none(void)
{
	_Alignas(struct nlmsghdr) char bytes[256];
	struct nlmsghdr *msg = put_header(bytes, NFT_MSG_NEWTABLE);
	struct nft_table t;

	mnl_attr_put_strz(msg, NFTA_TABLE_NAME, "a");
	mnl_attr_put_u16(msg, NFTA_TABLE_FLAGS, 0xffff);
	ok(nft_parse_table(&t, msg));
	is_str(t.name, "a");
	is_int(t.flags, 0);
}

static void table_of_a_message(void)
{
	static const uint16_t types[] = { NFT_MSG_DELTABLE, NFT_MSG_DELCHAIN, NFT_MSG_DELRULE };

	for (size_t i = 0; i < 3; i++) {
		_Alignas(struct nlmsghdr) char bytes[256];
		struct nlmsghdr *msg = put_header(bytes, types[i]);

		ok(!nft_is_about_table(msg, NFPROTO_INET, "t"));
		mnl_attr_put_u32(msg, 2, 1);
		mnl_attr_put_strz(msg, NFTA_TABLE_NAME, "t");
		ok(nft_is_about_table(msg, NFPROTO_INET, "t"));
		ok(!nft_is_about_table(msg, NFPROTO_NETDEV, "t"));
		ok(!nft_is_about_table(msg, NFPROTO_INET, "tt"));
		ok(!nft_is_about_table(msg, NFPROTO_INET, ""));
	}
}

static void unterminated_name_is_no_table(void)
{
	_Alignas(struct nlmsghdr) char bytes[256];
	struct nlmsghdr *msg = put_header(bytes, NFT_MSG_DELTABLE);

	memset(bytes + msg->nlmsg_len, 't', 64);
	mnl_attr_put(msg, NFTA_TABLE_NAME, 4, "tttt");
	ok(!nft_is_about_table(msg, NFPROTO_INET, "tttt"));
}

int main(void)
{
	test(empty_transaction_is_its_frame);
	test(full_buffer_is_refused);
	test(nothing_is_written_after_an_error);
	test(error_inside_a_rule);
	test(too_long_a_comment_is_refused);
	test(listed_table_is_read);
	test(foreign_user_data_is_no_comment);
	test(table_without_a_name_is_none);
	test(flags_of_another_size_are_none);
	test(table_of_a_message);
	test(unterminated_name_is_no_table);
	return done_testing();
}

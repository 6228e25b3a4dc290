// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "ct_message.h"
#include "frame.h"

#include <errno.h>

#include "core/conntrack.h"

static const struct ct_fields usual = {
	.source = "10.0.0.2",
	.peer = "198.51.100.1",
	.translated = "203.0.113.2",
	.status = IPS_SRC_NAT | IPS_CONFIRMED,
	.id = 0x12345678,
};

static void parses_what_the_kernel_says(void)
{
	struct conntrack_entry e;
	struct ct_message m;
	struct ct_fields f = usual;

	f.zone = 258;
	is_int(conntrack_parse(&e, ct_build(&m, &f)), 0);
	is_int(e.source, inet_addr("10.0.0.2"));
	is_int(e.peer, inet_addr("198.51.100.1"));
	is_int(e.translated, inet_addr("203.0.113.2"));
	is_int(e.status, IPS_SRC_NAT | IPS_CONFIRMED);
	is_int(e.id, 0x12345678);
	is_int(e.zone, 258);
	is_int(conntrack_parse(&e, ct_build(&m, &usual)), 0);
	is_int(e.zone, 0);
}

static void refused(const struct nlmsghdr *msg, int line)
{
	struct conntrack_entry e, before;
	struct nlmsghdr *copy = (struct nlmsghdr *)exact_copy(msg, msg->nlmsg_len);

	memset(&before, 0xa5, sizeof(before));
	e = before;
	tap_is_int(conntrack_parse(&e, copy), -EBADMSG, __FILE__, line, "parse");
	tap_ok(!memcmp(&e, &before, sizeof(e)), __FILE__, line, "untouched");
	free(copy);
}
#define refused(msg) refused(msg, __LINE__)

static void refuses_what_is_not_whole(void)
{
	struct ct_fields f = usual;
	struct ct_message m;

	f.source = NULL;
	refused(ct_build(&m, &f));
	f = usual;
	f.peer = NULL;
	refused(ct_build(&m, &f));
	f = usual;
	f.translated = NULL;
	refused(ct_build(&m, &f));
	f = usual;
	f.id = 0;
	refused(ct_build(&m, &f));
}

static void refuses_other_messages(void)
{
	struct nlmsghdr *msg;
	struct ct_message m;

	msg = ct_build(&m, &usual);
	msg->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE;
	refused(msg);
	msg = ct_build(&m, &usual);
	msg->nlmsg_len = NLMSG_HDRLEN + 3;
	refused(msg);
	msg = ct_build(&m, &usual);
	((struct nfgenmsg *)mnl_nlmsg_get_payload(msg))->nfgen_family = AF_INET6;
	refused(msg);
}

/* The sanitizer sees a read beyond the end, whichever length is wrong. */
static void no_length_is_believed(void)
{
	struct conntrack_entry e;
	struct ct_message m;
	const uint32_t len = ct_build(&m, &usual)->nlmsg_len;

	for (uint32_t cut = NLMSG_HDRLEN; cut < len; cut++) {
		struct nlmsghdr *copy = (struct nlmsghdr *)exact_copy(m.buf, cut);

		copy->nlmsg_len = cut;
		conntrack_parse(&e, copy);
		free(copy);
	}
	for (uint32_t at = NLMSG_HDRLEN + sizeof(struct nfgenmsg); at < len; at++) {
		static const uint8_t values[] = { 0, 1, 4, 5, 7, 0x7f, 0xff };

		for (size_t i = 0; i < sizeof(values); i++) {
			uint8_t *copy = exact_copy(m.buf, len);

			copy[at] = values[i];
			conntrack_parse(&e, (struct nlmsghdr *)copy);
			free(copy);
		}
	}
	ok(true);
}

static void short_address_is_none(void)
{
	struct ct_fields f = usual;
	struct ct_message m;
	struct nlmsghdr *msg;
	struct nlattr *tuple, *ip;

	f.source = NULL;
	msg = ct_build(&m, &f);
	tuple = mnl_attr_nest_start(msg, CTA_TUPLE_ORIG);
	ip = mnl_attr_nest_start(msg, CTA_TUPLE_IP);
	mnl_attr_put_u16(msg, CTA_IP_V4_SRC, 1);
	mnl_attr_nest_end(msg, ip);
	mnl_attr_nest_end(msg, tuple);
	refused(msg);
}

static void short_zone_is_none(void)
{
	struct conntrack_entry e;
	struct ct_message m;
	struct nlmsghdr *msg = ct_build(&m, &usual);

	mnl_attr_put_u8(msg, CTA_ZONE, 5);
	is_int(conntrack_parse(&e, msg), 0);
	is_int(e.zone, 0);
}

static void tells_translated_ones(void)
{
	struct ct_fields f = usual;
	struct conntrack_entry e;
	struct ct_message m;

	conntrack_parse(&e, ct_build(&m, &f));
	ok(conntrack_is_translated(&e));
	f.translated = f.source; /* in its port alone */
	conntrack_parse(&e, ct_build(&m, &f));
	ok(!conntrack_is_translated(&e));
	f = usual;
	f.status = IPS_DST_NAT | IPS_CONFIRMED;
	conntrack_parse(&e, ct_build(&m, &f));
	ok(!conntrack_is_translated(&e));
}

static void asks_for_translated_ones(void)
{
	struct ct_message m = { 0 };
	const struct nlmsghdr *msg = (const struct nlmsghdr *)m.buf;
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);
	const struct nlattr *attr;

	memset(&m, 0xa5, sizeof(m));
	is_int(conntrack_build_list(m.buf, true, 9), 16 + 4 + 8 + 8);
	is_int(msg->nlmsg_type, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	is_int(msg->nlmsg_seq, 9);
	is_int(body->nfgen_family, AF_INET);
	is_int(body->version, 0);
	attr = mnl_nlmsg_get_payload_offset(msg, sizeof(*body));
	is_int(mnl_attr_get_type(attr), CTA_STATUS);
	is_int(ntohl(mnl_attr_get_u32(attr)), IPS_SRC_NAT);
	attr = mnl_attr_next(attr);
	is_int(mnl_attr_get_type(attr), CTA_STATUS_MASK);
	is_int(ntohl(mnl_attr_get_u32(attr)), IPS_SRC_NAT);
	is_int(conntrack_build_list(m.buf, false, 9), 16 + 4);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
}

static bool lacks(const char *source, const char *peer, const char *translated)
{
	struct ct_fields f = usual;
	struct conntrack_entry e;
	struct ct_message m;

	f.source = source;
	f.peer = peer;
	f.translated = translated;
	is_int(conntrack_parse(&e, ct_build(&m, &f)), 0);
	return conntrack_lacks_translation(&e);
}

static void tells_what_nobody_translated(void)
{
	static const struct {
		const char *address;
		bool private;
	} row[] = {
		{ "10.0.0.0", true },	  { "10.255.255.255", true },
		{ "11.0.0.0", false },	  { "9.255.255.255", false },
		{ "172.16.0.0", true },	  { "172.31.255.255", true },
		{ "172.32.0.0", false },  { "172.15.255.255", false },
		{ "192.168.0.0", true },  { "192.168.255.255", true },
		{ "192.169.0.0", false }, { "192.167.255.255", false },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		is_int(lacks(row[i].address, "198.51.100.1", row[i].address), row[i].private);
		is_int(lacks("10.0.0.2", row[i].address, "10.0.0.2"), !row[i].private);
	}
	ok(!lacks("10.0.0.2", "198.51.100.1", "203.0.113.2"));
}

static void check_delete(uint16_t zone)
{
	_Alignas(struct nlmsghdr) char buf[CONNTRACK_MESSAGE_SIZE];
	const struct nlmsghdr *msg = (const struct nlmsghdr *)buf;
	const struct nlattr *attr;
	struct ct_fields f = usual;
	struct conntrack_entry e;
	struct ct_message m;
	uint16_t len;

	f.zone = zone;
	conntrack_parse(&e, ct_build(&m, &f));
	len = mnl_attr_get_len(e.tuple);
	memset(buf, 0xa5, sizeof(buf));
	is_int(conntrack_build_delete(buf, &e, 7), 16 + 4 + len + 8 + (zone ? 8 : 0));
	is_int(msg->nlmsg_type, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	is_int(msg->nlmsg_seq, 7);
	is_int(((const struct nfgenmsg *)mnl_nlmsg_get_payload(msg))->nfgen_family, AF_INET);
	attr = mnl_nlmsg_get_payload_offset(msg, sizeof(struct nfgenmsg));
	ok(!memcmp(attr, e.tuple, len));
	is_int(attr->nla_type, CTA_TUPLE_ORIG | NLA_F_NESTED);
	attr = mnl_attr_next(attr);
	is_int(mnl_attr_get_type(attr), CTA_ID);
	is_int(ntohl(mnl_attr_get_u32(attr)), 0x12345678);
	attr = mnl_attr_next(attr);
	if (zone) {
		is_int(mnl_attr_get_type(attr), CTA_ZONE);
		is_int(ntohs(mnl_attr_get_u16(attr)), zone);
	}
}

static void deletes_this_entry_and_no_other(void)
{
	check_delete(0);
	check_delete(258);
}

static void long_tuple_is_refused(void)
{
	_Alignas(struct nlmsghdr) char buf[CONNTRACK_MESSAGE_SIZE];
	const char bytes[CONNTRACK_TUPLE_MAX + 1] = { 0 };
	struct ct_message m = { 0 };
	struct nlmsghdr *msg = mnl_nlmsg_put_header(m.buf);
	struct conntrack_entry e = { .id = 1, .zone = 1 };

	mnl_attr_put(msg, CTA_TUPLE_ORIG, CONNTRACK_TUPLE_MAX, bytes);
	e.tuple = mnl_nlmsg_get_payload(msg);
	ok(conntrack_build_delete(buf, &e, 1) > 0);
	msg = mnl_nlmsg_put_header(m.buf);
	mnl_attr_put(msg, CTA_TUPLE_ORIG, sizeof(bytes), bytes);
	is_int(conntrack_build_delete(buf, &e, 1), -EMSGSIZE);
}

int main(void)
{
	test(parses_what_the_kernel_says);
	test(refuses_what_is_not_whole);
	test(refuses_other_messages);
	test(no_length_is_believed);
	test(short_address_is_none);
	test(short_zone_is_none);
	test(tells_translated_ones);
	test(asks_for_translated_ones);
	test(tells_what_nobody_translated);
	test(deletes_this_entry_and_no_other);
	test(long_tuple_is_refused);
	return done_testing();
}

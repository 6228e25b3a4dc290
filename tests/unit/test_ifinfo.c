// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/ifinfo.h"

struct message {
	_Alignas(struct nlmsghdr) char buf[512];
};

/* A VLAN as the kernel describes it; LEAVE_OUT is an attribute, LINKINFO's kind may be another. */
static struct nlmsghdr *build(struct message *m, int leave_out, const char *kind)
{
	struct nlmsghdr *msg;
	struct ifinfomsg *body;
	struct nlattr *info;

	memset(m, 0, sizeof(*m));
	msg = mnl_nlmsg_put_header(m->buf);
	msg->nlmsg_type = RTM_NEWLINK;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->ifi_index = 7;
	if (leave_out != IFLA_IFNAME)
		mnl_attr_put_strz(msg, IFLA_IFNAME, "eth1.7");
	if (leave_out != IFLA_MTU)
		mnl_attr_put_u32(msg, IFLA_MTU, 1500);
	if (leave_out != IFLA_LINK)
		mnl_attr_put_u32(msg, IFLA_LINK, 2);
	info = mnl_attr_nest_start(msg, IFLA_LINKINFO);
	mnl_attr_put_strz(msg, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(msg, info);
	return msg;
}

static void parses_what_the_kernel_says(void)
{
	struct ifinfo l = { 0 };
	struct message m;

	is_int(ifinfo_parse(&l, build(&m, 0, "vlan")), 0);
	is_int(l.index, 7);
	is_str(l.name, "eth1.7");
	is_int(l.mtu, 1500);
	is_int(l.lower, 2);
	ok(!l.up);
	((struct ifinfomsg *)(m.buf + NLMSG_HDRLEN))->ifi_flags = IFF_UP;
	is_int(ifinfo_parse(&l, (struct nlmsghdr *)m.buf), 0);
	ok(l.up);
}

/* IFLA_LINK of a veth is its other end; that of a VLAN may be an index elsewhere. */
static void follows_only_what_lies_under(void)
{
	static const struct {
		const char *kind;
		uint32_t lower;
	} row[] = { { "vlan", 2 }, { "macvlan", 2 }, { "veth", 0 }, { "vlanx", 0 }, { "", 0 } };
	struct message m;
	struct ifinfo l;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		is_int(ifinfo_parse(&l, build(&m, 0, row[i].kind)), 0);
		tap_is_int(l.lower, row[i].lower, __FILE__, __LINE__, row[i].kind);
	}
	is_int(ifinfo_parse(&l, build(&m, IFLA_LINK, "vlan")), 0);
	is_int(l.lower, 0);
	mnl_attr_put_u32(build(&m, 0, "vlan"), IFLA_LINK_NETNSID, 0);
	is_int(ifinfo_parse(&l, (struct nlmsghdr *)m.buf), 0);
	is_int(l.lower, 0);
}

static void finds_the_table_of_a_vrf(void)
{
	static const char *const kinds[] = { "vrf", "bridge" };
	struct nlattr *info, *data;
	struct nlmsghdr *msg;
	struct message m;
	struct ifinfo l;

	for (size_t i = 0; i < 2; i++) {
		msg = build(&m, IFLA_LINK, "vlan");
		msg->nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg));
		mnl_attr_put_strz(msg, IFLA_IFNAME, "red");
		mnl_attr_put_u32(msg, IFLA_MTU, 65575);
		mnl_attr_put_u32(msg, IFLA_MASTER, 5);
		info = mnl_attr_nest_start(msg, IFLA_LINKINFO);
		mnl_attr_put_strz(msg, IFLA_INFO_KIND, kinds[i]);
		data = mnl_attr_nest_start(msg, IFLA_INFO_DATA);
		mnl_attr_put_u32(msg, IFLA_VRF_TABLE, 1000);
		mnl_attr_nest_end(msg, data);
		mnl_attr_nest_end(msg, info);
		is_int(ifinfo_parse(&l, msg), 0);
		is_int(l.master, 5);
		/* Fails if the data of any kind is read. */
		is_int(l.vrf_table, i ? 0 : 1000);
	}
}

static void refuses_other_messages(void)
{
	const struct ifinfo before = { .index = 1 };
	struct ifinfo l = before;
	struct nlmsghdr *msg;
	struct message m;

	is_int(ifinfo_parse(&l, build(&m, IFLA_IFNAME, "vlan")), -EBADMSG);
	is_int(ifinfo_parse(&l, build(&m, IFLA_MTU, "vlan")), -EBADMSG);
	msg = build(&m, 0, "vlan");
	msg->nlmsg_type = RTM_DELLINK;
	is_int(ifinfo_parse(&l, msg), -EBADMSG);
	msg = build(&m, 0, "vlan");
	msg->nlmsg_len = NLMSG_HDRLEN;
	msg = (struct nlmsghdr *)exact_copy(msg, msg->nlmsg_len);
	is_int(ifinfo_parse(&l, msg), -EBADMSG);
	free(msg);
	msg = build(&m, IFLA_IFNAME, "vlan");
	mnl_attr_put_strz(msg, IFLA_IFNAME, "sixteen-bytes-xx");
	is_int(ifinfo_parse(&l, msg), -EBADMSG);
	msg = build(&m, IFLA_MTU, "vlan");
	mnl_attr_put_u8(msg, IFLA_MTU, 1);
	is_int(ifinfo_parse(&l, msg), -EBADMSG);
	ok(!memcmp(&l, &before, sizeof(l)));
}

static void builds_messages(void)
{
	struct message m;
	const struct nlmsghdr *msg = (const struct nlmsghdr *)m.buf;
	const struct ifinfomsg *body;
	const struct nlattr *attr;

	memset(&m, 0xa5, sizeof(m));
	is_int(ifinfo_build_query(m.buf, 7, 9), 16 + 16);
	is_int(msg->nlmsg_type, RTM_GETLINK);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	is_int(msg->nlmsg_seq, 9);
	is_int(ifinfo_build_mtu(m.buf, 7, 1508, 10), 16 + 16 + 8);
	is_int(msg->nlmsg_type, RTM_SETLINK);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	body = mnl_nlmsg_get_payload(msg);
	is_int(body->ifi_index, 7);
	is_int(body->ifi_change, 0);
	attr = mnl_nlmsg_get_payload_offset(msg, sizeof(*body));
	is_int(mnl_attr_get_type(attr), IFLA_MTU);
	is_int(mnl_attr_get_u32(attr), 1508);
	is_int(ifinfo_build_master(m.buf, 7, 12, 10), 16 + 16 + 8);
	is_int(mnl_attr_get_type(attr), IFLA_MASTER);
	is_int(mnl_attr_get_u32(attr), 12);
	is_int(ifinfo_build_master(m.buf, 0, 12, 10), -EINVAL);
	is_int(ifinfo_build_query(m.buf, 0, 9), -EINVAL);
	is_int(ifinfo_build_list(m.buf, 11), 16 + 16 + 8);
	is_int(mnl_attr_get_type(attr), IFLA_EXT_MASK);
	is_int(mnl_attr_get_u32(attr), RTEXT_FILTER_SKIP_STATS);
	is_int(msg->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	is_int(msg->nlmsg_seq, 11);
	is_int(ifinfo_build_mtu(m.buf, 0, 1508, 9), -EINVAL);
}

int main(void)
{
	test(parses_what_the_kernel_says);
	test(follows_only_what_lies_under);
	test(finds_the_table_of_a_vrf);
	test(refuses_other_messages);
	test(builds_messages);
	return done_testing();
}

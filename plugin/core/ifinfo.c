// SPDX-License-Identifier: GPL-2.0-or-later
#include "ifinfo.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

static struct nlmsghdr *put_start(void *buf, uint32_t index, uint16_t type, uint32_t seq)
{
	struct nlmsghdr *msg;
	struct ifinfomsg *body;

	msg = mnl_nlmsg_put_header(buf);
	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->ifi_index = (int)index;
	return msg;
}

int ifinfo_build_query(void *buf, uint32_t index, uint32_t seq)
{
	return index ? (int)put_start(buf, index, RTM_GETLINK, seq)->nlmsg_len : -EINVAL;
}

int ifinfo_build_list(void *buf, uint32_t seq)
{
	struct nlmsghdr *msg = put_start(buf, 0, RTM_GETLINK, seq);

	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	mnl_attr_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return (int)msg->nlmsg_len;
}

static int build_change(void *buf, uint32_t index, uint16_t attribute, uint32_t value, uint32_t seq)
{
	struct nlmsghdr *msg;

	if (!index)
		return -EINVAL;
	msg = put_start(buf, index, RTM_SETLINK, seq);
	if (!mnl_attr_put_u32_check(msg, IFINFO_MESSAGE_SIZE, attribute, value))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

int ifinfo_build_mtu(void *buf, uint32_t index, uint32_t mtu, uint32_t seq)
{
	return build_change(buf, index, IFLA_MTU, mtu, seq);
}

int ifinfo_build_master(void *buf, uint32_t index, uint32_t master, uint32_t seq)
{
	return build_change(buf, index, IFLA_MASTER, master, seq);
}

struct attributes {
	struct ifinfo link;
	bool stacked; /* of a kind whose IFLA_LINK lies under it; a veth's is the other end */
	bool elsewhere; /* in another network namespace */
	bool vrf;
};

static bool is_kind(const struct nlattr *attr, const char *kind)
{
	return mnl_attr_get_payload_len(attr) == strlen(kind) + 1 &&
	       !memcmp(mnl_attr_get_payload(attr), kind, strlen(kind));
}

static int read_vrf(const struct nlattr *attr, void *data)
{
	struct attributes *a = data;

	if (mnl_attr_get_type(attr) == IFLA_VRF_TABLE && mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
		a->link.vrf_table = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* The kind comes before its data. */
static int read_info(const struct nlattr *attr, void *data)
{
	struct attributes *a = data;

	if (mnl_attr_get_type(attr) == IFLA_INFO_KIND) {
		a->stacked = is_kind(attr, "vlan") || is_kind(attr, "macvlan");
		a->vrf = is_kind(attr, "vrf");
	} else if (mnl_attr_get_type(attr) == IFLA_INFO_DATA && a->vrf) {
		mnl_attr_parse_nested(attr, read_vrf, a);
	}
	return MNL_CB_OK;
}

static void read_name(struct ifinfo *l, const struct nlattr *attr)
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0 ||
	    mnl_attr_get_payload_len(attr) > sizeof(l->name))
		return;
	memcpy(l->name, mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));
}

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct attributes *a = data;
	const bool number = mnl_attr_validate(attr, MNL_TYPE_U32) >= 0;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		read_name(&a->link, attr);
		break;
	case IFLA_MTU:
		a->link.mtu = number ? mnl_attr_get_u32(attr) : 0;
		break;
	case IFLA_LINK:
		a->link.lower = number ? mnl_attr_get_u32(attr) : 0;
		break;
	case IFLA_MASTER:
		a->link.master = number ? mnl_attr_get_u32(attr) : 0;
		break;
	case IFLA_LINK_NETNSID:
		a->elsewhere = true;
		break;
	case IFLA_LINKINFO:
		mnl_attr_parse_nested(attr, read_info, a);
		break;
	}
	return MNL_CB_OK;
}

int ifinfo_parse(struct ifinfo *ret, const struct nlmsghdr *msg)
{
	struct attributes a = { 0 };
	const struct ifinfomsg *body = mnl_nlmsg_get_payload(msg);

	if (msg->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(msg) < sizeof(*body))
		return -EBADMSG;
	mnl_attr_parse(msg, sizeof(*body), read_attribute, &a);
	if (body->ifi_index <= 0 || !a.link.name[0] || !a.link.mtu)
		return -EBADMSG;
	a.link.index = (uint32_t)body->ifi_index;
	a.link.up = body->ifi_flags & IFF_UP;
	if (!a.stacked || a.elsewhere)
		a.link.lower = 0;
	*ret = a.link;
	return 0;
}

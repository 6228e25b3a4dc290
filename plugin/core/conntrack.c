// SPDX-License-Identifier: GPL-2.0-or-later
#include "conntrack.h"

#include <errno.h>
#include <string.h>

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <libmnl/libmnl.h>

static struct nlmsghdr *put_start(void *buf, uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *msg;
	struct nfgenmsg *body;

	msg = mnl_nlmsg_put_header(buf);
	msg->nlmsg_type = (uint16_t)(NFNL_SUBSYS_CTNETLINK << 8 | type);
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = seq;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->nfgen_family = AF_INET;
	body->version = NFNETLINK_V0;
	return msg;
}

/* Of Linux 5.16, which the headers of Debian 11 have not; before it all is listed. */
#define STATUS_MASK (CTA_FILTER + 1)

int conntrack_build_list(void *buf, bool translated, uint32_t seq)
{
	struct nlmsghdr *msg = put_start(buf, IPCTNL_MSG_CT_GET, NLM_F_DUMP, seq);

	if (!translated)
		return (int)msg->nlmsg_len;
	if (!mnl_attr_put_u32_check(msg, CONNTRACK_MESSAGE_SIZE, CTA_STATUS, htonl(IPS_SRC_NAT)) ||
	    !mnl_attr_put_u32_check(msg, CONNTRACK_MESSAGE_SIZE, STATUS_MASK, htonl(IPS_SRC_NAT)))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

/* Until it is there, an address is 0, which none of a connection is. */
struct addresses {
	uint32_t source;
	uint32_t destination;
};

static uint32_t read_u32(const struct nlattr *attr)
{
	return mnl_attr_validate(attr, MNL_TYPE_U32) < 0 ? 0 : mnl_attr_get_u32(attr);
}

static int read_address(const struct nlattr *attr, void *data)
{
	struct addresses *a = data;

	if (mnl_attr_get_type(attr) == CTA_IP_V4_SRC)
		a->source = read_u32(attr);
	if (mnl_attr_get_type(attr) == CTA_IP_V4_DST)
		a->destination = read_u32(attr);
	return MNL_CB_OK;
}

static int read_tuple(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == CTA_TUPLE_IP)
		mnl_attr_parse_nested(attr, read_address, data);
	return MNL_CB_OK;
}

static struct addresses read_addresses(const struct nlattr *tuple)
{
	struct addresses a = { 0 };

	mnl_attr_parse_nested(tuple, read_tuple, &a);
	return a;
}

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct conntrack_entry *e = data;
	struct addresses reply;

	switch (mnl_attr_get_type(attr)) {
	case CTA_TUPLE_ORIG:
		e->tuple = attr;
		e->source = read_addresses(attr).source;
		break;
	case CTA_TUPLE_REPLY:
		reply = read_addresses(attr);
		e->peer = reply.source;
		e->translated = reply.destination;
		break;
	case CTA_STATUS:
		e->status = ntohl(read_u32(attr));
		break;
	case CTA_MARK:
		e->mark = ntohl(read_u32(attr));
		break;
	case CTA_ID:
		e->id = ntohl(read_u32(attr));
		break;
	case CTA_ZONE:
		if (mnl_attr_validate(attr, MNL_TYPE_U16) >= 0)
			e->zone = ntohs(mnl_attr_get_u16(attr));
		break;
	}
	return MNL_CB_OK;
}

int conntrack_parse(struct conntrack_entry *ret, const struct nlmsghdr *msg)
{
	struct conntrack_entry e = { 0 };
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(msg);

	if (msg->nlmsg_type != (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW) ||
	    mnl_nlmsg_get_payload_len(msg) < sizeof(*body) || body->nfgen_family != AF_INET)
		return -EBADMSG;
	mnl_attr_parse(msg, sizeof(*body), read_attribute, &e);
	if (!e.source || !e.peer || !e.translated || !e.id)
		return -EBADMSG;
	*ret = e;
	return 0;
}

bool conntrack_is_translated(const struct conntrack_entry *e)
{
	return e->status & IPS_SRC_NAT && e->source != e->translated;
}

static bool is_private(uint32_t address)
{
	const uint32_t a = ntohl(address);

	return a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8; /* RFC 1918 */
}

bool conntrack_lacks_translation(const struct conntrack_entry *e)
{
	return e->source == e->translated && is_private(e->source) && !is_private(e->peer);
}

int conntrack_build_delete(void *buf, const struct conntrack_entry *e, uint32_t seq)
{
	const uint16_t len = mnl_attr_get_payload_len(e->tuple);
	struct nlmsghdr *msg = put_start(buf, IPCTNL_MSG_CT_DELETE, NLM_F_ACK, seq);

	if (len > CONNTRACK_TUPLE_MAX ||
	    !mnl_attr_put_check(msg, CONNTRACK_MESSAGE_SIZE, CTA_TUPLE_ORIG | NLA_F_NESTED, len,
				mnl_attr_get_payload(e->tuple)) ||
	    !mnl_attr_put_u32_check(msg, CONNTRACK_MESSAGE_SIZE, CTA_ID, htonl(e->id)))
		return -EMSGSIZE;
	if (e->zone &&
	    !mnl_attr_put_u16_check(msg, CONNTRACK_MESSAGE_SIZE, CTA_ZONE, htons(e->zone)))
		return -EMSGSIZE;
	return (int)msg->nlmsg_len;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A connection as the kernel describes it, also a wrong one. */
#ifndef CT_MESSAGE_H
#define CT_MESSAGE_H

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <libmnl/libmnl.h>

struct ct_message {
	_Alignas(struct nlmsghdr) char buf[512];
};

struct ct_fields {
	const char *source, *peer, *translated;
	uint32_t status, id;
	uint16_t zone;
	uint32_t mark;
};

static inline void ct_put_tuple(struct nlmsghdr *msg, uint16_t type, const char *source,
				const char *destination)
{
	struct nlattr *tuple = mnl_attr_nest_start(msg, type), *inner;

	inner = mnl_attr_nest_start(msg, CTA_TUPLE_IP);
	if (source)
		mnl_attr_put_u32(msg, CTA_IP_V4_SRC, inet_addr(source));
	if (destination)
		mnl_attr_put_u32(msg, CTA_IP_V4_DST, inet_addr(destination));
	mnl_attr_nest_end(msg, inner);
	inner = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(msg, CTA_PROTO_NUM, IPPROTO_UDP);
	mnl_attr_put_u16(msg, CTA_PROTO_SRC_PORT, htons(5060));
	mnl_attr_put_u16(msg, CTA_PROTO_DST_PORT, htons(5061));
	mnl_attr_nest_end(msg, inner);
	mnl_attr_nest_end(msg, tuple);
}

/* What is NULL or 0 is left out; the destination before translation is 192.0.2.99. */
static inline struct nlmsghdr *ct_build(struct ct_message *m, const struct ct_fields *f)
{
	struct nlmsghdr *msg;
	struct nfgenmsg *body;

	memset(m, 0, sizeof(*m));
	msg = mnl_nlmsg_put_header(m->buf);
	msg->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->nfgen_family = AF_INET;
	ct_put_tuple(msg, CTA_TUPLE_ORIG, f->source, "192.0.2.99");
	ct_put_tuple(msg, CTA_TUPLE_REPLY, f->peer, f->translated);
	mnl_attr_put_u32(msg, CTA_STATUS, htonl(f->status));
	if (f->id)
		mnl_attr_put_u32(msg, CTA_ID, htonl(f->id));
	if (f->mark)
		mnl_attr_put_u32(msg, CTA_MARK, htonl(f->mark));
	if (f->zone)
		mnl_attr_put_u16(msg, CTA_ZONE, htons(f->zone));
	return msg;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the kernel would send a packet of IPv4, as rtnetlink messages.
 */
#ifndef ROUTE_QUERY_H
#define ROUTE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

#define ROUTE_QUERY_MESSAGE_SIZE 64 /* bytes, enough for the request */

/* Addresses are in network byte order. */
struct route_query {
	uint32_t destination;
	uint32_t source; /* 0: whatever the kernel chooses */
	uint32_t input; /* index of the interface that it comes from; 0: from this machine */
	uint32_t mark; /* of the packet; 0: none */
};

struct route_answer {
	uint32_t output; /* index of an interface */
	bool local; /* the destination is this machine */
};

/*
 * Writes RTM_GETROUTE, answered by one message, with NLM_F_ACK. The answer
 * obeys policy rules. Returns the length in bytes, or -EMSGSIZE.
 */
int route_query_build(void *buf, const struct route_query *q, uint32_t seq);

/* Returns 0, or -EBADMSG and *ret untouched if it is no RTM_NEWROUTE to an interface. */
int route_query_parse(struct route_answer *ret, const struct nlmsghdr *msg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftables tables, chains and rules as the messages of one transaction, by
 * libnftnl. What a rule does is put together from the expressions below; they
 * all use register 1.
 *
 * A failed allocation or a full buffer is noted once, in `error`; what is
 * called after that does nothing.
 */
#ifndef NFT_H
#define NFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of Linux 5.12 and 5.16: the headers of Debian 11 have neither. */
#define NFT_TABLE_OWNED 0x2
#define NFT_HOOK_EGRESS 1

struct mnl_nlmsg_batch;
struct nlmsghdr;
struct nftnl_rule;

/* nft_begin allocates what nft_end frees. */
struct nft {
	struct mnl_nlmsg_batch *messages;
	size_t size; /* bytes of the buffer */
	uint32_t seq; /* of the next message */
	uint8_t family; /* NFPROTO_INET, _NETDEV or _IPV4; the caller sets it */
	const char *table; /* the caller sets it */
	struct nftnl_rule *rule; /* between start and finish */
	struct nlmsghdr *last; /* message; it alone asks for an ack, as all succeed or none */
	int error; /* 0 or -errno */
};

/* `hook` is of the family, `device` for NFPROTO_NETDEV only. */
struct nft_hook {
	uint32_t hook;
	int32_t priority;
	const char *device;
};

void nft_begin(struct nft *n, void *buf, size_t size, uint32_t first_seq);

/* Returns the length in bytes of the transaction, -ENOMEM or -EMSGSIZE. */
int nft_end(struct nft *n);

/* There must be none yet. `comment` may be NULL; nft(8) shows it. */
void nft_add_table(struct nft *n, uint32_t flags, const char *comment);

/* Whether or not it is there; `flags` are those that it was added with. */
void nft_remove_table(struct nft *n, uint32_t flags);

/* A base chain that accepts by default, or with a NULL hook one to jump to. */
void nft_add_chain(struct nft *n, const char *name, const struct nft_hook *hook);

/* Removes all rules of a chain. */
void nft_flush_chain(struct nft *n, const char *name);

/* A rule at the end of `chain`: start, any expressions in order, finish. */
void nft_start_rule(struct nft *n, const char *chain);
void nft_finish_rule(struct nft *n);

void nft_match_meta(struct nft *n, uint32_t key, const void *value, uint32_t len);
/* Bytes of the network header are `value`, or that or more. */
void nft_match_network(struct nft *n, uint32_t at, const void *value, uint32_t len);
void nft_match_network_from(struct nft *n, uint32_t at, const void *least, uint32_t len);
/* Bytes of the Ethernet header are `value`. */
void nft_match_ethernet(struct nft *n, uint32_t at, const void *value, uint32_t len);
/* Bytes of the transport header, of which `mask` (NULL: all bits) must be `value`. */
void nft_match_tcp(struct nft *n, uint32_t at, const void *value, const void *mask, uint32_t len);
void nft_match_tcp_not(struct nft *n, uint32_t at, const void *value, const void *mask,
		       uint32_t len);
/* The packet will leave by IPsec (Linux 4.20). */
void nft_match_ipsec(struct nft *n);
/* The announced MSS is above `limit`, wherever it stands; an absent option does not match. */
void nft_match_mss_above(struct nft *n, uint16_t limit);
/* The length of the option with its first two bytes is not `len`; an absent one does not match. */
void nft_match_mss_length_not(struct nft *n, uint8_t len);
/* The address (IPv4, network byte order) that the packets of one direction (IP_CT_DIR_*) go to. */
void nft_match_ct_address(struct nft *n, uint8_t direction, uint32_t address);
void nft_match_ct_direction(struct nft *n, uint8_t direction);
/* The bits of `mask` in the packet's mark become `value`; all others stay. */
void nft_set_mark(struct nft *n, uint32_t mask, uint32_t value);
void nft_count(struct nft *n);
/* Of the packet (skb->priority), as SO_PRIORITY gives it to those of a socket. */
void nft_set_priority(struct nft *n, uint32_t priority);
/* The kernel writes a wrong checksum where the option stands at an odd offset. */
void nft_set_mss(struct nft *n, uint16_t mss);
/* The same, with what the packet's route has room for; never to more than it was. */
void nft_set_mss_of_route(struct nft *n);
/* The MSS option becomes NOPs, right at any offset. */
void nft_strip_mss(struct nft *n);
void nft_goto(struct nft *n, const char *chain);
/* Comes back to the rule after this one. */
void nft_jump(struct nft *n, const char *chain);
void nft_return(struct nft *n);
void nft_accept(struct nft *n);

/* A table as the kernel lists it. What does not fit is cut. */
struct nft_table {
	char name[256];
	uint8_t family;
	uint32_t flags;
	char comment[256]; /* empty: none */
};

/* Writes the request for a list of all tables. Returns its length in bytes. */
int nft_build_table_dump(void *buf, uint32_t seq);
bool nft_parse_table(struct nft_table *ret, const struct nlmsghdr *msg);
/* Is a message about a table, chain or rule about this table of this family? */
bool nft_is_about_table(const struct nlmsghdr *msg, uint8_t family, const char *table);
/* Is a message about a rule about one in this chain? */
bool nft_is_about_chain(const struct nlmsghdr *msg, const char *chain);

#endif

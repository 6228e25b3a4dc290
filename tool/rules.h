/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of others, as iptables-save and `nft --json list ruleset` print them, looked
 * through for what gets in the way of a link. No I/O.
 */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stddef.h>

#define RULES_LINE_SIZE 256
#define RULES_COMMAND_SIZE 320

/* Interfaces that are links */
struct rules_links {
	const char *const *names;
	size_t count;
};

/* A rule that changes the MSS, and is not ours. It is shared unless it names links, and no more. */
struct rules_clamp {
	char rule[RULES_LINE_SIZE]; /* its text, or where it is; cut to fit */
	char command[RULES_COMMAND_SIZE]; /* removes it: by iptables, once */
	char *same; /* for us: what is equal to it */
	unsigned int times; /* that it is there */
	bool out, in; /* it is bound to the interface that packets go out by, or come in by */
	bool shared; /* what no link has to do with may need it, too */
	bool ipv6; /* it is for that alone */
	long mss; /* 0: as the MTU says */
};

struct rules_clamps {
	struct rules_clamp *items;
	size_t count;
};

/* Is what nft prints JSON to its end? */
bool rules_nft_is_whole(const char *json);

/*
 * Both as one, which is the caller's. Takes them; either may be NULL. What is no JSON adds
 * nothing.
 */
char *rules_nft_join(char *one, char *other);

/*
 * Of what `program`-save prints, "iptables-nft" say, or nft: those that a packet of a link
 * may meet for what they say of interfaces, and what sends it to them. A rule for a tunnel
 * that goes through the link, say, is none. rules_free frees what is added.
 */
void rules_find_iptables_clamps(struct rules_clamps *ret, const char *text, const char *program,
				const struct rules_links *links);
void rules_find_nft_clamps(struct rules_clamps *ret, const char *json,
			   const struct rules_links *links);
void rules_free(struct rules_clamps *l);

/*
 * The first rule that drops "fragmentation needed" (ICMP type 3 code 4) or
 * Packet Too Big, whatever else it drops; for nft also a forward chain that drops
 * what it has no rule for, and lets no such error of a link pass. false: none.
 */
bool rules_find_icmp_drop(char ret[static RULES_LINE_SIZE], const char *iptables,
			  const struct rules_links *links);
bool rules_find_nft_icmp_drop(char ret[static RULES_LINE_SIZE], const char *json,
			      const struct rules_links *links);

/*
 * Does a rule translate source addresses of what goes out by this interface? One for some
 * sources, which containers have for theirs, does if it names the interface.
 */
bool rules_iptables_translates(const char *iptables, const char *ifname);
bool rules_nft_translates(const char *json, const char *ifname);

/* Names the first flowtable that has the interface as a device. false: there is none. */
bool rules_find_flowtable(char ret[static RULES_LINE_SIZE], const char *json, const char *ifname);

/*
 * Names the first chain that drops what is forwarded and what it has no rule for, of what
 * `nft list chains` prints. false: there is none.
 */
bool rules_find_forward_drop(char ret[static RULES_LINE_SIZE], const char *chains);

/* Does a file of rules have one of our tables in it? */
bool rules_have_our_table(const char *nft);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* Rules of nftables that drop what says that a packet is too large. */
#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "list.h"
#include "nftjson.h"

/* What the router has to let pass: an error about the size of a packet that went out. */
struct packet {
	const char *protocol, *header, *network, *family, *type, *code;
	json_int_t code_number;
};

static const struct packet packets[] = {
	{ "icmp", "icmp", "ip", "ipv4", "destination-unreachable", "frag-needed", 4 },
	{ "ipv6-icmp", "icmpv6", "ip6", "ipv6", "packet-too-big", "", 0 },
};

#define PACKETS (sizeof(packets) / sizeof(packets[0]))

struct question {
	const struct packet *packet;
	const struct rules_links *links;
};

static enum nftjson_answer least(enum nftjson_answer a, enum nftjson_answer b)
{
	return a < b ? a : b;
}

/* It comes in by a link, and does not go out by one. */
static enum nftjson_answer is_way(const struct rules_links *links, json_t *value, bool in)
{
	enum nftjson_answer by_link = NFTJSON_NO;

	for (size_t i = 0; i < links->count; i++) {
		const enum nftjson_answer one = nftjson_holds(value, links->names[i], -1);

		by_link = one > by_link ? one : by_link;
	}
	if (in)
		return by_link;
	return by_link == NFTJSON_YES ? NFTJSON_NO : NFTJSON_PERHAPS;
}

static enum nftjson_answer matches_meta(const struct question *q, const char *key, json_t *value)
{
	if (!strcmp(key, "l4proto"))
		return nftjson_holds(value, q->packet->protocol, -1);
	if (!strcmp(key, "nfproto"))
		return nftjson_holds(value, q->packet->family, -1);
	if (!strcmp(key, "protocol"))
		return nftjson_holds(value, q->packet->network, -1);
	if (!strcmp(key, "iifname") || !strcmp(key, "iif"))
		return is_way(q->links, value, true);
	if (!strcmp(key, "oifname") || !strcmp(key, "oif"))
		return is_way(q->links, value, false);
	return NFTJSON_PERHAPS;
}

static bool is_any_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

static enum nftjson_answer matches_payload(const struct question *q, json_t *payload, json_t *value)
{
	static const char *const others[] = { "tcp",  "udp",	"sctp", "dccp", "udplite", "esp",
					      "icmp", "icmpv6", "ip",	"ip6",	"arp",	   NULL };
	const char *header = nftjson_text(payload, "protocol"),
		   *field = nftjson_text(payload, "field");
	const struct packet *p = q->packet;

	if (!strcmp(header, p->header)) {
		if (!strcmp(field, "type"))
			return nftjson_holds(value, p->type, -1);
		if (!strcmp(field, "code") && *p->code)
			return nftjson_holds(value, p->code, p->code_number);
		return NFTJSON_PERHAPS;
	}
	if (!strcmp(header, p->network)) {
		if (!strcmp(field, "protocol") || !strcmp(field, "nexthdr"))
			return nftjson_holds(value, p->protocol, -1);
		return NFTJSON_PERHAPS;
	}
	return is_any_of(header, others) ? NFTJSON_NO : NFTJSON_PERHAPS;
}

/* Of a value that is looked at: a match, or the key of a map */
static enum nftjson_answer matches_key(const struct question *q, json_t *key, json_t *value)
{
	json_t *meta = json_object_get(key, "meta"), *payload = json_object_get(key, "payload");
	json_t *ct = json_object_get(key, "ct");

	if (meta)
		return matches_meta(q, nftjson_text(meta, "key"), value);
	if (payload)
		return matches_payload(q, payload, value);
	if (ct && !strcmp(nftjson_text(ct, "key"), "state"))
		return nftjson_holds(value, "related", -1);
	return NFTJSON_PERHAPS;
}

static enum nftjson_answer matches(const struct question *q, json_t *match)
{
	const enum nftjson_answer a =
		matches_key(q, json_object_get(match, "left"), json_object_get(match, "right"));

	return !strcmp(nftjson_text(match, "op"), "!=") ? nftjson_negate(a) : a;
}

/* Is the match about ICMP at all? */
static bool is_about_icmp(json_t *match)
{
	json_t *left = json_object_get(match, "left"), *payload = json_object_get(left, "payload");
	const char *header = nftjson_text(payload, "protocol"),
		   *field = nftjson_text(payload, "field");

	return !strncmp(header, "icmp", 4) || !strcmp(field, "protocol") ||
	       !strcmp(field, "nexthdr") ||
	       !strcmp(nftjson_text(json_object_get(left, "meta"), "key"), "l4proto");
}

/* What a rule does with the packet. */
struct meaning {
	enum nftjson_answer matches;
	bool icmp; /* because of what it says about that */
	bool some; /* of them only, or by a module of iptables */
	const char *verdict; /* accept, drop, reject, jump ...; NULL: none */
	const char *target;
};

static void take_verdict(struct meaning *m, json_t *statement)
{
	static const char *const verdicts[] = { "accept", "drop",  "reject", "jump",
						"goto",	  "queue", NULL };

	for (size_t i = 0; verdicts[i]; i++) {
		json_t *of = json_object_get(statement, verdicts[i]);

		if (!of)
			continue;
		m->verdict = verdicts[i];
		m->target = nftjson_text(of, "target");
	}
}

/* The verdict that belongs to the packet; what may be counts after what is. */
static void take_map(struct meaning *m, const struct question *q, json_t *map)
{
	json_t *pair, *found = NULL;
	enum nftjson_answer best = NFTJSON_NO;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(map, "data"), "set"), i, pair)
	{
		const enum nftjson_answer a =
			matches_key(q, json_object_get(map, "key"), json_array_get(pair, 0));

		if (a > best) {
			best = a;
			found = json_array_get(pair, 1);
		}
	}
	m->matches = least(m->matches, best);
	take_verdict(m, found);
}

static struct meaning meaning_of(const struct question *q, json_t *rule)
{
	struct meaning m = { .matches = NFTJSON_YES };
	json_t *statement;
	size_t i;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		json_t *match = json_object_get(statement, "match");
		json_t *map = json_object_get(statement, "vmap");

		if (match) {
			const enum nftjson_answer a = matches(q, match);

			m.icmp |= a == NFTJSON_YES && is_about_icmp(match);
			m.matches = least(m.matches, a);
		} else if (map) {
			take_map(&m, q, map);
		} else {
			m.some |= json_object_get(statement, "limit") ||
				  json_object_get(statement, "xt");
			take_verdict(&m, statement);
		}
	}
	return m;
}

/* Chains of one table, each once */
struct chains {
	const char **items;
	size_t count;
};

static void add_chain(struct chains *l, const char *name)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i], name))
			return;
	*list_add(l) = name;
}

/*
 * Does a rule of the chain, of the same table as `from`, let the packet pass? Rules from
 * `until` on do not count. Where it is sent to is added to the list.
 */
static bool accepts(json_t *ruleset, const struct question *q, json_t *from, const char *name,
		    json_t *until, struct chains *ret)
{
	json_t *item;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *rule = json_object_get(item, "rule");
		struct meaning m;

		if (rule && rule == until)
			break;
		if (!rule || !nftjson_is_of_chain(rule, from, name))
			continue;
		m = meaning_of(q, rule);
		if (m.matches == NFTJSON_NO || !m.verdict)
			continue;
		if (!strcmp(m.verdict, "accept") || !strcmp(m.verdict, "queue"))
			return true;
		if (*m.target)
			add_chain(ret, m.target);
	}
	return false;
}

/* By any rule that it may get to from this chain, and before this rule of it, if any */
static bool lets_pass(json_t *ruleset, const struct question *q, json_t *from, const char *chain,
		      json_t *until)
{
	struct chains reached = { 0 };
	bool passes = false;

	add_chain(&reached, chain);
	for (size_t i = 0; !passes && i < reached.count; i++)
		passes = accepts(ruleset, q, from, reached.items[i], i ? NULL : until, &reached);
	list_free(&reached);
	return passes;
}

struct met {
	struct {
		json_t *rule;
	} * items;
	size_t count;
};

static void add_rule(struct met *l, json_t *rule)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].rule == rule)
			return;
	list_add(l)->rule = rule;
}

/* Back from it to where the kernel calls chains: can the packet get to this rule? */
static bool is_met(json_t *ruleset, const struct question *q, json_t *rule)
{
	struct met rules = { 0 };
	bool met = false;
	json_t *from;

	add_rule(&rules, rule);
	for (size_t i = 0; !met && i < rules.count; i++) {
		json_t *to = rules.items[i].rule;

		met = nftjson_is_hooked(ruleset, to);
		for (size_t at = 0; (from = nftjson_next_to(ruleset, to, &at)) != NULL;)
			if (meaning_of(q, from).matches != NFTJSON_NO &&
			    !lets_pass(ruleset, q, from, nftjson_text(from, "chain"), from))
				add_rule(&rules, from);
	}
	list_free(&rules);
	return met;
}

/* A forward chain that drops what it has no rule for, and has none for such a packet */
static bool drops_by_policy(json_t *ruleset, json_t *chain, const struct rules_links *links)
{
	if (nftjson_is_ours(chain, "table") ||
	    strcmp(nftjson_text(chain, "hook"), "forward") != 0 ||
	    strcmp(nftjson_text(chain, "policy"), "drop") != 0)
		return false;
	for (size_t i = 0; i < PACKETS; i++) {
		const struct question q = { &packets[i], links };

		if (lets_pass(ruleset, &q, chain, nftjson_text(chain, "name"), NULL))
			return false;
	}
	return true;
}

static bool drops_by_rule(json_t *ruleset, json_t *rule, const struct rules_links *links)
{
	for (size_t i = 0; !nftjson_is_ours(rule, "table") && i < PACKETS; i++) {
		const struct question q = { &packets[i], links };
		const struct meaning m = meaning_of(&q, rule);

		if (m.matches != NFTJSON_NO && m.icmp && !m.some && m.verdict &&
		    (!strcmp(m.verdict, "drop") || !strcmp(m.verdict, "reject")) &&
		    !lets_pass(ruleset, &q, rule, nftjson_text(rule, "chain"), rule) &&
		    is_met(ruleset, &q, rule))
			return true;
	}
	return false;
}

bool rules_find_nft_icmp_drop(char ret[static RULES_LINE_SIZE], const char *json,
			      const struct rules_links *links)
{
	json_t *ruleset, *root = nftjson_load(json, &ruleset), *item;
	bool found = false;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *chain = json_object_get(item, "chain");
		json_t *rule = json_object_get(item, "rule");

		if (chain && drops_by_policy(ruleset, chain, links)) {
			snprintf(ret, RULES_LINE_SIZE, "policy drop of %s %s %s",
				 nftjson_text(chain, "family"), nftjson_text(chain, "table"),
				 nftjson_text(chain, "name"));
			found = true;
		} else if (rule && drops_by_rule(ruleset, rule, links)) {
			nftjson_name_rule(ret, RULES_LINE_SIZE, rule, "");
			found = true;
		}
		if (found)
			break;
	}
	json_decref(root);
	return found;
}

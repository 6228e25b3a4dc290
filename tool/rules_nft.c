// SPDX-License-Identifier: GPL-2.0-or-later
/* Rules of nftables, as libnftables-json(5) has them. */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/clamp.h"
#include "list.h"

/* What the router has to let pass: an error about the size of a packet that went out. */
struct packet {
	const char *protocol, *header, *network, *family, *type, *code;
	json_int_t code_number;
};

static const struct packet packets[] = {
	{ "icmp", "icmp", "ip", "ipv4", "destination-unreachable", "frag-needed", 4 },
	{ "ipv6-icmp", "icmpv6", "ip6", "ipv6", "packet-too-big", "", 0 },
};

#define DEEPEST 16 /* chain, of those that lead to another, that the kernel allows */
#define MOST_STEPS 1000 /* of a search through them; what is not found by then may be there */
#define PACKETS (sizeof(packets) / sizeof(packets[0]))

/* Does it match? What is not known about the packet may be. */
enum answer {
	NO,
	PERHAPS,
	YES,
};

struct question {
	const struct packet *packet;
	const struct rules_links *links;
};

static const char *text_at(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static enum answer least(enum answer a, enum answer b)
{
	return a < b ? a : b;
}

static enum answer negate(enum answer a)
{
	return a == YES ? NO : a == NO ? YES : PERHAPS;
}

/* A name, "*" at its end stands for any more */
static bool is_like(const char *pattern, const char *word)
{
	const size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return !strncmp(pattern, word, len - 1);
	return !strcmp(pattern, word);
}

/* An item of a set with more to it than the value has that within. */
static enum answer is_one(json_t *value, const char *word, json_int_t number)
{
	if (json_is_object(value))
		value = json_object_get(json_object_get(value, "elem"), "val");
	if (json_is_integer(value))
		return json_integer_value(value) == number ? YES : NO;
	if (!json_is_string(value) || json_string_value(value)[0] == '@')
		return PERHAPS;
	return is_like(json_string_value(value), word) ? YES : NO;
}

/* Is it this word, or this number, or one of several of which it is one? */
static enum answer holds(json_t *value, const char *word, json_int_t number)
{
	json_t *set = json_object_get(value, "set"), *item;
	enum answer found = NO;
	size_t i;

	if (!set && !json_is_array(value))
		return is_one(value, word, number);
	json_array_foreach(set ? set : value, i, item)
	{
		const enum answer one = is_one(item, word, number);

		found = one > found ? one : found;
	}
	return found;
}

/* It comes in by a link, and does not go out by one. */
static enum answer is_way(const struct rules_links *links, json_t *value, bool in)
{
	enum answer by_link = NO;

	for (size_t i = 0; i < links->count; i++) {
		const enum answer one = holds(value, links->names[i], -1);

		by_link = one > by_link ? one : by_link;
	}
	if (in)
		return by_link;
	return by_link == YES ? NO : PERHAPS;
}

static enum answer matches_meta(const struct question *q, const char *key, json_t *value)
{
	if (!strcmp(key, "l4proto"))
		return holds(value, q->packet->protocol, -1);
	if (!strcmp(key, "nfproto"))
		return holds(value, q->packet->family, -1);
	if (!strcmp(key, "protocol"))
		return holds(value, q->packet->network, -1);
	if (!strcmp(key, "iifname") || !strcmp(key, "iif"))
		return is_way(q->links, value, true);
	if (!strcmp(key, "oifname") || !strcmp(key, "oif"))
		return is_way(q->links, value, false);
	return PERHAPS;
}

static bool is_any_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

static enum answer matches_payload(const struct question *q, json_t *payload, json_t *value)
{
	static const char *const others[] = { "tcp",  "udp",	"sctp", "dccp", "udplite", "esp",
					      "icmp", "icmpv6", "ip",	"ip6",	"arp",	   NULL };
	const char *header = text_at(payload, "protocol"), *field = text_at(payload, "field");
	const struct packet *p = q->packet;

	if (!strcmp(header, p->header)) {
		if (!strcmp(field, "type"))
			return holds(value, p->type, -1);
		if (!strcmp(field, "code") && *p->code)
			return holds(value, p->code, p->code_number);
		return PERHAPS;
	}
	if (!strcmp(header, p->network)) {
		if (!strcmp(field, "protocol") || !strcmp(field, "nexthdr"))
			return holds(value, p->protocol, -1);
		return PERHAPS;
	}
	return is_any_of(header, others) ? NO : PERHAPS;
}

/* Of a value that is looked at: a match, or the key of a map */
static enum answer matches_key(const struct question *q, json_t *key, json_t *value)
{
	json_t *meta = json_object_get(key, "meta"), *payload = json_object_get(key, "payload");
	json_t *ct = json_object_get(key, "ct");

	if (meta)
		return matches_meta(q, text_at(meta, "key"), value);
	if (payload)
		return matches_payload(q, payload, value);
	if (ct && !strcmp(text_at(ct, "key"), "state"))
		return holds(value, "related", -1);
	return PERHAPS;
}

static enum answer matches(const struct question *q, json_t *match)
{
	const enum answer a =
		matches_key(q, json_object_get(match, "left"), json_object_get(match, "right"));

	return !strcmp(text_at(match, "op"), "!=") ? negate(a) : a;
}

/* Is the match about ICMP at all? */
static bool is_about_icmp(json_t *match)
{
	json_t *left = json_object_get(match, "left"), *payload = json_object_get(left, "payload");
	const char *header = text_at(payload, "protocol"), *field = text_at(payload, "field");

	return !strncmp(header, "icmp", 4) || !strcmp(field, "protocol") ||
	       !strcmp(field, "nexthdr") ||
	       !strcmp(text_at(json_object_get(left, "meta"), "key"), "l4proto");
}

/* What a rule does with the packet. */
struct meaning {
	enum answer matches;
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
		m->target = text_at(of, "target");
	}
}

/* The verdict that belongs to the packet; what may be counts after what is. */
static void take_map(struct meaning *m, const struct question *q, json_t *map)
{
	json_t *pair, *found = NULL;
	enum answer best = NO;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(map, "data"), "set"), i, pair)
	{
		const enum answer a =
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
	struct meaning m = { .matches = YES };
	json_t *statement;
	size_t i;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		json_t *match = json_object_get(statement, "match");
		json_t *map = json_object_get(statement, "vmap");

		if (match) {
			const enum answer a = matches(q, match);

			m.icmp |= a == YES && is_about_icmp(match);
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

static bool is_ours(json_t *object, const char *name)
{
	return !strncmp(text_at(object, name), CLAMP_TABLE_PREFIX, strlen(CLAMP_TABLE_PREFIX));
}

static bool is_of_chain(json_t *rule, json_t *chain, const char *name)
{
	return !strcmp(text_at(rule, "family"), text_at(chain, "family")) &&
	       !strcmp(text_at(rule, "table"), text_at(chain, "table")) &&
	       !strcmp(text_at(rule, "chain"), name);
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
		if (!rule || !is_of_chain(rule, from, name))
			continue;
		m = meaning_of(q, rule);
		if (m.matches == NO || !m.verdict)
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

/* Of jump and goto */
static bool leads_to(json_t *verdict, const char *chain)
{
	return !strcmp(text_at(json_object_get(verdict, "jump"), "target"), chain) ||
	       !strcmp(text_at(json_object_get(verdict, "goto"), "target"), chain);
}

static json_t *pairs_of(json_t *statement)
{
	json_t *map = json_object_get(statement, "vmap");

	return json_object_get(json_object_get(map, "data"), "set");
}

static bool sends_to(json_t *rule, const char *chain)
{
	json_t *statement, *pair;
	size_t i, j;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		if (leads_to(statement, chain))
			return true;
		json_array_foreach(pairs_of(statement), j,
				   pair) if (leads_to(json_array_get(pair, 1), chain)) return true;
	}
	return false;
}

/* Does the kernel call the chain of this rule, or do rules alone lead to it? */
static bool is_hooked(json_t *ruleset, json_t *rule)
{
	json_t *item;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *chain = json_object_get(item, "chain");

		if (chain && json_object_get(chain, "hook") &&
		    is_of_chain(rule, chain, text_at(chain, "name")))
			return true;
	}
	return false;
}

/* The next rule after the first `*at` items that leads to the chain of `rule`; NULL: none. */
static json_t *next_to(json_t *ruleset, json_t *rule, size_t *at)
{
	while (*at < json_array_size(ruleset)) {
		json_t *from = json_object_get(json_array_get(ruleset, (*at)++), "rule");

		if (from && sends_to(from, text_at(rule, "chain")) &&
		    is_of_chain(from, rule, text_at(from, "chain")))
			return from;
	}
	return NULL;
}

/* Back from rules to where the kernel calls their chains */
struct search {
	json_t *ruleset;
	unsigned int steps;
};

static bool is_at_end(struct search *s, json_t *rule, int depth)
{
	return depth == DEEPEST || s->steps++ > MOST_STEPS || is_hooked(s->ruleset, rule);
}

/* Can the packet get to this rule? */
static bool is_met(struct search *s, const struct question *q, json_t *rule, int depth)
{
	json_t *from;

	if (is_at_end(s, rule, depth))
		return true;
	for (size_t at = 0; (from = next_to(s->ruleset, rule, &at)) != NULL;)
		if (meaning_of(q, from).matches != NO && is_met(s, q, from, depth + 1))
			return true;
	return false;
}

/* A forward chain that drops what it has no rule for, and has none for such a packet */
static bool drops_by_policy(json_t *ruleset, json_t *chain, const struct rules_links *links)
{
	if (is_ours(chain, "table") || strcmp(text_at(chain, "hook"), "forward") != 0 ||
	    strcmp(text_at(chain, "policy"), "drop") != 0)
		return false;
	for (size_t i = 0; i < PACKETS; i++) {
		const struct question q = { &packets[i], links };

		if (lets_pass(ruleset, &q, chain, text_at(chain, "name"), NULL))
			return false;
	}
	return true;
}

static bool drops_by_rule(json_t *ruleset, json_t *rule, const struct rules_links *links)
{
	for (size_t i = 0; !is_ours(rule, "table") && i < PACKETS; i++) {
		const struct question q = { &packets[i], links };
		const struct meaning m = meaning_of(&q, rule);
		struct search s = { ruleset, 0 };

		if (m.matches != NO && m.icmp && !m.some && m.verdict &&
		    (!strcmp(m.verdict, "drop") || !strcmp(m.verdict, "reject")) &&
		    !lets_pass(ruleset, &q, rule, text_at(rule, "chain"), rule) &&
		    is_met(&s, &q, rule, 0))
			return true;
	}
	return false;
}

static void name_rule(char *ret, size_t size, json_t *rule, const char *before)
{
	snprintf(ret, size, "%s%s %s %s handle %lld", before, text_at(rule, "family"),
		 text_at(rule, "table"), text_at(rule, "chain"),
		 (long long)json_integer_value(json_object_get(rule, "handle")));
}

static json_t *load(const char *json, json_t **ret_ruleset)
{
	json_t *root = json_loads(json, 0, NULL);

	*ret_ruleset = json_object_get(root, "nftables");
	return root;
}

bool rules_nft_is_whole(const char *json)
{
	json_t *ruleset, *root = load(json, &ruleset);

	json_decref(root);
	return root;
}

char *rules_nft_join(char *one, char *other)
{
	json_t *all, *more, *root = load(one ? one : "{\"nftables\":[]}", &all);
	json_t *rest = load(other ? other : "", &more);
	char *ret;

	json_array_extend(all, more);
	ret = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	json_decref(rest);
	free(one);
	free(other);
	return ret;
}

bool rules_find_nft_icmp_drop(char ret[static RULES_LINE_SIZE], const char *json,
			      const struct rules_links *links)
{
	json_t *ruleset, *root = load(json, &ruleset), *item;
	bool found = false;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *chain = json_object_get(item, "chain");
		json_t *rule = json_object_get(item, "rule");

		if (chain && drops_by_policy(ruleset, chain, links)) {
			snprintf(ret, RULES_LINE_SIZE, "policy drop of %s %s %s",
				 text_at(chain, "family"), text_at(chain, "table"),
				 text_at(chain, "name"));
			found = true;
		} else if (rule && drops_by_rule(ruleset, rule, links)) {
			name_rule(ret, RULES_LINE_SIZE, rule, "");
			found = true;
		}
		if (found)
			break;
	}
	json_decref(root);
	return found;
}

/* Clamps */

/* NULL: it does not write the MSS. */
static json_t *mss_of(json_t *statement)
{
	json_t *mangle = json_object_get(statement, "mangle");
	json_t *option = json_object_get(json_object_get(mangle, "key"), "tcp option");

	return strcmp(text_at(option, "name"), "maxseg") != 0 ? NULL
							      : json_object_get(mangle, "value");
}

static void take_way(struct rules_clamp *c, json_t *match)
{
	const char *key = text_at(json_object_get(json_object_get(match, "left"), "meta"), "key");

	c->out |= !strncmp(key, "oif", 3);
	c->in |= !strncmp(key, "iif", 3);
}

/* Counters count, so the same rule twice differs by them. */
static char *rule_without_counts(json_t *rule)
{
	json_t *statements = json_deep_copy(json_object_get(rule, "expr"));
	char *text;

	for (size_t i = 0; i < json_array_size(statements); i++)
		json_object_del(json_array_get(statements, i), "counter");
	json_array_append_new(statements, json_string(text_at(rule, "chain")));
	json_array_append_new(statements, json_string(text_at(rule, "table")));
	text = json_dumps(statements, JSON_COMPACT);
	json_decref(statements);
	return text;
}

static bool read_clamp(struct rules_clamp *ret, json_t *rule)
{
	json_t *statement, *mss = NULL;
	size_t i;

	*ret = (struct rules_clamp){ .times = 1 };
	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		json_t *written = mss_of(statement);

		take_way(ret, json_object_get(statement, "match"));
		if (written)
			mss = written;
	}
	ret->mss = (long)json_integer_value(mss);
	return mss != NULL;
}

/* Each has a handle of its own. What has no room is found when these are gone. */
static void add_command(struct rules_clamp *c, json_t *rule)
{
	const size_t used = strlen(c->command);
	char more[RULES_COMMAND_SIZE];

	name_rule(more, sizeof(more), rule, used ? "; nft delete rule " : "nft delete rule ");
	if (used + strlen(more) < sizeof(c->command))
		memcpy(c->command + used, more, strlen(more) + 1);
}

static void add_clamp(struct rules_clamps *l, json_t *rule, const struct rules_clamp *clamp)
{
	char *same = rule_without_counts(rule);
	struct rules_clamp *c;

	for (size_t i = 0; same && i < l->count; i++)
		if (l->items[i].same && !strcmp(l->items[i].same, same)) {
			l->items[i].times++;
			add_command(&l->items[i], rule);
			free(same);
			return;
		}
	c = list_add(l);
	*c = *clamp;
	c->same = same;
	name_rule(c->rule, sizeof(c->rule), rule, "");
	add_command(c, rule);
}

/* What a rule, and those that lead to its chain, say of interfaces */
struct path {
	bool any; /* something */
	bool link; /* one of them may be a link */
};

static void take_interface(struct path *p, const struct rules_links *links, json_t *key,
			   json_t *value, bool unlike)
{
	static const char *const keys[] = { "iif", "iifname", "oif", "oifname", NULL };

	if (!is_any_of(text_at(json_object_get(key, "meta"), "key"), keys))
		return;
	p->any = true;
	for (size_t i = 0; i < links->count; i++) {
		const enum answer a = holds(value, links->names[i], -1);

		p->link |= (unlike ? negate(a) : a) != NO;
	}
}

/* On the way to this chain, or, without one, to the rule's end */
static struct path follow(struct path p, const struct rules_links *links, json_t *rule,
			  const char *chain)
{
	json_t *statement, *pair;
	size_t i, j;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		json_t *match = json_object_get(statement, "match");
		json_t *map = json_object_get(statement, "vmap");

		take_interface(&p, links, json_object_get(match, "left"),
			       json_object_get(match, "right"),
			       !strcmp(text_at(match, "op"), "!="));
		json_array_foreach(pairs_of(statement), j,
				   pair) if (chain && leads_to(json_array_get(pair, 1), chain))
			take_interface(&p, links, json_object_get(map, "key"),
				       json_array_get(pair, 0), false);
	}
	return p;
}

/* Is a way to this rule's end, or on to this chain, one of a link, or of all? */
static bool is_for_link(struct search *s, const struct rules_links *links, json_t *rule,
			const char *chain, struct path behind, int depth)
{
	const struct path p = follow(behind, links, rule, chain);
	json_t *from;

	if (is_at_end(s, rule, depth))
		return p.link || !p.any;
	for (size_t at = 0; (from = next_to(s->ruleset, rule, &at)) != NULL;)
		if (is_for_link(s, links, from, text_at(rule, "chain"), p, depth + 1))
			return true;
	return false;
}

void rules_find_nft_clamps(struct rules_clamps *ret, const char *json,
			   const struct rules_links *links)
{
	json_t *ruleset, *root = load(json, &ruleset), *item;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *rule = json_object_get(item, "rule");
		struct search s = { ruleset, 0 };
		struct rules_clamp c;

		if (rule && !is_ours(rule, "table") && read_clamp(&c, rule) &&
		    is_for_link(&s, links, rule, NULL, (struct path){ 0 }, 0))
			add_clamp(ret, rule, &c);
	}
	json_decref(root);
}

/* Addresses */

static bool translates(json_t *rule, const char *ifname)
{
	bool does = false, by = true;
	json_t *statement;
	size_t i;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		json_t *match = json_object_get(statement, "match");
		const char *key =
			text_at(json_object_get(json_object_get(match, "left"), "meta"), "key");
		const enum answer a = holds(json_object_get(match, "right"), ifname, -1);

		does |= json_object_get(statement, "masquerade") ||
			json_object_get(statement, "snat");
		if (!strncmp(key, "oif", 3))
			by &= (!strcmp(text_at(match, "op"), "!=") ? negate(a) : a) != NO;
	}
	return does && by;
}

bool rules_nft_translates(const char *json, const char *ifname)
{
	json_t *ruleset, *root = load(json, &ruleset), *item;
	bool found = false;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *rule = json_object_get(item, "rule");

		if (rule && translates(rule, ifname))
			found = true;
	}
	json_decref(root);
	return found;
}

/* Offloaded flows */

bool rules_find_flowtable(char ret[static RULES_LINE_SIZE], const char *json, const char *ifname)
{
	json_t *ruleset, *root = load(json, &ruleset), *item;
	bool found = false;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *table = json_object_get(item, "flowtable");

		if (found || holds(json_object_get(table, "dev"), ifname, -1) != YES)
			continue;
		snprintf(ret, RULES_LINE_SIZE, "%s %s %s", text_at(table, "family"),
			 text_at(table, "table"), text_at(table, "name"));
		found = true;
	}
	json_decref(root);
	return found;
}

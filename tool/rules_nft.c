// SPDX-License-Identifier: GPL-2.0-or-later
/* Rules of nftables that clamp, translate addresses, or offload flows. */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "nftjson.h"

bool rules_nft_is_whole(const char *json)
{
	json_t *ruleset, *root = nftjson_load(json, &ruleset);

	json_decref(root);
	return root;
}

char *rules_nft_join(char *one, char *other)
{
	json_t *all, *more, *root = nftjson_load(one ? one : "{\"nftables\":[]}", &all);
	json_t *rest = nftjson_load(other ? other : "", &more);
	char *ret;

	json_array_extend(all, more);
	ret = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	json_decref(rest);
	free(one);
	free(other);
	return ret;
}

/* Clamps */

/* NULL: it does not write the MSS. */
static json_t *mss_of(json_t *statement)
{
	json_t *mangle = json_object_get(statement, "mangle");
	json_t *option = json_object_get(json_object_get(mangle, "key"), "tcp option");

	return strcmp(nftjson_text(option, "name"), "maxseg") != 0
		       ? NULL
		       : json_object_get(mangle, "value");
}

static void take_way(struct rules_clamp *c, json_t *match)
{
	const char *key =
		nftjson_text(json_object_get(json_object_get(match, "left"), "meta"), "key");

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
	json_array_append_new(statements, json_string(nftjson_text(rule, "chain")));
	json_array_append_new(statements, json_string(nftjson_text(rule, "table")));
	json_array_append_new(statements, json_string(nftjson_text(rule, "family")));
	text = json_dumps(statements, JSON_COMPACT);
	json_decref(statements);
	return text;
}

static bool read_clamp(struct rules_clamp *ret, json_t *rule)
{
	json_t *statement, *mss = NULL;
	size_t i;

	*ret = (struct rules_clamp){
		.times = 1,
		.ipv6 = !strcmp(nftjson_text(rule, "family"), "ip6"),
	};
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

	nftjson_name_rule(more, sizeof(more), rule,
			  used ? "; nft delete rule " : "nft delete rule ");
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
	nftjson_name_rule(c->rule, sizeof(c->rule), rule, "");
	add_command(c, rule);
}

/* What a rule, and those that lead to its chain, say of interfaces */
struct path {
	bool any; /* something */
	bool link; /* one of them may be a link */
	bool others; /* one may be no link, or they say something else */
	bool barred, named; /* what goes out by a link is not meant; or is, by its name */
	bool source; /* they say something of where packets are from */
};

static bool is_interface(json_t *key)
{
	static const char *const keys[] = { "iif", "iifname", "oif", "oifname" };
	const char *meta = nftjson_text(json_object_get(key, "meta"), "key");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(meta, keys[i]))
			return true;
	return false;
}

static bool is_link(const struct rules_links *links, json_t *value)
{
	const char *name = json_string_value(value);

	for (size_t i = 0; name && i < links->count; i++)
		if (!strcmp(name, links->names[i]))
			return true;
	return false;
}

/* Each by its name */
static bool are_links(const struct rules_links *links, json_t *value)
{
	json_t *set = json_object_get(value, "set");

	for (size_t i = 0; i < json_array_size(set); i++)
		if (!is_link(links, json_array_get(set, i)))
			return false;
	return json_array_size(set) > 0 || is_link(links, value);
}

/* What makes a SYN with an MSS of a packet of any interface */
static bool is_of_syn(json_t *key)
{
	json_t *masked = json_array_get(json_object_get(key, "&"), 0);
	const char *meta = nftjson_text(json_object_get(key, "meta"), "key");
	json_t *payload = json_object_get(masked ? masked : key, "payload");

	return json_object_get(key, "tcp option") || !strcmp(meta, "l4proto") ||
	       !strcmp(meta, "nfproto") || !strcmp(meta, "protocol") ||
	       (!strcmp(nftjson_text(payload, "protocol"), "tcp") &&
		!strcmp(nftjson_text(payload, "field"), "flags"));
}

/* Returns whether it takes packets of a link. */
static enum nftjson_answer take_key(struct path *p, const struct rules_links *links, json_t *key,
				    json_t *value, bool unlike)
{
	const char *field = nftjson_text(json_object_get(key, "payload"), "field");
	enum nftjson_answer best = NFTJSON_NO;

	p->source |= !strcmp(field, "saddr");
	p->others |= !is_of_syn(key) && (!is_interface(key) || unlike || !are_links(links, value));
	if (!is_interface(key))
		return NFTJSON_PERHAPS;
	p->any = true;
	for (size_t i = 0; i < links->count; i++) {
		enum nftjson_answer a = nftjson_holds(value, links->names[i], -1);

		a = unlike ? nftjson_negate(a) : a;
		best = a > best ? a : best;
	}
	p->link |= best != NFTJSON_NO;
	return best;
}

static void take_out(struct path *p, json_t *key, enum nftjson_answer a, bool unlike)
{
	const char *meta = nftjson_text(json_object_get(key, "meta"), "key");

	if (strncmp(meta, "oif", 3) != 0)
		return;
	p->barred |= a == NFTJSON_NO;
	p->named |= a != NFTJSON_NO && !unlike;
}

static void take_match(struct path *p, const struct rules_links *links, json_t *match)
{
	json_t *key = json_object_get(match, "left");
	const bool unlike = !strcmp(nftjson_text(match, "op"), "!=");

	take_out(p, key, take_key(p, links, key, json_object_get(match, "right"), unlike), unlike);
}

/* A map may lead to the chain by several of its values. */
static void take_map(struct path *p, const struct rules_links *links, json_t *statement,
		     const char *chain)
{
	json_t *key = json_object_get(json_object_get(statement, "vmap"), "key"), *pair;
	enum nftjson_answer best = NFTJSON_NO;
	bool leads = false;
	size_t i;

	json_array_foreach(nftjson_pairs(statement), i, pair)
	{
		enum nftjson_answer a;

		if (!nftjson_leads_to(json_array_get(pair, 1), chain))
			continue;
		a = take_key(p, links, key, json_array_get(pair, 0), false);
		best = a > best ? a : best;
		leads = true;
	}
	if (leads)
		take_out(p, key, best, false);
}

/* On the way to this chain, or, without one, to the rule's end */
static struct path follow(struct path p, const struct rules_links *links, json_t *rule,
			  const char *chain)
{
	json_t *statement;
	size_t i;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		json_t *match = json_object_get(statement, "match");

		p.others |= json_object_get(statement, "limit") || json_object_get(statement, "xt");
		if (match)
			take_match(&p, links, match);
		if (chain)
			take_map(&p, links, statement, chain);
	}
	return p;
}

/* A rule, and what there was said of interfaces from there on */
struct place {
	json_t *rule;
	struct path path;
};

struct places {
	struct place *items;
	size_t count;
};

static void add_place(struct places *l, json_t *rule, struct path path)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].rule == rule && !memcmp(&l->items[i].path, &path, sizeof(path)))
			return;
	*list_add(l) = (struct place){ rule, path };
}

/* Back from it to where the kernel calls chains: is a way there one that is wanted? */
static bool has_path(json_t *ruleset, const struct rules_links *links, json_t *rule,
		     bool (*wanted)(const struct path *p))
{
	struct places places = { 0 };
	bool found = false;
	json_t *from;

	add_place(&places, rule, follow((struct path){ 0 }, links, rule, NULL));
	for (size_t i = 0; !found && i < places.count; i++) {
		const struct place p = places.items[i];

		found = nftjson_is_hooked(ruleset, p.rule) && wanted(&p.path);
		for (size_t at = 0; (from = nftjson_next_to(ruleset, p.rule, &at)) != NULL;)
			add_place(&places, from,
				  follow(p.path, links, from, nftjson_text(p.rule, "chain")));
	}
	list_free(&places);
	return found;
}

static bool is_for_link(const struct path *p)
{
	return p->link || !p->any;
}

static bool is_for_others(const struct path *p)
{
	return p->others || !p->any;
}

/* Of some sources they are those of containers, unless it names the interface. */
static bool is_out_by_link(const struct path *p)
{
	return !p->barred && (!p->source || p->named);
}

void rules_find_nft_clamps(struct rules_clamps *ret, const char *json,
			   const struct rules_links *links)
{
	json_t *ruleset, *root = nftjson_load(json, &ruleset), *item;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *rule = json_object_get(item, "rule");
		struct rules_clamp c;

		if (rule && !nftjson_is_ours(rule, "table") && read_clamp(&c, rule) &&
		    has_path(ruleset, links, rule, is_for_link)) {
			c.shared = has_path(ruleset, links, rule, is_for_others);
			add_clamp(ret, rule, &c);
		}
	}
	json_decref(root);
}

/* Addresses */

static bool translates(json_t *rule)
{
	json_t *statement;
	size_t i;

	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		if (json_object_get(statement, "masquerade") || json_object_get(statement, "snat"))
			return true;
	}
	return false;
}

bool rules_nft_translates(const char *json, const char *ifname)
{
	const struct rules_links link = { &ifname, 1 };
	json_t *ruleset, *root = nftjson_load(json, &ruleset), *item;
	bool found = false;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *rule = json_object_get(item, "rule");

		found = found || (rule && translates(rule) &&
				  has_path(ruleset, &link, rule, is_out_by_link));
	}
	json_decref(root);
	return found;
}

/* Offloaded flows */

bool rules_find_flowtable(char ret[static RULES_LINE_SIZE], const char *json, const char *ifname)
{
	json_t *ruleset, *root = nftjson_load(json, &ruleset), *item;
	bool found = false;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *table = json_object_get(item, "flowtable");

		if (found ||
		    nftjson_holds(json_object_get(table, "dev"), ifname, -1) != NFTJSON_YES)
			continue;
		snprintf(ret, RULES_LINE_SIZE, "%s %s %s", nftjson_text(table, "family"),
			 nftjson_text(table, "table"), nftjson_text(table, "name"));
		found = true;
	}
	json_decref(root);
	return found;
}

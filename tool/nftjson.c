// SPDX-License-Identifier: GPL-2.0-or-later
#include "nftjson.h"

#include <stdio.h>
#include <string.h>

#include "core/clamp.h"

enum nftjson_answer nftjson_negate(enum nftjson_answer a)
{
	return a == NFTJSON_YES ? NFTJSON_NO : a == NFTJSON_NO ? NFTJSON_YES : NFTJSON_PERHAPS;
}

json_t *nftjson_load(const char *json, json_t **ret_ruleset)
{
	/* That of Debian 11 (0.9.8) prints before it, as lines, which words it has no JSON for. */
	const char *begin = strchr(json, '{');
	json_t *root = json_loads(begin ? begin : json, 0, NULL);

	*ret_ruleset = json_object_get(root, "nftables");
	return root;
}

const char *nftjson_text(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
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
static enum nftjson_answer is_one(json_t *value, const char *word, json_int_t number)
{
	if (json_is_object(value))
		value = json_object_get(json_object_get(value, "elem"), "val");
	if (json_is_integer(value))
		return json_integer_value(value) == number ? NFTJSON_YES : NFTJSON_NO;
	if (!json_is_string(value) || json_string_value(value)[0] == '@')
		return NFTJSON_PERHAPS;
	return is_like(json_string_value(value), word) ? NFTJSON_YES : NFTJSON_NO;
}

enum nftjson_answer nftjson_holds(json_t *value, const char *word, json_int_t number)
{
	json_t *set = json_object_get(value, "set"), *item;
	enum nftjson_answer found = NFTJSON_NO;
	size_t i;

	if (!set && !json_is_array(value))
		return is_one(value, word, number);
	json_array_foreach(set ? set : value, i, item)
	{
		const enum nftjson_answer one = is_one(item, word, number);

		found = one > found ? one : found;
	}
	return found;
}

bool nftjson_is_ours(json_t *object, const char *name)
{
	return !strncmp(nftjson_text(object, name), CLAMP_TABLE_PREFIX, strlen(CLAMP_TABLE_PREFIX));
}

bool nftjson_is_of_chain(json_t *rule, json_t *chain, const char *name)
{
	return !strcmp(nftjson_text(rule, "family"), nftjson_text(chain, "family")) &&
	       !strcmp(nftjson_text(rule, "table"), nftjson_text(chain, "table")) &&
	       !strcmp(nftjson_text(rule, "chain"), name);
}

void nftjson_name_rule(char *ret, size_t size, json_t *rule, const char *before)
{
	snprintf(ret, size, "%s%s %s %s handle %lld", before, nftjson_text(rule, "family"),
		 nftjson_text(rule, "table"), nftjson_text(rule, "chain"),
		 (long long)json_integer_value(json_object_get(rule, "handle")));
}

bool nftjson_leads_to(json_t *verdict, const char *chain)
{
	return !strcmp(nftjson_text(json_object_get(verdict, "jump"), "target"), chain) ||
	       !strcmp(nftjson_text(json_object_get(verdict, "goto"), "target"), chain);
}

json_t *nftjson_pairs(json_t *statement)
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
		if (nftjson_leads_to(statement, chain))
			return true;
		json_array_foreach(nftjson_pairs(statement), j, pair)
		{
			if (nftjson_leads_to(json_array_get(pair, 1), chain))
				return true;
		}
	}
	return false;
}

json_t *nftjson_next_to(json_t *ruleset, json_t *rule, size_t *at)
{
	while (*at < json_array_size(ruleset)) {
		json_t *from = json_object_get(json_array_get(ruleset, (*at)++), "rule");

		if (from && sends_to(from, nftjson_text(rule, "chain")) &&
		    nftjson_is_of_chain(from, rule, nftjson_text(from, "chain")))
			return from;
	}
	return NULL;
}

bool nftjson_is_hooked(json_t *ruleset, json_t *rule)
{
	json_t *item;
	size_t i;

	json_array_foreach(ruleset, i, item)
	{
		json_t *chain = json_object_get(item, "chain");

		if (chain && json_object_get(chain, "hook") &&
		    nftjson_is_of_chain(rule, chain, nftjson_text(chain, "name")))
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `nft --json list ruleset` prints, as libnftables-json(5) has it: the words that the
 * searches through it share. What is not there, or of another kind, is empty. No I/O.
 */
#ifndef NFTJSON_H
#define NFTJSON_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/* Does it match? What is not known may be. */
enum nftjson_answer {
	NFTJSON_NO,
	NFTJSON_PERHAPS,
	NFTJSON_YES,
};

enum nftjson_answer nftjson_negate(enum nftjson_answer a);

/* The caller frees it by json_decref(), and *ret_ruleset, its list of items, with it. */
json_t *nftjson_load(const char *json, json_t **ret_ruleset);

const char *nftjson_text(json_t *object, const char *name);

/* Is it this word, or this number, or one of several of which it is one? */
enum nftjson_answer nftjson_holds(json_t *value, const char *word, json_int_t number);

/* The name of the object, or of its table, say: is it one of ours? */
bool nftjson_is_ours(json_t *object, const char *name);

/* Is the rule one of this chain, in the table of `chain`, a rule or a chain? */
bool nftjson_is_of_chain(json_t *rule, json_t *chain, const char *name);

/* "inet TABLE CHAIN handle 7", with `before` before it */
void nftjson_name_rule(char *ret, size_t size, json_t *rule, const char *before);

/* Does a verdict jump or go to this chain? */
bool nftjson_leads_to(json_t *verdict, const char *chain);

/* Those of a verdict map, each of a value and a verdict; of another statement, none. */
json_t *nftjson_pairs(json_t *statement);

/* Does the kernel call the chain of this rule, or do rules alone lead to it? */
bool nftjson_is_hooked(json_t *ruleset, json_t *rule);

/* The next rule after the first `*at` items that leads to the chain of `rule`; NULL: none. */
json_t *nftjson_next_to(json_t *ruleset, json_t *rule, size_t *at);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* The rules of others, as iptables-save and nft -j print them: any bytes. */
#include "fuzz.h"

#include "rules.h"

static void check_clamps(const struct rules_clamps *l)
{
	for (size_t i = 0; i < l->count; i++) {
		require(memchr(l->items[i].rule, '\0', sizeof(l->items[i].rule)));
		require(memchr(l->items[i].command, '\0', sizeof(l->items[i].command)));
		require(l->items[i].times);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "ppp0" };
	const struct rules_links links = { names, 1 };
	char *text = strndup((const char *)data, size), line[RULES_LINE_SIZE];
	struct rules_clamps found = { NULL, 0 };

	rules_find_iptables_clamps(&found, text, "iptables-nft", &links);
	rules_find_nft_clamps(&found, text, &links);
	check_clamps(&found);
	rules_free(&found);
	if (rules_find_icmp_drop(line, text, &links) ||
	    rules_find_nft_icmp_drop(line, text, &links) ||
	    rules_find_flowtable(line, text, "ppp0") || rules_find_forward_drop(line, text))
		require(memchr(line, '\0', sizeof(line)));
	rules_iptables_translates(text, "ppp0");
	rules_nft_translates(text, "ppp0");
	rules_have_our_table(text);
	free(text);
	return 0;
}

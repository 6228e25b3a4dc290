// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/ending.h"

static enum ending_reason judge(enum ending_reason ours, bool peer_said, enum ending_status status,
				bool persist)
{
	const struct ending_facts f = { ours, peer_said, status, persist, false };

	return ending_judge(&f);
}

static void what_we_did_counts_first(void)
{
	is_int(judge(ENDING_CARRIER, true, ENDING_STATUS_HANGUP, true), ENDING_CARRIER);
	is_int(judge(ENDING_DEAD, false, ENDING_STATUS_USER, false), ENDING_DEAD);
}

static void then_what_the_peer_said(void)
{
	is_int(judge(ENDING_NONE, true, ENDING_STATUS_USER, false), ENDING_PEER);
}

static void then_pppds_status(void)
{
	is_int(judge(ENDING_NONE, false, ENDING_STATUS_USER, false), ENDING_USER);
	is_int(judge(ENDING_NONE, false, ENDING_STATUS_USER, true), ENDING_RESTART);
	is_int(judge(ENDING_NONE, false, ENDING_STATUS_DEAD, true), ENDING_DEAD);
	is_int(judge(ENDING_NONE, false, ENDING_STATUS_HANGUP, true), ENDING_HANGUP);
	is_int(judge(ENDING_NONE, false, ENDING_STATUS_OTHER, true), ENDING_ERROR);
}

/* Fails if a limit always counts as an end that is wanted: no backup is started after that. */
static void at_a_limit_persist_begins_anew(void)
{
	struct ending_facts f = { .status = ENDING_STATUS_LIMIT };

	is_int(ending_judge(&f), ENDING_USER);
	f.persist = true;
	is_int(ending_judge(&f), ENDING_RESTART);
	f.demand = true;
	is_int(ending_judge(&f), ENDING_USER);
}

static void words_fit(void)
{
	for (int i = ENDING_NONE; i <= ENDING_ERROR; i++)
		ok(strlen(ending_word((enum ending_reason)i)) < ENDING_WORD_SIZE);
	is_str(ending_word(ENDING_NONE), "");
	is_str(ending_word(ENDING_CARRIER), "carrier");
}

static void farewells(void)
{
	is_int(ending_farewell_ms(ENDING_USER, true), 1000);
	is_int(ending_farewell_ms(ENDING_DEAD, true), 0);
	is_int(ending_farewell_ms(ENDING_PEER, false), 100);
	is_int(ending_farewell_ms(ENDING_HANGUP, false), -1);
}

int main(void)
{
	test(what_we_did_counts_first);
	test(then_what_the_peer_said);
	test(then_pppds_status);
	test(at_a_limit_persist_begins_anew);
	test(words_fit);
	test(farewells);
	return done_testing();
}

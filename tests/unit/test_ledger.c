// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "../tap.h"

#include "ledger.h"

static char *print(const struct ledger *l)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	ledger_print(file, l);
	fclose(file);
	return text;
}

static char whole[] = "pppoe-clamp setup 1\n"
		      "answer interface eth1\n"
		      "answer option holdoff 5\n"
		      "answer option debug\n"
		      "dir /etc/pppoe-clamp\n"
		      "sysctl net.ipv4.ip_forward 0\n"
		      "undo systemctl disable --now x\n"
		      "undo-after nft delete table inet x\n"
		      "file 1 1 600 4 8 /etc/ppp/chap-secrets\n"
		      "a\nb\na\nb\nc d\n\n"
		      "file 0 0 0 -1 5 /etc/x\n"
		      "file\n\n"
		      "file 0 0 644 0 -1 /etc/y\n"
		      "\n"
		      "end\n";

static void round_trip(void)
{
	struct ledger l;
	char *text;

	ok(ledger_parse(&l, whole));
	is_str(l.answers.text[ANSWER_OPTION], "holdoff 5\ndebug\n");
	is_int(l.files.count, 3);
	is_str(l.files.items[0].after, "a\nb\nc d\n");
	is_int(l.files.items[0].mode, 0600);
	ok(!l.files.items[1].before && !l.files.items[2].after);
	is_str(l.files.items[2].before, "");
	ok(ledger_file_at(&l, "/etc/x") == &l.files.items[1]);
	ok(!ledger_file_at(&l, "/etc/z"));
	ok(ledger_wrote(&l, "\nc d\n") && !ledger_wrote(&l, "z"));
	ok(!ledger_wrote(&l, "")); /* there is an empty file, too */
	ok(ledger_undoes(&l, "systemctl disable --now x"));
	ok(ledger_undoes(&l, "nft delete table inet x") && !ledger_undoes(&l, "nft"));
	text = print(&l);
	is_str(text, whole);
	free(text);
	ledger_free(&l);
}

/* What a power cut has left is never taken for all of it. */
static void cut(void)
{
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		char *part = strndup(whole, len);
		struct ledger l;

		ok(!ledger_parse(&l, part));
		ok(!l.files.count && !l.undos.count);
		free(part);
	}
}

static void wrong(void)
{
	static const char *const texts[] = {
		"pppoe-clamp setup 2\nend\n",
		"pppoe-clamp setup 1\nanswer color red\nend\n",
		"pppoe-clamp setup 1\nanswer mtu 12\nend\n",
		"pppoe-clamp setup 1\nanswer password x\nend\n",
		"pppoe-clamp setup 1\nfile 0 0 0 -2 -1 /x\n\nend\n",
		"pppoe-clamp setup 1\nfile 0 0 0 -1 -1 x\n\nend\n",
		"pppoe-clamp setup 1\nend\nmore\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct ledger l;

		ok(!ledger_parse(&l, texts[i]));
	}
}

static void no_password(void)
{
	struct ledger l = { 0 };
	char *text;

	answers_set(&l.answers, ANSWER_PASSWORD, "secret");
	text = print(&l);
	ok(!strstr(text, "secret"));
	free(text);
}

static void reverts(void)
{
	static const struct {
		const char *name, *before, *after, *now, *want;
		bool shared, left;
	} rows[] = {
		{ "made", NULL, "a\n", "a\n", NULL, false, false },
		{ "changed", "b\n", "a\n", "a\n", "b\n", false, false },
		{ "removed", "b\n", NULL, NULL, "b\n", false, false },
		{ "not written yet", "b\n", "a\n", "b\n", "b\n", false, false },
		{ "edited since", NULL, "a\n", "a\nmine\n", NULL, false, true },
		{ "gone since", NULL, "a\n", NULL, NULL, false, false },
		{ "shared", "b\n", "b\na\n", "b\na\n", "b\n", true, false },
		{ "shared, edited", "b\n", "b\na\n", "b\na\nmine\n", "b\nmine\n", true, false },
		{ "a line replaced", "x\nold\n", "x\nnew\n", "x\nmine\nnew\ny\n",
		  "x\nmine\nold\ny\n", true, false },
		{ "shared, made", NULL, "a\n", "a\nmine\n", "mine\n", true, false },
		{ "shared, ours alone", NULL, "a\nb\n", "b\na\n", NULL, true, false },
		{ "shared, gone", "b\n", "b\na\n", NULL, NULL, true, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ledger_file f = { .shared = rows[i].shared };
		char *text;

		f.before = rows[i].before ? strdup(rows[i].before) : NULL;
		f.after = rows[i].after ? strdup(rows[i].after) : NULL;
		tap_begin();
		is_int(ledger_revert(&text, &f, rows[i].now), !rows[i].left);
		is_str(text ? text : "none", rows[i].want ? rows[i].want : "none");
		tap_end(rows[i].name);
		free(text);
		free(f.before);
		free(f.after);
	}
}

int main(void)
{
	test(round_trip);
	test(cut);
	test(wrong);
	test(no_password);
	reverts();
	return done_testing();
}

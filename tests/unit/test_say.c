// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <stdlib.h>

#include "list.h"
#include "say.h"

static void durations(void)
{
	static const struct {
		uint64_t seconds;
		const char *want;
	} row[] = {
		{ 0, "0 s" },	       { 59, "59 s" },
		{ 60, "1 min 0 s" },   { 3599, "59 min 59 s" },
		{ 3600, "1 h 0 min" }, { 86399, "23 h 59 min" },
		{ 86400, "1 d 0 h" },  { UINT64_MAX, "213503982334601 d 7 h" },
	};
	char text[SAY_DURATION_SIZE];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		is_str(say_duration(text, row[i].seconds), row[i].want);
}

static void colours_only_where_wanted(void)
{
	char *text = NULL;
	size_t len;
	struct say out = { .file = open_memstream(&text, &len), .colour = true };

	say_in(&out, SAY_RED, "%d", 7);
	say_in(&out, SAY_PLAIN, "%s", "plain");
	out.colour = false;
	say_in(&out, SAY_RED, "none");
	fclose(out.file);
	is_str(text, "\033[31m7\033[0mplainnone");
	free(text);
}

/* A terminal obeys what others have named, unless it is escaped. */
static void names_are_made_safe(void)
{
	char safe[SAY_SAFE_SIZE], expected[256];

	is_str(say_safe(safe, "eth1"), "eth1");
	is_str(say_safe(safe, "\033[2Jx"), "\\x1b[2Jx");
	/* Fails if what a record has escaped is escaped again. */
	is_str(say_safe(safe, "K\\xc3\\xb6ln"), "K\\xc3\\xb6ln");
	memset(expected, 'a', sizeof(expected) - 1);
	expected[sizeof(expected) - 1] = '\0';
	is_int(strlen(say_safe(safe, expected)), SAY_SAFE_SIZE - 1);
	expected[sizeof(expected) - 3] = '\033';
	is_int(strlen(say_safe(safe, expected)), SAY_SAFE_SIZE - 3);
}

static void a_list_keeps_its_items(void)
{
	struct {
		int *items;
		size_t count;
	} list = { 0 };

	for (int i = 0; i < 1000; i++) {
		int *item = list_add(&list);

		is_int(*item, 0);
		*item = i;
	}
	for (int i = 0; i < 1000; i++)
		is_int(list.items[i], i);
	list_free(&list);
	is_int(list.count, 0);
}

int main(void)
{
	test(durations);
	test(colours_only_where_wanted);
	test(names_are_made_safe);
	test(a_list_keeps_its_items);
	return done_testing();
}

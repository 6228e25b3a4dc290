// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "../tap.h"

#include "secrets.h"

static void of_a_client(void)
{
	ok(secrets_have("u@p server a *\n", "u@p"));
	ok(secrets_have("* server a\n", "u@p"));
	ok(!secrets_have("u@p server\n", "u@p"));
	ok(!secrets_have("# u@p * a\nv * b\n", "u@p"));
	/* As pppd writes and reads it; fails if the escapes are not C's. */
	ok(secrets_have("\"D\\\\u\\x41\\t\" * a\n", "D\\uA\t"));
}

static void for_any_server(void)
{
	char secret[8];

	ok(secrets_find(secret, sizeof(secret), "x * y\nu@p * \"a b\" *\n", "u@p"));
	is_str(secret, "a b");
	ok(!secrets_find(secret, sizeof(secret), "u@p server a\nv * b\n", "u@p"));
	ok(!secrets_find(secret, sizeof(secret), "# u@p * a\n", "u@p"));
	ok(secrets_find(secret, sizeof(secret), "u * 123456789\n", "u"));
	is_str(secret, "1234567");
	/* Each fails if the words are those of a line. */
	ok(secrets_find(secret, sizeof(secret), "v * x u * y\nu \\\n* \\\nz\n", "u"));
	is_str(secret, "z");
	ok(!secrets_find(secret, sizeof(secret), "u *\nz\n", "u"));
	ok(!secrets_find(secret, sizeof(secret), "v * 'x\nu * y'\n", "u"));
}

/* Fails if a line of others changes, or if ours is written twice. */
static void is_set(void)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
		{ NULL, "\"u\" * \"new\"\n" },
		{ "# mine\nv * a", "# mine\nv * a\n\"u\" * \"new\"\n" },
		{ "u * old 192.0.2.1\nv * a\n", "\"u\" * \"new\"\nv * a\n" },
		{ "u * old\nu * older\n", "\"u\" * \"new\"\nu * older\n" },
		{ "'u' * n\"e\"w\n", "'u' * n\"e\"w\n" },
		{ "u server old\n", "u server old\n\"u\" * \"new\"\n" },
		{ "\tu * 'o\nld' # c\nv * a\n", "\t\"u\" * \"new\" # c\nv * a\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = secrets_set(rows[i].before, "u", "new");

		is_str(text, rows[i].after);
		free(text);
	}
}

/* Only to who has no secrets may all be shown. */
static void masked(void)
{
	char *text = secrets_mask("# c\na * secret *\n\"b c\" \"*\" 'sec ret'\nd * \\\nsecret\n"
				  "e * 'sec\nret' # d\n",
				  "a * secret *\n");

	is_str(text, "# c\na * ******** *\n\"b c\" \"*\" ********   # changes\n"
		     "d * \\\n********   # changes\ne * ********   # changes # d\n");
	free(text);
}

/* Fails if what a line ends with is all that is hidden: pppd reads on behind it. */
static void masked_where_it_goes_on(void)
{
	char *text = secrets_mask_options("password \\\na1\npassword a\\\nb\\\nc\nmtu 1400\n");

	is_str(text, "password \\\n********\npassword ********\nmtu 1400\n");
	free(text);
	text = secrets_mask_options("password 'a\nb' # c\npassword a");
	is_str(text, "password ******** # c\npassword ********");
	free(text);
}

static void masked_in_options(void)
{
	char *text = secrets_mask_options("hide-password\nuser password \"a b\" mtu 1400\n"
					  "mtu 1400 # password x\npassword # here:\n\n'c d'\nx y");

	is_str(text, "hide-password\nuser password ******** mtu 1400\n"
		     "mtu 1400 # password x\npassword # here:\n\n********\nx y");
	free(text);
}

int main(void)
{
	test(of_a_client);
	test(for_any_server);
	test(is_set);
	test(masked);
	test(masked_in_options);
	test(masked_where_it_goes_on);
	return done_testing();
}

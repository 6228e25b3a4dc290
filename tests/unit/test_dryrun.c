// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "dryrun.h"
#include "list.h"

/* As pppd 2.4.9 prints it. */
static const char said[] = "Plugin pppoe-clamp.so loaded.\n"
			   "pppoe-clamp 0.1 for pppd 2.4.9\n"
			   "pppd options in effect:\n"
			   "persist\t\t# (from /etc/ppp/peers/dsl)\n"
			   "maxfail 0\t\t# (from /etc/ppp/peers/dsl)\n"
			   "user a b\t\t# (from /etc/ppp/peers/dsl)\n"
			   "eth1\t\t# (from /etc/ppp/peers/dsl)\n"
			   "mtu 1492\t\t# (from /etc/ppp/options)\n"
			   "mtu 1500\t\t# (from /etc/ppp/peers/dsl)\n"
			   "no origin\n"
			   "\t\t# (from nowhere)\n"
			   "lcp-echo-interval x\t\t# (from /etc/ppp/options)\n"
			   "half a line";

static void options(void)
{
	struct dryrun d;

	ok(dryrun_parse(&d, said));
	is_int(d.count, 7);
	ok(dryrun_has(&d, "persist"));
	ok(dryrun_has(&d, "eth1"));
	ok(!dryrun_has(&d, "no"));
	is_str(dryrun_value(&d, "user"), "a b");
	is_str(dryrun_value(&d, "persist"), "");
	is_int(dryrun_number(&d, "maxfail", 10), 0);
	is_int(dryrun_number(&d, "holdoff", 30), 30);
	is_int(dryrun_number(&d, "persist", 7), 7);
	is_int(dryrun_number(&d, "lcp-echo-interval", 8), 8);
	list_free(&d);
}

static void the_last_one_counts(void)
{
	struct dryrun d;

	ok(dryrun_parse(&d, said));
	is_int(dryrun_number(&d, "mtu", 0), 1500);
	list_free(&d);
}

/* Fails if what pppd's %q has written as an escape is taken for the value. */
static void escapes(void)
{
	struct dryrun d;

	ok(dryrun_parse(&d, "pppd options in effect:\n"
			    "user DOM\\\\us er\\\"\\t\\n\\x85\xc3\\x9fa\t\t# (from /tmp/o)\n"
			    "ipparam \\\"x\\\"\t\t# (from /tmp/o)\n"));
	is_str(dryrun_value(&d, "user"), "DOM\\us er\"\t\n\x85\xc3\x9f"
					 "a");
	is_str(dryrun_value(&d, "ipparam"), "\"x\"");
	list_free(&d);
}

static void a_refusal_is_no_list(void)
{
	struct dryrun d;

	ok(!dryrun_parse(&d, "pppd: In file /etc/ppp/peers/x: unrecognized option 'x'\n"));
	is_int(d.count, 0);
	ok(!dryrun_parse(&d, ""));
}

int main(void)
{
	test(options);
	test(the_last_one_counts);
	test(escapes);
	test(a_refusal_is_no_list);
	return done_testing();
}

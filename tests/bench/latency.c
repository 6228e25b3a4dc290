// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How long it takes to add the clamp of one link, and to remove it: by the
 * plugin's own code, and by the programs that scripts use. The methods take
 * turns, each in a network namespace of its own, after a pause before every
 * operation, as nobody adds a clamp with warm caches.
 *
 * Writes samples (table.c) to standard output and clamp.nft to the current
 * directory. Environment: REPEAT (100), PAUSE in ms (20).
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../../plugin/netclamp.h"
#include "lab.h"

struct bed;

struct method {
	const char *name;
	int (*operate)(struct bed *b, bool add);
	const char *variant; /* of iptables */
};

struct bed {
	const struct method *method;
	int namespace;
	struct netclamp netclamp;
	double add_us;
	double remove_us;
};

static int run_ours(struct bed *b, bool add)
{
	static const struct clamp clamp = {
		.ifname = "ppp0",
		.ifindex = 1,
		.mss_ipv4 = 1452,
		.mss_ipv6 = 1432,
		.comment = CLAMP_COMMENT_START " bench",
	};

	return netclamp_set(&b->netclamp, add ? &clamp : NULL);
}

static int run_nft(struct bed *b, bool add)
{
	(void)b;
	return lab_run(add ? "nft -f clamp.nft" : "nft delete table inet pppoe-clamp-ppp0");
}

/* Both directions of both IP versions. */
static int run_iptables(struct bed *b, bool add)
{
	static const char *const programs[] = { "iptables", "ip6tables" };
	static const char directions[] = { 'i', 'o' };
	char command[256];
	int err = 0;

	for (size_t i = 0; i < 4 && !err; i++) {
		snprintf(command, sizeof(command),
			 "%s-%s -w -t mangle -%c FORWARD -%c ppp0 -p tcp"
			 " --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu",
			 programs[i / 2], b->method->variant, add ? 'A' : 'D', directions[i % 2]);
		err = lab_run(command);
	}
	return err;
}

/* What starting a program costs, whatever it does. */
static int run_true(struct bed *b, bool add)
{
	(void)b;
	(void)add;
	return lab_run("/bin/true");
}

static const struct method methods[] = {
	{ .name = "ours, forward", .operate = run_ours },
	{ .name = "nft -f, the same table", .operate = run_nft },
	{ .name = "iptables-legacy, 4 programs", .operate = run_iptables, .variant = "legacy" },
	{ .name = "iptables-nft, 4 programs", .operate = run_iptables, .variant = "nft" },
	{ .name = "/bin/true, 1 program", .operate = run_true },
};

#define METHODS (sizeof(methods) / sizeof(methods[0]))

static double time_us(struct bed *b, bool add, unsigned int pause)
{
	int64_t start;

	lab_sleep_ms(pause);
	start = lab_now_ns();
	if (b->method->operate(b, add) != 0)
		lab_die("%s: cannot %s the clamp", b->method->name, add ? "add" : "remove");
	return (double)(lab_now_ns() - start) / 1000;
}

/* Our table as nft prints it; no table of nft's can have an owner, as nft ends at once. */
static void write_same_table(void)
{
	FILE *list = popen("nft list table inet pppoe-clamp-ppp0", "r");
	FILE *file = fopen("clamp.nft", "w");
	char line[512];

	if (!list || !file)
		lab_die("cannot write clamp.nft");
	while (fgets(line, sizeof(line), list))
		if (!strstr(line, "flags owner"))
			fputs(line, file);
	if (pclose(list) != 0 || fclose(file) != 0)
		lab_die("nft cannot list our table");
}

/* Opens what is kept open, and tells whether the method works here. */
static bool prepare(struct bed *b, const struct method *m)
{
	b->method = m;
	b->namespace = lab_new_namespace();
	if (m->operate(b, true) != 0) {
		lab_say("latency: left out, does not work here: %s", m->name);
		return false;
	}
	if (m->operate == run_ours)
		write_same_table();
	if (m->operate(b, false) != 0)
		lab_die("latency: %s: cannot remove the clamp", m->name);
	return true;
}

static void report(const struct bed *beds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = beds[i].method->name;

		lab_sample("plain", "Add the clamp of a link, us", name, beds[i].add_us);
		lab_sample("plain", "Remove it, us", name, beds[i].remove_us);
	}
}

/* Every round begins with another method. */
static void run_round(struct bed *beds, size_t count, unsigned int round, unsigned int pause)
{
	for (size_t i = 0; i < count; i++) {
		struct bed *b = &beds[(i + round) % count];

		lab_enter(b->namespace);
		b->add_us = time_us(b, true, pause);
		b->remove_us = time_us(b, false, pause);
	}
	report(beds, count);
}

int main(void)
{
	static struct bed beds[METHODS];
	const unsigned int repeat = lab_setting("REPEAT", 100), pause = lab_setting("PAUSE", 20);
	size_t count = 0;

	for (size_t i = 0; i < METHODS; i++)
		count += prepare(&beds[count], &methods[i]);
	for (unsigned int round = 0; round < repeat; round++) {
		if (round % 25 == 0)
			lab_say("latency: %u of %u rounds", round, repeat);
		run_round(beds, count, round, pause);
	}
	for (size_t i = 0; i < count; i++)
		netclamp_close(&beds[i].netclamp);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a setup writes and runs, against tests/unit/golden/plan-*, which
 * `GOLDEN=write build/unit/test_plan` writes anew.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../tap.h"

#include "plan.h"

#define GOLDEN "tests/unit/golden/plan-"

struct file {
	const char *path, *text;
};

static const struct file *files; /* that are there; the last has no path */

static const char *before(void *context, const char *path)
{
	(void)context;
	for (const struct file *f = files; f && f->path; f++)
		if (!strcmp(f->path, path))
			return f->text;
	return NULL;
}

static const char *set(struct answers *a, enum answer which, const char *value)
{
	a->text[which][0] = '\0';
	return answers_set(a, which, value);
}

static struct answers basic(void)
{
	struct answers a = { 0 };

	for (int i = 0; i < ANSWERS; i++)
		if (*answers_default((enum answer)i))
			answers_set(&a, (enum answer)i, answers_default((enum answer)i));
	set(&a, ANSWER_FIREWALL, "no");
	set(&a, ANSWER_NAME, "dsl");
	set(&a, ANSWER_INTERFACE, "eth1");
	set(&a, ANSWER_USER, "name@provider.example");
	set(&a, ANSWER_PASSWORD, "pass \"word\" \\ #1");
	return a;
}

static struct answers with_lan(void)
{
	struct answers a = basic();

	set(&a, ANSWER_LAN, "lan0");
	set(&a, ANSWER_LAN_ADDRESS, "192.168.1.1/24");
	set(&a, ANSWER_FIREWALL, "yes");
	return a;
}

static char *print(const struct plan *p)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	for (size_t i = 0; i < p->files.count; i++) {
		const struct plan_file *f = &p->files.items[i];

		fprintf(file, "== %s %o%s%s (%s)\n%s", f->path, f->mode, f->secret ? " secret" : "",
			f->shared ? " shared" : "", f->what, f->text ? f->text : "removed\n");
	}
	fputs("== runs\n", file);
	for (size_t i = 0; i < p->sysctls.count; i++)
		fprintf(file, "%s=%s\n", p->sysctls.items[i].name, p->sysctls.items[i].value);
	for (size_t i = 0; i < p->actions.count; i++) {
		const struct plan_action *a = &p->actions.items[i];

		fprintf(file, "%s (%s)\n  undo: %s\n  and after: %s\n", a->command, a->what,
			a->undo, a->undo_after);
	}
	for (size_t i = 0; i < p->remarks.count; i++)
		fprintf(file, "remark: %s\n", p->remarks.items[i]);
	fclose(file);
	return text;
}

static char *read_golden(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 65536);

	if (file) {
		text[fread(text, 1, 65535, file)] = '\0';
		fclose(file);
	}
	return text;
}

static void golden(const char *name, const struct answers *a, const struct plan_world *world)
{
	struct plan_world w = *world;
	char path[128], *got, *want;
	struct plan p;

	w.before = before;
	tap_begin();
	plan_make(&p, a, &w);
	got = print(&p);
	snprintf(path, sizeof(path), GOLDEN "%s", name);
	if (getenv("GOLDEN")) {
		FILE *file = fopen(path, "w");

		fputs(got, file);
		fclose(file);
	}
	want = read_golden(path);
	is_str(got, want);
	tap_end(name);
	plan_free(&p);
	free(got);
	free(want);
	files = NULL;
}

static void beside_others(void)
{
	struct answers a = with_lan();

	set(&a, ANSWER_DHCP, "no");
	set(&a, ANSWER_RA, "no");
	golden("dhcp", &a, &(struct plan_world){ .has_lan_address = true, .has_dhcp = true });
	a = with_lan();
	set(&a, ANSWER_DHCP, "no");
	golden("no-dnsmasq", &a,
	       &(struct plan_world){
		       .has_lan_address = true, .lacks_dnsmasq = true, .misses_dnsmasq = true });
	a = with_lan();
	set(&a, ANSWER_PD, "no");
	golden("old-networkd", &a,
	       &(struct plan_world){ .has_lan_address = true,
				     .has_old_networkd = true,
				     .advertised = "wan0.7 wan1 " });
	a = with_lan();
	golden("resolved", &a,
	       &(struct plan_world){ .has_lan_address = true, .has_resolved = true });
	golden("docker", &a,
	       &(struct plan_world){ .has_lan_address = true, .firewall = PLAN_DOCKER });
	golden("dnsmasq-off", &a,
	       &(struct plan_world){ .has_lan_address = true, .dnsmasq_is_off = true });
	golden("nm", &a, &(struct plan_world){ .has_nm = true, .has_lan_address = true });
	golden("beside", &a,
	       &(struct plan_world){ .has_networkd = true,
				     .has_lan_address = true,
				     .has_pppd = true,
				     .lan_file = "20-lan.network",
				     .has_bind_interfaces = true,
				     .firewall = "firewalld" });
	/* Fails if the LAN is not translated there, or who comes from there is shut out. */
	golden("uplinks", &a,
	       &(struct plan_world){
		       .has_lan_address = true, .uplinks = "eth2 wwan0", .first_uplink = "eth2" });
}

static struct answers with_ifupdown(void)
{
	struct answers a = with_lan();

	set(&a, ANSWER_VLAN, "7");
	set(&a, ANSWER_START, "ifupdown");
	set(&a, ANSWER_NETWORK, "ifupdown");
	set(&a, ANSWER_PD, "no");
	set(&a, ANSWER_DNS, "9.9.9.9,2620:fe::fe");
	return a;
}

static void by_ifupdown(void)
{
	static const struct file pppoeconf[] = {
		{ "/etc/ppp/peers/dsl", "plugin rp-pppoe.so eth1\n" },
		{ 0 },
	};
	struct answers a = with_ifupdown();

	golden("ifupdown", &a, &(struct plan_world){ 0 });
	golden("lan-stanza", &a, &(struct plan_world){ .lan_stanza = "inet manual" });
	golden("stanza", &a, &(struct plan_world){ .stanza = "dsl-provider", .has_vlan = true });
	files = pppoeconf;
	golden("scripts", &a,
	       &(struct plan_world){ .stanza = "dsl-provider", .stanza_is_up = true });
	files = NULL;
	set(&a, ANSWER_PD, "yes");
	golden("ifupdown-pd", &a, &(struct plan_world){ 0 });
	set(&a, ANSWER_PD, "no");
	set(&a, ANSWER_START, "no");
	golden("by-hand", &a, &(struct plan_world){ .stanza = "dsl-provider" });
}

static void all_golden(void)
{
	static const struct file others[] = {
		{ "/etc/ppp/chap-secrets",
		  "# mine\nother * word\n\"name@provider.example\" * old\n" },
		{ "/etc/ppp/pap-secrets", "name@provider.example * \"pass \\\"word\\\" \\\\ #1\"" },
		{ "/etc/nftables.conf", "#!/usr/sbin/nft -f\nflush ruleset" },
		{ "/etc/pppoe-clamp/dns.conf", "l2tp0 none\n" },
		{ "/etc/ppp/ip-up.d/0clampmss", "#!/bin/sh\n# (autogenerated by pppoeconf)\n" },
		{ 0 },
	};
	static const struct file foreign[] = {
		{ "/etc/ppp/ip-up.d/0clampmss", "#!/bin/sh\n# of somebody else\n" },
		{ 0 },
	};
	struct answers a = basic();

	golden("alone", &a, &(struct plan_world){ .has_resolved = true });
	set(&a, ANSWER_FIREWALL, "yes");
	golden("firewall", &a, &(struct plan_world){ 0 });
	set(&a, ANSWER_FIREWALL, "no");
	files = foreign;
	set(&a, ANSWER_FAILOVER, "no");
	set(&a, ANSWER_MTU, "1492");
	set(&a, ANSWER_CLAMP, "1412");
	set(&a, ANSWER_IPV6, "no");
	set(&a, ANSWER_SERVICE, "a \"service\"");
	set(&a, ANSWER_START, "no");
	answers_set(&a, ANSWER_OPTION, "holdoff 5");
	answers_set(&a, ANSWER_OPTION, "debug");
	set(&a, ANSWER_DNS, "192.0.2.53");
	golden("options", &a, &(struct plan_world){ 0 });
	a = with_lan();
	golden("lan", &a, &(struct plan_world){ .has_lan_address = true });
	files = others;
	set(&a, ANSWER_BACKUP, "l2tp0 xl2tpd backup");
	golden("others", &a, &(struct plan_world){ .has_networkd = true, .reads_nftables = true });
	files = NULL;
	a = with_ifupdown();
	set(&a, ANSWER_START, "unit");
	set(&a, ANSWER_FIREWALL, "no");
	set(&a, ANSWER_DHCP, "no");
	set(&a, ANSWER_RA, "no");
	set(&a, ANSWER_FAILOVER, "no");
	golden("vlan", &a, &(struct plan_world){ .has_lan_address = true });
}

static const char *text_of(const struct plan *p, const char *path)
{
	for (size_t i = 0; i < p->files.count; i++)
		if (!strcmp(p->files.items[i].path, path))
			return p->files.items[i].text;
	return "";
}

/* Fails if a line counts that is a comment, or behind one that fits every link. */
static void lines_that_count(void)
{
	static const struct file others[] = {
		{ "/etc/nftables.conf", "#include \"/etc/pppoe-clamp/dsl.nft\"\n" },
		{ "/etc/pppoe-clamp/dns.conf", "#dsl0 dnsmasq\n* resolved\n" },
		{ 0 },
	};
	const struct plan_world w = { .before = before, .reads_nftables = true };
	const struct answers a = with_lan();
	struct plan p;

	files = others;
	plan_make(&p, &a, &w);
	is_str(text_of(&p, "/etc/nftables.conf"), "#include \"/etc/pppoe-clamp/dsl.nft\"\n"
						  "include \"/etc/pppoe-clamp/dsl.nf[t]\"\n");
	is_str(text_of(&p, "/etc/pppoe-clamp/dns.conf"),
	       "dsl0 dnsmasq\n#dsl0 dnsmasq\n* resolved\n");
	plan_free(&p);
	files = NULL;
}

/* Fails if a link is there twice: the file would count no more, for any link. */
static void a_backup_that_there_is(void)
{
	static const struct {
		const char *there, *backup;
		bool stays;
	} rows[] = {
		{ "primary dsl0\n\tbackup lte0 pon lte\n", "l2tp0 xl2tpd backup", true },
		{ "primary\tdsl0 \n\tbackup lte0 pon lte\n", "l2tp0 xl2tpd backup", true },
		{ "primary dsl1\n\tbackup lte0 pon lte\n", "lte0 pon lte", true },
		{ "primary lte0\n\tbackup lte1 pon lte\n", "lte0 pon lte", true },
		{ "#primary dsl0\n#\tbackup lte0 pon lte\n", "lte0 pon lte", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct file others[] = { { "/etc/pppoe-clamp/failover.conf", rows[i].there },
					       { 0 } };
		const struct plan_world w = { .before = before };
		struct answers a = basic();
		struct plan p;

		files = others;
		set(&a, ANSWER_BACKUP, rows[i].backup);
		plan_make(&p, &a, &w);
		is_int(!text_of(&p, others[0].path)[0], rows[i].stays);
		is_int(p.remarks.count, rows[i].stays);
		plan_free(&p);
		files = NULL;
	}
}

/* A card on USB is called by its MAC address, which takes all of a name. */
static void a_long_name(void)
{
	const struct plan_world w = { .before = before };
	struct answers a = basic();
	struct plan p;

	set(&a, ANSWER_INTERFACE, "enx0123456789ab");
	set(&a, ANSWER_VLAN, "4094");
	plan_make(&p, &a, &w);
	ok(strstr(text_of(&p, "/etc/ppp/peers/dsl"), "\nnic-vlan4094\n") != NULL);
	ok(strstr(text_of(&p, "/etc/systemd/system/pppoe-clamp@dsl.service.d/setup.conf"),
		  "link enx0123456789ab name vlan4094 type vlan id 4094\n") != NULL);
	plan_free(&p);
}

static void leases(void)
{
	static const struct {
		const char *address, *range;
	} rows[] = {
		{ "192.168.1.1/24", "dhcp-range=192.168.1.100,192.168.1.199,12h" },
		{ "192.168.1.254/24", "dhcp-range=192.168.1.1,192.168.1.100,12h" },
		{ "10.0.0.1/8", "dhcp-range=10.0.0.100,10.0.0.199,12h" },
		{ "10.0.0.1/29", "dhcp-range=10.0.0.2,10.0.0.6,12h" },
		{ "10.0.0.5/29", "dhcp-range=10.0.0.1,10.0.0.4,12h" },
		{ "192.168.1.129/25", "dhcp-range=192.168.1.130,192.168.1.229,12h" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answers a = with_lan();
		struct plan p;
		char *text;

		set(&a, ANSWER_LAN_ADDRESS, rows[i].address);
		plan_make(&p, &a, &(struct plan_world){ .before = before });
		text = print(&p);
		tap_ok(strstr(text, rows[i].range) != NULL, __FILE__, __LINE__, rows[i].address);
		free(text);
		plan_free(&p);
	}
}

int main(void)
{
	all_golden();
	beside_others();
	by_ifupdown();
	test(lines_that_count);
	test(a_backup_that_there_is);
	test(a_long_name);
	test(leases);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <stdlib.h>

#include "rules.h"

static const char *const names[] = { "ppp0" };
static const struct rules_links links = { names, 1 };

static const char iptables[] =
	"*mangle\n"
	":FORWARD ACCEPT [0:0]\n"
	"-A FORWARD -o ppp0 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu\n"
	"-A FORWARD -o ppp0 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu\n"
	"-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1444\n"
	"-A FORWARD -p tcp -j ACCEPT\n"
	"COMMIT\n";

static void clamps_of_iptables(void)
{
	struct rules_clamps found = { 0 };

	rules_find_iptables_clamps(&found, iptables, "iptables-nft", &links);
	is_int(found.count, 2);
	is_int(found.items[0].times, 2);
	ok(found.items[0].out && !found.items[0].in);
	is_int(found.items[0].mss, 0);
	is_str(found.items[0].command,
	       "iptables-nft -t mangle -D FORWARD -o ppp0 -p tcp -m tcp --tcp-flags SYN,RST SYN "
	       "-j TCPMSS --clamp-mss-to-pmtu");
	is_int(found.items[1].times, 1);
	ok(!found.items[1].out && !found.items[1].in);
	is_int(found.items[1].mss, 1444);
	rules_find_iptables_clamps(&found, iptables, "iptables-legacy", &links);
	is_int(found.count, 4);
	is_int(found.items[0].times, 2);
	rules_free(&found);
}

/* As nft prints it, cut down to what counts */
#define RULESET(...) "{\"nftables\": [{\"metainfo\": {}}, " __VA_ARGS__ "]}"
#define CHAIN(name, more) \
	"{\"chain\": {\"family\": \"inet\", \"table\": \"t\", \"name\": \"" name "\"" more "}}"
#define FORWARD CHAIN("f", ", \"hook\": \"forward\", \"policy\": \"drop\"")
#define OPEN CHAIN("f", ", \"hook\": \"forward\", \"policy\": \"accept\"")
#define RULE_OF(table, chain, handle, expr)                                                 \
	", {\"rule\": {\"family\": \"inet\", \"table\": \"" table "\", \"chain\": \"" chain \
	"\", \"handle\": " handle ", \"expr\": [" expr "]}}"
#define RULE(expr) RULE_OF("t", "f", "7", expr)
#define MATCH(left, op, right) \
	"{\"match\": {\"op\": \"" op "\", \"left\": {" left "}, \"right\": " right "}}, "
#define META(key) "\"meta\": {\"key\": \"" key "\"}"
#define STATE "\"ct\": {\"key\": \"state\"}"
#define FIELD(protocol, field) \
	"\"payload\": {\"protocol\": \"" protocol "\", \"field\": \"" field "\"}"
#define TYPE(right) MATCH(FIELD("icmp", "type"), "==", right)
#define COUNTER(packets) "{\"counter\": {\"packets\": " packets ", \"bytes\": 0}}, "
#define JUMP(chain) "{\"jump\": {\"target\": \"" chain "\"}}"
#define VMAP(key, pairs) "{\"vmap\": {\"key\": {" key "}, \"data\": {\"set\": [" pairs "]}}}"
#define DO(verdict) "{\"" verdict "\": null}"
#define MSS(value)                                                                               \
	"{\"mangle\": {\"key\": {\"tcp option\": {\"name\": \"maxseg\", \"field\": \"size\"}}, " \
	"\"value\": " value "}}"

static void clamps_of_nft(void)
{
	struct rules_clamps found = { 0 };

	rules_find_nft_clamps(&found,
			      RULESET(OPEN RULE_OF("pppoe-clamp-ppp0", "ipv4", "1", MSS("1452"))),
			      &links);
	is_int(found.count, 0);
	rules_find_nft_clamps(
		&found,
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "\"ppp0\"") MSS("1400")) RULE_OF(
			"t", "f", "9", COUNTER("5") MSS("{\"rt\": {\"key\": \"mtu\"}}"))
				RULE_OF("t", "f", "10",
					COUNTER("9") MSS("{\"rt\": {\"key\": \"mtu\"}}"))),
		&links);
	is_int(found.count, 2);
	ok(found.items[0].in && !found.items[0].out);
	is_int(found.items[0].mss, 1400);
	is_str(found.items[0].command, "nft delete rule inet t f handle 7");
	/* Fails if a counter counts: they were two rules. */
	is_int(found.items[1].times, 2);
	is_int(found.items[1].mss, 0);
	/* Fails if one handle stands for all: the second time there is no such rule. */
	is_str(found.items[1].command,
	       "nft delete rule inet t f handle 9; nft delete rule inet t f handle 10");
	rules_free(&found);
	rules_find_nft_clamps(&found, "", &links);
	rules_find_nft_clamps(
		&found, "{\"nftables\": [7, {\"rule\": []}, {\"rule\": {\"expr\": 1}}]}", &links);
	is_int(found.count, 0);
	ok(rules_have_our_table("table inet pppoe-clamp-ppp0 { # progname pppd\n}\n"));
	ok(!rules_have_our_table("table ip other {\n}\n"));
}

#define RULE_OF_FAMILY(family, handle)                                                            \
	", {\"rule\": {\"family\": \"" family "\", \"table\": \"mangle\", \"chain\": \"FORWARD\"" \
	", \"handle\": " handle ", \"expr\": [" MSS("1400") "]}}"
#define HOOK_OF_FAMILY(family)                                                                  \
	"{\"chain\": {\"family\": \"" family "\", \"table\": \"mangle\", \"name\": \"FORWARD\"" \
	", \"hook\": \"forward\"}}"

/* Fails without the family in rule_without_counts(): they are one rule that stands there twice. */
static void clamps_of_each_version(void)
{
	struct rules_clamps found = { 0 };

	rules_find_nft_clamps(&found,
			      RULESET(HOOK_OF_FAMILY("ip") "," HOOK_OF_FAMILY("ip6")
					      RULE_OF_FAMILY("ip", "3") RULE_OF_FAMILY("ip6", "3")),
			      &links);
	ok(found.count == 2 && found.items[1].ipv6);
	is_int(found.items[0].times, 1);
	ok(!found.items[0].ipv6);
	is_str(found.items[0].command, "nft delete rule ip mangle FORWARD handle 3");
	rules_free(&found);
	rules_find_iptables_clamps(&found, iptables, "iptables-nft", &links);
	rules_find_iptables_clamps(&found, iptables, "ip6tables-nft", &links);
	is_int(found.count, 4);
	ok(!found.items[0].ipv6 && found.items[2].ipv6);
	rules_free(&found);
}

/* Fails if each clamp counts: doctor had those of a tunnel removed, which stood still then. */
static void clamps_of_other_interfaces(void)
{
	static const char *const others[] = {
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"wg0\"") MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "{\"set\": [\"wg0\", \"wg1\"]}")
					  MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "!=", "\"ppp0\"") MSS("1380"))),
		/* By the rule that leads there, and by none */
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"wg0\"") JUMP("g"))
				RULE_OF("t", "g", "8", MSS("1380"))),
		RULESET(OPEN RULE(VMAP(META("iifname"),
				       "[\"wg0\", {\"goto\": {\"target\": \"g\"}}], "
				       "[\"ppp0\", " DO("accept") "]"))
				RULE_OF("t", "g", "8", MSS("1380"))),
		RULESET(OPEN RULE_OF("t", "g", "8", MSS("1380"))),
	};
	struct rules_clamps found = { 0 };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		rules_find_nft_clamps(&found, others[i], &links);
		if (!ok(found.count == 0))
			printf("# %s\n", others[i]);
		rules_free(&found);
	}
}

static void one_clamp_each(const char *const *rulesets, size_t count, bool shared)
{
	struct rules_clamps found = { 0 };

	for (size_t i = 0; i < count; i++) {
		rules_find_nft_clamps(&found, rulesets[i], &links);
		if (!ok(found.count == 1 && found.items[0].shared == shared))
			printf("# %s\n", rulesets[i]);
		rules_free(&found);
	}
}

#define RT(key) "\"rt\": {\"key\": \"" key "\"}"
#define FLAGS "\"&\": [{" FIELD("tcp", "flags") "}, [\"syn\", \"rst\"]]"
#define OPTION "\"tcp option\": {\"name\": \"maxseg\", \"field\": \"size\"}"

/* Fails if what a link may meet is for links alone: tunnels, IPsec and wwan0 lost their clamp. */
static void clamps_that_others_need(void)
{
	static const char *const shared[] = {
		RULESET(OPEN RULE(MSS("{" RT("mtu") "}"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "{\"set\": [\"ppp0\", \"wwan0\"]}")
					  MSS("{" RT("mtu") "}"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"ppp*\"") MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "!=", "\"lan0\"") MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "\"lan0\"")
					  MATCH(META("oifname"), "==", "\"@wan\"") MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "\"ppp0\"")
					  MATCH(META("oifname"), "==", "\"wg0\"") MSS("1380"))),
		RULESET(OPEN RULE(MATCH(FIELD("ip", "saddr"), "==", "\"10.8.0.0\"") MSS("1360"))),
		RULESET(OPEN RULE(MATCH(RT("ipsec"), "==", "true") MSS("1360"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"ppp0\"")
					  MATCH(META("mark"), "==", "7") MSS("1360"))),
		RULESET(OPEN RULE(
			MATCH(META("oifname"), "==", "\"ppp0\"") "{\"xt\": null}, " MSS("1360"))),
		/* By a rule that leads there */
		RULESET(OPEN RULE(JUMP("g")) RULE_OF("t", "g", "8", MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"wg0\"") JUMP("g"))
				RULE(MATCH(META("oifname"), "==", "\"ppp0\"") JUMP("g"))
					RULE_OF("t", "g", "8", JUMP("h"))
						RULE_OF("t", "h", "9", MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"ppp0\"") MATCH(
			META("mark"), "==", "7") JUMP("g")) RULE_OF("t", "g", "8", MSS("1380"))),
		RULESET(OPEN RULE(VMAP(META("mark"), "[7, " JUMP("g") "]")) RULE_OF(
			"t", "g", "8", MATCH(META("oifname"), "==", "\"ppp0\"") MSS("1380"))),
	};
	static const char *const ours[] = {
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"ppp0\"") MSS("1380"))),
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "{\"set\": [\"ppp0\"]}") MATCH(
			META("l4proto"), "==", "\"tcp\"") MATCH(FLAGS, "==", "\"syn\"")
					  MATCH(OPTION, "in", "{\"range\": [1400, 1536]}")
						  COUNTER("5") MSS("{" RT("mtu") "}"))),
		RULESET(OPEN RULE(MATCH(META("oifname"), "==", "\"ppp0\"") MATCH(
			FIELD("tcp", "flags"), "in", "\"syn\"") MSS("1380"))),
		RULESET(OPEN RULE(VMAP(META("iifname"),
				       "[\"wg0\", " DO("accept") "], [\"ppp0\", " JUMP("g") "]"))
				RULE_OF("t", "g", "8", MSS("1380"))),
	};

	one_clamp_each(shared, sizeof(shared) / sizeof(shared[0]), true);
	one_clamp_each(ours, sizeof(ours) / sizeof(ours[0]), false);
}

static void clamps_of_other_interfaces_by_iptables(void)
{
	static const char text[] =
		"*mangle\n:FORWARD ACCEPT [0:0]\n:TUNNEL - [0:0]\n:LOST - [0:0]\n"
		":LINE - [0:0]\n"
		"-A FORWARD -o wg0 -p tcp -j TCPMSS --clamp-mss-to-pmtu\n"
		"-A FORWARD ! -i ppp0 -p tcp -j TCPMSS --set-mss 1\n"
		"-A FORWARD -i wg+ -p tcp -g TUNNEL\n"
		"-A TUNNEL -p tcp -j TCPMSS --set-mss 2\n"
		"-A LOST -p tcp -j TCPMSS --set-mss 3\n"
		"-A FORWARD ! -o lan0 -j LINE\n"
		"-A LINE -p tcp -j TCPMSS --set-mss 4\n"
		"-A FORWARD -i lan0 -o ppp+ -p tcp -j TCPMSS --set-mss 5\n"
		"COMMIT\n*filter\n:LINE ACCEPT [0:0]\nCOMMIT\n";
	struct rules_clamps found = { 0 };

	rules_find_iptables_clamps(&found, text, "iptables-nft", &links);
	is_int(found.count, 2);
	is_int(found.items[0].mss, 4);
	ok(found.items[0].shared);
	is_int(found.items[1].mss, 5);
	ok(found.items[1].shared);
	rules_free(&found);
}

#define SYN " -p tcp -m tcp --tcp-flags SYN,RST SYN"

/* Fails if what a link may meet is for links alone. */
static void clamps_that_others_need_by_iptables(void)
{
	static const char text[] =
		"*mangle\n:FORWARD ACCEPT [0:0]\n:ONE - [0:0]\n:TWO - [0:0]\n:THREE - [0:0]\n"
		"-A FORWARD" SYN " -j TCPMSS --clamp-mss-to-pmtu\n"
		"-A FORWARD" SYN " -m policy --dir in --pol ipsec -m tcpmss --mss 1361:1536 "
		"-j TCPMSS --set-mss 1360\n"
		"-A FORWARD -d 10.8.0.0/24 -o ppp0" SYN " -j TCPMSS --set-mss 1360\n"
		"-A FORWARD -i ppp0 -o wg0" SYN " -j TCPMSS --clamp-mss-to-pmtu\n"
		"-A FORWARD -o ppp0" SYN " -m mark --mark 0x7 -j TCPMSS --set-mss 1360\n"
		"-A ONE" SYN " -j TCPMSS --set-mss 1360\n"
		"-A FORWARD -o ppp0 -j ONE\n"
		"-A FORWARD -o wwan0 -j ONE\n"
		/* From here on for links alone */
		"-A FORWARD -o ppp0" SYN " -m tcpmss --mss 1400:1536 -j TCPMSS --set-mss 1\n"
		"-A FORWARD -i ppp0" SYN " -m comment --comment \"by nobody, for x\" "
		"-j TCPMSS --set-mss 2\n"
		"-A FORWARD -o ppp0 -j TWO\n"
		"-A FORWARD -i ppp0 -g THREE\n"
		"-A TWO" SYN " -j THREE\n"
		"-A THREE" SYN " -j TCPMSS --set-mss 3\n"
		"COMMIT\n";
	struct rules_clamps found = { 0 };

	rules_find_iptables_clamps(&found, text, "iptables-nft", &links);
	is_int(found.count, 9);
	for (size_t i = 0; i < found.count; i++)
		if (!ok(found.items[i].shared == (i < 6)))
			printf("# %s\n", found.items[i].rule);
	rules_free(&found);
}

static void icmp_that_iptables_drops(void)
{
	static const char *const bad[] = {
		"-A INPUT -p icmp -j DROP\n",
		"-A FORWARD -i ppp0 -p icmp -m icmp --icmp-type 3/4 -j REJECT\n",
		"-A FORWARD -i ppp+ -o lan0 -p icmp -j DROP\n",
		"-A FORWARD -p icmp -m icmp --icmp-type 3 -j DROP\n",
		"-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP\n",
		/* What lets pass comes behind it, is for others, or in another chain or table. */
		"-A INPUT -p icmp -j DROP\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n",
		"-A INPUT -p icmp -j DROP\n-A INPUT -p icmp -j ACCEPT\n",
		"-A INPUT -p icmp -m comment --comment \"no ping\" -j DROP\n",
		"-A FORWARD -p icmp -m conntrack --ctstate NEW,RELATED -j DROP\n",
		"-A FORWARD -p icmp -m state --state RELATED -j DROP\n",
		"-A FORWARD -p icmp -m conntrack ! --ctstate NEW -j DROP\n",
	};
	static const char *const bad_below[] = {
		"-A INPUT -i lan0 -p icmp -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		"-A INPUT -p tcp -m conntrack --ctstate RELATED -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		"-A INPUT -m conntrack ! --ctstate RELATED -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		"-A INPUT2 -p icmp -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		"*mangle\n-A INPUT -p icmp -j ACCEPT\n*filter\n-A INPUT -p icmp -j DROP\n",
		/* By a way that leaves out what lets pass */
		":INPUT ACCEPT [0:0]\n:EST - [0:0]\n-A INPUT -i lan0 -j EST\n"
		"-A EST -m conntrack --ctstate RELATED -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		":INPUT ACCEPT [0:0]\n:PING - [0:0]\n-A INPUT -p icmp -m icmp --icmp-type 8 -j PING\n"
		"-A PING -p icmp -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		":INPUT ACCEPT [0:0]\n:EST - [0:0]\n-A INPUT -p tcp -j EST\n"
		"-A EST -p icmp -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		":INPUT ACCEPT [0:0]\n:EST - [0:0]\n-A INPUT -j EST\n"
		"-A EST -p tcp -m conntrack --ctstate RELATED -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
	};
	static const char *const bad_two_ways[] = {
		":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:WAN - [0:0]\n"
		"-A INPUT -m conntrack --ctstate RELATED -j ACCEPT\n-A INPUT -i ppp0 -j WAN\n"
		"-A FORWARD -i ppp0 -j WAN\n-A WAN -p icmp -j DROP\n",
		":INPUT ACCEPT [0:0]\n:WAN - [0:0]\n-A INPUT -i ppp0 -j WAN\n"
		"-A INPUT -m conntrack --ctstate RELATED -j ACCEPT\n-A WAN -p icmp -j DROP\n",
	};
	char rule[RULES_LINE_SIZE];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ok(rules_find_icmp_drop(rule, bad[i], &links));
		ok(!strncmp(rule, bad[i], strcspn(bad[i], "\n")));
	}
	for (size_t i = 0; i < sizeof(bad_below) / sizeof(bad_below[0]); i++) {
		ok(rules_find_icmp_drop(rule, bad_below[i], &links));
		is_str(rule, "-A INPUT -p icmp -j DROP");
	}
	for (size_t i = 0; i < sizeof(bad_two_ways) / sizeof(bad_two_ways[0]); i++) {
		ok(rules_find_icmp_drop(rule, bad_two_ways[i], &links));
		is_str(rule, "-A WAN -p icmp -j DROP");
	}
}

static void icmp_that_iptables_lets_pass(void)
{
	static const char *const good[] = {
		"",
		/* Fails if the order does not count: doctor finds it for ever, whatever is done. */
		"-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"
		"-A INPUT -p icmp -j DROP\n",
		"-A FORWARD -i ppp0 -m state --state ESTABLISHED,RELATED -j ACCEPT\n"
		"-A FORWARD -p icmp -j DROP\n",
		"-A INPUT -p icmp -m icmp --icmp-type 3 -j ACCEPT\n-A INPUT -p icmp -j DROP\n",
		"-A INPUT -p icmp -m icmp --icmp-type 8 -j DROP\n",
		"-A INPUT -p icmp -j ACCEPT\n",
		"-A INPUT -p icmp -m limit --limit 5/sec -j DROP\n",
		/* Fails if others' interfaces count: a network of guests is not the line. */
		"-A FORWARD -i guest0 -p icmp -j DROP\n",
		"-A FORWARD -o ppp+ -p icmp -j DROP\n",
		":FORWARD ACCEPT [0:0]\n:GUEST - [0:0]\n-A FORWARD -i guest0 -j GUEST\n"
		"-A GUEST -p icmp -j DROP\n",
		"-A INPUT -p tcp -j DROP\n",
		/* Fail if only the rule's own chain counts. */
		":INPUT ACCEPT [0:0]\n:WAN - [0:0]\n"
		"-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"
		"-A INPUT -i ppp0 -j WAN\n-A WAN -p icmp -m icmp --icmp-type 8 -j ACCEPT\n"
		"-A WAN -p icmp -j DROP\n",
		":INPUT ACCEPT [0:0]\n:EST - [0:0]\n:ALL - [0:0]\n-A INPUT -j ALL\n"
		"-A INPUT -p icmp -j DROP\n-A ALL -m comment --comment replies -j EST\n"
		"-A EST -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n",
		/* Fail if it is about all errors whatever else it says. */
		"-A INPUT -p icmp -m conntrack --ctstate INVALID -j DROP\n",
		"-A INPUT -p icmp -m state --state INVALID -j DROP\n",
		"-A INPUT -p icmp -m conntrack --ctstate NEW -j DROP\n",
		"-A INPUT -p icmp -m conntrack ! --ctstate RELATED,ESTABLISHED -j DROP\n",
		"-A INPUT -p icmp -f -j DROP\n",
		":PING - [0:0]\n-A INPUT -p icmp -m icmp --icmp-type 8 -j PING\n"
		"-A PING -p icmp -j DROP\n",
		":BAD - [0:0]\n-A INPUT -m set --match-set bad src -j BAD\n"
		"-A BAD -p icmp -j DROP\n",
		"-A INPUT -s 192.0.2.7/32 -p icmp -j DROP\n",
		"-A INPUT -p icmp -m hashlimit --hashlimit-above 5/sec --hashlimit-name x -j DROP\n",
	};
	char rule[RULES_LINE_SIZE];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!ok(!rules_find_icmp_drop(rule, good[i], &links)))
			printf("# %s\n", rule);
}

static bool finds_drop(const char *json)
{
	char rule[RULES_LINE_SIZE];

	return rules_find_nft_icmp_drop(rule, json, &links);
}

static void icmp_that_nft_drops(void)
{
	static const char *const bad[] = {
		RULESET(OPEN RULE(TYPE("\"destination-unreachable\"") DO("drop"))),
		RULESET(OPEN RULE(TYPE("{\"set\": [\"echo-reply\", \"destination-unreachable\"]}")
					  COUNTER("0") DO("drop"))),
		RULESET(OPEN RULE(TYPE("\"destination-unreachable\"")
					  MATCH(FIELD("icmp", "code"), "==", "4") DO("drop"))),
		RULESET(OPEN RULE(TYPE("\"destination-unreachable\"") MATCH(
			FIELD("ip", "saddr"), "!=", "\"192.0.2.1\"") DO("drop"))),
		RULESET(OPEN RULE(TYPE("\"echo-request\"") DO("accept"))
				RULE(MATCH(META("l4proto"), "==", "\"ipv6-icmp\"") DO("drop"))),
		RULESET(OPEN RULE(MATCH(FIELD("ip", "protocol"), "==", "\"icmp\"") DO("drop"))),
		RULESET(OPEN RULE(MATCH(FIELD("icmpv6", "type"), "==", "\"packet-too-big\"")
					  DO("reject"))),
		RULESET(OPEN RULE(MATCH(FIELD("icmp", "type"), "!=", "\"echo-request\"")
					  DO("drop"))),
		RULESET(OPEN RULE(TYPE("\"destination-unreachable\"") DO("drop"))
				RULE(TYPE("\"destination-unreachable\"") DO("accept"))),
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "\"lan0\"") DO("accept"))
				RULE(TYPE("\"destination-unreachable\"") DO("drop"))),
		RULESET(FORWARD),
		RULESET(FORWARD RULE(MATCH(FIELD("tcp", "dport"), "==", "22") DO("accept"))),
		/* Replies, and no errors that belong to them */
		RULESET(FORWARD RULE(MATCH(STATE, "in", "\"established\"") DO("accept"))),
		RULESET(FORWARD RULE(MATCH(META("iifname"), "==", "\"lan0\"") DO("accept"))),
		RULESET(FORWARD RULE("{\"jump\": {\"target\": \"g\"}}") RULE_OF(
			"t", "g", "8", MATCH(FIELD("udp", "dport"), "==", "53") DO("accept"))),
		RULESET(FORWARD RULE("{\"jump\": {\"target\": \"f\"}}")),
		RULESET(FORWARD RULE_OF("other", "f", "8", DO("accept"))),
		/* By one way of two, and before what lets pass */
		RULESET(OPEN "," CHAIN("i", ", \"hook\": \"input\", \"policy\": \"accept\"") RULE(
			MATCH(STATE, "in", "\"related\"")
				DO("accept")) RULE(JUMP("g")) RULE_OF("t", "i", "8", JUMP("g"))
				RULE_OF("t", "g", "9",
					MATCH(META("l4proto"), "==", "\"icmp\"") DO("drop"))),
		RULESET(OPEN RULE(JUMP("g")) RULE(MATCH(STATE, "in", "\"related\"") DO("accept"))
				RULE_OF("t", "g", "9",
					MATCH(META("l4proto"), "==", "\"icmp\"") DO("drop"))),
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!ok(finds_drop(bad[i])))
			printf("# %s\n", bad[i]);
}

static void icmp_that_nft_lets_pass(void)
{
	static const char *const good[] = {
		"",
		"[]",
		RULESET(OPEN),
		RULESET(OPEN RULE(TYPE("\"echo-request\"") DO("drop"))),
		RULESET(OPEN RULE(TYPE("\"destination-unreachable\"") DO("accept"))),
		RULESET(OPEN RULE(TYPE("\"destination-unreachable\"") MATCH(
			FIELD("icmp", "code"), "==", "\"host-unreachable\"") DO("drop"))),
		RULESET(OPEN RULE(TYPE(
			"\"destination-unreachable\"") "{\"limit\": {\"rate\": 5}}, " DO("drop"))),
		/* A module of iptables says what it is about: iptables-save tells. */
		RULESET(OPEN RULE(MATCH(
			META("l4proto"), "==",
			"\"icmp\"") "{\"xt\": {\"type\": \"match\", \"name\": \"icmp\"}}, " DO("drop"))),
		RULESET(OPEN RULE(MATCH(STATE, "in", "\"invalid\"")
					  MATCH(META("l4proto"), "==", "\"icmp\"") DO("drop"))),
		/* Fails if the order does not count, of those ahead of it in its chain. */
		RULESET(OPEN RULE(MATCH(STATE, "in", "[\"established\", \"related\"]") DO("accept"))
				RULE(MATCH(META("l4proto"), "==", "\"icmp\"") DO("drop"))),
		RULESET(OPEN RULE("{\"jump\": {\"target\": \"g\"}}")
				RULE(TYPE("\"destination-unreachable\"") DO("drop"))
					RULE_OF("t", "g", "8",
						TYPE("\"destination-unreachable\"") DO("accept"))),
		RULESET(OPEN RULE_OF("pppoe-clamp-ppp0", "f", "1",
				     TYPE("\"destination-unreachable\"") DO("drop"))),
		RULESET(FORWARD RULE(MATCH(STATE, "in", "[\"established\", \"related\"]")
					     DO("accept"))),
		RULESET(FORWARD RULE("{\"vmap\": {\"key\": {" STATE
				     "}, \"data\": {\"set\": [[\"invalid\", " DO(
					     "drop") "], [\"related\", " DO("accept") "]]}}}")),
		RULESET(FORWARD RULE(MATCH(META("l4proto"), "==",
					   "{\"set\": [\"icmp\", \"ipv6-icmp\"]}") DO("accept"))),
		RULESET(FORWARD RULE("{\"jump\": {\"target\": \"g\"}}")
				RULE_OF("t", "g", "8", DO("accept"))),
		RULESET(FORWARD RULE(MATCH(META("iifname"), "==", "\"ppp*\"") DO("accept"))),
		RULESET(FORWARD RULE(MATCH(META("oifname"), "==", "\"lan0\"") DO("accept"))),
		RULESET(FORWARD RULE(MATCH(STATE, "!=", "\"new\"") DO("accept"))),
		RULESET(CHAIN("i", ", \"hook\": \"input\", \"policy\": \"drop\"")),
		/* Fails if what lets pass counts in the rule's own chain alone. */
		RULESET(OPEN RULE(VMAP(
			STATE,
			"[\"established\", " DO("accept") "], [\"related\", " DO("accept") "]"))
				RULE(VMAP(META("iifname"), "[\"ppp0\", " JUMP("g") "]"))
					RULE_OF("t", "g", "9",
						MATCH(META("l4proto"),
						      "==", "{\"set\": [\"icmp\", \"ipv6-icmp\"]}")
							DO("drop"))),
		/* Fails if what leads to a rule does not count. */
		RULESET(OPEN RULE(MATCH(META("iifname"), "==", "\"guest0\"") JUMP("g")) RULE_OF(
			"t", "g", "8", MATCH(META("l4proto"), "==", "\"icmp\"") DO("drop"))),
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!ok(!finds_drop(good[i])))
			printf("# %s\n", good[i]);
}

/* Fails if any rule counts that may meet a packet: those of containers hide that one is missing. */
static void translated_by_iptables(void)
{
	static const char docker[] = "*nat\n:POSTROUTING ACCEPT [0:0]\n"
				     "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\n"
				     "-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n";
	static const char podman[] = "*nat\n:POSTROUTING ACCEPT [0:0]\n:NETAVARK - [0:0]\n"
				     "-A POSTROUTING -s 10.88.0.0/16 -j NETAVARK\n"
				     "-A NETAVARK ! -d 224.0.0.0/4 -j MASQUERADE\n"
				     "-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n";
	static const char firewalld[] =
		"*nat\n:POSTROUTING ACCEPT [0:0]\n:ZONES - [0:0]\n:EXT - [0:0]\n"
		"-A POSTROUTING -j ZONES\n-A ZONES -o eth1 -g EXT\n-A EXT ! -o lo -j MASQUERADE\n";
	static const char *const all[] = { docker, podman, firewalld };
	static const char *const of_both[] = {
		"-A POSTROUTING ! -o lan0 -j MASQUERADE\n",
		"-A POSTROUTING -j SNAT --to-source 192.0.2.1\n",
		("-A POSTROUTING -s 192.168.1.0/24 -o ppp+ -j MASQUERADE\n"
		 "-A POSTROUTING -s 192.168.1.0/24 -o eth1 -j MASQUERADE\n"),
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ok(rules_iptables_translates(all[i], "eth1"));
		if (!ok(!rules_iptables_translates(all[i], "ppp0")))
			printf("# %s\n", all[i]);
	}
	for (size_t i = 0; i < sizeof(of_both) / sizeof(of_both[0]); i++)
		ok(rules_iptables_translates(of_both[i], "eth1") &&
		   rules_iptables_translates(of_both[i], "ppp0"));
	ok(!rules_iptables_translates("-A POSTROUTING -s 192.168.1.0/24 -j MASQUERADE\n", "eth1"));
	ok(!rules_iptables_translates(":LOST - [0:0]\n-A LOST -j MASQUERADE\n", "eth1"));
}

#define OUT(op, right) MATCH(META("oifname"), op, right)

static void translated_by_nft(void)
{
	static const char *const of_eth1[] = {
		RULESET(OPEN RULE(MATCH(FIELD("ip", "saddr"), "==", "\"10.88.0.0\"") JUMP("nv_1"))
				RULE_OF("t", "nv_1", "8",
					MATCH(FIELD("ip", "daddr"), "!=", "\"224.0.0.0\"")
						DO("masquerade"))
					RULE(OUT("==", "\"eth1\"") DO("masquerade"))),
		RULESET(OPEN RULE(
			VMAP(META("oifname"), "[\"eth1\", {\"goto\": {\"target\": \"g\"}}]"))
				RULE_OF("t", "g", "8", OUT("!=", "\"lo\"") DO("masquerade"))),
	};
	static const char *const of_both[] = {
		RULESET(OPEN RULE(OUT("==", "{\"set\": [\"eth1\", \"ppp*\"]}") DO("masquerade"))),
		RULESET(OPEN RULE(OUT("!=", "\"lan0\"") DO("masquerade"))),
		RULESET(OPEN RULE(OUT("==", "\"@wan\"") MATCH(FIELD("ip", "saddr"),
							      "==", "\"@lan\"") DO("masquerade"))),
		RULESET(OPEN RULE(VMAP(META("oifname"),
				       "[\"eth1\", " JUMP("g") "], [\"ppp0\", " JUMP("g") "]"))
				RULE_OF("t", "g", "8", DO("masquerade"))),
	};

	for (size_t i = 0; i < sizeof(of_eth1) / sizeof(of_eth1[0]); i++) {
		ok(rules_nft_translates(of_eth1[i], "eth1"));
		if (!ok(!rules_nft_translates(of_eth1[i], "ppp0")))
			printf("# %s\n", of_eth1[i]);
	}
	for (size_t i = 0; i < sizeof(of_both) / sizeof(of_both[0]); i++)
		if (!ok(rules_nft_translates(of_both[i], "eth1") &&
			rules_nft_translates(of_both[i], "ppp0")))
			printf("# %s\n", of_both[i]);
}

#define FLOWTABLE(dev)                                                                               \
	"{\"flowtable\": {\"family\": \"inet\", \"table\": \"t\", \"name\": \"fast\", \"dev\": " dev \
	"}}"

/* nft writes one device as a word, several as a list. */
static void flowtables(void)
{
	char name[RULES_LINE_SIZE];

	ok(rules_find_flowtable(name, RULESET(FLOWTABLE("[\"lan0\", \"ppp0\"]")), "ppp0"));
	is_str(name, "inet t fast");
	ok(rules_find_flowtable(name, RULESET(FLOWTABLE("\"ppp0\"")), "ppp0"));
	ok(!rules_find_flowtable(name, RULESET(FLOWTABLE("[\"lan0\", \"eth1\"]")), "ppp0"));
	ok(!rules_find_flowtable(name, RULESET(OPEN), "ppp0"));
}

/* Fails if what nft prints has to begin with its JSON. */
static void warnings_before_the_ruleset(void)
{
	static const char printed[] =
		"warning: stmt ops flow_offload have no json callback\n" RULESET(
			FLOWTABLE("[\"ppp0\", \"lan0\"]"));
	char name[RULES_LINE_SIZE];

	ok(rules_nft_is_whole(printed));
	ok(rules_find_flowtable(name, printed, "ppp0"));
	ok(!rules_nft_is_whole("warning: stmt ops flow_offload have no json callback\n"));
}

/* Of a bridge, or of the machine's own packets, it is not what is routed. */
static void forwarding_is_dropped(void)
{
	static const char passes[] =
		"# Warning: table ip filter is managed by iptables-nft, do not touch!\n"
		"table ip filter {\n"
		"\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n"
		"\tchain FORWARD {\n"
		"\t\ttype filter hook forward priority filter; policy accept;\n\t}\n"
		"}\n"
		"table bridge b {\n"
		"\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n"
		"}\n";
	static const char drops[] =
		"table ip6 a {\n\tchain f {\n\t}\n}\n"
		"table inet b {\n\tchain x {\n\t}\n"
		"\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n";
	char name[RULES_LINE_SIZE];

	ok(!rules_find_forward_drop(name, passes));
	ok(rules_find_forward_drop(name, drops));
	is_str(name, "chain f of table inet b");
	ok(!rules_find_forward_drop(name, "chain\n{\nchain {\ntable"));
}

static void long_lines_are_cut(void)
{
	char text[1024], rule[RULES_LINE_SIZE];

	memset(text, 'x', sizeof(text));
	memcpy(text, "-A x -p icmp -j DROP ", 21);
	text[sizeof(text) - 1] = '\0';
	ok(rules_find_icmp_drop(rule, text, &links));
	is_int(strlen(rule), RULES_LINE_SIZE - 1);
}

static void joined(void)
{
	char *const cut = strdup("{\"nftables\":[{\"table\":{\"flags\": ");
	char *text;

	ok(!rules_nft_is_whole(cut));
	text = rules_nft_join(rules_nft_join(NULL, strdup("{\"nftables\":[1]}")), cut);
	text = rules_nft_join(rules_nft_join(text, NULL), strdup("{\"nftables\":[2]}"));
	is_str(text, "{\"nftables\":[1,2]}");
	ok(rules_nft_is_whole(text));
	free(text);
}

int main(void)
{
	test(clamps_of_iptables);
	test(clamps_of_nft);
	test(clamps_of_each_version);
	test(clamps_of_other_interfaces);
	test(clamps_of_other_interfaces_by_iptables);
	test(clamps_that_others_need);
	test(clamps_that_others_need_by_iptables);
	test(joined);
	test(icmp_that_iptables_drops);
	test(icmp_that_iptables_lets_pass);
	test(icmp_that_nft_drops);
	test(icmp_that_nft_lets_pass);
	test(translated_by_iptables);
	test(translated_by_nft);
	test(flowtables);
	test(warnings_before_the_ruleset);
	test(forwarding_is_dropped);
	test(long_lines_are_cut);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "list.h"
#include "rules.h"

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

	rules_find_iptables_clamps(&found, iptables);
	is_int(found.count, 2);
	is_int(found.items[0].times, 2);
	ok(found.items[0].out && !found.items[0].in);
	is_int(found.items[0].mss, 0);
	is_int(found.items[1].times, 1);
	ok(!found.items[1].out && !found.items[1].in);
	is_int(found.items[1].mss, 1444);
	list_free(&found);
}

static const char ours[] = "table inet pppoe-clamp-ppp0 { # progname pppd\n"
			   "\tchain ipv4 {\n"
			   "\t\ttcp option maxseg size set 1452 accept\n"
			   "\t}\n"
			   "}\n";
static const char other[] = "table ip other {\n"
			    "\tchain forward {\n"
			    "\t\ttype filter hook forward priority filter; policy accept;\n"
			    "\t\tiifname \"ppp0\" tcp option maxseg size set 1400\n"
			    "\t}\n"
			    "}\n";

static void clamps_of_nft(void)
{
	struct rules_clamps found = { 0 };

	rules_find_nft_clamps(&found, ours);
	is_int(found.count, 0);
	rules_find_nft_clamps(&found, other);
	is_int(found.count, 1);
	ok(found.items[0].in && !found.items[0].out);
	is_int(found.items[0].mss, 1400);
	list_free(&found);
	ok(rules_have_our_table(ours));
	ok(!rules_have_our_table(other));
}

static void icmp_that_iptables_drops(void)
{
	static const char *const bad[] = {
		"-A INPUT -p icmp -j DROP\n",
		"-A FORWARD -i ppp0 -p icmp -m icmp --icmp-type 3/4 -j REJECT\n",
		"-A FORWARD -p icmp -m icmp --icmp-type 3 -j DROP\n",
		"-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP\n",
	};
	static const char *const good[] = {
		"",
		"-A INPUT -p icmp -m icmp --icmp-type 8 -j DROP\n",
		"-A INPUT -p icmp -j ACCEPT\n",
		"-A INPUT -p icmp -m limit --limit 5/sec -j DROP\n",
		"-A INPUT -p tcp -j DROP\n",
	};
	char rule[RULES_LINE_SIZE];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ok(rules_find_icmp_drop(rule, bad[i]));
		ok(!strncmp(rule, bad[i], strlen(bad[i]) - 1));
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(!rules_find_icmp_drop(rule, good[i]));
}

#define FORWARD(rules)                                                                               \
	"table inet t {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n" rules \
	"\t}\n}\n"

static void icmp_that_nft_drops(void)
{
	static const char *const bad[] = {
		"icmp type destination-unreachable drop\n",
		"icmp type { echo-reply, destination-unreachable } counter packets 0 bytes 0 drop\n",
		"meta l4proto ipv6-icmp drop\n",
		"icmpv6 type packet-too-big reject\n",
		FORWARD(""),
		FORWARD("\t\ttcp dport 22 accept\n"),
	};
	static const char *const good[] = {
		"",
		"icmp type echo-request drop\n",
		"icmp type destination-unreachable accept\n",
		"icmp type destination-unreachable limit rate 5/second drop\n",
		FORWARD("\t\tct state established,related accept\n"),
		FORWARD("\t\tmeta l4proto { icmp, ipv6-icmp } accept\n"),
		FORWARD("\t\tjump other\n"),
		"table inet t {\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n\t}\n}\n",
	};
	char rule[RULES_LINE_SIZE];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!ok(rules_find_nft_icmp_drop(rule, bad[i])))
			printf("# %s\n", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!ok(!rules_find_nft_icmp_drop(rule, good[i])))
			printf("# %s\n", good[i]);
}

static void long_lines_are_cut(void)
{
	char text[1024], rule[RULES_LINE_SIZE];

	memset(text, 'x', sizeof(text));
	memcpy(text, "-A x -p icmp -j DROP ", 21);
	text[sizeof(text) - 1] = '\0';
	ok(rules_find_icmp_drop(rule, text));
	is_int(strlen(rule), RULES_LINE_SIZE - 1);
}

int main(void)
{
	test(clamps_of_iptables);
	test(clamps_of_nft);
	test(icmp_that_iptables_drops);
	test(icmp_that_nft_drops);
	test(long_lines_are_cut);
	return done_testing();
}

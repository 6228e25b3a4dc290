// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include "import.h"

static struct answers a;
static struct import_lost lost;
static enum import_kind kind;

static void read_text(const char *text)
{
	import_free(&lost);
	a = (struct answers){ 0 };
	kind = import_read(&a, &lost, text);
}

static bool has_lost(const char *text)
{
	for (size_t i = 0; i < lost.count; i++)
		if (strstr(lost.items[i], text))
			return true;
	return false;
}

static void is_answer(enum answer which, const char *want)
{
	tap_is_str(a.text[which], want, __FILE__, __LINE__, answers_option(which));
}

/* As pppoeconf writes it */
static void pppoeconf(void)
{
	read_text("# Minimalistic default options file for DSL/PPPoE connections\n"
		  "\n"
		  "noipdefault\n"
		  "defaultroute\n"
		  "replacedefaultroute\n"
		  "hide-password\n"
		  "#lcp-echo-interval 30\n"
		  "lcp-echo-failure 4\n"
		  "noauth\n"
		  "persist\n"
		  "#mtu 1492\n"
		  "usepeerdns\n"
		  "plugin rp-pppoe.so eth1\n"
		  "user \"name@provider.example\"\n"
		  "frobnicate 7\n");
	is_int(kind, IMPORT_PEERS);
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_USER, "name@provider.example");
	is_answer(ANSWER_DNS, "peer");
	is_answer(ANSWER_MTU, "");
	is_answer(ANSWER_OPTION, "lcp-echo-failure 4\n");
	is_int(lost.count, 1);
	ok(has_lost("line 15: frobnicate: "));
}

static void user_mode(void)
{
	read_text("pty \"/usr/sbin/pppoe -I eth2 -T 80 -m 1452 -C 'an ac'\"\nuser x\nmru 1492\n"
		  "defaultroute\n");
	is_int(kind, IMPORT_PEERS);
	is_answer(ANSWER_INTERFACE, "eth2");
	is_answer(ANSWER_CLAMP, "1452");
	is_answer(ANSWER_AC, "an ac");
	is_answer(ANSWER_MTU, "1492");
	is_int(lost.count, 0);
	read_text("pty /usr/sbin/other\nnic-eth1.7\nuser '*'\nmtu 12\n");
	ok(has_lost("pty: only pppoe"));
	ok(has_lost("user: expected 1 to 255"));
	ok(has_lost("line 4: mtu: expected 'auto'"));
	is_answer(ANSWER_VLAN, "7");
}

/* What the plugin has beside the stock one; tests/netns/setup.sh has all of it. */
static void our_own(void)
{
	read_text("plugin pppoe-clamp.so\nnic-eth1\nuser x defaultroute\npppoe-priority 6\n"
		  "pppoe-vrf red\npppoe-term-unknown\npppoe-max-payload off\n"
		  "failover-conntrack sticky\n"
		  "pppoe-record '/var/lib/a b'\npppoe-server\npppoe-record '\"'\n");
	is_answer(ANSWER_MTU, "1492");
	is_answer(ANSWER_OPTION, "pppoe-priority 6\npppoe-vrf red\npppoe-term-unknown\n"
				 "failover-conntrack sticky\npppoe-record \"/var/lib/a b\"\n");
	is_int(lost.count, 2);
	ok(has_lost("line 10: pppoe-server: setup is for its clients"));
	ok(has_lost("line 11: pppoe-record: expected a value without"));
}

static void rp_pppoe(void)
{
	read_text("# Ethernet card connected to DSL modem\n"
		  "ETH=eth1\n"
		  "USER='name@provider.example'\n"
		  "DEMAND=no\n"
		  "#DEMAND=300\n"
		  "PEERDNS=no\n"
		  "DNS1=192.0.2.1\n"
		  "DNS2=192.0.2.2\n"
		  "DEFAULTROUTE=yes\n"
		  "SERVICENAME=\n"
		  "CLAMPMSS=1412\n"
		  "LCP_INTERVAL=20\n"
		  "LCP_FAILURE=3\n"
		  "FIREWALL=MASQUERADE\n"
		  "LINUX_PLUGIN=\n"
		  "PPPD_EXTRA=\"mtu 1400\"\n");
	is_int(kind, IMPORT_RP_PPPOE);
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_USER, "name@provider.example");
	is_answer(ANSWER_DNS, "192.0.2.1,192.0.2.2");
	is_answer(ANSWER_CLAMP, "1412");
	is_answer(ANSWER_NAT, "yes");
	is_answer(ANSWER_FIREWALL, "yes");
	is_answer(ANSWER_OPTION, "lcp-echo-interval 20\nlcp-echo-failure 3\n");
	is_int(lost.count, 1);
	ok(has_lost("PPPD_EXTRA: has no counterpart"));
	read_text("USER=x\nCLAMPMSS=no\nFIREWALL=NONE\nDEMAND=300\n");
	is_answer(ANSWER_CLAMP, "off");
	is_answer(ANSWER_FIREWALL, "no");
	is_answer(ANSWER_NAT, "no");
	ok(has_lost("DEMAND"));
}

static void openwrt(void)
{
	read_text("config interface 'loopback'\n"
		  "\toption device 'lo'\n"
		  "\toption proto 'static'\n"
		  "config interface 'wan'\n"
		  "\toption device 'eth1.35'\n"
		  "\toption proto 'pppoe'\n"
		  "\toption username 'name@provider.example'\n"
		  "\toption password 'it''s'\n"
		  "\toption ipv6 'auto'\n"
		  "\toption mtu '1492'\n"
		  "\toption peerdns '0'\n"
		  "\tlist dns '192.0.2.1'\n"
		  "\tlist dns '2001:db8::1'\n"
		  "\toption keepalive '5 1'\n"
		  "\toption metric '10'\n"
		  "\toption ac_mac '00:00:5e:00:53:01'\n"
		  "\toption host_uniq '0011'\n"
		  "\toption padi_attempts '5'\n"
		  "\toption padi_timeout '3'\n"
		  "\toption ip4table '100'\n"
		  "\toption pppname 'dsl1'\n"
		  "\toption demand '30'\n"
		  "config interface 'wan2'\n"
		  "\toption proto 'pppoe'\n"
		  "\toption username 'other'\n");
	is_int(kind, IMPORT_OPENWRT);
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_VLAN, "35");
	is_answer(ANSWER_USER, "name@provider.example");
	is_answer(ANSWER_PASSWORD, "its");
	is_answer(ANSWER_IPV6, "yes");
	is_answer(ANSWER_MTU, "1492");
	is_answer(ANSWER_DNS, "192.0.2.1,2001:db8::1");
	is_answer(ANSWER_FAILOVER, "10");
	is_answer(ANSWER_OPTION, "lcp-echo-interval 1\nlcp-echo-failure 5\n"
				 "pppoe-mac 00:00:5e:00:53:01\nhost-uniq 0011\n"
				 "pppoe-padi-attempts 5\npppoe-padi-timeout 3\n"
				 "failover-table 100\n");
	is_answer(ANSWER_LINK, "dsl1");
	is_int(lost.count, 3);
	ok(has_lost("loopback: no interface with proto pppoe"));
	ok(has_lost("demand: has no counterpart"));
	ok(has_lost("wan2: one line is set up at a time"));
}

static void vyos(void)
{
	read_text("set interfaces pppoe pppoe0 authentication username 'name@provider.example'\n"
		  "set interfaces pppoe pppoe0 authentication password 'secret'\n"
		  "set interfaces pppoe pppoe0 source-interface 'eth1.7'\n"
		  "set interfaces pppoe pppoe0 mtu '1492'\n"
		  "set interfaces pppoe pppoe0 no-peer-dns\n"
		  "set interfaces pppoe pppoe0 default-route-distance '210'\n"
		  "set interfaces pppoe pppoe0 ip adjust-mss '1452'\n"
		  "set interfaces pppoe pppoe0 ipv6 address autoconf\n"
		  "set interfaces pppoe pppoe0 ipv6 adjust-mss '1432'\n"
		  "set interfaces pppoe pppoe0 vrf 'red'\n"
		  "set interfaces pppoe pppoe0 holdoff '30'\n"
		  "set interfaces pppoe pppoe0 dhcpv6-options pd 0 interface eth2 address '1'\n"
		  "set interfaces pppoe pppoe0 connect-on-demand\n"
		  "set nat source rule 100 translation address masquerade\n");
	is_int(kind, IMPORT_VYOS);
	is_answer(ANSWER_USER, "name@provider.example");
	is_answer(ANSWER_PASSWORD, "secret");
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_VLAN, "7");
	is_answer(ANSWER_MTU, "1492");
	is_answer(ANSWER_DNS, "no");
	is_answer(ANSWER_FAILOVER, "210");
	is_answer(ANSWER_CLAMP, "1452");
	is_answer(ANSWER_IPV6, "yes");
	is_answer(ANSWER_PD, "yes");
	is_answer(ANSWER_LAN, "eth2");
	is_answer(ANSWER_OPTION, "clamp-mss6 1432\npppoe-vrf red\nholdoff 30\n");
	is_int(lost.count, 2);
	ok(has_lost("connect-on-demand: has no counterpart"));
}

/* The line is below its Ethernet interface. */
static void older_vyos(void)
{
	read_text("set interfaces ethernet eth1 duplex auto\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 user-id name@provider.example\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 password secret\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 mtu 1454\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 default-route force\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 name-server none\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 ipv6 enable\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 dhcpv6-pd pd 0 interface eth2\n"
		  "set interfaces ethernet eth1 vif 7 pppoe 0 policy route PPPOE-IN\n"
		  "set interfaces ethernet eth2 policy route PPPOE-IN\n"
		  "set interfaces ethernet eth3 pppoe 1 mtu 1400\n");
	is_int(kind, IMPORT_VYOS);
	is_answer(ANSWER_USER, "name@provider.example");
	is_answer(ANSWER_PASSWORD, "secret");
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_VLAN, "7");
	is_answer(ANSWER_MTU, "1454");
	is_answer(ANSWER_DNS, "no");
	is_answer(ANSWER_IPV6, "yes");
	is_answer(ANSWER_PD, "yes");
	is_answer(ANSWER_LAN, "eth2");
	is_int(lost.count, 4);
	ok(has_lost("line 1: all of it: expected: set interfaces ... pppoe"));
	ok(has_lost("line 9: policy: has no counterpart"));
	ok(has_lost("line 11: 1: one line is set up at a time"));
	read_text("set interfaces ethernet eth0 pppoe 0 default-route auto\n"
		  "set interfaces ethernet eth0 pppoe 0 name-server auto\n");
	is_answer(ANSWER_INTERFACE, "eth0");
	is_answer(ANSWER_VLAN, "");
	is_answer(ANSWER_DNS, "peer");
	is_int(lost.count, 0);
	read_text("set interfaces ethernet eth0 pppoe 0 default-route none\n");
	ok(has_lost("line 1: default-route: has no counterpart"));
}

/* pppd reads words, not lines. */
static void several_options_in_a_line(void)
{
	read_text(
		"noauth nic-eth1 user x mtu 1400 debug\tpersist maxfail 3 lcp-echo-interval 7 # 1\n"
		"plugin rp-pppoe.so\n"
		"noipdefault defaultroute frobnicate\n");
	is_int(kind, IMPORT_PEERS);
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_USER, "x");
	is_answer(ANSWER_MTU, "1400");
	is_answer(ANSWER_OPTION, "debug\nlcp-echo-interval 7\n");
	is_int(lost.count, 1);
	ok(has_lost("line 3: frobnicate"));
}

/* `name` is what `user` is by default. */
static void name_of_a_user(void)
{
	read_text("plugin rp-pppoe.so eth1\nname host\nuser x\n");
	is_answer(ANSWER_USER, "x");
	read_text("plugin rp-pppoe.so eth1\nname x\n");
	is_answer(ANSWER_USER, "x");
}

/* Which pppd has no other name for; and options that begin like a device. */
static void number_of_an_interface(void)
{
	read_text("plugin rp-pppoe.so\nendpoint local:01\nnic-eth1\nunit 5\n");
	is_answer(ANSWER_LINK, "ppp5");
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_OPTION, "");
	ok(has_lost("line 2: endpoint"));
	read_text("plugin rp-pppoe.so eth1\nunit 5\nifname dsl1\n");
	is_answer(ANSWER_LINK, "dsl1");
	/* Fails without enable-session among the flags. */
	read_text("plugin rp-pppoe.so\nnic-eth1\nenable-session\nuser x\ndefaultroute\n");
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_OPTION, "enable-session\n");
	is_int(lost.count, 0);
}

/* Fails without the last value, which is the one that pppd takes. */
static void the_last_value_counts(void)
{
	read_text("plugin rp-pppoe.so nic-eth1.7\nuser old\nmtu 1400\n+ipv6\nname host\n"
		  "user new\nmtu 1480\nnoipv6\nnic-eth2\nmtu 12\nusepeerdns\nunit 5\n"
		  "defaultroute\n");
	is_answer(ANSWER_USER, "new");
	is_answer(ANSWER_MTU, "1480");
	is_answer(ANSWER_IPV6, "no");
	is_answer(ANSWER_INTERFACE, "eth2");
	is_answer(ANSWER_VLAN, "");
	is_answer(ANSWER_LINK, "ppp5");
	is_int(lost.count, 1);
	ok(has_lost("line 10: mtu: expected"));
	read_text("ETH=eth1\nUSER=old\nUSER=new\nDNS1=192.0.2.1\nPEERDNS=no\n");
	is_answer(ANSWER_USER, "new");
	is_answer(ANSWER_DNS, "192.0.2.1");
}

/* Fails if it becomes +ipv6 alone: the addresses of both ends would be others. */
static void addresses_of_ipv6(void)
{
	read_text("plugin rp-pppoe.so eth1\nipv6 ::1,::2\nuser x\ndefaultroute\n");
	is_answer(ANSWER_IPV6, "yes");
	is_answer(ANSWER_OPTION, "ipv6 ::1,::2\n");
	is_int(lost.count, 0);
	read_text("plugin rp-pppoe.so eth1\nipv6 ,\nuser x\n");
	is_answer(ANSWER_IPV6, "yes");
	is_answer(ANSWER_OPTION, "");
}

/* What others do by default, and this file does not. */
static void a_no_is_no_yes(void)
{
	read_text("ETH=eth1\nUSER=x\nPEERDNS=no\nDEFROUTE=no\n");
	is_answer(ANSWER_DNS, "no");
	ok(has_lost("line 4: DEFROUTE"));
	read_text("ETH=eth1\nUSER=x\nPEERDNS=yes\nDEFROUTE=yes\n");
	is_answer(ANSWER_DNS, "");
	is_int(lost.count, 0);
	read_text("config interface wan\n\toption proto pppoe\n\toption defaultroute 0\n"
		  "\toption auto 0\n");
	ok(has_lost("line 3: defaultroute"));
	is_answer(ANSWER_START, "no");
	read_text("config interface wan\n\toption proto pppoe\n\toption defaultroute 1\n"
		  "\toption auto 1\n");
	is_answer(ANSWER_START, "");
	is_int(lost.count, 0);
}

/* pppd asks for neither by itself. Fails if setup does, unsaid. */
static void what_is_not_there(void)
{
	read_text("plugin rp-pppoe.so eth1\nuser x\n");
	is_answer(ANSWER_DNS, "no");
	is_int(lost.count, 1);
	ok(has_lost("no defaultroute: the link gets default routes"));
	read_text("plugin rp-pppoe.so eth1\nuser x\nusepeerdns\nreplacedefaultroute\n");
	is_answer(ANSWER_DNS, "peer");
	is_int(lost.count, 0);
	read_text("plugin pppoe-clamp.so\nnic-eth1\nuser x\nfailover-metric 7\n");
	is_answer(ANSWER_FAILOVER, "7");
	is_int(lost.count, 0);
}

/* Fails if two lines become one. */
static void one_line_of_vyos(void)
{
	read_text("set interfaces pppoe pppoe0 authentication username 'x'\n"
		  "set interfaces pppoe pppoe1 authentication username 'y'\n"
		  "set interfaces pppoe pppoe1 mtu '1400'\n"
		  "set interfaces pppoe pppoe0 source-interface 'eth1'\n");
	is_answer(ANSWER_USER, "x");
	is_answer(ANSWER_MTU, "");
	is_answer(ANSWER_INTERFACE, "eth1");
	is_int(lost.count, 2);
	ok(has_lost("line 2: pppoe1: one line is set up at a time"));
}

/* What is lost is said; what is secret is not. */
static void no_secret_is_said(void)
{
	read_text("plugin rp-pppoe.so eth1\nuser x\npassword \"@/secret\"\ndefaultroute\n");
	is_int(lost.count, 1);
	ok(has_lost("password: expected") && !has_lost("secret"));
}

/*
 * What pppd takes for the password, wherever it is, is taken; the rest is no option, and not shown.
 * Each row fails if the words are those of a line, or are not read as pppd's getword() does.
 */
static void words_of_pppd(void)
{
	static const struct {
		const char *text, *password;
	} rows[] = {
		{ "password\n  \"S3cretWord\"\n", "S3cretWord" },
		{ "password # here:\n\n'S3cretWord'\n", "S3cretWord" },
		{ "password \\\nS3cretWord\n", "S3cretWord" },
		{ "password S3cret\\\nWord\n", "S3cretWord" },
		{ "password S3cret#Word\n", "S3cret" },
		{ "password \"S3cret\\s\\x23\\127ord\\\"\"\n", "S3cret #Word\"" },
		{ "password \"S3cret \nWord\"\n", "" },
		{ "user password S3cretWord\n", "" },
		{ "frobnicate password\nS3cretWord\n", "" },
	};
	char text[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "plugin rp-pppoe.so eth1\n%smtu 1400", rows[i].text);
		read_text(text);
		is_answer(ANSWER_PASSWORD, rows[i].password);
		is_answer(ANSWER_MTU, "1400");
		ok(!has_lost("S3cret") && !has_lost("Word"));
	}
}

/* Fails if a line ends where pppd sees no end, or lines within a word do not count. */
static void lines_of_pppd(void)
{
	read_text(
		"user \"a\nb\"\nplugin rp-pppoe.so \\\neth1\nplugin rp-pppoe.so\nfrobnicate 7 \\\n 8\n"
		"mtu\n1400 defaultroute");
	is_int(lost.count, 2);
	ok(has_lost("line 1: user: expected"));
	ok(has_lost("line 6: frobnicate: "));
	is_answer(ANSWER_INTERFACE, "eth1");
	is_answer(ANSWER_MTU, "1400");
}

/* Fails if a backslash is more than itself there, as it is between double quotes. */
static void in_single_quotes(void)
{
	read_text("config interface wan\n\toption proto pppoe\n\toption password 'a\\b\\'\n"
		  "\toption username \"c\\\"d\"\n");
	is_answer(ANSWER_PASSWORD, "a\\b\\");
	is_answer(ANSWER_USER, "c\"d");
	read_text("set interfaces pppoe pppoe0 authentication password 'a\\b'\n");
	is_answer(ANSWER_PASSWORD, "a\\b");
	read_text("ETH=eth1\nUSER='a\\b'\n");
	is_answer(ANSWER_USER, "a\\b");
}

static void something_else(void)
{
	read_text("");
	is_int(kind, IMPORT_UNKNOWN);
	read_text("[Match]\nName=eth1\n");
	is_int(kind, IMPORT_UNKNOWN);
}

int main(void)
{
	test(pppoeconf);
	test(user_mode);
	test(our_own);
	test(rp_pppoe);
	test(openwrt);
	test(vyos);
	test(older_vyos);
	test(several_options_in_a_line);
	test(name_of_a_user);
	test(number_of_an_interface);
	test(the_last_value_counts);
	test(addresses_of_ipv6);
	test(a_no_is_no_yes);
	test(what_is_not_there);
	test(one_line_of_vyos);
	test(no_secret_is_said);
	test(words_of_pppd);
	test(lines_of_pppd);
	test(in_single_quotes);
	test(something_else);
	import_free(&lost);
	return done_testing();
}

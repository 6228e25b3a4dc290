// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan_parts.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>

#include "list.h"
#include "say.h"
#include "words.h"

#define NETWORKD_UNITS "systemd-networkd.socket systemd-networkd.service"
#define LEASES 100 /* addresses that DHCP gives */

static void put_sysctl(struct draft *d, FILE *file, const char *name, const char *value)
{
	struct plan_sysctl *s = list_add(&d->plan->sysctls);

	snprintf(s->name, sizeof(s->name), "%s", name);
	s->value = value;
	fprintf(file, "%s = %s\n", name, value);
}

/* Once it forwards, the kernel drops the default routes of advertisements, and takes no more. */
static void put_advertised(struct draft *d, FILE *file)
{
	char name[PLAN_SYSCTL_SIZE], interface[IFNAMSIZ];
	const char *rest = d->w->advertised ? d->w->advertised : "";

	while (words_next(&rest, interface, sizeof(interface))) {
		snprintf(name, sizeof(name), "net/ipv6/conf/%s/accept_ra", interface);
		put_sysctl(d, file, name, "2");
	}
}

void plan_lan_forwarding(struct draft *d)
{
	FILE *file;

	if (!answers_have_lan(d->a))
		return;
	file = draft_begin_file(d);
	put_sysctl(d, file, "net.ipv4.ip_forward", "1");
	if (draft_yes(d, ANSWER_IPV6)) {
		put_advertised(d, file);
		put_sysctl(d, file, "net.ipv6.conf.all.forwarding", "1");
	}
	draft_add_file(d,
		       say_text("/etc/sysctl.d/60-pppoe-clamp-%s.conf", draft_get(d, ANSWER_NAME)),
		       draft_end_file(d, file), "packets of the LAN are forwarded");
}

/* Rules */

/* The link, its backup, and those words */
static void put_link_set(const struct draft *d, FILE *file, const char *uplinks)
{
	const char *backup = draft_get(d, ANSWER_BACKUP);
	const bool many = draft_has_backup(d) || uplinks;
	char name[ANSWERS_SIZE];

	fprintf(file, "%s\"%s\"", many ? "{ " : "", draft_get(d, ANSWER_LINK));
	if (draft_has_backup(d))
		fprintf(file, ", \"%.*s\"", (int)strcspn(backup, " "), backup);
	while (uplinks && words_next(&uplinks, name, sizeof(name)))
		fprintf(file, ", \"%s\"", name);
	fputs(many ? " }" : "", file);
}

/* Who is logged in by another uplink is not shut out: it is outside for the LAN alone. */
static void put_firewall(const struct draft *d, FILE *file)
{
	static const char *const hooks[] = { "input", "forward" };

	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		fprintf(file,
			"\tchain %s {\n\t\ttype filter hook %s priority filter; policy accept;\n"
			"\t\tiifname ",
			hooks[i], hooks[i]);
		put_link_set(d, file, i ? draft_uplinks(d) : NULL);
		fputs(" jump arriving\n\t}\n", file);
	}
	fputs("\t# Replies, what somebody here has redirected, ICMP (1 and 58, as a small system has\n"
	      "\t# no names of protocols), and DHCPv6 from the line\n"
	      "\tchain arriving {\n"
	      "\t\tct state established,related accept\n"
	      "\t\tct status dnat accept\n"
	      "\t\tmeta l4proto { 1, 58 } accept\n"
	      "\t\tip6 saddr fe80::/10 udp dport 546 accept\n"
	      "\t\tdrop\n"
	      "\t}\n",
	      file);
}

static void put_nat(const struct draft *d, FILE *file)
{
	fputs("\tchain postrouting {\n"
	      "\t\ttype nat hook postrouting priority srcnat; policy accept;\n"
	      "\t\tmeta nfproto ipv4 oifname ",
	      file);
	put_link_set(d, file, draft_uplinks(d));
	fputs(" masquerade\n\t}\n", file);
}

/* Loaded again and again: it replaces its own table, and touches no other. */
static void add_rules(struct draft *d, const char *path)
{
	const char *name = draft_get(d, ANSWER_NAME);
	const bool by_hand = draft_is(d, ANSWER_START, "no");
	FILE *file = draft_begin_file(d);

	fprintf(file,
		"table inet router-%s\ndelete table inet router-%s\n"
		"table inet router-%s {\n",
		name, name, name);
	if (draft_yes(d, ANSWER_FIREWALL))
		put_firewall(d, file);
	if (draft_translates(d))
		put_nat(d, file);
	fputs("}\n", file);
	draft_add_file(d, say_text("%s", path), draft_end_file(d, file),
		       answers_have_lan(d->a) ? "rules for the LAN"
					      : "what may come in by the line");
	draft_add_action(d,
			 by_hand ? "loads them now"
				 : "loads them now; the link loads them again before it starts",
			 say_text("nft -f %s", path), NULL,
			 say_text("nft delete table inet router-%s", name));
}

/* As a pattern: of a file that a purge has removed, nft would load nothing at all. */
static void include_rules(struct draft *d)
{
	char *line = say_text("include \"/etc/pppoe-clamp/%s.nf[t]\"\n", draft_get(d, ANSWER_NAME));

	draft_add_lines(d, "/etc/nftables.conf", line, false,
			"so that they come back when it is loaded");
	free(line);
}

void plan_lan_rules(struct draft *d)
{
	char *path = draft_rules_path(d);

	if (draft_has_rules(d))
		add_rules(d, path);
	if (draft_has_rules(d) && draft_uplinks(d))
		draft_add_remark(d, say_text("other uplinks: %s; what comes in there for this "
					     "machine itself passes as before",
					     draft_uplinks(d)));
	if (draft_has_rules(d) && d->w->reads_nftables)
		include_rules(d);
	free(path);
}

/* Interfaces */

void plan_lan_from_nm(struct draft *d)
{
	const char *name = draft_get(d, ANSWER_NAME), *lan = draft_get(d, ANSWER_LAN);
	FILE *file;

	if (!draft_takes_from_nm(d))
		return;
	file = draft_begin_file(d);
	fprintf(file, "[device-pppoe-clamp-%s]\nmatch-device=interface-name:%s\nmanaged=0\n", name,
		lan);
	draft_add_file(d, say_text("/etc/NetworkManager/conf.d/pppoe-clamp-%s.conf", name),
		       draft_end_file(d, file), "whose the LAN's interface is not");
	draft_add_action(d, "and now", say_text("nmcli device set %s managed no", lan), NULL,
			 say_text("nmcli device set %s managed yes", lan));
	/* It leaves alone what interfaces(5) has, and reads that once. */
	if (draft_gives_address(d, "ifupdown"))
		draft_add_action(d, "", NULL, NULL,
				 say_text("systemctl try-restart NetworkManager.service"));
}

static char *network_path(const struct draft *d, const char *interface)
{
	return say_text("/etc/systemd/network/05-pppoe-clamp-%s-%s.network",
			draft_get(d, ANSWER_NAME), interface);
}

/* What it has already, from a file of its own, stays. */
static char *lan_path(const struct draft *d)
{
	if (!d->w->lan_file)
		return network_path(d, draft_get(d, ANSWER_LAN));
	return say_text("/etc/systemd/network/%s.d/pppoe-clamp-%s.conf", d->w->lan_file,
			draft_get(d, ANSWER_NAME));
}

/* dnsmasq advertises what the interface has, where there is one. */
static void put_prefix(const struct draft *d, FILE *file)
{
	const bool advertises = d->w->lacks_dnsmasq && draft_yes(d, ANSWER_RA);

	fprintf(file,
		"DHCPPrefixDelegation=yes\n%s\n[DHCPPrefixDelegation]\nUplinkInterface=%s\n%s",
		advertises ? "IPv6SendRA=yes\n" : "", draft_get(d, ANSWER_LINK),
		advertises ? "" : "Announce=no\n");
}

static void add_lan_network(struct draft *d)
{
	FILE *file = draft_begin_file(d);

	if (d->w->lan_file)
		fputs("[Network]\n", file);
	else
		fprintf(file,
			"[Match]\nName=%s\n\n[Link]\nRequiredForOnline=no\n\n"
			"[Network]\nKeepConfiguration=yes\nIPv6AcceptRA=no\n",
			draft_get(d, ANSWER_LAN));
	if (draft_gives_address(d, "networkd"))
		fprintf(file, "ConfigureWithoutCarrier=yes\nAddress=%s\n",
			draft_get(d, ANSWER_LAN_ADDRESS));
	if (draft_yes(d, ANSWER_PD))
		put_prefix(d, file);
	draft_add_file(d, lan_path(d), draft_end_file(d, file), "addresses of the LAN's interface");
}

static void add_link_network(struct draft *d)
{
	FILE *file = draft_begin_file(d);

	/* networkd would set it up, and Linux before 6.2 lets pppd name nothing that is up. */
	fprintf(file,
		"[Match]\nName=%s\n\n[Link]\nActivationPolicy=manual\nRequiredForOnline=no\n\n"
		"[Network]\nKeepConfiguration=yes\nDHCP=ipv6\n"
		"IPv6AcceptRA=no\n\n[DHCPv6]\nWithoutRA=solicit\nUseAddress=no\nUseDNS=no\n",
		draft_get(d, ANSWER_LINK));
	draft_add_file(d, network_path(d, draft_get(d, ANSWER_LINK)), draft_end_file(d, file),
		       "asks the provider for a prefix");
}

/* networkd is told to keep what is there, and so leaves its own, too. */
static void take_address_back(struct draft *d)
{
	if (draft_gives_address(d, "networkd"))
		draft_add_action(d, "", NULL, NULL,
				 say_text("ip address del %s dev %s",
					  draft_get(d, ANSWER_LAN_ADDRESS),
					  draft_get(d, ANSWER_LAN)));
}

/* With it comes a unit that has a boot wait for interfaces, of which ours are none. */
static void enable_networkd(struct draft *d)
{
	draft_add_action(d, "starts networkd, at each boot",
			 say_text("systemctl enable --now systemd-networkd.service"),
			 say_text("systemctl disable --now " NETWORKD_UNITS), NULL);
	draft_add_action(d, "has no boot wait for it",
			 say_text("systemctl disable systemd-networkd-wait-online.service"), NULL,
			 NULL);
}

void plan_lan_networks(struct draft *d)
{
	if (answers_have_lan(d->a) && draft_yes(d, ANSWER_IPV6) && d->w->has_old_networkd)
		draft_add_remark(d, say_text("nobody asks for a prefix: this systemd-networkd is "
					     "older than version 250; pppoe-clamp-prefix(5) has "
					     "another client"));
	if (!draft_needs_networkd(d))
		return;
	add_lan_network(d);
	take_address_back(d);
	if (draft_yes(d, ANSWER_PD))
		add_link_network(d);
	if (d->w->has_networkd)
		draft_add_action(d, "has networkd read them", say_text("networkctl reload"), NULL,
				 say_text("networkctl reload"));
	else if (draft_starts_networkd(d))
		draft_add_action(d, "starts networkd",
				 say_text("systemctl start systemd-networkd.service"),
				 say_text("systemctl stop " NETWORKD_UNITS), NULL);
	else
		enable_networkd(d);
}

/* Names and addresses */

struct range {
	struct in_addr first, last;
};

/* A hundred addresses of the LAN, ours not among them. */
static struct range leases_of(const char *address)
{
	const unsigned int bits = (unsigned int)strtoul(strchr(address, '/') + 1, NULL, 10);
	const uint32_t mask = UINT32_MAX << (32 - bits);
	char text[INET_ADDRSTRLEN];
	struct in_addr own = { 0 };
	uint32_t first, last, host;

	snprintf(text, sizeof(text), "%.*s", (int)strcspn(address, "/"), address);
	inet_pton(AF_INET, text, &own);
	host = ntohl(own.s_addr);
	first = (host & mask) + 1;
	last = (host | ~mask) - 1;
	if (host - first > last - host)
		last = host - 1;
	else
		first = host + 1;
	if (last - first >= LEASES * 2)
		first = host < first ? first + LEASES - 2 : first;
	if (last - first >= LEASES)
		last = first + LEASES - 1;
	return (struct range){ { htonl(first) }, { htonl(last) } };
}

static void put_servers(const struct draft *d, FILE *file)
{
	char copy[ANSWERS_SIZE], *rest = copy, *word;

	if (draft_is(d, ANSWER_DNS, "no"))
		return;
	fputs("no-resolv\n", file);
	if (draft_is(d, ANSWER_DNS, "peer")) {
		fputs("servers-file=/run/pppoe-clamp/dns/servers\n", file);
		return;
	}
	snprintf(copy, sizeof(copy), "%s", draft_get(d, ANSWER_DNS));
	while ((word = strsep(&rest, ",")) != NULL)
		fprintf(file, "server=%s\n", word);
}

static void put_leases(const struct draft *d, FILE *file)
{
	char first[INET_ADDRSTRLEN], last[INET_ADDRSTRLEN];
	struct range r;

	if (draft_yes(d, ANSWER_DHCP)) {
		r = leases_of(draft_get(d, ANSWER_LAN_ADDRESS));
		inet_ntop(AF_INET, &r.first, first, sizeof(first));
		inet_ntop(AF_INET, &r.last, last, sizeof(last));
		fprintf(file, "dhcp-range=%s,%s,12h\n", first, last);
	}
	if (draft_yes(d, ANSWER_RA) && draft_yes(d, ANSWER_IPV6))
		fprintf(file, "enable-ra\ndhcp-range=::,constructor:%s,ra-stateless,12h\n",
			draft_get(d, ANSWER_LAN));
}

/* What is not written for dnsmasq, and why */
static void remark_dnsmasq(struct draft *d)
{
	if (answers_have_lan(d->a) && d->w->has_dhcp)
		draft_add_remark(d,
				 say_text("dnsmasq has a dhcp-range already, and is left as it is; "
					  "--dhcp and --ra yes add to it"));
	if (answers_have_lan(d->a) && d->w->misses_dnsmasq)
		draft_add_remark(d, say_text("nothing gives addresses to hosts of the LAN: apt "
					     "install dnsmasq, then pppoe-clamp setup %s",
					     draft_get(d, ANSWER_NAME)));
	if (!draft_is(d, ANSWER_DNS, "no") && !draft_is(d, ANSWER_DNS, "peer"))
		draft_add_remark(d, say_text("nobody asks %s for names: setup has nothing for "
					     "dnsmasq to do; /etc/resolv.conf is yours",
					     draft_get(d, ANSWER_DNS)));
}

/* This machine's own names: who has them from dnsmasq as well. It runs by then. */
static void add_resolved(struct draft *d)
{
	FILE *file;

	if (!d->w->has_resolved || draft_is(d, ANSWER_DNS, "no"))
		return;
	file = draft_begin_file(d);
	fputs("[Resolve]\nDNS=127.0.0.1\n", file);
	draft_add_file(d,
		       say_text("/etc/systemd/resolved.conf.d/pppoe-clamp-%s.conf",
				draft_get(d, ANSWER_NAME)),
		       draft_end_file(d, file), "this machine asks dnsmasq for names");
	draft_add_action(d, "has resolved read it",
			 say_text("systemctl try-restart systemd-resolved.service"), NULL,
			 say_text("systemctl try-restart systemd-resolved.service"));
}

/* hooks/dns knows what a peer of pppd names, and nothing of DHCP by another interface. */
static void remark_servers(struct draft *d)
{
	if (draft_is(d, ANSWER_DNS, "peer") && draft_uplinks(d))
		draft_add_remark(d,
				 say_text("dnsmasq asks the servers of pppd's links alone, and so "
					  "none by %s; with --dns ADDRESS,... it asks these by "
					  "any uplink",
					  draft_uplinks(d)));
}

void plan_lan_dnsmasq(struct draft *d)
{
	FILE *file;

	if (!plan_needs_dnsmasq(d->a, d->w->lacks_dnsmasq)) {
		remark_dnsmasq(d);
		return;
	}
	file = draft_begin_file(d);
	fprintf(file, "interface=%s\n%s", draft_get(d, ANSWER_LAN),
		d->w->has_bind_interfaces ? "" : "bind-dynamic\n");
	put_leases(d, file);
	put_servers(d, file);
	remark_servers(d);
	draft_add_file(d, say_text("/etc/dnsmasq.d/pppoe-clamp-%s.conf", draft_get(d, ANSWER_NAME)),
		       draft_end_file(d, file), "addresses and names for the LAN");
	if (d->w->dnsmasq_is_off)
		draft_add_action(d, "starts dnsmasq at each boot",
				 say_text("systemctl enable dnsmasq.service"),
				 say_text("systemctl disable --now dnsmasq.service"), NULL);
	draft_add_action(d, "has dnsmasq read it", say_text("systemctl restart dnsmasq.service"),
			 NULL, say_text("systemctl try-restart dnsmasq.service"));
	add_resolved(d);
}

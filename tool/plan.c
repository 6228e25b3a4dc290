// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "say.h"
#include "secrets.h"
#include "words.h"

#define LEASES 100 /* addresses that DHCP gives */

/* One plan in the making. */
struct maker {
	struct plan *plan;
	const struct answers *a;
	const struct plan_world *w;
	char device[ANSWERS_SIZE];
	char *text; /* of the file that is written now */
	size_t size;
};

static const char *get(const struct maker *m, enum answer which)
{
	return m->a->text[which];
}

static bool yes(const struct maker *m, enum answer which)
{
	return answers_say_yes(m->a, which);
}

static bool is(const struct maker *m, enum answer which, const char *value)
{
	return !strcmp(get(m, which), value);
}

static FILE *begin_text(struct maker *m)
{
	FILE *file = open_memstream(&m->text, &m->size);

	if (!file)
		exit(say_no_memory());
	return file;
}

static char *end_text(struct maker *m, FILE *file)
{
	if (fclose(file) == EOF)
		exit(say_no_memory());
	return m->text;
}

/* A file that begins with the line that says whose it is. */
static FILE *begin_file(struct maker *m)
{
	FILE *file = begin_text(m);

	fprintf(file,
		"# Made by `pppoe-clamp setup`; `pppoe-clamp setup --remove %s` removes it.\n",
		get(m, ANSWER_NAME));
	return file;
}

static struct plan_file *add_file(struct maker *m, char *path, char *text, const char *what)
{
	struct plan_file *f = list_add(&m->plan->files);

	f->path = path;
	f->text = text;
	f->what = what;
	f->mode = 0644;
	return f;
}

static void add_action(struct maker *m, const char *what, char *command, char *undo,
		       char *undo_after)
{
	struct plan_action *a = list_add(&m->plan->actions);

	a->what = what;
	a->command = command;
	a->undo = undo;
	a->undo_after = undo_after;
}

static char *nothing(void)
{
	return say_text("%s", "");
}

static void add_remark(struct maker *m, char *text)
{
	*list_add(&m->plan->remarks) = text;
}

void plan_device(char *ret, size_t size, const struct answers *a)
{
	const char *vlan = a->text[ANSWER_VLAN];

	snprintf(ret, size, "%.15s%s%.4s", a->text[ANSWER_INTERFACE], *vlan ? "." : "", vlan);
}

static bool makes_vlan(const struct maker *m)
{
	return *get(m, ANSWER_VLAN) && !m->w->has_vlan;
}

static bool has_rules(const struct maker *m)
{
	return answers_have_lan(m->a) && (yes(m, ANSWER_NAT) || yes(m, ANSWER_FIREWALL));
}

bool plan_needs_dnsmasq(const struct answers *a)
{
	return answers_have_lan(a) &&
	       (answers_say_yes(a, ANSWER_DHCP) ||
		(answers_say_yes(a, ANSWER_RA) && answers_say_yes(a, ANSWER_IPV6)));
}

static bool has_backup(const struct maker *m)
{
	return *get(m, ANSWER_BACKUP) && !is(m, ANSWER_BACKUP, "no");
}

static char *rules_path(const struct maker *m)
{
	return say_text("/etc/pppoe-clamp/%s.nft", get(m, ANSWER_NAME));
}

/* Peers file */

static void put_quoted(FILE *file, const char *option, const char *value)
{
	if (!*value)
		return;
	fprintf(file, "%s ", option);
	words_quote(file, value);
	fputc('\n', file);
}

static void put_mtu(const struct maker *m, FILE *file)
{
	const char *mtu = get(m, ANSWER_MTU);

	if (!strcmp(mtu, "auto"))
		fputs("pppoe-max-payload auto\n", file);
	else
		fprintf(file, "mtu %s\nmru %s\n", mtu, mtu);
	if (!is(m, ANSWER_CLAMP, "auto"))
		fprintf(file, "clamp-mss %s\n", get(m, ANSWER_CLAMP));
}

static void put_routes(const struct maker *m, FILE *file)
{
	if (is(m, ANSWER_FAILOVER, "no"))
		fputs("defaultroute\nlcp-echo-interval 5\nlcp-echo-failure 4\n", file);
	else
		fprintf(file, "failover-metric %s\n", get(m, ANSWER_FAILOVER));
}

static void add_peer(struct maker *m)
{
	FILE *file = begin_file(m);

	fprintf(file, "plugin pppoe-clamp.so\nnic-%s\nifname %s\n", m->device, get(m, ANSWER_LINK));
	put_quoted(file, "user", get(m, ANSWER_USER));
	fputs("noauth\nhide-password\nnoipdefault\npersist\nmaxfail 0\n", file);
	put_quoted(file, "pppoe-service", get(m, ANSWER_SERVICE));
	put_quoted(file, "pppoe-ac", get(m, ANSWER_AC));
	put_routes(m, file);
	put_mtu(m, file);
	fputs(yes(m, ANSWER_IPV6) ? "+ipv6\n" : "noipv6\n", file);
	if (is(m, ANSWER_DNS, "peer"))
		fputs("usepeerdns\n", file);
	fputs(get(m, ANSWER_OPTION), file);
	add_file(m, say_text("/etc/ppp/peers/%s", get(m, ANSWER_NAME)), end_text(m, file),
		 "what pppd is told");
}

/* Secrets */

static void add_secrets(struct maker *m)
{
	static const char *const paths[] = { "/etc/ppp/chap-secrets", "/etc/ppp/pap-secrets" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *before = m->w->before(m->w->context, paths[i]);
		struct plan_file *f =
			add_file(m, say_text("%s", paths[i]),
				 secrets_set(before, get(m, ANSWER_USER), get(m, ANSWER_PASSWORD)),
				 "the password");

		f->mode = 0600;
		f->secret = f->shared = true;
	}
}

/* Lines in a file of others */

/* As whole lines: not in a comment */
static bool has_lines(const char *text, const char *lines)
{
	for (const char *at = text; (at = strstr(at, lines)) != NULL; at++)
		if (at == text || at[-1] == '\n')
			return true;
	return false;
}

/* Before those of others where the first line counts that fits. */
static void add_lines(struct maker *m, const char *path, const char *lines, bool first,
		      const char *what)
{
	const char *before = m->w->before(m->w->context, path);
	const size_t len = before ? strlen(before) : 0;

	if (len && has_lines(before, lines))
		return;
	add_file(m, say_text("%s", path),
		 say_text("%s%s%s%s", first ? lines : "", before ? before : "",
			  len && !first && before[len - 1] != '\n' ? "\n" : "", first ? "" : lines),
		 what)
		->shared = true;
}

/* Rules */

static void put_link_set(const struct maker *m, FILE *file)
{
	const char *backup = get(m, ANSWER_BACKUP);

	if (has_backup(m))
		fprintf(file, "{ \"%s\", \"%.*s\" }", get(m, ANSWER_LINK),
			(int)strcspn(backup, " "), backup);
	else
		fprintf(file, "\"%s\"", get(m, ANSWER_LINK));
}

static void put_firewall(const struct maker *m, FILE *file)
{
	static const char *const hooks[] = { "input", "forward" };

	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		fprintf(file,
			"\tchain %s {\n\t\ttype filter hook %s priority filter; policy accept;\n"
			"\t\tiifname ",
			hooks[i], hooks[i]);
		put_link_set(m, file);
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

static void put_nat(const struct maker *m, FILE *file)
{
	fputs("\tchain postrouting {\n"
	      "\t\ttype nat hook postrouting priority srcnat; policy accept;\n"
	      "\t\tmeta nfproto ipv4 oifname ",
	      file);
	put_link_set(m, file);
	fputs(" masquerade\n\t}\n", file);
}

/* Loaded again and again: it replaces its own table, and touches no other. */
static void add_rules(struct maker *m)
{
	const char *name = get(m, ANSWER_NAME);
	char *path = rules_path(m);
	FILE *file;

	if (has_rules(m)) {
		file = begin_file(m);
		fprintf(file,
			"table inet router-%s\ndelete table inet router-%s\n"
			"table inet router-%s {\n",
			name, name, name);
		if (yes(m, ANSWER_FIREWALL))
			put_firewall(m, file);
		if (yes(m, ANSWER_NAT))
			put_nat(m, file);
		fputs("}\n", file);
		add_file(m, say_text("%s", path), end_text(m, file), "rules for the LAN");
		add_action(m, "loads them now; the link loads them again before it starts",
			   say_text("nft -f %s", path), nothing(),
			   say_text("nft delete table inet router-%s", name));
	}
	/* As a pattern: of a file that a purge has removed, nft would load nothing at all. */
	if (has_rules(m) && m->w->reads_nftables) {
		char *line = say_text("include \"/etc/pppoe-clamp/%s.nf[t]\"\n", name);

		add_lines(m, "/etc/nftables.conf", line, false,
			  "so that they come back when it is loaded");
		free(line);
	}
	free(path);
}

static void add_forwarding(struct maker *m)
{
	static const struct plan_sysctl wanted[] = {
		{ "net.ipv4.ip_forward", "1" },
		{ "net.ipv6.conf.all.forwarding", "1" },
	};
	FILE *file;

	if (!answers_have_lan(m->a))
		return;
	file = begin_file(m);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (i && !yes(m, ANSWER_IPV6))
			break;
		fprintf(file, "%s = %s\n", wanted[i].name, wanted[i].value);
		*list_add(&m->plan->sysctls) = wanted[i];
	}
	add_file(m, say_text("/etc/sysctl.d/60-pppoe-clamp-%s.conf", get(m, ANSWER_NAME)),
		 end_text(m, file), "packets of the LAN are forwarded");
}

/* Interfaces */

/* Has the LAN's interface its address by this one? */
static bool gives_address(const struct maker *m, const char *network)
{
	return answers_have_lan(m->a) && is(m, ANSWER_NETWORK, network) &&
	       *get(m, ANSWER_LAN_ADDRESS) && !m->w->has_lan_address;
}

static bool needs_networkd(const struct maker *m)
{
	return answers_have_lan(m->a) && (yes(m, ANSWER_PD) || gives_address(m, "networkd"));
}

/* With the link, and by nothing else: to enable it makes a boot wait for it. */
static bool starts_networkd(const struct maker *m)
{
	return needs_networkd(m) && !m->w->has_networkd && is(m, ANSWER_START, "unit");
}

static char *network_path(const struct maker *m, const char *interface)
{
	return say_text("/etc/systemd/network/05-pppoe-clamp-%s-%s.network", get(m, ANSWER_NAME),
			interface);
}

static void add_lan_network(struct maker *m)
{
	FILE *file = begin_file(m);

	fprintf(file,
		"[Match]\nName=%s\n\n[Link]\nRequiredForOnline=no\n\n"
		"[Network]\nKeepConfiguration=yes\nIPv6AcceptRA=no\n",
		get(m, ANSWER_LAN));
	if (gives_address(m, "networkd"))
		fprintf(file, "ConfigureWithoutCarrier=yes\nAddress=%s\n",
			get(m, ANSWER_LAN_ADDRESS));
	if (yes(m, ANSWER_PD))
		fprintf(file,
			"DHCPPrefixDelegation=yes\n\n[DHCPPrefixDelegation]\n"
			"UplinkInterface=%s\nAnnounce=no\n",
			get(m, ANSWER_LINK));
	add_file(m, network_path(m, get(m, ANSWER_LAN)), end_text(m, file),
		 "addresses of the LAN's interface");
}

static void add_link_network(struct maker *m)
{
	FILE *file = begin_file(m);

	fprintf(file,
		"[Match]\nName=%s\n\n[Link]\nRequiredForOnline=no\n\n"
		"[Network]\nKeepConfiguration=yes\nDHCP=ipv6\n"
		"IPv6AcceptRA=no\n\n[DHCPv6]\nWithoutRA=solicit\nUseAddress=no\nUseDNS=no\n",
		get(m, ANSWER_LINK));
	add_file(m, network_path(m, get(m, ANSWER_LINK)), end_text(m, file),
		 "asks the provider for a prefix");
}

/* networkd is told to keep what is there, and so leaves its own, too. */
static void take_address_back(struct maker *m)
{
	if (gives_address(m, "networkd"))
		add_action(m, "", nothing(), nothing(),
			   say_text("ip address del %s dev %s", get(m, ANSWER_LAN_ADDRESS),
				    get(m, ANSWER_LAN)));
}

static void add_networks(struct maker *m)
{
	if (!needs_networkd(m))
		return;
	add_lan_network(m);
	take_address_back(m);
	if (yes(m, ANSWER_PD))
		add_link_network(m);
	if (m->w->has_networkd)
		add_action(m, "has networkd read them", say_text("networkctl reload"), nothing(),
			   say_text("networkctl reload"));
	else
		add_action(m, "starts networkd",
			   say_text("systemctl %s systemd-networkd.service",
				    starts_networkd(m) ? "start" : "enable --now"),
			   say_text("systemctl %s systemd-networkd.socket "
				    "systemd-networkd.service",
				    starts_networkd(m) ? "stop" : "disable --now"),
			   nothing());
}

/* What comes before pppd: the line's interface, which may be there, and the rules. */
static void put_preparation(const struct maker *m, FILE *file, const char *first,
			    const char *may_fail, const char *or_not)
{
	const char *parent = get(m, ANSWER_INTERFACE);
	char *rules = rules_path(m);

	if (makes_vlan(m)) {
		fprintf(file, "%s%sip link add link %s name %s type vlan id %s%s\n", first,
			may_fail, parent, m->device, get(m, ANSWER_VLAN), or_not);
		fprintf(file, "%sip link set %s up\n", first, parent);
	}
	if (has_rules(m))
		fprintf(file, "%snft -f %s\n", first, rules);
	free(rules);
}

static void add_drop_in(struct maker *m)
{
	FILE *file;

	if (!makes_vlan(m) && !has_rules(m) && !starts_networkd(m))
		return;
	file = begin_file(m);
	if (starts_networkd(m))
		fputs("[Unit]\nWants=systemd-networkd.service\n\n", file);
	fputs("[Service]\n", file);
	put_preparation(m, file, "ExecStartPre=", "-", "");
	if (makes_vlan(m))
		fprintf(file, "ExecStopPost=-ip link del %s\n", m->device);
	add_file(m,
		 say_text("/etc/systemd/system/pppoe-clamp@%s.service.d/setup.conf",
			  get(m, ANSWER_NAME)),
		 end_text(m, file), "what is done before pppd starts");
}

static void add_unit(struct maker *m)
{
	const char *name = get(m, ANSWER_NAME);

	add_drop_in(m);
	add_action(m, "has systemd read its files", say_text("systemctl daemon-reload"), nothing(),
		   say_text("systemctl daemon-reload"));
	add_action(m, "starts the link at each boot",
		   say_text("systemctl enable pppoe-clamp@%s.service", name),
		   say_text("systemctl disable --now pppoe-clamp@%s.service", name), nothing());
	/* Its start ends when the link is up, which is not waited for without an end. */
	add_action(m, "and now",
		   say_text("systemctl restart --no-block pppoe-clamp@%s.service", name), nothing(),
		   nothing());
}

static void put_lan_stanza(const struct maker *m, FILE *file)
{
	const char *lan = get(m, ANSWER_LAN);

	fprintf(file, "auto %s\niface %s inet static\n\taddress %s\n", lan, lan,
		get(m, ANSWER_LAN_ADDRESS));
}

static void put_link_stanza(const struct maker *m, FILE *file)
{
	const char *link = get(m, ANSWER_LINK);

	fprintf(file, "auto %s\niface %s inet ppp\n\tprovider %s\n", link, link,
		get(m, ANSWER_NAME));
	put_preparation(m, file, "\tpre-up ", "", " || true");
	/* poff does not wait, and pppd's farewell goes by the VLAN. */
	if (makes_vlan(m))
		fprintf(file,
			"\tpost-down pppoe-clamp down %s 2>/dev/null || true\n"
			"\tpost-down ip link del %s || true\n",
			get(m, ANSWER_NAME), m->device);
}

static void add_stanzas(struct maker *m)
{
	const bool starts = is(m, ANSWER_START, "ifupdown") && !m->w->has_stanza;
	FILE *file;

	if (!gives_address(m, "ifupdown") && !starts)
		return;
	file = begin_file(m);
	if (gives_address(m, "ifupdown"))
		put_lan_stanza(m, file);
	if (starts)
		put_link_stanza(m, file);
	add_file(m, say_text("/etc/network/interfaces.d/pppoe-clamp-%s", get(m, ANSWER_NAME)),
		 end_text(m, file), "interfaces of ifup and ifdown");
	if (gives_address(m, "ifupdown"))
		add_action(m, "gives the LAN's interface its address",
			   say_text("ifup %s", get(m, ANSWER_LAN)),
			   say_text("ifdown %s", get(m, ANSWER_LAN)), nothing());
}

static void start_stanza(struct maker *m)
{
	const char *link = get(m, ANSWER_LINK);

	if (m->w->has_stanza)
		add_remark(m, say_text("interfaces(5) has a stanza with provider %s already: "
				       "it starts the link",
				       get(m, ANSWER_NAME)));
	else
		add_action(m, "starts the link now; each boot does", say_text("ifup %s", link),
			   say_text("ifdown %s", link), nothing());
}

/* Names and addresses for the LAN */

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

static void put_servers(const struct maker *m, FILE *file)
{
	char copy[ANSWERS_SIZE], *rest = copy, *word;

	if (is(m, ANSWER_DNS, "no"))
		return;
	fputs("no-resolv\n", file);
	if (is(m, ANSWER_DNS, "peer")) {
		fputs("servers-file=/run/pppoe-clamp/dns/servers\n", file);
		return;
	}
	snprintf(copy, sizeof(copy), "%s", get(m, ANSWER_DNS));
	while ((word = strsep(&rest, ",")) != NULL)
		fprintf(file, "server=%s\n", word);
}

static void put_leases(const struct maker *m, FILE *file)
{
	char first[INET_ADDRSTRLEN], last[INET_ADDRSTRLEN];
	struct range r;

	if (yes(m, ANSWER_DHCP)) {
		r = leases_of(get(m, ANSWER_LAN_ADDRESS));
		inet_ntop(AF_INET, &r.first, first, sizeof(first));
		inet_ntop(AF_INET, &r.last, last, sizeof(last));
		fprintf(file, "dhcp-range=%s,%s,12h\n", first, last);
	}
	if (yes(m, ANSWER_RA) && yes(m, ANSWER_IPV6))
		fprintf(file, "enable-ra\ndhcp-range=::,constructor:%s,ra-stateless,12h\n",
			get(m, ANSWER_LAN));
}

static void add_dnsmasq(struct maker *m)
{
	FILE *file;

	if (!plan_needs_dnsmasq(m->a))
		return;
	file = begin_file(m);
	fprintf(file, "interface=%s\nbind-dynamic\n", get(m, ANSWER_LAN));
	put_leases(m, file);
	put_servers(m, file);
	add_file(m, say_text("/etc/dnsmasq.d/pppoe-clamp-%s.conf", get(m, ANSWER_NAME)),
		 end_text(m, file), "addresses and names for the LAN");
	add_action(m, "has dnsmasq read it", say_text("systemctl restart dnsmasq.service"),
		   nothing(), say_text("systemctl restart dnsmasq.service"));
}

/* Who gets the name servers that the peer names; without any, pppd's own scripts do. */
static void add_peer_dns(struct maker *m)
{
	static const char path[] = "/etc/pppoe-clamp/dns.conf";
	const char *resolver = plan_needs_dnsmasq(m->a) ? "dnsmasq"
			       : m->w->has_resolved	? "resolved"
							: NULL;
	char *line;

	if (!is(m, ANSWER_DNS, "peer") || !resolver)
		return;
	line = say_text("%s %s\n", get(m, ANSWER_LINK), resolver);
	add_lines(m, path, line, true, "who gets the provider's name servers");
	free(line);
}

/* Is it a primary or a backup in failover.conf? No link may be so twice. */
static bool names_link(const char *text, const char *link)
{
	char line[ANSWERS_SIZE], key[ANSWERS_SIZE], name[ANSWERS_SIZE];

	while (text && words_next_line(&text, line, sizeof(line))) {
		const char *rest = line;

		if (words_next(&rest, key, sizeof(key)) &&
		    (!strcmp(key, "primary") || !strcmp(key, "backup")) &&
		    words_next(&rest, name, sizeof(name)) && !strcmp(name, link))
			return true;
	}
	return false;
}

static void add_backup(struct maker *m)
{
	static const char path[] = "/etc/pppoe-clamp/failover.conf";
	const char *link = get(m, ANSWER_LINK), *rest = get(m, ANSWER_BACKUP);
	const char *before = m->w->before(m->w->context, path);
	char backup[ANSWERS_SIZE], *lines;

	if (!has_backup(m))
		return;
	lines = say_text("primary %s\n\tbackup %s\n", link, rest);
	words_next(&rest, backup, sizeof(backup));
	if (names_link(before, link) || names_link(before, backup))
		add_remark(m, say_text("%s has %s or %s in it already, and stays as it is", path,
				       link, backup));
	else
		add_lines(m, path, lines, false, "what is started when the line is lost");
	free(lines);
	add_action(m, "watches for losses that no hook tells",
		   say_text("systemctl enable --now pppoe-clamp-failover.service"),
		   say_text("systemctl disable --now pppoe-clamp-failover.service"), nothing());
}

/* pppoeconf's own, which adds a rule at each start. */
static void remove_clamp_script(struct maker *m)
{
	static const char path[] = "/etc/ppp/ip-up.d/0clampmss";
	const char *before = m->w->before(m->w->context, path);

	if (before && strstr(before, "pppoeconf"))
		add_file(m, say_text("%s", path), NULL, "a clamp that is in the way");
}

static void start(struct maker *m)
{
	if (is(m, ANSWER_START, "unit"))
		add_unit(m);
	else if (is(m, ANSWER_START, "ifupdown"))
		start_stanza(m);
	else
		add_remark(m, say_text("nothing starts the link: pppoe-clamp up %s",
				       get(m, ANSWER_NAME)));
	if (is(m, ANSWER_START, "no") && makes_vlan(m))
		add_remark(m, say_text("nothing makes %s", m->device));
}

void plan_make(struct plan *ret, const struct answers *a, const struct plan_world *w)
{
	struct maker m = { .plan = ret, .a = a, .w = w };

	*ret = (struct plan){ 0 };
	plan_device(m.device, sizeof(m.device), a);
	add_peer(&m);
	add_secrets(&m);
	add_forwarding(&m);
	add_rules(&m);
	add_networks(&m);
	add_stanzas(&m);
	add_peer_dns(&m);
	add_dnsmasq(&m);
	add_backup(&m);
	remove_clamp_script(&m);
	start(&m);
}

void plan_free(struct plan *p)
{
	for (size_t i = 0; i < p->files.count; i++) {
		free(p->files.items[i].path);
		free(p->files.items[i].text);
	}
	for (size_t i = 0; i < p->actions.count; i++) {
		free(p->actions.items[i].command);
		free(p->actions.items[i].undo);
		free(p->actions.items[i].undo_after);
	}
	for (size_t i = 0; i < p->remarks.count; i++)
		free(p->remarks.items[i]);
	list_free(&p->files);
	list_free(&p->actions);
	list_free(&p->sysctls);
	list_free(&p->remarks);
}

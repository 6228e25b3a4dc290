// SPDX-License-Identifier: GPL-2.0-or-later
#include "surroundings.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/route.h"
#include "files.h"
#include "list.h"
#include "say.h"
#include "services.h"
#include "snapshot.h"
#include "stanza.h"
#include "words.h"

#define LINE_SIZE 512
#define NETWORKD "systemd-networkd.socket systemd-networkd.service"

static const char *keep_text(struct surroundings *s, char *text)
{
	if (text)
		*list_add(&s->texts) = text;
	return text;
}

/* Without what the setup before has made of it */
static const char *read_before(void *context, const char *path)
{
	struct surroundings *s = context;
	const struct ledger_file *f = ledger_file_at(s->ledger, path);
	char *now = files_read(path), *before;

	if (!f)
		return keep_text(s, now);
	if (f->shared && ledger_revert(&before, f, now)) {
		free(now);
		return keep_text(s, before);
	}
	free(now);
	return f->before;
}

int surroundings_take(struct surroundings *s, const struct ledger *l,
		      const struct apply_others *others)
{
	const int err = snapshot_take(&s->facts);

	s->ledger = l;
	s->others = others;
	s->has_dnsmasq = services_have_dnsmasq();
	s->has_old_networkd = services_networkd_is_old();
	if (!err)
		return SAY_WELL;
	say_error("the kernel does not list its interfaces: %s", strerror(-err));
	return SAY_FAILED;
}

void surroundings_free(struct surroundings *s)
{
	for (size_t i = 0; i < s->texts.count; i++)
		free(s->texts.items[i]);
	list_free(&s->texts);
	facts_free(&s->facts);
}

/* One that a host has drawn for itself, for want of a better one (RFC 3927) */
static bool is_drawn(const struct netinfo_address *a)
{
	return a->address[0] == 169 && a->address[1] == 254;
}

bool surroundings_address(const struct surroundings *s, const char *interface,
			  char ret[static SURROUNDINGS_ADDRESS_SIZE])
{
	const struct facts_link *l = facts_link_named(&s->facts, interface);
	char text[INET_ADDRSTRLEN];

	for (size_t i = 0; l && i < s->facts.addresses.count; i++) {
		const struct netinfo_address *a = &s->facts.addresses.items[i];

		if (a->ifindex != l->info.index || a->family != AF_INET || !a->permanent ||
		    is_drawn(a))
			continue;
		inet_ntop(AF_INET, a->address, text, sizeof(text));
		snprintf(ret, SURROUNDINGS_ADDRESS_SIZE, "%.15s/%u", text, a->prefix % 100u);
		return true;
	}
	return false;
}

bool surroundings_has_ppp_beside(const struct surroundings *s, const char *name)
{
	for (size_t i = 0; i < s->facts.links.count; i++) {
		const struct facts_link *l = &s->facts.links.items[i];

		if (l->ppp && strcmp(l->info.name, name) != 0)
			return true;
	}
	return false;
}

/* Did the setup before? */
static bool wrote(const struct surroundings *s, const char *text)
{
	return ledger_wrote(s->ledger, text);
}

/* Has the setup before done what this takes back, or that of another line? */
static bool is_ours(const struct surroundings *s, const char *undo)
{
	bool is = ledger_undoes(s->ledger, undo);

	for (size_t i = 0; i < s->others->count; i++)
		is |= ledger_undoes(&s->others->items[i], undo);
	return is;
}

static bool starts_networkd(const struct surroundings *s)
{
	return is_ours(s, "systemctl stop " NETWORKD) ||
	       is_ours(s, "systemctl disable --now " NETWORKD);
}

/* NULL: none, or it is of the setup before. */
static const char *find_stanza(struct surroundings *s, const char *provider)
{
	char *stanza = stanza_find(provider), *line = say_text("\tprovider %s\n", provider);
	const bool ours = wrote(s, line);

	free(line);
	if (!ours)
		return keep_text(s, stanza);
	free(stanza);
	return NULL;
}

/* Does nothing start it at boot, but maybe the setup before? */
static bool is_by_hand(const struct surroundings *s, const char *stanza)
{
	char *line = say_text("auto %s\n", stanza);
	const bool by_hand = !stanza_is_auto(stanza) || wrote(s, line);

	free(line);
	return by_hand;
}

/* Family and method of somebody's stanza for the LAN's interface; NULL: there is none. */
static const char *find_lan_stanza(struct surroundings *s, const struct answers *a)
{
	char *ours = say_text("/etc/network/interfaces.d/pppoe-clamp-%s", a->text[ANSWER_NAME]);
	const char *method = keep_text(s, stanza_of(a->text[ANSWER_LAN], ours));

	free(ours);
	return method;
}

/* The name of the file that networkd has configured an interface by, if it is not ours. */
static const char *find_network_file(struct surroundings *s, const char *interface)
{
	const struct facts_link *l = facts_link_named(&s->facts, interface);
	char *path = say_text("/run/systemd/netif/links/%u", l ? l->info.index : 0);
	char *text = files_read(path), line[LINE_SIZE];
	const char *rest = text, *found = NULL;

	while (rest && words_next_line(&rest, line, sizeof(line)))
		if (!strncmp(line, "NETWORK_FILE=/", 14) && !strstr(line, "/05-pppoe-clamp-"))
			found = keep_text(s, say_text("%s", strrchr(line, '/') + 1));
	free(text);
	free(path);
	return found;
}

static enum services_nm nm_of(const struct surroundings *s, const char *interface)
{
	const struct facts_link *l = facts_link_named(&s->facts, interface);

	return services_nm_has(interface, l ? l->info.index : 0);
}

/* The interface may have been NetworkManager's before the setup before. */
static bool has_nm(const struct surroundings *s, const char *interface)
{
	const enum services_nm nm = nm_of(s, interface);
	char *line = say_text("=interface-name:%s\n", interface);
	const bool had = wrote(s, line);

	free(line);
	return nm == SERVICES_NM_MANAGES || (nm == SERVICES_NM_LEAVES && had);
}

/* Each drops or rejects what it has no rule or zone for. */
static const char *find_firewall(struct surroundings *s)
{
	if (services_run("firewalld"))
		return "firewalld";
	if (services_ufw_is_on())
		return "ufw";
	return services_run("docker") ? PLAN_DOCKER : keep_text(s, services_find_drop());
}

static bool has_default(const struct surroundings *s, const struct facts_link *l)
{
	bool has = false;

	for (size_t i = 0; i < s->facts.routes.count; i++)
		has |= s->facts.routes.items[i].table == RT_TABLE_MAIN &&
		       s->facts.routes.items[i].ifindex == l->info.index;
	return has;
}

/* Of this setup, or of the one before: the line and its link, the LAN, the backup */
static bool is_of_setup(const struct surroundings *s, const struct answers *a, const char *name)
{
	const size_t len = strcspn(a->text[ANSWER_BACKUP], " ");
	char device[ANSWERS_SIZE], *line = say_text("\nifname %s\n", name);
	const bool was_link = wrote(s, line);

	free(line);
	plan_device(device, sizeof(device), a);
	return was_link || !strcmp(name, a->text[ANSWER_LINK]) ||
	       !strcmp(name, a->text[ANSWER_LAN]) || !strcmp(name, a->text[ANSWER_INTERFACE]) ||
	       !strcmp(name, device) ||
	       (strlen(name) == len && !strncmp(name, a->text[ANSWER_BACKUP], len));
}

/* One that is down now, and had a place in the rules of the setup before, is still one. */
static bool is_uplink(const struct surroundings *s, const struct facts_link *l)
{
	char quoted[IFNAMSIZ + 2];

	snprintf(quoted, sizeof(quoted), "\"%s\"", l->info.name);
	return has_default(s, l) || (l->ethernet && wrote(s, quoted));
}

static const char *find_uplinks(struct surroundings *s, const struct answers *a)
{
	char *found = NULL;

	for (size_t i = 0; i < s->facts.links.count; i++) {
		const struct facts_link *l = &s->facts.links.items[i];
		char *before = found;

		if (!is_uplink(s, l) || is_of_setup(s, a, l->info.name))
			continue;
		found = say_text("%s%s%s", before ? before : "", before ? " " : "", l->info.name);
		free(before);
	}
	return keep_text(s, found);
}

/* As dhclient adds it, and a pppd with `defaultroute`; in the LAN, too */
static const char *find_first_uplink(const struct surroundings *s, const struct answers *a)
{
	for (size_t i = 0; i < s->facts.routes.count; i++) {
		const struct netinfo_route *r = &s->facts.routes.items[i];
		const struct facts_link *l = facts_link_at(&s->facts, r->ifindex);

		if (l && r->table == RT_TABLE_MAIN && !r->metric && r->protocol != ROUTE_PROTOCOL &&
		    strcmp(l->info.name, a->text[ANSWER_LINK]) != 0)
			return l->info.name;
	}
	return NULL;
}

static void suggest(struct answers *a, enum answer which, const char *value)
{
	if (!answers_has(a, which))
		answers_set(a, which, value);
}

static void suggest_lan(struct surroundings *s, struct answers *a)
{
	char address[SURROUNDINGS_ADDRESS_SIZE];

	if (!answers_have_lan(a))
		return;
	if (surroundings_address(s, a->text[ANSWER_LAN], address))
		suggest(a, ANSWER_LAN_ADDRESS, address);
	s->misses_dnsmasq = !s->has_dnsmasq && !answers_has(a, ANSWER_DHCP);
	if (s->has_old_networkd ||
	    (answers_has(a, ANSWER_IPV6) && !answers_say_yes(a, ANSWER_IPV6)))
		suggest(a, ANSWER_PD, "no");
	suggest(a, ANSWER_PD, answers_default(ANSWER_PD));
	if (!s->has_dnsmasq || services_dnsmasq_has("dhcp-range"))
		suggest(a, ANSWER_DHCP, "no");
	if (services_dnsmasq_has("dhcp-range") ||
	    (!s->has_dnsmasq && !answers_say_yes(a, ANSWER_PD)))
		suggest(a, ANSWER_RA, "no");
}

static bool others_wrote(const struct surroundings *s, const char *text)
{
	for (size_t i = 0; i < s->others->count; i++)
		if (ledger_wrote(&s->others->items[i], text))
			return true;
	return false;
}

static bool same_answer(const struct ledger *l, const struct answers *a, enum answer which)
{
	return !strcmp(l->answers.text[which], a->text[which]);
}

/* Neither an interface has its name, nor the link of another setup. */
static bool is_free(const struct surroundings *s, const struct answers *a)
{
	for (size_t i = 0; i < s->others->count; i++)
		if (same_answer(&s->others->items[i], a, ANSWER_LINK))
			return false;
	return strcmp(a->text[ANSWER_LINK], a->text[ANSWER_INTERFACE]) != 0 &&
	       !facts_link_named(&s->facts, a->text[ANSWER_LINK]);
}

static void suggest_link(const struct surroundings *s, struct answers *a)
{
	if (answers_has(a, ANSWER_LINK))
		return;
	for (unsigned int i = 0; !i || !is_free(s, a); i++)
		snprintf(a->text[ANSWER_LINK], ANSWERS_SIZE, "dsl%u", i);
}

#define DHCP_RANGE "\ndhcp-range="
#define SERVERS_FILE "\nservers-file="
#define DELEGATION "\nDHCPPrefixDelegation=yes"

/* What the setup of another line gives to the same LAN it has already. */
static void suggest_beside(const struct surroundings *s, struct answers *a)
{
	for (size_t i = 0; i < s->others->count && answers_have_lan(a); i++) {
		const struct ledger *l = &s->others->items[i];

		if (!same_answer(l, a, ANSWER_LAN))
			continue;
		if (ledger_wrote(l, DHCP_RANGE)) {
			suggest(a, ANSWER_DHCP, "no");
			suggest(a, ANSWER_RA, "no");
		}
		if (ledger_wrote(l, DELEGATION))
			suggest(a, ANSWER_PD, "no");
	}
}

/* dnsmasq ends at a second servers-file, and networkd takes one file for an interface. */
static const char *check_beside(const struct surroundings *s, const struct ledger *l,
				const struct answers *a, enum answer *ret_which)
{
	const bool same_lan = answers_have_lan(a) && same_answer(l, a, ANSWER_LAN);
	const bool from_peer = !strcmp(a->text[ANSWER_DNS], "peer") &&
			       ledger_wrote(l, SERVERS_FILE);

	*ret_which = ANSWER_LINK;
	if (same_answer(l, a, ANSWER_LINK))
		return "another name than that of another setup's link";
	*ret_which = answers_say_yes(a, ANSWER_DHCP) ? ANSWER_DHCP : ANSWER_RA;
	if (plan_needs_dnsmasq(a, !s->has_dnsmasq) &&
	    (from_peer || (same_lan && ledger_wrote(l, DHCP_RANGE))))
		return "'no', as dnsmasq does that for another setup";
	*ret_which = ANSWER_PD;
	if (same_lan && answers_say_yes(a, ANSWER_PD) && ledger_wrote(l, DELEGATION))
		return "'no', as that LAN has prefixes by another setup";
	return NULL;
}

/*
 * A client of DHCP takes away the address that it has not given, when nobody answers it, and
 * NetworkManager that of what it keeps.
 */
static const char *check_lan(struct surroundings *s, const struct answers *a)
{
	const char *address = a->text[ANSWER_LAN_ADDRESS], *method;
	char there[SURROUNDINGS_ADDRESS_SIZE];

	if (!answers_have_lan(a) || !*address ||
	    (surroundings_address(s, a->text[ANSWER_LAN], there) && !strcmp(there, address)))
		return NULL;
	if (nm_of(s, a->text[ANSWER_LAN]) == SERVICES_NM_MAKES)
		return "one that has the address already, as it stays NetworkManager's: nmcli "
		       "connection modify";
	method = find_lan_stanza(s, a);
	if (!method || strcmp(method, STANZA_DHCP) != 0)
		return NULL;
	return "one without '" STANZA_DHCP "' in interfaces(5): ifdown it, and remove that stanza";
}

/* What the setup before has named may be away for now. */
static const char *check_interfaces(const struct surroundings *s, const struct answers *a,
				    enum answer *ret_which)
{
	const struct facts_link *l = facts_link_named(&s->facts, a->text[ANSWER_INTERFACE]), *vlan;
	char device[ANSWERS_SIZE];

	*ret_which = ANSWER_INTERFACE;
	if (!l && !same_answer(s->ledger, a, ANSWER_INTERFACE))
		return "an interface that is there";
	plan_device(device, sizeof(device), a);
	vlan = facts_link_named(&s->facts, device);
	*ret_which = ANSWER_VLAN;
	if (answers_has(a, ANSWER_VLAN) && l && vlan && vlan->info.lower != l->info.index)
		return "one whose name, such as eth1.7 or vlan7, no other interface has";
	*ret_which = ANSWER_LAN;
	if (answers_have_lan(a) && !same_answer(s->ledger, a, ANSWER_LAN) &&
	    !facts_link_named(&s->facts, a->text[ANSWER_LAN]))
		return "an interface that is there";
	return NULL;
}

const char *surroundings_check(struct surroundings *s, const struct answers *a,
			       enum answer *ret_which)
{
	const char *expected = check_interfaces(s, a, ret_which);

	if (!expected)
		expected = check_lan(s, a); /* of which *ret_which is LAN, too */
	for (size_t i = 0; i < s->others->count && !expected; i++)
		expected = check_beside(s, &s->others->items[i], a, ret_which);
	return expected;
}

void surroundings_suggest(struct surroundings *s, struct answers *a)
{
	const bool networkd = services_run("systemd-networkd");
	const char *stanza = find_stanza(s, a->text[ANSWER_NAME]);

	suggest_link(s, a);
	suggest_beside(s, a);
	suggest_lan(s, a);
	/* Of a machine that nobody has behind it, it may shut out who has set it up. */
	if (!answers_have_lan(a))
		suggest(a, ANSWER_FIREWALL, "no");
	suggest(a, ANSWER_NETWORK, !networkd && services_have_ifupdown() ? "ifupdown" : "networkd");
	if (stanza && !is_by_hand(s, stanza))
		suggest(a, ANSWER_START, "ifupdown");
	if (!services_have_systemd())
		suggest(a, ANSWER_START, services_have_ifupdown() ? "ifupdown" : "no");
}

/* 1: as long as the machine does not forward */
static bool has_advertised(const struct surroundings *s, const struct facts_link *l)
{
	char *path = say_text("/proc/sys/net/ipv6/conf/%s/accept_ra", l->info.name);
	const bool has = facts_has_default(&s->facts, l->info.index, AF_INET6, RTPROT_RA) &&
			 files_read_number(path, 0) == 1;

	free(path);
	return has;
}

/* And those of which the setup before has said so */
static const char *find_advertised(struct surroundings *s, const struct answers *a)
{
	char *found = NULL;

	for (size_t i = 0; i < s->facts.links.count; i++) {
		const struct facts_link *l = &s->facts.links.items[i];
		char *line = say_text("net/ipv6/conf/%s/accept_ra = 2\n", l->info.name);
		char *before = found;

		if (strcmp(l->info.name, a->text[ANSWER_LAN]) != 0 && !l->ppp &&
		    (has_advertised(s, l) || wrote(s, line))) {
			found = say_text("%s%s ", before ? before : "", l->info.name);
			free(before);
		}
		free(line);
	}
	return keep_text(s, found);
}

const struct plan_world *surroundings_world(struct surroundings *s, const struct answers *a)
{
	char device[ANSWERS_SIZE], address[SURROUNDINGS_ADDRESS_SIZE], made[ANSWERS_SIZE];
	pid_t pid;

	plan_device(device, sizeof(device), a);
	snprintf(made, sizeof(made), "name %.20s type vlan", device);
	s->world = (struct plan_world){
		.before = read_before,
		.context = s,
		.has_resolved = services_have_resolved(),
		.has_vlan = facts_link_named(&s->facts, device) && !wrote(s, made),
		.has_networkd = services_run("systemd-networkd") && !starts_networkd(s),
		.stanza = find_stanza(s, a->text[ANSWER_NAME]),
		.reads_nftables = services_enable_nftables(),
		.has_pppd = !s->ledger->files.count && files_callers(a->text[ANSWER_NAME], &pid),
		.lan_file = find_network_file(s, a->text[ANSWER_LAN]),
		.lan_stanza = find_lan_stanza(s, a),
		.has_nm = has_nm(s, a->text[ANSWER_LAN]),
		.lacks_dnsmasq = !s->has_dnsmasq,
		.advertised = find_advertised(s, a),
		.has_old_networkd = s->has_old_networkd,
		.has_dhcp = services_dnsmasq_has("dhcp-range"),
		.misses_dnsmasq = s->misses_dnsmasq,
		.dnsmasq_is_off = !services_enable_dnsmasq() ||
				  is_ours(s, "systemctl disable --now dnsmasq.service"),
		.has_bind_interfaces = services_dnsmasq_has("bind-interfaces"),
		.firewall = find_firewall(s),
		.uplinks = find_uplinks(s, a),
		.first_uplink = find_first_uplink(s, a),
	};
	s->world.has_servers_file = others_wrote(s, SERVERS_FILE);
	s->world.stanza_is_up = s->world.stanza && stanza_is_up(s->world.stanza);
	s->world.stanza_is_by_hand = s->world.stanza && is_by_hand(s, s->world.stanza);
	snprintf(made, sizeof(made), "ddress=%.20s", a->text[ANSWER_LAN_ADDRESS]);
	s->world.has_lan_address = surroundings_address(s, a->text[ANSWER_LAN], address) &&
				   !strcmp(address, a->text[ANSWER_LAN_ADDRESS]) && !wrote(s, made);
	snprintf(made, sizeof(made), "\taddress %.20s\n", a->text[ANSWER_LAN_ADDRESS]);
	s->world.has_lan_address &= !wrote(s, made);
	return &s->world;
}

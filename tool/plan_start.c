// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

static bool makes_vlan(const struct draft *d)
{
	return *draft_get(d, ANSWER_VLAN) && !d->w->has_vlan;
}

/* What comes before pppd: the line's interface, which may be there, and the rules. */
static void put_preparation(const struct draft *d, FILE *file, const char *first,
			    const char *may_fail, const char *or_not)
{
	const char *parent = draft_get(d, ANSWER_INTERFACE);

	if (makes_vlan(d)) {
		fprintf(file, "%s%sip link add link %s name %s type vlan id %s%s\n", first,
			may_fail, parent, d->device, draft_get(d, ANSWER_VLAN), or_not);
		/* An interface that is not there yet, pppd waits for. */
		fprintf(file, "%s%sip link set %s up%s\n", first, may_fail, parent, or_not);
	}
	/* As a pattern: a file that a purge has removed keeps no link from its start. */
	if (draft_has_rules(d))
		fprintf(file, "%snft 'include \"/etc/pppoe-clamp/%s.nf[t]\"'\n", first,
			draft_get(d, ANSWER_NAME));
}

/* poff does not wait, and pppd's farewell goes by the VLAN. */
static void put_clearance(const struct draft *d, FILE *file, const char *first)
{
	if (makes_vlan(d))
		fprintf(file,
			"%spppoe-clamp down %s 2>/dev/null || true\n"
			"%sip link del %s || true\n",
			first, draft_get(d, ANSWER_NAME), first, d->device);
}

static void add_drop_in(struct draft *d)
{
	FILE *file;

	if (!makes_vlan(d) && !draft_has_rules(d) && !draft_starts_networkd(d))
		return;
	file = draft_begin_file(d);
	if (draft_starts_networkd(d))
		fputs("[Unit]\nWants=systemd-networkd.service\n\n", file);
	fputs("[Service]\n", file);
	put_preparation(d, file, "ExecStartPre=", "-", "");
	if (makes_vlan(d))
		fprintf(file, "ExecStopPost=-ip link del %s\n", d->device);
	draft_add_file(d,
		       say_text("/etc/systemd/system/pppoe-clamp@%s.service.d/setup.conf",
				draft_get(d, ANSWER_NAME)),
		       draft_end_file(d, file), "what is done before pppd starts");
}

static void add_unit(struct draft *d)
{
	const char *name = draft_get(d, ANSWER_NAME);

	add_drop_in(d);
	draft_add_action(d, "has systemd read its files", say_text("systemctl daemon-reload"), NULL,
			 say_text("systemctl daemon-reload"));
	draft_add_action(d, "starts the link at each boot",
			 say_text("systemctl enable pppoe-clamp@%s.service", name),
			 say_text("systemctl disable --now pppoe-clamp@%s.service", name), NULL);
	/* Its start ends when the link is up, which is not waited for without an end. */
	draft_add_action(d, "and now",
			 say_text("systemctl restart --no-block pppoe-clamp@%s.service", name),
			 NULL, NULL);
}

static void put_lan_stanza(const struct draft *d, FILE *file)
{
	const char *lan = draft_get(d, ANSWER_LAN);

	fprintf(file, "auto %s\niface %s inet static\n\taddress %s\n", lan, lan,
		draft_get(d, ANSWER_LAN_ADDRESS));
}

static void put_link_stanza(const struct draft *d, FILE *file)
{
	const char *link = draft_get(d, ANSWER_LINK);

	fprintf(file, "auto %s\niface %s inet ppp\n\tprovider %s\n", link, link,
		draft_get(d, ANSWER_NAME));
	put_preparation(d, file, "\tpre-up ", "", " || true");
	put_clearance(d, file, "\tpost-down ");
}

static FILE *begin_script(struct draft *d)
{
	FILE *file = draft_begin_script(d);

	fprintf(file, "[ \"$IF_PROVIDER\" = %s ] || exit 0\n", draft_get(d, ANSWER_NAME));
	return file;
}

static void add_script(struct draft *d, FILE *file, const char *when, const char *what)
{
	draft_add_file(
		d, say_text("/etc/network/if-%s.d/pppoe-clamp-%s", when, draft_get(d, ANSWER_NAME)),
		draft_end_file(d, file), what)
		->mode = 0755;
}

/* For somebody's stanza, which stays as it is */
static void add_scripts(struct draft *d)
{
	FILE *file;

	if (!makes_vlan(d) && !draft_has_rules(d))
		return;
	file = begin_script(d);
	put_preparation(d, file, "", "", " || true");
	add_script(d, file, "pre-up", "what is done before pppd starts");
	if (!makes_vlan(d))
		return;
	file = begin_script(d);
	put_clearance(d, file, "");
	add_script(d, file, "post-down", "and after it has ended");
}

/* ifup does nothing for what is up by another stanza. */
static void start_lan(struct draft *d)
{
	const char *lan = draft_get(d, ANSWER_LAN);

	if (d->w->lan_stanza) {
		draft_add_action(d, "ends what the stanza that is there has started",
				 say_text("ifdown %s", lan), NULL, NULL);
		draft_add_remark(d, say_text("interfaces(5) has an 'iface %s %s' already, which "
					     "counts as well",
					     lan, d->w->lan_stanza));
	}
	draft_add_action(d, "gives the LAN's interface its address", say_text("ifup %s", lan),
			 say_text("ifdown %s", lan),
			 d->w->lan_stanza ? say_text("ifup %s", lan) : NULL);
}

void plan_start_stanzas(struct draft *d)
{
	const bool by_stanza = draft_is(d, ANSWER_START, "ifupdown");
	const bool starts = by_stanza && !d->w->stanza;
	const bool starts_theirs = by_stanza && d->w->stanza_is_by_hand;
	FILE *file;

	if (by_stanza && d->w->stanza)
		add_scripts(d);
	if (!draft_gives_address(d, "ifupdown") && !starts && !starts_theirs)
		return;
	file = draft_begin_file(d);
	if (draft_gives_address(d, "ifupdown"))
		put_lan_stanza(d, file);
	if (starts)
		put_link_stanza(d, file);
	if (starts_theirs)
		fprintf(file, "auto %s\n", d->w->stanza);
	draft_add_file(
		d, say_text("/etc/network/interfaces.d/pppoe-clamp-%s", draft_get(d, ANSWER_NAME)),
		draft_end_file(d, file), "interfaces of ifup and ifdown");
	if (draft_gives_address(d, "ifupdown"))
		start_lan(d);
}

/* What runs by the stanza has read the file from before. Of one that is not up ifdown says so. */
static void start_stanza(struct draft *d)
{
	const char *name = d->w->stanza ? d->w->stanza : draft_get(d, ANSWER_LINK);
	char *peer = say_text("/etc/ppp/peers/%s", draft_get(d, ANSWER_NAME));
	const bool was_up = d->w->stanza_is_up && d->w->before(d->w->context, peer);

	if (d->w->stanza)
		draft_add_action(d, "ends what the stanza that is there has started",
				 say_text("ifdown %s", name), NULL, NULL);
	draft_add_action(
		d, d->w->stanza ? "starts the link by it" : "starts the link now; each boot does",
		say_text("ifup %s", name), say_text("ifdown %s", name),
		was_up ? say_text("ifup %s", name) : NULL);
	free(peer);
}

/* By pon, say: pppoeconf ends with that. */
static void end_pppd(struct draft *d)
{
	const bool by_stanza = d->w->stanza_is_up && draft_is(d, ANSWER_START, "ifupdown");

	if (d->w->has_pppd && !by_stanza && !draft_is(d, ANSWER_START, "no"))
		draft_add_action(d, "ends the pppd that runs with the file from before",
				 say_text("pppoe-clamp down %s", draft_get(d, ANSWER_NAME)), NULL,
				 NULL);
}

/* A NIC that goes takes its VLANs along, and pppd, which waits for them, makes none. */
static void add_udev_rule(struct draft *d)
{
	const char *parent = draft_get(d, ANSWER_INTERFACE);
	FILE *file;

	if (!makes_vlan(d) || draft_is(d, ANSWER_START, "no"))
		return;
	file = draft_begin_file(d);
	fprintf(file,
		"ACTION==\"add|move\", SUBSYSTEM==\"net\", KERNEL==\"%s\", "
		"RUN+=\"/sbin/ip link add link %s name %s type vlan id %s\", "
		"RUN+=\"/sbin/ip link set %s up\"\n",
		parent, parent, d->device, draft_get(d, ANSWER_VLAN), parent);
	draft_add_file(
		d, say_text("/etc/udev/rules.d/90-pppoe-clamp-%s.rules", draft_get(d, ANSWER_NAME)),
		draft_end_file(d, file), "the VLAN of a NIC that was plugged in again");
}

static void remark_firewall(struct draft *d)
{
	const char *lan = draft_get(d, ANSWER_LAN);

	if (!strcmp(d->w->firewall, PLAN_DOCKER))
		draft_add_remark(
			d, say_text("where Docker has turned on forwarding it drops what the LAN "
				    "sends, until it is told, after each boot: `iptables -I "
				    "DOCKER-USER -i %s -j ACCEPT` and `iptables -I DOCKER-USER -o "
				    "%s -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`",
				    lan, lan));
	else
		draft_add_remark(d, say_text("%s has to be told of %s and %s: until then it drops "
					     "what the LAN sends",
					     d->w->firewall, draft_get(d, ANSWER_LINK), lan));
}

void plan_start_now(struct draft *d)
{
	add_udev_rule(d);
	end_pppd(d);
	if (draft_is(d, ANSWER_START, "unit"))
		add_unit(d);
	else if (draft_is(d, ANSWER_START, "ifupdown"))
		start_stanza(d);
	else
		draft_add_remark(d, say_text("nothing starts the link: pppoe-clamp up %s",
					     draft_get(d, ANSWER_NAME)));
	if (draft_is(d, ANSWER_START, "no") && makes_vlan(d))
		draft_add_remark(d, say_text("nothing makes %s", d->device));
	if (draft_is(d, ANSWER_START, "no") && draft_has_rules(d) && !d->w->reads_nftables)
		draft_add_remark(d, say_text("nothing loads /etc/pppoe-clamp/%s.nft at a boot",
					     draft_get(d, ANSWER_NAME)));
	if (!draft_is(d, ANSWER_START, "ifupdown") && d->w->stanza && !d->w->stanza_is_by_hand)
		draft_add_remark(d, say_text("interfaces(5) starts the link, too: iface %s",
					     d->w->stanza));
	if (d->w->firewall && answers_have_lan(d->a))
		remark_firewall(d);
}

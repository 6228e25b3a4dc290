// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan_parts.h"

#include <stdio.h>
#include <stdlib.h>

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
	char *rules = draft_rules_path(d);

	if (makes_vlan(d)) {
		fprintf(file, "%s%sip link add link %s name %s type vlan id %s%s\n", first,
			may_fail, parent, d->device, draft_get(d, ANSWER_VLAN), or_not);
		fprintf(file, "%sip link set %s up\n", first, parent);
	}
	if (draft_has_rules(d))
		fprintf(file, "%snft -f %s\n", first, rules);
	free(rules);
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
	/* poff does not wait, and pppd's farewell goes by the VLAN. */
	if (makes_vlan(d))
		fprintf(file,
			"\tpost-down pppoe-clamp down %s 2>/dev/null || true\n"
			"\tpost-down ip link del %s || true\n",
			draft_get(d, ANSWER_NAME), d->device);
}

void plan_start_stanzas(struct draft *d)
{
	const bool starts = draft_is(d, ANSWER_START, "ifupdown") && !d->w->has_stanza;
	FILE *file;

	if (!draft_gives_address(d, "ifupdown") && !starts)
		return;
	file = draft_begin_file(d);
	if (draft_gives_address(d, "ifupdown"))
		put_lan_stanza(d, file);
	if (starts)
		put_link_stanza(d, file);
	draft_add_file(
		d, say_text("/etc/network/interfaces.d/pppoe-clamp-%s", draft_get(d, ANSWER_NAME)),
		draft_end_file(d, file), "interfaces of ifup and ifdown");
	if (draft_gives_address(d, "ifupdown"))
		draft_add_action(d, "gives the LAN's interface its address",
				 say_text("ifup %s", draft_get(d, ANSWER_LAN)),
				 say_text("ifdown %s", draft_get(d, ANSWER_LAN)), NULL);
}

static void start_stanza(struct draft *d)
{
	const char *link = draft_get(d, ANSWER_LINK);

	if (d->w->has_stanza)
		draft_add_remark(d, say_text("interfaces(5) has a stanza with provider %s already: "
					     "it starts the link",
					     draft_get(d, ANSWER_NAME)));
	else
		draft_add_action(d, "starts the link now; each boot does",
				 say_text("ifup %s", link), say_text("ifdown %s", link), NULL);
}

void plan_start_now(struct draft *d)
{
	if (draft_is(d, ANSWER_START, "unit"))
		add_unit(d);
	else if (draft_is(d, ANSWER_START, "ifupdown"))
		start_stanza(d);
	else
		draft_add_remark(d, say_text("nothing starts the link: pppoe-clamp up %s",
					     draft_get(d, ANSWER_NAME)));
	if (draft_is(d, ANSWER_START, "no") && makes_vlan(d))
		draft_add_remark(d, say_text("nothing makes %s", d->device));
}

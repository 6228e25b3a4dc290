// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>

#include "list.h"
#include "plan_parts.h"

void plan_device(char *ret, size_t size, const struct answers *a)
{
	const char *vlan = a->text[ANSWER_VLAN];

	snprintf(ret, size, "%.15s%s%.4s", a->text[ANSWER_INTERFACE], *vlan ? "." : "", vlan);
	if (strlen(ret) >= IFNAMSIZ)
		snprintf(ret, size, "vlan%.4s", vlan);
}

bool plan_needs_dnsmasq(const struct answers *a, bool has_none)
{
	const bool advertises = answers_say_yes(a, ANSWER_RA) && answers_say_yes(a, ANSWER_IPV6);

	return answers_have_lan(a) &&
	       (answers_say_yes(a, ANSWER_DHCP) ||
		(advertises && !(has_none && answers_say_yes(a, ANSWER_PD))));
}

void plan_make(struct plan *ret, const struct answers *a, const struct plan_world *w)
{
	struct draft d = { .plan = ret, .a = a, .w = w };

	*ret = (struct plan){ 0 };
	plan_device(d.device, sizeof(d.device), a);
	plan_line_peer(&d);
	plan_line_secrets(&d);
	plan_lan_forwarding(&d);
	plan_lan_rules(&d);
	plan_lan_from_nm(&d);
	plan_lan_networks(&d);
	plan_start_stanzas(&d);
	plan_line_resolver(&d);
	plan_lan_dnsmasq(&d);
	plan_line_backup(&d);
	plan_line_clear_clamp(&d);
	plan_start_now(&d);
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

// SPDX-License-Identifier: GPL-2.0-or-later
#include "draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "say.h"

const char *draft_get(const struct draft *d, enum answer which)
{
	return d->a->text[which];
}

bool draft_yes(const struct draft *d, enum answer which)
{
	return answers_say_yes(d->a, which);
}

bool draft_is(const struct draft *d, enum answer which, const char *value)
{
	return !strcmp(draft_get(d, which), value);
}

bool draft_translates(const struct draft *d)
{
	return answers_have_lan(d->a) && draft_yes(d, ANSWER_NAT);
}

bool draft_has_rules(const struct draft *d)
{
	return draft_translates(d) || draft_yes(d, ANSWER_FIREWALL);
}

char *draft_rules_path(const struct draft *d)
{
	return say_text("/etc/pppoe-clamp/%s.nft", draft_get(d, ANSWER_NAME));
}

bool draft_has_backup(const struct draft *d)
{
	return *draft_get(d, ANSWER_BACKUP) && !draft_is(d, ANSWER_BACKUP, "no");
}

const char *draft_uplinks(const struct draft *d)
{
	return answers_have_lan(d->a) ? d->w->uplinks : NULL;
}

bool draft_takes_from_nm(const struct draft *d)
{
	return answers_have_lan(d->a) && d->w->has_nm &&
	       (draft_yes(d, ANSWER_PD) || !d->w->has_lan_address);
}

bool draft_gives_address(const struct draft *d, const char *network)
{
	return answers_have_lan(d->a) && draft_is(d, ANSWER_NETWORK, network) &&
	       *draft_get(d, ANSWER_LAN_ADDRESS) &&
	       (!d->w->has_lan_address || draft_takes_from_nm(d));
}

bool draft_needs_networkd(const struct draft *d)
{
	return answers_have_lan(d->a) &&
	       (draft_yes(d, ANSWER_PD) || draft_gives_address(d, "networkd"));
}

bool draft_starts_networkd(const struct draft *d)
{
	return draft_needs_networkd(d) && !d->w->has_networkd && draft_is(d, ANSWER_START, "unit");
}

static FILE *begin(struct draft *d, const char *first, const char *then)
{
	FILE *file = open_memstream(&d->text, &d->size);

	if (!file)
		exit(say_no_memory());
	fprintf(file,
		"%s# Made by `pppoe-clamp setup`; `pppoe-clamp setup --remove %s` removes it.\n%s",
		first, draft_get(d, ANSWER_NAME), then);
	return file;
}

FILE *draft_begin_file(struct draft *d)
{
	return begin(d, "", "");
}

FILE *draft_begin_script(struct draft *d)
{
	return begin(d, "#!/bin/sh\n", "set -e\n");
}

char *draft_end_file(struct draft *d, FILE *file)
{
	if (fclose(file) == EOF)
		exit(say_no_memory());
	return d->text;
}

struct plan_file *draft_add_file(struct draft *d, char *path, char *text, const char *what)
{
	struct plan_file *f = list_add(&d->plan->files);

	f->path = path;
	f->text = text;
	f->what = what;
	f->mode = 0644;
	return f;
}

/* As whole lines: not in a comment */
static bool has_lines(const char *text, const char *lines)
{
	for (const char *at = text; (at = strstr(at, lines)) != NULL; at++)
		if (at == text || at[-1] == '\n')
			return true;
	return false;
}

void draft_add_lines(struct draft *d, const char *path, const char *lines, bool first,
		     const char *what)
{
	const char *before = d->w->before(d->w->context, path);
	const size_t len = before ? strlen(before) : 0;

	if (len && has_lines(before, lines))
		return;
	draft_add_file(d, say_text("%s", path),
		       say_text("%s%s%s%s", first ? lines : "", before ? before : "",
				len && !first && before[len - 1] != '\n' ? "\n" : "",
				first ? "" : lines),
		       what)
		->shared = true;
}

static char *or_nothing(char *command)
{
	return command ? command : say_text("%s", "");
}

void draft_add_action(struct draft *d, const char *what, char *command, char *undo,
		      char *undo_after)
{
	struct plan_action *a = list_add(&d->plan->actions);

	a->what = what;
	a->command = or_nothing(command);
	a->undo = or_nothing(undo);
	a->undo_after = or_nothing(undo_after);
}

void draft_add_remark(struct draft *d, char *text)
{
	*list_add(&d->plan->remarks) = text;
}

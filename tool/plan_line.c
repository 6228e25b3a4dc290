// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "secrets.h"
#include "words.h"

static void put_quoted(FILE *file, const char *option, const char *value)
{
	if (!*value)
		return;
	fprintf(file, "%s ", option);
	words_quote(file, value);
	fputc('\n', file);
}

static void put_mtu(const struct draft *d, FILE *file)
{
	const char *mtu = draft_get(d, ANSWER_MTU);

	if (!strcmp(mtu, "auto"))
		fputs("pppoe-max-payload auto\n", file);
	else
		fprintf(file, "mtu %s\nmru %s\n", mtu, mtu);
	if (!draft_is(d, ANSWER_CLAMP, "auto"))
		fprintf(file, "clamp-mss %s\n", draft_get(d, ANSWER_CLAMP));
}

static void put_routes(const struct draft *d, FILE *file)
{
	if (draft_is(d, ANSWER_FAILOVER, "no"))
		fprintf(file, "defaultroute\n%slcp-echo-interval 5\nlcp-echo-failure 4\n",
			draft_yes(d, ANSWER_IPV6) ? "defaultroute6\n" : "");
	else
		fprintf(file, "failover-metric %s\n%s", draft_get(d, ANSWER_FAILOVER),
			draft_translates(d) && draft_uplinks(d) ? "failover-conntrack yes\n" : "");
}

void plan_line_peer(struct draft *d)
{
	FILE *file = draft_begin_file(d);

	fprintf(file, "plugin pppoe-clamp.so\nnic-%s\nifname %s\n", d->device,
		draft_get(d, ANSWER_LINK));
	put_quoted(file, "user", draft_get(d, ANSWER_USER));
	fputs("noauth\nhide-password\nnoipdefault\npersist\nmaxfail 0\n", file);
	put_quoted(file, "pppoe-service", draft_get(d, ANSWER_SERVICE));
	put_quoted(file, "pppoe-ac", draft_get(d, ANSWER_AC));
	put_routes(d, file);
	put_mtu(d, file);
	fputs(draft_yes(d, ANSWER_IPV6) ? "+ipv6\n" : "noipv6\n", file);
	if (draft_is(d, ANSWER_DNS, "peer"))
		fputs("usepeerdns\n", file);
	fputs(draft_get(d, ANSWER_OPTION), file);
	draft_add_file(d, say_text("/etc/ppp/peers/%s", draft_get(d, ANSWER_NAME)),
		       draft_end_file(d, file), "what pppd is told");
	if (d->w->first_uplink)
		draft_add_remark(d, say_text("the default route by %s has metric 0: while it is "
					     "there, the line carries nothing",
					     d->w->first_uplink));
}

void plan_line_secrets(struct draft *d)
{
	static const char *const paths[] = { "/etc/ppp/chap-secrets", "/etc/ppp/pap-secrets" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *before = d->w->before(d->w->context, paths[i]);
		struct plan_file *f = draft_add_file(d, say_text("%s", paths[i]),
						     secrets_set(before, draft_get(d, ANSWER_USER),
								 draft_get(d, ANSWER_PASSWORD)),
						     "the password");

		f->mode = 0600;
		f->secret = f->shared = true;
	}
}

/* Who gets the name servers that the peer names; without any, pppd's own scripts do. */
void plan_line_resolver(struct draft *d)
{
	static const char path[] = "/etc/pppoe-clamp/dns.conf";
	const bool dnsmasq = plan_needs_dnsmasq(d->a, d->w->lacks_dnsmasq) ||
			     d->w->has_servers_file;
	const char *resolver = dnsmasq ? "dnsmasq" : d->w->has_resolved ? "resolved" : NULL;
	char *line;

	if (!draft_is(d, ANSWER_DNS, "peer") || !resolver)
		return;
	line = say_text("%s %s\n", draft_get(d, ANSWER_LINK), resolver);
	draft_add_lines(d, path, line, true, "who gets the provider's name servers");
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

void plan_line_backup(struct draft *d)
{
	static const char path[] = "/etc/pppoe-clamp/failover.conf";
	const char *link = draft_get(d, ANSWER_LINK), *rest = draft_get(d, ANSWER_BACKUP);
	const char *before = d->w->before(d->w->context, path);
	char backup[ANSWERS_SIZE], *lines;

	if (!draft_has_backup(d))
		return;
	lines = say_text("primary %s\n\tbackup %s\n", link, rest);
	words_next(&rest, backup, sizeof(backup));
	if (names_link(before, link) || names_link(before, backup))
		draft_add_remark(d, say_text("%s has %s or %s in it already, and stays as it is",
					     path, link, backup));
	else
		draft_add_lines(d, path, lines, false, "what is started when the line is lost");
	free(lines);
	draft_add_action(d, "watches for losses that no hook tells",
			 say_text("systemctl enable --now pppoe-clamp-failover.service"),
			 say_text("systemctl disable --now pppoe-clamp-failover.service"), NULL);
}

/* pppoeconf's own, which adds a rule at each start. */
void plan_line_clear_clamp(struct draft *d)
{
	static const char path[] = "/etc/ppp/ip-up.d/0clampmss";
	const char *before = d->w->before(d->w->context, path);

	if (before && strstr(before, "pppoeconf"))
		draft_add_file(d, say_text("%s", path), NULL, "a clamp that is in the way");
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* A line from nothing: what is to be known, what is to be done, and doing it. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answers.h"
#include "apply.h"
#include "arrival.h"
#include "ask.h"
#include "command.h"
#include "files.h"
#include "import.h"
#include "interview.h"
#include "nightly.h"
#include "plan.h"
#include "say.h"
#include "secrets.h"
#include "surroundings.h"
#include "words.h"

#define FIRST_OPTION 1000 /* of those that are answers */

static struct apply_others others;

struct options {
	struct answers answers; /* given by options */
	const char *from, *password_file;
	bool yes, dry_run, remove;
};

static int refuse(enum answer which, const char *value, const char *expected)
{
	char option[64];

	snprintf(option, sizeof(option), "--%s", answers_option(which));
	return say_bad_value(option, which == ANSWER_PASSWORD ? "" : value, expected);
}

/* Where answers come from */

/* Its first line; "-" is standard input. */
static int read_password(struct answers *a, const char *path)
{
	char *text = files_read_input(path);
	const char *expected;

	if (!text)
		return say_bad_value("--password-file", path, "a file that can be read");
	text[strcspn(text, "\r\n")] = '\0';
	expected = answers_set(a, ANSWER_PASSWORD, text);
	memset(text, 0, strlen(text));
	free(text);
	return expected ? refuse(ANSWER_PASSWORD, "", expected) : SAY_WELL;
}

/* Those that were given come after those of the file, of which none is lost. */
static const char *add_options(struct answers *read, struct answers *a)
{
	const char *rest = a->text[ANSWER_OPTION], *expected = NULL;
	char line[ANSWERS_SIZE];

	while (!expected && words_next_line(&rest, line, sizeof(line)))
		expected = answers_set(read, ANSWER_OPTION, line);
	a->text[ANSWER_OPTION][0] = '\0';
	return expected;
}

/* Rules and scripts of the user's may name it; beside another link it may get another one. */
static void keep_link(struct answers *read, enum import_kind kind, const struct answers *a,
		      const struct surroundings *s)
{
	static const char first[] = "ppp0";

	if ((kind != IMPORT_PEERS && kind != IMPORT_RP_PPPOE) || answers_has(a, ANSWER_LINK) ||
	    answers_has(read, ANSWER_LINK))
		return;
	if (!surroundings_has_ppp_beside(s, first))
		answers_set(read, ANSWER_LINK, first);
	else
		printf("  not carried over: %s, as there are other links; rules and scripts that "
		       "name it have to name the new one, unless --link says so\n",
		       first);
}

/* The file may be of another machine. Its VLAN is the provider's all the same. */
static void drop_interfaces(struct answers *read, const struct answers *a,
			    const struct surroundings *s)
{
	static const enum answer which[] = { ANSWER_INTERFACE, ANSWER_LAN };

	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		char *name = read->text[which[i]];

		if (!*name || answers_has(a, which[i]) || facts_link_named(&s->facts, name))
			continue;
		printf("  not carried over: %s, as there is no such interface here\n", name);
		*name = '\0';
	}
}

static int import(struct answers *a, const char *path, const struct surroundings *s)
{
	char *text = files_read_input(path);
	struct import_lost lost = { 0 };
	const char *expected;
	struct answers read = { 0 };
	enum import_kind kind;

	if (!text)
		return say_bad_value("--from", path, "a file that can be read");
	kind = import_read(&read, &lost, text);
	free(text);
	if (!kind)
		return say_bad_value("--from", path,
				     "a peers file, pppoe.conf, OpenWrt's config interface, or "
				     "VyOS's set interfaces ... pppoe");
	printf("%s: %s\n", path, import_kind_text(kind));
	for (size_t i = 0; i < lost.count; i++)
		printf("  not carried over: %s\n", lost.items[i]);
	import_free(&lost);
	keep_link(&read, kind, a, s);
	drop_interfaces(&read, a, s);
	expected = add_options(&read, a);
	answers_fill(a, &read);
	memset(&read, 0, sizeof(read));
	return expected ? refuse(ANSWER_OPTION, "", expected) : SAY_WELL;
}

/*
 * The file that is replaced, unread but for this, has brought the link up until now: but not
 * that of Debian's pppoe, which names no user.
 */
static void keep_link_of_file(struct answers *a, const struct surroundings *s)
{
	char *path = say_text("/etc/ppp/peers/%s", a->text[ANSWER_NAME]);
	char *text = files_read(path);
	struct import_lost lost = { 0 };
	struct answers read = { 0 };

	if (text && import_read(&read, &lost, text) == IMPORT_PEERS &&
	    answers_has(&read, ANSWER_USER) && !answers_has(a, ANSWER_LINK)) {
		printf("%s is replaced; --from takes over what it says, too\n", path);
		keep_link(&read, IMPORT_PEERS, a, s);
		answers_set(a, ANSWER_LINK, read.text[ANSWER_LINK]);
	}
	memset(&read, 0, sizeof(read));
	import_free(&lost);
	free(text);
	free(path);
}

/* pppoeconf's file has the secret elsewhere. */
static void find_secret(struct answers *a)
{
	static const char *const paths[] = { "/etc/ppp/chap-secrets", "/etc/ppp/pap-secrets" };
	char secret[ANSWERS_SIZE];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *text = files_read(paths[i]);

		if (text && !answers_has(a, ANSWER_PASSWORD) && answers_has(a, ANSWER_USER) &&
		    secrets_find(secret, sizeof(secret), text, a->text[ANSWER_USER]))
			answers_set(a, ANSWER_PASSWORD, secret);
		free(text);
	}
	memset(secret, 0, sizeof(secret));
}

static void take_defaults(struct answers *a)
{
	for (int i = 0; i < ANSWERS; i++)
		if (!answers_has(a, (enum answer)i) && *answers_default((enum answer)i))
			answers_set(a, (enum answer)i, answers_default((enum answer)i));
}

/* What follows from the LAN, and from what serves it now: by the next time both may be other. */
static void mark_found(struct answers *a, const struct answers *given)
{
	static const enum answer which[] = { ANSWER_LAN_ADDRESS, ANSWER_FIREWALL, ANSWER_DHCP,
					     ANSWER_RA, ANSWER_PD };

	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++)
		a->found[which[i]] = !answers_has(given, which[i]);
}

static int check(const struct answers *a, struct surroundings *s)
{
	enum answer which;
	const char *expected = answers_check(a, &which);

	if (!expected && !s->has_dnsmasq && plan_needs_dnsmasq(a, true)) {
		which = answers_say_yes(a, ANSWER_DHCP) ? ANSWER_DHCP : ANSWER_RA;
		expected = "'no', as dnsmasq is not there: apt install dnsmasq";
	}
	if (!expected && s->has_old_networkd && answers_have_lan(a) &&
	    answers_say_yes(a, ANSWER_PD)) {
		which = ANSWER_PD;
		expected = "'no', as systemd-networkd is older than version 250";
	}
	if (!expected)
		expected = surroundings_check(s, a, &which);
	return expected ? refuse(which, a->text[which], expected) : SAY_WELL;
}

/* Options, then a file of another program, then the setup before, then questions. */
static int gather(struct answers *ret, const struct options *o, const struct ledger *l,
		  struct surroundings *s)
{
	int status = SAY_WELL;
	struct answers given;

	*ret = o->answers;
	if (o->password_file)
		status = read_password(ret, o->password_file);
	if (!status && o->from)
		status = import(ret, o->from, s);
	if (!status && !o->from && !l->files.count)
		keep_link_of_file(ret, s);
	answers_fill(ret, &l->answers);
	if (!status)
		status = interview(ret, s, ask_is_possible() && !o->yes && !l->files.count);
	answers_settle(ret);
	given = *ret;
	find_secret(ret);
	surroundings_suggest(s, ret);
	take_defaults(ret);
	mark_found(ret, &given);
	memset(&given, 0, sizeof(given));
	return status ? status : check(ret, s);
}

/* Saying it */

static void show_actions(const struct plan *p)
{
	for (size_t i = 0; i < p->sysctls.count; i++)
		printf("  sysctl %s=%s\n", p->sysctls.items[i].name, p->sysctls.items[i].value);
	for (size_t i = 0; i < p->actions.count; i++)
		if (*p->actions.items[i].command)
			printf("  %-48s # %s\n", p->actions.items[i].command,
			       p->actions.items[i].what);
	for (size_t i = 0; i < p->remarks.count; i++)
		printf("Note: %s.\n", p->remarks.items[i]);
}

static void show_plan(const struct plan *p, const struct apply_changes *c)
{
	puts("\nFiles:");
	for (size_t i = 0; i < p->files.count; i++)
		printf("  %-48s # %s\n", p->files.items[i].path, p->files.items[i].what);
	puts("Then:");
	show_actions(p);
	puts(c->count ? "\nWhat changes:" : "\nNo file changes.");
	apply_show(c);
}

static void say_kept(const char *path)
{
	say_error("%s was changed by somebody else: it is left as it is", path);
}

static bool agrees(const struct options *o)
{
	bool yes = false;

	if (o->yes)
		return true;
	if (!ask_is_possible()) {
		puts("Nothing is done: expected a terminal to ask on, or --yes.");
		return false;
	}
	fputs("\n", stdout);
	return ask_yes(&yes, "Do all of this?", false) && yes;
}

/* Doing it */

static int run(const char *command)
{
	char *text;
	const int status = apply_run(command, &text);

	if (status)
		say_error("%s: %s", command, status < 0 ? strerror(-status) : text ? text : "");
	free(text);
	return status ? SAY_FAILED : SAY_WELL;
}

/* Does another line need what this command ends? */
static bool is_shared(const char *command)
{
	for (size_t i = 0; i < others.count; i++)
		if (ledger_has_line(&others.items[i].undos, command))
			return true;
	return false;
}

static void undo(const struct ledger_lines *l)
{
	for (size_t i = l->count; i > 0; i--)
		if (!is_shared(l->items[i - 1]))
			run(l->items[i - 1]);
}

static bool ended;

static void end_before(const struct ledger *l)
{
	undo(&l->undos);
	ended = l->undos.count > 0;
}

static int run_all(const struct plan *p)
{
	int status = SAY_WELL;
	const int err = apply_sysctls(p);

	if (err) {
		say_error("/proc/sys: %s", strerror(-err));
		status = SAY_FAILED;
	}
	for (size_t i = 0; i < p->actions.count && !status; i++)
		if (*p->actions.items[i].command)
			status = run(p->actions.items[i].command);
	return status;
}

/* What the plan that follows does not do again */
static void undo_others(const struct ledger_lines *l, const struct ledger_lines *next)
{
	for (size_t i = l->count; i > 0; i--)
		if (!ledger_has_line(next, l->items[i - 1]))
			run(l->items[i - 1]);
}

static const char *reason(int err)
{
	return err == -EINVAL ? "it is no text, or one of more than 4 MiB" : strerror(-err);
}

/* Whoever interrupts or hangs up waits: half of it would be neither kept nor taken back. */
static void hold_signals(sigset_t *ret_before)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, ret_before);
}

static int write_all(const struct plan *p, const struct apply_changes *c,
		     const struct ledger *before, const struct answers *a)
{
	struct ledger next = apply_note(p, before, a, &others);
	const char *path = "";
	sigset_t signals;
	int err;

	hold_signals(&signals);
	err = apply_write(c, a->text[ANSWER_NAME], &next, end_before, &path);
	if (err)
		say_error("%s: %s; nothing was written", path, reason(err));
	else
		undo_others(&before->undos_after, &next.undos_after);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	ledger_free(&next);
	return err ? SAY_FAILED : SAY_WELL;
}

/* Where nothing was written, to take it back would end what was there before. */
static int fail(const struct answers *a, bool written)
{
	if (ended)
		printf("To start again what was ended for it: pppoe-clamp setup %s --yes\n",
		       a->text[ANSWER_NAME]);
	if (written)
		printf("To take it all back: pppoe-clamp setup --remove %s\n",
		       a->text[ANSWER_NAME]);
	return SAY_FAILED;
}

static int carry_out(const struct plan *p, const struct apply_changes *c,
		     const struct ledger *before, const struct answers *a)
{
	if (c->count || !before->files.count) {
		if (write_all(p, c, before, a))
			return fail(a, false);
	} else if (arrival_is_there(a->text[ANSWER_LINK])) {
		return arrival_await(a->text[ANSWER_LINK]);
	}
	if (run_all(p))
		return fail(a, true);
	if (!strcmp(a->text[ANSWER_START], "no"))
		return SAY_WELL;
	return arrival_await(a->text[ANSWER_LINK]);
}

static int load(struct ledger *ret, const char *name, bool wanted)
{
	const int err = apply_load(ret, name);

	if (!err || (err == -ENOENT && !wanted))
		return SAY_WELL;
	if (err == -ENOENT)
		return say_bad_value("--remove", name, "a link that setup has set up");
	say_error("/var/lib/pppoe-clamp/setup/%s: %s", name, strerror(-err));
	return SAY_FAILED;
}

static int set_up(const struct options *o, const char *name)
{
	struct surroundings s = { 0 };
	struct apply_changes c;
	struct ledger before;
	struct answers a;
	struct plan p;
	int status = load(&before, name, false);

	if (!status)
		status = surroundings_take(&s, &before, &others);
	if (!status)
		status = gather(&a, o, &before, &s);
	if (status) {
		surroundings_free(&s);
		ledger_free(&before);
		return status;
	}
	plan_make(&p, &a, surroundings_world(&s, &a));
	c = apply_compare(&p, &before, say_kept);
	show_plan(&p, &c);
	if (o->dry_run)
		puts("Nothing is done: --dry-run.");
	else
		status = agrees(o) ? carry_out(&p, &c, &before, &a) : SAY_NOT_WELL;
	apply_free(&c);
	plan_free(&p);
	surroundings_free(&s);
	ledger_free(&before);
	memset(&a, 0, sizeof(a));
	return status;
}

/* And back */

static bool kept_some;

static void note_kept(const char *path)
{
	say_kept(path);
	kept_some = true;
}

static int take_back(const struct ledger *l, const struct apply_changes *c, const char *name)
{
	const char *path = "";
	int err;

	if (nightly_is_set(name) && nightly_set(name, NULL, false))
		return SAY_FAILED;
	err = apply_write(c, name, NULL, end_before, &path);
	if (err) {
		say_error("%s: %s; no file was changed", path, reason(err));
		return SAY_FAILED;
	}
	undo(&l->undos_after);
	apply_sysctls_back(l, &others);
	apply_remove_dirs(l);
	return kept_some ? SAY_NOT_WELL : SAY_WELL;
}

static void show_commands(const struct ledger_lines *l)
{
	for (size_t i = l->count; i > 0; i--)
		if (!is_shared(l->items[i - 1]))
			printf("  %s\n", l->items[i - 1]);
}

/* What its LAN has by this line ends with it. */
static void remark_same_lan(const struct ledger *l)
{
	const char *lan = l->answers.text[ANSWER_LAN];

	for (size_t i = 0; i < others.count; i++) {
		const struct answers *a = &others.items[i].answers;

		if (answers_have_lan(a) && !strcmp(a->text[ANSWER_LAN], lan))
			printf("Note: %s is the LAN of %s, too: `pppoe-clamp setup %s` afterwards "
			       "gives it what ends here.\n",
			       lan, a->text[ANSWER_NAME], a->text[ANSWER_NAME]);
	}
}

static int remove_all(const struct options *o, const char *name)
{
	const struct plan nothing = { 0 };
	struct apply_changes c;
	sigset_t signals;
	struct ledger l;
	int status = load(&l, name, true);

	if (status)
		return status;
	c = apply_compare(&nothing, &l, note_kept);
	puts("Runs:");
	if (nightly_is_set(name))
		printf("  pppoe-clamp reconnect %s --at never\n", name);
	show_commands(&l.undos);
	show_commands(&l.undos_after);
	puts("What changes:");
	apply_show(&c);
	remark_same_lan(&l);
	if (o->dry_run) {
		puts("Nothing is done: --dry-run.");
	} else if (!agrees(o)) {
		status = SAY_NOT_WELL;
	} else {
		hold_signals(&signals);
		status = take_back(&l, &c, name);
		sigprocmask(SIG_SETMASK, &signals, NULL);
	}
	apply_free(&c);
	ledger_free(&l);
	return status;
}

/* Options */

enum {
	OPTION_FROM = 1,
	OPTION_PASSWORD_FILE,
};

static void list_options(struct option *ret)
{
	static const struct option own[] = {
		{ "from", required_argument, NULL, OPTION_FROM },
		{ "password-file", required_argument, NULL, OPTION_PASSWORD_FILE },
		{ "yes", no_argument, NULL, 'y' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "remove", no_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		*ret++ = own[i];
	for (int i = 0; i < ANSWERS; i++)
		if (answers_argument((enum answer)i))
			*ret++ = (struct option){ answers_option((enum answer)i), required_argument,
						  NULL, FIRST_OPTION + i };
	*ret = (struct option){ 0 };
}

static void usage(void)
{
	command_usage("setup");
	puts("  What is not given is asked; see pppoe-clamp(8):\n"
	     "    --password-file FILE    its first line; - is standard input");
	for (int i = 0; i < ANSWERS; i++)
		if (answers_argument((enum answer)i))
			printf("    --%s %s\n", answers_option((enum answer)i),
			       answers_argument((enum answer)i));
}

static int take_option(struct options *o, int c)
{
	const enum answer which = (enum answer)(c - FIRST_OPTION);
	const char *expected = NULL;

	switch (c) {
	case OPTION_FROM:
		o->from = optarg;
		break;
	case OPTION_PASSWORD_FILE:
		o->password_file = optarg;
		break;
	case 'y':
		o->yes = true;
		break;
	case 'n':
		o->dry_run = true;
		break;
	case 'r':
		o->remove = true;
		break;
	case 'h':
		usage();
		exit(SAY_WELL);
	default:
		if (c < FIRST_OPTION)
			return command_refuse("setup");
		expected = answers_set(&o->answers, which, optarg);
	}
	return expected ? refuse(which, optarg, expected) : SAY_WELL;
}

int setup_run(int argc, char **argv)
{
	struct option options[ANSWERS + 8];
	struct options o = { 0 };
	int c, status = SAY_WELL;
	const char *expected;

	list_options(options);
	while (!status && (c = getopt_long(argc, argv, "ynh", options, NULL)) != -1)
		status = take_option(&o, c);
	if (status)
		return status;
	if (optind + 1 < argc)
		return say_bad_value("setup", argv[optind + 1], "one name, and nothing else");
	expected = optind < argc ? answers_set(&o.answers, ANSWER_NAME, argv[optind]) : NULL;
	if (expected)
		return say_bad_value("setup", argv[optind], expected);
	if (!answers_has(&o.answers, ANSWER_NAME))
		answers_set(&o.answers, ANSWER_NAME, answers_default(ANSWER_NAME));
	if (geteuid() != 0) {
		say_error("setup: only root may do this");
		return SAY_FAILED;
	}
	apply_load_others(&others, o.answers.text[ANSWER_NAME]);
	status = o.remove ? remove_all(&o, o.answers.text[ANSWER_NAME])
			  : set_up(&o, o.answers.text[ANSWER_NAME]);
	apply_free_others(&others);
	return status;
}

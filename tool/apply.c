// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "differ.h"
#include "files.h"
#include "list.h"
#include "say.h"
#include "secrets.h"

#define LEDGERS "/var/lib/pppoe-clamp/setup"
#define WORDS_MAX 16

static char *copy_text(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		exit(say_no_memory());
	return copy;
}

static void ledger_path(char ret[static PATH_MAX], const char *name)
{
	snprintf(ret, PATH_MAX, LEDGERS "/%s", name);
}

int apply_load(struct ledger *ret, const char *name)
{
	char path[PATH_MAX], *text;
	int err = 0;

	*ret = (struct ledger){ 0 };
	ledger_path(path, name);
	if (access(path, R_OK) < 0)
		return -errno;
	text = files_read(path);
	if (!text || !ledger_parse(ret, text))
		err = -EBADMSG;
	free(text);
	return err;
}

static void load_other(const char *path, void *context)
{
	const char *name = strrchr(path, '/') + 1;
	struct apply_others *o = context;
	struct ledger l;

	if (strcmp(name, o->but) != 0 && !apply_load(&l, name))
		*list_add(o) = l;
}

void apply_load_others(struct apply_others *ret, const char *name)
{
	*ret = (struct apply_others){ .but = name };
	files_glob(LEDGERS "/*", load_other, ret);
}

void apply_free_others(struct apply_others *o)
{
	for (size_t i = 0; i < o->count; i++)
		ledger_free(&o->items[i]);
	list_free(o);
}

/* Comparing */

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static unsigned int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0 : (unsigned int)st.st_mode & 07777;
}

static void add_change(struct apply_changes *c, const char *path, char *next, unsigned int mode,
		       bool secret)
{
	char *now = files_read(path);
	struct apply_change *change;

	if (same(now, next) && (!next || !mode || mode_of(path) == mode)) {
		free(now);
		free(next);
		return;
	}
	change = list_add(c);
	change->path = copy_text(path);
	change->now = now;
	change->next = next;
	change->mode = mode;
	change->secret = secret;
}

static bool has_file(const struct plan *p, const char *path)
{
	for (size_t i = 0; i < p->files.count; i++)
		if (!strcmp(p->files.items[i].path, path))
			return true;
	return false;
}

static void add_revert(struct apply_changes *c, const struct ledger_file *f,
		       void (*kept)(const char *path))
{
	char *now = files_read(f->path), *next;

	if (ledger_revert(&next, f, now))
		add_change(c, f->path, next, f->mode, f->secret);
	else
		kept(f->path);
	free(now);
}

/* A file of others keeps its mode, but for secrets. */
static unsigned int mode_for(const struct plan_file *f)
{
	return f->shared && !f->secret && mode_of(f->path) ? 0 : f->mode;
}

struct apply_changes apply_compare(const struct plan *p, const struct ledger *l,
				   void (*kept)(const char *path))
{
	struct apply_changes ret = { 0 };

	for (size_t i = 0; i < p->files.count; i++) {
		const struct plan_file *f = &p->files.items[i];

		add_change(&ret, f->path, copy_text(f->text), mode_for(f), f->secret);
	}
	for (size_t i = 0; i < l->files.count; i++)
		if (!has_file(p, l->files.items[i].path))
			add_revert(&ret, &l->files.items[i], kept);
	return ret;
}

void apply_free(struct apply_changes *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->items[i].path);
		free(c->items[i].now);
		free(c->items[i].next);
	}
	list_free(c);
}

static bool is_peers_file(const char *path)
{
	static const char dir[] = "/etc/ppp/peers/";

	return !strncmp(path, dir, sizeof(dir) - 1);
}

static void show_change(const struct apply_change *c)
{
	char *now = NULL, *next = NULL;

	if (c->secret) {
		now = c->now ? secrets_mask(c->now, NULL) : NULL;
		next = c->next ? secrets_mask(c->next, c->now ? c->now : "") : NULL;
	} else if (is_peers_file(c->path)) {
		now = c->now ? secrets_mask_options(c->now) : NULL;
		next = c->next ? secrets_mask_options(c->next) : NULL;
	}
	if (c->mode && mode_of(c->path) && mode_of(c->path) != c->mode)
		printf("chmod %03o %s\n", c->mode, c->path);
	differ_show(c->path, now ? now : c->now, next ? next : c->next);
	free(now);
	free(next);
}

void apply_show(const struct apply_changes *c)
{
	for (size_t i = 0; i < c->count; i++)
		show_change(&c->items[i]);
}

/* Noting */

static void note_file(struct ledger *ret, const struct plan_file *f, const struct ledger *before)
{
	const struct ledger_file *known = ledger_file_at(before, f->path);
	struct ledger_file *noted = list_add(&ret->files);
	char *now = files_read(f->path);

	noted->path = copy_text(f->path);
	noted->shared = f->shared;
	noted->secret = f->secret;
	noted->after = copy_text(f->text);
	noted->mode = known ? known->mode : mode_of(f->path);
	if (!known)
		noted->before = copy_text(now);
	else if (!f->shared || !ledger_revert(&noted->before, known, now))
		noted->before = copy_text(known->before);
	free(now);
}

static void proc_path(char ret[static PATH_MAX], const char *name)
{
	snprintf(ret, PATH_MAX, "/proc/sys/%s", name);
	if (strchr(name, '/'))
		return;
	for (char *at = ret + sizeof("/proc/sys/") - 1; *at; at++)
		if (*at == '.')
			*at = '/';
}

/* NULL: it is not noted. */
static const char *noted_sysctl(const struct ledger *l, const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < l->sysctls.count; i++)
		if (!strncmp(l->sysctls.items[i], name, len) && l->sysctls.items[i][len] == ' ')
			return l->sysctls.items[i];
	return NULL;
}

static const char *noted_by_others(const struct apply_others *o, const char *name)
{
	const char *line = NULL;

	for (size_t i = 0; i < o->count && !line; i++)
		line = noted_sysctl(&o->items[i], name);
	return line;
}

/* What the first of all setups has found is what the last one leaves. */
static void note_sysctl(struct ledger *ret, const char *name, const struct ledger *before,
			const struct apply_others *others)
{
	const char *noted = noted_sysctl(before, name);
	char path[PATH_MAX], line[128];

	if (!noted)
		noted = noted_by_others(others, name);
	if (noted) {
		ledger_add_line(&ret->sysctls, noted);
		return;
	}
	proc_path(path, name);
	snprintf(line, sizeof(line), "%s %ld", name, files_read_number(path, 0));
	ledger_add_line(&ret->sysctls, line);
}

static bool has_file_below(const struct ledger *l, const char *dir)
{
	const size_t len = strlen(dir);

	for (size_t i = 0; i < l->files.count; i++)
		if (!strncmp(l->files.items[i].path, dir, len) &&
		    l->files.items[i].path[len] == '/')
			return true;
	return false;
}

/* The last one to need a directory of another line's removes it. */
static void note_dirs(struct ledger *ret, const struct ledger *before,
		      const struct apply_others *others)
{
	for (size_t i = 0; i < others->count; i++) {
		const struct ledger_lines *dirs = &others->items[i].dirs;

		for (size_t j = 0; j < dirs->count; j++)
			if (has_file_below(ret, dirs->items[j]) &&
			    !ledger_has_line(&ret->dirs, dirs->items[j]))
				ledger_add_line(&ret->dirs, dirs->items[j]);
	}
	for (size_t i = 0; i < before->dirs.count; i++)
		if (!ledger_has_line(&ret->dirs, before->dirs.items[i]))
			ledger_add_line(&ret->dirs, before->dirs.items[i]);
}

struct ledger apply_note(const struct plan *p, const struct ledger *before, const struct answers *a,
			 const struct apply_others *others)
{
	struct ledger ret = { .answers = *a };

	memset(ret.answers.text[ANSWER_PASSWORD], 0, ANSWERS_SIZE);
	for (size_t i = 0; i < p->files.count; i++)
		note_file(&ret, &p->files.items[i], before);
	for (size_t i = 0; i < p->sysctls.count; i++)
		note_sysctl(&ret, p->sysctls.items[i].name, before, others);
	note_dirs(&ret, before, others);
	for (size_t i = 0; i < p->actions.count; i++) {
		if (*p->actions.items[i].undo)
			ledger_add_line(&ret.undos, p->actions.items[i].undo);
		if (*p->actions.items[i].undo_after)
			ledger_add_line(&ret.undos_after, p->actions.items[i].undo_after);
	}
	return ret;
}

/* Writing */

/* All that is above a file, the outer ones first. */
static int make_dirs(const char *path, struct ledger_lines *made, mode_t mode)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%s", path);
	for (char *slash = strchr(dir + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(dir, mode) == 0)
			ledger_add_line(made, dir);
		else if (errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

/* Hidden, so that nobody who reads the directory takes it for one of his. */
static int stage(char ret[static PATH_MAX], const char *path, const char *text, unsigned int mode)
{
	const char *name = strrchr(path, '/') + 1;
	struct stat st;
	int fd, err = 0;

	if (snprintf(ret, PATH_MAX, "%.*s.%s.XXXXXX", (int)(name - path), path, name) >= PATH_MAX)
		return -ENAMETOOLONG;
	fd = mkostemp(ret, O_CLOEXEC);
	if (fd < 0) {
		ret[0] = '\0';
		return -errno;
	}
	if (stat(path, &st) == 0) {
		if (fchown(fd, st.st_uid, st.st_gid) < 0)
			err = -errno;
		mode = mode ? mode : st.st_mode & 07777;
	}
	if (!err && fchmod(fd, mode ? mode : 0644) < 0)
		err = -errno;
	if (!err)
		err = files_write(fd, text);
	close(fd);
	return err;
}

/* A link leads to a file that we have not named; what cannot be read cannot be kept. */
static int check_place(const struct apply_change *c)
{
	struct stat st;

	if (lstat(c->path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISREG(st.st_mode))
		return -ELOOP;
	return c->now ? 0 : -EINVAL;
}

static int put(const char *path, const char *text, unsigned int mode)
{
	char staged[PATH_MAX];
	int err;

	if (!text)
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	err = stage(staged, path, text, mode);
	if (!err && rename(staged, path) < 0)
		err = -errno;
	if (err && staged[0])
		unlink(staged);
	return err;
}

typedef char staged_path[PATH_MAX];

static int stage_all(const struct apply_changes *c, staged_path *staged, struct ledger_lines *made,
		     const char **ret_path)
{
	int err = 0;

	for (size_t i = 0; i < c->count && !err; i++) {
		const struct apply_change *change = &c->items[i];

		*ret_path = change->path;
		err = check_place(change);
		if (!err && change->next)
			err = make_dirs(change->path, made, 0755);
		if (!err && change->next)
			err = stage(staged[i], change->path, change->next, change->mode);
	}
	return err;
}

static int swap_all(const struct apply_changes *c, staged_path *staged, unsigned int *modes,
		    const char **ret_path)
{
	size_t done = 0;
	int err = 0;

	for (; done < c->count && !err; done++) {
		const char *path = c->items[done].path;

		*ret_path = path;
		modes[done] = mode_of(path);
		if (c->items[done].next ? rename(staged[done], path) < 0 : unlink(path) < 0)
			err = errno == ENOENT && !c->items[done].next ? 0 : -errno;
		else
			staged[done][0] = '\0';
	}
	for (size_t i = 0; err && i + 1 < done; i++)
		put(c->items[i].path, c->items[i].now, modes[i]);
	return err;
}

static void remove_dirs(const struct ledger_lines *dirs, size_t from)
{
	for (size_t i = dirs->count; i > from; i--)
		rmdir(dirs->items[i - 1]);
}

static int write_ledger(const char *name, const struct ledger *l)
{
	struct ledger_lines made = { 0 };
	char path[PATH_MAX], *text = NULL;
	size_t size = 0;
	FILE *file;
	int err;

	ledger_path(path, name);
	if (!l) {
		err = put(path, NULL, 0);
		rmdir(LEDGERS);
		rmdir("/var/lib/pppoe-clamp");
		return err;
	}
	file = open_memstream(&text, &size);
	if (!file)
		return -ENOMEM;
	ledger_print(file, l);
	err = fclose(file) == EOF ? -ENOMEM : make_dirs(path, &made, 0700);
	if (!err)
		err = put(path, text, 0600);
	if (err)
		remove_dirs(&made, 0);
	free(text);
	for (size_t i = 0; i < made.count; i++)
		free(made.items[i]);
	list_free(&made);
	return err;
}

static void forget_staged(const struct apply_changes *c, staged_path *staged)
{
	for (size_t i = 0; i < c->count; i++)
		if (staged[i][0])
			unlink(staged[i]);
}

int apply_write(const struct apply_changes *c, const char *name, struct ledger *l,
		void (*end)(const struct ledger *before), const char **ret_path)
{
	staged_path *staged = calloc(c->count + 1, sizeof(*staged));
	unsigned int *modes = calloc(c->count + 1, sizeof(*modes));
	struct ledger_lines others = { 0 }, *made = l ? &l->dirs : &others;
	const size_t known = made->count;
	struct ledger before;
	const int had = apply_load(&before, name);
	int err;

	if (!staged || !modes)
		exit(say_no_memory());
	err = stage_all(c, staged, made, ret_path);
	if (!err && l) {
		*ret_path = LEDGERS;
		err = write_ledger(name, l);
	}
	if (!err) {
		end(&before);
		err = swap_all(c, staged, modes, ret_path);
		if (err && l)
			write_ledger(name, had ? NULL : &before);
	}
	forget_staged(c, staged);
	if (err)
		remove_dirs(made, known);
	else if (!l)
		err = write_ledger(name, NULL);
	ledger_free(&before);
	free(staged);
	free(modes);
	return err;
}

void apply_remove_dirs(const struct ledger *l)
{
	remove_dirs(&l->dirs, 0);
}

/* What is not in a file */

static int write_sysctl(const char *name, const char *value)
{
	char path[PATH_MAX];
	int fd, err = 0;

	proc_path(path, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	close(fd);
	return err;
}

int apply_sysctls(const struct plan *p)
{
	int err = 0;

	for (size_t i = 0; i < p->sysctls.count && !err; i++)
		err = write_sysctl(p->sysctls.items[i].name, p->sysctls.items[i].value);
	return err;
}

void apply_sysctls_back(const struct ledger *l, const struct apply_others *others)
{
	for (size_t i = 0; i < l->sysctls.count; i++) {
		char name[128];
		const char *line = l->sysctls.items[i], *value = strchr(line, ' ');

		if (!value)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(value - line), line);
		if (!noted_by_others(others, name))
			write_sysctl(name, value + 1);
	}
}

int apply_run(const char *command, char **ret_text)
{
	char *copy = copy_text(command), *rest = copy, *arguments[WORDS_MAX + 1] = { 0 };
	int status;

	*ret_text = NULL;
	for (size_t i = 0; i < WORDS_MAX && rest; i++)
		arguments[i] = strsep(&rest, " ");
	status = files_run(arguments, true, ret_text);
	free(copy);
	return status;
}

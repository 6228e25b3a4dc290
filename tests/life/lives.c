// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lives of a link (life.h), and what is done to them; each command does part PART
 * of PARTS, so that several of them share the work, in namespaces of their own:
 *
 *   lives faults PART PARTS             each kind of call fails, with one error
 *   lives all-faults PART PARTS         with each error that it may have
 *   lives each-fault PART PARTS         each call by itself fails, once
 *   lives random-faults SEED COUNT      any call, with any error
 *   lives points 0 1                    names the points, a line each: the first call of each
 *                                       kind in each stage of a life
 *   lives kills PART PARTS              a signal or a power cut at each point
 *   lives all-kills PART PARTS          all signals, and a power cut
 *   lives random-kills SEED COUNT       any of them, at any call
 *   lives calls CLIENTS 0               a row "COUNT CALL" for each kind, of a life beside others: so
 *                                       many other clients of the AC, and /run/neighbours
 *   lives dialogues SEED COUNT          with an AC that is drawn at random (unit/dialogue.h)
 *   lives dialogue SEED COUNT           and those of a seed that was printed
 *
 * Faults are printed as rows of a table, "| call | error | once | for good |"; what is
 * wrong, as lines that begin with "not ok". The last line says how many lives it were.
 */
#include "life.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../unit/dialogue.h"
#include "machine.h"

/* NOLINTBEGIN(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0"; /* each life counts its bytes */
}
/* NOLINTEND(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

#define LIVES 2
#define NAMES 512

#define PLAIN                                                                  \
	"eth1 noipv6 persist maxfail 0 failover-metric 100 failover-detect 0 " \
	"pppoe-term-unknown pppoe-record /run/saved/line"
#define FULL                                                                                \
	"eth1 persist maxfail 0 failover-metric 100 failover-detect 1000 failover-keep 20 " \
	"pppoe-term-unknown pppoe-max-payload auto pppoe-priority 6 clamp-backend both "    \
	"failover-probe 192.0.2.1 failover-conntrack sticky pppoe-carrier-debounce 100 "    \
	"pppoe-record /run/saved/line"

#define END                   \
	{                     \
		.event = NULL \
	}

/* All that becomes of a link: lost for a moment, and for long; its route taken; restarted */
static const struct step long_steps[] = { { 0, "", NULL },
					  { 5000, "up?, hangup", NULL },
					  { 10000, "up?, cable out", NULL },
					  { 11000, "cable in", NULL },
					  { 15000, "up?, cable out", NULL },
					  { 50000, "cable in", NULL },
					  { 60000, "up?, take-route", NULL },
					  { 65000, "up?, SIGHUP", NULL },
					  { 70000, "up?, SIGTERM", NULL },
					  END };

/* Only what makes each kind of call */
static const struct step short_steps[] = { { 0, "", NULL },
					   { 4000, "up?", NULL },
					   { 5000, "hangup", NULL },
					   { 25000, "up?, take-route", NULL },
					   { 30000, "up?, SIGTERM", NULL },
					   END };

static const struct step shortest_steps[] = { { 0, "", NULL },
					      { 9000, "up?, SIGTERM", NULL },
					      END };

static const struct life lives[LIVES] = { { "plain", PLAIN, short_steps },
					  { "full", FULL, short_steps } };
static const struct life long_lives[LIVES] = { { "plain", PLAIN, long_steps },
					       { "full", FULL, long_steps } };
/* Begins, rests, is lost for a moment and for long, while others are, too */
static const struct step crowded_steps[] = { { 0, "", NULL },
					     { 50000, "up?, neighbours", NULL },
					     { 150000, "up?, hangup", NULL },
					     { 160000, "up?, cable out", NULL },
					     { 161000, "cable in", NULL },
					     { 165000, "up?, cable out", NULL },
					     { 200000, "cable in", NULL },
					     { 250000, "up?, SIGTERM", NULL },
					     END };
static const struct life crowded = { "crowded",
				     "eth1 persist maxfail 0 failover-metric 100 failover-detect 0",
				     crowded_steps };

static const struct life after[LIVES] = { { "plain", PLAIN, shortest_steps },
					  { "full", FULL, shortest_steps } };

static char before[MACHINE_STATE_SIZE]; /* the machine without a life */
static unsigned long count, failed; /* lives; and those that something was wrong with */

/* Names of calls, each once, in the order of their first ones */
struct names {
	char list[NAMES][CALLS_NAME_SIZE];
	size_t count;
};

static bool has(const struct names *n, const char *name, size_t len)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strncmp(n->list[i], name, len) && !n->list[i][len])
			return true;
	return false;
}

/* What a life says and does when nothing happens to it */
struct normal {
	const struct life *life, *after;
	char said[LIFE_SAID_SIZE], list[LIFE_LIST_SIZE];
	unsigned long calls;
	unsigned long route_bytes;
	size_t fds, bytes;
};

static void learn(struct normal *ret, const struct life *l, const struct life *next)
{
	const struct life_end *e;

	e = life_run(l, NULL, true);
	if (!e->ended || e->missing[0]) {
		printf("not ok - %s: status %x\n# %s# %s", l->name, (unsigned int)e->status,
		       e->said, e->missing);
		exit(1);
	}
	ret->life = l;
	ret->after = next;
	strcpy(ret->said, e->said);
	strcpy(ret->list, e->list);
	ret->calls = e->done.count;
	ret->route_bytes = e->done.route_bytes;
	ret->fds = e->fds;
	ret->bytes = e->bytes;
}

static void learn_anew(struct normal *ret, const struct life *l, const struct life *next)
{
	life_cut_power();
	learn(ret, l, next);
}

static void add_names(struct names *n, const struct normal *normal)
{
	size_t len;

	for (const char *line = normal->list; *line; line += len + 1) {
		len = strcspn(line, "\n");
		if (n->count == NAMES)
			abort();
		if (!has(n, line, len))
			snprintf(n->list[n->count++], CALLS_NAME_SIZE, "%.*s", (int)len, line);
	}
}

static unsigned long count_calls(const struct normal *n, const char *name)
{
	const size_t len = strlen(name);
	unsigned long ret = 0;

	for (const char *line = n->list; *line; line = strchr(line, '\n') + 1)
		ret += !strncmp(line, name, len) && line[len] == '\n';
	return ret;
}

/*
 * Errors that a call of this kind can have with the arguments that we give, by its manual or by the
 * kernel; 0 ends them. The first kind that a name begins with counts.
 */
static const struct {
	const char *start; /* of its name */
	int errors[6];
} kinds[] = {
	{ "socket AF_PPPOX", { EMFILE, ENOMEM, EAFNOSUPPORT, EPROTONOSUPPORT } },
	{ "socket AF_PACKET", { EMFILE, ENOBUFS, EPERM } },
	{ "socket raw", { EMFILE, ENOBUFS, EPERM } },
	{ "socket netlink", { EMFILE, ENOBUFS, EPROTONOSUPPORT } },
	{ "socket", { EMFILE, ENOBUFS } },
	{ "bind netlink", { ENOMEM, EADDRINUSE, EPERM } },
	{ "bind", { ENODEV } },
	{ "connect AF_PPPOX", { ENOMEM, ENODEV, ENETDOWN } },
	{ "connect", { ENODEV, ENETUNREACH, ENOBUFS } },
	{ "setsockopt SO_ATTACH_FILTER", { ENOMEM } },
	{ "setsockopt SO_PRIORITY", { EPERM } },
	{ "setsockopt SO_BINDTOIFINDEX", { EPERM, ENODEV, ENOPROTOOPT } },
	{ "setsockopt", { ENOPROTOOPT } },
	{ "getsockname", { ENOBUFS } },
	{ "send AF_PACKET", { ENOBUFS, ENETDOWN, ENXIO, EMSGSIZE } },
	{ "send raw", { ENOBUFS, EPERM, ENETUNREACH } },
	{ "send", { ENOBUFS } },
	{ "writev", { ENOBUFS } },
	{ "recv netlink, events", { ENOBUFS } },
	{ "recv netlink", { ENOBUFS, EAGAIN } },
	{ "recv AF_PACKET of ppp0", { ENETDOWN, CALLS_SHORT } },
	{ "recv", { ENETDOWN } },
	{ "answer to NFT_MSG_GET", { ENOMEM, EOPNOTSUPP } },
	{ "answer to NFT", { EPERM, EOPNOTSUPP, ENOENT, ENOMEM, EINVAL } },
	{ "answer to nftables batch", { EPERM, EOPNOTSUPP, ENOMEM } },
	{ "answer to IPCTNL", { EPERM, EINVAL, ENOMEM } },
	{ "answer to RTM_GETLINK", { ENOBUFS, ENODEV } },
	{ "answer to RTM_GET", { ENOMEM, EOPNOTSUPP } },
	{ "answer to RTM_NEWROUTE", { EPERM, ENODEV, ENETDOWN, ENOMEM, ENOBUFS } },
	{ "answer to RTM_NEWRULE", { EPERM, EAFNOSUPPORT, EINVAL, ENOMEM } },
	{ "answer to RTM_SETLINK", { EPERM, EINVAL, EBUSY, ENOMEM } },
	{ "answer to RTM_DEL", { EPERM, ENOMEM } },
	{ "ioctl", { ENODEV } },
	{ "fcntl F_DUPFD_CLOEXEC", { EMFILE } },
	{ "fcntl", { ENOMEM } },
	{ "open new", { ENOSPC, EROFS, EMFILE } },
	{ "open lock", { EACCES, EROFS, EMFILE, ENOSPC } },
	{ "open ring", { EACCES, EROFS, EMFILE, ENOSPC } },
	{ "open", { EACCES, EMFILE } },
	{ "fopen", { ENOENT, EMFILE } },
	{ "fdopendir", { ENOMEM } },
	{ "readdir", { ENOENT } },
	{ "mkdir", { EROFS, ENOENT, ENOSPC } },
	{ "access", { ENOENT } },
	{ "fchmod", { EROFS } },
	{ "flock", { ENOLCK } },
	{ "stat", { ENOENT, EACCES } },
	{ "fstat", { ENOMEM } },
	{ "ftruncate", { EIO } },
	{ "posix_fallocate", { ENOSPC, EINTR } },
	{ "mmap", { ENOMEM } },
	{ "read", { EIO, EINTR, CALLS_SHORT } },
	{ "write", { ENOSPC, EIO, EINTR, CALLS_SHORT } },
	{ "fsync", { EIO, ENOSPC } },
	{ "rename", { EROFS, ENOSPC } },
	{ "unlink", { EROFS } },
	{ "if_nametoindex", { EMFILE, ENODEV } },
	{ "sigaction", { 0 } },
	{ "getrandom", { EINTR, ENOSYS } },
	{ "poll", { EINTR, ENOMEM } },
	{ "ppoll", { EINTR, ENOMEM } },
};

static const int *errors_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(name, kinds[i].start, strlen(kinds[i].start)))
			return kinds[i].errors;
	printf("not ok - nobody knows the errors of %s\n", name);
	exit(1);
}

/*
 * Some errors, and what a socket tells, are of a moment; and what may not be removed stays. An
 * interface that is away for good is in vm/t/63-later-interface.sh; here it is there all the time.
 */
static bool lasts(const char *name, int error)
{
	static const int momentary[] = { EINTR, EAGAIN, ENODEV, ENXIO, CALLS_SHORT };

	for (size_t i = 0; i < sizeof(momentary) / sizeof(momentary[0]); i++)
		if (error == momentary[i])
			return false;
	return !strstr(name, "DEL") && strncmp(name, "recv", 4) != 0 && strcmp(name, "ppoll") != 0;
}

static const char *error_name(int error)
{
	return error == CALLS_SHORT ? "short" : strerrorname_np(error);
}

/* Adds the lines of `said` that are not in `normal`, each once, with "; " between them. */
static void add_new(char *ret, const char *said, const char *normal)
{
	char text[LIFE_SAID_SIZE], *rest;

	strcpy(text, said);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (strstr(normal, line) || strstr(ret, line))
			continue;
		strcat(strcat(ret, ret[0] ? "; " : ""), line);
	}
}

/*
 * Without a cable no PADT arrives, and a record that could not be removed stays: that is for
 * the next pppd here.
 */
static bool is_clean(const char *state, const struct life_end *e)
{
	char text[MACHINE_STATE_SIZE], rest[MACHINE_STATE_SIZE] = "", *left;

	strcpy(text, state);
	for (char *line = strtok_r(text, "\n", &left); line; line = strtok_r(NULL, "\n", &left))
		if (strstr(line, ".new") || (strncmp(line, "file ", 5) != 0 &&
					     (e->cable || strncmp(line, "session ", 8) != 0)))
			strcat(strcat(rest, line), "\n");
	return !strcmp(rest, before);
}

__attribute__((format(printf, 2, 3))) static void complain(const char *whose, const char *format,
							   ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	printf("not ok - %s: %s\n", whose, text);
	failed++;
}

static void complain_state(const char *whose, const char *state)
{
	char text[2 * MACHINE_STATE_SIZE] = "";

	add_new(text, state, before);
	complain(whose, "left or changed: %s", text[0] ? text : "something is missing");
}

/* The next life is as if nothing had been. */
static void expect_recovery(const char *whose, const struct life *l)
{
	char state[MACHINE_STATE_SIZE];
	const struct life_end *e = life_run(l, NULL, false);

	machine_read_state(state);
	if (!e->ended || e->missing[0])
		complain(whose, "the next life: status %x, %s", (unsigned int)e->status,
			 e->missing);
	if (strcmp(state, before) == 0)
		return;
	complain_state(whose, state);
	printf("# going on from there is of no use\n");
	exit(1);
}

/* What the user has of it: lines of the log, and what the link is without */
static void describe(char *ret, const struct life_end *e, const struct normal *n)
{
	const bool ends = strstr(e->missing, "pppd");

	ret[0] = '\0';
	add_new(ret, e->said, n->said);
	if (ends)
		strcat(strcat(ret, ret[0] ? "; " : ""), "pppd ends");
	else if (e->missing[0])
		strcat(strcat(ret, ret[0] ? "; " : ""),
		       strstr(e->missing, "table") && strstr(e->missing, "route") ? "no link"
		       : strstr(e->missing, "table")				  ? "no clamp"
										  : "no route");
}

/* Before pppd has read its options, and without PPPoE, there is nothing to be tried again. */
static bool may_end(const char *what)
{
	return strstr(what, "pppd ends") && (strstr(what, "eth1") || strstr(what, "no PPPoE"));
}

static void fail_call(const struct normal *n, const struct calls_plan *p, char *ret)
{
	const bool first = p->at == 1 && !p->for_good; /* after the last one nothing comes */
	char state[MACHINE_STATE_SIZE], whose[128];
	const struct life_end *e;

	life_cut_power(); /* files are made anew */
	e = life_run(n->life, p, false);
	count++;
	snprintf(whose, sizeof(whose), "%s, call %lu of %s, %s%s", n->life->name, p->at,
		 p->name[0] ? p->name : e->done.name, error_name(p->error),
		 p->for_good ? ", for good" : "");
	describe(ret, e, n);
	machine_read_state(state);
	if (!e->done.hits)
		complain(whose, "never called");
	if (!e->ended)
		complain(whose, "status %x", (unsigned int)e->status);
	else if (e->fds > n->fds || e->bytes > n->bytes)
		complain(whose, "%zu descriptors and %zu bytes are left, not %zu and %zu", e->fds,
			 e->bytes, n->fds, n->bytes);
	if (first && e->missing[0] && !may_end(ret))
		complain(whose, "not up again: %s", ret);
	if (e->missing[0] && !e->said[0])
		complain(whose, "nothing is said about what is missing: %s", ret);
	if (first ? !is_clean(state, e) : strstr(state, ".new") != NULL)
		complain_state(whose, state);
	/* Fails without runfile_close() in parent_restore(). A record of an MTU that is raised stays. */
	if (p->for_good && strncmp(p->name, "unlink", 6) != 0 && strstr(state, "\nfile ") &&
	    strstr(state, "eth1 mtu 1500"))
		complain_state(whose, state);
	if (strcmp(state, before) != 0)
		expect_recovery(whose, n->after);
}

/* What is to be removed is found by them. */
static bool is_list(const char *name)
{
	return !strcmp(name, "answer to RTM_GETROUTE") || !strcmp(name, "answer to RTM_GETRULE");
}

/* What is undone by the same call later shows at the last one. */
static void fail_later(const struct normal *n, const char *name, int error)
{
	const unsigned long calls = count_calls(n, name);
	struct calls_plan p = { .at = is_list(name) || calls < 2 ? 2 : calls, .error = error };
	char what[LIFE_SAID_SIZE];

	strcpy(p.name, name);
	for (; p.at <= calls; p.at++)
		fail_call(n, &p, what);
}

static void fail_kind(const struct normal *n, const char *name, bool all)
{
	char once[LIFE_SAID_SIZE], for_good[LIFE_SAID_SIZE];

	for (const int *error = errors_of(name); *error; error++) {
		struct calls_plan p = { .at = 1, .error = *error };

		strcpy(p.name, name);
		fail_call(n, &p, once);
		fail_later(n, name, *error);
		p.for_good = lasts(name, *error);
		strcpy(for_good, "");
		if (p.for_good)
			fail_call(n, &p, for_good);
		printf("| %s | %s | %s | %s |\n", name, error_name(*error), once, for_good);
		if (!all)
			return;
	}
}

/* Of two lives, those of the second that the first has not */
static void fail_kinds(size_t part, size_t parts, bool all)
{
	static struct names done;
	size_t first = 0;

	for (size_t i = 0; i < LIVES; i++) {
		static struct normal n;

		learn_anew(&n, &lives[i], &after[i]);
		add_names(&done, &n);
		for (; first < done.count; first++)
			if (first % parts == part)
				fail_kind(&n, done.list[first], all);
	}
}

/* Names the call number `at` of a life, and counts those of that name up to it. */
static unsigned long find_call(const struct normal *n, unsigned long at, char *ret)
{
	const char *line = n->list, *end;
	unsigned long same = 1;
	size_t len;

	for (unsigned long i = 1; i < at; i++)
		line = strchr(line, '\n') + 1;
	end = line;
	len = strcspn(line, "\n") + 1;
	snprintf(ret, CALLS_NAME_SIZE, "%.*s", (int)len - 1, line);
	for (line = n->list; line < end; line = strchr(line, '\n') + 1)
		same += !strncmp(line, end, len);
	return same;
}

static void fail_each(size_t part, size_t parts)
{
	char what[LIFE_SAID_SIZE];

	for (size_t i = 0; i < LIVES; i++) {
		static struct normal n;

		learn_anew(&n, &lives[i], &after[i]);
		for (unsigned long at = 1 + part; at <= n.calls; at += parts) {
			struct calls_plan p = { .at = 0 };

			p.at = find_call(&n, at, p.name);
			p.error = errors_of(p.name)[0];
			if (p.error)
				fail_call(&n, &p, what);
		}
	}
}

static void fail_randomly(unsigned long lots)
{
	static struct normal n[LIVES];
	char what[LIFE_SAID_SIZE];

	for (size_t i = 0; i < LIVES; i++)
		learn_anew(&n[i], &long_lives[i], &after[i]);
	while (lots--) {
		const struct normal *const chosen = &n[random() % LIVES];
		struct calls_plan p = { .at = 1 + (unsigned long)random() % chosen->calls };
		const int *error;

		p.at = find_call(chosen, p.at, p.name);
		error = errors_of(p.name);
		if (!error[0])
			continue;
		p.error = error[0];
		for (size_t i = 1; error[i]; i++)
			if (!(random() % (long)(i + 1)))
				p.error = error[i];
		p.for_good = lasts(p.name, p.error) && random() % 2;
		fail_call(chosen, &p, what);
	}
}

/* A process is gone: what the kernel keeps for nobody must be gone with it. */
static void expect_nothing_of_kernel(const char *whose)
{
	static const char *const kept[] = { "\ntable ", "\nppp0 ", "dev ppp0" };
	char state[MACHINE_STATE_SIZE];

	machine_read_state(state);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strstr(state, kept[i]))
			complain_state(whose, state);
}

static void kill_at(const struct life *l, const struct life *next, const struct calls_plan *p,
		    bool cut_power)
{
	char whose[128], state[MACHINE_STATE_SIZE];
	const struct life_end *e;

	life_cut_power(); /* files are made anew */
	e = life_run(l, p, false);
	count++;
	snprintf(whose, sizeof(whose), "%s, call %lu (%s), %s", l->name, p->at, e->done.name,
		 cut_power ? "power cut" : sigabbrev_np(p->signal));
	if (p->signal == SIGKILL ? !WIFSIGNALED(e->status) || WTERMSIG(e->status) != SIGKILL
				 : !e->ended)
		complain(whose, "status %x", (unsigned int)e->status);
	if (cut_power)
		life_cut_power();
	expect_nothing_of_kernel(whose);
	machine_read_state(state);
	if ((p->signal == SIGTERM || p->signal == SIGHUP) && !is_clean(state, e))
		complain_state(whose, state);
	if (strcmp(state, before) != 0)
		expect_recovery(whose, next);
}

static const int signals[] = { SIGKILL, SIGTERM, SIGHUP, SIGSEGV };

#define SIGNALS (sizeof(signals) / sizeof(signals[0]))
#define WAYS (SIGNALS + 1) /* the last one cuts the power */

static void kill_by(size_t way, const struct life *l, const struct life *next, struct calls_plan *p)
{
	p->signal = way < SIGNALS ? signals[way] : SIGKILL;
	kill_at(l, next, p, way == SIGNALS);
}

/* Those of life `i` */
static void add_points(struct names *ret, size_t i)
{
	static struct normal n;

	learn_anew(&n, &long_lives[i], &after[i]);
	add_names(ret, &n);
}

/* At each point a way of its own, or all of them */
static void kill_at_points(size_t part, size_t parts, bool all)
{
	static struct names points;
	size_t next = 0;

	for (size_t i = 0; i < LIVES; i++) {
		add_points(&points, i);
		for (; next < points.count; next++) {
			struct calls_plan p = { .at = 1 };

			if (next % parts != part)
				continue;
			strcpy(p.name, points.list[next]);
			for (size_t way = 0; way < WAYS; way++)
				if (all || way == next / parts % WAYS)
					kill_by(way, &long_lives[i], &after[i], &p);
		}
	}
}

static void print_points(void)
{
	static struct names points;

	for (size_t i = 0; i < LIVES; i++)
		add_points(&points, i);
	for (size_t i = 0; i < points.count; i++)
		printf("%s\n", points.list[i]);
}

static void kill_randomly(unsigned long lots)
{
	static struct normal n[LIVES];

	for (size_t i = 0; i < LIVES; i++)
		learn_anew(&n[i], &long_lives[i], &after[i]);
	while (lots--) {
		const size_t i = (size_t)random() % LIVES;
		struct calls_plan p = { .at = 1 + (unsigned long)random() % n[i].calls };

		kill_by((size_t)random() % WAYS, &long_lives[i], &after[i], &p);
	}
}

static void print_calls(unsigned int clients)
{
	static struct normal n;
	static struct names calls;

	machine_add_clients(clients);
	learn(&n, &crowded, NULL);
	add_names(&calls, &n);
	for (size_t i = 0; i < calls.count; i++)
		printf("%lu %s\n", count_calls(&n, calls.list[i]), calls.list[i]);
	printf("%lu bytes of interfaces, addresses and routes\n", n.route_bytes);
}

static void talk(uint64_t seed, unsigned long lots)
{
	count = lots;
	failed = dialogue_run_all(life_talk, seed, lots);
}

int main(int argc, char **argv)
{
	const char *const what = argc == 4 ? argv[1] : "";
	const unsigned long a = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	const unsigned long b = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

	life_init();
	machine_read_state(before);
	srandom((unsigned int)a);
	if (!strstr(what, "fault") && strcmp(what, "calls") != 0)
		calls_name_stages(life_stage);
	if (!strcmp(what, "faults"))
		fail_kinds(a, b, false);
	else if (!strcmp(what, "all-faults"))
		fail_kinds(a, b, true);
	else if (!strcmp(what, "each-fault"))
		fail_each(a, b);
	else if (!strcmp(what, "random-faults"))
		fail_randomly(b);
	else if (!strcmp(what, "kills"))
		kill_at_points(a, b, false);
	else if (!strcmp(what, "all-kills"))
		kill_at_points(a, b, true);
	else if (!strcmp(what, "calls"))
		print_calls((unsigned int)a);
	else if (!strcmp(what, "points"))
		print_points();
	else if (!strcmp(what, "random-kills"))
		kill_randomly(b);
	else if (!strcmp(what, "dialogues"))
		talk((uint64_t)a << 20, b);
	else if (!strcmp(what, "dialogue"))
		talk(a, b);
	if (count)
		printf("%lu lives, %lu failures\n", count, failed);
	return failed != 0;
}

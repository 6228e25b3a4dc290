// SPDX-License-Identifier: GPL-2.0-or-later
#include "life.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/dialogue.h"
#include "glue/limbo.h"
#include "machine.h"
#include "pppd_compat.h"

#define LONGEST_S 10 /* of the processor; a life takes a tenth of one */
#define LINGER_MS 60000 /* pppd has so long to end after its last event */
#define DESCRIPTORS 256
#define HAND_OVER_MS 1000

/* NOLINTNEXTLINE(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): of ASan */
size_t __sanitizer_get_current_allocated_bytes(void);

static struct {
	struct machine_ac ac;
	struct life_end end;
} * shared; /* with the process of a life */

uint64_t world_ms;
static const struct step *next;

__attribute__((format(printf, 2, 0))) static void append(char *text, const char *format,
							 size_t size, va_list ap)
{
	const size_t len = strlen(text);

	vsnprintf(text + len, size - len, format, ap);
	strncat(text, "\n", size - strlen(text) - 1);
}

/* What begins with "!" is a line of the log, and pppd says itself what it does not know. */
void world_say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (format[0] == '!' || !strncmp(format, "bad option", 10))
		append(shared->end.said, format + (format[0] == '!'), sizeof(shared->end.said), ap);
	va_end(ap);
}

__attribute__((format(printf, 1, 2))) static void miss(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	append(shared->end.missing, format, sizeof(shared->end.missing), ap);
	va_end(ap);
}

static size_t count_descriptors(void)
{
	size_t count = 0;

	for (int fd = 0; fd < DESCRIPTORS; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void end_life(struct life_end *e)
{
	e->ended = true;
	e->cable = kernel_cable;
	if (next->event)
		miss("pppd has ended");
}

static bool run_ac(void)
{
	bool any;

	calls_pause();
	any = machine_run_ac();
	calls_resume();
	return any;
}

static void end_talk(const struct life_end *e)
{
	char state[MACHINE_STATE_SIZE];

	run_ac();
	dialogue_end();
	machine_read_state(state);
	if (strstr(state, "\nfile ") || !strstr(state, "eth1 mtu 1500"))
		dialogue_fail("left, or changed: %s", state);
	if (e->fds)
		dialogue_fail("%zu descriptors are left", e->fds);
}

_Noreturn void world_end(void)
{
	struct life_end *e = &shared->end;

	calls_begin(NULL, NULL);
	kernel_set_ppp(false);
	e->fds = count_descriptors() - e->fds;
	e->bytes = __sanitizer_get_current_allocated_bytes() - e->bytes;
	if (world_ac)
		end_talk(e);
	else
		end_life(e);
	_exit(0);
}

static void check_up(void)
{
	static const char *const wanted[] = { "table pppoe-clamp", "IPv4 route /0 dev ppp0" };
	char state[MACHINE_STATE_SIZE];

	machine_read_state(state);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!strstr(state, wanted[i]))
			miss("%llu s: no %s", (unsigned long long)world_ms / 1000, wanted[i]);
}

static void happen(const char *events)
{
	char text[128], *rest, *argument;

	snprintf(text, sizeof(text), "%s", events);
	for (char *event = strtok_r(text, ",", &rest); event; event = strtok_r(NULL, ",", &rest)) {
		const char *const word = strtok_r(event, " ", &argument);

		if (!strcmp(word, "up?"))
			check_up();
		else if (!pppd_event(word, argument) && !kernel_event(word, argument))
			abort();
	}
}

static uint64_t next_ms(void)
{
	return next->event ? next->at : next[-1].at + LINGER_MS;
}

/* A pppd that does not end when it is told to is found by its last step. */
static void do_step(void)
{
	if (!next->event)
		abort();
	world_ms = next->at;
	happen(next++->event);
}

void world_wait(uint64_t until_ms)
{
	if (run_ac())
		return;
	if (world_ac)
		dialogue_wait(until_ms);
	else
		kernel_wait(until_ms, next_ms(), do_step);
}

/* They are raised by calls of this process itself, between two of its steps. */
/* NOLINTBEGIN(bugprone-signal-handler,cert-sig30-c) */
static void on_terminate(int number)
{
	pppd_event(number == SIGHUP ? "SIGHUP" : "SIGTERM", NULL);
}

/* As pppd's bad_signal() */
static void on_fault(int number)
{
	(void)number;
	pppd_event("fatal", NULL);
}
/* NOLINTEND(bugprone-signal-handler,cert-sig30-c) */

static void take_signals(const struct calls_plan *plan)
{
	signal(SIGTERM, on_terminate);
	signal(SIGHUP, on_terminate);
	if (plan && plan->signal == SIGSEGV)
		signal(SIGSEGV, on_fault);
	setitimer(ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = LONGEST_S }, NULL);
}

static void begin_life(const struct calls_plan *plan)
{
	take_signals(plan);
	machine_enter();
	shared->end.fds = count_descriptors();
	shared->end.bytes = __sanitizer_get_current_allocated_bytes();
}

_Noreturn static void live(const struct life *l, const struct calls_plan *plan, bool list)
{
	begin_life(plan);
	if (list)
		calls_list(shared->end.list, shared->end.list + LIFE_LIST_SIZE);
	next = l->steps;
	if (!next->at)
		do_step();
	calls_begin(plan, &shared->end.done);
	pppd_main(l->options);
}

const struct life_end *life_run(const struct life *l, const struct calls_plan *plan, bool list)
{
	struct life_end *e = &shared->end;
	pid_t child;

	*e = (struct life_end){ .ended = false };
	fflush(stdout);
	child = fork();
	if (!child)
		live(l, plan, list);
	waitpid(child, &e->status, 0);
	machine_leave();
	return e;
}

const char *life_stage(void)
{
	static const char *const stages[] = {
		[PHASE_DEAD] = "pause",		  [PHASE_INITIALIZE] = "start",
		[PHASE_SERIALCONN] = "discovery", [PHASE_DORMANT] = "pause",
		[PHASE_ESTABLISH] = "LCP",	  [PHASE_AUTHENTICATE] = "authentication",
		[PHASE_NETWORK] = "up",		  [PHASE_RUNNING] = "up",
		[PHASE_TERMINATE] = "end",	  [PHASE_DISCONNECT] = "end",
		[PHASE_HOLDOFF] = "pause",
	};
	static unsigned int links;
	static uint64_t up_ms;
	static bool was_up;
	const bool up = phase == PHASE_NETWORK || phase == PHASE_RUNNING;

	if (up && !was_up) {
		up_ms = world_ms;
		links++;
	}
	was_up = up;
	if (limbo_is_on())
		return "limbo";
	if (up && links > 1 && world_ms - up_ms < HAND_OVER_MS)
		return "hand-over";
	return stages[phase];
}

static bool is_talk_up(uint16_t payload)
{
	char state[MACHINE_STATE_SIZE];

	if (kernel_mtu > payload)
		dialogue_fail("an MTU of %d on a session of %u", kernel_mtu, payload);
	machine_read_state(state);
	return strstr(state, "table pppoe-clamp") && strstr(state, "IPv4 route /0 dev ppp0");
}

static bool is_talk_down(void)
{
	char state[MACHINE_STATE_SIZE];

	machine_read_state(state);
	return !strstr(state, "\ntable ") && !strstr(state, "dev ppp0");
}

void life_talk(uint64_t seed, unsigned int count)
{
	static const struct dialogue_world here = { is_talk_up, is_talk_down, false };
	const char *const options = dialogue_begin(&here, seed, count);

	shared->end = (struct life_end){ .ended = false };
	begin_life(NULL);
	calls_begin(NULL, &shared->end.done);
	pppd_main(options);
}

void life_cut_power(void)
{
	machine_cut_power();
}

void life_init(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		abort();
	machine_init(&shared->ac);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "dialogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conduct.h"
#include "fake_world.h"
#include "hostile_ac.h"
#include "pppd_compat.h"

#define TICK_MS 1000
#define HOSTILE_MS 40000 /* at most */
#define PATIENCE_MS 240000 /* for the link: more than the longest pause of core/pace.h */
#define END_MS 30000 /* for pppd, after SIGTERM */
#define RESTARTS_MS 30000 /* lcp-max-configure times lcp-restart */
#define LINE_MAX_SIZE 600
#define GROWN_MOST 5 /* times that more is allocated than ever before: some things are, once */

enum stage {
	HOSTILE,
	REFORMED,
	ENDING,
};

static struct {
	const struct dialogue_world *world;
	uint64_t seed;
	unsigned int count, done;
	enum stage stage;
	uint64_t stage_end_ms, began_ms, tick_ms;
	uint64_t asking_since_ms; /* LCP has no answer since then; 0: it has */
	unsigned int lines;
	size_t first_bytes, bytes; /* allocated after the first dialogue, and at most after one */
	unsigned int grown; /* times that this has become more */
} talk;

/* NOLINTNEXTLINE(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): of ASan */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

void dialogue_fail(const char *format, ...)
{
	va_list ap;

	printf("# seed %llu, dialogue %u, at %llu ms: ", (unsigned long long)talk.seed,
	       talk.done + 1, (unsigned long long)world_ms);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

static void see_text(const char *text, bool logged)
{
	const size_t len = strlen(text);

	if (getenv("TALK"))
		printf("# %llu says: %s\n", (unsigned long long)world_ms, text);
	talk.lines += logged;
	if (len > LINE_MAX_SIZE)
		dialogue_fail("a line of %zu bytes", len);
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			dialogue_fail("in the log, byte %02x", (unsigned char)text[i]);
}

static void hear(const uint8_t *frame, size_t len)
{
	const char *wrong;

	if (!kernel_session)
		conduct_note_end();
	wrong = conduct_judge(frame, len);
	if (getenv("TALK"))
		printf("# %llu client: %02x %u\n", (unsigned long long)world_ms, frame[15],
		       frame[16] << 8 | frame[17]);
	if (wrong)
		dialogue_fail("%s", wrong);
	if (!kernel_session && !talk.world->is_down())
		dialogue_fail("it asks for a session, and something of the last link is there");
	hostile_ac.hear(frame, len);
}

static void note_session(const uint8_t mac[6], uint16_t id)
{
	if (!conduct_is_granted(mac, id))
		dialogue_fail("session %u with somebody who has not given it", id);
	if (!conduct_has_left())
		dialogue_fail("another session, and the AC has heard of no end of the last one");
	conduct_note_begin(mac, id);
	hostile_ac.note_session(mac, id);
}

static void hear_lcp(const uint8_t *packet, size_t len)
{
	if (len < 8 || packet[0] != 0xff || packet[1] != 0x03 ||
	    (size_t)(packet[6] << 8 | packet[7]) != len - 4)
		dialogue_fail("LCP of %zu bytes that says something else", len);
	hostile_ac.hear_lcp(packet, len);
}

static const struct world_ac observed = { hear, hear_lcp, note_session };

static void begin_dialogue(void)
{
	talk.stage = HOSTILE;
	talk.began_ms = world_ms;
	talk.stage_end_ms = world_ms + hostile_draw(HOSTILE_MS);
	talk.lines = 0;
	conduct_begin();
	hostile_draw_mood();
}

const char *dialogue_begin(const struct dialogue_world *world, uint64_t seed, unsigned int count)
{
#define ALWAYS "eth1 persist maxfail 0 failover-metric 100 "
	static const char *const options[] = {
		ALWAYS "failover-detect 0 failover-keep 0",
		ALWAYS "pppoe-term-unknown pppoe-max-payload auto",
		ALWAYS "failover-detect 1000 failover-keep 20 pppoe-max-payload auto",
		ALWAYS "noipv6 failover-detect 500 pppoe-ac ac pppoe-service isp pppoe-verbose 1",
		ALWAYS "pppoe-mac 02:00:00:00:ac:00 pppoe-host-uniq 0123456789abcdef",
		ALWAYS "pppoe-best 500 pppoe-max-payload auto pppoe-priority 6",
		ALWAYS "failover-detect 0 pppoe-padi-attempts 3 pppoe-padi-timeout 1",
		ALWAYS "pppoe-carrier-debounce 100 pppoe-record /run/saved/line",
	};
#undef ALWAYS
	hostile_begin(seed, world->cable);
	talk.world = world;
	talk.seed = seed;
	talk.count = count;
	world_ac = &observed;
	world_see_text = see_text;
	begin_dialogue();
	return options[hostile_draw(sizeof(options) / sizeof(options[0]))];
}

/* A frame or a line of ours has a reason: what they do, or time that goes by. */
static void check_quantities(void)
{
	const uint64_t seconds = (world_ms - talk.began_ms) / 1000;

	if (conduct_said() > 2ULL * conduct_heard() + 2 * seconds + 30)
		dialogue_fail("%u frames of it, %u to it, in %llu s", conduct_said(),
			      conduct_heard(), (unsigned long long)seconds);
	if (talk.lines > 4ULL * hostile_deeds() + seconds + 30)
		dialogue_fail("%u lines of log for %u frames and the like, in %llu s", talk.lines,
			      hostile_deeds(), (unsigned long long)seconds);
}

static void check_memory(void)
{
	const size_t bytes = __sanitizer_get_current_allocated_bytes
				     ? __sanitizer_get_current_allocated_bytes()
				     : 0;

	if (!talk.first_bytes)
		talk.first_bytes = bytes;
	if (bytes <= talk.bytes)
		return;
	talk.bytes = bytes;
	if (++talk.grown > GROWN_MOST)
		dialogue_fail("%zu bytes are allocated, and were %zu", bytes, talk.first_bytes);
}

static void leave(void)
{
	switch (hostile_draw(5)) {
	case 0:
		hostile_hang_up();
		break;
	case 1:
		pppd_event("SIGHUP", NULL);
		break;
	case 2:
		pppd_event("refused", NULL);
		break;
	}
}

static void finish_dialogue(void)
{
	check_quantities();
	talk.done++;
	check_memory();
	if (talk.done < talk.count) {
		begin_dialogue();
		leave();
		return;
	}
	talk.stage = ENDING;
	talk.stage_end_ms = world_ms + END_MS;
	pppd_event("SIGTERM", NULL);
}

static void end_stage(void)
{
	if (talk.stage != HOSTILE)
		dialogue_fail(talk.stage == ENDING ? "pppd does not end" : "the link is not up");
	talk.stage = REFORMED;
	talk.stage_end_ms = world_ms + PATIENCE_MS;
	hostile_reform();
}

static void watch_lcp(void)
{
	if (lcp_fsm[0].state != REQSENT)
		talk.asking_since_ms = 0;
	else if (!talk.asking_since_ms)
		talk.asking_since_ms = world_ms;
	else if (world_ms - talk.asking_since_ms > RESTARTS_MS)
		pppd_event("gives-up", NULL);
}

static void tick(void)
{
	talk.tick_ms = world_ms + TICK_MS;
	watch_lcp();
	if (talk.stage == REFORMED && phase == PHASE_RUNNING && kernel_session && !kernel_hangup &&
	    talk.world->is_up(conduct_payload()))
		finish_dialogue();
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void dialogue_wait(uint64_t until_ms)
{
	const uint64_t timer_ms = kernel_deadline_ms(), ac_ms = hostile_deadline_ms();
	const uint64_t own_ms = earliest(talk.tick_ms, talk.stage_end_ms);
	const uint64_t next_ms = earliest(earliest(timer_ms, ac_ms), own_ms);

	if (next_ms > until_ms) {
		world_ms = until_ms;
		return;
	}
	world_ms = next_ms > world_ms ? next_ms : world_ms;
	if (next_ms == timer_ms)
		kernel_fire();
	else if (next_ms == ac_ms)
		hostile_act();
	else if (next_ms == talk.tick_ms)
		tick();
	else
		end_stage();
}

bool dialogue_end(void)
{
	if (talk.stage != ENDING)
		dialogue_fail("pppd has ended");
	if (kernel_session || !talk.world->is_down())
		dialogue_fail("pppd has ended, and something is left");
	if (!conduct_has_left())
		dialogue_fail("pppd has ended, and the AC has heard of no end of its session");
	return true;
}

unsigned int dialogue_run_all(void (*run_one)(uint64_t seed, unsigned int count), uint64_t seed,
			      unsigned long count)
{
	unsigned int failed = 0;

	for (; count; seed++) {
		const unsigned int some =
			(unsigned int)(count < DIALOGUES_EACH ? count : DIALOGUES_EACH);
		pid_t child;
		int code;

		fflush(stdout);
		child = fork();
		if (!child)
			run_one(seed, some);
		waitpid(child, &code, 0);
		if (code) {
			printf("# seed %llu: status %x\n", (unsigned long long)seed,
			       (unsigned int)code);
			failed++;
		}
		count -= some;
	}
	return failed;
}

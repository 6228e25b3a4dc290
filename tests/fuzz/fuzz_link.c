// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The whole glue, on the fake pppd and kernel (tests/unit/fake_world.h). A byte for the number
 * of options, and one for each; then events: a byte of time to pass, one that chooses, and for a
 * frame or a packet its length in a byte, and it. At the end comes SIGTERM.
 *
 * What of the world's memory a run has changed is put back after it, if it is in sections of its
 * own (fuzz.mk); otherwise there can be one run in a process.
 */
#include "../unit/fake_world.h"
#include "fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "core/cursor.h"
#include "pppd_compat.h"

#define OPTIONS_MOST 16
#define EVENTS_MOST 100
#define RUN_MS 3600000 /* of events */
#define END_MS 60000 /* from SIGTERM on */
#define TURNS_MOST 1000 /* of pppd's main loop in the same millisecond */
#define DESCRIPTORS_MOST 10

static const char *const options[] = {
	"noipv6",
	"persist",
	"maxfail 0",
	"failover-metric 100",
	"failover-detect 0",
	"failover-detect 1000",
	"failover-detect auto",
	"by-hand",
	"demand",
	"holdoff 2",
	"updetach",
	"defaultroute",
	"mtu 1492",
	"mtu 1500",
	"mtu 1200",
	"mru 1500",
	"mtu 9000",
	"mru 9000",
	"of-a-user",
	"of-root",
	"clamp-mss off",
	"clamp-mss 1400",
	"clamp-mss6 1300",
	"clamp-backend forward",
	"clamp-backend netdev",
	"clamp-required",
	"pppoe-max-payload auto",
	"pppoe-max-payload off",
	"pppoe-parent-mtu keep",
	"pppoe-mtu-verify off",
	"pppoe-mtu-verify 60",
	"pppoe-record /r",
	"pppoe-record /full",
	"pppoe-record /loop",
	"pppoe-vrf red",
	"pppoe-server",
	"pppoe-term-unknown",
	"pppoe-sess 9:00:00:5e:00:53:a1",
	"pppoe-service dsl",
	"pppoe-ac ac",
	"pppoe-ac !ac",
	"pppoe-mac 00:00:5e:00:53:a1",
	"pppoe-mac !00:00:5e:00:53:a1",
	"pppoe-host-uniq 0102",
	"pppoe-padi-timeout 1",
	"pppoe-padi-attempts 2",
	"pppoe-verbose 1",
	"pppoe-best 500",
	"pppoe-priority 6",
	"pppoe-carrier-debounce 200",
	"pppoe-carrier-debounce 0",
	"failover-table 7",
	"failover-mtu 1280",
	"failover-advmss 1200",
	"failover-keep 0",
	"failover-keep 2",
	"failover-conntrack yes",
	"failover-conntrack sticky",
	"failover-probe 192.0.2.1",
	"failover-probe 2001:db8::1,192.0.2.1:53",
	"failover-probe-lost withdraw",
	"failover-probe-metric 200",
	"failover-probe-max-loss 10",
	"ppp1",
};

/* One word and its argument each; "": only time passes. */
static const char *const events[] = {
	"",
	"FRAME",
	"STRAY",
	"PACKET",
	"cable out",
	"cable in",
	"silent",
	"mute",
	"answers",
	"hangup",
	"grants",
	"echo 0",
	"echo 8",
	"echo 1492",
	"echo 2000",
	"echo-cut 1000",
	"echo-cut 2000",
	"peer-mru 0",
	"peer-mru 64",
	"peer-mru 1600",
	"no-ack",
	"no-restart",
	"ends-at-restart",
	"restarts",
	"other-magic",
	"rtt 1",
	"rtt 400",
	"termreq",
	"confreq",
	"garbage",
	"bytes 9",
	"bytes 65536",
	"lcp",
	"auth",
	"ip",
	"no-ip",
	"ip6",
	"no-ip6",
	"rejects-ip6",
	"SIGHUP",
	"SIGUSR2",
	"SIGTERM",
	"traffic",
	"idle",
	"pppd-dead",
	"refused",
	"fatal",
	"padi",
	"pado",
	"padr",
	"pads",
	"held 3",
	"other-ac",
	"short-of-memory 2",
	"short-of-memory 99",
	"early",
	"named other",
	"stray 77",
	"unreachable",
	"unreachable ipv6",
	"unreachable lossy",
	"unreachable slow",
	"reachable",
	"busy-parent",
	"read-only",
	"full",
	"parent-down",
	"no-parent",
	"new-parent",
	"late-parent",
	"no-raw-sockets",
	"no-vrf",
	"new-vrf",
	"no-vrf-later",
	"no-pppoe",
	"ipv6-off",
	"ipv6-on",
	"taken",
	"stuck",
	"no-entropy",
	"no-descriptors",
	"descriptors",
	"parent 1508",
	"parent 1400",
	"leftover 12",
	"leftover 14 eth2",
	"records",
	"saved 13",
	"record state",
	"losses",
	"second 0",
	"leave-ring 7",
	"file state",
	"rename wan",
	"mtu 1400",
	"rules",
	"remove route4",
	"remove route6",
	"remove address4",
	"remove address6",
	"link down",
	"link up",
	"uplink up",
	"uplink down",
	"vrf 10",
};

/* Idle time takes most of a run: a longer one is several of these. */
static const uint32_t pauses_ms[] = { 0,   0,	 1,    10,   20,   50,	  100,	 200,
				      500, 1000, 2000, 3100, 5000, 10000, 31000, 60000 };

uint64_t world_ms;

static jmp_buf end;
static struct cursor input;
static uint64_t next_ms; /* when the next event happens */
static unsigned int event_count, turns;
static bool ending; /* SIGTERM has come */
static bool tells; /* what happens: if TELL is in the environment */

/* What is there, as far as it was said */
static struct {
	bool clamp, route[2], up, demand;
	unsigned int session, padts; /* the last one; of it */
	unsigned int lines, padis, sessions; /* of the log; sent; begun */
} seen;

static bool begins(const char *text, const char *word)
{
	return !strncmp(text, word, strlen(word));
}

static void check_nothing_left(void)
{
	require(!kernel_session);
	require(!seen.clamp && !seen.route[0] && !seen.route[1]);
}

static void see_route(const char *text)
{
	const bool there = begins(text, "route");
	const bool ipv6 = text[there ? 5 : 8] == '6';

	require(!there || seen.demand || kernel_session);
	seen.route[ipv6] = there;
}

static void see_script(bool up)
{
	require(seen.up != up);
	seen.up = up;
}

static void see_session(unsigned int id)
{
	require(kernel_session && (!seen.session || seen.padts));
	seen.session = id;
	seen.sessions++;
	seen.padts = 0;
}

static void see(const char *text)
{
	if (text[0] == '!')
		seen.lines++;
	else if (begins(text, "clamp ") || begins(text, "no clamp"))
		seen.clamp = text[0] == 'c';
	else if (begins(text, "route") || begins(text, "no route"))
		see_route(text);
	else if (begins(text, "ip-up") || begins(text, "ip-down"))
		see_script(text[3] == 'u');
	else if (begins(text, "session "))
		see_session((unsigned int)atoi(text + 8));
	else if (begins(text, "PADT ") && (unsigned int)atoi(text + 5) == seen.session)
		seen.padts++;
	else if (begins(text, "PADI"))
		seen.padis++;
	else if (begins(text, "filter "))
		seen.demand = true;
	else if (!strcmp(text, "exit 1")) /* fatal: the kernel closes what is open */
		kernel_session = seen.up = false;
	else if (begins(text, "holdoff ") && !seen.demand)
		check_nothing_left();
}

void world_say(const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (tells)
		fprintf(stderr, "%llu: %s\n", (unsigned long long)world_ms, text);
	see(text);
}

_Noreturn void world_end(void)
{
	check_nothing_left();
	require(!seen.up && (!seen.session || seen.padts));
	longjmp(end, 1);
}

/* What the glue calls when an option is wrong. */
_Noreturn void world_exit(int code);
_Noreturn void world_exit(int code)
{
	require(code);
	longjmp(end, 1);
}

/*
 * However it goes on, each event costs some lines, questions and sessions at most: after one that
 * forgives, such as SIGHUP, sessions that end at once are nine in a minute.
 */
static void check_rates(void)
{
	const unsigned int s = (unsigned int)(world_ms / 1000);

	require(seen.sessions <= 10 * (event_count + 1) + s / 8);
	require(seen.lines <= 6 * (event_count + 1) + s / 4 + 4 * seen.sessions);
	require(seen.padis <= 16 * (event_count + 1) + s);
}

static void take_frame(const char *word)
{
	const uint8_t *bytes;
	uint8_t len;

	if (!cursor_get_u8(&input, &len) || !cursor_get_bytes(&input, len, &bytes))
		return;
	if (word[0] == 'P')
		pppd_packet(bytes, len);
	else
		kernel_frame(word[0] == 'S', bytes, len);
}

static void happen(const char *event)
{
	char word[32];
	char *argument = word + strcspn(event, " ");

	strcpy(word, event);
	if (*argument)
		*argument++ = '\0';
	if (tells)
		fprintf(stderr, "%llu, after '%s':\n", (unsigned long long)world_ms, event);
	require(kernel_event(word, argument) || pppd_event(word, argument));
}

static void plan_next(void)
{
	uint8_t pause;

	if (!ending && event_count++ < EVENTS_MOST && world_ms < RUN_MS &&
	    cursor_get_u8(&input, &pause)) {
		next_ms = world_ms + pauses_ms[pause % (sizeof(pauses_ms) / sizeof(pauses_ms[0]))];
		return;
	}
	input.left = 0;
	next_ms = world_ms + (ending ? END_MS : 0);
}

static void do_step(void)
{
	const char *event = "SIGTERM";
	uint8_t choice;

	require(!ending);
	world_ms = next_ms;
	turns = 0;
	if (cursor_get_u8(&input, &choice))
		event = events[choice % (sizeof(events) / sizeof(events[0]))];
	else
		ending = true;
	if (event[0] >= 'A' && event[0] <= 'Z' && !begins(event, "SIG"))
		take_frame(event);
	else if (event[0])
		happen(event);
	plan_next();
}

void world_wait(uint64_t until_ms)
{
	const uint64_t before_ms = world_ms;

	kernel_wait(until_ms, next_ms, do_step);
	turns = world_ms == before_ms ? turns + 1 : 0;
	require(turns < TURNS_MOST);
	require(kernel_descriptors <= DESCRIPTORS_MOST);
	check_rates();
}

static void read_options(char *ret, size_t size)
{
	uint8_t count, choice;

	snprintf(ret, size, "eth1");
	if (!cursor_get_u8(&input, &count))
		return;
	for (count %= OPTIONS_MOST; count && cursor_get_u8(&input, &choice); count--) {
		const size_t len = strlen(ret);

		snprintf(ret + len, size - len, " %s",
			 options[choice % (sizeof(options) / sizeof(options[0]))]);
	}
}

/* Of what is linked as one, by fuzz.mk */
extern uint8_t world_data_begin[] __asm__("__start_world_data") __attribute__((weak));
extern uint8_t world_data_end[] __asm__("__stop_world_data") __attribute__((weak));
extern uint8_t world_zero_begin[] __asm__("__start_world_zero") __attribute__((weak));
extern uint8_t world_zero_end[] __asm__("__stop_world_zero") __attribute__((weak));

/* Also what AddressSanitizer has put between */
__attribute__((no_sanitize("address"))) static void copy(uint8_t *to, const uint8_t *from,
							 size_t len)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(len) : : "memory");
}

static void put_world_back(void)
{
	const size_t data = (size_t)(world_data_end - world_data_begin);
	const size_t zero = (size_t)(world_zero_end - world_zero_begin);
	static uint8_t *first;

	if (!first) {
		tells = getenv("TELL") != NULL;
		first = malloc(data + zero + 1);
		copy(first, world_data_begin, data);
		copy(first + data, world_zero_begin, zero);
	}
	copy(world_data_begin, first, data);
	copy(world_zero_begin, first + data, zero);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[1024];

	put_world_back();
	memset(&seen, 0, sizeof(seen));
	input = (struct cursor){ .data = data, .left = size };
	world_ms = next_ms = 0;
	event_count = turns = 0;
	ending = false;
	read_options(text, sizeof(text));
	if (tells)
		fprintf(stderr, "%s\n", text);
	if (setjmp(end))
		return 0;
	plan_next();
	do_step();
	pppd_main(text);
}

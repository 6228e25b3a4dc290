// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scripts of (time, event) -> what the kernel, the wire and pppd's scripts see
 * of the whole plugin, from its options on (fake_world.h).
 */
#include "../tap.h"
#include "fake_world.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEEN_SIZE 2048
#define LONGEST_S 300 /* that a script may take: it is in a loop */
#define LINGER_MS 10000 /* a script ends so long after its last event */

/* What a process has at its end it keeps, and looking for it takes ten times as long as all else. */
/* NOLINTBEGIN(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
/* NOLINTEND(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

uint64_t world_ms;

static const struct step *next; /* the one whose time has not come */
static const struct step *now; /* NULL: none has come */
static char seen[SEEN_SIZE];
static unsigned int bad_steps;

void world_say(const char *format, ...)
{
	const size_t len = strlen(seen);
	va_list ap;

	snprintf(seen + len, sizeof(seen) - len, "%s", len ? "; " : "");
	va_start(ap, format);
	vsnprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), format, ap);
	va_end(ap);
}

/* Of a step that is repeated, with other sessions and identifiers */
static bool same_but_numbers(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;; a++, b++) {
		a += strspn(a, digits);
		b += strspn(b, digits);
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

#define ROUND_MS 600000 /* a session that lasts is no reason to wait, see core/pace.h */

static struct step again[2]; /* the last step, ROUND_MS later */
static unsigned long rounds; /* of it that are still to come */

/* Of AddressSanitizer; without it memory is not measured. */
/* NOLINTNEXTLINE(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

struct usage {
	size_t memory; /* bytes */
	int descriptor; /* the next one */
};

static struct usage measure(void)
{
	const struct usage u = {
		.memory = __sanitizer_get_current_allocated_bytes
				  ? __sanitizer_get_current_allocated_bytes()
				  : 0,
		.descriptor = dup(STDOUT_FILENO),
	};

	close(u.descriptor);
	return u;
}

static void end_step(void)
{
	const char *const want = now ? now->seen : "";

	if (now == again ? !same_but_numbers(seen, want) : strcmp(seen, want) != 0) {
		printf("# at %llu ms, after '%s':\n#   %s\n# not\n#   %s\n",
		       now ? (unsigned long long)now->at : 0, now ? now->event : "", seen, want);
		bad_steps++;
	}
	seen[0] = '\0';
}

_Noreturn void world_end(void)
{
	end_step();
	if (next->event) {
		printf("# pppd has ended before '%s'\n", next->event);
		bad_steps++;
	}
	fflush(stdout);
	exit((int)bad_steps);
}

/* "WORD ARGUMENT, WORD ARGUMENT" */
static void happen(const char *events)
{
	char text[128], *rest, *word;

	strcpy(text, events);
	for (char *event = strtok_r(text, ",", &rest); event; event = strtok_r(NULL, ",", &rest)) {
		char *argument;

		word = strtok_r(event, " ", &argument);
		if (!kernel_event(word, argument) && !pppd_event(word, argument)) {
			printf("# unknown event '%s'\n", word);
			exit(1);
		}
	}
}

/* A script goes on for a moment after its last event. */
static uint64_t next_ms(void)
{
	return next->event ? next->at : now ? now->at + LINGER_MS : 0;
}

/* What is allocated once has been by the second round. */
static void begin_round(void)
{
	static struct usage first;
	const struct usage u = measure();

	if (now == again && !first.descriptor)
		first = u;
	if (rounds == 1 && (u.memory != first.memory || u.descriptor != first.descriptor)) {
		printf("# %zu bytes in use, at first %zu; next descriptor %d, at first %d\n",
		       u.memory, first.memory, u.descriptor, first.descriptor);
		bad_steps++;
	}
	again[0].at = now->at + ROUND_MS;
	next = again;
	rounds--;
}

static void do_step(void)
{
	world_ms = next_ms();
	if (!next->event && rounds && !bad_steps) {
		begin_round();
		return;
	}
	if (!next->event)
		world_end();
	end_step();
	now = next++;
	happen(now->event);
}

void world_wait(uint64_t until_ms)
{
	kernel_wait(until_ms, next_ms(), do_step);
}

unsigned int world_run(const char *options, const struct step *steps)
{
	const pid_t child = fork();
	int status;

	if (!child) {
		alarm(LONGEST_S);
		next = steps;
		if (!next->at)
			do_step();
		pppd_main(options);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? (unsigned int)WEXITSTATUS(status) : 100;
}

static void run_script(const char *name, const char *options, const struct step *steps)
{
	tap_begin();
	is_int(world_run(options, steps), 0);
	tap_end(name);
}

#define DSL "eth1 noipv6 failover-metric 100 failover-detect 0"
#define ALWAYS DSL " persist maxfail 0"
#define JUMBO "eth1 noipv6 pppoe-max-payload auto"
#define LIVE DSL " failover-detect 1000"
#define STICKY DSL " failover-probe 192.0.2.1 failover-conntrack sticky"
#define SERVER "eth1 noipv6 pppoe-server persist maxfail 0"
#define PROBED DSL " failover-probe 192.0.2.1 failover-conntrack yes"

#define UP \
	"PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up"
#define UP6 UP "; route6 100; ipv6-up"

#define SCRIPT(name, options, ...) \
	run_script(name, options, (const struct step[]){ __VA_ARGS__, { .event = NULL } })

#define FOLLOWS(first, id, request)                                           \
	first "PADI; PADR; session " #id "; CONFREQ " #request "; mtu 1492; " \
	      "clamp ppp0 1452/1432; ip up; route4 100; ip-up"
#define LOST "!Carrier lost on eth1; no route4; park; ip-limbo lost carrier"
#define SILENT                                                                               \
	"!No access concentrator has answered on eth1 yet: is the modem bridged, is a VLAN " \
	"needed, or another one? Try pppoe-discovery -I eth1"
#define UNWANTED "AC 'ac' at 00:00:5E:00:53:A1: an AC-Name that pppoe-ac does not want"
#define ENDS(id) "no route4; ip down; ip-down hangup; no clamp; PADT " #id
#define CUT(id) \
	"drop; !Carrier lost on eth1; no route4; ip down; ip-down carrier; no clamp; PADT " #id

/* How a link comes up, and what stands before what. */
static void beginning_scripts(void)
{
	SCRIPT("the_clamp_stands_before_the_first_packet", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("without_options_there_are_no_routes", "eth1 noipv6",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("the_device_may_be_told_by_nic_", "nic-eth1 noipv6",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
}

/* The PPP interface cannot be asked about. */
static void undescribed_scripts(void)
{
	/* Fails if uplink_find() is silent, or says it each time. */
	SCRIPT("an_interface_that_cannot_be_asked_about", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "no-descriptors, lcp, auth",
		 "mtu 1492; !No clamp and no routes: cannot find ppp0: Too many open files" },
	       { 200, "descriptors, ip", "ip up; clamp ppp0 1452/1432; route4 100; ip-up" });
	/* Fails without the difference between one that is gone and one that nobody can ask about. */
	SCRIPT("nor_for_a_moment_while_the_link_is_up", DSL, { 0, "", UP },
	       { 60000, "no-descriptors, remove route4", "route4 100" },
	       { 61000, "descriptors", "" });
	/* Fails if uplink_keep() complains of an interface without a name, too. */
	SCRIPT("nor_when_the_link_is_up", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "no-descriptors, lcp, auth",
		 "mtu 1492; !No clamp and no routes: cannot find ppp0: Too many open files" },
	       { 200, "ip", "ip up; ip-up" });
	/* Fails if nobody looks for an interface that was not found. */
	SCRIPT("until_it_can_be_asked_about_again", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "no-descriptors, lcp, auth",
		 "mtu 1492; !No clamp and no routes: cannot find ppp0: Too many open files" },
	       { 200, "ip", "ip up; ip-up" },
	       { 5000, "descriptors", "clamp ppp0 1452/1432; route4 100" },
	       { 60000, "remove route4", "route4 100" });
	/* Fails if it is probed, by another uplink then, or if routes of others are asked for. */
	SCRIPT("nor_when_the_line_is_lost", ALWAYS " failover-probe 192.0.2.1 by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "no-descriptors, unreachable, lcp, auth",
		 "mtu 1492; !No clamp and no routes: cannot find ppp0: Too many open files" },
	       { 200, "ip", "ip up; ip-up" },
	       { 5000, "cable out", "!Carrier lost on eth1; ip-limbo lost carrier" },
	       { 6000, "cable in", "PADI; echo 8; ip-limbo back" },
	       { 20000, "descriptors",
		 "clamp ppp0 1452/1432; route4 100; !No answer from 192.0.2.1 through ppp0 since it came up: metric 100100; route4 100100" });
	/* Fails if uplink_lose() leaves what was told of the link before. */
	SCRIPT("nor_can_that_of_the_next_link", DSL " by-hand persist maxfail 0",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "no-descriptors, lcp, auth",
		 "mtu 1492; !No clamp and no routes: cannot find ppp0: Too many open files" },
	       { 200, "hangup", "PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 3100, "lcp, auth",
		 "mtu 1492; !No clamp and no routes: cannot find ppp0: Too many open files" });
}

/* What the kernel refuses, for a moment or for good. */
static void refusal_scripts(void)
{
	/* Fails if -EAGAIN is not taken up by a timer. */
	SCRIPT("a_clamp_whose_name_is_held_comes_soon", DSL " by-hand",
	       { 0, "held 3", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492" }, { 150, "", "clamp ppp0 1452/1432" },
	       { 500, "ip", "ip up; route4 100; ip-up" });
	/* Fail if try_all() sets no timer for what the kernel has refused. */
	SCRIPT("a_clamp_that_the_kernel_has_no_memory_for", DSL " by-hand",
	       { 0, "short-of-memory 2", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492" }, { 3099, "", "" },
	       { 3100, "", "clamp ppp0 1452/1432" });
	SCRIPT("a_route_that_the_kernel_has_no_memory_for", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492; clamp ppp0 1452/1432" },
	       { 200, "short-of-memory 6, ip", "ip up; ip-up" }, { 1199, "", "" },
	       { 1200, "", "route4 100" });
	/* Fail if require_clamp() does nothing, or ends a link that has one or wants none. */
	SCRIPT("a_link_without_the_clamp_that_is_required", DSL " clamp-required by-hand",
	       { 0, "short-of-memory 99", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492" },
	       { 200, "ip",
		 "ip up; !clamp-required: ppp0 has no MSS clamp, so it ends; ip-up; drop; ip down; ip-down error; PADT 5; exit 16" });
	SCRIPT("a_link_with_the_clamp_that_is_required", "eth1 noipv6 clamp-required",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("a_clamp_that_is_required_and_off", "eth1 noipv6 clamp-required clamp-mss off",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1; mtu 1492; ip up; ip-up" });
	SCRIPT("a_link_that_ends_waits_for_no_clamp", DSL " by-hand",
	       { 0, "held 100", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492" }, { 200, "refused", "TERMREQ 2; PADT 5; exit 19" });
}

static void option_scripts(void)
{
	SCRIPT("a_word_that_is_no_device", "eth1 ppp0", { 0, "", "bad option ppp0; exit 2" });
	SCRIPT("an_option_with_a_bad_value", "eth1 clamp-mss 3",
	       { 0, "",
		 "!clamp-mss: '3' is not auto, off, or an MSS of 536 to 65495; bad option clamp-mss; exit 2" });
	SCRIPT("a_fixed_mss_is_for_this_machine_too", "eth1 noipv6 clamp-mss 1400",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1400/1380 local; ip up; ip-up" });
	SCRIPT("a_fixed_mss_above_the_mtu_changes_nothing", "eth1 noipv6 clamp-mss 1460",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("no_clamp", "eth1 noipv6 clamp-mss off",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1; mtu 1492; ip up; ip-up" });
	SCRIPT("ipv6_has_its_own_route_and_script", "eth1 failover-metric 100 failover-detect 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; route6 100; ipv6-up" });
	/* Fails if IPV6CP begins where no interface can have IPv6, or never again after that. */
	SCRIPT("no_ipv6_on_this_machine", "eth1 failover-metric 100 failover-detect 0 persist",
	       { 0, "ipv6-off", FOLLOWS("", 5, 1) }, { 2000, "ipv6-on", "" },
	       { 3000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) "; route6 100; ipv6-up" });
	/* Fails if that of new interfaces counts: nothing but the interface of the link has it. */
	SCRIPT("ipv6_of_this_link_alone", "eth1 failover-metric 100 failover-detect 0 persist",
	       { 0, "ipv6-off, ipv6-of-the-link", UP6 },
	       { 3000, "hangup",
		 "no route4; ip down; ip-down hangup; no route6; ipv6-down hangup; no clamp; PADT 5" FOLLOWS(
			 "; PADT 5; ", 6, 2) "; route6 100; ipv6-up" });
	SCRIPT("ipv6_that_is_not_wanted_stays_off", ALWAYS, { 0, "ipv6-off", FOLLOWS("", 5, 1) },
	       { 2000, "ipv6-on", "" }, { 3000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) });
	SCRIPT("no_route_of_ipv6_below_1280_bytes",
	       "eth1 failover-metric 100 failover-detect 0 mtu 1200",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1200; !An MTU of 1200 carries no IPv6, which needs 1280 bytes; clamp ppp0 1160/1220; ip up; route4 100; ip-up; ipv6-up" });
	SCRIPT("pppd_adds_no_default_route_beside_ours", DSL " defaultroute",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("pppd_adds_its_own_without_failover", "eth1 noipv6 defaultroute",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; pppd's default route; ip-up" });
	SCRIPT("lcp_before_the_session_is_replayed", DSL " by-hand",
	       { 0, "early", "PADI; PADR; session 5; CONFREQ 1; LCP reads a CONFREQ" });
	/* Fails (under AddressSanitizer) if pppd gets no more room than the packet takes. */
	SCRIPT("and_pppd_has_room_for_its_answer", DSL " by-hand",
	       { 0, "early-long",
		 "PADI; PADR; session 5; CONFREQ 1; LCP reads a CONFREQ; LCP naks by 635 bytes" });
	SCRIPT("lcp_before_the_session_that_comes_again_is_not", DSL " by-hand",
	       { 0, "early", "PADI; PADR; session 5; CONFREQ 1; LCP reads a CONFREQ" },
	       { 0, "confreq", "CONFREQ 1; LCP reads a CONFREQ" });
	SCRIPT("our_request_goes_again_when_the_peer_begins", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 20, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 40, "confreq", "LCP reads a CONFREQ" });
	/* Fails (under AddressSanitizer) without drop_long_request(), or if it drops less or more. */
	SCRIPT("a_request_that_pppd_has_no_room_to_answer_is_dropped", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" }, { 20, "pap 1204", "" },
	       { 40, "pap 1492", "" },
	       { 60, "pap 1200", "CONFREQ 1; LCP reads a CONFREQ; LCP naks by 1500 bytes" });
	SCRIPT("a_concentrator_without_a_name", DSL,
	       { 0, "named \"",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
}

/* What a link begins on, and what keeps it from that. */
static void start_scripts(void)
{
	SCRIPT("a_session_of_somebody_else", "eth1 noipv6 pppoe-sess 9:00:00:5e:00:53:a1",
	       { 0, "", "session 9; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 1000, "hangup", "ip down; ip-down hangup; no clamp; PADT 9; exit 16" });
	/* Fails if start() is not asked before it is taken: it was lost, and taken, and lost. */
	SCRIPT("a_session_of_somebody_else_and_no_carrier",
	       "eth1 noipv6 pppoe-sess 9:00:00:5e:00:53:a1 persist maxfail 0",
	       { 0, "cable out", "" },
	       { 40000, "cable in",
		 "session 9; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	/* Never ends if start_as_configured() has no time between PADIs for it. */
	SCRIPT("a_session_of_somebody_else_that_is_silent",
	       LIVE " persist maxfail 0 pppoe-sess 9:00:00:5e:00:53:a1",
	       { 0, "",
		 "session 9; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8" },
	       { 500, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; PADI; echo 8; PADI; echo 8; echo 8; PADI; echo 8; PADI; PADI; echo 8; PADI" },
	       { 4000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 2; drop; PADT 9; exit 5" });
	/* Fails if dialer_end() terminates what could not be taken over. */
	SCRIPT("a_session_that_another_pppd_here_has", "eth1 noipv6 pppoe-sess 9:00:00:5e:00:53:a1",
	       { 0, "taken", "!Another process here has that session on eth1; exit 8" });
	SCRIPT("a_session_granted_that_another_pppd_here_has", "eth1 noipv6",
	       { 0, "taken",
		 "PADI; PADR; PADT 5; !Another process here has that session on eth1; exit 8" });
	/* Fails if the kernel is asked when an AC has granted a session already. */
	SCRIPT("no_pppoe_in_the_kernel", DSL,
	       { 0, "no-pppoe",
		 "!This kernel has no PPPoE (module pppoe): Address family not supported by protocol; exit 1" });
	SCRIPT("no_such_interface", DSL, { 0, "no-parent", "bad option eth1; exit 2" });
	/* Fails if whatever is wrong means that there is no such interface. */
	SCRIPT("nobody_can_tell_whether_it_is_an_interface", DSL,
	       { 0, "no-descriptors",
		 "!Cannot tell whether eth1 is an Ethernet interface: Too many open files; exit 2" });
}

static void missing_interface_scripts(void)
{
	/* Fail if `nic-` makes no difference, or if an interface that is missing is a failure. */
	SCRIPT("an_interface_that_comes_later", "nic-" DSL, { 0, "no-parent", "" },
	       { 20000, "new-parent", FOLLOWS("", 5, 1) });
	/* Fails if discovery begins on what nobody has set up: moved here, it is down. */
	SCRIPT("an_interface_that_comes_just_now", "nic-" DSL, { 0, "late-parent", "" },
	       { 1000, "", FOLLOWS("eth1 up; ", 5, 1) });
	SCRIPT("an_interface_that_comes_much_later", "nic-" ALWAYS, { 0, "no-parent", "" },
	       { 60300, "new-parent", FOLLOWS("", 5, 1) });
	SCRIPT("an_interface_that_never_comes", "nic-" DSL, { 0, "no-parent", "" },
	       { 29990, "", "!PPPoE on eth1: No such device; exit 8" });
	/* Fails if dialer_end() leaves the wait for the carrier: pppd spun after half a minute. */
	SCRIPT("an_interface_that_came_without_a_carrier_and_went", "nic-" DSL,
	       { 0, "no-parent", "" }, { 1000, "cable out", "" }, { 2000, "late-parent", "" },
	       { 2500, "no-parent", "" }, { 32990, "", "!PPPoE on eth1: No such device; exit 8" });
	SCRIPT("sigterm_while_there_is_no_interface", "nic-" ALWAYS, { 0, "no-parent", "" },
	       { 40000, "SIGTERM", "holdoff 1; exit 5" });
	/* Fail if the word is left to pppd, which says that it knows no such option. */
	SCRIPT("nic_and_no_name", "nic-",
	       { 0, "", "!nic-: '' is not an Ethernet interface; exit 2" });
	SCRIPT("nic_and_no_name_of_an_interface", "nic-a/b",
	       { 0, "", "!nic-a/b: 'a/b' is not an Ethernet interface; exit 2" });
	SCRIPT("nic_and_a_name_that_is_too_long", "nic-abcdefghijklmnop",
	       { 0, "",
		 "!nic-abcdefghijklmnop: 'abcdefghijklmnop' is not an Ethernet interface; exit 2" });
	SCRIPT("nic_and_a_link_of_pppd", "nic-ppp0",
	       { 0, "", "!nic-ppp0: 'ppp0' is not an Ethernet interface; exit 2" });
}

/* The AC has begun LCP anew, and said no more. */
static void stuck_scripts(void)
{
	/* Fails if leave_note() keeps ERROR: it waited, for a minute after more such sessions. */
	SCRIPT("sighup_is_at_once_where_lcp_is_stuck", ALWAYS, { 0, "", UP },
	       { 1000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) },
	       { 3000, "hangup", ENDS(6) FOLLOWS("; PADT 6; ", 7, 3) },
	       { 5000, "hangup", ENDS(7) FOLLOWS("; PADT 7; ", 8, 4) },
	       { 8000, "no-restart, confreq",
		 "LCP reads a CONFREQ; no route4; ip down; ip-down error; no clamp; CONFREQ 5" },
	       { 8100, "SIGHUP", "TERMREQ 6; PADT 8; PADT 8; PADI; PADR; session 9; CONFREQ 7" },
	       { 8500, "", "" });
}

/* How a link ends. The reason is known before ip-down, and the routes are gone. */
static void end_scripts(void)
{
	SCRIPT("hangup", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "hangup", "no route4; ip down; ip-down hangup; no clamp; PADT 5; exit 16" });
	SCRIPT("hangup_with_ipv6", "eth1 failover-metric 100 failover-detect 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; route6 100; ipv6-up" },
	       { 5000, "hangup",
		 "no route4; ip down; ip-down hangup; no route6; ipv6-down hangup; no clamp; PADT 5; exit 16" });
	SCRIPT("sigterm", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("sigterm_that_the_peer_does_not_answer", DSL,
	       { 0, "no-ack",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; drop; PADT 5; exit 5" });
	SCRIPT("sighup_with_persist", ALWAYS,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "SIGHUP",
		 "no route4; ip down; ip-down restart; no clamp; TERMREQ 2; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 3; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("sighup_without", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "SIGHUP",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("the_peer_ends_it", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "termreq",
		 "no route4; ip down; ip-down peer; no clamp; TERMACK 9; drop; PADT 5; exit 0" });
	SCRIPT("the_peer_ends_it_by_lcp_and_padt", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "termreq", "no route4; ip down; ip-down peer; no clamp; TERMACK 9" },
	       { 5050, "hangup", "PADT 5; exit 16" });
}

/* What pppd itself ends, and how. */
static void pppd_scripts(void)
{
	SCRIPT("idle", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "idle",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 12" });
	/* Fails if EXIT_TRAFFIC_LIMIT, which nobody has asked for either, is an error. */
	SCRIPT("or_has_carried_enough", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "enough",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 20" });
	SCRIPT("with_persist_it_begins_anew", ALWAYS,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "idle",
		 "no route4; ip down; ip-down restart; no clamp; TERMREQ 2; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 3; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("pppd_finds_the_peer_dead", DSL,
	       { 0, "no-ack",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "pppd-dead",
		 "no route4; ip down; ip-down dead; no clamp; TERMREQ 2; drop; PADT 5; exit 15" });
	SCRIPT("the_secret_is_refused", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 20, "lcp", "mtu 1492; clamp ppp0 1452/1432" },
	       { 30, "refused", "no clamp; TERMREQ 2; PADT 5; exit 19" });
	SCRIPT("refused_four_times", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 20, "lcp, refused",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 2; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 3" },
	       { 1020, "lcp, refused",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 4; PADT 6; PADT 6; PADI; PADR; session 7; CONFREQ 5" },
	       { 2020, "lcp, refused",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 6; PADT 7" },
	       { 3020, "", "PADT 7; PADI; PADR; session 8; CONFREQ 7" }, { 70000, "", "" });
	/* Fails if pppd's exit code counts, and not what the peer says. */
	SCRIPT("four_times_without_a_word_on_the_secret", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 60000, "lcp, no-verdict",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 2; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 3" },
	       { 121000, "lcp, no-verdict",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 4; PADT 6; PADT 6; PADI; PADR; session 7; CONFREQ 5" },
	       { 182000, "lcp, no-verdict",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 6; PADT 7; PADT 7; PADI; PADR; session 8; CONFREQ 7" },
	       { 243000, "lcp, no-verdict",
		 "mtu 1492; clamp ppp0 1452/1432; no clamp; TERMREQ 8; PADT 8; PADT 8; PADI; PADR; session 9; CONFREQ 9" },
	       { 250000, "", "" });
	SCRIPT("a_fatal_error_of_pppd", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "fatal", "PADT 5; no route4; no clamp; exit 1" });
	SCRIPT("it_never_comes_up", DSL " by-hand", { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 30000, "hangup", "PADT 5; exit 16" });
}

#define TIMES_4 "PADI; PADI; PADI; PADI; PADI; PADI; PADI; PADI; PADI; PADI; PADI; PADI"
#define TIMES_16 TIMES_4 "; " TIMES_4 "; " TIMES_4 "; " TIMES_4

/*
 * pppd's maxfail, by default 10, means attempts that are a holdoff apart, by default 30 s. Fail
 * without count_failure(): they are not that far apart here, and an outage of minutes was the end.
 */
static void maxfail_scripts(void)
{
	enum {
		SESSIONS = 37,
		EVERY_MS = 10000
	};
	static char seen_then[SESSIONS][80];
	struct step steps[SESSIONS + 2] = { { 0, "", "PADI; PADR; session 5; CONFREQ 1" } };

	for (int i = 1; i <= SESSIONS; i++) {
		snprintf(seen_then[i - 1], sizeof(seen_then[0]),
			 i < SESSIONS ? "PADT %d; PADT %d; PADI; PADR; session %d; CONFREQ %d"
				      : "PADT %d; exit 16",
			 i + 4, i + 4, i + 5, i + 1);
		steps[i] = (struct step){ EVERY_MS * (uint64_t)i, "hangup", seen_then[i - 1] };
	}
	run_script("sessions_without_ip_for_six_minutes", "eth1 noipv6 persist by-hand", steps);
	SCRIPT("no_ac_for_eleven_minutes", "eth1 noipv6 persist pppoe-padi-attempts 3",
	       { 0, "silent",
		 "PADI; " SILENT "; PADI; PADI; !No access concentrator answers on eth1; " TIMES_16
		 "; PADI; PADI; PADI; PADI; PADI; PADI" },
	       { 660000, "", "exit 8" });
	/* Fails if those that are counted are the user's: two of them within a second. */
	SCRIPT("but_the_holdoff_of_the_user_is_his",
	       "eth1 noipv6 persist maxfail 2 holdoff 1 by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" }, { 10, "hangup", "PADT 5" },
	       { 1010, "", "PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 1100, "hangup", "PADT 6; exit 16" });
}

#define LEFT "!The peer has brought up no IP in 120 s: leaving this session; drop; "

/* Not before what the user's options give LCP, authentication and IP. */
static void slow_ip_scripts(void)
{
	SCRIPT("nor_within_what_options_allow",
	       ALWAYS " by-hand lcp-max-configure 100 ipv6cp-restart 20",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" }, { 560000, "", "" },
	       { 560010, "",
		 "!The peer has brought up no IP in 560 s: leaving this session; drop; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" });
	SCRIPT("a_slow_check_of_the_secret", ALWAYS " by-hand chap-timeout 600",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 20, "lcp", "mtu 1492; clamp ppp0 1452/1432" },
	       { 650000, "auth, ip", "ip up; route4 100; ip-up" });
	SCRIPT("pap_that_may_try_for_long", ALWAYS " by-hand pap-max-authreq 100",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 20, "lcp", "mtu 1492; clamp ppp0 1452/1432" },
	       { 350000, "auth, ip", "ip up; route4 100; ip-up" });
	/* Fail if EAP has no time, or only that of one request. */
	SCRIPT("eap_each_of_whose_requests_takes_its_time", ALWAYS " by-hand eap-timeout 100",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 20, "lcp", "mtu 1492; clamp ppp0 1452/1432" },
	       { 350000, "auth, ip", "ip up; route4 100; ip-up" });
	SCRIPT("eap_that_never_ends", ALWAYS " by-hand eap-timeout 100",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 20, "lcp", "mtu 1492; clamp ppp0 1452/1432" }, { 360000, "", "" },
	       { 360010, "",
		 "!The peer has brought up no IP in 360 s: leaving this session; drop; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" });
	SCRIPT("no_end_of_eap_is_a_day", ALWAYS " by-hand eap-timeout 0",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" }, { 86400000, "", "" },
	       { 86400010, "",
		 "!The peer has brought up no IP in 86400 s: leaving this session; drop; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" });
	SCRIPT("no_end_is_a_day", ALWAYS " by-hand chap-timeout 0",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" }, { 86400000, "", "" },
	       { 86400010, "",
		 "!The peer has brought up no IP in 86400 s: leaving this session; drop; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" });
}

/* Sessions that bring up none: when they are left. */
static void no_ip_scripts(void)
{
	/* Fail without leave_await_ip(): pppd has no end of a peer that begins LCP again and again. */
	SCRIPT("a_peer_that_never_gets_to_ip", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 20, "lcp", "mtu 1492; clamp ppp0 1452/1432" }, { 120000, "", "" },
	       { 120010, "",
		 "!The peer has brought up no IP in 120 s: leaving this session; drop; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" });
	/* Fails if such a session counts for more than one that could not be had. */
	SCRIPT("which_is_a_failure_to_maxfail", DSL " persist maxfail 3 holdoff 1 by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "confreq", "CONFREQ 1; LCP reads a CONFREQ" }, { 120010, "", LEFT "PADT 5" },
	       { 121010, "", "PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 122000, "confreq", "CONFREQ 2; LCP reads a CONFREQ" },
	       { 242000, "", LEFT "PADT 6" },
	       { 243000, "", "PADT 6; PADI; PADR; session 7; CONFREQ 3" },
	       { 244000, "confreq", "CONFREQ 3; LCP reads a CONFREQ" },
	       { 364000, "", LEFT "PADT 7; exit 16" });
	/* Fails if it begins before the peer does: `silent`. */
	SCRIPT("a_peer_that_is_waited_for", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 1000000, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 1000010, "lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fails if what is rejected is taken for what pppd has ended: it waits for ever. */
	SCRIPT("a_peer_that_rejects_ip", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 5, "confreq", "CONFREQ 1; LCP reads a CONFREQ" },
	       { 10, "lcp, auth, rejects-ip", "mtu 1492; clamp ppp0 1452/1432" },
	       { 120000, "",
		 "!The peer has brought up no IP in 120 s: leaving this session; drop; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" });
	SCRIPT("nor_back_to_it", ALWAYS " by-hand", { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 200000, "confreq",
		 "LCP reads a CONFREQ; no route4; ip down; ip-down error; no clamp; CONFREQ 2" },
	       { 319990, "", "" },
	       { 320000, "",
		 "!The peer has brought up no IP in 120 s: leaving this session; drop; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 3" });
}

#define LEADS "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up"

/*
 * multilink: the bundle of the first session goes on when that has ended; the others join it,
 * and have neither a unit nor IP.
 */
static void bundle_scripts(void)
{
	/* Fails without link_note_network(), or without pppd_has_unit(): no ppp0 is found, and told. */
	SCRIPT("a_bundle", DSL " multilink by-hand", { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp", "" }, { 20, "auth", "mtu 1492; clamp ppp0 1452/1432" },
	       { 30, "ip", "ip up; route4 100; ip-up" },
	       { 40, "SIGTERM",
		 "TERMREQ 2; PADT 5; no route4; ip down; ip-down user; no clamp; exit 5" });
	/* Fails without begin_with_unit(): the MTU of no unit, 0, was the one that was proved. */
	SCRIPT("a_bundle_of_1500", JUMBO " failover-metric 100 failover-detect 0 multilink by-hand",
	       { 0, "grants, rtt 50", "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1" },
	       { 10, "lcp", "" },
	       { 20, "auth", "mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16" },
	       { 30, "ip", "ip up; route4 100; ip-up; mtu 1500; clamp ppp0 1460/1440" },
	       { 5000, "", "" });
	SCRIPT("whose_path_carries_less", JUMBO " failover-metric 100 failover-detect 0 multilink",
	       { 0, "grants, echo 1492",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; route4 100; ip-up; echo 1500; echo 16; echo 1500; echo 16; !The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; CONFREQ 2" },
	       { 5000, "", "" });
	/* Fails if nobody is told. */
	SCRIPT("a_bundle_without_ipv6",
	       "eth1 failover-metric 100 failover-detect 0 mtu 1200 multilink by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth",
		 "mtu 1200; !An MTU of 1200 carries no IPv6, which needs 1280 bytes; clamp ppp0 1160/1220" });
	/* Fails if that of another pppd is proved. */
	SCRIPT("one_of_1500_that_joins",
	       JUMBO " failover-metric 100 failover-detect 0 multilink by-hand",
	       { 0, "grants, other-bundle", "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1" },
	       { 10, "lcp, auth", "joins a bundle" }, { 20000, "", "" });
	/* Fails without outlives_session(), or if a session of a bundle is kept (failover-keep). */
	SCRIPT("which_outlives_its_first_session", ALWAYS " multilink",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1; " LEADS },
	       { 70000, "cable out", "drop; !Carrier lost on eth1; PADT 5" },
	       { 80000, "cable in", "" },
	       { 90000, "bundle-ends",
		 "no route4; ip down; ip-down hangup; no clamp; PADT 5; PADI; PADR; session 6; CONFREQ 2; " LEADS });
	SCRIPT("and_is_ended_without_it", ALWAYS " multilink",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1; " LEADS }, { 70000, "hangup", "PADT 5" },
	       { 80000, "SIGTERM", "no route4; ip down; ip-down user; no clamp; exit 5" });
	/* Fails without pppd_has_unit(): that of another is clamped. */
	SCRIPT("a_session_that_joins", ALWAYS " multilink by-hand",
	       { 0, "other-bundle", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth", "joins a bundle" }, { 200000, "", "" },
	       /* Fails without compat_leave_bundle(). */
	       { 200010, "cable out", "drop; !Carrier lost on eth1; PADT 5" },
	       { 210000, "cable in", "PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 220000, "lcp, auth", "joins a bundle" }, { 230000, "", "" });
	/* Fails if the signal for the carrier stays with the process that pppd began in. */
	SCRIPT("and_goes_on_in_the_background", DSL " multilink updetach",
	       { 0, "other-bundle", "PADI; PADR; session 5; CONFREQ 1; joins a bundle" },
	       { 5000, "cable out", "drop; !Carrier lost on eth1; PADT 5; exit 16" });
	/* Fails if the MTU of no unit is taken for one that carries no IPv6. */
	SCRIPT("an_ac_without_bundles", "eth1 failover-metric 100 failover-detect 0 multilink",
	       { 0, "no-bundles",
		 "PADI; PADR; session 5; CONFREQ 1; " LEADS "; route6 100; ipv6-up" },
	       { 5000, "cable out",
		 "!Carrier lost on eth1; no route4; no route6; park; ip-limbo lost carrier" });
}

/* While a carrier is waited for */
static void no_carrier_scripts(void)
{
	SCRIPT("no_carrier_as_what_is_below_is_down", ALWAYS,
	       { 0, "cable out, lower-down eth0", "!eth1 stands on eth0, which is down" },
	       { 9000, "cable in", UP });
	SCRIPT("no_carrier_for_half_a_minute", DSL, { 0, "cable out", "" });
	SCRIPT("no_carrier_for_half_a_minute_with_persist", ALWAYS, { 0, "cable out", "" },
	       { 31000, "", "" },
	       { 40000, "cable in",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fails if connect() never fails there: "pppd call dsl || pppd call umts" */
	SCRIPT("which_is_a_failure_to_the_maxfail_of_the_user", DSL " persist maxfail 1",
	       { 0, "cable out", "" }, { 29000, "", "!No carrier on eth1; exit 8" });
	/* Fail if it is one to that of pppd, or by each slice, or if a carrier counts for nothing. */
	SCRIPT("but_not_to_that_of_pppd", DSL " persist", { 0, "cable out", "" },
	       { 1000000, "", "" }, { 1200000, "cable in", UP });
	SCRIPT("nor_without_half_a_minute_of_it", DSL " persist maxfail 1", { 0, "cable out", "" },
	       { 28000, "cable in", UP }, { 31000, "", "" });
	/* Fail without is_changed(): no answer came to the old address, and nobody set it up. */
	SCRIPT("another_address_while_there_is_no_carrier", DSL, { 0, "cable out", "" },
	       { 5000, "new-mac", "" }, { 9000, "cable in", UP });
	SCRIPT("set_down_while_there_is_no_carrier", DSL, { 0, "cable out", "" },
	       { 5000, "parent-down", "eth1 up" }, { 9000, "cable in", UP });
	/* Fails if it is set up at once each time, against whoever insists. */
	SCRIPT("set_down_again_and_again", ALWAYS, { 0, "cable out", "" },
	       { 5000, "parent-down", "eth1 up" }, { 7000, "parent-down", "eth1 up" },
	       { 9000, "parent-down", "" }, { 9700, "", "eth1 up" }, { 20000, "cable in", UP });
}

/* The carrier of the parent. */
static void carrier_scripts(void)
{
	SCRIPT("carrier_lost", DSL " failover-keep 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out",
		 "drop; !Carrier lost on eth1; no route4; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	SCRIPT("carrier_lost_for_a_moment", DSL " pppoe-carrier-debounce 200",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out", "" }, { 5020, "cable in", "" }, { 6000, "", "" });
	SCRIPT("carrier_lost_at_once", DSL " pppoe-carrier-debounce 0 failover-keep 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out",
		 "drop; !Carrier lost on eth1; no route4; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	SCRIPT("carrier_lost_and_back_with_persist", ALWAYS " failover-keep 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out",
		 "drop; !Carrier lost on eth1; no route4; ip down; ip-down carrier; no clamp; PADT 5" },
	       { 6000, "", "" },
	       { 9000, "cable in",
		 "PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("no_carrier_at_first", DSL, { 0, "cable out", "" },
	       { 3000, "cable in",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fail if a new carrier makes us forget that a PADR was out. */
	SCRIPT("a_late_session_after_the_carrier_is_back_gets_its_padt", ALWAYS,
	       { 0, "mute", "PADI; PADR" }, { 500, "silent, cable out", "" },
	       { 600, "cable in", "PADI" }, { 620, "pads", "PADT 5" },
	       { 640, "SIGTERM", "holdoff 1; exit 5" });
	SCRIPT("and_one_that_comes_while_there_is_none", ALWAYS, { 0, "mute", "PADI; PADR" },
	       { 500, "silent, cable out", "" }, { 550, "pads", "PADT 5" },
	       { 600, "cable in", "PADT 5; PADI" }, { 640, "SIGTERM", "holdoff 1; exit 5" });
	SCRIPT("the_signal_follows_pppd_into_the_background", DSL " updetach failover-keep 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out",
		 "drop; !Carrier lost on eth1; no route4; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	SCRIPT("carrier_lost_before_pppd_has_gone_on", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth", "mtu 1492; clamp ppp0 1452/1432" },
	       { 20, "cable out", "drop; !Carrier lost on eth1; no clamp; PADT 5; exit 16" });
}

/* A loss before IP is up, which is not the AC's. */
static void early_loss_scripts(void)
{
	/* Fails if end_session() holds it against the AC: the fourth waited, as for one that fails. */
	SCRIPT("a_carrier_that_comes_and_goes_is_no_failure", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "cable out", "drop; !Carrier lost on eth1; PADT 5" },
	       { 1200, "cable in", "PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 1300, "cable out", "drop; !Carrier lost on eth1; PADT 6" },
	       { 2400, "cable in", "PADT 6; PADI; PADR; session 7; CONFREQ 3" },
	       { 2500, "cable out", "drop; !Carrier lost on eth1; PADT 7" },
	       { 3600, "cable in", "PADT 7; PADI; PADR; session 8; CONFREQ 4" },
	       { 3700, "cable out", "drop; !Carrier lost on eth1; PADT 8" },
	       { 4800, "cable in", "PADT 8; PADI; PADR; session 9; CONFREQ 5" }, { 4850, "", "" });
}

/* What the log says of ACs that are not taken */
static void unwanted_scripts(void)
{
	/* Fails without is_unwanted(): nobody answered, it said. */
	SCRIPT("an_ac_that_is_not_wanted_is_not_silent",
	       DSL " pppoe-padi-timeout 1 pppoe-padi-attempts 2 pppoe-ac other",
	       { 0, "",
		 "PADI; PADI; !No access concentrator on eth1 is taken yet: " UNWANTED
		 "; !No access concentrator on eth1 is taken: " UNWANTED "; exit 8" });
	SCRIPT("it_is_told_once_an_hour", ALWAYS " pppoe-padi-timeout 600 pppoe-ac other",
	       { 0, "", "PADI" },
	       { 2900, "",
		 "!No access concentrator on eth1 is taken yet: " UNWANTED "; PADI; PADI" },
	       { 3602900, "", "!No access concentrator on eth1 is taken yet: " UNWANTED },
	       { 3603100, "SIGTERM", "holdoff 1; exit 5" });
	/* Fails without nobody_told: it was told an hour later. */
	SCRIPT("or_when_it_comes_after_silence", ALWAYS " pppoe-padi-timeout 600 pppoe-ac other",
	       { 0, "silent", "PADI" },
	       { 2900, "answers",
		 SILENT "; PADI; !No access concentrator on eth1 is taken yet: " UNWANTED
			"; PADI" },
	       { 3000000, "SIGTERM", "holdoff 1; exit 5" });
	/* Fails if it is told at once: who names one of several knows that there are others. */
	SCRIPT("but_not_beside_one_that_is", ALWAYS " pppoe-ac other by-hand",
	       { 0, "", "PADI; PADI; PADI; PADI" },
	       { 1000, "named other", "PADI; PADR; session 5; CONFREQ 1" }, { 9000, "", "" });
	/* Fails if it is taken for the one that failed. */
	SCRIPT("and_one_that_fails_is_told_as_such",
	       DSL " pppoe-padi-timeout 1 pppoe-padi-attempts 2 pppoe-ac other",
	       { 0, "mute", "PADI" },
	       { 500, "named other",
		 "PADI; PADR; PADR; PADR; !No access concentrator answers on eth1; exit 8" });
}

/* Discovery, as far as pppd takes part. */
static void discovery_scripts(void)
{
	/* Fail without is_lost(): pppd ended. */
	SCRIPT("a_padi_that_finds_no_room_is_sent_again", DSL,
	       { 0, "queue-full 1", FOLLOWS("no room; ", 5, 1) });
	SCRIPT("and_so_is_a_padr", DSL,
	       { 0, "queue-full 2",
		 "PADI; no room; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("and_a_server_waits_without_its_padt", SERVER,
	       { 0, "leftover 9, queue-full 1", "no room" }, { 1000, "padi", "PADO" });
	/* Fails if the table waits for the link, or outlives it. */
	SCRIPT("control_frames_have_a_priority", ALWAYS " pppoe-priority 6",
	       { 0, "",
		 "discovery priority 6; PADI; PADR; session 5; priority 6 of eth1/5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; no priority; PADT 5; exit 5" });
	/* Fails if silence is not explained until it has become a failure. */
	SCRIPT("no_concentrator", DSL " pppoe-padi-timeout 1 pppoe-padi-attempts 2",
	       { 0, "silent",
		 "PADI; PADI; " SILENT "; !No access concentrator answers on eth1; exit 8" });
	/* Fails if each signal that comes while there is no entropy yet is pppd's. */
	SCRIPT("a_signal_early_in_a_boot", DSL, { 0, "no-entropy", FOLLOWS("", 5, 1) });
	/* Fails if a frame that left at the end of a slice leaves again with the next one. */
	SCRIPT("no_concentrator_with_persist", ALWAYS " pppoe-padi-timeout 1 pppoe-padi-attempts 2",
	       { 0, "silent",
		 "PADI; PADI; " SILENT "; !No access concentrator answers on eth1; PADI" },
	       { 3500, "answers",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 6000, "", "" });
	/* Fails if it is said with each attempt. */
	SCRIPT("silence_is_explained_once_an_hour", ALWAYS " pppoe-padi-timeout 600",
	       { 0, "silent", "PADI" }, { 2900, "", SILENT "; PADI; PADI" },
	       { 3602900, "", SILENT }, { 3603100, "SIGTERM", "holdoff 1; exit 5" });
	SCRIPT("sigterm_while_discovering", ALWAYS, { 0, "silent", "PADI; PADI" },
	       { 300, "SIGTERM", "holdoff 1; exit 5" });
	SCRIPT("sighup_while_discovering_begins_anew", ALWAYS, { 0, "silent", "PADI; PADI" },
	       { 300, "SIGHUP",
		 "PADI; PADI; PADI; PADI; PADI; PADI; PADI; " SILENT "; PADI; PADI; PADI" });
	/* Fails without pace_retry(), or without pace_note_carrier(). */
	SCRIPT("a_silent_line_is_asked_slowly_until_its_carrier_returns", ALWAYS,
	       { 0, "silent",
		 "PADI; PADI; PADI; PADI; PADI; PADI; PADI; " SILENT
		 "; PADI; PADI; PADI; PADI; !No access concentrator answers on eth1; PADI; PADI; PADI; PADI" },
	       { 30000, "", "PADI; PADI" }, { 38500, "cable out", "" },
	       { 40000, "cable in", "PADI; PADI; PADI; PADI" },
	       { 41000, "SIGTERM", "holdoff 1; exit 5" });
	SCRIPT("scripts_are_reaped_while_discovering", ALWAYS,
	       { 0, "silent, stuck", "PADI; PADI; PADI; PADI; holdoff 1" },
	       { 1500, "answers",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 2500, "", "" });
}

/* The same, from the request for a session on. */
static void request_scripts(void)
{
	/* Fails if PADRs have the pace of PADIs: an AC that takes 400 ms gets two of them. */
	SCRIPT("padrs_are_a_second_apart", ALWAYS, { 0, "mute", "PADI; PADR" },
	       { 990, "answers",
		 "PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fail without discovery_refuse(): LCP began on a session that the AC had ended. */
	SCRIPT("an_ac_that_ends_what_it_has_granted", ALWAYS,
	       { 0, "ends-at-once",
		 "PADI; PADR; !The access concentrator has ended session 5 at once; PADI; PADR; session 6; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 6; exit 5" });
	SCRIPT("just_before_the_kernel_has_it", ALWAYS,
	       { 0, "ends-when-read",
		 "PADI; PADR; session 5; !The access concentrator has ended session 5 at once; PADI; PADR; session 6; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "", "" });
	SCRIPT("sigterm_with_a_padr_out", ALWAYS, { 0, "mute", "PADI; PADR" },
	       { 300, "SIGTERM", "holdoff 1; exit 5" });
	SCRIPT("maxfail_counts_no_slices", DSL " persist maxfail 2 pppoe-padi-timeout 4",
	       { 0, "silent", "PADI" },
	       { 3000, "answers",
		 SILENT
		 "; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fails if a discovery that SIGHUP begins anew is an attempt that has failed. */
	SCRIPT("nor_what_sighup_begins_anew", DSL " persist maxfail 1",
	       { 0, "silent", "PADI; PADI" }, { 300, "SIGHUP", "PADI; PADI" },
	       { 600, "answers",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 1500, "", "" });
	SCRIPT("unknown_sessions_are_terminated", DSL " pppoe-term-unknown",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 2000, "stray 77", "PADT 77" }, { 3100, "", "" });
	/* Never ends if refuse_late_session() waits for what it does not read. */
	SCRIPT("nor_do_they_keep_the_end_busy", DSL " pppoe-term-unknown",
	       { 0, "mute", "PADI; PADR" }, { 300, "SIGTERM", "" }, { 350, "stray 77", "" },
	       { 500, "", "exit 8" });
	/* Never ends if collect_early() reads until there is nothing; fails if each frame is looked up. */
	SCRIPT("a_session_beside_it_may_be_busy", DSL " pppoe-term-unknown", { 0, "busy", UP },
	       { 2050, "look-ups", "2 look-ups" });
	SCRIPT("and_without_the_option_they_are_not", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 2000, "stray 77", "" }, { 3100, "", "" });
}

static void tell_of_strays(const char *text, bool logged)
{
	if (logged && strstr(text, "Terminating unknown session"))
		world_say("told");
}

/* Fails if each is told. */
static void strays_do_not_fill_the_log(void)
{
	enum {
		STRAYS = 30,
		TOLD = 16
	};
	struct step steps[1 + STRAYS + 1] = { { 0, "", UP } };

	for (unsigned int i = 1; i <= STRAYS; i++)
		steps[i] = (struct step){
			.at = 1000 + 1000 * i,
			.event = "stray 77",
			.seen = i <= TOLD ? "told; PADT 77" : "PADT 77",
		};
	world_see_text = tell_of_strays;
	run_script("strays_do_not_fill_the_log", DSL " pppoe-term-unknown", steps);
	world_see_text = NULL;
}

/* What a pppd that was killed, or whose machine was switched off, has left. */
static void leftover_scripts(void)
{
	SCRIPT("a_killed_pppd_has_left_a_session", DSL,
	       { 0, "leftover 12",
		 "PADT 12; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fails if one of them counts, or if what is left on eth2 is taken, or removed. */
	SCRIPT("killed_pppds_have_left_sessions", ALWAYS,
	       { 0, "leftover 12, leftover 13, leftover 14 eth2",
		 "PADT 12; PADT 13; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 100, "records", "record of eth2" },
	       { 5000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) });
	/* Fails if a PADT goes ahead of each PADI, or of the first only. */
	SCRIPT("what_is_left_is_terminated_beside_few_padis",
	       DSL " pppoe-padi-timeout 1 pppoe-padi-attempts 3",
	       { 0, "leftover 12, silent",
		 "PADT 12; PADI; PADT 12; PADI; PADI; " SILENT
		 "; !No access concentrator answers on eth1; record kept with a session; exit 8" });
	SCRIPT("a_power_cut_has_left_a_session", DSL " pppoe-record /r",
	       { 0, "saved 13",
		 "PADT 13; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 100, "file session=", "-" },
	       { 5000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if what was left is only for the first discovery, which may not begin. */
	SCRIPT("what_is_left_is_terminated_once_there_is_a_socket", ALWAYS,
	       { 0, "leftover 12, no-raw-sockets",
		 "!PPPoE on eth1 needs CAP_NET_RAW and CAP_NET_ADMIN" },
	       { 3500, "raw-sockets", FOLLOWS("PADT 12; ", 5, 1) },
	       { 9000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) });
	/* Fail if what was left is forgotten with a pppd that has found no AC to tell. */
	SCRIPT("what_is_left_is_for_the_next_pppd_if_this_one_finds_no_carrier", DSL,
	       { 0, "cable out, leftover 12", "" },
	       { 30000, "", "!No carrier on eth1; record kept with a session; exit 8" });
	/* Fails if parent_restore() alone writes it: it does not where it restores nothing. */
	SCRIPT("so_it_is_where_the_parent_keeps_its_mtu", JUMBO,
	       { 0, "leftover 12, silent", "eth1 1508; PADT 12; PADI+" },
	       { 100, "busy-parent", "" },
	       { 110, "SIGTERM", "record kept with a session; exit 8" });
	SCRIPT("so_is_what_a_power_cut_has_left", ALWAYS " pppoe-record /r",
	       { 0, "cable out, saved 13", "" },
	       { 1000, "SIGTERM", "holdoff 1; record kept with a session; saved kept; exit 5" });
	SCRIPT("a_record_that_cannot_be_read", DSL " pppoe-record /loop",
	       { 0, "",
		 "!pppoe-record: cannot read /loop: Too many levels of symbolic links; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("a_record_that_cannot_be_written", DSL " pppoe-record /full",
	       { 0, "",
		 "PADI; PADR; session 5; !pppoe-record: /full: No space left on device: no PADT after a power cut; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
}

/* One session after another. */
static void persist_scripts(void)
{
	SCRIPT("a_session_that_carried_is_followed_at_once", ALWAYS,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "hangup",
		 "no route4; ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fails if whatever reached IPCP is taken for a session that was of use. */
	SCRIPT("brief_sessions_are_followed_slower", ALWAYS, { 0, "", FOLLOWS("", 5, 1) },
	       { 530, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) },
	       { 1530, "hangup", ENDS(6) FOLLOWS("; PADT 6; ", 7, 3) }, { 2530, "hangup", ENDS(7) },
	       { 3300, "", FOLLOWS("PADT 7; ", 8, 4) }, { 3900, "hangup", ENDS(8) },
	       { 5480, "", FOLLOWS("PADT 8; ", 9, 5) }, { 6000, "bytes 65536", "" },
	       { 6600, "hangup", ENDS(9) FOLLOWS("; PADT 9; ", 10, 6) }, { 7000, "", "" });
	/* Fails if the loss of our carrier is held against the AC. */
	SCRIPT("sessions_on_a_line_that_flaps_are_followed_at_once", ALWAYS " failover-keep 0",
	       { 0, "", FOLLOWS("", 5, 1) }, { 1500, "cable out", CUT(5) },
	       { 2000, "cable in", FOLLOWS("PADT 5; ", 6, 2) }, { 3500, "cable out", CUT(6) },
	       { 4000, "cable in", FOLLOWS("PADT 6; ", 7, 3) }, { 5500, "cable out", CUT(7) },
	       { 6000, "cable in", FOLLOWS("PADT 7; ", 8, 4) }, { 6200, "", "" });
	SCRIPT("holdoff_is_the_users", ALWAYS " holdoff 4",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "hangup", "no route4; ip down; ip-down hangup; no clamp; PADT 5" },
	       { 8990, "", "PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 9010, "", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	SCRIPT("sessions_that_fail_are_followed_slower", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "hangup", "PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 1010, "hangup", "PADT 6; PADT 6; PADI; PADR; session 7; CONFREQ 3" },
	       { 2010, "hangup", "PADT 7" },
	       { 2900, "", "PADT 7; PADI; PADR; session 8; CONFREQ 4" }, { 3010, "", "" });
	SCRIPT("another_ppp_is_clamped_only", "failover-metric 100 noipv6",
	       { 0, "", "CONFREQ 1; clamp ppp0 1460/1440; ip up; route4 100; ip-up" },
	       { 5000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; exit 5" });
}

static void demand_scripts(void)
{
	/*
	 * Fails without demand_forget_address() or nap_expect(). Without uplink_hold_routes() the
	 * route goes with the address; one that stays needs nothing.
	 */
	SCRIPT("demand_waits_for_traffic", DSL " demand holdoff 2",
	       { 0, "", "filter 15; clamp ppp0 1460/1440; route4 100" },
	       { 3000, "traffic",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; spare; ip up; no spare; forget flows; ip-up" },
	       { 3100, "timers", "1 timers" },
	       { 8000, "hangup", "ip-down hangup; PADT 5; clamp ppp0 1460/1440; holdoff 2" },
	       { 12000, "traffic",
		 "PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	/* Fails without pppd_make_up_ids(), if only IPv4 dials, and if a route goes meanwhile. */
	SCRIPT("on_demand_ipv6_dials_too",
	       "eth1 failover-metric 100 failover-detect 0 demand by-hand",
	       { 0, "", "filter 15; clamp ppp0 1460/1440; route4 100; route6 100" },
	       { 3000, "traffic", "PADI; PADR; session 5; CONFREQ 1" },
	       { 3100, "lcp", "mtu 1492; clamp ppp0 1452/1432" },
	       { 5100, "auth, ip6, ip", "ipv6-up; spare; ip up; no spare; forget flows; ip-up" },
	       { 8000, "hangup", "ip-down hangup; ipv6-down hangup; PADT 5; clamp ppp0 1460/1440" },
	       { 9000, "", "" });
	/* Fails without is_rejected(): what goes by IPv6 is lost, and nobody told. */
	SCRIPT("on_demand_an_ip_version_that_the_peer_rejects_has_no_route",
	       "eth1 failover-metric 100 failover-detect 0 demand by-hand",
	       { 0, "", "filter 15; clamp ppp0 1460/1440; route4 100; route6 100" },
	       { 3000, "traffic", "PADI; PADR; session 5; CONFREQ 1" },
	       { 3100, "lcp, auth, ip, rejects-ip6",
		 "mtu 1492; clamp ppp0 1452/1432; spare; ip up; no spare; forget flows; ip-up" },
	       { 3200, "", "no route6" },
	       { 8000, "hangup", "ip-down hangup; route6 100; PADT 5; clamp ppp0 1460/1440" },
	       { 9000, "", "" });
	/* Fails if may_dial() looks at less, or if nobody looks while a discovery goes on. */
	SCRIPT("on_demand_a_route_needs_a_carrier", DSL " demand",
	       { 0, "parent-down, cable out", "filter 15; clamp ppp0 1460/1440; route4 100" },
	       { 3000, "traffic", "eth1 up; no route4" },
	       { 9500, "cable in",
		 "PADI; PADR; session 5; route4 100; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; spare; ip up; no spare; forget flows; ip-up" },
	       { 20000, "hangup", "ip-down hangup; PADT 5; clamp ppp0 1460/1440" },
	       { 30000, "no-parent", "no route4" }, { 40000, "new-parent", "route4 100" });
	/* Fails if our own probes keep a link awake, see core/active.h. */
	SCRIPT("on_demand_probes_are_no_traffic", DSL " demand failover-probe 192.0.2.1",
	       { 0, "", "filter 25; clamp ppp0 1460/1440; route4 100" }, { 9000, "", "" });
	SCRIPT("demand_that_ends", DSL " demand",
	       { 0, "", "filter 15; clamp ppp0 1460/1440; route4 100" },
	       { 3000, "SIGTERM", "no route4; no clamp; exit 5" });
	SCRIPT("demand_without_a_concentrator",
	       DSL " demand pppoe-padi-timeout 1 pppoe-padi-attempts 1",
	       { 0, "silent", "filter 15; clamp ppp0 1460/1440; route4 100" },
	       { 100, "traffic", "PADI; !No access concentrator answers on eth1" },
	       { 3000, "", "" });
}

/* The MTU of the parent, and what is asked for. */
static void parent_scripts(void)
{
	SCRIPT("max_payload_raises_the_parent", JUMBO,
	       { 0, "grants",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up" },
	       { 5000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; eth1 1500; exit 5" });
	SCRIPT("a_parent_that_carries_1508", DSL,
	       { 0, "grants, parent 1508",
		 "PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; route4 100; ip-up" });
	SCRIPT("a_parent_that_cannot_be_raised", JUMBO,
	       { 0, "grants, busy-parent",
		 "!Cannot raise the MTU of eth1: Device or resource busy; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("no_record_no_raise", JUMBO,
	       { 0, "grants, read-only",
		 "!Cannot raise the MTU of eth1: Read-only file system; !No record in /run/pppoe-clamp: Read-only file system: no PADT after a kill -9; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 5000, "SIGTERM", "ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("no_record_and_nothing_to_raise", DSL,
	       { 0, "grants, read-only, parent 1508",
		 "!No record in /run/pppoe-clamp: Read-only file system: no PADT after a kill -9; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; route4 100; ip-up" });
	SCRIPT("a_record_that_cannot_be_kept_up", DSL,
	       { 0, "full",
		 "PADI; PADR; session 5; !No record in /run/pppoe-clamp: No space left on device: no PADT after a kill -9; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; !No history of ppp0 in /run/pppoe-clamp: No space left on device; ip-up" });
	SCRIPT("a_parent_that_is_to_be_kept", JUMBO " pppoe-parent-mtu keep",
	       { 0, "grants",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("a_parent_that_is_down", "eth1 noipv6",
	       { 0, "parent-down",
		 "eth1 up; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("a_concentrator_that_grants_nothing", JUMBO,
	       { 0, "",
		 "eth1 1508; PADI+; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("baby_jumbo", JUMBO " mtu 1600 mru 1600",
	       { 0, "grants, peer-mru 1600",
		 "eth1 1608; PADI+; PADR+; session 5; CONFREQ 1; mtu 1600; mtu 1492; clamp ppp0 1452/1432; shorten replies; echo 1600; echo 16; mtu 1600; clamp ppp0 1560/1540; ip up; ip-up" });
	SCRIPT("the_record_says_what_is", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 100, "record state=", "state=up" }, { 200, "record mtu=", "mtu=1492" },
	       { 300, "record clamp=", "clamp=forward" },
	       { 400, "hangup", "no route4; ip down; ip-down hangup; no clamp; PADT 5; exit 16" });
}

/* Fails if notes.c notes no time. */
static void times_are_noted(void)
{
	SCRIPT("the_record_says_since_when", "nic-" ALWAYS, { 0, "no-parent", "" },
	       { 20000, "new-parent", FOLLOWS("", 5, 1) },
	       { 30000, "record state_since=", "state_since=20" },
	       { 30100, "record session_since=", "session_since=20" });
	/* Fails without follow_in_notes(). */
	SCRIPT("a_name_and_an_mtu_that_others_give", ALWAYS, { 0, "", UP },
	       { 5000, "rename wan, mtu 1400", "clamp wan 1360/1340" },
	       { 6000, "record ifname=, record mtu=, losses",
		 "ifname=wan; mtu=1400; wan.1.ring up" });
	/* Fail if uplink_check(), uplink_count() or try_again() tells nobody. */
	SCRIPT("a_backend_that_follows_others", ALWAYS, { 0, "", UP },
	       { 5000, "record clamp=, crowded", "clamp=forward" },
	       { 6500, "record clamp=", "clamp=netdev" });
	SCRIPT("a_backend_that_follows_others_later", DSL, { 0, "", UP },
	       { 40000, "crowded, rules", "clamps counted" },
	       { 80000, "record clamp=", "clamp=netdev" });
	SCRIPT("a_clamp_that_comes_late", DSL " by-hand",
	       { 0, "short-of-memory 99", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492" }, { 200, "ip", "ip up; ip-up" },
	       { 300, "record clamp=, short-of-memory 0", "-; clamp ppp0 1452/1432; route4 100" },
	       { 5000, "record clamp=", "clamp=forward" });
	/* Fails without "session" in link_note_ip_down(). */
	SCRIPT("a_link_that_negotiates_again_is_not_up", ALWAYS, { 0, "", UP },
	       { 8000, "no-restart, confreq",
		 "LCP reads a CONFREQ; no route4; ip down; ip-down error; no clamp; CONFREQ 2" },
	       { 9000, "record state=, record state_since=", "state=session; state_since=8" });
}

/* What logbook.c keeps. A ring is left when the session is over: another pppd may take the name. */
static void history_scripts(void)
{
	/* Fails without logbook_begin_loss() as IP goes down, or if the session's end is no matter. */
	SCRIPT("a_loss_and_the_next_session", ALWAYS, { 0, "", FOLLOWS("", 5, 1) },
	       { 1000, "losses", "ppp0.1.ring up" },
	       { 5000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) },
	       { 9000, "losses", "5000+30 hangup session 0; ppp0.1.ring up" });
	SCRIPT("limbo_is_a_loss_that_keeps_the_session", ALWAYS " pppoe-carrier-debounce 2000",
	       { 0, "rtt 1", FOLLOWS("", 5, 1) }, { 5000, "cable out", "" }, { 7000, "", LOST },
	       { 7100, "losses", "7001+0 carrier  0; ppp0.1.ring left" },
	       { 9000, "cable in", "PADI; echo 8; echo 8; route4 100; unpark; ip-limbo back" },
	       { 9500, "losses", "7001+2000 carrier kept 0; ppp0.1.ring up" },
	       { 10000, "cable out", "" }, { 12000, "", LOST },
	       { 12100, "losses",
		 "7001+2000 carrier kept 0; 12001+0 carrier  1000; ppp0.1.ring left" });
	SCRIPT("a_user_who_ends_it", DSL, { 0, "", FOLLOWS("", 5, 1) },
	       { 5000, "SIGTERM, losses",
		 "ppp0.1.ring up; no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("ip_that_begins_anew_on_the_same_session", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 1000, "no-ip", "no route4; ip down; ip-down error" },
	       { 1500, "ip", "ip up; route4 100; ip-up" },
	       { 1600, "losses", "1000+500 error kept 0; ppp0.1.ring up" });
	/* Fails if the next process goes on as if nothing had been. */
	SCRIPT("a_pppd_that_was_killed", "nic-" DSL, { 0, "no-parent", "" },
	       { 20000, "leave-ring 7, new-parent", FOLLOWS("", 5, 1) },
	       { 21000, "losses", "7000+13030 killed pppd 0; ppp0.1.ring up" });
	/* Echoes are counted in the second that they are sent in; 1500 bytes ask something else. */
	SCRIPT("echoes_are_timed", LIVE, { 0, "rtt 20", UP "; echo 8; echo 8" },
	       { 1000, "second 0, second 1, SIGTERM",
		 "2 of 2, 20000 us, 12 bytes in; 0 of 0, 0 us, 12 bytes in; no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("an_echo_that_is_lost", LIVE, { 0, "", UP "; echo 8" },
	       { 900, "echo 0, bytes 5000", "echo 8; echo 8" },
	       { 1450, "second 0, second 1, SIGTERM",
		 "1 of 1, 10 us, 5012 bytes in; 0 of 2, 0 us, 5012 bytes in; no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails without note_overtaken(): the answers in it were those to echoes before. */
	SCRIPT("echoes_of_a_loss_are_lost", LIVE " persist maxfail 0",
	       { 0, "rtt 20", UP "; echo 8" },
	       { 300, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; PADI; echo 8; PADI; echo 8; echo 8; PADI; echo 8; PADI" },
	       { 3000, "echo 2000",
		 "PADI; echo 8; route4 100; unpark; ip-limbo back; echo 8; echo 8; echo 8" },
	       { 5000, "second 2, second 3, SIGTERM",
		 "0 of 3, 0 us, 36 bytes in; 2 of 2, 20000 us, 36 bytes in; no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("echoes_that_prove_the_path_are_none", JUMBO,
	       { 0, "grants",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up" },
	       { 1000, "second 0", "0 of 0, 0 us, 0 bytes in" });
}

/* The proof of the path. */
static void proof_scripts(void)
{
	/* Fails if pppd_common_mru() takes 1500 for ours: nobody has granted that. */
	SCRIPT("nothing_to_prove_where_our_mru_is_rejected", DSL,
	       { 0, "rejects-mru, echo 1492", UP });
	SCRIPT("proved", JUMBO,
	       { 0, "grants",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up" },
	       { 1000, "record mtu_verdict=", "mtu_verdict=proved" });
	SCRIPT("failed", JUMBO,
	       { 0, "grants, echo 1492",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16; echo 1500; echo 16; !The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; ip down; ip-down restart; no clamp; CONFREQ 2; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 2000, "", "" },
	       { 3000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 3; PADT 5; eth1 1500; record kept; exit 5" });
	/* Fails if LCP is started again where it is closing: then nothing ends it. */
	SCRIPT("failed_as_the_user_ends_it", JUMBO,
	       { 0, "grants, echo 1492",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16; echo 1500; echo 16" },
	       { 360, "SIGTERM",
		 "!The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; eth1 1500; record kept; exit 5" });
	/* Fails if the path is blamed for what a port of ours does not carry. */
	SCRIPT("failed_because_of_a_port", JUMBO,
	       { 0, "grants, echo 1492, small-port eth2",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16; echo 1500; echo 16; !The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; !eth2, under eth1, carries 1500 bytes, and 1508 are needed; ip down; ip-down restart; no clamp; CONFREQ 2; clamp ppp0 1452/1432; ip up; ip-up" });
	SCRIPT("failed_is_remembered_for_the_next_session", JUMBO " persist",
	       { 0, "grants, echo 1492",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16; echo 1500; echo 16; !The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; ip down; ip-down restart; no clamp; CONFREQ 2; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 2000, "", "" },
	       { 3000, "hangup",
		 "ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI+; PADR; session 6; CONFREQ 3; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	/* Fails if a verdict comes with the session of pppoe-record: its time is of another boot. */
	SCRIPT("but_not_across_a_reboot", JUMBO " pppoe-record /r",
	       { 0, "grants, saved 13",
		 "eth1 1508; PADT 13; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up" });
	SCRIPT("failed_and_the_peer_does_not_start_lcp_again", JUMBO " persist",
	       { 0, "grants, echo 1492",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up" },
	       { 100, "no-restart",
		 "echo 1500; echo 16; echo 1500; echo 16; !The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; ip down; ip-down restart; no clamp; CONFREQ 2; !The peer does not start LCP again: leaving this session; drop; PADT 5; PADT 5; PADI+; PADR; session 6; CONFREQ 3" },
	       { 5000, "restarts", "" }, { 6000, "", "" });
	SCRIPT("only_to_the_peer", JUMBO,
	       { 0, "grants, echo-cut 1000",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up" },
	       { 2000, "", "" });
	SCRIPT("no_echo_at_all", JUMBO,
	       { 0, "grants, echo 0",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16; !The peer answers no echo, so 1500 bytes are not proved: sending 1492 at most" },
	       { 30000, "", "" });
	SCRIPT("not_asked_for", JUMBO " pppoe-mtu-verify off",
	       { 0, "grants",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; clamp ppp0 1460/1440; ip up; ip-up" });
	SCRIPT("cut_short_by_the_end", JUMBO,
	       { 0, "grants, echo 0",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16" },
	       { 200, "hangup", "ip down; ip-down hangup; no clamp; PADT 5; eth1 1500; exit 16" });
	SCRIPT("renegotiation_by_the_peer_keeps_the_session", DSL " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 20, "", "" });
}

/* Signs of life, with failover-detect. */
static void life_scripts(void)
{
	SCRIPT("a_dead_peer", LIVE " failover-keep 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8; echo 8; echo 8" },
	       { 2000, "echo 0, no-ack",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; drop; no route4; ip down; ip-down dead; no clamp; PADT 5; exit 16" });
	SCRIPT("a_peer_that_answers", LIVE,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 3000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("bytes_are_life", LIVE,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8" },
	       { 1000, "echo 0", "echo 8" }, { 1500, "bytes 9", "echo 8" },
	       { 2000, "bytes 9", "echo 8" }, { 2500, "bytes 9", "" },
	       { 2600, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if they are asked for by the name that pppd knows. */
	SCRIPT("of_a_link_that_was_renamed_too", LIVE,
	       { 0, "rename wan",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp wan 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8" },
	       { 1000, "echo 0", "echo 8" }, { 1500, "bytes 9", "echo 8" },
	       { 2000, "bytes 9", "echo 8" }, { 2500, "bytes 9", "" },
	       { 2600, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("packets_are_life", LIVE,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8" },
	       { 1000, "echo 0", "echo 8" }, { 1500, "garbage", "echo 8" },
	       { 2000, "garbage", "echo 8" }, { 2500, "garbage", "" },
	       { 2600, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails without look_for_doubt() where it is called. */
	SCRIPT("a_suspicion_that_comes_to_nothing", LIVE,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8; echo 8; echo 8" },
	       { 2000, "echo 0", "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8" },
	       { 2800, "bytes 9", "ip-limbo calm; echo 8; echo 8; echo 8; ip-limbo suspect" },
	       { 3550, "garbage", "ip-limbo calm" }, { 3600, "echo 1", "" },
	       { 4000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if a peer that has never answered an echo is dead for that. */
	SCRIPT("a_peer_that_answers_no_echo", LIVE " persist maxfail 0",
	       { 0, "echo 0",
		 FOLLOWS("", 5,
			 1) "; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; "
			    "!The peer answers no echo: failover-detect cannot tell silence from its death; echo 8" },
	       { 10000, "", "echo 8; echo 8" }, { 20000, "", "echo 8; echo 8; echo 8" });
	SCRIPT("a_peer_that_answered_in_a_session_before",
	       LIVE " persist maxfail 0 failover-keep 0",
	       { 0, "", FOLLOWS("", 5, 1) "; echo 8; echo 8" },
	       { 1000, "hangup", ENDS(5) "; PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 1005, "echo 0",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 5000, "silent",
		 "!No sign of life from the peer for 4000 ms; drop; no route4; ip down; ip-down dead; no clamp; PADT 6; PADT 6; PADI" },
	       { 5100, "SIGTERM", "holdoff 1; exit 5" });
}

/* The same, of other peers. */
static void patience_scripts(void)
{
	SCRIPT("a_slow_peer_gets_more_time", LIVE,
	       { 0, "rtt 400",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8; echo 8; echo 8; echo 8; !Echoes take 400 ms: the peer is dead after 1600 ms of silence, not 1000; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 6000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("a_dead_peer_that_is_no_session", "noipv6 failover-metric 100 failover-detect 1000",
	       { 0, "",
		 "CONFREQ 1; clamp ppp0 1460/1440; ip up; route4 100; ip-up; echo 8; echo 8; echo 8; echo 8" },
	       { 2000, "echo 0, no-ack",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; ip down; ip-down dead; no clamp; exit 0" });
}

/* What was not reached by the session before is not reached by the next one, until it is. */
static void lost_world_scripts(void)
{
	/* Fails if a session begins with metric 100, or takes the flows, before anybody answers. */
	SCRIPT("unreachable_in_the_next_sessions", PROBED " persist maxfail 0",
	       { 0, "unreachable",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; !No answer from 192.0.2.1 through ppp0 since it came up: metric 100100; route4 100100; forget flows" },
	       { 2000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100100; ip-up" },
	       { 4000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no clamp; PADT 6; PADT 6; PADI; PADR; session 7; CONFREQ 3; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100100; ip-up" },
	       { 6000, "reachable", "route4 100; adopt flows" });
	/* Fails if the flows of IPv4 stay on a link that the targets of IPv6 say is lost. */
	SCRIPT("and_by_targets_of_ipv6",
	       "eth1 failover-metric 100 failover-detect 0 failover-probe 2001:db8::1 failover-conntrack yes persist maxfail 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; route6 100; ipv6-up" },
	       { 2000, "unreachable",
		 "!No answer from 2001:db8::1 through ppp0: metric 100100; route4 100100; route6 100100; forget flows" },
	       { 4000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no route6; ipv6-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; route4 100100; route6 100100; forget flows; ipv6-up" },
	       { 6000, "reachable", "route4 100; route6 100; adopt flows" });
	/* Fails if start_again() does not look at the routes. */
	SCRIPT("also_if_it_could_not_be_probed_at_first", PROBED " persist maxfail 0 by-hand",
	       { 0, "unreachable", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; !No answer from 192.0.2.1 through ppp0 since it came up: metric 100100; route4 100100; forget flows" },
	       { 2000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2" },
	       { 4000, "no-raw-sockets, lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up" },
	       { 5000, "raw-sockets", "route4 100100; forget flows" },
	       { 30000, "reachable", "route4 100; adopt flows" });
}

/* What is beyond the peer, with failover-probe. */
static void world_scripts(void)
{
	SCRIPT("reachable", PROBED,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up" },
	       { 5000, "SIGTERM",
		 "no route4; forget flows; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("unreachable_has_a_worse_metric", PROBED,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up" },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: metric 100100; route4 100100; forget flows" },
	       { 4000, "reachable", "route4 100; adopt flows" },
	       { 6000, "SIGTERM",
		 "no route4; forget flows; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails without start_again(). */
	SCRIPT("what_could_not_be_probed_is_later", PROBED " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "no-raw-sockets, lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up" },
	       { 15000, "raw-sockets, unreachable",
		 "!No answer from 192.0.2.1 through ppp0 since it came up: metric 100100; route4 100100; forget flows" });
	SCRIPT("unreachable_from_the_start", PROBED,
	       { 0, "unreachable",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; !No answer from 192.0.2.1 through ppp0 since it came up: metric 100100; route4 100100; forget flows" },
	       { 2000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no clamp; PADT 5; exit 16" });
	SCRIPT("unreachable_on_ipv6",
	       "eth1 failover-metric 100 failover-detect 0 failover-probe 2001:db8::1,192.0.2.1:53 failover-conntrack yes",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; route6 100; ipv6-up" },
	       { 2000, "unreachable",
		 "!No answer from 2001:db8::1, 192.0.2.1:53 through ppp0: metric 100100; route4 100100; route6 100100; forget flows" },
	       { 3000, "no-ip6", "no route6; ipv6-down error" },
	       { 4000, "no-ip", "no route4; forget flows; ip down; ip-down error" },
	       { 5000, "SIGTERM", "no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("lossy_or_slow", PROBED " failover-probe-max-loss 20 failover-probe-max-delay 300",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up" },
	       { 2000, "unreachable lossy",
		 "!Loss of 35 % to 192.0.2.1 through ppp0: metric 100100; route4 100100; forget flows" },
	       { 4000, "reachable", "route4 100; adopt flows" },
	       { 6000, "unreachable slow",
		 "!Delay of 350 ms to 192.0.2.1 through ppp0: metric 100100; route4 100100; forget flows" },
	       { 8000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no clamp; PADT 5; exit 16" });
}

/* With failover-conntrack sticky: another uplink, and when its connections are let go. */
static void sticky_scripts(void)
{
	SCRIPT("connections_stay_on_another_uplink", STICKY,
	       { 0, "uplink up",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; stick 100; route4 100; adopt other flows; ip-up" },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: metric 100100; stick 100100; route4 100100; forget flows" },
	       { 4000, "reachable", "stick 100; route4 100; adopt other flows" },
	       { 6000, "uplink down", "unstick; adopt flows" }, { 8000, "uplink up", "stick 100" },
	       { 9000, "SIGTERM",
		 "no route4; unstick; forget flows; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails without holds_flows(), or if they are not let go. */
	SCRIPT("connections_follow_when_their_entries_are_gone",
	       DSL " failover-probe 192.0.2.1 failover-conntrack yes",
	       { 0, "uplink up",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; stick 100; route4 100; adopt flows; ip-up; unstick" },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: metric 100100; route4 100100; forget flows" },
	       { 4000, "reachable", "stick 100; route4 100; adopt flows; unstick" },
	       { 6000, "remove route4", "route4 100" },
	       { 8000, "hangup",
		 "no route4; forget flows; ip down; ip-down hangup; no clamp; PADT 5; exit 16" });
	SCRIPT("connections_of_an_uplink_that_comes_later", STICKY,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up" },
	       { 2000, "uplink up", "stick 100" },
	       { 4000, "hangup",
		 "no route4; unstick; forget flows; ip down; ip-down hangup; no clamp; PADT 5; exit 16" });
	SCRIPT("none_stay_with_a_table_of_our_own", STICKY " failover-table 7",
	       { 0, "uplink up",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; in table 7; adopt flows; ip-up" },
	       { 2000, "SIGTERM",
		 "no route4; forget flows; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
}

#define WITHDRAWING \
	"eth1 failover-metric 100 failover-detect 0 failover-probe-lost withdraw failover-probe "

/* The same, with failover-probe-lost. */
static void withdrawn_scripts(void)
{
	SCRIPT("unreachable_on_ipv6_alone_is_withdrawn",
	       "eth1 failover-metric 100 failover-detect 0 failover-probe 2001:db8::1,192.0.2.1 failover-conntrack yes failover-probe-lost withdraw",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up; route6 100; ipv6-up" },
	       { 2000, "unreachable ipv6",
		 "!No answer from 2001:db8::1 through ppp0: IPv6 default route withdrawn; no route6" },
	       { 4000, "reachable", "route6 100" },
	       { 6000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: IPv4 default route withdrawn; !No answer from 2001:db8::1 through ppp0: IPv6 default route withdrawn; no route4; no route6; forget flows; ip-limbo lost dead" },
	       { 8000, "reachable", "route4 100; route6 100; adopt flows; ip-limbo back" },
	       { 9000, "unreachable ipv6",
		 "!No answer from 2001:db8::1 through ppp0: IPv6 default route withdrawn; no route6" },
	       { 10000, "no-ip6", "ipv6-down error" },
	       { 11000, "SIGTERM",
		 "no route4; forget flows; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if probe_stop() keeps what was told: ip-up has said since that the link is good. */
	/* Fail without tell_what_is_left(), and if it speaks where nothing is left. */
	SCRIPT("ipv4_that_ends_leaves_ipv6_with_its_route", WITHDRAWING "192.0.2.1", { 0, "", UP6 },
	       { 1000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: default routes withdrawn; no route4; no route6; ip-limbo lost dead" },
	       { 20000, "no-ip", "route6 100; ip down; ip-down error; ip-limbo back" },
	       { 40000, "SIGTERM",
		 "no route6; ipv6-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("or_without_any_route", WITHDRAWING "192.0.2.1,2001:db8::1", { 0, "", UP6 },
	       { 1000, "unreachable ipv6",
		 "!No answer from 2001:db8::1 through ppp0: IPv6 default route withdrawn; no route6" },
	       { 20000, "no-ip", "no route4; ip down; ip-down error; ip-limbo lost dead" },
	       { 40000, "SIGTERM", "ipv6-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("withdrawn_again_after_lcp_has_begun_again",
	       "eth1 noipv6 failover-metric 100 failover-detect 0 failover-probe 192.0.2.1 failover-probe-lost withdraw",
	       { 0, "", UP },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: default routes withdrawn; no route4; ip-limbo lost dead" },
	       { 4000, "confreq",
		 "LCP reads a CONFREQ; ip down; ip-down error; no clamp; CONFREQ 2; clamp ppp0 1452/1432; ip up; ip-up; ip-limbo lost dead" },
	       { 6000, "reachable", "route4 100; ip-limbo back" });
	SCRIPT("unreachable_by_targets_of_ipv4_withdraws_both",
	       "eth1 failover-metric 100 failover-detect 0 failover-probe 192.0.2.1 failover-probe-lost withdraw",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; route6 100; ipv6-up" },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: default routes withdrawn; no route4; no route6; ip-limbo lost dead" },
	       { 4000, "reachable", "route4 100; route6 100; ip-limbo back" },
	       { 6000, "hangup",
		 "no route4; ip down; ip-down hangup; no route6; ipv6-down hangup; no clamp; PADT 5; exit 16" });
}

/* A user who starts pppd: `PEERS` is root's file, what comes after it the user's words. */
#define PEERS(words) "of-a-user of-root " words " of-a-user "
#define RAISED                                                                            \
	"eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; " \
	"echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up"
#define NOT_RAISED                                                                        \
	"!Cannot raise the MTU of eth1: Operation not permitted; PADI; PADR; session 5; " \
	"CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up"

static void user_scripts(void)
{
	/* Fail if channel_set_device takes every device for root's. */
	SCRIPT("a_users_interface_is_not_set_up", PEERS("noipv6") "eth1",
	       { 0, "parent-down",
		 "!eth1 is down, and is set up for root's peers files only; exit 8" });
	SCRIPT("a_users_interface_in_place_of_roots_is_not_set_up", PEERS("eth1 noipv6") "eth1",
	       { 0, "parent-down",
		 "!eth1 is down, and is set up for root's peers files only; exit 8" });
	/* Fails if root's interface is said to be down. */
	SCRIPT("capabilities_that_are_missing_are_named", PEERS("eth1 noipv6"),
	       { 0, "no-raw-sockets",
		 "!PPPoE on eth1 needs CAP_NET_RAW and CAP_NET_ADMIN; exit 8" });
	SCRIPT("nor_raised_whatever_root_says_of_another",
	       PEERS("noipv6 pppoe-parent-mtu raise") "eth1 mtu 1500", { 0, "grants", NOT_RAISED });
	SCRIPT("roots_interface_is_set_up_for_a_user", PEERS("eth1 noipv6"),
	       { 0, "parent-down",
		 "eth1 up; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
	/* Fails if it does not matter who has started pppd. */
	SCRIPT("but_not_raised", PEERS("eth1 noipv6") "mtu 1500", { 0, "grants", NOT_RAISED });
	SCRIPT("unless_root_says_so", PEERS("eth1 noipv6 pppoe-parent-mtu raise mtu 1500"),
	       { 0, "grants", RAISED });
	SCRIPT("a_user_who_wants_1492_is_told_nothing", PEERS("eth1 noipv6") "mtu 1492",
	       { 0, "grants",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" });
}

/* What somebody else changes. */
static void changes_scripts(void)
{
	SCRIPT("the_mtu_of_the_link", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 1500, "mtu 1400", "clamp ppp0 1360/1340" }, { 3000, "", "" });
	SCRIPT("the_name_of_the_link", DSL,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 1500, "rename wan", "clamp wan 1452/1432" }, { 3000, "", "" },
	       { 4000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
}

/* What somebody else takes away. */
static void taken_scripts(void)
{
	/* Fail if wake.c does not listen, or restore() does not apply(). */
	SCRIPT("a_route_that_is_taken_is_put_back", DSL, { 0, "", UP },
	       { 5000, "remove route4", "" }, { 5049, "", "" }, { 5050, "", "route4 100" },
	       { 6000, "", "" });
	SCRIPT("both_routes_and_addresses_are_one_change",
	       "eth1 failover-metric 100 failover-detect 0", { 0, "", UP6 },
	       { 5000, "remove route4, remove route6, remove address4", "" },
	       { 5001, "remove address6", "route4 100; route6 100; address4; address6" },
	       { 6000, "", "" });
	/* Fails if keep_note() does not give in, or give_in() does not set the timer. */
	SCRIPT("the_fourth_time_in_a_minute_is_given_in_to", DSL, { 0, "", UP },
	       { 5000, "remove route4", "route4 100" }, { 6000, "remove route4", "route4 100" },
	       { 7000, "remove route4", "route4 100" },
	       { 8000, "remove route4",
		 "!Somebody takes from ppp0 again and again: IPv4 default route; left away for 300 s" },
	       { 9000, "remove route4", "" }, { 308040, "", "" }, { 308050, "", "route4 100" },
	       { 310000, "remove route4", "route4 100" }, { 320000, "", "" });
	/* Fails if the end of the rest is taken for a change of the link. */
	SCRIPT("a_route_of_the_kernel_is_back_after_the_rest_too", DSL, { 0, "", UP },
	       { 5000, "remove prefix4", "prefix4" }, { 6000, "remove prefix4", "prefix4" },
	       { 7000, "remove prefix4", "prefix4" },
	       { 8000, "remove prefix4",
		 "!Somebody takes from ppp0 again and again: route to the peer; left away for 300 s" },
	       { 308040, "", "" }, { 308050, "", "prefix4" }, { 310000, "", "" });
	SCRIPT("one_each_minute_is_put_back_for_ever", DSL, { 0, "", UP },
	       { 5000, "remove route4", "route4 100" }, { 35000, "remove route4", "route4 100" },
	       { 65000, "remove route4", "route4 100" }, { 95000, "remove route4", "route4 100" },
	       { 125000, "remove route4", "route4 100" });
	/* Fails if uplink_release() or keeper_end() is left away. */
	SCRIPT("what_pppd_takes_away_itself_is_not_put_back",
	       "eth1 failover-metric 100 failover-detect 0", { 0, "", UP6 },
	       { 5000, "remove address4, no-ip", "no route4; ip down; ip-down error" },
	       { 6000, "remove address6, SIGTERM",
		 "no route6; ipv6-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	SCRIPT("what_was_taken_from_one_link_is_not_put_back_in_the_next", ALWAYS, { 0, "", UP },
	       { 5000, "remove route4, hangup",
		 "no route4; ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 6000, "", "" });
	/* Fails if routes are added to an interface that is down. */
	SCRIPT("a_link_that_somebody_sets_down", "eth1 failover-metric 100 failover-detect 0",
	       { 0, "", UP6 },
	       { 5000, "link down",
		 "!Somebody has set ppp0 down: its routes come back when it is up" },
	       { 9000, "link up", "route4 100; route6 100; address6" }, { 10000, "", "" });
	SCRIPT("down_and_up_at_once", "eth1 failover-metric 100 failover-detect 0", { 0, "", UP6 },
	       { 5000, "link down, link up", "route4 100; route6 100; address6" },
	       { 6000, "link down, link up", "route4 100; route6 100; address6" },
	       { 7000, "link down, link up", "route4 100; route6 100; address6" },
	       { 8000, "link down, link up", "route4 100; route6 100; address6" });
	/* Fails if wake.c keeps SIGUSR2 for itself, or takes its own for somebody else's. */
	SCRIPT("what_was_read_already_does_not_open_ccp",
	       "eth1 failover-metric 100 failover-detect 0 by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip6", "mtu 1492; clamp ppp0 1452/1432; route6 100; ipv6-up" },
	       { 1000, "remove route6, ip", "ip up; route4 100; route6 100; ip-up" },
	       { 2000, "", "" });
	SCRIPT("sigusr2_of_somebody_else_is_for_ccp", DSL, { 0, "", UP },
	       { 5000, "SIGUSR2", "CCP opens" }, { 6000, "remove route4, SIGUSR2", "route4 100" });
}

/* A link that is taken out of its VRF. */
static void lost_vrf_scripts(void)
{
	/* Fail if it is put there only once: its routes would be those of everybody. */
	SCRIPT("and_back_into_it_when_it_is_taken_out", DSL " pppoe-vrf red",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; join red; clamp ppp0 1452/1432; ip up; route4 100; in table 10; ip-up" },
	       { 5000, "vrf 0", "no route4; join red; route4 100; in table 10; address6" },
	       { 6000, "vrf 0", "no route4; join red; route4 100; in table 10; address6" },
	       { 7000, "vrf 0", "no route4; join red; route4 100; in table 10; address6" },
	       { 60000, "vrf 11", "route4 100; in table 11; address6" },
	       { 90000, "no-vrf-later, vrf 0",
		 "!Cannot put ppp0 into VRF red: No such device or address; no route4; address6; drop; ip down; ip-down error; no clamp; PADT 5; exit 16" });
	/* Fails if nobody gives in. */
	SCRIPT("but_not_for_ever", DSL " pppoe-vrf red",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; join red; clamp ppp0 1452/1432; ip up; route4 100; in table 10; ip-up" },
	       { 5000, "vrf 0", "no route4; join red; route4 100; in table 10; address6" },
	       { 6000, "vrf 0", "no route4; join red; route4 100; in table 10; address6" },
	       { 7000, "vrf 0", "no route4; join red; route4 100; in table 10; address6" },
	       { 8000, "vrf 0",
		 "no route4; !Somebody takes ppp0 out of VRF red again and again; address6; drop; ip down; ip-down error; no clamp; PADT 5; exit 16" });
	/* Fails if nobody looks when IP comes up: it had no routes as long as it lived. */
	SCRIPT("and_back_into_it_before_it_has_addresses", DSL " pppoe-vrf red by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 100, "lcp, auth", "mtu 1492; join red; clamp ppp0 1452/1432" },
	       { 1000, "vrf 0", "" },
	       { 2000, "ip", "ip up; ip-up; join red; route4 100; in table 10; address6" });
	SCRIPT("and_back_into_it_before_the_first_packet", DSL " demand pppoe-vrf red",
	       { 0, "", "filter 15; join red; clamp ppp0 1460/1440; route4 100; in table 10" },
	       { 60000, "vrf 0", "no route4; join red; route4 100; in table 10" });
	/* Fails if one that is not found is taken for one that was taken out. */
	SCRIPT("and_not_while_it_is_nowhere", DSL " demand pppoe-vrf red",
	       { 0, "", "filter 15; join red; clamp ppp0 1460/1440; route4 100; in table 10" },
	       { 60000, "vrf 0, no-ppp",
		 "!No clamp and no routes: cannot find ppp0: No such device; no route4; no clamp" },
	       { 70000, "", "" });
	/* Fails if it is told for ever, or if one that comes back later is not looked for. */
	SCRIPT("nor_for_ever_while_nobody_dials", DSL " demand pppoe-vrf red",
	       { 0, "", "filter 15; join red; clamp ppp0 1460/1440; route4 100; in table 10" },
	       { 60000, "no-vrf-later, vrf 0",
		 "no route4; !Cannot put ppp0 into VRF red: No such device or address" },
	       { 110000, "", "" },
	       { 120000, "new-vrf-later", "join red; route4 100; in table 10" });
}

/* A link in a VRF. */
static void vrf_scripts(void)
{
	/* Fails if link_note_dormant() looks for an interface that is not to be there. */
	SCRIPT("the_end_of_a_holdoff_is_no_link", ALWAYS " pppoe-vrf red",
	       { 0, "silent, stuck", "PADI; PADI; PADI; PADI; holdoff 1; PADI" },
	       { 2500, "SIGTERM", "PADI; holdoff 1; exit 5" });
	/* Fails if wanted_of() does not heed the VRF. */
	SCRIPT("the_routes_follow_the_link_into_a_vrf",
	       "eth1 failover-metric 100 failover-detect 0", { 0, "", UP6 },
	       { 5000, "vrf 10", "route4 100; in table 10; route6 100; in table 10; address6" },
	       { 6000, "remove route4", "route4 100; in table 10" });
	/* Fails without join_vrf(), and if it comes after the routes. */
	SCRIPT("a_link_is_put_into_its_vrf_before_it_has_addresses", DSL " pppoe-vrf red",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; join red; clamp ppp0 1452/1432; ip up; route4 100; in table 10; ip-up" });
	SCRIPT("on_demand_it_is_there_before_the_first_packet", DSL " demand pppoe-vrf red",
	       { 0, "", "filter 15; join red; clamp ppp0 1460/1440; route4 100; in table 10" });
	SCRIPT("without_its_vrf_nobody_is_asked", ALWAYS " pppoe-vrf red",
	       { 0, "no-vrf", "!pppoe-vrf: there is no VRF red" },
	       { 5000, "new-vrf",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; join red; clamp ppp0 1452/1432; ip up; route4 100; in table 10; ip-up" });
	/* Fails if leave_at_once() does nothing. */
	SCRIPT("outside_its_vrf_a_link_ends", DSL " pppoe-vrf red by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "no-vrf-later, lcp, auth",
		 "mtu 1492; !Cannot put ppp0 into VRF red: No such device or address; clamp ppp0 1452/1432; drop; no clamp; PADT 5; exit 16" });
	SCRIPT("so_does_one_without_a_session", "noipv6 failover-metric 100 pppoe-vrf red by-hand",
	       { 0, "", "CONFREQ 1" },
	       { 10, "no-vrf-later, lcp, auth",
		 "!Cannot put ppp0 into VRF red: No such device or address; clamp ppp0 1460/1440; no clamp; exit 10" });
}

/* Nothing wakes pppd while nothing happens. */
static void quiet_scripts(void)
{
	/* Fails if set_tick() ticks for ever. */
	SCRIPT("a_link_comes_to_rest", DSL, { 0, "", UP }, { 20000, "timers", "1 timers" },
	       { 40000, "timers, checks", "0 timers; 31 checks" },
	       { 90000, "timers, checks", "0 timers; 31 checks" });
	/* Fails if uplink_await_rules() does not listen, or each change is looked at. */
	SCRIPT("rules_that_change_are_looked_at_once", DSL, { 0, "", UP }, { 40000, "rules", "" },
	       { 40001, "checks, timers", "31 checks; 1 timers" },
	       { 50000, "rules, checks", "31 checks" },
	       { 70000, "timers", "1 timers; clamps counted" },
	       { 72000, "timers, checks", "0 timers; 31 checks" },
	       { 80000, "rules", "clamps counted" }, { 120000, "timers", "0 timers" });
	/* Fails if uplink_needs_count() says so of any clamp. */
	SCRIPT("a_table_without_an_owner_is_looked_at_at_once", DSL, { 0, "no-owners", UP },
	       { 40000, "rules", "" }, { 40001, "checks, timers", "32 checks; 1 timers" },
	       { 90000, "checks, timers", "62 checks; 0 timers" });
	/* Fails without uplink_misses_clamp(): after 31 of them nobody would look any more. */
	SCRIPT("and_again_until_it_is_back", DSL, { 0, "no-owners", UP },
	       { 40000, "clamp-lost, rules", "" },
	       { 100000, "checks, timers", "91 checks; 1 timers" }, { 110000, "clamp-back", "" },
	       { 120000, "checks, timers", "102 checks; 0 timers" });
	/* Fails if rules that change while nobody listens are forgotten. */
	SCRIPT("a_chosen_backend_has_no_use_for_rules", DSL " clamp-backend forward", { 0, "", UP },
	       { 40000, "rules", "" }, { 50000, "checks", "31 checks" });
	SCRIPT("strays_are_looked_for_all_the_time", DSL " pppoe-term-unknown", { 0, "", UP },
	       { 60000, "timers", "1 timers" }, { 60100, "stray 77", "PADT 77" },
	       { 70000, "", "" });
	SCRIPT("without_traffic_pppd_looks_once_a_second", DSL " demand",
	       { 0, "", "filter 15; clamp ppp0 1460/1440; route4 100" },
	       { 60000, "timers", "1 timers" }, { 61000, "remove route4", "route4 100" },
	       { 70000, "", "" });
}

#define MUTE                                                               \
	"; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" \
	"; !The peer answers no echo: failover-detect cannot tell silence from its death"
#define UP_WITH_FLOWS \
	"PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; adopt flows; ip-up"
#define FORGOTTEN(id) "PADI; echo 8; echo 8; drop; ip down; ip-down carrier; no clamp; PADT " #id

#define ECHOES_10 "; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8"
#define ECHOES_50 ECHOES_10 ECHOES_10 ECHOES_10 ECHOES_10 ECHOES_10

#define LEARNT "eth1 noipv6 failover-detect auto failover-keep 0 persist maxfail 0"
#define UP_AND_LEARNT                                                                              \
	"PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" ECHOES_50 \
		ECHOES_10 "; echo 8; echo 8; echo 8; echo 8"

/* Silence that the plugin finds by itself (failover-detect auto). */
static void auto_scripts(void)
{
	/* Fails without the default of config_complete(). */
	SCRIPT("an_echo_a_second_where_routes_fail_over", "eth1 noipv6 failover-metric 100",
	       { 0, "", UP "; echo 8; echo 8; echo 8; echo 8" }, { 3500, "", "echo 8" },
	       { 4500, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if meet() forgets the patience: the second session would last for a second. */
	SCRIPT("what_was_learnt_of_a_concentrator_stays", LEARNT, { 0, "", UP_AND_LEARNT },
	       { 70500, "hangup",
		 "ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 71400, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; echo 8; echo 8; echo 8; !No sign of life from the peer for 200 ms; drop; ip down; ip-down dead; no clamp; PADT 6; PADT 6; PADI; PADT 6; PADI" },
	       { 72000, "SIGTERM", "holdoff 1; exit 5" });
	/* Fails without meet(): the second session would be dead in 200 ms. */
	SCRIPT("what_was_learnt_of_another_is_forgotten", LEARNT, { 0, "", UP_AND_LEARNT },
	       { 70400, "other-ac", "" },
	       { 70500, "hangup",
		 "ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up; echo 8" },
	       { 71400, "echo 0, no-ack", "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8" },
	       { 71800, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 3; drop; PADT 6; exit 5" });
}

/* Of several concentrators, or of one that was replaced */
static void other_peer_scripts(void)
{
	/* Fails without meet(): each session ended after a few seconds of silence, for ever. */
	SCRIPT("another_that_answers_no_echo_is_not_dead", LIVE " persist maxfail 0",
	       { 0, "", FOLLOWS("", 5, 1) "; echo 8" },
	       { 500, "other-ac, echo 0, hangup",
		 ENDS(5) FOLLOWS(
			 "; PADT 5; ", 6,
			 2) "; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8; !The peer answers no echo: failover-detect cannot tell silence from its death; echo 8; echo 8; echo 8" },
	       { 20000, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 3; PADT 6; exit 5" });
}

#define FOLLOWS_IN_RED(first, id, request)                                              \
	first "PADI; PADR; session " #id "; CONFREQ " #request "; mtu 1492; join red; " \
	      "clamp ppp0 1452/1432; ip up; route4 100; in table 10; ip-up"

static void avoided_scripts(void)
{
	/* Fails without avoid_has() in has_offer(): no PADI asked the others. */
	SCRIPT("beside_one_that_is_found_in_limbo_others_are_asked", LIVE " persist maxfail 0",
	       { 0, "", UP "; echo 8; echo 8; echo 8; echo 8" },
	       { 2000, "other-ac, hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) "; echo 8; echo 8" },
	       { 3000, "echo 0",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; drop; ip down; ip-down dead; no clamp; PADT 6; PADT 6; PADI" },
	       { 4260, "",
		 "PADR; session 7; CONFREQ 3; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8" },
	       { 4600, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 4; PADT 7; exit 5" });
	/* Fails if has_offer() is true: whoever was found had one answer more than any other AC. */
	SCRIPT("so_are_they_all_by_pppoe_best", ALWAYS " pppoe-best 300",
	       { 0, "",
		 "PADI; PADI; PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out, echo 0", LOST },
	       { 7000, "cable in",
		 FORGOTTEN(
			 5) "; PADT 5; PADI; PADI; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 8000, "", "" });
	/* Fails if dialer_end() leaves `opened`: it was avoided, as there is another one. */
	SCRIPT("an_ac_is_not_to_blame_for_what_is_missing_here", ALWAYS " pppoe-vrf red",
	       { 0, "", FOLLOWS_IN_RED("", 5, 1) },
	       { 2000, "other-ac, hangup", ENDS(5) FOLLOWS_IN_RED("; PADT 5; ", 6, 2) },
	       { 100000, "no-vrf, hangup", ENDS(6) "; !pppoe-vrf: there is no VRF red" },
	       { 100500, "new-vrf", "" }, { 100800, "", FOLLOWS_IN_RED("PADT 6; ", 7, 3) },
	       { 100850, "", "" });
}

#define LESSON "eth1 noipv6 failover-detect auto persist maxfail 0"
#define DOUBTED                                                                            \
	"echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; echo 8; echo 8; echo 8" \
	"; !No sign of life from the peer for 200 ms; park; ip-limbo lost dead; PADI; echo 8; "

#define UNPROVED                                                                                   \
	"eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500" \
	"; echo 16; ip up; ip-up"
#define SILENT_TRY "; echo 1500; echo 16; echo 1500; echo 16; echo 1500; echo 16"

/* Silence is held against nobody else, nor against who speaks later. */
static void late_reply_scripts(void)
{
	/* Fails if meet() leaves `told_mute`: the loss of the carrier ended the session. */
	SCRIPT("one_that_has_had_no_time_to_answer_is_kept", LIVE " persist maxfail 0",
	       { 0, "echo 0", UP MUTE "; echo 8; echo 8; echo 8" },
	       { 20000, "other-ac, echo 2000, rtt 100, hangup",
		 ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) "; echo 8" },
	       { 20120, "cable out", LOST },
	       { 20500, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 3; drop; PADT 6; exit 5" });
	/* Fails without path_note_reply(): the loss of the carrier ended the session. */
	SCRIPT("one_that_answers_once_the_proof_is_over_is_kept", JUMBO " persist maxfail 0",
	       { 0, "grants, echo 0",
		 UNPROVED SILENT_TRY
		 "; echo 1500; echo 16; echo 1500; echo 16" SILENT_TRY SILENT_TRY SILENT_TRY
			 SILENT_TRY
		 "; !The peer answers no echo, so 1500 bytes are not proved: sending 1492 at most" },
	       { 25000, "echo 2000, own-echo", "echo 8" },
	       { 30000, "cable out", "!Carrier lost on eth1; park; ip-limbo lost carrier" },
	       { 31000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 2; drop; PADT 5; eth1 1500; exit 5" });
}

/* What a false alarm teaches. */
static void lesson_scripts(void)
{
	/* Fails without life_learn(): it was taken for dead again and again, for ever. */
	SCRIPT("a_line_that_has_become_slower", LESSON, { 0, "", UP_AND_LEARNT },
	       { 70500, "rtt 400, silent",
		 DOUBTED
		 "echo 8; PADI; echo 8; PADI; unpark; ip-limbo back; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 80000, "SIGTERM", "ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails without life_forget(): each session was, as PADOs come at once. */
	SCRIPT("an_ac_that_has_become_slower", LESSON, { 0, "", UP_AND_LEARNT },
	       { 70500, "rtt 400",
		 DOUBTED
		 "echo 8; drop; ip down; ip-down dead; no clamp; PADT 5; PADT 5; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 80000, "SIGTERM", "ip down; ip-down user; no clamp; TERMREQ 3; PADT 6; exit 5" });
}

/* Whose replies say that a session is alive? */
static void limbo_reply_scripts(void)
{
	/* Fails if limbo_note_reply() takes any reply. */
	SCRIPT("of_somebody_elses_peer", ALWAYS " failover-detect 60000", { 0, "", UP "; echo 8" },
	       { 5000, "cable out, other-magic", LOST },
	       { 7000, "cable in", FORGOTTEN(5) "; PADT 5; PADR; session 6; CONFREQ 2" },
	       { 7111, "", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8" },
	       { 8000, "", "" });
	/* Fails if a magic number of 0 is none. */
	SCRIPT("of_a_peer_that_never_sends_its_magic_number", ALWAYS " failover-detect 60000",
	       { 0, "zero-magic", UP "; echo 8" }, { 5000, "cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back; echo 8" },
	       { 8000, "", "" });
	/* Fails if a reply that is too short for a magic number has one. */
	SCRIPT("of_one_that_has_cut_a_reply_before_it", ALWAYS " failover-detect 60000",
	       { 0, "echo-cut 0", UP "; echo 8" }, { 5000, "echo-cut 2000, cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back; echo 8" },
	       { 8000, "", "" });
	/* Fails without limbo_note_lcp(). */
	SCRIPT("of_one_whose_lcp_has_begun_again_with_another", ALWAYS " failover-detect 60000",
	       { 0, "", UP "; echo 8" },
	       { 5000, "confreq, other-magic, echo 0",
		 "LCP reads a CONFREQ; no route4; ip down; ip-down error; no clamp; CONFREQ 2; "
		 "clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8" },
	       { 5100, "echo 2000, cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back; echo 8" },
	       { 8000, "", "" });
}

/* A reply that is read when the carrier is gone was sent before. */
static void stale_reply_scripts(void)
{
	/* Fails if it says that the session is alive: it was up, with its routes, for 4 s more. */
	SCRIPT("of_a_peer_whose_carrier_is_gone", LIVE " persist maxfail 0",
	       { 0, "", UP "; echo 8" },
	       { 300, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8" },
	       { 1600, "echo 100, rtt 100", "echo 8; PADI" }, { 1700, "cable out", "" },
	       { 3000, "rtt 0, cable in",
		 "PADI; echo 8; route4 100; unpark; ip-limbo back; echo 8" },
	       { 3050, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
}

/* Sessions that outlive their line (failover-keep). */
static void limbo_scripts(void)
{
	/* Fail without enter_limbo(). */
	SCRIPT("a_session_outlives_its_carrier", ALWAYS, { 0, "", UP }, { 5000, "cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "", "" });
	SCRIPT("for_as_long_as_the_user_says", ALWAYS " failover-keep 4", { 0, "", UP },
	       { 5000, "cable out", LOST },
	       { 9009, "", "drop; ip down; ip-down carrier; no clamp; PADT 5" }, { 9020, "", "" });
	SCRIPT("without_persist_as_well",
	       DSL " failover-keep 4 lcp-echo-interval 30 lcp-echo-failure 4", { 0, "", UP },
	       { 5000, "cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "cable out", LOST },
	       { 11999, "", "drop; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	/* Fail without keep_s(): pppd had ended, and nobody begins another session then. */
	SCRIPT("without_persist_as_long_as_by_the_echoes_of_pppd",
	       DSL " lcp-echo-interval 30 lcp-echo-failure 4", { 0, "", UP },
	       { 60000, "cable out", LOST }, { 179990, "", "" },
	       { 180000, "", "drop; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	SCRIPT("and_no_longer_with_it", ALWAYS " lcp-echo-interval 30 lcp-echo-failure 4",
	       { 0, "", UP }, { 60000, "cable out", LOST },
	       { 90009, "", "drop; ip down; ip-down carrier; no clamp; PADT 5" },
	       { 90020, "", "" });
	SCRIPT("nor_with_few_of_them", DSL " lcp-echo-interval 1 lcp-echo-failure 2", { 0, "", UP },
	       { 60000, "cable out", LOST }, { 89990, "", "" },
	       { 90000, "", "drop; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	SCRIPT("in_the_background", DSL " updetach", { 0, "", UP }, { 5000, "cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "", "" });
	SCRIPT("with_a_debounce_time_routes_stay_so_long", ALWAYS " pppoe-carrier-debounce 200",
	       { 0, "", UP }, { 5000, "cable out", "" }, { 5199, "", LOST },
	       { 5300, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" });
	/* Fails without take_offer() in the dialer: a PADI follows; or if it repeats no PADT. */
	SCRIPT("the_concentrator_has_forgotten_it", ALWAYS, { 0, "", UP },
	       { 5000, "cable out, echo 0", LOST },
	       { 7000, "cable in", FORGOTTEN(5) "; PADT 5; PADR; session 6; CONFREQ 2" },
	       { 7111, "", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 8000, "", "" });
	/* Fails without logbook_rtt_ms(): it was forgotten after 100 ms. */
	SCRIPT("a_slow_line_that_only_pppd_has_measured", ALWAYS, { 0, "rtt 300", UP },
	       { 1000, "own-echo", "echo 8" }, { 5000, "cable out", LOST },
	       { 7000, "cable in",
		 "PADI; echo 8; echo 8; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "", "" });
}

/* Of some, a PADI ends the session. */
static void hangup_scripts(void)
{
	/* Fail without limbo_note_hangup(). */
	SCRIPT("one_that_hangs_up_just_after_a_padi", ALWAYS, { 0, "", UP },
	       { 5000, "cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) },
	       { 10000, "cable out", LOST },
	       { 11000, "cable in", "echo 8; route4 100; unpark; ip-limbo back" },
	       { 12000, "", "" });
	SCRIPT("one_that_hangs_up_on_a_padi_gets_none_so_soon", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out, echo 0", LOST }, { 7000, "cable in", "PADI; echo 8; echo 8" },
	       { 7050, "hangup",
		 "ip down; ip-down hangup; no clamp; PADT 5; PADT 5; PADR; session 6; CONFREQ 2" },
	       { 7100, "lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 9000, "cable out, echo 100", LOST },
	       { 9500, "cable in", "echo 8; route4 100; unpark; ip-limbo back" }, { 9600, "", "" });
	/* Fails if only a hangup counts. */
	SCRIPT("nor_one_that_says_that_it_ends", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out, echo 0", LOST }, { 7000, "cable in", "PADI; echo 8; echo 8" },
	       { 7050, "termreq", "ip down; ip-down peer; no clamp; TERMACK 9" },
	       { 7060, "hangup", "PADT 5; PADT 5; PADR; session 6; CONFREQ 2" },
	       { 7100, "lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 9000, "cable out, echo 100", LOST },
	       { 9500, "cable in", "echo 8; route4 100; unpark; ip-limbo back" }, { 9600, "", "" });
}

/* That are over before pppoe-carrier-debounce is. */
static void short_loss_scripts(void)
{
	/* Fails without guard_has_no_carrier(): nobody tells limbo that the carrier is back. */
	SCRIPT("a_short_loss_within_which_the_peer_is_dead",
	       LIVE " persist maxfail 0 pppoe-carrier-debounce 3000", { 0, "", UP "; echo 8" },
	       { 300, "cable out, echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; PADI; echo 8; PADI; echo 8" },
	       { 2300, "cable in, echo 100, answers",
		 "echo 8; route4 100; unpark; ip-limbo back; echo 8" },
	       { 2400, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
}

/* What losses tell of an AC. */
static void grace_scripts(void)
{
	/* Fails without grace_limit_ms(), and if learn() forgets that it was used: the last line. */
	SCRIPT("no_longer_than_its_concentrator_does", ALWAYS, { 0, "", UP },
	       { 5000, "cable out, echo 0", LOST },
	       { 8000, "cable in", FORGOTTEN(5) "; PADT 5; PADR; session 6; CONFREQ 2" },
	       { 8111, "", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 20000, "cable out", LOST },
	       { 22000, "cable in", FORGOTTEN(6) "; PADT 6; PADR; session 7; CONFREQ 3" },
	       { 22111, "", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 40000, "cable out", LOST },
	       { 43999, "", "drop; ip down; ip-down carrier; no clamp; PADT 7" },
	       { 50000, "cable in", FOLLOWS("PADT 7; ", 8, 4) }, { 60000, "cable out", LOST },
	       { 65000, "echo 100, cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 66000, "", "" });
}

/* The AC is back when a PADI without the TAG goes out: the third, at 4.3 s. */
static void limbo_offer_scripts(void)
{
	/* Fails if take_offer() takes it for an answer to one with: the next session had 1492. */
	SCRIPT("an_offer_without_the_tag_is_not_the_last_word",
	       JUMBO " persist failover-detect 1000",
	       { 0, "grants", RAISED "; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 3000, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; park; ip-limbo lost dead; PADI+; echo 8; echo 8; PADI+; echo 8" },
	       { 4350, "answers",
		 "PADI; echo 8; drop; ip down; ip-down dead; no clamp; PADT 5; PADT 5; PADI+; PADR+; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 8" },
	       { 4600, "echo 2000", "echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440" },
	       { 5000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 3; PADT 6; eth1 1500; exit 5" });
	/* Fails without offer_took_ms: an AC that delays its PADOs had a quarter of a second. */
	SCRIPT("whose_ac_delays_its_pados", JUMBO " persist failover-detect 1000",
	       { 0, "grants", RAISED "; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 3000, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; park; ip-limbo lost dead; PADI+; echo 8; echo 8; PADI+; echo 8" },
	       { 4350, "", "PADI; echo 8" },
	       { 4800, "pado",
		 "echo 8; drop; ip down; ip-down dead; no clamp; PADT 5; PADT 5; PADI+" },
	       { 5400, "pado, echo 2000",
		 "PADR+; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; mtu 1500; clamp ppp0 1460/1440; ip up; ip-up; echo 8" },
	       { 6000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 3; PADT 6; eth1 1500; exit 5" });
}

#define QUIET_LIVE \
	"eth1 noipv6 failover-metric 100 failover-detect 60000 persist maxfail 0 pppoe-host-uniq 61"

/* Frames that nobody reads in a session pile up where no Host-Uniq tells them apart. */
static void unread_scripts(void)
{
	/* Fails if begin_inquiry() leaves them: there was no room for the PADO, and no end of limbo. */
	SCRIPT("what_nobody_has_read_is_in_nobodys_way", QUIET_LIVE,
	       { 0, "", UP "; echo 8; echo 8" },
	       { 40000, "pado, pado, pado, pado, pado, pado, pado, pado", "" },
	       { 41000, "pado, pado, pado, pado, pado, pado, pado, pado", "" },
	       { 42000, "echo 0", "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8" },
	       { 90010, "",
		 "echo 8; !No sign of life from the peer for 60000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; drop; ip down; ip-down dead; no clamp; PADT 5; PADT 5; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8" });
	/* Fails, too: what an AC had said a minute before was taken for its answer. */
	SCRIPT("nor_is_it_an_answer", QUIET_LIVE, { 0, "", UP "; echo 8; echo 8" },
	       { 40000, "pado, silent", "" },
	       { 42000, "echo 0", "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8" },
	       { 90010, "",
		 "echo 8; !No sign of life from the peer for 60000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; PADI; echo 8; PADI" },
	       { 98000, "SIGUSR2", "echo 8; echo 8; PADI; echo 8" },
	       { 98900, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 2; drop; PADT 5; exit 5" });
}

/* What else happens meanwhile, and what stands against it. */
static void limbo_end_scripts(void)
{
	/* Fail without `farewell`: the status is that of a hangup. */
	SCRIPT("the_user_ends_it", DSL, { 0, "", UP }, { 5000, "cable out", LOST },
	       { 6000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 2; drop; PADT 5; exit 5" });
	SCRIPT("the_user_wants_a_new_one", ALWAYS, { 0, "", UP }, { 5000, "cable out", LOST },
	       { 6000, "SIGHUP", "ip down; ip-down restart; no clamp; TERMREQ 2; drop; PADT 5" },
	       { 7000, "cable in", FOLLOWS("PADT 5; ", 6, 3) });
	/* Fail if may_be_kept() does not ask for these. */
	SCRIPT("one_that_answers_no_echo_is_not_asked", LIVE, { 0, "echo 0", UP MUTE },
	       { 5000, "cable out",
		 "drop; !Carrier lost on eth1; no route4; ip down; ip-down carrier; no clamp; PADT 5; exit 16" });
	SCRIPT("not_while_the_path_is_proved", JUMBO,
	       { 0, "grants, echo 0",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up; echo 1500; echo 16" },
	       { 200, "cable out",
		 "drop; !Carrier lost on eth1; ip down; ip-down carrier; no clamp; PADT 5; eth1 1500; exit 16" });
	SCRIPT("a_silence_that_ends", LIVE " persist maxfail 0", { 0, "", UP "; echo 8" },
	       { 300, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8" },
	       { 1600, "echo 100", "echo 8; route4 100; unpark; ip-limbo back; echo 8" },
	       { 1650, "SIGTERM",
		 "no route4; ip down; ip-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if the signal of a loss may come while it is looked whether there is one. */
	SCRIPT("a_loss_in_the_moment_that_ip_is_up", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "overtaken, lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; !Carrier lost on eth1; no route4; park; ip-limbo lost carrier; ip-up" });
}

/* What the probe has said, and who else is on the way. */
static void limbo_other_scripts(void)
{
	/* Fails without follow_forget() and follow_adopt(), and if the probe goes on in limbo. */
	SCRIPT("flows_follow_and_probes_rest", PROBED, { 0, "", UP_WITH_FLOWS },
	       { 5000, "cable out",
		 "!Carrier lost on eth1; no route4; park; forget flows; ip-limbo lost carrier" },
	       { 5500, "unreachable", "" },
	       { 9000, "reachable, cable in",
		 "PADI; echo 8; route4 100; unpark; adopt flows; ip-limbo back" },
	       { 12000, "", "" });
	/* Fail without probe_pause(): the verdict, and with it the route, came back with the line. */
	SCRIPT("what_was_unreachable_before_is_so_after_it", PROBED, { 0, "", UP_WITH_FLOWS },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: metric 100100; route4 100100; forget flows" },
	       { 5000, "cable out",
		 "!Carrier lost on eth1; no route4; park; forget flows; ip-limbo lost carrier" },
	       { 5300, "cable in", "PADI; echo 8; route4 100100; unpark; ip-limbo back" },
	       { 9000, "reachable", "route4 100; adopt flows" });
	SCRIPT("and_what_was_withdrawn",
	       DSL " failover-probe-lost withdraw failover-probe 192.0.2.1", { 0, "", UP },
	       { 2000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: default routes withdrawn; no route4; ip-limbo lost dead" },
	       { 5000, "cable out", "!Carrier lost on eth1; park; ip-limbo lost carrier" },
	       { 5300, "cable in", "PADI; echo 8; unpark" },
	       { 9000, "reachable", "route4 100; ip-limbo back" },
	       { 10000, "unreachable",
		 "!No answer from 192.0.2.1 through ppp0: default routes withdrawn; no route4; ip-limbo lost dead" },
	       { 12000, "cable out", "!Carrier lost on eth1; park; ip-limbo lost carrier" },
	       { 13000, "no-ip", "drop; ip down; ip-down error; no clamp; PADT 5; exit 16" });
	SCRIPT("on_demand", DSL " demand", { 0, "", "filter 15; clamp ppp0 1460/1440; route4 100" },
	       { 3000, "traffic",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; spare; ip up; no spare; forget flows; ip-up" },
	       { 5000, "cable out", LOST },
	       { 6000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "cable out", LOST },
	       { 37999, "", "drop; unpark; ip-down carrier; PADT 5; clamp ppp0 1460/1440" },
	       { 45000, "cable in", "route4 100" });
	SCRIPT("ipv6_comes_up_meanwhile", "eth1 failover-metric 100 failover-detect 0 by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 20, "cable out", LOST }, { 30, "ip6", "ipv6-up" },
	       { 40, "cable in", "PADI; echo 8; route4 100; route6 100; unpark; ip-limbo back" });
}

/* Of each, one line of the log, whatever came before. */
static void told_loss_scripts(void)
{
	/* Fails if revive() leaves the doubt: the second loss is not said. */
	SCRIPT("a_loss_that_is_over_hides_no_later_one", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out", LOST },
	       { 7000, "cable in", "PADI; echo 8; route4 100; unpark; ip-limbo back" },
	       { 8000, "no-ip", "no route4; ip down; ip-down error" },
	       { 8100, "cable out", "drop; !Carrier lost on eth1; no clamp; PADT 5" });
	/* Fail if a loss counts as said by a doubt or an earlier loss, and if it is said twice. */
	SCRIPT("nor_does_a_silence_in_which_ip_ended", LIVE " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip",
		 "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up; echo 8" },
	       { 300, "echo 0, silent",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; no route4; park; ip-limbo lost dead; PADI; echo 8; echo 8; PADI; echo 8; PADI; echo 8" },
	       { 2000, "no-ip", "ip down; ip-down error" },
	       { 3000, "cable out", "drop; !Carrier lost on eth1; no clamp; PADT 5; exit 16" });
	SCRIPT("nor_does_one_that_was_over_as_ip_ended", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out, echo 0", LOST }, { 6000, "cable in", "PADI; echo 8; echo 8" },
	       { 6050, "no-ip", "ip down; ip-down error" },
	       { 7000, "cable out", "drop; !Carrier lost on eth1; no clamp; PADT 5" });
	SCRIPT("one_that_lasts_is_said_once", ALWAYS " by-hand",
	       { 0, "", "PADI; PADR; session 5; CONFREQ 1" },
	       { 10, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "cable out", LOST },
	       { 6000, "no-ip", "drop; ip down; ip-down error; no clamp; PADT 5" });
}

#define SERVED "session 1; PADS 1; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up"

static void server_scripts(void)
{
	/* Fails if a client waits for the pace of attempts, or if the PADS comes before the session. */
	SCRIPT("a_server_waits_for_the_next_client", SERVER, { 60000, "padi", "PADO" },
	       { 60010, "padr", SERVED },
	       { 61000, "hangup", "ip down; ip-down hangup; no clamp; PADT 1; PADT 1" },
	       { 61100, "padi, padr",
		 "PADO; session 1; PADS 1; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 70000, "SIGTERM", "ip down; ip-down user; no clamp; TERMREQ 3; PADT 1; exit 5" });
	/* Fail without follow_client(), and if what the client asked for is forgotten. */
	SCRIPT("a_client_that_begins_anew_replaces_its_session", SERVER, { 0, "padi", "PADO" },
	       { 10, "padr", SERVED }, { 2000, "padr", "PADS 1" }, { 40000, "padi", "PADO" },
	       { 40010, "padr",
		 "drop; ip down; ip-down peer; no clamp; PADT 1; PADT 1; session 1; PADS 1; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 45000, "", "" });
	/* Fails without AWAITED_MS: it got a session after 30 s, which it did not expect any more. */
	SCRIPT("unless_holdoff_is_longer_than_it_waits", SERVER " holdoff 30",
	       { 0, "padi", "PADO" }, { 10, "padr", SERVED }, { 40000, "padi", "PADO" },
	       { 40010, "padr", "drop; ip down; ip-down peer; no clamp; PADT 1" },
	       { 69000, "", "PADT 1" }, { 71000, "padi", "PADO" },
	       { 71010, "padr",
		 "session 1; PADS 1; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 72000, "", "" });
	/* Fails if the signal for what the client sends stays with the process that pppd began in. */
	SCRIPT("so_does_one_of_a_server_in_the_background", SERVER " updetach",
	       { 0, "padi", "PADO" }, { 10, "padr", SERVED }, { 40000, "padi", "PADO" },
	       { 40010, "padr",
		 "drop; ip down; ip-down peer; no clamp; PADT 1; PADT 1; session 1; PADS 1; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 45000, "", "" });
	/* Fails without acceptor_hears(): the second PADR, of the same moment, ends the session. */
	SCRIPT("a_padr_that_was_sent_twice_is_one", SERVER, { 0, "padi", "PADO" },
	       { 10, "padr, padr", SERVED }, { 5000, "", "" });
	/* Fails without listen_early(): before LCP is open no signal is told. */
	SCRIPT("a_pads_that_is_lost_is_repeated", SERVER " by-hand", { 0, "padi", "PADO" },
	       { 10, "padr", "session 1; PADS 1; CONFREQ 1" }, { 5000, "padr", "PADS 1" },
	       { 20000, "padi", "PADO" },
	       { 22000, "padr", "drop; PADT 1; PADT 1; session 1; PADS 1; CONFREQ 2" },
	       { 45000, "", "" },
	       { 45000, "lcp, auth, ip", "mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 145000, "timers", "0 timers" });
	SCRIPT("a_session_that_the_kernel_does_not_give", SERVER, { 0, "taken, padi", "PADO" },
	       { 10, "padr", "PADS 0 error; !Another process here has that session on eth1" },
	       { 5000, "", "" });
	/* Fails if a name that is known counts as a key that is. */
	SCRIPT("a_server_without_a_key_draws_it_again", SERVER, { 0, "no-entropy", "" },
	       { 5000, "draws", "1 draws" });
	SCRIPT("a_server_keeps_no_session_of_a_dead_line", SERVER, { 0, "padi", "PADO" },
	       { 10, "padr", SERVED },
	       { 5000, "cable out",
		 "drop; !Carrier lost on eth1; ip down; ip-down carrier; no clamp; PADT 1; PADT 1" },
	       { 9000, "cable in", "" }, { 9500, "padi", "PADO" });
}

/* What belongs to one session, and to no later one. */
static void reset_scripts(void)
{
	/* Fail if reason_of_ip() notes the reason ERROR. */
	SCRIPT("ipcp_that_ends_by_itself_leaves_liveness_on",
	       "eth1 failover-detect 1000 failover-keep 0",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up; echo 8; ipv6-up; echo 8" },
	       { 1000, "no-ip", "ip down; ip-down error; echo 8" },
	       { 1500, "echo 0, no-ack",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; drop; ipv6-down dead; no clamp; PADT 5; exit 16" });
	SCRIPT("ipcp_that_ends_by_itself_is_no_reason_for_the_link", "eth1",
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up; ipv6-up" },
	       { 1000, "no-ip", "ip down; ip-down error" },
	       { 2000, "SIGTERM", "ipv6-down user; no clamp; TERMREQ 2; PADT 5; exit 5" });
	/* Fails if session_reset() keeps the session. */
	SCRIPT("a_dead_peer_is_no_reason_for_the_next_link",
	       "noipv6 failover-detect 1000 persist maxfail 0",
	       { 0, "", "CONFREQ 1; clamp ppp0 1460/1440; ip up; ip-up; echo 8; echo 8" },
	       { 1000, "echo 0, no-ack",
		 "echo 8; echo 8; echo 8; ip-limbo suspect; echo 8; echo 8; !No sign of life from the peer for 1000 ms; ip down; ip-down dead; no clamp; holdoff 30" },
	       { 20000, "echo 2000",
		 "CONFREQ 2; clamp ppp0 1460/1440; ip up; ip-up; echo 8; echo 8; echo 8; echo 8; echo 8; echo 8" },
	       { 35000, "SIGTERM",
		 "ip down; ip-down user; no clamp; TERMREQ 3; TERMREQ 4; exit 5" });
	/* Fails if session_reset() leaves the timer of give_up(). */
	SCRIPT("lcp_that_does_not_start_again_ends_no_later_session",
	       JUMBO " persist maxfail 0 holdoff 4",
	       { 0, "grants, echo 1492",
		 "eth1 1508; PADI+; PADR+; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; echo 1500; echo 16; ip up; ip-up" },
	       { 100, "ends-at-restart",
		 "echo 1500; echo 16; echo 1500; echo 16; !The path does not carry 1500 bytes, although the peer agreed: going on with 1492, after 350 ms; ip down; ip-down restart; no clamp; CONFREQ 2; PADT 5" },
	       { 2000, "restarts",
		 "PADT 5; PADI+; PADR; session 6; CONFREQ 3; mtu 1492; clamp ppp0 1452/1432; ip up; ip-up" },
	       { 9000, "", "" });
	/* Fails if link_note_ip_up() leaves PPPOE_CLAMP_REASON. */
	SCRIPT("the_reason_of_an_end_is_not_that_of_a_start", ALWAYS,
	       { 0, "",
		 "PADI; PADR; session 5; CONFREQ 1; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" },
	       { 5000, "termreq",
		 "no route4; ip down; ip-down peer; no clamp; TERMACK 9; drop; PADT 5; PADT 5; PADI; PADR; session 6; CONFREQ 2; mtu 1492; clamp ppp0 1452/1432; ip up; route4 100; ip-up" });
	/* Fails if is_stale_dormant() says false. */
	SCRIPT("sighup_in_the_holdoff_leaves_no_timer_to_the_next_link", ALWAYS " by-hand",
	       { 0, "silent, stuck", "PADI; PADI; PADI; PADI; holdoff 1" },
	       { 1500, "SIGHUP, answers", "PADI; PADR; session 5; CONFREQ 1" },
	       { 1600, "lcp, auth", "mtu 1492; clamp ppp0 1452/1432" },
	       { 3000, "ip", "ip up; route4 100; ip-up" });
}

/*
 * RECONNECTS in the environment says how many. Fails if one leaves memory, a descriptor, a
 * rule, a route or a line of log more than the one before.
 */
static void one_reconnect_is_like_another(void)
{
	const char *const text = getenv("RECONNECTS");
	const struct step steps[] = {
		{ 0, "", FOLLOWS("", 5, 1) },
		{ ROUND_MS, "hangup", ENDS(5) FOLLOWS("; PADT 5; ", 6, 2) },
		{ .event = NULL },
	};

	rounds = text ? strtoul(text, NULL, 10) : 500;
	again[0] = steps[1];
	is_int(world_run(ALWAYS, steps), 0);
	rounds = 0;
}

int main(void)
{
	beginning_scripts();
	option_scripts();
	undescribed_scripts();
	refusal_scripts();
	start_scripts();
	missing_interface_scripts();
	stuck_scripts();
	end_scripts();
	pppd_scripts();
	no_ip_scripts();
	maxfail_scripts();
	slow_ip_scripts();
	bundle_scripts();
	carrier_scripts();
	no_carrier_scripts();
	early_loss_scripts();
	discovery_scripts();
	unwanted_scripts();
	request_scripts();
	strays_do_not_fill_the_log();
	leftover_scripts();
	persist_scripts();
	demand_scripts();
	parent_scripts();
	user_scripts();
	times_are_noted();
	history_scripts();
	proof_scripts();
	life_scripts();
	patience_scripts();
	world_scripts();
	lost_world_scripts();
	sticky_scripts();
	withdrawn_scripts();
	changes_scripts();
	taken_scripts();
	vrf_scripts();
	lost_vrf_scripts();
	quiet_scripts();
	auto_scripts();
	other_peer_scripts();
	late_reply_scripts();
	avoided_scripts();
	lesson_scripts();
	limbo_scripts();
	hangup_scripts();
	limbo_reply_scripts();
	stale_reply_scripts();
	short_loss_scripts();
	grace_scripts();
	limbo_offer_scripts();
	unread_scripts();
	limbo_end_scripts();
	limbo_other_scripts();
	told_loss_scripts();
	server_scripts();
	reset_scripts();
	test(one_reconnect_is_like_another);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Dialogues (dialogue.h) on the fake kernel, under sanitizers: DIALOGUES of them, from
 * SEED on, both from the environment. `make dialogues` has many more.
 *
 * Fails without packet_is_station() and the Host-Uniq in judge_addresses(), is_session_id(),
 * the look at the AC and the number in input_pads() and refuse_orphan(), a part of lower()
 * for the payload, terminate_leftovers(), the PADT of dialer_end(), text_escape() for the
 * AC's name, or a check of packet_parse().
 */
#include "../tap.h"
#include "dialogue.h"
#include "fake_world.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

/* NOLINTBEGIN(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0"; /* each dialogue counts its bytes */
}
/* NOLINTEND(*-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

uint64_t world_ms;

/* What the kernel has for the link */
static struct {
	unsigned int mss; /* 0: no clamp */
	bool route4, route6, raised;
	int parent_mtu;
} uplink;

static unsigned int number_in(const char *text, const char *before)
{
	return (unsigned int)strtoul(strstr(text, before) + strlen(before), NULL, 10);
}

void world_say(const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (getenv("TALK"))
		printf("# %llu %s\n", (unsigned long long)world_ms, text);
	if (!strncmp(text, "clamp ", 6))
		uplink.mss = number_in(text, "ppp0 ");
	else if (!strcmp(text, "no clamp"))
		uplink.mss = 0;
	else if (strstr(text, "route4 ") == text)
		uplink.route4 = true;
	else if (strstr(text, "route6 ") == text)
		uplink.route6 = true;
	else if (!strcmp(text, "no route4"))
		uplink.route4 = false;
	else if (!strcmp(text, "no route6"))
		uplink.route6 = false;
	else if (strstr(text, "eth1 ") == text)
		uplink.parent_mtu = atoi(text + 5);
}

static bool is_up(uint16_t payload)
{
	if ((int)uplink.mss > (kernel_mtu > 576 ? kernel_mtu - 40 : 536))
		dialogue_fail("a clamp of %u for an MTU of %d", uplink.mss, kernel_mtu);
	if (kernel_mtu > payload)
		dialogue_fail("an MTU of %d on a session of %u", kernel_mtu, payload);
	return uplink.mss && uplink.route4;
}

static bool is_down(void)
{
	return !uplink.mss && !uplink.route4 && !uplink.route6;
}

static const struct dialogue_world fake = { is_up, is_down, true };

void world_wait(uint64_t until_ms)
{
	dialogue_wait(until_ms);
}

_Noreturn void world_end(void)
{
	dialogue_end();
	if (uplink.parent_mtu && uplink.parent_mtu != 1500)
		dialogue_fail("eth1 has an MTU of %d", uplink.parent_mtu);
	fflush(stdout);
	_exit(0);
}

static void run_one(uint64_t seed, unsigned int count)
{
	pppd_main(dialogue_begin(&fake, seed, count));
}

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
	const char *const text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static void every_dialogue_ends_well(void)
{
	is_int(dialogue_run_all(run_one, from_environment("SEED", 1),
				from_environment("DIALOGUES", 500)),
	       0);
}

int main(void)
{
	test(every_dialogue_ends_well);
	return done_testing();
}

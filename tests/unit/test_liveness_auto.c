// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * liveness.c with LIVENESS_AUTO, on lines as they are through a day: idle, busy,
 * with a queue that takes half a second, with an AC that has other things to do, and
 * each with one frame in a hundred lost. Time jumps from event to event.
 */
#include "../tap.h"

#include "core/liveness.h"

#define HOUR_MS 3600000ULL
#define ECHO_BYTES 10
#define NONE UINT64_MAX

/* What happens in one hour; the day goes through all of them, in turn. */
struct hour {
	const char *name;
	uint32_t rtt_ms;
	uint32_t jitter_ms; /* at most, of each answer */
	uint32_t stall_ms, stalls_each_ms; /* so long the AC answers no echo, and how often */
	uint32_t out_each_ms, out_bytes; /* what we send; 0: nothing */
	uint32_t in_each_ms, in_bytes;
	uint32_t pause_ms, pauses_each_ms; /* so long nobody says anything, and how often */
};

static const struct hour hours[] = {
	{ "a quiet night", .rtt_ms = 6, .jitter_ms = 2 },
	{ "somebody reads", 6, 4, 0, 0, 40, 200, 20, 1400, 8000, 10000 },
	{ "a download", 40, 30, 0, 0, 20, 60, 5, 14000, 0, 0 },
	{ "an upload by TCP, behind half a second", 500, 40, 0, 0, 5, 7000, 40, 60, 0, 0 },
	{ "an upload by UDP, and nothing comes back", 500, 40, 0, 0, 5, 7000, 0, 0, 0, 0 },
	{ "a quiet night", .rtt_ms = 6, .jitter_ms = 2 },
	{ "an AC with other things to do", 6, 100, 80, 1900, 0, 0, 0, 0, 0, 0 },
	{ "the same, and somebody reads", 6, 100, 80, 1900, 40, 200, 20, 1400, 8000, 10000 },
	{ "a game", 12, 6, 0, 0, 15, 90, 15, 200, 0, 0 },
};

#define HOURS (sizeof(hours) / sizeof(hours[0]))

static struct {
	struct liveness l;
	uint64_t now;
	uint64_t reply_at[256]; /* NONE: none is under way */
	uint32_t in, out;
	unsigned int echoes, alarms, suspicions;
	bool suspect;
	uint32_t random;
} day;

static uint32_t draw(uint32_t below)
{
	day.random = day.random * 1664525 + 1013904223;
	return below ? (day.random >> 8) % below : 0;
}

static bool within(uint64_t now, uint32_t each_ms, uint32_t len_ms)
{
	return each_ms && now % each_ms < len_ms;
}

static uint64_t next_multiple(uint64_t now, uint32_t each_ms)
{
	return each_ms ? now - now % each_ms + each_ms : NONE;
}

static bool is_lost(void)
{
	return draw(100) == 0;
}

static void send_echo(const struct hour *h)
{
	uint64_t at = day.now + h->rtt_ms + draw(h->jitter_ms + 1);
	const bool lost = is_lost(), answer_lost = is_lost();

	day.echoes++;
	day.out += ECHO_BYTES;
	if (lost || answer_lost)
		return;
	if (within(at, h->stalls_each_ms, h->stall_ms))
		at = at - at % h->stalls_each_ms + h->stall_ms;
	day.reply_at[day.l.echo_id] = at ? at : 1;
}

static void receive_replies(void)
{
	for (unsigned int id = 0; id < 256; id++)
		if (day.reply_at[id] <= day.now) {
			day.reply_at[id] = NONE;
			day.in += ECHO_BYTES;
			liveness_reply(&day.l, (uint8_t)id, day.now);
		}
}

static void carry_traffic(const struct hour *h)
{
	if (within(day.now, h->pauses_each_ms, h->pause_ms))
		return;
	if (h->out_each_ms && day.now % h->out_each_ms == 0)
		day.out += h->out_bytes;
	if (h->in_each_ms && day.now % h->in_each_ms == 0 && !is_lost())
		day.in += h->in_bytes;
}

static void note_suspicion(void)
{
	const bool suspect = liveness_is_suspect(&day.l, day.now);

	day.suspicions += suspect && !day.suspect;
	day.suspect = suspect;
}

/* Returns whether the peer is taken for dead. */
static bool look(const struct hour *h)
{
	if (day.now < day.l.deadline_ms)
		return false;
	liveness_count(&day.l, day.in, day.out, day.now);
	day.in = day.out = 0;
	switch (liveness_timeout(&day.l, day.now)) {
	case LIVENESS_SEND_ECHO:
		send_echo(h);
		note_suspicion();
		return false;
	case LIVENESS_DEAD:
		return true;
	default:
		return false;
	}
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void jump(const struct hour *h)
{
	uint64_t next = day.l.deadline_ms;

	next = earlier(next, next_multiple(day.now, h->out_each_ms));
	next = earlier(next, next_multiple(day.now, h->in_each_ms));
	for (unsigned int id = 0; id < 256; id++)
		next = earlier(next, day.reply_at[id]);
	day.now = next > day.now ? next : day.now + 1;
}

static void forget_replies(void)
{
	for (unsigned int id = 0; id < 256; id++)
		day.reply_at[id] = NONE;
}

static void begin_day(void)
{
	day.random = 1;
	day.now = 0;
	day.l = (struct liveness){ 0 };
	forget_replies();
	liveness_start(&day.l, LIVENESS_AUTO, 0);
}

static bool talks = true; /* about each hour */

static void pass_hour(const struct hour *h)
{
	const uint64_t end = day.now + HOUR_MS;
	const unsigned int echoes = day.echoes, alarms = day.alarms, suspicions = day.suspicions;

	for (; day.now < end; jump(h)) {
		receive_replies();
		carry_traffic(h);
		if (!look(h))
			continue;
		day.alarms++;
		liveness_start(&day.l, LIVENESS_AUTO, day.now);
		day.l.answers = true;
	}
	if (talks)
		printf("# %s: %u echoes, patience %u ms, %u suspicions, %u false alarms\n", h->name,
		       day.echoes - echoes, liveness_patience_ms(&day.l),
		       day.suspicions - suspicions, day.alarms - alarms);
}

static void no_false_alarm_in_a_day(void)
{
	begin_day();
	for (unsigned int i = 0; i < 24; i++)
		pass_hour(&hours[i % HOURS]);
	is_int(day.alarms, 0);
	ok(day.suspicions < 10 * 24); /* each costs a backup that is dialled a call */
	talks = false;
}

static void nor_by_satellite(void)
{
	static const struct hour satellite = {
		"a line by satellite", 620, 60, 0, 0, 200, 300, 150, 700, 5000, 20000
	};

	begin_day();
	day.alarms = 0;
	for (unsigned int i = 0; i < 24; i++)
		pass_hour(&satellite);
	is_int(day.alarms, 0);
}

/* About one a second, and hardly any while packets come. */
static void echoes_are_few(void)
{
	begin_day();
	day.echoes = 0;
	pass_hour(&hours[0]);
	ok(day.echoes < 4000);
	day.echoes = 0;
	pass_hour(&hours[2]); /* a download */
	ok(day.echoes < 100);
}

/* Ms from the moment when the line dies until that is known. */
static uint64_t die(const struct hour *h, uint64_t learn_ms)
{
	uint64_t died;

	while (day.now < learn_ms) {
		receive_replies();
		carry_traffic(h);
		look(h);
		jump(h);
	}
	died = day.now;
	forget_replies();
	for (;; jump(h)) {
		const uint32_t in = day.in;

		forget_replies();
		carry_traffic(h);
		day.in = in;
		if (look(h))
			return day.now - died;
	}
}

/* Whatever the moment: four to six round trips, of a line that carries packets. */
static void a_busy_line_dies(void)
{
	static const struct hour near = { "near", 5, 1, 0, 0, 20, 84, 20, 84, 0, 0 };
	static const struct hour far = { "far", 100, 4, 0, 0, 20, 84, 20, 84, 0, 0 };

	for (uint32_t at = 0; at < 200; at += 13) {
		uint64_t ms;

		/* Fails without is_to_learn(): it is never quiet. */
		begin_day();
		ms = die(&near, 70000 + at);
		ok(ms >= PATIENCE_LEAST_MS - 20 && ms <= 300);
	}
	begin_day();
	pass_hour(&(const struct hour){ "far and quiet", .rtt_ms = 100, .jitter_ms = 4 });
	ok(die(&far, HOUR_MS + 5000) <= 550);
}

static void an_idle_line_dies(void)
{
	begin_day();
	pass_hour(&hours[0]);
	ok(die(&hours[0], HOUR_MS + 5500) <= 1000 + PATIENCE_LEAST_MS);
}

int main(void)
{
	test(no_false_alarm_in_a_day);
	test(nor_by_satellite);
	test(echoes_are_few);
	test(a_busy_line_dies);
	test(an_idle_line_dies);
	return done_testing();
}

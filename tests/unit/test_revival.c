// SPDX-License-Identifier: GPL-2.0-or-later
/* A line and what is at its other end are simulated, millisecond by millisecond. */
#include "../tap.h"

#include "core/revival.h"

#define KEEP_MS 30000
#define NEVER 0

enum end {
	BACK,
	FORGOTTEN,
	EXPIRED
};

/* Times in ms; those of the line from its loss on. */
struct line {
	const char *name;
	uint32_t known_rtt_ms;
	bool shy;
	uint32_t carrier_ms; /* when it returns; 0: it was never gone */
	uint32_t again_from_ms, again_to_ms; /* it is gone a second time */
	uint32_t alive_ms; /* when the other end hears us again; NEVER: it does not */
	uint32_t echo_ms; /* until an echo is answered; NEVER: it is not */
	uint32_t pado_ms; /* until a PADI is */
	enum end end;
	uint32_t end_ms;
	unsigned int echoes_most;
	unsigned int asks;
	uint32_t stall_from_ms, stall_to_ms; /* our process is not run */
};

static const struct line lines[] = {
	{ "carrier: the session lives", 5, false, 2000, 0, 0, 1, 5, 8, BACK, 2005, 1, 1 },
	{ "carrier: the AC has forgotten it", 5, false, 2000, 0, 0, 1, NEVER, 8, FORGOTTEN, 2118, 2,
	  1 },
	{ "a slow line has two round trips", 200, false, 2000, 0, 0, 1, NEVER, 210, FORGOTTEN, 2620,
	  5, 1 },
	{ "the echo comes behind the PADO", 200, false, 2000, 0, 0, 1, 300, 10, BACK, 2300, 4, 1 },
	{ "no carrier: nothing is sent", 5, false, 40000, 0, 0, 1, 5, 8, EXPIRED, KEEP_MS + 10, 0,
	  0 },
	{ "carrier at the last moment", 5, false, 29900, 0, 0, 1, 5, 8, BACK, 29905, 1, 1 },
	{ "silence that ends", 5, false, 0, 0, 0, 4000, 5, 8, BACK, 4079, 11, 1 },
	{ "silence for ever", 5, false, 0, 0, 0, NEVER, 5, 8, EXPIRED, KEEP_MS + 10, 36, 1 },
	{ "a carrier that comes twice begins twice", 5, false, 1000, 1003, 5000, 1, 5, 8, BACK,
	  5005, 2, 2 },
	{ "a PADO before the second loss does not count", 5, false, 1000, 1020, 5000, 1, 40, 8,
	  BACK, 5040, 4, 2 },
	{ "shy: an echo is answered first", 5, true, 2000, 0, 0, 1, 5, 8, BACK, 2005, 1, 0 },
	{ "shy: a PADI goes out when no echo is", 5, true, 2000, 0, 0, 1, NEVER, 8, FORGOTTEN, 2418,
	  5, 1 },
	{ "shy, and slow", 500, true, 2000, 0, 0, 1, NEVER, 8, FORGOTTEN, 4018, 8, 1 },
	/* Fail without has_read_all(). */
	{ "a process that is kept waiting reads before it judges", 5, false, 2000, 0, 0, 1, 50, 8,
	  BACK, 2400, 2, 1, 2020, 2400 },
	{ "even at the end of its patience", 5, false, 29800, 0, 0, 1, 50, 8, BACK, 31000, 2, 1,
	  29820, 31000 },
	{ "it judges all the same", 5, false, 2000, 0, 0, 1, NEVER, 8, FORGOTTEN, 2410, 2, 1, 2020,
	  2400 },
};

struct run {
	struct revival l;
	uint32_t reply_ms, pado_ms; /* when they arrive; 0: nothing is under way */
	unsigned int echoes, asks;
};

static bool has_carrier(const struct line *line, uint32_t now)
{
	return now >= line->carrier_ms && (now < line->again_from_ms || now >= line->again_to_ms);
}

static bool hears(const struct line *line, uint32_t now)
{
	return line->alive_ms != NEVER && now >= line->alive_ms && has_carrier(line, now);
}

static void send_echo(struct run *r, const struct line *line, uint32_t now)
{
	r->echoes++;
	if (hears(line, now) && line->echo_ms != NEVER && !r->reply_ms)
		r->reply_ms = now + line->echo_ms;
}

static void send_padi(struct run *r, const struct line *line, uint32_t now)
{
	r->asks++;
	if (hears(line, now) && line->pado_ms != NEVER)
		r->pado_ms = now + line->pado_ms;
}

/* True: it is over, as *ret says. */
static bool act(struct run *r, const struct line *line, uint32_t now, enum end *ret)
{
	switch (revival_timeout(&r->l, now)) {
	case REVIVAL_ASK:
		send_padi(r, line, now);
		send_echo(r, line, now);
		return false;
	case REVIVAL_ECHO:
		send_echo(r, line, now);
		return false;
	case REVIVAL_FORGOTTEN:
		*ret = FORGOTTEN;
		return true;
	case REVIVAL_EXPIRED:
		*ret = EXPIRED;
		return true;
	case REVIVAL_NOTHING:
		break;
	}
	return false;
}

/* pppd looks at its timers before it reads what has come. */
static bool step(struct run *r, const struct line *line, uint32_t now, enum end *ret)
{
	if (now >= line->stall_from_ms && now < line->stall_to_ms)
		return false;
	if (line->stall_to_ms && now == line->stall_to_ms && act(r, line, now, ret))
		return true;
	if (now && has_carrier(line, now) != has_carrier(line, now - 1)) {
		revival_set_carrier(&r->l, has_carrier(line, now), now);
		if (!has_carrier(line, now))
			r->reply_ms = r->pado_ms = 0;
	}
	if (r->reply_ms && now >= r->reply_ms) {
		*ret = BACK;
		return true;
	}
	if (r->pado_ms && now >= r->pado_ms) {
		revival_offer(&r->l, now);
		r->pado_ms = 0;
	}
	return act(r, line, now, ret);
}

static void check_line(const struct line *line)
{
	struct run r = { .echoes = 0 };
	enum end end = EXPIRED;
	uint32_t now = 0;

	tap_begin();
	revival_start(&r.l, KEEP_MS, line->known_rtt_ms, line->shy, has_carrier(line, 0), 0);
	while (now <= 2 * KEEP_MS && !step(&r, line, now, &end))
		now++;
	is_int(end, line->end);
	is_int(now, line->end_ms);
	ok(r.echoes <= line->echoes_most);
	ok((r.echoes > 0) == (line->echoes_most > 0));
	is_int(r.asks, line->asks);
	tap_end(line->name);
}

static void nothing_before_the_deadline(void)
{
	struct revival l;

	revival_start(&l, KEEP_MS, 5, false, true, 1000);
	is_int(l.deadline_ms, 1000);
	is_int(revival_timeout(&l, 999), REVIVAL_NOTHING);
	is_int(revival_timeout(&l, 1000), REVIVAL_ASK);
	is_int(l.deadline_ms, 1100);
	is_int(revival_timeout(&l, 1099), REVIVAL_NOTHING);
	is_int(revival_timeout(&l, 1100), REVIVAL_ECHO);
	is_int(l.deadline_ms, 1250);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		check_line(&lines[i]);
	test(nothing_before_the_deadline);
	return done_testing();
}

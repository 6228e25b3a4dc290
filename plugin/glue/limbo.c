// SPDX-License-Identifier: GPL-2.0-or-later
#include "limbo.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/grace.h"
#include "../core/revival.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "echo.h"
#include "pppd.h"
#include "timer.h"
#include "wake.h"

#define NEVER_MS UINT64_MAX
#define FOR_A_PADI_MS 2000
#define TIMED 8 /* echoes */

static struct {
	bool on;
	bool unread; /* it has ended, and a signal of the dialer's socket may still be under way */
	struct dialer *dialer;
	void (*over)(enum limbo_verdict verdict);
	struct revival revival;
	uint64_t begun_ms;
	uint64_t ask_ms; /* when the dialer wants to ask again */
	uint64_t asked_ms; /* when it has asked last; 0: never in this session */
	uint8_t echo_id; /* of the last echo, in whichever limbo */
	uint8_t echoes; /* in this one, 255 at most */
	uint64_t sent_ms[TIMED]; /* the last of them, by id */
	uint32_t rtt_ms; /* of the one that was answered */
	bool heard; /* a reply with a magic number, before it and since LCP has begun */
	uint32_t magic; /* of the last of them */
	uint8_t shy_of[ETH_ALEN]; /* an AC that has ended a session, maybe for a PADI */
	struct grace grace;
	uint8_t grace_of[ETH_ALEN]; /* the AC */
} limbo = { .ask_ms = NEVER_MS };

static void send_echo(void)
{
	if (limbo.echoes < UINT8_MAX)
		limbo.echoes++;
	limbo.sent_ms[++limbo.echo_id % TIMED] = clock_now_ms();
	echo_send_short(limbo.echo_id);
}

/* Says it, and learns for how long its AC keeps a session. */
static void note(enum limbo_verdict verdict)
{
	const uint32_t ms = (uint32_t)(clock_now_ms() - limbo.begun_ms);

	switch (verdict) {
	case LIMBO_ALIVE:
		log_info("The session is alive, after %u ms", ms);
		grace_note_outlived(&limbo.grace, ms);
		break;
	case LIMBO_FORGOTTEN:
		log_info("The access concentrator has forgotten the session, after %u ms", ms);
		grace_note_forgotten(&limbo.grace, ms);
		break;
	case LIMBO_EXPIRED:
		log_info("The session ends, as nobody has answered for %u ms", ms);
		grace_note_expired(&limbo.grace);
		break;
	}
}

static void end(enum limbo_verdict verdict)
{
	limbo_end();
	note(verdict);
	limbo.over(verdict);
}

static void on_timer(void *context);

static void set_timer(void)
{
	const uint64_t next_ms = limbo.revival.deadline_ms;

	timer_set_until(on_timer, limbo.ask_ms < next_ms ? limbo.ask_ms : next_ms);
}

static void ask(void)
{
	limbo.asked_ms = clock_now_ms();
	limbo.ask_ms = dialer_ask(limbo.dialer, WAKE_SIGNAL);
}

static void on_timer(void *context)
{
	const uint64_t now = clock_now_ms();

	(void)context;
	if (now >= limbo.ask_ms)
		ask();
	switch (revival_timeout(&limbo.revival, now)) {
	case REVIVAL_ASK:
		ask();
		send_echo();
		break;
	case REVIVAL_ECHO:
		send_echo();
		break;
	case REVIVAL_FORGOTTEN:
		end(LIMBO_FORGOTTEN);
		return;
	case REVIVAL_EXPIRED:
		end(LIMBO_EXPIRED);
		return;
	case REVIVAL_NOTHING:
		break;
	}
	set_timer();
}

/* In whole seconds, and no less than the AC does. */
static uint32_t limit_s(const uint8_t *ac, uint32_t keep_s)
{
	if (memcmp(limbo.grace_of, ac, ETH_ALEN) != 0)
		limbo.grace = (struct grace){ .outlived_ms = 0 };
	memcpy(limbo.grace_of, ac, ETH_ALEN);
	return (grace_limit_ms(&limbo.grace, keep_s * 1000) + 999) / 1000;
}

void limbo_begin(struct dialer *d, uint32_t keep_s, uint32_t rtt_ms, bool carrier,
		 void (*over)(enum limbo_verdict verdict))
{
	const uint8_t *ac = d->discovery.offer.src;
	const bool shy = !memcmp(limbo.shy_of, ac, ETH_ALEN);
	const uint32_t s = limit_s(ac, keep_s);

	log_info("The session is kept for %u s%s", s, s < keep_s ? ", as long as its AC does" : "");
	limbo.on = true;
	limbo.dialer = d;
	limbo.over = over;
	limbo.echoes = 0;
	limbo.ask_ms = NEVER_MS;
	pppd_hold_echoes(true);
	limbo.begun_ms = clock_now_ms();
	revival_start(&limbo.revival, s * 1000, rtt_ms, shy, carrier, limbo.begun_ms);
	set_timer();
}

void limbo_end(void)
{
	if (!limbo.on)
		return;
	limbo.on = false;
	limbo.unread = limbo.dialer->inquiry.asking;
	ppp_untimeout(on_timer, NULL);
	dialer_stop_asking(limbo.dialer);
	pppd_hold_echoes(false);
}

void limbo_note_hangup(const struct dialer *d)
{
	if (limbo.asked_ms && clock_now_ms() < limbo.asked_ms + FOR_A_PADI_MS)
		memcpy(limbo.shy_of, d->discovery.offer.src, ETH_ALEN);
}

bool limbo_is_on(void)
{
	return limbo.on;
}

uint32_t limbo_rtt_ms(void)
{
	return limbo.rtt_ms;
}

void limbo_note_lcp(void)
{
	limbo.heard = false;
}

void limbo_forget(void)
{
	limbo.asked_ms = 0;
}

void limbo_note_carrier(bool up)
{
	if (!limbo.on || up == limbo.revival.carrier)
		return;
	revival_set_carrier(&limbo.revival, up, clock_now_ms());
	if (!up) {
		limbo.ask_ms = NEVER_MS;
		dialer_stop_asking(limbo.dialer);
	}
	on_timer(NULL);
}

bool limbo_read(void)
{
	const bool unread = limbo.unread;

	limbo.unread = false;
	if (!limbo.on)
		return unread;
	if (dialer_hear(limbo.dialer)) {
		limbo.ask_ms = NEVER_MS;
		revival_offer(&limbo.revival, clock_now_ms());
		on_timer(NULL);
	}
	return true;
}

/*
 * Of an AC that was started anew, and has given our session's number to somebody
 * else, the magic number is another one. Most peers send their own, as RFC 1661
 * 5.8 says, and some send ours back, or 0: what came before is what counts.
 */
static bool is_of_this_peer(uint32_t magic)
{
	const uint32_t negotiated = pppd_peer_magic();

	if (limbo.heard)
		return magic == limbo.magic;
	return !negotiated || magic == negotiated;
}

/* Of one that is forgotten, the age of the oldest that is not. */
static uint32_t age_ms(uint8_t id)
{
	const uint8_t oldest = limbo.echo_id + 1;
	const bool known = (uint8_t)(limbo.echo_id - id) < TIMED;

	return (uint32_t)(clock_now_ms() - limbo.sent_ms[(known ? id : oldest) % TIMED]);
}

static bool is_awaited(uint8_t id)
{
	return (uint8_t)(limbo.echo_id - id) < limbo.echoes;
}

void limbo_note_reply(uint8_t id, const uint8_t *data, size_t len)
{
	struct cursor c = { .data = data, .left = len };
	uint32_t magic = 0;
	const bool has_magic = cursor_get_be32(&c, &magic);

	if (!limbo.on && has_magic) {
		limbo.heard = true;
		limbo.magic = magic;
	} else if (limbo.on && limbo.revival.carrier && is_awaited(id) && is_of_this_peer(magic)) {
		limbo.rtt_ms = age_ms(id);
		end(LIMBO_ALIVE);
	}
}

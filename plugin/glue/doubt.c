// SPDX-License-Identifier: GPL-2.0-or-later
#include "doubt.h"

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "follow.h"
#include "guard.h"
#include "leave.h"
#include "life.h"
#include "limbo.h"
#include "logbook.h"
#include "path.h"
#include "pppd.h"
#include "probe.h"
#include "proof.h"
#include "state.h"
#include "uplink.h"

static const struct config *config;
static struct dialer *dialer; /* of this session; NULL: there is none of ours */
static enum ending_reason cause; /* of its limbo, or of the last one */
static bool told_carrier; /* that it is lost, as it still is */

void doubt_init(const struct config *c)
{
	config = c;
}

void doubt_begin_session(struct dialer *d)
{
	dialer = d;
}

static const struct life_listener life_listener;

static void begin_life(void)
{
	life_begin(config->failover_detect_ms, dialer ? dialer->discovery.offer.src : NULL,
		   uplink_iface(), &life_listener);
}

void doubt_note_lcp(void)
{
	limbo_note_lcp();
}

/* The other sessions of a bundle carry on, and its routes stay. */
static bool keeps_sessions(void)
{
	return config->failover_keep_s && !pppd_leads_bundle();
}

void doubt_begin_watch(void)
{
	begin_life();
	guard_keep(keeps_sessions());
}

static void tell_carrier(void)
{
	if (!told_carrier)
		log_warning("Carrier lost on %s", dialer->ifname);
	told_carrier = true;
}

void doubt_note_reason(enum ending_reason why)
{
	life_end();
	if (leave_note(why) && why == ENDING_CARRIER)
		tell_carrier();
}

/* The session is alive: all is as it was before. */
static void revive(void)
{
	state_set(STATE_UP);
	told_carrier = false;
	state_begin_probe(NETROUTE_IPV4);
	state_begin_probe(NETROUTE_IPV6);
	state_apply();
	uplink_put_back_routes();
	if (state_has_ip(NETROUTE_IPV4) && !probe_is_lost(NETROUTE_IPV4))
		follow_adopt();
	begin_life();
	state_write_notes("up");
	probe_tell_back();
}

static void on_limbo_over(enum limbo_verdict verdict)
{
	if (verdict != LIMBO_ALIVE) {
		guard_drop(cause);
		return;
	}
	life_learn(limbo_rtt_ms());
	revive();
}

/* Where failover-detect asks nothing, that of pppd's own echoes. */
static uint32_t known_rtt_ms(void)
{
	const uint32_t rtt_ms = life_rtt_ms();

	return rtt_ms ? rtt_ms : logbook_rtt_ms();
}

/*
 * Without persist nobody begins the next session: then it is kept at least for as long as pppd's
 * own echoes would take to give it up.
 */
static uint32_t keep_s(void)
{
	const uint32_t s = config->failover_keep_s, echoes_s = pppd_echoes_s();

	return config->failover_keep_given || ppp_persist() || echoes_s < s ? s : echoes_s;
}

/* Other uplinks take over at once; addresses, clamp and flows stay. */
static void enter_limbo(enum ending_reason why)
{
	cause = why;
	if (why == ENDING_CARRIER)
		tell_carrier();
	state_set(STATE_LIMBO);
	state_apply();
	uplink_park_routes();
	if (state_has_ip(NETROUTE_IPV4))
		follow_forget();
	pppd_tell_lost(why);
	limbo_begin(dialer, keep_s(), known_rtt_ms(), !guard_has_no_carrier(), on_limbo_over);
	life_end();
	probe_pause();
	logbook_begin_loss(ending_word(why));
	state_write_notes("limbo");
}

/* Routes of others that were parked: on demand the interface stays, otherwise they go with it. */
void doubt_end_limbo(void)
{
	const enum ending_reason reason = leave_find_reason();

	/* Of a PADT and a Terminate-Request either may be read first. */
	if (dialer && (reason == ENDING_HANGUP || reason == ENDING_PEER))
		limbo_note_hangup(dialer);
	limbo_end();
	if (demand)
		uplink_put_back_routes();
	else
		uplink_forget_routes();
	told_carrier &= guard_has_no_carrier();
	if (!leave_is_farewell())
		guard_keep(false);
}

/* Whoever answers no echo cannot be asked; and a proof fails on a line that is dead. */
static bool may_be_kept(void)
{
	return state_is(STATE_UP) && keeps_sessions() && !path_is_mute() && !life_is_mute() &&
	       !proof_is_on();
}

static void lose(enum ending_reason why)
{
	if (may_be_kept())
		enter_limbo(why);
	else
		guard_drop(why);
}

bool doubt_read(void)
{
	const bool told = guard_has_told(), heard = limbo_read();

	return told || heard;
}

void doubt_follow_carrier(void)
{
	if (state_is(STATE_LIMBO))
		limbo_note_carrier(!guard_has_no_carrier());
	else if (guard_is_on() && guard_has_no_carrier())
		lose(ENDING_CARRIER);
}

/* L2TP, PPTP, a serial line: there is no session to drop, so LCP ends it, without waiting. */
static void on_dead(void)
{
	if (guard_is_on())
		lose(ENDING_DEAD);
	else
		leave_at_once(ENDING_DEAD);
}

static void on_suspect(bool is)
{
	if (is)
		pppd_tell_suspect();
	else
		pppd_tell_calm();
}

static const struct life_listener life_listener = { .dead = on_dead, .suspect = on_suspect };

void doubt_note_received(void)
{
	life_note();
}

void doubt_note_reply(uint8_t id, const uint8_t *data, size_t len)
{
	life_note_reply(id);
	limbo_note_reply(id, data, len);
}

void doubt_end_session(void)
{
	life_end();
	limbo_end();
	limbo_forget();
	if (leave_reason() == ENDING_DEAD)
		life_forget();
	dialer = NULL;
	told_carrier = false;
}

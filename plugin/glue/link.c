// SPDX-License-Identifier: GPL-2.0-or-later
#include "link.h"

#include "../pppd_compat.h"

#include "../core/ending.h"
#include "../core/wanted.h"
#include "../sys/iface.h"
#include "../sys/log.h"
#include "confreq.h"
#include "demand.h"
#include "echo.h"
#include "follow.h"
#include "guard.h"
#include "keeper.h"
#include "leave.h"
#include "life.h"
#include "limbo.h"
#include "logbook.h"
#include "notes.h"
#include "path.h"
#include "pppd.h"
#include "probe.h"
#include "proof.h"
#include "ticks.h"
#include "timer.h"
#include "uplink.h"
#include "use.h"
#include "wake.h"

enum link_state {
	LINK_DOWN,
	LINK_SESSION, /* or another way to a peer: LCP begins */
	LINK_OPEN, /* LCP is */
	LINK_UP, /* IPv4 or IPv6 is, too */
	LINK_LIMBO, /* so they are, and nobody knows whether the session is alive */
	LINK_ENDING, /* LCP has gone down; it may begin anew */
};

/* Of this session, or of this link without one: session_reset() */
struct session {
	int fd; /* -1: none of ours */
	struct dialer *dialer; /* the channel's */
	bool ip[NETROUTE_FAMILIES]; /* are up */
	bool heard; /* LCP of the peer */
	bool farewell; /* pppd ends it */
	enum ending_reason doubt; /* why it is in limbo, or ended there; NONE: it is not */
};

static const struct session no_session = { .fd = -1 };
static struct session session = { .fd = -1 };
static enum link_state state;
static const struct config *config;

static void set_state(enum link_state to)
{
	static const char *const names[] = {
		[LINK_DOWN] = "down", [LINK_SESSION] = "beginning", [LINK_OPEN] = "open",
		[LINK_UP] = "up",     [LINK_LIMBO] = "in limbo",    [LINK_ENDING] = "ending",
	};

	if (to != state)
		log_debug("The link is %s, was %s", names[to], names[state]);
	state = to;
}

static bool is_open(void)
{
	return state == LINK_OPEN || state == LINK_UP || state == LINK_LIMBO;
}

bool link_exists(void)
{
	return state != LINK_DOWN;
}

static void write_notes(const char *word)
{
	const struct notes_link now = {
		.iface = uplink_iface(),
		.mru = pppd_mru(),
		.clamp = uplink_clamp_text(),
	};

	notes_write(word, &now);
}

/* Brings the kernel to what the state of the link asks for. */
static void apply(void)
{
	struct wanted_facts facts = {
		.open = is_open(),
		.ipv4 = session.ip[NETROUTE_IPV4],
		.ipv6 = session.ip[NETROUTE_IPV6],
		.demand = demand,
		.limbo = state == LINK_LIMBO,
		.lost_ipv4 = probe_is_lost(NETROUTE_IPV4),
		.lost_ipv6 = probe_is_lost(NETROUTE_IPV6),
	};
	struct wanted wanted;

	demand_follow_ncps();
	facts.dial_ipv4 = demand_dials(NETROUTE_IPV4);
	facts.dial_ipv6 = demand_dials(NETROUTE_IPV6);
	if (facts.open || facts.demand)
		uplink_find();
	else
		uplink_lose();
	facts.ifindex = uplink_iface()->index;
	facts.vrf_table = uplink_vrf_table();
	facts.mtu = uplink_iface()->mtu;
	wanted = wanted_of(config, &facts);
	follow_before_routes(&wanted, facts.ipv4 && !facts.lost_ipv4);
	uplink_apply(&wanted, (enum netclamp_choice)config->clamp_backend);
	follow_after_routes();
}

static unsigned int restore(unsigned int changes)
{
	apply();
	return uplink_put_back(changes);
}

/* A client that asks for a session anew has lost the one that it had. */
static bool follow_client(void)
{
	const bool heard = config->server && guard_is_on() && dialer_hear(session.dialer);

	if (heard && session.dialer->acceptor.replaced) {
		log_info("The client begins anew");
		guard_drop(ENDING_PEER);
	}
	return heard;
}

static void look(void)
{
	follow_client();
	if (demand && !is_open())
		keeper_note(CHANGE_ROUTE4 | CHANGE_ROUTE6);
	if (uplink_find() || demand_follow_ncps())
		apply();
}

static void follow_carrier(void);

static bool read_changes(void)
{
	const bool rules = uplink_rules_changed(), told = guard_has_told(), heard = limbo_read();
	const bool others = follow_read(), asked = follow_client();
	bool any;

	follow_carrier();
	keeper_note(uplink_read_changes(&any));
	if (rules)
		ticks_begin_now();
	return any || others || rules || told || heard || asked;
}

static void apply_and_tick(void)
{
	apply();
	ticks_begin();
}

void link_begin_session(int fd, struct dialer *d, const char *device)
{
	char name[DIALER_NAME_SIZE];

	leave_end();
	session = no_session;
	session.fd = fd;
	session.dialer = d;
	ticks_set_dialer(d);
	path_begin_session(d, fd);
	notes_begin_session(d);
	write_notes("session");
	dialer_ac_name(d, name);
	uplink_name_session(d->discovery.session_id, name, device);
	set_state(LINK_SESSION);
	guard_begin(fd, &d->carrier, config->carrier_debounce_ms);
	if (config->server)
		dialer_watch_client(d, WAKE_SIGNAL);
}

/* The link is on its way down; the first reason counts. */
static void note_reason(enum ending_reason reason)
{
	life_end();
	if (leave_note(reason) && reason == ENDING_CARRIER && !session.doubt)
		log_warning("Carrier lost on %s", session.dialer->ifname);
}

static void renegotiate(void *context)
{
	(void)context;
	path_limit_lcp();
	note_reason(ENDING_RESTART);
	leave_await_lcp();
	pppd_restart_lcp();
}

/* pppd takes its addresses away itself. */
static void release(enum netroute_family family)
{
	session.ip[family] = false;
	uplink_release(family);
	if (!session.ip[NETROUTE_IPV4] && !session.ip[NETROUTE_IPV6])
		keeper_end();
}

/* Every ending comes by here: nothing of it is left for the next session. */
static void session_reset(void)
{
	ppp_untimeout(renegotiate, NULL);
	life_end();
	path_end_session();
	confreq_end();
	limbo_end();
	limbo_forget();
	if (leave_reason() == ENDING_DEAD)
		life_forget();
	guard_end();
	use_end();
	follow_end_session();
	demand_end_session();
	leave_end();
	probe_forget();
	release(NETROUTE_IPV4);
	release(NETROUTE_IPV6);
	ticks_set_dialer(NULL);
	session = no_session;
	set_state(LINK_DOWN);
}

bool link_end_session(struct pace_session *ret)
{
	const enum ending_reason reason = leave_reason();

	guard_end();
	*ret = use_end();
	ret->not_by_ac = reason == ENDING_USER || reason == ENDING_RESTART ||
			 reason == ENDING_CARRIER;
	return reason == ENDING_RESTART;
}

void link_note_over(void)
{
	const bool had_session = session.fd >= 0;

	session_reset();
	if (had_session) {
		notes_end_session();
		write_notes("down");
	}
	apply_and_tick();
}

static void on_path(enum record_verdict verdict)
{
	if (verdict == RECORD_MTU_FAILED)
		timer_set_after(renegotiate, 0);
	else
		apply();
	notes_add_verdict(verdict);
	write_notes(NULL);
}

void link_init(const struct config *c)
{
	config = c;
	follow_init(c);
	path_init(c, on_path);
	ticks_init(look);
	wake_listen(read_changes);
	keeper_init(uplink_iface(), restore);
}

static void warn_without_ipv6(void)
{
	const int mtu = ppp_get_mtu(0);

	if (pppd_wants_ipv6() && !mtu_carries_ipv6(mtu))
		log_warning("An MTU of %d carries no IPv6, which needs 1280 bytes", mtu);
}

/* Better no link than one whose packets go where the user does not want them. */
static void join_vrf(void)
{
	if (config->vrf[0] && uplink_join(config->vrf) < 0)
		leave_as_unfit();
}

/* The clamp stands before a packet can pass. */
void link_note_open(void)
{
	leave_note_lcp();
	leave_take_back();
	join_vrf();
	warn_without_ipv6();
	path_begin_proof();
	set_state(LINK_OPEN);
	apply_and_tick();
}

void link_note_running(void)
{
	if (!is_open())
		set_state(LINK_OPEN);
	apply_and_tick();
}

/* Not alive again: what ends the session ends the doubt. */
static void end_limbo(void)
{
	if (session.dialer && leave_find_reason() == ENDING_HANGUP)
		limbo_note_hangup(session.dialer);
	limbo_end();
	if (demand)
		uplink_put_back_routes();
	else
		uplink_forget_routes();
	if (!session.farewell)
		guard_keep(false);
}

/* The interface went down before: now the clamp may fall. */
static void go_down(void)
{
	if (is_open()) {
		note_reason(leave_find_reason());
		end_limbo();
		leave_bound_farewell(false);
		proof_end();
		set_state(LINK_ENDING);
	}
	release(NETROUTE_IPV4);
	release(NETROUTE_IPV6);
	apply_and_tick();
}

static void begin_lcp(void)
{
	set_state(LINK_SESSION);
	confreq_begin(session.dialer ? &session.dialer->foreign.early : NULL);
}

void link_note_establish(void)
{
	if (!is_open())
		begin_lcp();
	go_down();
}

void link_note_disconnect(void)
{
	go_down();
}

void link_note_terminate(void)
{
	note_reason(leave_find_reason());
	session.farewell = true;
	if (state == LINK_LIMBO)
		guard_drop_after(leave_reason(), 0);
	else
		leave_bound_farewell(true);
	if (ppp_status() == EXIT_AUTH_TOPEER_FAILED)
		use_note_refusal();
}

void link_note_dormant(void)
{
	join_vrf();
	apply_and_tick();
}

static void on_probe(bool was_lost)
{
	const bool lost = probe_is_lost(NETROUTE_IPV4);

	apply();
	if (session.ip[NETROUTE_IPV4] && lost && !was_lost)
		follow_forget();
	if (session.ip[NETROUTE_IPV4] && !lost && was_lost)
		follow_adopt();
}

static void begin_probe(enum netroute_family family)
{
	if (session.ip[family] && state != LINK_LIMBO)
		probe_start(family, config, uplink_iface(), on_probe);
}

static const struct life_listener life_listener;

static void begin_life(void)
{
	const struct dialer *d = session.dialer;

	life_begin(config->failover_detect_ms, d ? d->discovery.offer.src : NULL, &life_listener);
}

/* The session is alive: all is as it was before. */
static void revive(void)
{
	set_state(LINK_UP);
	probe_forget();
	session.doubt = ENDING_NONE;
	apply();
	uplink_put_back_routes();
	if (session.ip[NETROUTE_IPV4])
		follow_adopt();
	begin_life();
	begin_probe(NETROUTE_IPV4);
	begin_probe(NETROUTE_IPV6);
	write_notes("up");
	pppd_tell_back();
}

static void on_limbo_over(enum limbo_verdict verdict)
{
	if (verdict != LIMBO_ALIVE) {
		guard_drop(session.doubt);
		return;
	}
	life_learn(limbo_rtt_ms());
	revive();
}

/* Other uplinks take over at once; addresses, clamp and flows stay. */
static void enter_limbo(enum ending_reason doubt)
{
	session.doubt = doubt;
	if (doubt == ENDING_CARRIER)
		log_warning("Carrier lost on %s", session.dialer->ifname);
	set_state(LINK_LIMBO);
	apply();
	uplink_park_routes();
	if (session.ip[NETROUTE_IPV4])
		follow_forget();
	pppd_tell_lost(doubt);
	limbo_begin(session.dialer, config->failover_keep_s, life_rtt_ms(), on_limbo_over);
	life_end();
	probe_stop(NETROUTE_IPV4, config);
	probe_stop(NETROUTE_IPV6, config);
	logbook_begin_loss(ending_word(doubt));
	write_notes("limbo");
}

/* Whoever answers no echo cannot be asked; and a proof fails on a line that is dead. */
static bool may_be_kept(void)
{
	return state == LINK_UP && config->failover_keep_s && !path_is_mute() && !life_is_mute() &&
	       !proof_is_on();
}

static void lose(enum ending_reason reason)
{
	if (may_be_kept())
		enter_limbo(reason);
	else
		guard_drop(reason);
}

static void follow_carrier(void)
{
	if (state == LINK_LIMBO)
		limbo_note_carrier(!guard_has_no_carrier());
	else if (guard_is_on() && guard_has_no_carrier())
		lose(ENDING_CARRIER);
}

/* L2TP, PPTP, a serial line: there is no session to drop, so LCP ends it, without waiting. */
static void on_dead(void)
{
	if (guard_is_on()) {
		lose(ENDING_DEAD);
		return;
	}
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

void link_note_ip_ack(void)
{
	demand_note_ip_ack();
}

/* Better no link than one on which large packets are lost. */
static void require_clamp(void)
{
	if (!config->clamp_required || config->clamp_off || uplink_clamp_text()[0])
		return;
	log_error("clamp-required: %s has no MSS clamp, so it ends", ppp_ifname());
	leave_as_unfit();
}

void link_note_ip_up(enum netroute_family family)
{
	demand_note_ip_up();
	leave_note_ip();
	guard_follow_process();
	leave_take_back();
	session.ip[family] = true;
	use_begin();
	if (state != LINK_LIMBO) {
		pppd_set_reason(ENDING_NONE);
		begin_life();
		set_state(LINK_UP);
		guard_keep(config->failover_keep_s != 0);
	}
	apply();
	wake_look(); /* pppd sets an address in steps, and takes some back */
	uplink_keep(family, pppd_our_address());
	if (family == NETROUTE_IPV4)
		demand_forget_address();
	if (family == NETROUTE_IPV4 && state != LINK_LIMBO)
		follow_adopt();
	begin_probe(family);
	write_notes(state == LINK_LIMBO ? "limbo" : "up");
	require_clamp();
}

/* Where nothing else ends, it is this IP version alone, and the link goes on. */
static enum ending_reason reason_of_ip(void)
{
	const enum ending_reason reason = leave_find_reason();

	if (reason != ENDING_ERROR)
		note_reason(reason);
	return leave_reason() ? leave_reason() : reason;
}

void link_note_ip_down(enum netroute_family family)
{
	const enum ending_reason reason = reason_of_ip();

	use_note();
	pppd_set_reason(reason);
	release(family);
	if (!session.ip[NETROUTE_IPV4] && !session.ip[NETROUTE_IPV6]) {
		logbook_begin_loss(ending_word(reason));
		leave_await_ip();
	}
	if (is_open() && !session.ip[NETROUTE_IPV4] && !session.ip[NETROUTE_IPV6]) {
		end_limbo();
		set_state(LINK_OPEN);
	}
	probe_stop(family, config);
	apply();
	if (family == NETROUTE_IPV4)
		follow_forget();
}

void link_note_received(void)
{
	life_note();
}

/* Before that it waits for the peer as long as the user has pppd do so (silent, passive). */
void link_note_lcp(bool is_request)
{
	if (!session.heard)
		leave_await_ip();
	session.heard = true;
	confreq_note_received(is_request);
}

void link_note_reply(uint8_t id, const uint8_t *data, size_t seen, size_t len)
{
	if (!echo_is_whole(seen, len))
		return;
	logbook_note_reply(id);
	life_note_reply(id);
	limbo_note_reply(id, data, len < seen ? len : seen);
	proof_note_reply(id, data, len < seen ? len : seen, len);
}

void link_note_sent_echo(uint8_t id, size_t len)
{
	logbook_note_request(id, len);
}

void link_note_sent_request(const uint8_t *packet, size_t len)
{
	confreq_note_sent(packet, len);
}

void link_close(void)
{
	session_reset();
	follow_close();
	uplink_close();
	notes_close(config->mtu_recheck_s);
}

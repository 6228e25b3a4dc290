// SPDX-License-Identifier: GPL-2.0-or-later
#include "link.h"

#include "../pppd_compat.h"

#include "../core/ending.h"
#include "../core/keep.h"
#include "../sys/clock.h"
#include "../sys/iface.h"
#include "../sys/log.h"
#include "confreq.h"
#include "demand.h"
#include "doubt.h"
#include "echo.h"
#include "follow.h"
#include "guard.h"
#include "keeper.h"
#include "leave.h"
#include "logbook.h"
#include "notes.h"
#include "path.h"
#include "pppd.h"
#include "probe.h"
#include "proof.h"
#include "state.h"
#include "ticks.h"
#include "timer.h"
#include "uplink.h"
#include "use.h"
#include "wake.h"

#define LISTEN_MS 1000

/* Of this session, or of this link without one: session_reset() */
struct session {
	int fd; /* -1: none of ours */
	struct dialer *dialer; /* the channel's */
	bool heard; /* LCP of the peer */
	bool no_unit; /* LCP is open, and its unit is still to come */
};

static const struct session no_session = { .fd = -1 };
static struct session session = { .fd = -1 };
static const struct config *config;

bool link_exists(void)
{
	return !state_is(STATE_DOWN);
}

/*
 * Better no link than one whose packets go where the user does not want them. On demand,
 * before the first packet, there is none, and who looks next tries again.
 */
static bool join_vrf(void)
{
	const bool joined = !config->vrf[0] || uplink_join(config->vrf) >= 0;

	if (!joined && link_exists())
		leave_as_unfit();
	return joined;
}

/*
 * Somebody has taken it out, or removed the VRF; not again and again, as it goes down and
 * up by that. Who puts it into another one wants it there.
 */
static void rejoin_vrf(void)
{
	static struct keep rejoins;
	const uint64_t now = clock_now_ms();
	enum keep_verdict verdict;

	if (!config->vrf[0])
		return;
	uplink_find();
	if (!uplink_iface()->index || uplink_vrf_table())
		return;
	verdict = keep_judge(&rejoins, now);
	if (verdict == KEEP_RESTORE) {
		if (join_vrf())
			keep_note(&rejoins, now);
		return;
	}
	if (verdict == KEEP_GIVE_IN)
		log_error("Somebody takes %s out of VRF %s again and again", uplink_iface()->name,
			  config->vrf);
	if (state_is_open())
		leave_as_unfit();
}

static unsigned int restore(unsigned int changes)
{
	rejoin_vrf();
	state_apply();
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

/* Before LCP is open pppd tells of no signal, and our PADS may have got lost. */
static void listen_early(void *context)
{
	(void)context;
	if (state_is_open())
		return;
	follow_client();
	timer_set_after(listen_early, LISTEN_MS);
}

/* One that was not found when IP came up is watched from when it is. */
static void keep_found(void)
{
	for (int i = 0; i < NETROUTE_FAMILIES; i++)
		if (state_has_ip((enum netroute_family)i) && !uplink_keeps((enum netroute_family)i))
			uplink_keep((enum netroute_family)i, pppd_our_address(), config);
}

static void look(void)
{
	follow_client();
	if (demand && !state_is_open())
		keeper_note(CHANGE_ROUTE4 | CHANGE_ROUTE6);
	if (uplink_find() || demand_follow())
		state_apply();
	keep_found();
}

static bool read_changes(void)
{
	const bool rules = uplink_rules_changed(), told = doubt_read();
	const bool others = follow_read(), asked = follow_client();
	bool any;

	doubt_follow_carrier();
	keeper_note(uplink_read_changes(&any));
	if (rules)
		ticks_note_rules();
	return any || others || rules || told || asked;
}

static void apply_and_tick(void)
{
	state_apply();
	ticks_begin();
}

static void watch_client(void)
{
	if (config->server && guard_is_on())
		dialer_watch_client(session.dialer, WAKE_SIGNAL);
}

void link_begin_session(int fd, struct dialer *d, const char *device)
{
	char name[DIALER_NAME_SIZE];

	leave_end();
	session = no_session;
	session.fd = fd;
	session.dialer = d;
	ticks_set_dialer(d);
	doubt_begin_session(d);
	path_begin_session(d, fd);
	notes_begin_session(d);
	state_write_notes("session");
	dialer_ac_name(d, name);
	uplink_name_session(d->discovery.session_id, name, device);
	state_set(STATE_SESSION);
	guard_begin(fd, &d->carrier, config->carrier_debounce_ms);
	watch_client();
}

static void renegotiate(void *context)
{
	(void)context;
	if (!pppd_has_lcp())
		return;
	path_limit_lcp();
	doubt_note_reason(ENDING_RESTART);
	leave_await_lcp();
	pppd_restart_lcp();
}

static void warn_without_ipv6(void)
{
	const int mtu = ppp_get_mtu(0);

	if (pppd_wants_ipv6() && iface_has_ipv6(ppp_ifname()) && !mtu_carries_ipv6(mtu))
		log_warning("An MTU of %d carries no IPv6, which needs 1280 bytes", mtu);
}

/* What needs the MTU of the interface. */
static void begin_with_unit(void)
{
	session.no_unit = !pppd_has_unit();
	if (session.no_unit)
		return;
	warn_without_ipv6();
	path_begin_proof();
}

/* Who joins a bundle may be in the background now (updetach), and has no IP that tells. */
static void apply_in_network(void *context)
{
	(void)context;
	guard_follow_process();
	if (session.no_unit)
		begin_with_unit();
	state_apply();
	state_write_notes(NULL);
}

/* Nothing of it is left for the next session. */
static void session_reset(void)
{
	ppp_untimeout(renegotiate, NULL);
	ppp_untimeout(listen_early, NULL);
	ppp_untimeout(apply_in_network, NULL);
	path_end_session();
	confreq_end();
	doubt_end_session();
	guard_end();
	use_end();
	leave_end();
	ticks_set_dialer(NULL);
	session = no_session;
}

/* Every ending comes by here. */
static void link_reset(void)
{
	session_reset();
	follow_end_session();
	demand_end_session();
	state_remove_ip(NETROUTE_IPV4);
	state_remove_ip(NETROUTE_IPV6);
	state_set(STATE_DOWN);
}

/* Its bundle does (multilink), with clamp and routes: until pppd takes IP down. */
static bool outlives_session(void)
{
	return pppd_leads_bundle() && state_has_any_ip();
}

bool link_end_session(struct pace_session *ret)
{
	enum ending_reason reason;

	doubt_note_reason(leave_find_reason()); /* without LCP nobody has noted it yet */
	reason = leave_reason();
	guard_end();
	*ret = use_end();
	ret->not_by_ac = reason == ENDING_USER || reason == ENDING_RESTART ||
			 reason == ENDING_CARRIER;
	return reason == ENDING_RESTART;
}

void link_note_over(void)
{
	const bool was_down = state_is(STATE_DOWN), outlives = outlives_session();

	if (outlives)
		session_reset();
	else
		link_reset();
	if (!was_down) {
		notes_end_session();
		state_write_notes(outlives ? NULL : "down");
	}
	apply_and_tick();
}

static void on_path(enum record_verdict verdict)
{
	if (verdict == RECORD_MTU_FAILED)
		timer_set_after(renegotiate, 0);
	else
		state_apply();
	notes_add_verdict(verdict);
	state_write_notes(NULL);
}

void link_init(const struct config *c, const char *device)
{
	config = c;
	demand_init(device);
	state_init(c);
	follow_init(c);
	doubt_init(c);
	path_init(c, on_path);
	ticks_init(look);
	wake_listen(read_changes);
	keeper_init(uplink_iface(), restore);
}

/* The clamp stands before a packet can pass. */
void link_note_open(void)
{
	leave_note_lcp();
	leave_take_back();
	join_vrf();
	begin_with_unit();
	state_set(STATE_OPEN);
	apply_and_tick();
}

/* The unit of a link with `multilink` comes once pppd has told of this phase. */
void link_note_network(void)
{
	if (session.no_unit || !uplink_iface()->index)
		timer_set_after(apply_in_network, 0);
}

void link_note_running(void)
{
	if (!state_is_open())
		state_set(STATE_OPEN);
	apply_and_tick();
}

/* The interface went down before: now the clamp may fall. */
static void go_down(void)
{
	if (state_is_open()) {
		doubt_note_reason(leave_find_reason());
		doubt_end_limbo();
		leave_bound_farewell(false);
		proof_end();
		state_set(STATE_ENDING);
	}
	state_remove_ip(NETROUTE_IPV4);
	state_remove_ip(NETROUTE_IPV6);
	apply_and_tick();
}

static void begin_lcp(void)
{
	state_set(STATE_SESSION);
	confreq_begin(session.dialer ? &session.dialer->foreign.early : NULL);
}

void link_note_establish(void)
{
	doubt_note_lcp();
	if (!state_is_open())
		begin_lcp();
	go_down();
	if (config->server)
		timer_set_after(listen_early, LISTEN_MS);
}

void link_note_disconnect(void)
{
	if (!outlives_session())
		go_down();
}

void link_note_terminate(void)
{
	doubt_note_reason(leave_find_reason());
	leave_note_farewell();
	if (state_is(STATE_LIMBO))
		guard_drop_after(leave_reason(), 0);
	else
		leave_bound_farewell(true);
}

void link_note_refusal(void)
{
	use_note_refusal();
}

/* Without `demand` it is the end of a holdoff, and ppp0 may be somebody else's by now. */
void link_note_dormant(void)
{
	if (demand)
		join_vrf();
	apply_and_tick();
}

void link_note_waiting(void)
{
	if (demand_follow())
		state_apply();
}

void link_note_ip_ack(enum netroute_family family)
{
	demand_note_ip_ack(family);
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
	demand_note_ip_up(family);
	leave_note_ip();
	guard_follow_process();
	watch_client(); /* by that process, too */
	leave_take_back();
	state_add_ip(family);
	use_begin(uplink_iface());
	if (!state_is(STATE_LIMBO)) {
		pppd_set_reason(ENDING_NONE);
		doubt_begin_watch();
		state_set(STATE_UP);
	}
	state_begin_probe(family); /* what was lost before is not to be used yet */
	state_apply();
	wake_look(); /* pppd sets an address in steps, and takes some back */
	uplink_keep(family, pppd_our_address(), config);
	if (config->vrf[0] && !uplink_vrf_table()) /* since LCP has opened nobody was told */
		keeper_note(CHANGE_LINK);
	if (family == NETROUTE_IPV4)
		demand_forget_address();
	if (family == NETROUTE_IPV4 && !state_is(STATE_LIMBO) && !probe_is_lost(NETROUTE_IPV4))
		follow_adopt();
	state_write_notes(state_is(STATE_LIMBO) ? "limbo" : "up");
	require_clamp();
}

/* Where nothing else ends, it is this IP version alone, and the link goes on. */
static enum ending_reason reason_of_ip(void)
{
	const enum ending_reason reason = leave_find_reason();

	if (reason != ENDING_ERROR)
		doubt_note_reason(reason);
	return leave_reason() ? leave_reason() : reason;
}

void link_note_ip_down(enum netroute_family family)
{
	const enum ending_reason reason = reason_of_ip();

	use_note(uplink_iface());
	pppd_set_reason(reason);
	state_remove_ip(family);
	if (!state_has_any_ip()) {
		logbook_begin_loss(ending_word(reason));
		leave_await_ip();
	}
	if (state_is_open() && !state_has_any_ip()) {
		doubt_end_limbo();
		state_set(STATE_OPEN);
	}
	probe_stop(family, config);
	state_apply();
	if (family == NETROUTE_IPV4)
		follow_forget();
	if (!state_has_any_ip())
		state_write_notes("session");
}

void link_note_received(void)
{
	doubt_note_received();
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
	path_note_reply();
	doubt_note_reply(id, data, len < seen ? len : seen);
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
	link_reset();
	follow_close();
	uplink_close();
	notes_close(config->mtu_recheck_s);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "guard.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../pppd_compat.h"

#include "../sys/clock.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "channel.h"
#include "echo.h"
#include "plugin.h"
#include "timer.h"

#define GUARD_SIGNAL (SIGRTMIN + 3)
#define FAREWELL_MS 1000 /* for the peer's Terminate-Ack; pppd would wait 6 s */
#define ACK_MS 100 /* for our own Terminate-Ack to go out; pppd would wait 3 s */

void guard_drop(enum guard_reason reason)
{
	if (!self.guard.live)
		return;
	self.guard.live = 0;
	self.guard.dropped = reason;
	session_drop(self.channel.session_fd);
}

/* Async-signal-safe. 0 ms disarms. */
static void set_timer(uint32_t ms)
{
	const struct itimerspec when = {
		.it_value = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 },
	};

	if (self.guard.has_timer)
		timer_settime(self.guard.timer, 0, &when, NULL);
}

/* Async-signal-safe. */
static void judge_carrier(void)
{
	struct guard *g = &self.guard;
	const uint32_t debounce_ms = self.config.carrier_debounce_ms;
	const uint64_t now = clock_now_ms();

	if (self.channel.dialer.carrier.up) {
		if (g->lost_ms)
			set_timer(0);
		g->lost_ms = 0;
		return;
	}
	if (!debounce_ms || !g->has_timer || (g->lost_ms && now >= g->lost_ms + debounce_ms)) {
		guard_drop(GUARD_CARRIER);
	} else if (!g->lost_ms) {
		g->lost_ms = now;
		set_timer(debounce_ms + 1);
	}
}

static void on_signal(int number)
{
	const int saved = errno;

	(void)number;
	if (self.guard.live) {
		carrier_read(&self.channel.dialer.carrier);
		judge_carrier();
	}
	errno = saved;
}

/* pppd takes SIGIO, which comes when the queue of realtime signals is full, for fatal. */
static int install_handler(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	sigfillset(&action.sa_mask);
	return sigaction(GUARD_SIGNAL, &action, NULL) < 0 || sigaction(SIGIO, &action, NULL) < 0
		       ? -errno
		       : 0;
}

static void create_timer(void)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = GUARD_SIGNAL,
	};

	self.guard.has_timer = self.config.carrier_debounce_ms &&
			       timer_create(CLOCK_MONOTONIC, &event, &self.guard.timer) == 0;
}

static void delete_timer(void)
{
	if (self.guard.has_timer && self.guard.owner == getpid())
		timer_delete(self.guard.timer);
	self.guard.has_timer = false;
}

static void own_signals(void)
{
	int err = install_handler();

	delete_timer();
	self.guard.owner = getpid();
	self.guard.lost_ms = 0;
	create_timer();
	if (!err)
		err = carrier_signal(&self.channel.dialer.carrier, GUARD_SIGNAL);
	if (err)
		log_error("Cannot watch the carrier: %s", strerror(-err));
	/* What came before the signal was armed has made none. */
	on_signal(0);
}

void guard_begin(void)
{
	self.guard.dropped = self.guard.reason = GUARD_NONE;
	self.guard.saved_status = -1;
	self.guard.live = 1;
	own_signals();
}

void guard_follow_process(void)
{
	if (self.guard.live && self.guard.owner != getpid())
		own_signals();
}

static void hurry(void *context)
{
	(void)context;
	if (!self.guard.live)
		return;
	self.guard.saved_status = (int)ppp_status();
	guard_drop(self.guard.reason);
}

static void on_life_timer(void *context);

void guard_end(void)
{
	self.guard.live = 0;
	self.guard.watching = false;
	ppp_untimeout(hurry, NULL);
	ppp_untimeout(on_life_timer, NULL);
	delete_timer();
	if (self.guard.saved_status >= 0)
		ppp_set_status((ppp_exit_code_t)self.guard.saved_status);
	self.guard.saved_status = -1;
}

static void set_life_timer(void)
{
	timer_set_until(on_life_timer, self.guard.liveness.deadline_ms);
}

/* L2TP, PPTP, a serial line: there is no session to drop, so LCP ends it, without waiting. */
static void declare_dead(void)
{
	log_warning("No sign of life from the peer for %u ms",
		    liveness_patience_ms(&self.guard.liveness));
	self.guard.watching = false;
	self.guard.dropped = GUARD_DEAD;
	if (self.guard.live)
		guard_drop(GUARD_DEAD);
	else
		compat_close_at_once();
}

static void on_life_timer(void *context)
{
	struct guard *g = &self.guard;
	const uint64_t bytes = compat_bytes_in(), now = clock_now_ms();

	(void)context;
	if (!g->watching)
		return;
	if (bytes != g->bytes_in)
		liveness_input(&g->liveness, now);
	g->bytes_in = bytes;
	switch (liveness_timeout(&g->liveness, now)) {
	case LIVENESS_DEAD:
		declare_dead();
		return;
	case LIVENESS_SEND_ECHO:
		echo_send_short(g->liveness.echo_id);
		break;
	case LIVENESS_NOTHING:
		break;
	}
	set_life_timer();
}

void guard_watch_life(void)
{
	struct guard *g = &self.guard;

	if (!self.config.failover_detect_ms || g->watching)
		return;
	g->watching = true;
	g->told_slow = false;
	g->bytes_in = compat_bytes_in();
	liveness_start(&g->liveness, self.config.failover_detect_ms, clock_now_ms());
	set_life_timer();
}

void guard_note_life(void)
{
	if (self.guard.watching)
		liveness_input(&self.guard.liveness, clock_now_ms());
}

static bool is_slow(const struct liveness *l)
{
	return l->rtt_ms && liveness_patience_ms(l) > l->detect_ms;
}

/* One slow echo is an accident, two are a line. */
void guard_note_reply(uint8_t id)
{
	struct liveness *l = &self.guard.liveness;
	const bool was_slow = is_slow(l);

	if (!self.guard.watching)
		return;
	liveness_reply(l, id, clock_now_ms());
	if (self.guard.told_slow || !was_slow || !is_slow(l))
		return;
	self.guard.told_slow = true;
	log_warning("Echoes take %u ms: the peer is dead after %u ms of silence, not %u", l->rtt_ms,
		    liveness_patience_ms(l), l->detect_ms);
}

static enum guard_reason find_reason(void)
{
	if (self.guard.dropped)
		return (enum guard_reason)self.guard.dropped;
	if (lcp_fsm[0].state == STOPPING)
		return GUARD_PEER;
	switch (ppp_status()) {
	case EXIT_USER_REQUEST:
		return ppp_persist() ? GUARD_RESTART : GUARD_USER;
	case EXIT_IDLE_TIMEOUT:
	case EXIT_CONNECT_TIME:
		return GUARD_USER;
	case EXIT_PEER_DEAD:
		return GUARD_DEAD;
	case EXIT_HANGUP:
		return GUARD_HANGUP;
	default:
		return GUARD_ERROR;
	}
}

void guard_note_reason(void)
{
	struct guard *g = &self.guard;

	g->watching = false;
	if (g->reason)
		return;
	g->reason = find_reason();
	if (g->reason == GUARD_CARRIER)
		log_warning("Carrier lost on %s", self.channel.device);
}

void guard_forget_reason(void)
{
	self.guard.reason = GUARD_NONE;
}

void guard_bound_farewell(bool ours)
{
	if (!self.guard.live)
		return;
	if (ours)
		timer_set_after(hurry, self.guard.reason == GUARD_DEAD ? 0 : FAREWELL_MS);
	else if (self.guard.reason == GUARD_PEER)
		timer_set_after(hurry, ACK_MS);
}

void guard_describe_reason(char ret[static GUARD_REASON_SIZE])
{
	static const char *const text[] = {
		[GUARD_NONE] = "",	     [GUARD_USER] = "user",   [GUARD_RESTART] = "restart",
		[GUARD_CARRIER] = "carrier", [GUARD_DEAD] = "dead",   [GUARD_PEER] = "peer",
		[GUARD_HANGUP] = "hangup",   [GUARD_ERROR] = "error",
	};

	strlcpy(ret, text[self.guard.reason], GUARD_REASON_SIZE);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "connect.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "core/session_frame.h"
#include "core/text.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/session.h"

#define ORPHAN_WAIT_MS 200 /* for the PADS to a PADR that nobody wants any more */
#define FRAMES_AT_A_TIME 32
#define LOGGED_FRAMES 16 /* per discovery: whoever floods the wire must not flood the log */
#define NO_CARRIER_MS 30000
#define STRAYS_EVERY_MS 100

static int choose_host_uniq(struct discovery_options *o)
{
	o->host_uniq_len = DISCOVERY_HOST_UNIQ_LEN;
	return getrandom(o->host_uniq, DISCOVERY_HOST_UNIQ_LEN, 0) < 0 ? -errno : 0;
}

void connect_init(struct connect *c)
{
	*c = (struct connect){
		.ethernet = { .fd = -1 },
		.tap = { .fd = -1 },
		.carrier = { .fd = -1 },
	};
}

/*
 * An AC with one session per client does not answer us, or refuses us, while it
 * believes in the old one, and on a dead line a PADT is lost. So one goes ahead
 * of each PADI, but of no PADR that may have got a session of the same id.
 */
static bool needs_terminate(const struct connect *c)
{
	const enum discovery_state state = c->discovery.state;

	return c->last_id && (state == DISCOVERY_PADI_SENT || state == DISCOVERY_OFFER_KEPT) &&
	       !session_exists(c->last_ac, c->last_id);
}

static int send_terminate(struct connect *c)
{
	struct discovery d;

	discovery_attach(&d, &c->options, c->ethernet.mac, c->last_ac, c->last_id);
	discovery_terminate(&d, c->last_ac, c->last_id);
	return ethernet_send(&c->ethernet, d.tx, d.tx_len);
}

static int send_queued(struct connect *c)
{
	int err = 0;

	if (!c->discovery.tx_len)
		return 0;
	if (needs_terminate(c))
		err = send_terminate(c);
	return err ? err : ethernet_send(&c->ethernet, c->discovery.tx, c->discovery.tx_len);
}

static int start(struct connect *c)
{
	c->waiting = !c->carrier.up;
	if (c->waiting) {
		c->discovery =
			(struct discovery){ .options = &c->options, .deadline_ms = UINT64_MAX };
		c->wait_until_ms = clock_now_ms() + NO_CARRIER_MS;
		return 0;
	}
	return discovery_start(&c->discovery, &c->options, c->ethernet.mac, clock_now_ms(),
			       clock_entropy());
}

static int start_as_configured(struct connect *c, const struct config *config)
{
	int err = 0;

	c->options = config->discovery;
	c->verbose = config->verbose;
	c->logged_frames = 0;
	c->early_len = 0;
	c->opened = c->waiting = false;
	if (config->session_id) {
		discovery_attach(&c->discovery, &c->options, c->ethernet.mac, config->session_mac,
				 config->session_id);
		return 0;
	}
	if (!config->padi_timed)
		c->options.retry = pace_retry(&c->pace, &config->discovery.retry);
	if (!config->discovery.host_uniq_fixed)
		err = choose_host_uniq(&c->options);
	if (!err && !c->carrier.up)
		log_info("No carrier on %s, waiting for it", c->ifname);
	return err ? err : start(c);
}

static void close_all(struct connect *c)
{
	ethernet_close(&c->tap);
	carrier_close(&c->carrier);
	ethernet_close(&c->ethernet);
}

static int open_all(struct connect *c, const char *ifname)
{
	int err = ethernet_open(&c->ethernet, ifname);

	if (!err)
		err = ethernet_open_tap(&c->tap, &c->ethernet);
	if (!err)
		err = carrier_open(&c->carrier, (uint32_t)c->ethernet.ifindex);
	if (!err && c->terminate_unknown)
		err = ethernet_watch_strays(&c->tap, 0);
	if (err)
		close_all(c);
	return err;
}

bool connect_is_due(const struct connect *c)
{
	return c->ethernet.fd < 0 && clock_now_ms() >= c->pace.not_before_ms;
}

int connect_begin(struct connect *c, const char *ifname, const struct config *config)
{
	int err;

	if (c->ethernet.fd >= 0)
		return 0;
	if (clock_now_ms() < c->pace.not_before_ms)
		return -EAGAIN;
	pace_begin(&c->pace, clock_now_ms());
	err = open_all(c, ifname);
	if (err)
		return err;
	snprintf(c->ifname, sizeof(c->ifname), "%s", ifname);
	err = start_as_configured(c, config);
	if (err)
		close_all(c);
	return err;
}

static void log_error_tag(const char *mac, const char *tag_name, const struct packet_tag *tag)
{
	char text[256];

	if (!tag->data)
		return;
	text_escape(text, sizeof(text), tag->data, tag->len);
	log_error("AC %s answers with %s: %s", mac, tag_name, text[0] ? text : "(no text)");
}

static void log_frame(struct connect *c, const struct packet *p, enum discovery_verdict verdict)
{
	char mac[TEXT_MAC_SIZE], name[128];

	if (c->logged_frames++ >= LOGGED_FRAMES)
		return;
	text_format_mac(mac, p->src);
	if (verdict == DISCOVERY_ERROR_TAG) {
		log_error_tag(mac, "Service-Name-Error", &p->service_name_error);
		log_error_tag(mac, "AC-System-Error", &p->ac_system_error);
		log_error_tag(mac, "Generic-Error", &p->generic_error);
	} else if (c->verbose && p->code == PACKET_PADO) {
		text_escape(name, sizeof(name), p->ac_name.data, p->ac_name.len);
		log_info("PADO from AC '%s' at %s: %s", name, mac, discovery_verdict_text(verdict));
	} else if (verdict != DISCOVERY_ACCEPTED) {
		log_debug("frame 0x%02x from %s: %s", p->code, mac,
			  discovery_verdict_text(verdict));
	}
}

/* Takes one frame. A frame that cannot be one of ours is no error: the wire is not trusted. */
static int receive(struct connect *c)
{
	uint8_t frame[PACKET_FRAME_MAX];
	const ssize_t len = ethernet_receive(&c->ethernet, frame, sizeof(frame));
	enum discovery_verdict verdict;
	struct packet p;

	if (len == -EMSGSIZE)
		return 0;
	if (len < 0)
		return (int)len;
	verdict = discovery_input(&c->discovery, frame, (size_t)len, clock_now_ms(),
				  clock_entropy(), &p);
	if (verdict != DISCOVERY_MALFORMED)
		log_frame(c, &p, verdict);
	return send_queued(c);
}

/*
 * Some at a time: a storm must keep neither a deadline nor a signal waiting.
 * What is queued behind a PADS is read, too: a second session would be orphaned.
 */
static int receive_some(struct connect *c)
{
	int err = 0;

	for (int i = 0; !err && i < FRAMES_AT_A_TIME; i++)
		err = receive(c);
	return err == -EAGAIN ? 0 : err;
}

/*
 * A signal that comes between the question and poll() must not be lost, so it
 * is let in by ppoll() only.
 */
static int wait_readable(struct connect *c, uint64_t until_ms, bool (*stopped)(void))
{
	const uint64_t now = clock_now_ms(), left = until_ms > now ? until_ms - now : 0;
	const struct timespec timeout = {
		.tv_sec = (time_t)(left / 1000),
		.tv_nsec = (long)(left % 1000) * 1000000,
	};
	struct pollfd p[] = {
		{ .fd = c->ethernet.fd, .events = POLLIN },
		{ .fd = c->carrier.fd, .events = POLLIN },
		{ .fd = c->terminate_unknown ? c->tap.fd : -1, .events = POLLIN },
	};
	sigset_t signals, before;
	int err = 0;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	if (stopped && stopped())
		err = -EINTR;
	else if (ppoll(p, sizeof(p) / sizeof(p[0]), &timeout, &before) < 0 && errno != EINTR)
		err = -errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A session of somebody else on this machine is none, be it the kernel's or pppoe(8)'s. */
static bool is_stray(const struct connect *c, const struct session_frame *f)
{
	return packet_is_station(f->src) && f->session_id != c->last_id &&
	       f->session_id != c->discovery.session_id && !session_exists(f->src, f->session_id) &&
	       !ethernet_is_shared(&c->tap);
}

static void answer_stray(struct connect *c, const struct session_frame *f)
{
	char mac[TEXT_MAC_SIZE];

	if (clock_now_ms() < c->no_stray_before_ms || !is_stray(c, f))
		return;
	c->no_stray_before_ms = clock_now_ms() + STRAYS_EVERY_MS;
	text_format_mac(mac, f->src);
	log_info("Terminating unknown session %u of %s", f->session_id, mac);
	discovery_terminate(&c->discovery, f->src, f->session_id);
	send_queued(c);
	c->discovery.tx_len = 0;
}

/* An AC may begin with LCP in the same microsecond in which it sends the PADS, or sooner. */
static bool is_early(const struct connect *c, const struct session_frame *f)
{
	const enum discovery_state state = c->discovery.state;

	return !c->opened && (state == DISCOVERY_PADR_SENT || state == DISCOVERY_SESSION) &&
	       !memcmp(f->src, c->discovery.offer.src, ETH_ALEN) && session_frame_is_request(f);
}

static void keep_early(struct connect *c, const struct session_frame *f)
{
	if (f->len > sizeof(c->early))
		return;
	memcpy(c->early, f->data, f->len);
	c->early_len = f->len;
	c->early_id = f->session_id;
	c->early_lost = false;
}

/* Takes one frame that the kernel has no session for. Returns false if there is none. */
static bool receive_foreign(struct connect *c)
{
	uint8_t frame[PACKET_FRAME_MAX];
	struct session_frame f;
	const ssize_t len = ethernet_receive(&c->tap, frame, sizeof(frame));

	if (len < 0 || session_frame_parse(&f, frame, (size_t)len) < 0)
		return len != -EAGAIN;
	if (is_early(c, &f))
		keep_early(c, &f);
	else if (c->terminate_unknown)
		answer_stray(c, &f);
	return true;
}

static void answer_strays(struct connect *c)
{
	for (int i = 0; i < FRAMES_AT_A_TIME && receive_foreign(c); i++)
		;
}

/* With the cable back, a PADI goes out at once; without it, none. */
static int follow_carrier(struct connect *c)
{
	const bool was_up = c->carrier.up;
	int err;

	carrier_read(&c->carrier);
	if (c->carrier.gone)
		return -ENODEV;
	if (c->carrier.up == was_up || c->discovery.state == DISCOVERY_SESSION)
		return 0;
	log_info("Carrier %s on %s", was_up ? "lost" : "is back", c->ifname);
	err = start(c);
	return err ? err : send_queued(c);
}

static int step(struct connect *c, uint64_t until_ms, bool (*stopped)(void))
{
	int err = wait_readable(c, earliest(c->discovery.deadline_ms, until_ms), stopped);

	if (!err)
		err = receive_some(c);
	if (!err && c->terminate_unknown)
		answer_strays(c);
	if (!err)
		err = follow_carrier(c);
	if (!err && !c->waiting && c->discovery.state != DISCOVERY_SESSION) {
		discovery_timeout(&c->discovery, clock_now_ms(), clock_entropy());
		err = send_queued(c);
	}
	/* Down is a state that ends: the next PADI may find the interface up again. */
	return err == -ENETDOWN ? 0 : err;
}

static int wait_turn(struct connect *c, uint64_t until_ms, bool (*stopped)(void))
{
	const uint64_t end = earliest(c->pace.not_before_ms, until_ms);
	int err = 0;

	while (!err && clock_now_ms() < end)
		err = wait_readable(c, end, stopped);
	return err ? err : -EAGAIN;
}

/* What ends the run, or -EINPROGRESS. */
static int judge(struct connect *c, uint64_t until_ms)
{
	switch (c->discovery.state) {
	case DISCOVERY_SESSION:
		return 0;
	case DISCOVERY_FAILED:
		return -ETIMEDOUT;
	default:
		return clock_now_ms() < until_ms ? -EINPROGRESS : c->waiting ? -ENETDOWN : -EAGAIN;
	}
}

static uint64_t end_of_run(const struct connect *c, uint32_t limit_ms)
{
	if (limit_ms != CONNECT_NO_LIMIT)
		return clock_now_ms() + limit_ms;
	return c->waiting ? c->wait_until_ms : UINT64_MAX;
}

int connect_run(struct connect *c, uint32_t limit_ms, bool (*stopped)(void))
{
	uint64_t until_ms = end_of_run(c, limit_ms);
	int err;

	if (c->ethernet.fd < 0)
		return wait_turn(c, until_ms, stopped);
	err = send_queued(c);
	c->discovery.tx_len = 0;
	if (err == -ENETDOWN)
		err = 0;
	while (!err) {
		err = judge(c, until_ms);
		if (err != -EINPROGRESS)
			return err == -ENETDOWN && limit_ms != CONNECT_NO_LIMIT ? -EAGAIN : err;
		err = step(c, until_ms, stopped);
		if (limit_ms == CONNECT_NO_LIMIT)
			until_ms = end_of_run(c, limit_ms);
	}
	return err;
}

static void collect_early(struct connect *c)
{
	while (receive_foreign(c))
		;
	if (c->early_id != c->discovery.session_id)
		c->early_len = 0;
}

int connect_open_session(struct connect *c, const char *ifname)
{
	int fd;

	collect_early(c);
	c->early_lost = c->early_len;
	fd = session_connect(ifname, c->discovery.offer.src, c->discovery.session_id);
	if (fd < 0)
		return fd;
	memcpy(c->last_ac, c->discovery.offer.src, ETH_ALEN);
	c->last_id = c->discovery.session_id;
	collect_early(c);
	c->opened = true;
	/* Closing a packet socket takes milliseconds: not yet. */
	if (!c->terminate_unknown || ethernet_watch_strays(&c->tap, c->last_id) < 0)
		ethernet_mute(&c->tap);
	return fd;
}

void connect_tick(struct connect *c)
{
	receive_some(c);
	if (c->terminate_unknown)
		answer_strays(c);
	else
		ethernet_close(&c->tap);
}

void connect_note_result(struct connect *c, enum pace_result result)
{
	pace_note(&c->pace, result, clock_now_ms(), clock_entropy());
}

/* discovery_input answers a PADS in any state but PADR_SENT with a PADT. */
static void refuse_late_session(struct connect *c)
{
	const uint64_t until_ms = clock_now_ms() + ORPHAN_WAIT_MS;

	c->discovery.state = DISCOVERY_FAILED;
	/* Each PADR may have got a session. */
	while (clock_now_ms() < until_ms) {
		if (wait_readable(c, until_ms, NULL) < 0 || receive_some(c) < 0)
			return;
		if (c->discovery.tx_len && c->discovery.padr_tries == 1)
			return;
	}
}

void connect_end(struct connect *c)
{
	if (c->ethernet.fd < 0)
		return;
	if (c->discovery.state == DISCOVERY_PADR_SENT)
		refuse_late_session(c);
	if (c->discovery.state == DISCOVERY_SESSION) {
		discovery_terminate(&c->discovery, c->discovery.offer.src, c->discovery.session_id);
		send_queued(c);
	}
	c->discovery.state = DISCOVERY_IDLE;
	close_all(c);
}

void connect_ac_name(const struct connect *c, char ret[static CONNECT_NAME_SIZE])
{
	const struct packet_tag *name = &c->discovery.offer.ac_name;

	text_escape(ret, CONNECT_NAME_SIZE, name->data, name->len);
}

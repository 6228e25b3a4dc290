// SPDX-License-Identifier: GPL-2.0-or-later
#include "connect.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "core/text.h"
#include "sys/log.h"
#include "sys/session.h"

#define ORPHAN_WAIT_MS 200 /* for the PADS to a PADR that nobody wants any more */
#define DISCOVERY_EVERY_MS 1000 /* discoveries begin at most so often, whatever the AC does */
#define FRAMES_AT_A_TIME 32
#define LOGGED_FRAMES 16 /* per discovery: whoever floods the wire must not flood the log */
#define FREE_FAILURES 2 /* failed sessions before the delay grows */

static const struct backoff failure_delay = { .first_ms = 2000, .most_ms = 30000, .jitter = 20 };

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Without entropy (before the kernel's pool is ready) there is no jitter, nothing worse. */
static uint32_t entropy(void)
{
	uint32_t value = 0;

	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) < 0)
		return 0;
	return value;
}

static int choose_host_uniq(struct discovery_options *o)
{
	o->host_uniq_len = DISCOVERY_HOST_UNIQ_LEN;
	return getrandom(o->host_uniq, DISCOVERY_HOST_UNIQ_LEN, 0) < 0 ? -errno : 0;
}

void connect_init(struct connect *c)
{
	*c = (struct connect){ .link = { .fd = -1 } };
}

static int start(struct connect *c, const struct config *config)
{
	int err = 0;

	c->options = config->discovery;
	c->verbose = config->verbose;
	c->logged_frames = 0;
	if (config->session_id) {
		discovery_attach(&c->discovery, &c->options, c->link.mac, config->session_mac,
				 config->session_id);
		return 0;
	}
	if (!config->discovery.host_uniq_fixed)
		err = choose_host_uniq(&c->options);
	if (!err)
		err = discovery_start(&c->discovery, &c->options, c->link.mac, now_ms(), entropy());
	return err;
}

int connect_begin(struct connect *c, const char *ifname, const struct config *config)
{
	int err;

	if (c->link.fd >= 0)
		return 0;
	if (now_ms() < c->not_before_ms)
		return -EAGAIN;
	c->not_before_ms = now_ms() + DISCOVERY_EVERY_MS;
	err = link_open(&c->link, ifname);
	if (err)
		return err;
	err = start(c, config);
	if (err)
		link_close(&c->link);
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

static int send_queued(struct connect *c)
{
	if (!c->discovery.tx_len)
		return 0;
	return link_send(&c->link, c->discovery.tx, c->discovery.tx_len);
}

/* Takes one frame. A frame that cannot be one of ours is no error: the wire is not trusted. */
static int receive(struct connect *c)
{
	uint8_t frame[PACKET_FRAME_MAX];
	const ssize_t len = link_receive(&c->link, frame, sizeof(frame));
	enum discovery_verdict verdict;
	struct packet p;

	if (len == -EMSGSIZE)
		return 0;
	if (len < 0)
		return (int)len;
	verdict = discovery_input(&c->discovery, frame, (size_t)len, now_ms(), entropy(), &p);
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
	const uint64_t now = now_ms(), left = until_ms > now ? until_ms - now : 0;
	const struct timespec timeout = {
		.tv_sec = (time_t)(left / 1000),
		.tv_nsec = (long)(left % 1000) * 1000000,
	};
	struct pollfd p = { .fd = c->link.fd, .events = POLLIN };
	sigset_t signals, before;
	int err = 0;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	if (stopped && stopped())
		err = -EINTR;
	else if (ppoll(&p, 1, &timeout, &before) < 0 && errno != EINTR)
		err = -errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int step(struct connect *c, uint64_t until_ms, bool (*stopped)(void))
{
	int err = wait_readable(c, earliest(c->discovery.deadline_ms, until_ms), stopped);

	if (!err)
		err = receive_some(c);
	if (!err && c->discovery.state != DISCOVERY_SESSION) {
		discovery_timeout(&c->discovery, now_ms(), entropy());
		err = send_queued(c);
	}
	/* Down is a state that ends: the next PADI may find the interface up again. */
	return err == -ENETDOWN ? 0 : err;
}

static int wait_turn(struct connect *c, uint64_t until_ms, bool (*stopped)(void))
{
	const uint64_t end = earliest(c->not_before_ms, until_ms);
	int err = 0;

	while (!err && now_ms() < end)
		err = wait_readable(c, end, stopped);
	return err ? err : -EAGAIN;
}

int connect_run(struct connect *c, uint32_t limit_ms, bool (*stopped)(void))
{
	const uint64_t until_ms = limit_ms == CONNECT_NO_LIMIT ? UINT64_MAX : now_ms() + limit_ms;
	int err;

	if (c->link.fd < 0)
		return wait_turn(c, until_ms, stopped);
	err = send_queued(c);
	c->discovery.tx_len = 0;
	if (err == -ENETDOWN)
		err = 0;
	while (!err) {
		if (c->discovery.state == DISCOVERY_SESSION)
			return 0;
		if (c->discovery.state == DISCOVERY_FAILED)
			return -ETIMEDOUT;
		if (now_ms() >= until_ms)
			return -EAGAIN;
		err = step(c, until_ms, stopped);
	}
	return err;
}

int connect_open_session(struct connect *c, const char *ifname)
{
	const int fd = session_connect(ifname, c->discovery.offer.src, c->discovery.session_id);

	if (fd >= 0)
		link_mute(&c->link);
	return fd;
}

void connect_note_result(struct connect *c, bool success)
{
	c->failures = success ? 0 : c->failures + 1;
	if (c->failures > FREE_FAILURES)
		c->not_before_ms =
			now_ms() +
			backoff_delay_ms(&failure_delay, c->failures - FREE_FAILURES, entropy());
}

/* discovery_input answers a PADS in any state but PADR_SENT with a PADT. */
static void refuse_late_session(struct connect *c)
{
	const uint64_t until_ms = now_ms() + ORPHAN_WAIT_MS;

	c->discovery.state = DISCOVERY_FAILED;
	/* Each PADR may have got a session. */
	while (now_ms() < until_ms) {
		if (wait_readable(c, until_ms, NULL) < 0 || receive_some(c) < 0)
			return;
		if (c->discovery.tx_len && c->discovery.padr_tries == 1)
			return;
	}
}

void connect_end(struct connect *c)
{
	if (c->link.fd < 0)
		return;
	if (c->discovery.state == DISCOVERY_PADR_SENT)
		refuse_late_session(c);
	if (c->discovery.state == DISCOVERY_SESSION) {
		discovery_terminate(&c->discovery, c->discovery.offer.src, c->discovery.session_id);
		send_queued(c);
	}
	c->discovery.state = DISCOVERY_IDLE;
	link_close(&c->link);
}

void connect_ac_name(const struct connect *c, char ret[static CONNECT_NAME_SIZE])
{
	const struct packet_tag *name = &c->discovery.offer.ac_name;

	text_escape(ret, CONNECT_NAME_SIZE, name->data, name->len);
}

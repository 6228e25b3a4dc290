// SPDX-License-Identifier: GPL-2.0-or-later
#include "dialer.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "core/text.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/readable.h"
#include "sys/session.h"

#define ORPHAN_WAIT_MS 200 /* for the PADS to a PADR that nobody wants any more */
#define FRAMES_AT_A_TIME 32
#define UNREAD_FRAMES 1024 /* more than a socket has room for, by default */
#define WAIT_MS 30000 /* for a carrier, or the interface */
#define NEVER_MS UINT64_MAX

static int choose_host_uniq(struct discovery_options *o)
{
	o->host_uniq_len = DISCOVERY_HOST_UNIQ_LEN;
	return getrandom(o->host_uniq, DISCOVERY_HOST_UNIQ_LEN, 0) < 0 ? -errno : 0;
}

void dialer_init(struct dialer *d)
{
	*d = (struct dialer){
		.ethernet = { .fd = -1 },
		.foreign = { .tap = { .fd = -1 } },
		.carrier = { .fd = -1 },
		.arrivals = { .fd = -1 },
	};
}

/*
 * An AC with one session per client does not answer us, or refuses us, while it
 * believes in the old one, and on a dead line a PADT is lost. So one goes ahead
 * of many a PADI, but of no PADR that may have got a session of the same id.
 */
static bool needs_terminate(const struct dialer *d)
{
	return d->discovery.state == DISCOVERY_PADI_SENT &&
	       pace_repeats_padt(d->discovery.padi_tries);
}

static int terminate(struct dialer *d, const struct leftover *l)
{
	const struct packet p = leftover_padt(l, d->ethernet.mac);
	uint8_t frame[PACKET_FRAME_MAX];
	const int len = packet_build(&p, frame, sizeof(frame));

	return len < 0 ? len : ethernet_send(&d->ethernet, frame, (size_t)len);
}

static int terminate_leftovers(struct dialer *d)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < d->left.count; i++)
		if (!session_exists(d->left.list[i].ac, d->left.list[i].id))
			err = terminate(d, &d->left.list[i]);
	return err;
}

/* A PADT may be right behind the PADS; before and later it would wake us for nothing. */
static void choose_frames(const struct dialer *d)
{
	const bool padts = d->discovery.state == DISCOVERY_PADR_SENT;

	if (!d->serving && !d->options.host_uniq_fixed && !d->report.verbose)
		ethernet_choose(&d->ethernet, d->options.host_uniq, padts);
}

/* The frame, and not the discovery: the interface is down, or has no room. That may have ended. */
static bool is_lost(int err)
{
	return err == -ENETDOWN || err == -ENOBUFS;
}

static int send_queued(struct dialer *d)
{
	int err = 0;

	if (!d->discovery.tx_len)
		return 0;
	choose_frames(d);
	if (needs_terminate(d))
		err = terminate_leftovers(d);
	return err ? err : ethernet_send(&d->ethernet, d->discovery.tx, d->discovery.tx_len);
}

static int start(struct dialer *d)
{
	d->waiting = !d->carrier.up;
	if (d->waiting) {
		d->was_up = ethernet_is_up(&d->ethernet, d->ifname);
		report_rest(&d->report);
		discovery_pause(&d->discovery);
		d->wait_until_ms = clock_now_ms() + WAIT_MS;
		return 0;
	}
	if (d->given_id) {
		discovery_attach(&d->discovery, &d->options, d->ethernet.mac, d->given_ac,
				 d->given_id);
		return 0;
	}
	report_await(&d->report);
	if (!d->padi_timed)
		d->options.retry = pace_retry(&d->pace, &d->retry);
	return discovery_resume(&d->discovery, clock_now_ms(), clock_entropy());
}

static void take_ask(struct dialer *d, const struct dialer_ask *ask)
{
	d->options.max_payload = ask->max_payload;
	memcpy(d->options.capped_acs, ask->capped_acs, sizeof(ask->capped_acs));
	d->options.capped_count = ask->capped_count;
	for (unsigned int i = 0; i < ask->left.count; i++)
		leftovers_add(&d->left, &ask->left.list[i]);
}

/* An AC has answered a PADI of the inquiry's: that one counts in place of the first. */
static void take_offer(struct dialer *d)
{
	const struct inquiry *i = &d->inquiry;
	const uint64_t now = clock_now_ms();

	memcpy(d->options.host_uniq, i->options.host_uniq, sizeof(d->options.host_uniq));
	d->options.host_uniq_len = i->options.host_uniq_len;
	report_answer(&d->report);
	/* As long ago as it took then: its AC may delay the next PADO, too. */
	discovery_take_padi(&d->discovery, i->offer_tagged, now - i->offer_took_ms);
	discovery_input(&d->discovery, i->offer, i->offer_len, now, clock_entropy(), NULL);
	terminate_leftovers(d); /* before it goes a PADR, and no PADI */
}

/* The session is there once dialer_open_session has answered. */
static void accept_client(struct dialer *d)
{
	const uint16_t id = acceptor_accept(&d->acceptor);

	discovery_attach(&d->discovery, &d->options, d->ethernet.mac, acceptor_client(&d->acceptor),
			 id);
}

/*
 * A PADT for what is left over goes out once more: whoever has lost it, too, asks
 * for a new session anyway.
 */
static int start_server(struct dialer *d)
{
	int err = acceptor_begin(&d->acceptor, &d->options, &d->ethernet);

	if (!err)
		err = terminate_leftovers(d);
	if (err && !is_lost(err))
		return err;
	d->options.host_uniq_len = 0;
	discovery_init(&d->discovery, &d->options, d->ethernet.mac);
	discovery_pause(&d->discovery);
	if (d->acceptor.replaced)
		accept_client(d);
	else
		log_info("Waiting for a client on %s", d->ifname);
	return 0;
}

/* Beside one that is to be avoided the others have to be asked; to compare them, all. */
static bool has_offer(const struct dialer *d)
{
	const struct inquiry *i = &d->inquiry;
	const uint64_t now = clock_now_ms();

	return !d->options.best_ms && inquiry_has_offer(i, now) &&
	       !avoid_has(&d->avoid, i->offer + ETH_ALEN, now);
}

static int start_as_configured(struct dialer *d, const struct config *config,
			       const struct dialer_ask *ask)
{
	int err = 0;

	d->options = config->discovery;
	take_ask(d, ask);
	report_begin(&d->report, config->verbose);
	d->foreign.early.len = 0;
	d->retry = config->discovery.retry; /* also for PADIs of an inquiry about a session */
	d->padi_timed = config->padi_timed;
	d->given_id = config->session_id;
	memcpy(d->given_ac, config->session_mac, ETH_ALEN);
	d->serving = config->server;
	if (d->serving)
		return start_server(d);
	if (!config->discovery.host_uniq_fixed)
		err = choose_host_uniq(&d->options);
	if (!err && !d->carrier.up)
		log_info("No carrier on %s, waiting for it", d->ifname);
	discovery_init(&d->discovery, &d->options, d->ethernet.mac);
	d->discovery.avoid = &d->avoid;
	if (!err)
		err = start(d);
	if (!err && !d->waiting && !d->given_id && has_offer(d))
		take_offer(d);
	d->inquiry.offer_len = 0;
	choose_frames(d); /* maybe with the Host-Uniq of the offer */
	return err;
}

static void close_all(struct dialer *d)
{
	d->opened = d->waiting = false;
	foreign_close(&d->foreign);
	carrier_close(&d->carrier);
	ethernet_close(&d->ethernet);
}

static int open_all(struct dialer *d, const char *ifname)
{
	int err = ethernet_open(&d->ethernet, ifname);

	if (!err)
		err = ethernet_set_priority(&d->ethernet, d->priority);
	if (!err)
		err = foreign_open(&d->foreign, &d->ethernet, d->terminate_unknown);
	if (!err)
		err = carrier_open(&d->carrier, (uint32_t)d->ethernet.ifindex);
	if (err)
		close_all(d);
	return err;
}

static int open_interface(struct dialer *d, const char *ifname)
{
	const int err = open_all(d, ifname);

	if (!err)
		carrier_close(&d->arrivals);
	return err;
}

/* It may come before we look out for it, so it is tried once more then. */
static int await_interface(struct dialer *d, const char *ifname)
{
	int err;

	if (d->arrivals.fd >= 0)
		return -ENODEV;
	err = carrier_open(&d->arrivals, CARRIER_OF_ALL);
	if (err)
		return err;
	d->wait_until_ms = clock_now_ms() + WAIT_MS;
	err = open_interface(d, ifname);
	if (err == -ENODEV)
		log_info("%s is not there, waiting for it", ifname);
	return err;
}

bool dialer_is_due(const struct dialer *d)
{
	return d->ethernet.fd < 0 && clock_now_ms() >= d->pace.not_before_ms;
}

int dialer_begin(struct dialer *d, const char *ifname, const struct config *config,
		 const struct dialer_ask *ask)
{
	int err;

	if (d->ethernet.fd >= 0)
		return 0;
	if (clock_now_ms() < d->pace.not_before_ms)
		return -EAGAIN;
	err = open_interface(d, ifname);
	if (err == -ENODEV)
		err = await_interface(d, ifname);
	if (err == -ENODEV)
		return -EAGAIN;
	pace_begin(&d->pace, clock_now_ms());
	if (err)
		return err;
	snprintf(d->ifname, sizeof(d->ifname), "%s", ifname);
	err = start_as_configured(d, config, ask);
	if (err)
		close_all(d);
	return err == -EINTR ? -EAGAIN : err; /* dialer_run knows whether the signal is for us */
}

/* It will be left over, if our PADT gets lost. */
static void note_session(struct dialer *d, uint16_t id)
{
	const struct leftover l = leftover_of_session(&d->discovery.offer, id, d->ethernet.mac,
						      d->options.host_uniq,
						      d->options.host_uniq_len);

	leftovers_add(&d->left, &l);
}

static int serve(struct dialer *d, const uint8_t *frame, size_t len)
{
	enum server_verdict verdict;

	d->heard = true;
	if (!acceptor_hears(&d->acceptor, frame, len))
		return 0;
	verdict = acceptor_input(&d->acceptor, frame, len);
	report_client(&d->report, frame + ETH_ALEN, verdict);
	if (verdict == SERVER_ACCEPTED && !d->acceptor.replaced)
		accept_client(d);
	return acceptor_send(&d->acceptor, &d->ethernet);
}

/* The kernel obeys a PADT only of a session that it has. */
static void refuse_session(struct dialer *d)
{
	log_warning("The access concentrator has ended session %u at once",
		    d->discovery.session_id);
	d->foreign.early.len = 0;
	discovery_refuse(&d->discovery, clock_now_ms(), clock_entropy());
}

/* Takes one frame. A frame that cannot be one of ours is no error: the wire is not trusted. */
static int receive(struct dialer *d)
{
	uint8_t frame[PACKET_FRAME_MAX];
	const ssize_t len = ethernet_receive(&d->ethernet, frame, sizeof(frame));
	enum discovery_verdict verdict;
	struct packet p;

	if (len == -EMSGSIZE)
		return 0;
	if (len < 0)
		return (int)len;
	if (d->serving)
		return serve(d, frame, (size_t)len);
	if (inquiry_input(&d->inquiry, frame, (size_t)len, clock_now_ms(), clock_entropy())) {
		d->heard = true;
		return 0;
	}
	verdict = discovery_input(&d->discovery, frame, (size_t)len, clock_now_ms(),
				  clock_entropy(), &p);
	report_frame(&d->report, &p, verdict);
	if (verdict == DISCOVERY_ENDED && !d->opened)
		refuse_session(d);
	if (verdict == DISCOVERY_ORPHAN && d->waiting)
		note_session(d, p.session_id); /* its PADT will not arrive now */
	return send_queued(d);
}

/*
 * Some at a time: a storm must keep neither a deadline nor a signal waiting.
 * What is queued behind a PADS is read, too: a second session would be orphaned.
 */
static int receive_some(struct dialer *d)
{
	int err = 0;

	for (int i = 0; !err && i < FRAMES_AT_A_TIME; i++)
		err = receive(d);
	return err == -EAGAIN ? 0 : err;
}

static int wait_readable(struct dialer *d, uint64_t until_ms, bool (*stopped)(void))
{
	const uint64_t now = clock_now_ms();
	struct pollfd fds[] = {
		{ .fd = d->ethernet.fd, .events = POLLIN },
		{ .fd = d->carrier.fd, .events = POLLIN },
		{ .fd = d->arrivals.fd, .events = POLLIN },
		{ .fd = foreign_fd(&d->foreign), .events = POLLIN },
	};

	return readable_await(fds, sizeof(fds) / sizeof(fds[0]),
			      until_ms > now ? until_ms - now : 0, stopped);
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void answer_stray(struct dialer *d, const struct foreign_stray *stray)
{
	report_stray(&d->report, stray->src, stray->session_id);
	discovery_terminate(&d->discovery, stray->src, stray->session_id);
	send_queued(d);
	d->discovery.tx_len = 0;
}

/* Whose session is being opened; NULL: nobody's. */
static const uint8_t *opening_with(const struct dialer *d)
{
	const enum discovery_state state = d->discovery.state;
	const bool any = state == DISCOVERY_PADR_SENT || state == DISCOVERY_SESSION;

	return any && !d->opened ? d->discovery.offer.src : NULL;
}

/* Takes one frame that the kernel has no session for. Returns false if there is none. */
static bool receive_foreign(struct dialer *d)
{
	struct foreign_stray stray;
	const enum foreign_verdict verdict =
		foreign_receive(&d->foreign, opening_with(d), d->discovery.session_id, &stray);

	if (verdict == FOREIGN_STRAY)
		answer_stray(d, &stray);
	return verdict != FOREIGN_NONE;
}

static void answer_strays(struct dialer *d)
{
	for (int i = 0; i < FRAMES_AT_A_TIME && receive_foreign(d); i++)
		;
}

/*
 * While we wait somebody may set the interface down, and only who begins a discovery sets it up;
 * or give it another address, and answers to the old one do not come.
 */
static bool is_changed(struct dialer *d)
{
	const bool was_up = d->was_up;

	d->was_up = ethernet_is_up(&d->ethernet, d->ifname);
	return (was_up && !d->was_up) || !ethernet_has_mac(&d->ethernet, d->ifname);
}

/* At once, but later from time to time: somebody may insist. */
static int begin_anew(struct dialer *d)
{
	log_info("%s was set down or has another address: discovery begins anew", d->ifname);
	dialer_note_result(d, PACE_FAILED);
	close_all(d);
	return -EAGAIN;
}

/* With the cable back, a PADI goes out at once; without it, none. */
static int follow_carrier(struct dialer *d)
{
	const bool was_up = d->carrier.up;
	int err;

	carrier_read(&d->carrier);
	if (d->carrier.gone)
		return -ENODEV;
	if (d->waiting && is_changed(d))
		return begin_anew(d);
	if (d->carrier.up == was_up || d->discovery.state == DISCOVERY_SESSION)
		return 0;
	log_info("Carrier %s on %s", was_up ? "lost" : "is back", d->ifname);
	if (d->serving)
		return 0;
	if (!was_up)
		pace_note_carrier(&d->pace);
	err = start(d);
	return err ? err : send_queued(d);
}

static int step(struct dialer *d, uint64_t until_ms, bool (*stopped)(void))
{
	int err = wait_readable(d, earliest(d->discovery.deadline_ms, until_ms), stopped);

	if (!err)
		err = receive_some(d);
	if (!err && d->terminate_unknown)
		answer_strays(d);
	if (!err)
		err = follow_carrier(d);
	if (!err && !d->waiting && d->discovery.state != DISCOVERY_SESSION) {
		discovery_timeout(&d->discovery, clock_now_ms(), clock_entropy());
		err = send_queued(d);
		d->discovery.tx_len = 0; /* the next slice must not send it again */
		report_silence(&d->report, d->ifname);
	}
	return is_lost(err) ? 0 : err;
}

static int wait_turn(struct dialer *d, uint64_t until_ms, bool (*stopped)(void))
{
	const uint64_t end = earliest(d->pace.not_before_ms, until_ms);
	int err = 0;

	while (!err && clock_now_ms() < end)
		err = wait_readable(d, end, stopped);
	return err ? err : -EAGAIN;
}

/* Any interface that comes, goes or changes is a reason to look again. */
static int wait_interface(struct dialer *d, uint64_t until_ms, bool (*stopped)(void))
{
	const bool patient = until_ms != UINT64_MAX;
	int err = wait_readable(d, patient ? until_ms : d->wait_until_ms, stopped);

	carrier_read(&d->arrivals);
	if (!err && !patient && clock_now_ms() >= d->wait_until_ms)
		err = -ENODEV;
	return err ? err : -EAGAIN;
}

/* What ends the run, or -EINPROGRESS. */
static int judge(struct dialer *d, uint64_t until_ms)
{
	switch (d->discovery.state) {
	case DISCOVERY_SESSION:
		return 0;
	case DISCOVERY_FAILED:
		return -ETIMEDOUT;
	default:
		return clock_now_ms() < until_ms ? -EINPROGRESS : d->waiting ? -ENETDOWN : -EAGAIN;
	}
}

static uint64_t end_of_run(const struct dialer *d, uint32_t limit_ms)
{
	if (limit_ms != DIALER_NO_LIMIT)
		return clock_now_ms() + limit_ms;
	return d->waiting ? d->wait_until_ms : UINT64_MAX;
}

int dialer_run(struct dialer *d, uint32_t limit_ms, bool (*stopped)(void))
{
	uint64_t until_ms = end_of_run(d, limit_ms);
	int err;

	if (d->arrivals.fd >= 0)
		return wait_interface(d, until_ms, stopped);
	if (d->ethernet.fd < 0)
		return wait_turn(d, until_ms, stopped);
	err = send_queued(d);
	d->discovery.tx_len = 0;
	if (is_lost(err))
		err = 0;
	while (!err) {
		err = judge(d, until_ms);
		if (err != -EINPROGRESS)
			return err == -ENETDOWN && limit_ms != DIALER_NO_LIMIT ? -EAGAIN : err;
		err = step(d, until_ms, stopped);
		if (limit_ms == DIALER_NO_LIMIT)
			until_ms = end_of_run(d, limit_ms);
	}
	return err;
}

/* All that is queued; but of a busy session beside this one there is always more. */
static void collect_early(struct dialer *d)
{
	for (int i = 0; i < UNREAD_FRAMES && receive_foreign(d); i++)
		;
	early_choose(&d->foreign.early, d->discovery.session_id);
}

/* Only now, as LCP of the client may follow at once. */
static void answer_client(struct dialer *d, bool granted)
{
	acceptor_answer(&d->acceptor, granted ? d->discovery.session_id : 0);
	d->discovery.max_payload = d->acceptor.server.max_payload;
	acceptor_send(&d->acceptor, &d->ethernet);
}

/* While it was being opened the AC may have ended it: nobody else has read that. */
static bool is_ended(struct dialer *d)
{
	if (!d->serving)
		receive_some(d);
	return d->discovery.state != DISCOVERY_SESSION;
}

int dialer_open_session(struct dialer *d, const char *ifname)
{
	int fd;

	collect_early(d);
	d->foreign.early.lost = d->foreign.early.len;
	fd = session_connect(ifname, d->discovery.offer.src, d->discovery.session_id);
	if (d->serving)
		answer_client(d, fd >= 0);
	if ((fd < 0 && d->serving) || (fd == -EALREADY && !d->discovery.padi_tries))
		d->discovery.state = DISCOVERY_FAILED; /* somebody else's: no PADT for it */
	if (fd < 0)
		return fd;
	if (is_ended(d)) {
		session_close(fd);
		return -EAGAIN;
	}
	report_rest(&d->report);
	d->left.count = 0;
	note_session(d, d->discovery.session_id);
	collect_early(d);
	choose_frames(d);
	d->opened = true;
	foreign_note_open(&d->foreign, d->discovery.session_id);
	return fd;
}

void dialer_watch_client(struct dialer *d, int number)
{
	int err = ethernet_listen(&d->ethernet, d->discovery.offer.src);

	if (!err)
		err = ethernet_signal(&d->ethernet, number);
	if (err)
		log_error("Cannot watch for PADIs of the client: %s", strerror(-err));
}

void dialer_tick(struct dialer *d)
{
	if (!d->serving)
		receive_some(d);
	if (d->terminate_unknown)
		answer_strays(d);
	else
		foreign_close(&d->foreign);
}

/* What nobody has read in a session is no answer, and leaves no room for one. */
static void read_unread(struct dialer *d)
{
	for (int i = 0; i < UNREAD_FRAMES && !receive(d); i++)
		;
}

static int begin_inquiry(struct dialer *d, int number)
{
	struct discovery_options options = d->options;
	int err = ethernet_signal(&d->ethernet, number);

	read_unread(d);
	if (!err && !options.host_uniq_fixed)
		err = choose_host_uniq(&options);
	if (!options.host_uniq_fixed) /* the socket is still for those of the session's discovery */
		memcpy(options.host_uniq, d->options.host_uniq, ETHERNET_UNIQ_BYTES);
	options.retry = d->retry;
	options.padi_attempts = UINT_MAX;
	d->heard = false;
	return err ? err
		   : inquiry_start(&d->inquiry, &options, d->ethernet.mac, clock_now_ms(),
				   clock_entropy());
}

uint64_t dialer_ask(struct dialer *d, int number)
{
	struct discovery *const asked = &d->inquiry.discovery;

	if (d->inquiry.asking)
		inquiry_timeout(&d->inquiry, clock_now_ms(), clock_entropy());
	else if (begin_inquiry(d, number) < 0)
		return NEVER_MS;
	if (asked->tx_len)
		ethernet_send(&d->ethernet, asked->tx, asked->tx_len);
	asked->tx_len = 0;
	return inquiry_deadline_ms(&d->inquiry);
}

bool dialer_hear(struct dialer *d)
{
	bool heard;

	receive_some(d);
	heard = d->heard;
	d->heard = false;
	return heard;
}

void dialer_stop_asking(struct dialer *d)
{
	inquiry_end(&d->inquiry);
	if (d->ethernet.fd >= 0)
		ethernet_signal(&d->ethernet, 0);
}

void dialer_note_result(struct dialer *d, enum pace_result result)
{
	if (d->opened && (result == PACE_BRIEF || result == PACE_FAILED || result == PACE_REFUSED))
		avoid_add(&d->avoid, d->discovery.offer.src, clock_now_ms());
	pace_note(&d->pace, result, clock_now_ms(), clock_entropy());
}

/* discovery_input answers a PADS in any state but PADR_SENT with a PADT. */
static void refuse_late_session(struct dialer *d)
{
	const uint64_t until_ms = clock_now_ms() + ORPHAN_WAIT_MS;

	d->discovery.state = DISCOVERY_FAILED;
	foreign_close(&d->foreign); /* nobody reads it from here on, and poll() would not wait */
	/* Each PADR may have got a session. */
	while (clock_now_ms() < until_ms) {
		if (wait_readable(d, until_ms, NULL) < 0 || receive_some(d) < 0)
			return;
		if (d->discovery.tx_len && d->discovery.padr_tries == 1)
			return;
	}
}

void dialer_end(struct dialer *d)
{
	carrier_close(&d->arrivals);
	if (d->ethernet.fd < 0)
		return;
	if (d->discovery.state == DISCOVERY_PADR_SENT)
		refuse_late_session(d);
	if (d->discovery.state == DISCOVERY_SESSION) {
		discovery_terminate(&d->discovery, d->discovery.offer.src, d->discovery.session_id);
		send_queued(d);
	}
	d->discovery.state = DISCOVERY_IDLE;
	close_all(d);
}

void dialer_ac_name(const struct dialer *d, char ret[static DIALER_NAME_SIZE])
{
	const struct packet_tag *name = &d->discovery.offer.ac_name;

	text_escape(ret, DIALER_NAME_SIZE, name->data, name->len);
}

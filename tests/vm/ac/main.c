// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An access concentrator for the tests that does on request what real ones do
 * and Debian's pppoe-server cannot: PPP-Max-Payload (RFC 4638), one session for
 * each client, delays, refusals, LCP ahead of the PADS. Each session is a pppd
 * with the stock plugin (or --plugin) attached to it: both ends are in the kernel.
 *
 * It logs a line for each event to standard error. SIGTERM ends it and every
 * session with a PADT; at SIGKILL it vanishes with its pppds without a word.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lcp.h"
#include "log.h"
#include "options.h"
#include "requests.h"
#include "sessions.h"
#include "wire.h"

static int open_signals(sigset_t *old_mask)
{
	sigset_t mask;
	int fd;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, old_mask);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		log_die("signalfd: %s", strerror(errno));
	return fd;
}

/* Returns false at the end. */
static bool on_signal(int signals, struct sessions *sessions)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return true;
	if (info.ssi_signo == SIGCHLD) {
		sessions_reap(sessions);
		return true;
	}
	sessions_close(sessions);
	return false;
}

/* Does what is due. Returns how long to wait for more, in ms; -1 for ever. */
static int until_due(struct wire *w, struct sessions *sessions)
{
	const int delayed_ms = wire_send_due(w), warm_ms = sessions_keep_warm(sessions);

	if (delayed_ms < 0 || warm_ms < 0)
		return delayed_ms < 0 ? warm_ms : delayed_ms;
	return delayed_ms < warm_ms ? delayed_ms : warm_ms;
}

/* What it sends together leaves together: who is woken by the first waits. Not its pppds. */
static void go_first(void)
{
	const struct sched_param param = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) < 0)
		log_say("no real-time priority: %s\n", strerror(errno));
}

int main(int argc, char **argv)
{
	const struct options opt = options_parse(argc, argv);
	sigset_t old_mask;
	const int signals = open_signals(&old_mask);
	struct wire wire;
	struct sessions sessions;
	struct requests requests = { .opt = &opt, .wire = &wire, .sessions = &sessions };
	struct lcp lcp;
	bool running = true;

	go_first();
	wire_open(&wire, opt.iface);
	sessions_init(&sessions, &opt, &wire, &old_mask);
	lcp_open(&lcp, &opt, &wire, &sessions);
	while (running) {
		struct pollfd fds[] = {
			{ .fd = lcp.outgoing, .events = POLLIN },
			{ .fd = lcp.echoes, .events = POLLIN },
			{ .fd = lcp.looped, .events = POLLIN },
			{ .fd = wire.discovery, .events = POLLIN },
			{ .fd = signals, .events = POLLIN },
		};

		if (poll(fds, 5, until_due(&wire, &sessions)) < 0)
			continue;
		if (fds[0].revents)
			lcp_on_outgoing(&lcp);
		if (fds[1].revents)
			lcp_on_echo(&lcp);
		if (fds[2].revents)
			lcp_on_request(&lcp);
		if (fds[3].revents)
			requests_receive(&requests);
		if (fds[4].revents)
			running = on_signal(signals, &sessions);
	}
	return 0;
}

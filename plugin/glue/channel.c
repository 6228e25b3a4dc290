// SPDX-License-Identifier: GPL-2.0-or-later
#include "channel.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../pppd_compat.h"

#include "../core/text.h"
#include "../sys/clock.h"
#include "../sys/ethernet.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "plugin.h"

#define SLICE_MS 1000 /* pppd cannot reap its scripts while connect() runs */

static void read_device_options(void)
{
	if (!compat_read_device_options(self.channel.device))
		exit(EXIT_OPTION_ERROR);
}

/* RFC 2516 section 7; the compression protocols serve nobody at these speeds. */
static void check_channel_options(void)
{
	char problem[CONFIG_ERROR_SIZE];

	config_complete(&self.config);
	if (!config_check_mtu(&self.config, line_take_wish(), problem)) {
		ppp_option_error("%s", problem);
		exit(EXIT_OPTION_ERROR);
	}
	uplink_take_over_default_routes();
	self.channel.dialer.terminate_unknown = self.config.term_unknown;
	lcp_allowoptions[0].neg_accompression = lcp_wantoptions[0].neg_accompression = 0;
	lcp_allowoptions[0].neg_asyncmap = lcp_wantoptions[0].neg_asyncmap = 0;
	lcp_allowoptions[0].neg_pcompression = lcp_wantoptions[0].neg_pcompression = 0;
	ipcp_allowoptions[0].neg_vj = ipcp_wantoptions[0].neg_vj = 0;
	ccp_allowoptions[0].deflate = ccp_wantoptions[0].deflate = 0;
	ccp_allowoptions[0].bsd_compress = ccp_wantoptions[0].bsd_compress = 0;
}

/* SIGHUP while discovering asks for what goes on already: a new try, at once. */
static bool stopped(void)
{
	return ppp_signaled(SIGTERM) || got_sighup;
}

static void set_session_environment(void)
{
	char mac[TEXT_MAC_SIZE], name[DIALER_NAME_SIZE];

	text_format_mac(mac, self.channel.dialer.discovery.offer.src);
	dialer_ac_name(&self.channel.dialer, name);
	ppp_set_session_number(self.channel.dialer.discovery.session_id);
	compat_set_peer(mac);
	ppp_script_setenv("MACREMOTE", mac, 0);
	ppp_script_setenv("ACNAME", name, 0);
	log_info("PPP session is %u", self.channel.dialer.discovery.session_id);
	log_info("Connected to %s (%s) via interface %s", mac, name[0] ? name : "attached",
		 self.channel.device);
}

static int open_session(void)
{
	const int fd = dialer_open_session(&self.channel.dialer, self.channel.device);

	if (fd == -EAFNOSUPPORT || fd == -EPROTONOSUPPORT || fd == -ESOCKTNOSUPPORT)
		fatal("This kernel has no PPPoE (module pppoe): %s", strerror(-fd));
	if (fd < 0)
		return fd;
	line_limit_lcp();
	set_session_environment();
	return fd;
}

static int discover(uint32_t limit_ms)
{
	int err;

	if (dialer_is_due(&self.channel.dialer))
		line_prepare();
	err = dialer_begin(&self.channel.dialer, self.channel.device, &self.config);

	if (!err || err == -EAGAIN)
		err = dialer_run(&self.channel.dialer, limit_ms, stopped);
	return err ? err : open_session();
}

/* What stays wrong is told once. */
static void note_failure(int err)
{
	const enum log_level level = err == self.channel.last_error ? LOG_LEVEL_DEBUG
								    : LOG_LEVEL_ERROR;

	self.channel.last_error = err;
	if (err == -ETIMEDOUT)
		log_line(level, "No access concentrator answers on %s", self.channel.device);
	else if (err == -ENETDOWN)
		log_line(level, "No carrier on %s", self.channel.device);
	else
		log_line(level, "PPPoE on %s: %s", self.channel.device, strerror(-err));
	dialer_note_result(&self.channel.dialer, err == -ETIMEDOUT ? PACE_SILENT : PACE_FAILED);
}

/* Returns what connect() has to: a descriptor or -1. */
static int finish_connect(int result)
{
	const bool hangup = got_sighup;

	self.channel.discovering = result == -EAGAIN;
	if (result >= 0) {
		self.channel.session_fd = result;
		self.channel.sessions++;
		self.channel.carried = self.channel.refused = false;
		self.channel.last_error = 0;
		guard_begin();
		return result;
	}
	if (result == -EAGAIN) {
		compat_uncount_attempt();
		return -1;
	}
	dialer_end(&self.channel.dialer);
	got_sighup = 0;
	if (result == -EINTR) {
		self.channel.discovering = hangup && ppp_persist();
		pace_forgive(&self.channel.dialer.pace);
	} else {
		note_failure(result);
	}
	return -1;
}

/* With persist pppd calls again: give way to it now and then. Otherwise it would give up. */
static int connect_channel(void)
{
	int result;

	ppp_set_pppdevnam(self.channel.device);
	do
		result = discover(ppp_persist() ? SLICE_MS : DIALER_NO_LIMIT);
	while (result == -EAGAIN && (!ppp_persist() || demand));
	return finish_connect(result);
}

static enum pace_result judge_session(void)
{
	if (self.channel.carried)
		return PACE_CARRIED;
	return self.channel.refused ? PACE_REFUSED : PACE_FAILED;
}

static void end_session(void)
{
	struct dialer *c = &self.channel.dialer;

	if (self.channel.session_fd < 0)
		return;
	guard_end();
	session_close(self.channel.session_fd);
	self.channel.session_fd = -1;
	dialer_note_result(c, judge_session());
	if (self.guard.reason == GUARD_RESTART)
		pace_forgive(&c->pace);
	dialer_end(c);
	self.line.record.session_id = 0;
	line_write("down");
}

void channel_note_status(void)
{
	if (ppp_status() == EXIT_AUTH_TOPEER_FAILED)
		self.channel.refused = true;
}

static option_t no_options[] = { { .name = NULL } }; /* they are known without the channel */

static struct channel channel = {
	.options = no_options,
	.process_extra_options = read_device_options,
	.check_options = check_channel_options,
	.connect = connect_channel,
	.disconnect = end_session,
	.establish_ppp = ppp_generic_establish,
	.disestablish_ppp = ppp_generic_disestablish,
	.cleanup = end_session, /* on a fatal exit pppd calls only this */
};

static bool children_wait(void)
{
	siginfo_t child = { 0 };

	return waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid;
}

/* Where SIGHUP cut pppd's own holdoff short, its timer would stop a running link later. */
static int hold_off(int seconds)
{
	if (demand)
		return seconds;
	pace_wait_until(&self.channel.dialer.pace, clock_now_ms() + (uint64_t)seconds * 1000);
	return 0;
}

/*
 * pppd sees signals and reaps its scripts only while it holds off or runs a
 * link. A discovery goes on at once otherwise: the pace of retries is ours.
 */
static int choose_holdoff(void)
{
	if (ppp_signaled(SIGTERM))
		return 1;
	if (self.channel.discovering)
		return children_wait();
	if (self.channel.next_holdoff_hook)
		return self.channel.next_holdoff_hook();
	return holdoff_specified ? hold_off(compat_default_holdoff()) : 0;
}

int channel_set_device(char *word, char **argv, int doit)
{
	const char *name = !strncmp(word, "nic-", 4) && word[4] ? word + 4 : word;

	(void)argv;
	if (!ethernet_exists(name))
		return 0;
	if (!doit)
		return 1;
	strlcpy(self.channel.device, name, sizeof(self.channel.device));
	compat_set_device(self.channel.device);
	if (the_channel != &channel) {
		the_channel = &channel;
		self.channel.next_holdoff_hook = holdoff_hook;
		holdoff_hook = choose_holdoff;
	}
	return 1;
}

bool channel_is_ours(void)
{
	return the_channel == &channel;
}

void channel_close(void)
{
	dialer_end(&self.channel.dialer);
}

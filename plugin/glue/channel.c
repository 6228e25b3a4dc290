// SPDX-License-Identifier: GPL-2.0-or-later
#include "channel.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../pppd_compat.h"

#include "../core/text.h"
#include "../netpriority.h"
#include "../netvrf.h"
#include "../sys/clock.h"
#include "../sys/ethernet.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "link.h"
#include "options.h"
#include "prepare.h"

#define MAXFAIL_OF_PPPD 10 /* by default */
#define SLICE_MS 1000 /* pppd cannot reap its scripts while connect() runs */

static struct {
	const struct config *config;
	struct dialer dialer;
	struct dialer_ask ask; /* of the next discovery */
	struct netpriority priority; /* of the session's control frames */
	int session_fd; /* -1: none */
	bool discovering; /* connect() returned with a discovery under way */
	bool prepared; /* the interface was there when it was to be set up */
	int last_error; /* -errno, already told */
	uint64_t began_ms; /* when the attempt did that is under way, or was the last one */
	uint64_t counts_ms; /* one that began sooner is no further failure */
	int (*next_holdoff_hook)(void);
	bool device_by_root; /* or by a file of root's */
} ours = { .session_fd = -1 };

char channel_device[IFNAMSIZ];

static void read_device_options(void)
{
	if (!compat_read_device_options(channel_device))
		exit(EXIT_OPTION_ERROR);
	prepare_demand();
}

static void check_channel_options(void)
{
	char problem[CONFIG_ERROR_SIZE];

	options_complete();
	if (!config_check_mtu(ours.config, prepare_options(), problem)) {
		ppp_option_error("%s", problem);
		exit(EXIT_OPTION_ERROR);
	}
	if (ours.config->server && ours.config->session_id) {
		ppp_option_error("pppoe-server: not together with pppoe-sess");
		exit(EXIT_OPTION_ERROR);
	}
	ours.dialer.terminate_unknown = ours.config->term_unknown;
	ours.dialer.priority = ours.config->priority;
}

/* SIGHUP while discovering asks for what goes on already: a new try, at once. */
static bool stopped(void)
{
	return ppp_signaled(SIGTERM) || got_sighup;
}

static void set_session_environment(void)
{
	char mac[TEXT_MAC_SIZE], name[DIALER_NAME_SIZE];

	text_format_mac(mac, ours.dialer.discovery.offer.src);
	dialer_ac_name(&ours.dialer, name);
	ppp_set_session_number(ours.dialer.discovery.session_id);
	compat_set_peer(mac);
	ppp_script_setenv("MACREMOTE", mac, 0);
	ppp_script_setenv("ACNAME", name, 0);
	log_info("PPP session is %u", ours.dialer.discovery.session_id);
	log_info("Connected to %s (%s) via interface %s", mac,
		 name[0]	       ? name
		 : ours.config->server ? "client"
				       : "attached",
		 channel_device);
}

static void check_kernel(void)
{
	const int err = session_check_kernel();

	if (err == -EAFNOSUPPORT || err == -EPROTONOSUPPORT || err == -ESOCKTNOSUPPORT)
		fatal("This kernel has no PPPoE (module pppoe): %s", strerror(-err));
}

/* Before pppd sends the first of them. */
static void set_priority(void)
{
	struct priority p = {
		.session_id = ours.dialer.discovery.session_id,
		.priority = ours.config->priority,
	};

	memcpy(p.ifname, channel_device, sizeof(p.ifname));
	memcpy(p.peer, ours.dialer.discovery.offer.src, sizeof(p.peer));
	if (p.priority)
		netpriority_set(&ours.priority, &p);
}

static int open_session(void)
{
	const int fd = dialer_open_session(&ours.dialer, channel_device);

	if (fd < 0)
		return fd;
	set_priority();
	set_session_environment();
	return fd;
}

/*
 * What a user may do to an interface by pppd, which is setuid root, is no more
 * than with the stock plugin: not set up one that root has not named, nor change
 * the MTU that root gave it.
 */
static int prepare(void)
{
	const enum config_parent_mtu parent_mtu = ours.config->parent_mtu;
	const bool may_raise = ours.device_by_root &&
			       (parent_mtu == CONFIG_PARENT_MTU_RAISE ||
				(parent_mtu == CONFIG_PARENT_MTU_OF_ROOT && privileged));
	int err = ours.config->vrf[0] ? netvrf_check(ours.config->vrf) : 0;

	if (err)
		return err;
	err = ethernet_set_up(channel_device, ours.device_by_root);
	ours.prepared = err != -ENODEV;
	if (err && err != -ENODEV && err != -ENETDOWN) /* which the dialer waits for */
		return err;
	prepare_discovery(channel_device, may_raise, &ours.ask);
	return 0;
}

static int discover(uint32_t limit_ms)
{
	int err = 0;

	if (dialer_is_due(&ours.dialer)) {
		ours.began_ms = clock_now_ms();
		check_kernel();
		err = prepare();
	}
	if (err)
		return err;
	err = dialer_begin(&ours.dialer, channel_device, ours.config, &ours.ask);
	if (!err) /* the dialer has them */
		ours.ask.left.count = 0;
	if (!err && !ours.prepared) { /* it has just come, and nobody has set it up */
		dialer_end(&ours.dialer);
		err = -EAGAIN;
	}
	if (!err || err == -EAGAIN)
		err = dialer_run(&ours.dialer, limit_ms, stopped);
	return err ? err : open_session();
}

/*
 * pppd's maxfail is for attempts that are a holdoff apart. Without that, an outage of a minute
 * would be ten failures: so what began within a holdoff of the last one that counts is none.
 */
static void count_failure(void)
{
	if (holdoff_specified || ours.next_holdoff_hook)
		return;
	if (ours.began_ms < ours.counts_ms)
		compat_uncount_attempt();
	else
		ours.counts_ms = clock_now_ms() + (uint64_t)holdoff * 1000;
}

/* What stays wrong is told once. */
static void note_failure(int err)
{
	const enum log_level level = err == ours.last_error ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR;

	ours.last_error = err;
	if (err == -ETIMEDOUT)
		report_failure(&ours.dialer.report, level, channel_device);
	else if (err == -ENETDOWN)
		log_line(level, "No carrier on %s", channel_device);
	else if (err == -EALREADY)
		log_line(level, "Another process here has that session on %s", channel_device);
	else if (err == -ENXIO)
		log_line(level, "pppoe-vrf: there is no VRF %s", ours.config->vrf);
	else if (err == -EPERM && ours.device_by_root)
		log_line(level, "PPPoE on %s needs CAP_NET_RAW and CAP_NET_ADMIN", channel_device);
	else if (err == -EPERM)
		log_line(level, "%s is down, and is set up for root's peers files only",
			 channel_device);
	else
		log_line(level, "PPPoE on %s: %s", channel_device, strerror(-err));
	dialer_note_result(&ours.dialer, err == -ETIMEDOUT ? PACE_SILENT : PACE_FAILED);
}

/* A carrier is waited for without end, unless the user has given pppd one: with a maxfail. */
static bool gives_up_carrier(void)
{
	return maxfail > 0 && maxfail != MAXFAIL_OF_PPPD && ours.dialer.waiting &&
	       clock_now_ms() >= ours.dialer.wait_until_ms;
}

/* Returns what connect() has to: a descriptor or -1. */
static int finish_connect(int result)
{
	const bool hangup = got_sighup;

	if (result == -EAGAIN && gives_up_carrier())
		result = -ENETDOWN;
	ours.discovering = result == -EAGAIN;
	if (result >= 0) {
		ours.session_fd = result;
		ours.last_error = 0;
		link_begin_session(result, &ours.dialer, channel_device);
		return result;
	}
	if (result == -EAGAIN) {
		compat_uncount_attempt();
		return -1;
	}
	dialer_end(&ours.dialer);
	got_sighup = 0;
	if (result == -EINTR) {
		ours.discovering = hangup && ppp_persist();
		if (ours.discovering)
			compat_uncount_attempt();
		pace_forgive(&ours.dialer.pace);
	} else {
		note_failure(result);
		count_failure();
	}
	return -1;
}

/* With persist pppd calls again: give way to it now and then. Otherwise it would give up. */
static int connect_channel(void)
{
	int result;

	ppp_set_pppdevnam(channel_device);
	do {
		result = discover(ppp_persist() ? SLICE_MS : DIALER_NO_LIMIT);
		link_note_waiting();
	} while (result == -EAGAIN && (!ppp_persist() || demand));
	return finish_connect(result);
}

static void end_session(void)
{
	struct pace_session session;
	bool restart;

	if (ours.session_fd < 0)
		return;
	restart = link_end_session(&session);
	session_close(ours.session_fd);
	ours.session_fd = -1;
	netpriority_set(&ours.priority, NULL);
	dialer_note_result(&ours.dialer, pace_judge(&session));
	if (!session.network)
		count_failure();
	if (restart || ours.config->server) /* the next client has done nothing */
		pace_forgive(&ours.dialer.pace);
	dialer_end(&ours.dialer);
	link_note_over();
}

/*
 * pppd leaves what it could not finish: the unit, if it cannot give it its name, and the
 * number of a descriptor that it has closed, which it closes again at the next try,
 * whatever that is then.
 */
static int establish(int fd)
{
	const int ret = ppp_generic_establish(fd);

	if (ret < 0)
		ppp_generic_disestablish(fd);
	return ret;
}

static option_t no_options[] = { { .name = NULL } }; /* they are known without the channel */

static struct channel channel = {
	.options = no_options,
	.process_extra_options = read_device_options,
	.check_options = check_channel_options,
	.connect = connect_channel,
	.disconnect = end_session,
	.establish_ppp = establish,
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
	pace_wait_until(&ours.dialer.pace, clock_now_ms() + (uint64_t)seconds * 1000);
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
	if (ours.discovering)
		return children_wait();
	if (ours.next_holdoff_hook)
		return ours.next_holdoff_hook();
	return holdoff_specified ? hold_off(compat_default_holdoff()) : 0;
}

static bool may_be_name(const char *word)
{
	return *word && strlen(word) < IFNAMSIZ && !strpbrk(word, "/ :");
}

/*
 * pppd asks whether the word is ours (`doit` 0), and then has it set. One that names
 * no interface is unknown; with the prefix, or if there was one when we were asked, there is
 * no doubt: it may come later, and if it cannot, that is said.
 */
int channel_set_device(char *word, char **argv, int doit)
{
	const bool prefixed = !strncmp(word, "nic-", 4);
	const char *name = prefixed ? word + 4 : word;
	const int err = ethernet_check(name);
	const bool never = err == -EPROTOTYPE || (err && !may_be_name(name));

	(void)argv;
	if (!prefixed && (never || (err == -ENODEV && !doit)))
		return 0;
	if (!doit)
		return 1;
	if (never) {
		ppp_option_error("%s: '%s' is not an Ethernet interface", word, name);
		return 0;
	}
	if (err && err != -ENODEV) {
		ppp_option_error("Cannot tell whether %s is an Ethernet interface: %s", name,
				 strerror(-err));
		return 0;
	}
	strlcpy(channel_device, name, sizeof(channel_device));
	ours.device_by_root = privileged_option;
	compat_set_device(channel_device);
	if (the_channel != &channel) {
		the_channel = &channel;
		ours.next_holdoff_hook = holdoff_hook;
		holdoff_hook = choose_holdoff;
	}
	return 1;
}

void channel_close(void)
{
	dialer_end(&ours.dialer);
}

void channel_init(const struct config *config)
{
	ours.config = config;
	dialer_init(&ours.dialer);
}

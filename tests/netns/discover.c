// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plugin's way to a session (dialer.c) without pppd:
 *
 *   discover INTERFACE MODE [OPTION VALUE]...
 *
 * MODE is what to do with the session:
 *   end    end it
 *   hold   end it on SIGTERM
 *   twice  end it, and discover again in the same process
 *   open   open its PPPoX socket on an interface that does not exist, which fails
 *
 * OPTION is one of the plugin's, or `retry MS`: the wait after the first PADI or
 * PADR, which doubles up to four times that and has no jitter, `slice MS`: run the
 * discovery in slices, as pppd's `persist` does, or `slow MS`: reading a frame takes
 * so long, so that frames surely come faster than they are read, and `left ID:MAC`:
 * a session that is left over; more than once, more of them.
 *
 * Prints "session ID MAC AC-NAME", or "failed: REASON", per discovery. Exit
 * status: 0 for a session, 1 for none, 2 for a wrong argument, 3 if SIGTERM
 * ended the discovery.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "dialer.h"
#include "core/text.h"

#define NO_INTERFACE "nowhere0"

static volatile sig_atomic_t got_sigterm;

static void on_sigterm(int number)
{
	(void)number;
	got_sigterm = 1;
}

static bool stopped(void)
{
	return got_sigterm;
}

static uint32_t retry_ms, slow_ms, slice_ms = DIALER_NO_LIMIT;

static bool set_ms(uint32_t *ret, const char *value, char error[CONFIG_ERROR_SIZE])
{
	if (text_parse_number(ret, value, 1, 60000))
		return true;
	snprintf(error, CONFIG_ERROR_SIZE, "'%s' is not a number of milliseconds", value);
	return false;
}

static bool set_retry(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	(void)c;
	return set_ms(&retry_ms, value, error);
}

static bool set_slice(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	(void)c;
	return set_ms(&slice_ms, value, error);
}

static bool set_slow(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	(void)c;
	return set_ms(&slow_ms, value, error);
}

static struct dialer_ask ask;

static bool set_left(struct config *c, const char *value, char error[CONFIG_ERROR_SIZE])
{
	struct config parsed = { 0 };
	struct leftover left = { 0 };

	(void)c;
	if (!config_set_session(&parsed, value, error))
		return false;
	left.id = parsed.session_id;
	memcpy(left.ac, parsed.session_mac, ETH_ALEN);
	return leftovers_add(&ask.left, &left);
}

/* In place of the C library's. */
ssize_t recv(int fd, void *buf, size_t size, int flags)
{
	const struct timespec pause = { .tv_nsec = slow_ms * 1000000L };

	if (slow_ms)
		nanosleep(&pause, NULL);
	return recvfrom(fd, buf, size, flags, NULL, NULL);
}

static const struct {
	const char *name;
	config_setter *set;
} options[] = {
	{ "pppoe-service", config_set_service_name },
	{ "pppoe-ac", config_set_ac_name },
	{ "pppoe-mac", config_set_ac_mac },
	{ "pppoe-host-uniq", config_set_host_uniq },
	{ "pppoe-sess", config_set_session },
	{ "pppoe-padi-timeout", config_set_padi_timeout },
	{ "pppoe-padi-attempts", config_set_padi_attempts },
	{ "pppoe-best", config_set_best },
	{ "pppoe-verbose", config_set_verbose },
	{ "retry", set_retry },
	{ "slice", set_slice },
	{ "slow", set_slow },
	{ "left", set_left },
};

static bool set_option(struct config *c, const char *name, const char *value)
{
	char error[CONFIG_ERROR_SIZE] = "no such option";

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!strcmp(options[i].name, name) && options[i].set(c, value, error))
			return true;
	fprintf(stderr, "discover: %s: %s\n", name, error);
	return false;
}

static bool read_options(struct config *c, char **words)
{
	config_set_defaults(c);
	for (; words[0]; words += 2)
		if (!words[1] || !set_option(c, words[0], words[1]))
			return false;
	config_complete(c);
	if (retry_ms)
		c->discovery.retry = c->discovery.padr_retry = (struct backoff){
			.first_ms = retry_ms,
			.most_ms = 4 * retry_ms,
		};
	return true;
}

static int discover(struct dialer *c, const char *ifname, const struct config *config)
{
	int err;

	do {
		err = ethernet_set_up(ifname, true);
		if (!err)
			err = dialer_begin(c, ifname, config, &ask);
		if (!err || err == -EAGAIN)
			err = dialer_run(c, slice_ms, stopped);
	} while (err == -EAGAIN);
	return err;
}

static int fail(int err)
{
	printf("failed: %s\n", strerror(-err));
	return err == -EINTR ? 3 : 1;
}

static int print_result(const struct dialer *c, int err)
{
	char mac[TEXT_MAC_SIZE], name[DIALER_NAME_SIZE];

	if (err)
		return fail(err);
	text_format_mac(mac, c->discovery.offer.src);
	dialer_ac_name(c, name);
	printf("session %u %s %s\n", c->discovery.session_id, mac, name);
	return 0;
}

static void wait_sigterm(void)
{
	sigset_t term, before;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &before);
	while (!got_sigterm)
		sigsuspend(&before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* A second end must not touch the descriptor that meanwhile has the number of the closed one. */
static int end_twice(struct dialer *c)
{
	int fd;

	dialer_end(c);
	fd = open("/dev/null", O_RDWR);
	dialer_end(c);
	return fd >= 0 && close(fd) == 0 ? 0 : fail(-errno);
}

static int run_once(struct dialer *c, const char *ifname, const struct config *config,
		    const char *mode)
{
	const int status = print_result(c, discover(c, ifname, config));
	int fd;

	if (!status && !strcmp(mode, "hold"))
		wait_sigterm();
	if (!status && !strcmp(mode, "open")) {
		fd = dialer_open_session(c, NO_INTERFACE);
		if (fd < 0)
			fail(fd);
	}
	return end_twice(c) ? 1 : status;
}

static bool is_mode(const char *word)
{
	static const char *const modes[] = { "end", "hold", "twice", "open" };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(modes[i], word))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = on_sigterm };
	struct config config;
	struct dialer c;
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGTERM, &action, NULL);
	if (argc < 3 || !is_mode(argv[2]) || !read_options(&config, argv + 3)) {
		fprintf(stderr,
			"usage: discover INTERFACE end|hold|twice|open [OPTION VALUE]...\n");
		return 2;
	}
	dialer_init(&c);
	status = run_once(&c, argv[1], &config, argv[2]);
	if (!status && !strcmp(argv[2], "twice"))
		status = run_once(&c, argv[1], &config, argv[2]);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every difference between pppd 2.4.9 and 2.5.x, and the only includes of
 * pppd's headers. The plugin is written against the names of 2.5; here they are
 * given to 2.4.9.
 */
#ifndef PPPD_COMPAT_H
#define PPPD_COMPAT_H

/* The Makefile defines PPPD_2_4 where these headers lie ahead of installed ones of 2.5. */
#if __has_include(<pppd/pppdconf.h>) && !defined(PPPD_2_4)

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <pppd/pppd.h>
#include <pppd/fsm.h>
#include <pppd/ccp.h>
#include <pppd/eap.h>
#include <pppd/ipcp.h>
#include <pppd/eui64.h>
#include <pppd/ipv6cp.h>
#include <pppd/lcp.h>
#include <pppd/options.h>
#include <pppd/upap.h>
#include <stdint.h>

/* Exported by pppd, but only declared in its private header. */
extern bool demand;
extern bool holdoff_specified;
extern int holdoff;
extern int maxfail;
extern int need_holdoff;
extern int unsuccess;
extern bool multilink __attribute__((weak)); /* of a pppd with it, as the next two */
extern bool doing_multilink __attribute__((weak)); /* this link is in a bundle, or was */
extern bool multilink_master __attribute__((weak)); /* which is that of this pppd */
extern pid_t run_program(char *prog, char **args, int must_exist, void (*done)(void *), void *arg,
			 int wait);

static inline bool compat_read_device_options(const char *device)
{
	char name[64], path[PATH_MAX];
	int len;

	slprintf(name, sizeof(name), "options.%s", device);
	len = ppp_get_filepath(PPP_DIR_CONF, name, path, sizeof(path));
	if (len < 0 || (size_t)len >= sizeof(path))
		return false;
	return ppp_options_from_file(path, 0, 0, 1);
}

static inline void compat_set_device(char *device)
{
	ppp_set_devnam(device);
	ppp_set_modem(false);
}

static inline void compat_set_peer(const char *mac)
{
	ppp_set_remote_number(mac);
}

#else /* 2.4.9 */

#define INET6 1
/* pppd 2.4.9 has a bool of its own, of one byte like ours, under the same name. */
#undef bool
#define bool compat_bool
#include <pppd/pppd.h>
#include <pppd/fsm.h>
#include <pppd/ccp.h>
#include <pppd/eap.h>
#include <pppd/ipcp.h>
#include <pppd/eui64.h>
#include <pppd/ipv6cp.h>
#include <pppd/lcp.h>
#include <pppd/upap.h>
#undef bool
#define bool _Bool
#include <stdbool.h>
#include <stdint.h>

/* The header has 0 in the place of two of them. */
#undef doing_multilink
#undef multilink_master
#pragma weak multilink
#pragma weak doing_multilink
#pragma weak multilink_master

#define PPPD_VERSION VERSION
#define EXIT_TRAFFIC_LIMIT 20
#define NF_PHASE_CHANGE (&phasechange)
#define NF_EXIT (&exitnotify)
#define NF_IP_UP (&ip_up_notifier)
#define NF_IP_DOWN (&ip_down_notifier)
#define NF_IPV6_UP (&ipv6_up_notifier)
#define NF_IPV6_DOWN (&ipv6_down_notifier)
#define NF_FORK (&fork_notifier)
#define ppp_add_notify add_notifier
#define ppp_add_options add_options
#define ppp_option_error option_error
#define ppp_script_setenv script_setenv
#define ppp_script_unsetenv script_unsetenv
#define ppp_generic_establish generic_establish_ppp
#define ppp_generic_disestablish generic_disestablish_ppp
#define ppp_check_kernel_support ppp_available
#define ppp_timeout timeout
#define ppp_untimeout untimeout

#define ppp_set_mtu netif_set_mtu
#define ppp_get_mtu netif_get_mtu

typedef int ppp_exit_code_t;

static inline ppp_exit_code_t ppp_status(void)
{
	return status;
}

static inline void ppp_set_status(ppp_exit_code_t code)
{
	status = code;
}

static inline const char *ppp_ifname(void)
{
	return ifname;
}

static inline bool ppp_persist(void)
{
	return persist;
}

static inline bool ppp_signaled(int sig)
{
	return sig == SIGTERM && got_sigterm;
}

static inline void ppp_set_session_number(int number)
{
	ppp_session_number = number;
}

static inline void ppp_set_pppdevnam(const char *name)
{
	strlcpy(ppp_devnam, name, sizeof(ppp_devnam));
}

static inline bool compat_read_device_options(const char *device)
{
	char path[64];

	slprintf(path, sizeof(path), "/etc/ppp/options.%s", device);
	return options_from_file(path, 0, 0, 1);
}

static inline void compat_set_device(const char *device)
{
	strlcpy(devnam, device, sizeof(devnam));
	modem = 0;
}

/* From 2.5.2 on pppd itself gives REMOTENUMBER to scripts. */
static inline void compat_set_peer(char *mac)
{
	strlcpy(remote_number, mac, sizeof(remote_number));
	script_setenv("REMOTENUMBER", mac, 0);
}

#endif

#include <linux/filter.h>

/* libpcap's struct bpf_program */
struct compat_filter {
	unsigned int len;
	struct sock_filter *code;
};

/* Exported by every version, in no installed header. */
extern int phase;
extern int got_sighup;
extern int got_sigusr2;
extern int lcp_echo_interval;
extern int lcp_echo_fails;
extern int chap_client_timeout_time; /* chap-timeout, in seconds; 0: none */
extern int privileged; /* root has started pppd */
extern int privileged_option; /* root has written the option that is being taken */
extern struct compat_filter active_filter __attribute__((weak)); /* of a pppd with filters */
extern void upper_layers_down(int unit);
extern void output(int unit, unsigned char *packet, int len);

/* pppd cannot tell a new start from one that goes on; `maxfail` must not count it twice. */
static inline void compat_uncount_attempt(void)
{
	unsuccess--;
}

/* As lcp_close(), but the farewell of a dead peer is not waited for. Only from a timer. */
static inline void compat_close_at_once(void)
{
	static char reason[] = "No sign of life"; /* LCP keeps the pointer */
	const int tries = lcp_fsm[0].maxtermtransmits;

	lcp_fsm[0].maxtermtransmits = 0;
	lcp_close(0, reason);
	lcp_fsm[0].maxtermtransmits = tries;
}

/*
 * Before 2.5.3 a Protocol-Reject, which returns what the peer has sent, may be
 * longer than pppd's buffer. To be called whenever LCP has opened.
 */
static inline void compat_limit_rejects(void)
{
	const int buffer_size = 1500;

	if (peer_mru[0] > buffer_size)
		peer_mru[0] = buffer_size;
}

/*
 * At the end of a session in a bundle. In pppd's database the entries of a bundle outlive it until
 * its pppd joins another one: then those of that go, as they have the same names. And a pppd
 * that was in the bundle of another takes itself to be there for ever: begun again, it waits
 * for an authentication that is over, and would join none.
 */
static inline void compat_leave_bundle(void)
{
	static char unit[] = "UNIT", bundle[] = "BUNDLE";

	if (!&doing_multilink || !doing_multilink || demand)
		return;
	ppp_script_unsetenv(unit);
	ppp_script_unsetenv(bundle);
	if (multilink_master)
		return;
	upper_layers_down(0);
	doing_multilink = 0;
}

/* Does not wait for it. */
static inline void compat_run_program(char *path, char **argv)
{
	run_program(path, argv, 0, NULL, NULL, 0);
}

static inline int compat_default_holdoff(void)
{
	return need_holdoff ? holdoff : 0;
}

#endif

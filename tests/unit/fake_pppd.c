// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pppd as a plugin sees it: which notifier runs before what, what `phase` and
 * LCP's state are at that moment, and what its main loop does with signals.
 * The order is that of main.c, auth.c, fsm.c, lcp.c and ipcp.c of 2.4.9 and 2.5.
 */
#include "fake_world.h"

#include <net/ppp_defs.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "pppd_compat.h"

#define PEER_STEP_MS 10
#define TIMERS 32
#define NOTIFIERS 8
#define PACKETS 16
#define PACKET_MAX 2048
#define RESTART_S 3 /* lcp-restart */

extern void plugin_init(void);

/* What pppd exports */
int phase;
int holdoff = 30, unsuccess, need_holdoff, got_sighup, got_sigusr2;
int peer_mru[1] = { 1500 };
int (*holdoff_hook)(void);
void (*snoop_recv_hook)(unsigned char *p, int len);
void (*snoop_send_hook)(unsigned char *p, int len);
fsm lcp_fsm[1] = { { .maxtermtransmits = 2, .timeouttime = RESTART_S, .maxconfreqtransmits = 10 } };
upap_state upap[1] = { { .us_timeouttime = RESTART_S, .us_maxtransmits = 10 } };
int chap_client_timeout_time = 60;
eap_state eap_states[1] = { { .es_client = { .ea_timeout = 20 } } };
lcp_options lcp_wantoptions[1], lcp_gotoptions[1], lcp_allowoptions[1], lcp_hisoptions[1];
ipcp_options ipcp_wantoptions[1], ipcp_gotoptions[1], ipcp_allowoptions[1], ipcp_hisoptions[1];
ipv6cp_options ipv6cp_wantoptions[1], ipv6cp_gotoptions[1], ipv6cp_allowoptions[1];
ccp_options ccp_wantoptions[1], ccp_allowoptions[1];

static void open_ccp(int unit);
struct protent ccp_protent = { .open = open_ccp };

static void lcp_input(int unit, unsigned char *packet, int len);
struct protent lcp_protent = { .input = lcp_input };
struct protent ipcp_protent = { .enabled_flag = 1 }, ipv6cp_protent = { .enabled_flag = 1 };
fsm ipcp_fsm[1] = { { .timeouttime = RESTART_S, .maxconfreqtransmits = 10 } };
fsm ipv6cp_fsm[1] = { { .timeouttime = RESTART_S, .maxconfreqtransmits = 10 } };
struct compat_filter active_filter;

static void no_disconnect(void);
static int tty_connect(void);
static int tty_establish(int fd);
static void tty_disestablish(int fd);
static struct channel tty = {
	.connect = tty_connect,
	.disconnect = no_disconnect,
	.establish_ppp = tty_establish,
	.disestablish_ppp = tty_disestablish,
};
struct channel *the_channel = &tty;

int privileged = 1, privileged_option = 1;
static bool kill_link, open_ccp_flag, asked_to_quit, forks, by_hand;
int lcp_echo_interval, lcp_echo_fails;
int maxfail = 10;
static int holdoff_s = 30;
static char reason_for_scripts[64];

/* The peer */
static struct {
	bool acks; /* a Terminate-Request */
	bool restarts; /* LCP again */
	bool ends; /* the session, when LCP starts again */
	bool stays; /* in authentication, for ever */
	bool no_bundles; /* knows no multilink */
	unsigned int echo_most; /* bytes of LCP; longer Echo-Requests get no answer */
	unsigned int echo_cut; /* bytes of data in an answer */
	int mru; /* 0: not given */
	bool rejects_mru; /* ours */
	uint64_t rtt_ms;
	uint8_t other_magic; /* in its answers, by exclusive or */
	bool zero_magic; /* in its answers, not what it has negotiated */
} peer = { .acks = true, .restarts = true, .echo_most = 2000, .echo_cut = 2000 };

static struct {
	bool opened, network, ip, ipv6; /* how far this link has come */
	bool known; /* it has authenticated itself, and what does that has not gone down */
} link_state;

static bool other_bundle; /* another pppd has one */

enum list {
	ON_PHASE,
	ON_EXIT,
	ON_IP_UP,
	ON_IP_DOWN,
	ON_IPV6_UP,
	ON_IPV6_DOWN,
	ON_FORK,
	LISTS
};

static struct {
	void (*f)(void *context, int value);
	void *context;
} notifiers[LISTS];

static void add(enum list list, void (*f)(void *context, int value), void *context)
{
	notifiers[list].f = f;
	notifiers[list].context = context;
}

static void notify_plugin(enum list list, int value)
{
	notifiers[list].f(notifiers[list].context, value);
}

static option_t *table; /* the plugin's */

#if __has_include(<pppd/pppdconf.h>)

bool demand, holdoff_specified, multilink, doing_multilink, multilink_master;
static bool persisting;
static char ifname[32] = "ppp0";

/* Declared without (void) */
ppp_exit_code_t ppp_status(void);
bool ppp_persist(void);
const char *ppp_ifname(void);
static ppp_exit_code_t exit_status;
static bool got_sigterm;

void ppp_add_notify(ppp_notify_t type, ppp_notify_fn *f, void *context)
{
	static const enum list lists[] = {
		[NF_PHASE_CHANGE] = ON_PHASE, [NF_EXIT] = ON_EXIT,
		[NF_IP_UP] = ON_IP_UP,	      [NF_IP_DOWN] = ON_IP_DOWN,
		[NF_IPV6_UP] = ON_IPV6_UP,    [NF_IPV6_DOWN] = ON_IPV6_DOWN,
		[NF_FORK] = ON_FORK,
	};

	add(lists[type], f, context);
}

ppp_exit_code_t ppp_status(void)
{
	return exit_status;
}

void ppp_set_status(ppp_exit_code_t status)
{
	exit_status = status;
}

bool ppp_persist(void)
{
	return persisting;
}

bool ppp_signaled(int number)
{
	return number == SIGTERM && got_sigterm;
}

const char *ppp_ifname(void)
{
	return ifname;
}

int ppp_get_filepath(ppp_path_t type, const char *name, char *buf, size_t size)
{
	(void)type;
	return snprintf(buf, size, "/etc/ppp/%s", name);
}

int ppp_set_devnam(const char *name)
{
	(void)name;
	return 0;
}

int ppp_set_pppdevnam(const char *name)
{
	(void)name;
	return 0;
}

void ppp_set_modem(bool on)
{
	(void)on;
}

void ppp_set_session_number(int number)
{
	(void)number;
}

void ppp_set_remote_number(const char *number)
{
	(void)number;
}

static void set_persist(bool on)
{
	persisting = on;
}

#define LOG_TEXT const char

#else /* 2.4.9 */

compat_bool demand, holdoff_specified, persist, multilink, doing_multilink, multilink_master;
volatile int status;
compat_bool modem;
int got_sigterm;
char ifname[32] = "ppp0";
char devnam[MAXPATHLEN], ppp_devnam[MAXPATHLEN], remote_number[MAXNAMELEN];
int ppp_session_number;
struct notifier *phasechange, *exitnotify, *ip_up_notifier, *ip_down_notifier, *ipv6_up_notifier,
	*ipv6_down_notifier, *fork_notifier;

void add_notifier(struct notifier **list, notify_func f, void *context)
{
	struct notifier **const lists[] = {
		[ON_PHASE] = &phasechange,	  [ON_EXIT] = &exitnotify,
		[ON_IP_UP] = &ip_up_notifier,	  [ON_IP_DOWN] = &ip_down_notifier,
		[ON_IPV6_UP] = &ipv6_up_notifier, [ON_IPV6_DOWN] = &ipv6_down_notifier,
		[ON_FORK] = &fork_notifier,
	};

	for (int i = 0; i < LISTS; i++)
		if (lists[i] == list)
			add((enum list)i, f, context);
}

static void set_persist(bool on)
{
	persist = on;
}

#define LOG_TEXT char

#endif

int options_from_file(char *name, int must_exist, int check, int priv);

size_t strlcpy(char *ret, const char *text, size_t size)
{
	return (size_t)snprintf(ret, size, "%s", text);
}

size_t strlcat(char *ret, const char *text, size_t size)
{
	return strlcpy(ret + strlen(ret), text, size - strlen(ret));
}

int slprintf(char *ret, int size, LOG_TEXT *format, ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(ret, (size_t)size, format, ap);
	va_end(ap);
	return len;
}

const struct world_ac *world_ac;
void (*world_see_text)(const char *text, bool logged);

/* pppd's log: what a user without `debug` gets to see as a fault */
static void say_text(const char *format, va_list ap, bool shown, bool logged)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, ap);
	if (shown)
		world_say("!%s", text);
	if (world_see_text)
		world_see_text(text, logged);
}

#define LOG_FUNCTION(name, shown, logged)            \
	void name(LOG_TEXT *format, ...)             \
	{                                            \
		va_list ap;                          \
                                                     \
		va_start(ap, format);                \
		say_text(format, ap, shown, logged); \
		va_end(ap);                          \
	}
LOG_FUNCTION(dbglog, false, false)
LOG_FUNCTION(info, false, true)
LOG_FUNCTION(warn, true, true)
LOG_FUNCTION(error, true, true)

static void end_pppd(int code);

void fatal(LOG_TEXT *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say_text(format, ap, true, true);
	va_end(ap);
	end_pppd(1);
}

void ppp_option_error(char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say_text(format, ap, true, true);
	va_end(ap);
}

void ppp_add_options(option_t *options)
{
	table = options;
}

int ppp_options_from_file(char *name, int must_exist, int check, int priv);
int ppp_options_from_file(char *name, int must_exist, int check, int priv)
{
	(void)name, (void)must_exist, (void)check, (void)priv;
	return 1;
}

int options_from_file(char *name, int must_exist, int check, int priv)
{
	return ppp_options_from_file(name, must_exist, check, priv);
}

void ppp_script_setenv(char *name, char *value, int is_key)
{
	(void)is_key;
	if (world_see_text)
		world_see_text(value, false);
	if (!strcmp(name, "PPPOE_CLAMP_REASON"))
		strlcpy(reason_for_scripts, value, sizeof(reason_for_scripts));
}

/* safe_fork() runs the notifiers in the child. */
static bool child_is_deaf(void)
{
	sigset_t ours, childs;

	pthread_sigmask(SIG_SETMASK, NULL, &ours);
	if (notifiers[ON_FORK].f)
		notify_plugin(ON_FORK, 0);
	pthread_sigmask(SIG_SETMASK, &ours, &childs);
	return sigismember(&childs, SIGUSR2);
}

/* Fails if what it runs inherits a signal that is blocked. */
pid_t run_program(char *path, char **args, int must_exist, void (*done)(void *), void *arg,
		  int wait)
{
	(void)must_exist, (void)done, (void)arg, (void)wait;
	world_say("%s %s%s%s%s", strrchr(path, '/') + 1, args[2], reason_for_scripts[0] ? " " : "",
		  reason_for_scripts, child_is_deaf() ? ", deaf" : "");
	return 1;
}

void ppp_script_unsetenv(char *name)
{
	if (!strcmp(name, "PPPOE_CLAMP_REASON"))
		reason_for_scripts[0] = '\0';
}

int ppp_check_kernel_support(void)
{
	return 1;
}

/* Timers: in the order of their time */
static struct {
	void (*f)(void *arg);
	void *arg;
	uint64_t at_ms;
} timers[TIMERS];
static unsigned int timer_count;

void ppp_timeout(void (*f)(void *), void *arg, int s, int us)
{
	const uint64_t at = world_ms + (uint64_t)s * 1000 + (uint64_t)us / 1000;
	unsigned int i = timer_count++;

	if (i == TIMERS)
		abort();
	for (; i && timers[i - 1].at_ms > at; i--)
		timers[i] = timers[i - 1];
	timers[i].f = f;
	timers[i].arg = arg;
	timers[i].at_ms = at;
}

void ppp_untimeout(void (*f)(void *), void *arg)
{
	for (unsigned int i = 0; i < timer_count; i++) {
		if (timers[i].f != f || timers[i].arg != arg)
			continue;
		timer_count--;
		memmove(timers + i, timers + i + 1, (timer_count - i) * sizeof(timers[0]));
		return;
	}
}

/* Those that are due now, and not what they add. */
static void call_timers(void)
{
	while (timer_count && timers[0].at_ms <= world_ms) {
		void (*f)(void *) = timers[0].f;
		void *arg = timers[0].arg;

		timer_count--;
		memmove(timers, timers + 1, timer_count * sizeof(timers[0]));
		f(arg);
		if (timer_count && timers[0].at_ms == world_ms)
			return;
	}
}

static void new_phase_(int p)
{
	phase = p;
	notify_plugin(ON_PHASE, p);
}

static void run_script(const char *name)
{
	world_say("%s%s%s", name, reason_for_scripts[0] ? " " : "", reason_for_scripts);
}

void ppp_set_mtu(int unit, int mtu)
{
	(void)unit;
	if (mtu != kernel_mtu)
		world_say("mtu %d", mtu);
	kernel_set_mtu(mtu);
}

int ppp_get_mtu(int unit)
{
	(void)unit;
	return ifname[0] ? kernel_mtu : 0;
}

/* Packets from the peer */
static struct {
	uint8_t bytes[PACKET_MAX];
	size_t len;
	uint64_t at_ms;
} inbox[PACKETS];
static unsigned int inbox_count;

/* What finds no link or no room is lost. */
static void put_packet(const uint8_t *bytes, size_t len)
{
	if (phase < PHASE_ESTABLISH || phase > PHASE_TERMINATE || inbox_count == PACKETS)
		return;
	memcpy(inbox[inbox_count].bytes, bytes, len);
	inbox[inbox_count].len = len;
	inbox[inbox_count++].at_ms = world_ms + peer.rtt_ms;
}

void pppd_packet(const uint8_t *packet, size_t len)
{
	if (len >= 4)
		put_packet(packet, len);
}

static void put_lcp(uint8_t code, uint8_t id)
{
	put_packet((const uint8_t[]){ 0xff, 0x03, 0xc0, 0x21, code, id, 0, 4 }, 8);
}

/* A Configure-Request with so many bytes of options: PAP, again and again */
static void put_request(size_t size)
{
	static const uint8_t pap[] = { CI_AUTHTYPE, 4, 0xc0, 0x23 };
	uint8_t packet[PACKET_MAX] = { 0xff, 0x03, 0xc0, 0x21, CONFREQ, 9 };

	packet[6] = (uint8_t)((size + 4) >> 8);
	packet[7] = (uint8_t)(size + 4);
	for (size_t i = 0; i < size; i += sizeof(pap))
		memcpy(packet + 8 + i, pap, sizeof(pap));
	put_packet(packet, 8 + size);
}

static void answer_echo(const uint8_t *packet, size_t len)
{
	uint8_t reply[PACKET_MAX];

	if (len - 4 > peer.echo_most)
		return;
	memcpy(reply, packet, len);
	reply[4] = ECHOREP;
	reply[8] ^= peer.other_magic;
	if (peer.zero_magic)
		memset(reply + 8, 0, 4);
	if (len > 8 + peer.echo_cut)
		len = 8 + peer.echo_cut;
	reply[6] = (uint8_t)((len - 4) >> 8);
	reply[7] = (uint8_t)(len - 4);
	put_packet(reply, len);
}

static const char *code_name(uint8_t code)
{
	static const char *const names[] = {
		[CONFREQ] = "CONFREQ", [TERMREQ] = "TERMREQ", [TERMACK] = "TERMACK"
	};

	return code < sizeof(names) / sizeof(names[0]) && names[code] ? names[code] : "?";
}

void output(int unit, unsigned char *packet, int len)
{
	(void)unit;
	if (snoop_send_hook)
		snoop_send_hook(packet, len);
	if (kernel_hangup)
		return;
	if (world_ac) {
		world_ac->hear_lcp(packet, (size_t)len);
		return;
	}
	if (packet[4] != ECHOREQ) {
		world_say("%s %u", code_name(packet[4]), packet[5]);
		return;
	}
	world_say("echo %d", len - 4);
	if (kernel_cable)
		answer_echo(packet, (size_t)len);
}

static void send_lcp(uint8_t code)
{
	static uint8_t packet[] = { 0xff, 0x03, 0xc0, 0x21, 0, 0, 0, 4 };

	packet[4] = code;
	packet[5] = code == TERMACK ? 9 : ++lcp_fsm[0].id;
	output(0, packet, sizeof(packet));
}

static void go_on_in_background(void)
{
	if (forks)
		kernel_detach();
	forks = false;
}

/* NCPs */
static void ncp_up(void)
{
	if (phase == PHASE_RUNNING)
		return;
	ppp_set_status(EXIT_OK);
	unsuccess = 0;
	new_phase_(PHASE_RUNNING);
	go_on_in_background();
}

static void ncp_down(void)
{
	if (!link_state.ip && !link_state.ipv6)
		new_phase_(PHASE_NETWORK);
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The peer acknowledges what we have asked for. */
static void see_ack(uint16_t protocol)
{
	uint8_t packet[] = { 0xff, 0x03, protocol >> 8, protocol & 0xff, CONFACK, 1, 0, 4 };

	if (snoop_recv_hook)
		snoop_recv_hook(packet, sizeof(packet));
}

static void see_failure(void)
{
	uint8_t packet[] = { 0xff, 0x03, 0xc2, 0x23, 4, 1, 0, 4 };

	if (snoop_recv_hook)
		snoop_recv_hook(packet, sizeof(packet));
}

static bool asleep;

/* Debian's demand_rexmit(): any signal ends its sleep, no timer runs, and nothing is read. */
static void nap(void)
{
	const uint64_t end_ms = earliest(world_ms + 1000, kernel_deadline_ms());

	asleep = demand;
	while (asleep && world_ms < end_ms)
		world_wait(end_ms);
	asleep = false;
}

static bool has_network_phase(void)
{
	return phase == PHASE_NETWORK || phase == PHASE_RUNNING;
}

static void set_address(uint32_t ours)
{
	if (demand && ipcp_wantoptions[0].ouraddr != ours)
		kernel_set_address();
	ipcp_wantoptions[0].ouraddr = ours;
}

static void ip_up(void)
{
	const uint32_t ours = 0x0100000a;

	if (!has_network_phase() || link_state.ip) {
		world_say("IPCP is lost");
		return;
	}
	link_state.ip = true;
	ipcp_gotoptions[0].ouraddr = ours;
	see_ack(0x8021);
	set_address(ours);
	kernel_set_ip(AF_INET, true);
	nap();
	world_say("ip up");
	if (ipcp_wantoptions[0].default_route)
		world_say("pppd's default route");
	ncp_up();
	notify_plugin(ON_IP_UP, 0);
	run_script("ip-up");
}

static void ip_down(void)
{
	if (!link_state.ip)
		return;
	link_state.ip = false;
	notify_plugin(ON_IP_DOWN, 0);
	kernel_set_ip(AF_INET, false);
	ncp_down();
	if (!demand)
		world_say("ip down");
	run_script("ip-down");
}

static void ipv6_up(void)
{
	if (!ipv6cp_protent.enabled_flag || !has_network_phase() || link_state.ipv6)
		return;
	link_state.ipv6 = true;
	see_ack(0x8057);
	kernel_set_ip(AF_INET6, true);
	if (!eui64_iszero(ipv6cp_wantoptions[0].hisid) && !ipv6cp_wantoptions[0].accept_remote)
		world_say("IPV6CP insists on the identifier of the peer");
	nap();
	ncp_up();
	notify_plugin(ON_IPV6_UP, 0);
	run_script("ipv6-up");
}

static void ipv6_down(void)
{
	if (!link_state.ipv6)
		return;
	link_state.ipv6 = false;
	notify_plugin(ON_IPV6_DOWN, 0);
	kernel_set_ip(AF_INET6, false);
	ncp_down();
	run_script("ipv6-down");
}

static void peer_step(void *arg);

static void next_peer_step(void)
{
	if (!by_hand)
		ppp_timeout(peer_step, NULL, 0, PEER_STEP_MS * 1000);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static void set_mtu(void)
{
	ppp_set_mtu(0, least(least(peer.mru ? peer.mru : 1500, lcp_wantoptions[0].mru),
			     lcp_allowoptions[0].mru));
}

/* lcp_up() */
static void open_lcp(void)
{
	const int mine = lcp_wantoptions[0].mru;

	if (lcp_fsm[0].state != REQSENT)
		return;
	see_ack(0xc021);
	link_state.opened = true;
	lcp_gotoptions[0] = (lcp_options){ .neg_mru = mine != 1500 && !peer.rejects_mru,
					   .mru = mine,
					   .neg_magicnumber = 1,
					   .magicnumber = 0x01020304 };
	lcp_hisoptions[0] = (lcp_options){ .neg_mru = peer.mru != 0,
					   .mru = peer.mru,
					   .neg_magicnumber = peer.zero_magic,
					   .magicnumber = 0x05060708 };
	lcp_fsm[0].state = OPENED;
	if (!multilink)
		set_mtu();
	if (peer.mru)
		peer_mru[0] = peer.mru;
	if (!doing_multilink)
		ipcp_fsm[0].state = ipv6cp_fsm[0].state = CLOSED;
	new_phase_(PHASE_AUTHENTICATE);
}

/* mp_join_bundle(): is it that of another pppd, which has IP? */
static bool join_bundle(void)
{
	if (doing_multilink)
		return false;
	doing_multilink = !peer.no_bundles;
	multilink_master = doing_multilink && !other_bundle;
	strlcpy(ifname, "ppp0", sizeof(ifname));
	kernel_set_ppp(true);
	if (doing_multilink && other_bundle) {
		world_say("joins a bundle");
		go_on_in_background();
		return true;
	}
	set_mtu();
	return false;
}

static void authenticate(void)
{
	if (!link_state.opened || link_state.network)
		return;
	if (link_state.known) {
		world_say("authentication has already begun");
		return;
	}
	link_state.network = link_state.known = true;
	new_phase_(PHASE_NETWORK);
	if (multilink && join_bundle())
		return;
	ipcp_fsm[0].state = REQSENT;
	if (ipv6cp_protent.enabled_flag)
		ipv6cp_fsm[0].state = REQSENT;
}

static void peer_step(void *arg)
{
	(void)arg;
	if (!link_state.opened)
		open_lcp();
	else if (peer.stays || (doing_multilink && !multilink_master))
		return;
	else if (!link_state.network)
		authenticate();
	else if (!link_state.ip)
		ip_up();
	else
		ipv6_up();
	if (!link_state.ip || (!link_state.ipv6 && ipv6cp_protent.enabled_flag))
		next_peer_step();
}

void upper_layers_down(int unit)
{
	(void)unit;
	ip_down();
	ipv6_down();
	ipcp_fsm[0].state = ipv6cp_fsm[0].state = INITIAL; /* fsm_lowerdown() and fsm_close() */
	link_state.known = false;
}

/* lcp_down() */
static void close_upper_layers(void)
{
	ppp_untimeout(peer_step, NULL);
	link_state.opened = link_state.network = false;
	if (doing_multilink)
		return;
	upper_layers_down(0);
	if (phase != PHASE_DEAD)
		new_phase_(PHASE_ESTABLISH);
}

/* fsm_lowerup(): nothing begins that was closed. */
void lcp_lowerup(int unit)
{
	(void)unit;
	if (lcp_fsm[0].state == INITIAL) {
		lcp_fsm[0].state = CLOSED;
		return;
	}
	lcp_fsm[0].state = REQSENT;
	send_lcp(CONFREQ);
	if (peer.restarts)
		next_peer_step();
	if (!peer.restarts && peer.ends)
		kernel_hangup = kernel_session;
}

static void term_timer(void *arg);

/* fsm_lowerdown(): while the upper layers go down LCP is still OPENED. */
void lcp_lowerdown(int unit)
{
	fsm *f = &lcp_fsm[0];

	(void)unit;
	ppp_untimeout(term_timer, NULL);
	if (f->state == OPENED)
		close_upper_layers();
	f->state = f->state == CLOSING || f->state == CLOSED ? INITIAL : STARTING;
}

static void no_disconnect(void)
{
}

static int tty_connect(void)
{
	return 50;
}

static int tty_establish(int fd)
{
	kernel_set_ppp(!multilink);
	return fd;
}

static void tty_disestablish(int fd)
{
	(void)fd;
	if (!doing_multilink)
		kernel_set_ppp(demand);
}

int ppp_generic_establish(int fd)
{
	return tty_establish(fd);
}

void ppp_generic_disestablish(int fd)
{
	tty_disestablish(fd);
}

/* mp_bundle_terminated() */
static void end_bundle(void)
{
	upper_layers_down(0);
	kernel_set_ppp(false);
	new_phase_(PHASE_DEAD);
	doing_multilink = multilink_master = false;
}

static void terminate_link(void)
{
	ppp_untimeout(term_timer, NULL);
	ppp_untimeout(peer_step, NULL);
	if (phase == PHASE_DEAD || phase == PHASE_MASTER)
		return;
	new_phase_(PHASE_DISCONNECT);
	inbox_count = 0;
	the_channel->disestablish_ppp(0);
	the_channel->disconnect();
	if (!multilink_master)
		new_phase_(PHASE_DEAD);
	else if (asked_to_quit)
		end_bundle();
	else
		new_phase_(PHASE_MASTER);
}

/* fsm_timeout() while terminating */
static void term_timer(void *arg)
{
	(void)arg;
	if (lcp_fsm[0].retransmits-- > 0) {
		send_lcp(TERMREQ);
		ppp_timeout(term_timer, NULL, RESTART_S, 0);
		return;
	}
	lcp_fsm[0].state = CLOSED;
	terminate_link();
}

void lcp_close(int unit, char *reason)
{
	fsm *f = &lcp_fsm[0];

	(void)unit, (void)reason;
	if (phase == PHASE_DEAD || phase == PHASE_MASTER)
		return;
	new_phase_(PHASE_TERMINATE);
	if (f->state == CLOSING || f->state == STOPPING) {
		f->state = CLOSING;
		return;
	}
	if (f->state == OPENED)
		close_upper_layers();
	f->retransmits = f->maxtermtransmits;
	if (f->state == STARTING || !f->retransmits) {
		f->state = CLOSED;
		terminate_link();
		return;
	}
	f->state = CLOSING;
	f->retransmits--;
	send_lcp(TERMREQ);
	ppp_timeout(term_timer, NULL, RESTART_S, 0);
	if (peer.acks && !kernel_hangup && !world_ac)
		put_lcp(TERMACK, f->id);
}

/* fsm_rtermreq() */
static void receive_terminate(void)
{
	fsm *f = &lcp_fsm[0];

	if (f->state == OPENED) {
		f->retransmits = 0;
		f->state = STOPPING;
		close_upper_layers();
		ppp_timeout(term_timer, NULL, RESTART_S, 0);
	}
	send_lcp(TERMACK);
}

/* In Opened, fsm_rconfreq() and fsm_rtermack() begin again. */
static void restart_lcp(void)
{
	if (lcp_fsm[0].state != OPENED)
		return;
	close_upper_layers();
	lcp_lowerup(0);
}

/*
 * lcp_reqci(), as with refuse-pap: what it wants in the place of the peer's options it writes where
 * they are, and CHAP is longer than PAP.
 */
static void nak_pap(unsigned char *packet, int len)
{
	static const uint8_t chap[] = { CI_AUTHTYPE, 5, 0xc2, 0x23, 5 };
	uint8_t nak[PPP_MRU]; /* nak_buffer */
	size_t nak_len = 0;

	for (int i = 4; i + 4 <= len && packet[i] == CI_AUTHTYPE && packet[i + 1] == 4; i += 4) {
		memcpy(nak + nak_len, chap, sizeof(chap));
		nak_len += sizeof(chap);
	}
	memcpy(packet + 4, nak, nak_len);
	if (nak_len)
		world_say("LCP naks by %zu bytes", nak_len);
}

/* Of an MRU, lcp_reqci() takes no less than MINMRU. */
static void receive_request(unsigned char *packet, int len)
{
	world_say("LCP reads a CONFREQ");
	if (len >= 8 && packet[4] == CI_MRU && packet[5] == 4) {
		const int mru = packet[6] << 8 | packet[7];

		peer.mru = mru < MINMRU ? peer.mru : mru;
	}
	nak_pap(packet, len);
	restart_lcp();
}

/* As fsm_input() has what it reads. */
static void lcp_input(int unit, unsigned char *packet, int size)
{
	const int len = size < 4 ? 0 : packet[2] << 8 | packet[3];

	(void)unit;
	if (len < 4 || len > size)
		return;
	switch (packet[0]) {
	case CONFREQ:
		receive_request(packet, len);
		break;
	case TERMREQ:
		receive_terminate();
		break;
	case TERMACK:
		if (lcp_fsm[0].state == CLOSING) {
			lcp_fsm[0].state = CLOSED;
			terminate_link();
		}
		restart_lcp();
		break;
	}
}

static void receive_packet(void)
{
	uint8_t packet[PACKET_MAX * 5 / 4]; /* room for nak_pap() */
	const size_t len = inbox[0].len;

	memcpy(packet, inbox[0].bytes, len);
	inbox_count--;
	memmove(inbox, inbox + 1, inbox_count * sizeof(inbox[0]));
	kernel_bytes_in += (uint32_t)len;
	if (snoop_recv_hook)
		snoop_recv_hook(packet, len < 1504 ? (int)len : 1504);
	if (packet[3] == 0x21 && packet[2] == 0xc0)
		lcp_input(0, packet + 4, (int)len - 4);
}

static void get_input(void)
{
	if (kernel_hangup && phase != PHASE_DEAD && kernel_session) {
		ppp_set_status(EXIT_HANGUP);
		lcp_lowerdown(0);
		terminate_link();
		return;
	}
	while (inbox_count && inbox[0].at_ms <= world_ms)
		receive_packet();
}

static void open_ccp(int unit)
{
	(void)unit;
	world_say("CCP opens");
}

int kill(pid_t to, int number)
{
	if (to != getpid() || number != SIGUSR2)
		abort();
	pppd_wake();
	return 0;
}

void pppd_wake(void)
{
	got_sigusr2 = 1;
}

static void handle_events(void)
{
	uint64_t until = UINT64_MAX;

	kill_link = open_ccp_flag = false;
	kernel_script_stuck = false; /* reap_kids() */
	if (timer_count)
		until = timers[0].at_ms;
	if (inbox_count)
		until = earliest(until, inbox[0].at_ms);
	if (kernel_hangup && kernel_session)
		until = world_ms;
	if (!got_sighup && !got_sigterm && !got_sigusr2 && until > world_ms)
		world_wait(until);
	call_timers();
	if (got_sighup) {
		kill_link = true;
		got_sighup = 0;
		if (ppp_status() != EXIT_HANGUP)
			ppp_set_status(EXIT_USER_REQUEST);
	}
	if (got_sigusr2) {
		open_ccp_flag = true;
		got_sigusr2 = 0;
	}
	if (got_sigterm) {
		kill_link = asked_to_quit = true;
		set_persist(false);
		ppp_set_status(EXIT_USER_REQUEST);
		got_sigterm = 0;
	}
}

static void end_pppd(int code)
{
	if (the_channel->cleanup)
		the_channel->cleanup();
	if (notifiers[ON_EXIT].f)
		notify_plugin(ON_EXIT, code);
	world_say("exit %d", code);
	world_end();
}

static bool begin_link(void)
{
	unsuccess++;
	ppp_set_status(EXIT_CONNECT_FAILED);
	new_phase_(PHASE_SERIALCONN);
	if (the_channel->connect() < 0) {
		new_phase_(PHASE_DEAD);
		if (the_channel->cleanup)
			the_channel->cleanup();
		return false;
	}
	the_channel->establish_ppp(0);
	kernel_set_ppp(!multilink || other_bundle);
	ppp_set_status(EXIT_NEGOTIATION_FAILED);
	new_phase_(PHASE_ESTABLISH);
	lcp_fsm[0].state = STARTING; /* lcp_open() */
	lcp_lowerup(0);
	return true;
}

static void end_holdoff(void *arg)
{
	(void)arg;
	new_phase_(PHASE_DORMANT);
}

/* A SIGHUP ends it, and leaves its timer. */
static void hold_off(void)
{
	int t = need_holdoff ? holdoff_s : 0;

	if (holdoff_hook)
		t = holdoff_hook();
	if (t <= 0)
		return;
	world_say("holdoff %d", t);
	new_phase_(PHASE_HOLDOFF);
	ppp_timeout(end_holdoff, NULL, t, 0);
	do {
		handle_events();
		if (kill_link)
			new_phase_(PHASE_DORMANT);
	} while (phase == PHASE_HOLDOFF);
}

static bool traffic;

static void wait_for_traffic(void)
{
	new_phase_(PHASE_DORMANT);
	traffic = false;
	while (!traffic && !asked_to_quit)
		handle_events();
}

static void run_link(void)
{
	while (phase != PHASE_DEAD) {
		handle_events();
		get_input();
		if (kill_link)
			lcp_close(0, NULL);
		if (asked_to_quit && phase == PHASE_MASTER)
			end_bundle();
		if (open_ccp_flag && (phase == PHASE_NETWORK || phase == PHASE_RUNNING))
			ccp_protent.open(0);
	}
}

static void main_loop(void)
{
	for (;;) {
		need_holdoff = 1;
		ppp_set_status(EXIT_OK);
		if (demand)
			wait_for_traffic();
		if (asked_to_quit)
			return;
		if (begin_link())
			run_link();
		if (asked_to_quit || !ppp_persist() || (maxfail > 0 && unsuccess >= maxfail))
			return;
		hold_off();
		if (asked_to_quit)
			return;
	}
}

static bool set_own_option(const char *word, char **argument)
{
	if (!strcmp(word, "persist"))
		set_persist(true);
	else if (!strcmp(word, "demand"))
		demand = true, set_persist(true);
	else if (!strcmp(word, "updetach"))
		forks = true;
	else if (!strcmp(word, "multilink"))
		multilink = true, ifname[0] = '\0';
	else if (!strcmp(word, "by-hand"))
		by_hand = true;
	else if (!strcmp(word, "of-a-user")) /* so are all options after it */
		privileged = privileged_option = 0;
	else if (!strcmp(word, "of-root")) /* as those of a peers file */
		privileged_option = 1;
	else if (!strcmp(word, "defaultroute"))
		ipcp_wantoptions[0].default_route = 1;
	else if (!strcmp(word, "noipv6"))
		ipv6cp_protent.enabled_flag = 0;
	else if (!strcmp(word, "mtu"))
		lcp_allowoptions[0].mru = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "mru"))
		lcp_wantoptions[0].mru = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "lcp-max-configure"))
		lcp_fsm[0].maxconfreqtransmits = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "ipv6cp-restart"))
		ipv6cp_fsm[0].timeouttime = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "pap-max-authreq"))
		upap[0].us_maxtransmits = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "chap-timeout"))
		chap_client_timeout_time = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "eap-timeout"))
		eap_states[0].es_client.ea_timeout = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "lcp-echo-interval"))
		lcp_echo_interval = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "lcp-echo-failure"))
		lcp_echo_fails = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "maxfail"))
		maxfail = atoi(strtok_r(NULL, " ", argument));
	else if (!strcmp(word, "holdoff"))
		holdoff_specified = (holdoff = holdoff_s = atoi(strtok_r(NULL, " ", argument))) > 0;
	else
		return false;
	return true;
}

typedef int set_wild(char *word, char **argv, int doit);

/* Whoever knows the word has said himself what is wrong with it. */
static bool set_device(char *word)
{
	for (option_t *o = table; o->name; o++) {
		if (o->type != o_wild || !((set_wild *)o->addr)(word, &word, 0))
			continue;
		if (!((set_wild *)o->addr)(word, &word, 1))
			end_pppd(EXIT_OPTION_ERROR);
		return true;
	}
	return false;
}

static bool set_plugin_option(char *word, char **argument)
{
	for (option_t *o = table; o->name; o++) {
		char *value = NULL;

		if (o->type == o_wild || strcmp(o->name, word) != 0)
			continue;
		if (o->type == o_special)
			value = strtok_r(NULL, " ", argument);
		return ((int (*)(char **))o->addr)(&value);
	}
	return set_device(word);
}

static void read_options(char *text)
{
	char *rest;

	for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		if (!set_own_option(word, &rest) && !set_plugin_option(word, &rest)) {
			world_say("bad option %s", word);
			end_pppd(EXIT_OPTION_ERROR);
		}
}

/* As 2.4.9 does */
static void check_ipv6_options(void)
{
	if (!demand || !ipv6cp_protent.enabled_flag || !eui64_iszero(ipv6cp_wantoptions[0].hisid))
		return;
	world_say("remote LL address required for demand-dialling");
	end_pppd(EXIT_OPTION_ERROR);
}

_Noreturn void pppd_main(const char *options)
{
	static char text[1024];

	strlcpy(text, options, sizeof(text));
	phase = PHASE_INITIALIZE;
	lcp_allowoptions[0].mru = 16384;
	lcp_wantoptions[0].mru = 1500;
	plugin_init();
	read_options(text);
	if (the_channel->process_extra_options)
		the_channel->process_extra_options();
	check_ipv6_options();
	if (the_channel->check_options)
		the_channel->check_options();
	if (demand) {
		world_say("filter %u", active_filter.len);
		ipcp_wantoptions[0].ouraddr = 0x4040400a;
		kernel_set_ppp(true);
	}
	main_loop();
	end_pppd((int)ppp_status());
	abort();
}

static bool peer_event(const char *word, const char *argument)
{
	if (!strcmp(word, "peer-mru"))
		peer.mru = atoi(argument);
	else if (!strcmp(word, "rejects-mru"))
		peer.rejects_mru = true;
	else if (!strcmp(word, "no-ack"))
		peer.acks = false;
	else if (!strcmp(word, "no-restart"))
		peer.restarts = false;
	else if (!strcmp(word, "ends-at-restart"))
		peer.restarts = false, peer.ends = true;
	else if (!strcmp(word, "restarts"))
		peer.restarts = true, peer.ends = peer.stays = false;
	else if (!strcmp(word, "no-bundles"))
		peer.no_bundles = true;
	else if (!strcmp(word, "stays"))
		peer.stays = true;
	else if (!strcmp(word, "echo"))
		peer.echo_most = (unsigned int)atoi(argument);
	else if (!strcmp(word,
			 "other-magic")) /* as of an AC that has given the session to another */
		peer.other_magic = 1;
	else if (!strcmp(word, "zero-magic"))
		peer.zero_magic = true;
	else if (!strcmp(word, "echo-cut"))
		peer.echo_cut = (unsigned int)atoi(argument);
	else if (!strcmp(word, "rtt"))
		peer.rtt_ms = (uint64_t)atoi(argument);
	else if (!strcmp(word, "termreq"))
		put_lcp(TERMREQ, 9);
	else if (!strcmp(word, "confreq"))
		put_lcp(CONFREQ, 9);
	else if (!strcmp(word, "pap"))
		put_request((size_t)atoi(argument));
	else if (!strcmp(word, "garbage"))
		put_packet((const uint8_t[]){ 0xff, 0x03, 0xc0, 0x21, 9 }, 5);
	else if (!strcmp(word, "bytes"))
		kernel_bytes_in += (uint32_t)atoi(argument);
	else
		return false;
	return true;
}

static bool link_event(const char *word)
{
	if (!strcmp(word, "lcp"))
		open_lcp();
	else if (!strcmp(word, "auth"))
		authenticate();
	else if (!strcmp(word, "ip"))
		ip_up();
	else if (!strcmp(word, "no-ip"))
		ip_down();
	else if (!strcmp(word, "ip6"))
		ipv6_up();
	else if (!strcmp(word, "no-ip6"))
		ipv6_down();
	else if (!strcmp(word, "other-bundle"))
		other_bundle = true;
	else if (!strcmp(word, "bundle-ends") && multilink_master) /* its last session is gone */
		end_bundle();
	else if (!strcmp(word, "rejects-ip6")) /* by an LCP Protocol-Reject: fsm_lowerdown() */
		ipv6cp_fsm[0].state = STARTING;
	else if (!strcmp(word, "rejects-ip"))
		ipcp_fsm[0].state = STARTING;
	else
		return false;
	return true;
}

/* LcpSendEchoRequest() */
static void send_own_echo(void)
{
	output(0, (unsigned char[]){ 0xff, 0x03, 0xc0, 0x21, ECHOREQ, 1, 0, 8, 1, 2, 3, 4 }, 12);
}

/* What pppd does by itself, from a timer of its own */
static void close_with(ppp_exit_code_t code)
{
	if (phase < PHASE_ESTABLISH || phase > PHASE_TERMINATE)
		return;
	ppp_set_status(code);
	lcp_close(0, NULL);
}

static bool own_event(const char *word)
{
	if (!strcmp(word, "idle"))
		close_with(EXIT_IDLE_TIMEOUT);
	else if (!strcmp(word, "enough")) /* maxoctets */
		close_with(EXIT_TRAFFIC_LIMIT);
	else if (!strcmp(word, "own-echo"))
		send_own_echo();
	else if (!strcmp(word, "pppd-dead"))
		close_with(EXIT_PEER_DEAD);
	else if (!strcmp(word, "gives-up")) /* after lcp-max-configure requests: fsm_timeout() */
		lcp_fsm[0].state = STOPPED, terminate_link();
	else if (!strcmp(word, "refused"))
		see_failure(), close_with(EXIT_AUTH_TOPEER_FAILED);
	else if (!strcmp(word, "no-verdict")) /* chap-timeout */
		close_with(EXIT_AUTH_TOPEER_FAILED);
	else if (!strcmp(word, "fatal"))
		end_pppd(EXIT_FATAL_ERROR);
	else
		return false;
	return true;
}

bool pppd_event(const char *word, const char *argument)
{
	if (!strcmp(word, "SIGHUP"))
		got_sighup = 1;
	else if (!strcmp(word, "SIGTERM"))
		got_sigterm = 1;
	else if (!strcmp(word, "timers"))
		world_say("%u timers", timer_count);
	else if (!strcmp(word, "SIGUSR2"))
		pppd_wake();
	else if (!strcmp(word, "traffic"))
		traffic = true;
	else if (peer_event(word, argument))
		return true;
	else if (asleep)
		world_say("pppd sleeps");
	else
		return own_event(word) || link_event(word);
	return true;
}

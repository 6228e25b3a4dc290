// SPDX-License-Identifier: GPL-2.0-or-later
#include "fake_world.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "below.h"
#include "core/early.h"
#include "core/packet.h"
#include "core/record.h"
#include "core/ring.h"
#include "core/session_frame.h"
#include "netclamp.h"
#include "netconntrack.h"
#include "netkeep.h"
#include "netpark.h"
#include "netpriority.h"
#include "netprobe.h"
#include "netroute.h"
#include "netsticky.h"
#include "netvrf.h"
#include "parent.h"
#include "sys/carrier.h"
#include "sys/clock.h"
#include "sys/ethernet.h"
#include "sys/iface.h"
#include "sys/runfile.h"
#include "sys/session.h"

#define PARENT_INDEX 3
#define PPP_INDEX 7
#define FRAMES 16
#define SESSIONS 32
#define DISCOVERY_FD 100 /* no descriptors of this process */
#define TAP_FD 101
#define CARRIER_FD 102
#define SESSION_FD 103
#define RULES_FD 104
#define UPLINKS_FD 105

static uint8_t host[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };
static uint8_t concentrator[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0xa1 };

bool kernel_session, kernel_hangup, kernel_script_stuck;
static bool kernel_ppp, kernel_up = true; /* ppp0 exists; it is up */
int kernel_mtu = 1500;
uint32_t kernel_bytes_in;

void kernel_set_ppp(bool there)
{
	kernel_ppp = there;
	kernel_mtu = 1500;
}

void kernel_set_mtu(int mtu)
{
	kernel_mtu = mtu;
}

void kernel_set_ip(int family, bool up)
{
	(void)family, (void)up;
}

unsigned int kernel_descriptors;

static int open_descriptor(int fd)
{
	kernel_descriptors++;
	return fd;
}

static void close_descriptor(int *fd)
{
	if (*fd >= DISCOVERY_FD)
		kernel_descriptors--;
	*fd = -1;
}

static pid_t pid = 1000;

pid_t getpid(void)
{
	return pid;
}

void kernel_detach(void)
{
	pid++;
	kernel_drop_timers();
}

static int parent_mtu = 1500;
static bool parent_late;
static bool no_raw_sockets;
static bool no_vrf, no_vrf_later; /* before the discovery, when it is to be joined */
static bool no_descriptors;
static bool no_parent, parent_down, no_pppoe, session_taken, ipv6_off, link_ipv6, parent_busy,
	read_only, full, shared;
#define LEFT 4
static struct record killed[LEFT]; /* of pppds that were killed; device "": none */
static struct {
	bool silent, mute; /* no PADO; no PADS */
	bool grants; /* PPP-Max-Payload */
	bool early; /* LCP begins before the PADS */
	bool early_long; /* by a request of which each option is answered by a longer one */
	bool ends, ends_late; /* once, a PADT follows it; when we have read it */
	uint16_t next_id;
	char name[16];
	uint8_t padi[PACKET_FRAME_MAX], padr[PACKET_FRAME_MAX]; /* the last ones */
	size_t padi_len, padr_len;
	char uniq[SESSIONS]; /* the first byte of the Host-Uniq of each session */
} ac = { .next_id = 5, .name = "ac" };

/* Frames on the wire to us */
struct wire {
	uint8_t bytes[FRAMES][PACKET_FRAME_MAX];
	size_t len[FRAMES];
	unsigned int count;
	bool open; /* there is a socket for them */
};

static struct wire discovery_wire, session_wire;
static unsigned int queue_full; /* for the frame that is so many sends away; 0: for none */
static pid_t frames_wake; /* of discovery, this process; 0: none */
static bool watches_strays; /* reads session_wire while discovering, too */

/* What finds no room is lost. */
static void put_frame(struct wire *w, const uint8_t *frame, size_t len)
{
	if (w->count == FRAMES)
		return;
	memcpy(w->bytes[w->count], frame, len);
	w->len[w->count++] = len;
	if (w == &discovery_wire && frames_wake == pid)
		pppd_wake();
}

void kernel_frame(bool session, const uint8_t *frame, size_t len)
{
	put_frame(session ? &session_wire : &discovery_wire, frame, len);
}

/* As the filters of sys/ethernet.c have it */
static bool is_tapped(const uint8_t *frame, size_t len)
{
	return session_wire.open && len > 22 &&
	       (watches_strays ||
		(frame[20] == 0xc0 && frame[21] == 0x21 && frame[22] == SESSION_FRAME_REQUEST));
}

void kernel_put_frame(const uint8_t *frame, size_t len)
{
	const bool session = frame[13] == 0x64;

	if (kernel_cable && len <= PACKET_FRAME_MAX && !memcmp(frame, host, sizeof(host)) &&
	    (session ? is_tapped(frame, len) : discovery_wire.open))
		kernel_frame(session, frame, len);
}

static ssize_t take_frame(struct wire *w, uint8_t *frame, size_t size)
{
	size_t len;

	if (!w->count)
		return -EAGAIN;
	len = w->len[0] < size ? w->len[0] : size;
	memcpy(frame, w->bytes[0], len);
	w->count--;
	memmove(w->bytes, w->bytes[1], w->count * sizeof(w->bytes[0]));
	memmove(w->len, w->len + 1, w->count * sizeof(w->len[0]));
	return (ssize_t)len;
}

uint32_t clock_entropy(void)
{
	return 0;
}

uint64_t clock_entropy64(void)
{
	return 0;
}

static bool no_entropy; /* once */
static unsigned int draws;

ssize_t getrandom(void *buf, size_t size, unsigned int flags)
{
	static char next = 'a';

	(void)flags;
	if (no_entropy) {
		no_entropy = false;
		errno = EINTR;
		return -1;
	}
	draws++;
	memset(buf, next++, size);
	return (ssize_t)size;
}

static bool is_readable(const struct wire *w)
{
	return w->open && w->count;
}

/* The one wait of the plugin: for what is on the wire, or an event of the script. */
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
	const uint64_t ms = (uint64_t)timeout->tv_sec * 1000 + (uint64_t)timeout->tv_nsec / 1000000;

	(void)mask, (void)fds, (void)count;
	if (is_readable(&discovery_wire) || (is_readable(&session_wire) && watches_strays))
		return 1;
	world_wait(ms > UINT64_MAX - world_ms ? UINT64_MAX : world_ms + ms);
	return 0;
}

/* Only that of the carrier comes in the middle of anything, and may have to wait. */
int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict before)
{
	return pthread_sigmask(how, set, before);
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict ret,
		 const struct timespec *restrict timeout)
{
	(void)set, (void)ret, (void)timeout;
	errno = EAGAIN;
	return -1;
}

int waitid(idtype_t type, id_t id, siginfo_t *ret, int options)
{
	(void)type, (void)id, (void)options;
	ret->si_pid = kernel_script_stuck;
	return 0;
}

/* The parent's carrier */
bool kernel_cable = true;
static int carrier_number;
static pid_t carrier_wake; /* by it, this process */

int carrier_open(struct carrier *ret, uint32_t ifindex)
{
	*ret = (struct carrier){ open_descriptor(CARRIER_FD), .ifindex = ifindex,
				 .up = kernel_cable && !parent_down };
	return 0;
}

void carrier_close(struct carrier *c)
{
	close_descriptor(&c->fd);
	carrier_number = 0;
}

static bool overtaken; /* the cable goes between the next read and what comes of it */
static void set_cable(bool there);

void carrier_read(struct carrier *c)
{
	const bool up = kernel_cable && !parent_down;

	if (overtaken) {
		overtaken = false;
		set_cable(false);
	}
	c->up = up;
	c->gone = no_parent;
}

int carrier_signal(const struct carrier *c, int number)
{
	(void)c;
	carrier_number = number;
	carrier_wake = pid;
	return 0;
}

static void set_cable(bool there)
{
	kernel_cable = there;
	if (carrier_number && carrier_wake == pid)
		raise(carrier_number);
}

/* The wire, and who answers there */
static void send_request_frame(uint16_t id);

#define BUSY_SESSION 999 /* of somebody else here */

static bool busy; /* it has more frames than anybody can read */
static unsigned int look_ups; /* whose a session is */

static void read_wire(const struct ethernet *e)
{
	if (busy && e->fd == TAP_FD && watches_strays && !session_wire.count)
		send_request_frame(BUSY_SESSION);
}

static void send_lcp_frame(uint16_t id, const uint8_t *lcp, size_t len)
{
	static const uint8_t type[] = { 0x88, 0x64, 0x11, 0x00 }, protocol[] = { 0xc0, 0x21 };
	const size_t payload = sizeof(protocol) + len;
	const uint8_t length[] = { (uint8_t)(id >> 8), (uint8_t)id, (uint8_t)(payload >> 8),
				   (uint8_t)payload };
	uint8_t frame[PACKET_FRAME_MAX];

	memcpy(frame, host, 6);
	memcpy(frame + 6, concentrator, 6);
	memcpy(frame + 12, type, 4);
	memcpy(frame + 16, length, 4);
	memcpy(frame + 20, protocol, 2);
	memcpy(frame + 22, lcp, len);
	put_frame(&session_wire, frame, 20 + payload);
}

static void send_request_frame(uint16_t id)
{
	static const uint8_t lcp[] = { 0x01, 0x01, 0x00, 0x04 };

	send_lcp_frame(id, lcp, sizeof(lcp));
}

/* As long as one is kept: PAP, again and again. */
static void send_long_request_frame(uint16_t id)
{
	static const uint8_t pap[] = { 0x03, 0x04, 0xc0, 0x23 };
	uint8_t lcp[EARLY_MAX] = { 0x01, 0x01, EARLY_MAX >> 8, EARLY_MAX & 0xff };

	for (size_t i = 4; i < sizeof(lcp); i += sizeof(pap))
		memcpy(lcp + i, pap, sizeof(pap));
	send_lcp_frame(id, lcp, sizeof(lcp));
}

static void answer(struct packet p, uint8_t code, uint16_t id)
{
	uint8_t frame[PACKET_FRAME_MAX];
	int len;

	p.code = code;
	p.session_id = id;
	p.ac_cookie = (struct packet_tag){ (const uint8_t *)"cookie", 6 };
	memcpy(p.dst, host, 6);
	memcpy(p.src, concentrator, 6);
	p.ac_name = (struct packet_tag){ (const uint8_t *)ac.name, (uint16_t)strlen(ac.name) };
	if (!ac.grants)
		p.ppp_max_payload.data = NULL;
	len = packet_build(&p, frame, sizeof(frame));
	if (len < 0)
		abort();
	put_frame(&discovery_wire, frame, (size_t)len);
}

/* Has the PADT what an AC may know its session by? */
static bool is_padt_whole(const struct packet *p)
{
	const char uniq = p->session_id < SESSIONS ? ac.uniq[p->session_id] : '\0';

	return !uniq || (p->host_uniq.data && (char)p->host_uniq.data[0] == uniq &&
			 packet_tag_equal(&p->ac_cookie, "cookie", 6));
}

/* A PADI, later */
static void offer(void)
{
	struct packet padi;

	if (!packet_parse(&padi, ac.padi, ac.padi_len))
		answer(padi, PACKET_PADO, 0);
}

static void end_session(bool *once)
{
	const struct packet nothing = { 0 };

	if (*once)
		answer(nothing, PACKET_PADT, ac.next_id - 1);
	*once = false;
}

/* A PADR, at once or later */
static void grant(void)
{
	struct packet padr;

	if (packet_parse(&padr, ac.padr, ac.padr_len) < 0) /* there was none */
		return;
	if (ac.next_id < SESSIONS)
		ac.uniq[ac.next_id] = (char)padr.host_uniq.data[0];
	answer(padr, PACKET_PADS, ac.next_id++);
	if (ac.next_id == UINT16_MAX)
		ac.next_id = 1;
	end_session(&ac.ends);
}

/* A client of ours, in the place of the concentrator */
static struct {
	uint8_t cookie[32]; /* of the last PADO */
	uint16_t cookie_len; /* bytes */
} client;

static void ask(uint8_t code)
{
	struct packet p = {
		.code = code,
		.service_name = { (const uint8_t *)"", 0 },
		.host_uniq = { (const uint8_t *)"client", 6 },
	};
	uint8_t frame[PACKET_FRAME_MAX];

	memset(p.dst, 0xff, 6);
	if (code == PACKET_PADR) {
		memcpy(p.dst, host, 6);
		p.ac_cookie = (struct packet_tag){ client.cookie, client.cookie_len };
	}
	memcpy(p.src, concentrator, 6);
	put_frame(&discovery_wire, frame, (size_t)packet_build(&p, frame, sizeof(frame)));
}

static void note_cookie(const struct packet *pado)
{
	client.cookie_len = pado->ac_cookie.len;
	memcpy(client.cookie, pado->ac_cookie.data, client.cookie_len);
}

int ethernet_send(const struct ethernet *e, const uint8_t *frame, size_t len)
{
	struct packet p;

	(void)e;
	if (world_ac) {
		if (kernel_cable)
			world_ac->hear(frame, len);
		return 0;
	}
	if (packet_parse(&p, frame, len) < 0)
		abort();
	if (queue_full && !--queue_full) {
		world_say("no room");
		return -ENOBUFS;
	}
	switch (p.code) {
	case PACKET_PADI:
		world_say("PADI%s", p.ppp_max_payload.data ? "+" : "");
		memcpy(ac.padi, frame, len);
		ac.padi_len = len;
		if (!ac.silent && kernel_cable && !memcmp(frame + 6, host, sizeof(host)))
			answer(p, PACKET_PADO, 0);
		break;
	case PACKET_PADR:
		world_say("PADR%s", p.ppp_max_payload.data ? "+" : "");
		memcpy(ac.padr, frame, len);
		ac.padr_len = len;
		if (ac.mute)
			break;
		if (ac.early)
			send_request_frame(ac.next_id);
		if (ac.early_long)
			send_long_request_frame(ac.next_id);
		grant();
		break;
	case PACKET_PADO:
		world_say("PADO");
		note_cookie(&p);
		break;
	case PACKET_PADS:
		world_say("PADS %u%s", p.session_id, p.ac_system_error.data ? " error" : "");
		break;
	case PACKET_PADT:
		world_say("PADT %u%s", p.session_id, is_padt_whole(&p) ? "" : "?");
		break;
	}
	return 0;
}

ssize_t ethernet_receive(const struct ethernet *e, uint8_t *frame, size_t size)
{
	read_wire(e);
	return take_frame(e->fd == TAP_FD ? &session_wire : &discovery_wire, frame, size);
}

int ethernet_check(const char *ifname)
{
	if (no_descriptors)
		return -EMFILE;
	if (!strcmp(ifname, "ppp0"))
		return -EPROTOTYPE;
	return !strcmp(ifname, "eth1") && !no_parent ? 0 : -ENODEV;
}

int ethernet_set_up(const char *ifname, bool permitted)
{
	if (parent_late) { /* it comes just now */
		parent_late = no_parent = false;
		parent_down = true;
		return -ENODEV;
	}
	if (no_parent || strcmp(ifname, "eth1") != 0)
		return -ENODEV;
	if (parent_down && !permitted)
		return -EPERM;
	if (parent_down)
		world_say("eth1 up");
	parent_down = false;
	return 0;
}

bool ethernet_is_up(const struct ethernet *e, const char *ifname)
{
	(void)e, (void)ifname;
	return !parent_down;
}

bool ethernet_has_mac(const struct ethernet *e, const char *ifname)
{
	(void)ifname;
	return !memcmp(e->mac, host, sizeof(host));
}

int ethernet_open(struct ethernet *ret, const char *ifname)
{
	if (no_parent || strcmp(ifname, "eth1") != 0)
		return -ENODEV;
	if (no_raw_sockets)
		return -EPERM;
	*ret = (struct ethernet){ open_descriptor(DISCOVERY_FD), .ifindex = PARENT_INDEX,
				  .mtu = parent_mtu };
	memcpy(ret->mac, host, sizeof(host));
	discovery_wire.open = true;
	return 0;
}

int ethernet_open_tap(struct ethernet *ret, const struct ethernet *e)
{
	*ret = *e;
	ret->fd = open_descriptor(TAP_FD);
	session_wire.open = true;
	watches_strays = false;
	return 0;
}

int ethernet_set_priority(const struct ethernet *e, uint32_t priority)
{
	if (priority)
		world_say("%s priority %u", e->fd == DISCOVERY_FD ? "discovery" : "?", priority);
	return 0;
}

void ethernet_choose(const struct ethernet *e, const uint8_t uniq[static ETHERNET_UNIQ_BYTES],
		     bool padts)
{
	(void)e, (void)uniq, (void)padts;
}

int ethernet_listen(const struct ethernet *e, const uint8_t *mac)
{
	(void)e, (void)mac;
	return 0;
}

void netpriority_set(struct netpriority *n, const struct priority *want)
{
	if (want)
		world_say("priority %u of %s/%u%s", want->priority, want->ifname, want->session_id,
			  memcmp(want->peer, concentrator, 6) != 0 ? "?" : "");
	else if (n->installed)
		world_say("no priority");
	n->installed = want != NULL;
}

void ethernet_close(struct ethernet *e)
{
	struct wire *w = e->fd == TAP_FD ? &session_wire : &discovery_wire;

	if (e->fd >= 0) {
		w->count = 0;
		w->open = false;
	}
	close_descriptor(&e->fd);
}

int ethernet_watch_strays(struct ethernet *tap, uint16_t own_id)
{
	(void)tap, (void)own_id;
	watches_strays = true;
	return 0;
}

bool ethernet_is_shared(const struct ethernet *tap)
{
	(void)tap;
	return shared;
}

/* pppd is woken for frames while this is armed. */
int ethernet_signal(const struct ethernet *e, int number)
{
	(void)e;
	frames_wake = number == SIGUSR2 ? pid : 0;
	return 0;
}

int ethernet_mute(struct ethernet *e)
{
	(void)e;
	if (world_ac)
		session_wire.open = false;
	return 0;
}

/* The kernel's session */
int session_check_kernel(void)
{
	return no_pppoe ? -EAFNOSUPPORT : 0;
}

int session_connect(const char *ifname, const uint8_t mac[static ETH_ALEN], uint16_t id)
{
	(void)ifname;
	if (session_taken)
		return -EALREADY;
	end_session(&ac.ends_late);
	kernel_session = true;
	kernel_hangup = false;
	if (world_ac)
		world_ac->note_session(mac, id);
	world_say("session %u", id);
	return SESSION_FD;
}

void session_drop(int fd)
{
	if (fd != SESSION_FD || !kernel_session)
		abort();
	kernel_hangup = true;
	world_say("drop");
}

void session_close(int fd)
{
	if (fd != SESSION_FD || !kernel_session)
		abort();
	kernel_session = kernel_hangup = false;
}

bool session_exists(const uint8_t mac[static ETH_ALEN], uint16_t id)
{
	(void)mac;
	look_ups++;
	return id == BUSY_SESSION;
}

int session_shorten_replies(int fd)
{
	(void)fd;
	world_say("shorten replies");
	return 0;
}

static char ppp_name[IFNAMSIZ] = "ppp0";

int iface_describe(struct iface *ret, uint32_t index)
{
	if (no_descriptors)
		return -EMFILE;
	if (index != PPP_INDEX || !kernel_ppp)
		return -ENODEV;
	*ret = (struct iface){ .index = PPP_INDEX, .mtu = kernel_mtu, .up = kernel_up };
	strcpy(ret->name, ppp_name);
	return 0;
}

int iface_find(struct iface *ret, const char *name)
{
	if (!strcmp(name, "ppp0"))
		return iface_describe(ret, PPP_INDEX);
	if (no_parent || strcmp(name, "eth1") != 0)
		return -ENODEV;
	*ret = (struct iface){ .index = PARENT_INDEX,
			       .mtu = parent_mtu,
			       .up = !parent_down,
			       .running = !parent_down && kernel_cable };
	strcpy(ret->name, name);
	return 0;
}

bool iface_read_bytes(const char *name, struct iface_bytes *ret)
{
	if (strcmp(name, ppp_name) != 0)
		return false;
	*ret = (struct iface_bytes){ .in = kernel_bytes_in };
	return true;
}

uint32_t iface_namespace(void)
{
	return 1;
}

bool iface_has_ipv6(const char *name)
{
	return !ipv6_off || (link_ipv6 && !strcmp(name, ppp_name));
}

static bool no_owners; /* of tables */
static unsigned int held; /* so many times the clamp's name is a killed pppd's */
static bool clamp_lost; /* somebody has removed it, and it cannot be put back */
static unsigned int short_of; /* memory, so many times, for a clamp or a route */
static bool crowded; /* others have so many clamps that netdev is the better backend */

/* The net* row: each change is seen once. */
int netclamp_set(struct netclamp *n, const struct clamp *want)
{
	char now[64] = "";
	static char before[64];

	if (want && held && held--)
		return -EAGAIN;
	if (want && short_of && short_of--)
		return -ENOMEM;
	if (want)
		snprintf(now, sizeof(now), "clamp %s %u/%u%s", want->ifname, want->mss_ipv4,
			 want->mss_ipv6, want->local ? " local" : "");
	if (strcmp(now, before) != 0)
		world_say("%s", want ? now : "no clamp");
	strcpy(before, now);
	n->installed = want != NULL;
	if (want) {
		const enum clamp_backend backend = n->clamp.backend;

		n->clamp = *want;
		n->clamp.backend = backend;
	}
	n->clamp.unowned = no_owners;
	return 0;
}

static unsigned int checks;

static void choose_backend(struct netclamp *n)
{
	if (crowded)
		n->clamp.backend = CLAMP_NETDEV;
}

void netclamp_check(struct netclamp *n)
{
	choose_backend(n);
	n->lost = clamp_lost;
	checks++;
}

void netclamp_count(struct netclamp *n)
{
	choose_backend(n);
	world_say("clamps counted");
}

void netclamp_close(struct netclamp *n)
{
	netclamp_set(n, NULL);
}

static struct {
	bool route[NETROUTE_FAMILIES], address[NETROUTE_FAMILIES]; /* somebody has removed it */
	bool prefix; /* the kernel's own route of IPv4, too */
	unsigned int changes; /* told, and not read */
	uint32_t vrf_table, spare;
	bool watched;
} outside;

static struct {
	bool watched, changed;
} rules;

uint32_t netlink_port(const struct netlink *n)
{
	(void)n;
	return 1;
}

int netkeep_begin(struct netkeep *n, const struct watch_of *of)
{
	if (n->watch.fd < 0)
		n->watch.fd = open_descriptor(CARRIER_FD);
	n->watch.ifindex = of->ifindex;
	return of->ifindex == PPP_INDEX ? 0 : -ENODEV;
}

int watch_open_rules(struct watch *ret)
{
	ret->fd = open_descriptor(RULES_FD);
	rules.changed = false;
	return 0;
}

static struct {
	bool there, watched, changed; /* another default route */
} uplink;

int watch_open_uplinks(struct watch *ret, uint32_t ifindex)
{
	*ret = (struct watch){ open_descriptor(UPLINKS_FD), ifindex };
	uplink.changed = false;
	return 0;
}

int watch_signal(const struct watch *w, int number)
{
	if (w->fd == UPLINKS_FD)
		uplink.watched = number == SIGUSR2;
	if (w->fd == CARRIER_FD)
		outside.watched = number == SIGUSR2 && w->ifindex == PPP_INDEX;
	if (w->fd == RULES_FD)
		rules.watched = number == SIGUSR2;
	return 0;
}

int watch_read(const struct watch *w, void (*visit)(const struct nlmsghdr *msg, void *context),
	       void *context)
{
	bool *const flag = w->fd == UPLINKS_FD ? &uplink.changed : &rules.changed;
	const bool changed = *flag;

	(void)visit, (void)context;
	*flag = false;
	return changed;
}

bool watch_has_any(const struct watch *w)
{
	return watch_read(w, NULL, NULL) != 0;
}

void watch_close(struct watch *w)
{
	if (w->fd == RULES_FD)
		rules.watched = rules.changed = false;
	if (w->fd == UPLINKS_FD)
		uplink.watched = false;
	close_descriptor(&w->fd);
}

int netkeep_learn(struct netkeep *n, uint8_t family, const void *local)
{
	(void)n;
	return !local == (family == AF_INET) ? -EINVAL : 0;
}

void netkeep_forget(struct netkeep *n, uint8_t family)
{
	(void)n;
	outside.address[family == AF_INET ? NETROUTE_IPV4 : NETROUTE_IPV6] = false;
}

unsigned int netkeep_read(struct netkeep *n, uint32_t route_port, bool *ret_any)
{
	const unsigned int changes = n->watch.fd >= 0 ? outside.changes : 0;

	(void)route_port;
	*ret_any = changes != 0;
	outside.changes = 0;
	return changes;
}

unsigned int netkeep_put_back(struct netkeep *n, unsigned int changes)
{
	unsigned int missing = 0;

	(void)n;
	for (int i = 0; i < NETROUTE_FAMILIES; i++) {
		const unsigned int own = i == NETROUTE_IPV4 ? CHANGE_ADDRESS4 : CHANGE_ADDRESS6;

		if (!outside.address[i] || !(changes & (CHANGE_LINK | own)))
			continue;
		outside.address[i] = false;
		missing |= own;
		world_say("address%c", i == NETROUTE_IPV4 ? '4' : '6');
	}
	if (outside.prefix && changes & CHANGE_PREFIX4 && !(changes & CHANGE_LINK)) {
		missing |= CHANGE_PREFIX4;
		world_say("prefix4");
	}
	outside.prefix = false;
	return missing;
}

int netpark_take(struct netpark *n, uint32_t ifindex)
{
	world_say("park");
	n->count = 1;
	return ifindex == PPP_INDEX ? 0 : -ENODEV;
}

void netpark_put_back(struct netpark *n)
{
	if (n->count)
		world_say("unpark");
	n->count = 0;
}

void netpark_forget(struct netpark *n)
{
	n->count = 0;
}

void netpark_close(struct netpark *n)
{
	n->count = 0;
}

const char *netlink_error_text(struct netlink *n, int err)
{
	(void)n;
	return strerror(-err);
}

uint32_t netkeep_vrf_table(struct netkeep *n, uint32_t ifindex, uint32_t before)
{
	(void)n, (void)ifindex, (void)before;
	return outside.vrf_table;
}

int netvrf_check(const char *name)
{
	return no_vrf || strcmp(name, "red") != 0 ? -ENXIO : 0;
}

int netvrf_join(const char *name, uint32_t ifindex)
{
	if (ifindex != PPP_INDEX || no_vrf_later)
		return -ENXIO;
	outside.vrf_table = 10;
	world_say("join %s", name);
	return 0;
}

void netkeep_close(struct netkeep *n)
{
	close_descriptor(&n->watch.fd);
	outside.watched = false;
	outside.changes = 0;
}

static void change_outside(unsigned int changes)
{
	if (!outside.watched)
		return;
	outside.changes |= changes;
	pppd_wake();
}

static void change_rules(void)
{
	rules.changed = true;
	if (rules.watched)
		pppd_wake();
}

/* As the kernel tells it: IPv4 loses its routes without a word, and IPv6 the address, too. */
static void set_link(bool up)
{
	kernel_up = up;
	if (!up)
		outside.route[NETROUTE_IPV4] = outside.route[NETROUTE_IPV6] =
			outside.address[NETROUTE_IPV6] = true;
	change_outside(up ? CHANGE_LINK : CHANGE_LINK | CHANGE_ADDRESS6 | CHANGE_ROUTE6);
}

/* With the last address the kernel removes the routes, without a word. */
void kernel_set_address(void)
{
	outside.route[NETROUTE_IPV4] = !outside.spare;
}

int netkeep_set_spare(struct netkeep *n, uint32_t ifindex, uint32_t ipv4)
{
	(void)n;
	if (outside.spare != ipv4)
		world_say(ipv4 ? "spare" : "no spare");
	outside.spare = ipv4;
	return ifindex == PPP_INDEX || !ipv4 ? 0 : -ENODEV;
}

static void remove_prefix(void)
{
	outside.prefix = true;
	change_outside(CHANGE_PREFIX4);
}

static void remove_outside(const char *what)
{
	const int i = strchr(what, '4') ? NETROUTE_IPV4 : NETROUTE_IPV6;

	if (!strncmp(what, "route", 5))
		outside.route[i] = true;
	else
		outside.address[i] = true;
	if (!strncmp(what, "route", 5))
		change_outside(i == NETROUTE_IPV4 ? CHANGE_ROUTE4 : CHANGE_ROUTE6);
	else
		change_outside(i == NETROUTE_IPV4 ? CHANGE_ADDRESS4 : CHANGE_ADDRESS6);
}

int netroute_set(struct netroute *n, enum netroute_family family, const struct route *want)
{
	const char digit = family == NETROUTE_IPV4 ? '4' : '6';

	if (want && short_of && short_of--)
		return -ENOMEM;
	if (want && n->installed[family] && outside.route[family])
		n->missed[family] = true;
	if (want && (!n->installed[family] || n->routes[family].metric != want->metric ||
		     n->routes[family].table != want->table || outside.route[family])) {
		world_say("route%c %u", digit, want->metric);
		if (want->table)
			world_say("in table %u", want->table);
	}
	outside.route[family] = false;
	if (!want && n->installed[family])
		world_say("no route%c", digit);
	n->installed[family] = want != NULL;
	if (want)
		n->routes[family] = *want;
	return 0;
}

void netroute_close(struct netroute *n)
{
	netroute_set(n, NETROUTE_IPV4, NULL);
	netroute_set(n, NETROUTE_IPV6, NULL);
}

static bool flows_slice_left;

int netsticky_set(struct netsticky *n, uint32_t ifindex, uint32_t metric, uint32_t ours)
{
	const bool before = n->installed;

	n->installed = uplink.there;
	n->sticky.other = uplink.there ? ifindex + 1 : 0;
	n->sticky.addresses[0] = uplink.there;
	if (n->installed)
		world_say("stick%s %u", ours ? "" : "?", metric);
	else if (before)
		world_say("unstick");
	return 0;
}

void netsticky_clear(struct netsticky *n)
{
	if (n->installed)
		world_say("unstick");
	n->installed = false;
}

void netsticky_clear_leftovers(struct netsticky *n)
{
	(void)n;
}

void netsticky_close(struct netsticky *n)
{
	netsticky_clear(n);
}

/* Another default route comes or goes. */
static void set_uplink(bool there)
{
	uplink.there = there;
	uplink.changed = true;
	if (uplink.watched)
		pppd_wake();
}

void netconntrack_adopt(struct netconntrack *n, uint32_t ifindex, uint32_t address,
			const uint32_t stay[STICKY_ADDRESSES])
{
	(void)n;
	world_say("adopt %sflows%s%s", stay && stay[0] ? "other " : "",
		  ifindex == PPP_INDEX ? "" : "?", address ? "" : "?");
	flows_slice_left = true;
}

void netconntrack_forget(struct netconntrack *n, uint32_t address)
{
	(void)n;
	world_say("forget flows%s", address ? "" : "?");
	flows_slice_left = true;
}

bool netconntrack_step(struct netconntrack *n)
{
	const bool left = flows_slice_left;

	(void)n;
	flows_slice_left = false;
	return left;
}

void netconntrack_close(struct netconntrack *n)
{
	(void)n;
}

/* By IP version: what becomes of its probes, and why. */
static enum reach_state reachable[2] = { REACH_UP, REACH_UP };
static enum reach_reason reach_reason;

static void set_unreachable(const char *how) /* ipv6, lossy, slow */
{
	reach_reason = !strcmp(how, "lossy")  ? REACH_LOSSY
		       : !strcmp(how, "slow") ? REACH_SLOW
					      : REACH_SILENT;
	reachable[1] = REACH_DOWN;
	if (strcmp(how, "ipv6") != 0)
		reachable[0] = REACH_DOWN;
}

static unsigned int probe_group(const struct config *c, int family)
{
	return c->probe_lost == CONFIG_PROBE_LOST_WITHDRAW && family == AF_INET6;
}

const struct reach_group *netprobe_group(const struct netprobe *p, const struct config *c,
					 int family)
{
	for (size_t i = 0; i < c->probe_count; i++)
		if (c->probes[i].family == family)
			return &p->reach.groups[probe_group(c, family)];
	return &p->reach.groups[0];
}

int netprobe_start(struct netprobe *p, const struct config *c, int family, uint32_t ifindex,
		   uint64_t entropy, uint64_t now_ms)
{
	const unsigned int group = probe_group(c, family);

	(void)ifindex, (void)entropy;
	if (no_raw_sockets)
		return -EMFILE;
	for (size_t i = 0; i < c->probe_count; i++)
		if (c->probes[i].family == family)
			reach_set_targets(&p->reach, group,
					  p->reach.groups[group].targets | 1U << i);
	if (reach_targets(&p->reach))
		p->reach.deadline_ms = now_ms;
	return 0;
}

void netprobe_stop(struct netprobe *p, const struct config *c, int family)
{
	const unsigned int group = probe_group(c, family);

	for (size_t i = 0; i < c->probe_count; i++)
		if (c->probes[i].family == family)
			reach_set_targets(&p->reach, group,
					  p->reach.groups[group].targets & ~(1U << i));
}

void netprobe_pause(struct netprobe *p)
{
	(void)p;
}

bool netprobe_tick(struct netprobe *p, const struct config *c, uint64_t now_ms)
{
	bool changed = false;

	for (unsigned int i = 0; i < REACH_GROUPS; i++) {
		struct reach_group *g = &p->reach.groups[i];

		if (!g->targets || g->state == reachable[i])
			continue;
		g->state = reachable[i];
		if (g->state == REACH_DOWN)
			g->reason = reach_reason;
		g->lost = 21;
		g->delay_ms = 350;
		changed = true;
	}
	p->reach.heard_before = reach_targets(&p->reach);
	p->error = 0;
	p->reach.deadline_ms = now_ms + c->probe_interval_ms;
	return changed;
}

/* What the parent stands on */
static const char *lower_down = "", *small_port = "";

void below_find_down(uint32_t index, char ret[static IFNAMSIZ])
{
	strcpy(ret, index == PARENT_INDEX ? lower_down : "?");
}

void below_find_small(uint32_t index, uint32_t mtu, char ret[static IFNAMSIZ], uint32_t *ret_mtu)
{
	strcpy(ret, index == PARENT_INDEX && mtu == 1508 ? small_port : "?");
	*ret_mtu = 1500;
}

/* The parent's MTU, and the records of others */
int parent_raise(struct runfile *f, const char *dir, struct record *r, uint32_t mtu,
		 parent_visitor *visit, void *context, char ret_refused[static PARENT_REFUSED_SIZE])
{
	(void)dir;
	for (int i = 0; i < LEFT; i++)
		if (killed[i].device[0] && visit(&killed[i], false, context))
			killed[i].device[0] = '\0';
	if (read_only)
		return -EROFS;
	if ((int)mtu > parent_mtu && parent_busy) {
		strcpy(ret_refused, "eth1");
		return -EBUSY;
	}
	if (f->fd < 0)
		f->fd = open_descriptor(SESSION_FD);
	if ((int)mtu <= parent_mtu)
		return 0;
	world_say("eth1 %u", mtu);
	r->parents[0] = (struct record_parent){ "eth1", PARENT_INDEX, (uint32_t)parent_mtu, mtu };
	parent_mtu = (int)mtu;
	return 0;
}

static char run_text[RECORD_TEXT_SIZE]; /* of the record under /run */
static char saved_text[RECORD_TEXT_SIZE]; /* of pppoe-record; "": no file */

int runfile_write(struct runfile *f, const char *text, size_t len)
{
	(void)f;
	if (full)
		return -ENOSPC;
	memcpy(run_text, text, len);
	run_text[len] = '\0';
	return 0;
}

int parent_restore(struct runfile *f, const char *dir, struct record *r)
{
	char text[RECORD_TEXT_SIZE];

	(void)dir;
	if (r->parents[0].index && parent_busy)
		return -EBUSY;
	if (r->parents[0].index) {
		parent_mtu = (int)r->parents[0].original;
		r->parents[0].index = 0;
		world_say("eth1 %d", parent_mtu);
	}
	if (f->fd >= 0)
		runfile_write(f, text, (size_t)record_format(r, text));
	return 0;
}

void runfile_close(struct runfile *f, bool keep)
{
	close_descriptor(&f->fd);
	if (keep)
		world_say("record kept%s",
			  strstr(run_text, "\nsession_id=") ? " with a session" : "");
	if (saved_text[0])
		world_say("saved kept");
}

static struct ring ring; /* that of ppp0 */
static char ring_name[16]; /* "": it was never mapped */

int runfile_map(struct runfile_map *ret, const char *path, const char *name, size_t size)
{
	(void)path;
	if (read_only || full)
		return read_only ? -EROFS : -ENOSPC;
	if (size != sizeof(ring))
		abort();
	snprintf(ring_name, sizeof(ring_name), "%s", name);
	*ret = (struct runfile_map){ open_descriptor(SESSION_FD), .bytes = &ring, .size = size };
	return 0;
}

void runfile_unmap(struct runfile_map *m)
{
	close_descriptor(&m->fd);
}

static void say_losses(void)
{
	for (unsigned int i = 0; ring_name[0] && i < ring_count_losses(&ring); i++) {
		const struct ring_loss l = ring_loss_at(&ring, i);

		world_say("%llu+%u %s %s %u", (unsigned long long)l.start_ms, l.lasted_ms, l.reason,
			  ring_did_text(l.did), l.rtt_us);
	}
	world_say("%s %s", ring_name[0] ? ring_name : "-", ring.up ? "up" : "left");
}

static void say_second(uint64_t second)
{
	struct ring_second s;
	uint64_t in, out;

	ring_second_at(&ring, second, &s);
	ring_minute_at(&ring, second / 60, &in, &out);
	world_say("%u of %u, %u us, %llu bytes in", s.answered, s.asked, s.rtt_us,
		  (unsigned long long)in);
}

/* A pppd before, on ppp0, that was killed when it was up for so many seconds */
static void leave_ring(const char *seconds)
{
	ring_format(&ring, "ppp0", "eth1", 1, 0);
	ring_begin_up(&ring, 0, RING_NEW_PPPD);
	ring_ask(&ring, (uint64_t)atoi(seconds) * 1000);
}

int runfile_save(const char *path, const char *text, size_t len)
{
	if (!strcmp(path, "/full"))
		return -ENOSPC;
	memcpy(saved_text, text, len);
	saved_text[len] = '\0';
	return 0;
}

int runfile_load(const char *path, char *text, size_t size, size_t *ret_len)
{
	(void)size;
	if (!strcmp(path, "/loop"))
		return -ELOOP;
	*ret_len = strlen(saved_text);
	memcpy(text, saved_text, *ret_len);
	return *ret_len ? 0 : -ENOENT;
}

int runfile_remove(const char *path)
{
	(void)path;
	saved_text[0] = '\0';
	return 0;
}

static void say_line(const char *text, const char *key)
{
	const char *line = strstr(text, key);

	world_say("%.*s", line ? (int)strcspn(line, "\n") : 1, line ? line : "-");
}

static void leave_record(struct record *r, uint16_t id, const char *device)
{
	strcpy(r->device, device);
	r->device_index = PARENT_INDEX;
	memcpy(r->ac_mac, concentrator, 6);
	r->session_id = id;
}

/* Before a reboot, when the path of 1500 bytes to that AC had failed. */
static void leave_saved(uint16_t id)
{
	struct record r = { .acs = { { .verdict = RECORD_MTU_FAILED } } };

	leave_record(&r, id, "eth1");
	strcpy(r.ifname, "ppp0");
	strcpy(r.state, "up");
	memcpy(r.acs[0].mac, concentrator, 6);
	if (record_format(&r, saved_text) < 0)
		abort();
}

/* "ID [DEVICE]" */
static void leave(const char *argument)
{
	const char *space = strchr(argument, ' ');
	struct record *r = killed;

	while (r < killed + LEFT && r->device[0])
		r++;
	if (r < killed + LEFT)
		leave_record(r, (uint16_t)atoi(argument), space ? space + 1 : "eth1");
}

static void say_left(void)
{
	for (int i = 0; i < LEFT; i++)
		if (killed[i].device[0])
			world_say("record of %s", killed[i].device);
}

static bool switch_event(const char *word)
{
	static const struct {
		const char *word;
		bool *what, to;
	} switches[] = {
		{ "busy-parent", &parent_busy, true },
		{ "read-only", &read_only, true }, /* /run */
		{ "full", &full, true }, /* /run */
		{ "parent-down", &parent_down, true },
		{ "no-parent", &no_parent, true },
		{ "new-parent", &no_parent, false },
		{ "no-raw-sockets", &no_raw_sockets, true },
		{ "raw-sockets", &no_raw_sockets, false },
		{ "no-vrf", &no_vrf, true },
		{ "new-vrf", &no_vrf, false },
		{ "no-vrf-later", &no_vrf_later, true },
		{ "new-vrf-later", &no_vrf_later, false },
		{ "no-ppp", &kernel_ppp, false },
		{ "no-pppoe", &no_pppoe, true },
		{ "ipv6-off", &ipv6_off, true },
		{ "ipv6-on", &ipv6_off, false },
		{ "ipv6-of-the-link", &link_ipv6, true }, /* is on, whatever that of others is */
		{ "taken", &session_taken, true },
		{ "stuck", &kernel_script_stuck, true },
		{ "busy", &busy, true },
		{ "no-entropy", &no_entropy, true },
		{ "no-descriptors", &no_descriptors, true }, /* for what is asked of interfaces */
		{ "descriptors", &no_descriptors, false },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (!strcmp(word, switches[i].word)) {
			*switches[i].what = switches[i].to;
			return true;
		}
	return false;
}

static bool machine_event(const char *word, const char *argument)
{
	if (switch_event(word))
		return true;
	if (!strcmp(word, "parent"))
		parent_mtu = atoi(argument);
	else if (!strcmp(word, "new-mac")) /* of the parent */
		host[sizeof(host) - 1]++;
	else if (!strcmp(word, "late-parent"))
		parent_late = no_parent = true;
	else if (!strcmp(word, "leftover"))
		leave(argument);
	else if (!strcmp(word, "records"))
		say_left();
	else if (!strcmp(word, "saved"))
		leave_saved((uint16_t)atoi(argument));
	else if (!strcmp(word, "record"))
		say_line(run_text, argument);
	else if (!strcmp(word, "losses"))
		say_losses();
	else if (!strcmp(word, "second"))
		say_second((uint64_t)atoi(argument));
	else if (!strcmp(word, "leave-ring"))
		leave_ring(argument);
	else if (!strcmp(word, "file"))
		say_line(saved_text, argument);
	else if (!strcmp(word, "rename"))
		strcpy(ppp_name, argument), change_outside(CHANGE_LINK);
	else if (!strcmp(word, "mtu"))
		kernel_mtu = atoi(argument), change_outside(CHANGE_LINK);
	else if (!strcmp(word, "draws"))
		world_say("%u draws", draws);
	else if (!strcmp(word, "look-ups"))
		world_say("%u look-ups", look_ups);
	else if (!strcmp(word, "checks"))
		world_say("%u checks", checks);
	else if (!strcmp(word, "rules"))
		change_rules();
	else if (!strcmp(word, "lower-down"))
		lower_down = strdup(argument);
	else if (!strcmp(word, "small-port"))
		small_port = strdup(argument);
	else if (!strcmp(word, "remove") && !strcmp(argument, "prefix4"))
		remove_prefix();
	else if (!strcmp(word, "remove"))
		remove_outside(argument);
	else if (!strcmp(word, "link"))
		set_link(!strcmp(argument, "up"));
	else if (!strcmp(word, "uplink"))
		set_uplink(!strcmp(argument, "up"));
	else if (!strcmp(word, "vrf"))
		outside.vrf_table = (uint32_t)atoi(argument), set_link(false), set_link(true);
	else
		return false;
	return true;
}

bool kernel_event(const char *word, const char *argument)
{
	if (!strcmp(word, "cable"))
		set_cable(!strcmp(argument, "in"));
	else if (!strcmp(word, "silent"))
		ac.silent = true;
	else if (!strcmp(word, "padi"))
		ask(PACKET_PADI);
	else if (!strcmp(word, "padr"))
		ask(PACKET_PADR);
	else if (!strcmp(word, "overtaken"))
		overtaken = true;
	else if (!strcmp(word, "clamp-lost"))
		clamp_lost = true;
	else if (!strcmp(word, "clamp-back"))
		clamp_lost = false;
	else if (!strcmp(word, "crowded"))
		crowded = true;
	else if (!strcmp(word, "no-owners"))
		no_owners = true;
	else if (!strcmp(word, "held"))
		held = (unsigned int)atoi(argument);
	else if (!strcmp(word, "other-ac"))
		concentrator[5]++;
	else if (!strcmp(word, "queue-full"))
		queue_full = (unsigned int)atoi(argument);
	else if (!strcmp(word, "short-of-memory"))
		short_of = (unsigned int)atoi(argument);
	else if (!strcmp(word, "mute"))
		ac.mute = true;
	else if (!strcmp(word, "answers"))
		ac.silent = ac.mute = false;
	else if (!strcmp(word, "pado")) /* one that is late */
		offer();
	else if (!strcmp(word, "pads")) /* one that is late */
		grant();
	else if (!strcmp(word, "grants"))
		ac.grants = true;
	else if (!strcmp(word, "early"))
		ac.early = true;
	else if (!strcmp(word, "early-long"))
		ac.early_long = true;
	else if (!strcmp(word, "ends-at-once"))
		ac.ends = true;
	else if (!strcmp(word, "ends-when-read"))
		ac.ends_late = true;
	else if (!strcmp(word, "named"))
		snprintf(ac.name, sizeof(ac.name), "%s", argument);
	else if (!strcmp(word, "stray"))
		send_request_frame((uint16_t)atoi(argument));
	else if (!strcmp(word, "unreachable"))
		set_unreachable(argument);
	else if (!strcmp(word, "reachable"))
		reachable[0] = reachable[1] = REACH_UP;
	else if (!strcmp(word, "hangup")) /* a PADT, or the parent is set down */
		kernel_hangup = kernel_session;
	else
		return machine_event(word, argument);
	return true;
}

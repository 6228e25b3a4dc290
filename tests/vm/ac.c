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
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_packet.h>

#include "core/cursor.h"
#include "core/packet.h"
#include "core/session_frame.h"
#include "core/text.h"
#include "sys/clock.h"

#define PAYLOAD_DEFAULT 1492 /* bytes: what fits without PPP-Max-Payload (RFC 2516 7) */
#define PPPOE_LENGTH_AT 18 /* bytes from the start of the frame */
#define LCP_AT (PPPOE_LENGTH_AT + 4)
#define LCP_ECHO_REQUEST 9
#define LCP_ECHO_REPLY 10
#define ECHO_DATA_AT (LCP_AT + 8) /* behind the magic number */
#define ECHO_FRAME_MAX 16384
#define DELAY_MAX_MS 600000

enum {
	SESSIONS = 16,
	DELAYED = 16,
	WARM_AFTER_MS = 2000 /* when the last session is up */
};

enum one_session {
	ANY_NUMBER,
	REFUSE,
	SILENT,
	REPLACE
};

struct options {
	const char *iface;
	const char *ac_name;
	const char *pppd_options; /* file */
	const char *plugin; /* of pppd, to attach to a session */
	struct in_addr local;
	struct in_addr first_remote;
	uint32_t max_payload; /* bytes; 0: the tag is unknown */
	uint32_t fixed_payload; /* bytes; 0: min(max_payload, asked) */
	uint32_t deny_count; /* PADRs yet to refuse */
	uint32_t pado_delay_ms;
	int lcp_again_ms; /* -1: not again; else implies lcp_first */
	uint32_t first_sid;
	int echo_data; /* bytes of an Echo-Request's data to send back; -1: pppd answers */
	enum one_session one_session;
	uint8_t warm[ETH_ALEN]; /* all zero: nobody */
	int payload_pado_only;
	int silent_on_payload;
	int echo_false_length;
	int pads_twice;
	int sid_reuse;
	int lcp_first;
	int no_padt;
	int verbose;
};

struct frame {
	uint8_t data[PACKET_FRAME_MAX];
	size_t len; /* 0: none */
};

struct session {
	uint16_t sid; /* 0: a free slot */
	uint8_t mac[ETH_ALEN];
	pid_t pid;
	int go; /* its pppd waits for the last options here; 0: it has them */
	struct frame pads; /* waits for the first LCP frame */
	const char *end; /* why, once it is to end */
};

struct delayed {
	uint64_t due_ms;
	struct frame frame; /* of length 0 in a free slot */
};

struct ac {
	struct options opt;
	int discovery;
	int outgoing; /* what pppd sends */
	int echoes; /* LCP Echo-Requests */
	int signals;
	sigset_t old_mask;
	int ifindex;
	uint8_t mac[ETH_ALEN];
	uint32_t next_sid;
	uint64_t warm_due_ms; /* UINT64_MAX: never */
	struct session sessions[SESSIONS];
	struct delayed delayed[DELAYED];
};

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(STDERR_FILENO, format, args);
	va_end(args);
}

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
	va_list args;

	fputs("ac: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

/* For say: text that lives as long as the expression that it stands in. */
#define MAC(mac) format_mac((char[TEXT_MAC_SIZE]){ 0 }, mac)

static const char *format_mac(char *text, const uint8_t mac[static ETH_ALEN])
{
	text_format_mac(text, mac);
	return text;
}

/* --------------------------------------------------------------- frames */

static void send_frame(const struct ac *ac, const void *data, size_t len)
{
	if (send(ac->discovery, data, len, 0) < 0)
		say("cannot send: %s\n", strerror(errno));
}

/* Returns what the client asks for, in bytes; 0 without the tag. */
static uint16_t asked_payload(const struct packet *p)
{
	uint16_t payload = 0;

	packet_tag_get_be16(&p->ppp_max_payload, &payload);
	return payload;
}

/* Returns what to answer, in bytes; 0 for no tag. */
static uint16_t answered_payload(const struct options *opt, const struct packet *request)
{
	const uint16_t asked = asked_payload(request);

	if (opt->payload_pado_only && request->code == PACKET_PADR)
		return 0;
	if (opt->fixed_payload)
		return (uint16_t)opt->fixed_payload;
	return asked < opt->max_payload ? asked : (uint16_t)opt->max_payload;
}

static struct packet_tag text_tag(const char *text)
{
	return (struct packet_tag){ .data = (const uint8_t *)text, .len = (uint16_t)strlen(text) };
}

/* A PADO, a PADS, or with `error` a PADS that refuses. */
static struct frame build_answer(const struct ac *ac, const struct packet *request, uint16_t sid,
				 const char *error)
{
	const bool is_pado = request->code == PACKET_PADI;
	const uint16_t payload = error ? 0 : answered_payload(&ac->opt, request);
	struct packet p = {
		.code = is_pado ? PACKET_PADO : PACKET_PADS,
		.session_id = sid,
		.service_name = request->service_name,
		.host_uniq = request->host_uniq,
		.relay_session_id = request->relay_session_id,
	};
	const uint8_t value[] = { (uint8_t)(payload >> 8), (uint8_t)payload };
	struct frame f;
	int len;

	memcpy(p.dst, request->src, ETH_ALEN);
	memcpy(p.src, ac->mac, ETH_ALEN);
	if (payload)
		p.ppp_max_payload = (struct packet_tag){ .data = value, .len = sizeof(value) };
	if (is_pado)
		p.ac_name = text_tag(ac->opt.ac_name);
	if (error)
		p.ac_system_error = text_tag(error);
	len = packet_build(&p, f.data, sizeof(f.data));
	f.len = len < 0 ? 0 : (size_t)len;
	if (ac->opt.verbose)
		say("%s to %s, payload %u\n", is_pado ? "PADO" : "PADS", MAC(p.dst), payload);
	return f;
}

/* Not for a session that the client does not know of yet. */
static void send_padt(const struct ac *ac, const struct session *s)
{
	struct packet p = { .code = PACKET_PADT, .session_id = s->sid };
	struct frame f;
	int len;

	if (ac->opt.no_padt || s->go)
		return;
	memcpy(p.dst, s->mac, ETH_ALEN);
	memcpy(p.src, ac->mac, ETH_ALEN);
	len = packet_build(&p, f.data, sizeof(f.data));
	if (len > 0)
		send_frame(ac, f.data, (size_t)len);
}

static void send_pads(const struct ac *ac, struct session *s)
{
	for (int i = 0; i <= ac->opt.pads_twice; i++)
		send_frame(ac, s->pads.data, s->pads.len);
	s->pads.len = 0;
}

/* ------------------------------------------------------------- sessions */

static struct session *session_find(struct ac *ac, uint16_t sid)
{
	for (size_t i = 0; i < SESSIONS; i++)
		if (ac->sessions[i].sid == sid)
			return &ac->sessions[i];
	return NULL;
}

/* The client's session that is not about to end; NULL if it has none. */
static struct session *session_of(struct ac *ac, const uint8_t mac[static ETH_ALEN])
{
	for (size_t i = 0; i < SESSIONS; i++) {
		struct session *s = &ac->sessions[i];

		if (s->sid && !s->go && !s->end && !memcmp(s->mac, mac, ETH_ALEN))
			return s;
	}
	return NULL;
}

/* The session that its next PADR gets, if one is ready. */
static struct session *session_ready(struct ac *ac, const uint8_t mac[static ETH_ALEN])
{
	for (size_t i = 0; i < SESSIONS; i++) {
		struct session *s = &ac->sessions[i];

		if (s->go && !memcmp(s->mac, mac, ETH_ALEN))
			return s;
	}
	return NULL;
}

static uint16_t unused_sid(struct ac *ac)
{
	uint32_t sid = ac->opt.sid_reuse ? ac->opt.first_sid : ac->next_sid;

	while (sid < UINT16_MAX && session_find(ac, (uint16_t)sid))
		sid++;
	if (sid >= UINT16_MAX)
		die("no session id is left");
	ac->next_sid = sid + 1;
	return (uint16_t)sid;
}

/* The child: becomes the session's pppd, which dies with its parent. */
static void run_pppd(const struct ac *ac, const struct session *s, int options, pid_t parent)
{
	const struct in_addr remote = { htonl(ntohl(ac->opt.first_remote.s_addr) + s->sid -
					      ac->opt.first_sid) };
	char nic[IFNAMSIZ + 4], attach[6 + TEXT_MAC_SIZE], addresses[2 * INET_ADDRSTRLEN];
	char local_text[INET_ADDRSTRLEN], remote_text[INET_ADDRSTRLEN];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, &ac->old_mask, NULL);
	if (dup2(options, STDIN_FILENO) < 0 || !freopen("/dev/null", "w", stdout))
		_exit(1);
	inet_ntop(AF_INET, &ac->opt.local, local_text, sizeof(local_text));
	inet_ntop(AF_INET, &remote, remote_text, sizeof(remote_text));
	snprintf(nic, sizeof(nic), "nic-%s", ac->opt.iface);
	snprintf(attach, sizeof(attach), "%u:%s", s->sid, MAC(s->mac));
	snprintf(addresses, sizeof(addresses), "%s:%s", local_text, remote_text);
	execlp("pppd", "pppd", "plugin", ac->opt.plugin, nic, "rp_pppoe_sess", attach, "nodetach",
	       "noaccomp", "nopcomp", "novj", "nodefaultroute", addresses, "file",
	       "/proc/self/fd/0", "file", ac->opt.pppd_options, (char *)NULL);
	say("cannot run pppd: %s\n", strerror(errno));
	_exit(1);
}

/* All that takes a pppd long to begin is done before it reads the last options. */
static struct session *session_prepare(struct ac *ac, const uint8_t mac[static ETH_ALEN])
{
	struct session *s = session_find(ac, 0);
	const pid_t self = getpid();
	int ends[2];

	if (!s) {
		say("no session is free\n");
		return NULL;
	}
	*s = (struct session){ .sid = unused_sid(ac) };
	memcpy(s->mac, mac, ETH_ALEN);
	if (pipe2(ends, O_CLOEXEC) < 0)
		die("pipe: %s", strerror(errno));
	s->pid = fork();
	if (s->pid < 0)
		die("fork: %s", strerror(errno));
	if (s->pid == 0)
		run_pppd(ac, s, ends[0], self);
	close(ends[0]);
	s->go = ends[1];
	return s;
}

static void session_go(struct session *s, uint16_t mtu)
{
	dprintf(s->go, "mtu %u\nmru %u\n", mtu, mtu);
	close(s->go);
	s->go = 0;
	say("session %u with %s created\n", s->sid, MAC(s->mac));
}

static void session_start(struct ac *ac, const struct packet *padr)
{
	const uint16_t payload = answered_payload(&ac->opt, padr);
	struct session *s = session_ready(ac, padr->src);

	if (!s)
		s = session_prepare(ac, padr->src);
	if (!s)
		return;
	s->pads = build_answer(ac, padr, s->sid, NULL);
	if (!ac->opt.lcp_first)
		send_pads(ac, s);
	session_go(s, payload ? payload : PAYLOAD_DEFAULT);
	if (!memcmp(s->mac, ac->opt.warm, ETH_ALEN))
		ac->warm_due_ms = clock_now_ms() + WARM_AFTER_MS;
}

/* Its pppd is told to end; the session is closed when it has. */
static void session_end(struct session *s, const char *why)
{
	s->end = why;
	kill(s->pid, SIGTERM);
}

static void session_close(struct session *s)
{
	say("session %u closed: %s\n", s->sid, s->end);
	if (s->go)
		close(s->go);
	*s = (struct session){ 0 };
}

static void reap(struct ac *ac)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < SESSIONS; i++) {
			struct session *s = &ac->sessions[i];

			if (!s->sid || s->pid != pid)
				continue;
			if (!s->end) {
				s->end = "pppd ended";
				send_padt(ac, s);
			}
			session_close(s);
		}
}

static void end_all(struct ac *ac)
{
	for (size_t i = 0; i < SESSIONS; i++) {
		struct session *s = &ac->sessions[i];

		if (!s->sid)
			continue;
		send_padt(ac, s);
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
		s->end = "terminated";
		session_close(s);
	}
}

/* ------------------------------------------------------------- requests */

/* A frame to send in so many milliseconds; at once for 0. */
static void send_later(struct ac *ac, const struct frame *f, uint32_t delay_ms)
{
	if (!delay_ms) {
		send_frame(ac, f->data, f->len);
		return;
	}
	for (size_t i = 0; i < DELAYED; i++)
		if (!ac->delayed[i].frame.len) {
			ac->delayed[i].due_ms = clock_now_ms() + delay_ms;
			ac->delayed[i].frame = *f;
			return;
		}
	say("too many delayed frames\n");
}

/* Returns how long to wait for the next one, in ms; -1 if there is none. */
static int send_delayed(struct ac *ac)
{
	const uint64_t now = clock_now_ms();
	int wait_ms = -1;

	for (size_t i = 0; i < DELAYED; i++) {
		struct delayed *d = &ac->delayed[i];

		if (!d->frame.len)
			continue;
		if (d->due_ms <= now) {
			send_frame(ac, d->frame.data, d->frame.len);
			d->frame.len = 0;
		} else if (wait_ms < 0 || d->due_ms - now < (uint64_t)wait_ms) {
			wait_ms = (int)(d->due_ms - now);
		}
	}
	return wait_ms;
}

static void on_padi(struct ac *ac, const struct packet *padi)
{
	struct frame pado;

	if (ac->opt.silent_on_payload && asked_payload(padi))
		return;
	if (ac->opt.one_session == SILENT && session_of(ac, padi->src))
		return;
	pado = build_answer(ac, padi, 0, NULL);
	send_later(ac, &pado, ac->opt.pado_delay_ms);
}

static void refuse(const struct ac *ac, const struct packet *padr, const char *why)
{
	const struct frame pads = build_answer(ac, padr, 0, why);

	send_frame(ac, pads.data, pads.len);
	say("refused %s: %s\n", MAC(padr->src), why);
}

static void on_padr(struct ac *ac, const struct packet *padr)
{
	struct session *old = session_of(ac, padr->src);

	if (ac->opt.deny_count) {
		ac->opt.deny_count--;
		refuse(ac, padr, "denied");
		return;
	}
	if (old && old->pads.len) /* a repetition: the PADS is on its way */
		return;
	if (old && ac->opt.one_session == SILENT)
		return;
	if (old && ac->opt.one_session == REFUSE) {
		refuse(ac, padr, "only one session for each client");
		return;
	}
	if (old && ac->opt.one_session == REPLACE) {
		send_padt(ac, old);
		session_end(old, "replaced");
	}
	session_start(ac, padr);
}

static void on_padt(struct ac *ac, const struct packet *padt)
{
	struct session *s = padt->session_id ? session_find(ac, padt->session_id) : NULL;

	if (s && !s->go && !s->end && !memcmp(s->mac, padt->src, ETH_ALEN))
		session_end(s, "PADT");
}

static void on_discovery(struct ac *ac)
{
	static const struct {
		uint8_t code;
		const char *name;
		void (*handle)(struct ac *ac, const struct packet *p);
	} requests[] = {
		{ PACKET_PADI, "PADI", on_padi },
		{ PACKET_PADR, "PADR", on_padr },
		{ PACKET_PADT, "PADT", on_padt },
	};
	uint8_t data[PACKET_FRAME_MAX];
	const ssize_t len = recv(ac->discovery, data, sizeof(data), 0);
	struct packet p;

	if (len < 0 || packet_parse(&p, data, (size_t)len))
		return;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].code == p.code) {
			say("%s from %s\n", requests[i].name, MAC(p.src));
			requests[i].handle(ac, &p);
		}
}

/* Returns the session of an LCP frame; 0 for any other. */
static uint16_t lcp_session(const struct frame *f)
{
	struct session_frame s;

	if (session_frame_parse(&s, f->data, f->len) || s.protocol != SESSION_FRAME_LCP)
		return 0;
	return s.session_id;
}

/* The first LCP frame has just left: the PADS follows it. */
static void on_outgoing(struct ac *ac)
{
	struct frame f;
	const ssize_t len = recv(ac->outgoing, f.data, sizeof(f.data), 0);
	struct session *s;

	f.len = len < 0 ? 0 : (size_t)len;
	s = session_find(ac, lcp_session(&f));
	if (!s || !s->pads.len)
		return;
	send_pads(ac, s);
	if (ac->opt.lcp_again_ms >= 0)
		send_later(ac, &f, (uint32_t)ac->opt.lcp_again_ms);
}

/*
 * In place of pppd, which the request must not reach. Its magic number is not
 * known here; 0 is allowed (RFC 1661 5.8).
 */
static void on_echo(struct ac *ac)
{
	uint8_t data[ECHO_FRAME_MAX];
	const ssize_t len = recv(ac->echoes, data, sizeof(data), 0);
	const ssize_t most = ECHO_DATA_AT + ac->opt.echo_data;
	const size_t used = (size_t)(len < most ? len : most);
	struct writer w = { .data = data, .size = sizeof(data), .used = used };

	if (len < ECHO_DATA_AT)
		return;
	memcpy(data, data + ETH_ALEN, ETH_ALEN);
	memcpy(data + ETH_ALEN, ac->mac, ETH_ALEN);
	writer_set_be16(&w, PPPOE_LENGTH_AT, (uint16_t)(used - PPPOE_LENGTH_AT - 2));
	data[LCP_AT] = LCP_ECHO_REPLY;
	if (!ac->opt.echo_false_length)
		writer_set_be16(&w, LCP_AT + 2, (uint16_t)(used - LCP_AT));
	memset(data + LCP_AT + 4, 0, 4);
	send_frame(ac, data, used);
}

/* Returns how long to wait, in ms; -1 for ever. */
static int keep_warm(struct ac *ac)
{
	const uint64_t now = clock_now_ms();

	if (ac->warm_due_ms == UINT64_MAX)
		return -1;
	if (ac->warm_due_ms > now)
		return (int)(ac->warm_due_ms - now);
	ac->warm_due_ms = UINT64_MAX;
	session_prepare(ac, ac->opt.warm);
	return -1;
}

/* Does what is due. Returns how long to wait for more, in ms; -1 for ever. */
static int until_due(struct ac *ac)
{
	const int delayed_ms = send_delayed(ac), warm_ms = keep_warm(ac);

	if (delayed_ms < 0 || warm_ms < 0)
		return delayed_ms < 0 ? warm_ms : delayed_ms;
	return delayed_ms < warm_ms ? delayed_ms : warm_ms;
}

/* Returns false at the end. */
static bool on_signal(struct ac *ac)
{
	struct signalfd_siginfo info;

	if (read(ac->signals, &info, sizeof(info)) != sizeof(info))
		return true;
	if (info.ssi_signo == SIGCHLD) {
		reap(ac);
		return true;
	}
	end_all(ac);
	return false;
}

/* ---------------------------------------------------------------- start */

static void bind_to(const struct ac *ac, int fd, uint16_t protocol)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = ac->ifindex,
	};

	if (bind(fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0)
		die("bind to %s: %s", ac->opt.iface, strerror(errno));
}

static int packet_socket(void)
{
	const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		die("packet socket: %s", strerror(errno));
	return fd;
}

static void open_discovery(struct ac *ac)
{
	struct ifreq ifr = { 0 };

	ac->discovery = packet_socket();
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ac->opt.iface);
	if (ioctl(ac->discovery, SIOCGIFINDEX, &ifr) < 0)
		die("-I %s: %s", ac->opt.iface, strerror(errno));
	ac->ifindex = ifr.ifr_ifindex;
	if (ioctl(ac->discovery, SIOCGIFHWADDR, &ifr) < 0)
		die("-I %s: %s", ac->opt.iface, strerror(errno));
	memcpy(ac->mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	bind_to(ac, ac->discovery, ETH_P_PPP_DISC);
}

static int filtered_socket(const struct ac *ac, struct sock_filter *code, unsigned short len)
{
	const struct sock_fprog program = { .len = len, .filter = code };
	const int fd = packet_socket();

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		die("filter: %s", strerror(errno));
	bind_to(ac, fd, ETH_P_ALL);
	return fd;
}

/* Only a socket for all protocols sees what leaves. */
static void open_outgoing(struct ac *ac)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 2 * ETH_ALEN),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_PPP_SES, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	ac->outgoing = -1;
	if (ac->opt.lcp_first)
		ac->outgoing = filtered_socket(ac, code, sizeof(code) / sizeof(code[0]));
}

/* One for all protocols also sees what the packet filter drops. */
static void open_echoes(struct ac *ac)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 7),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 2 * ETH_ALEN),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_PPP_SES, 0, 5),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, LCP_AT - 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SESSION_FRAME_LCP, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, LCP_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LCP_ECHO_REQUEST, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	ac->echoes = -1;
	if (ac->opt.echo_data >= 0)
		ac->echoes = filtered_socket(ac, code, sizeof(code) / sizeof(code[0]));
}

static void open_signals(struct ac *ac)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, &ac->old_mask);
	ac->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ac->signals < 0)
		die("signalfd: %s", strerror(errno));
}

static uint32_t number(const char *text, uint32_t least, uint32_t most)
{
	uint32_t value;

	if (!text_parse_number(&value, text, least, most))
		die("'%s' is not a number from %u to %u", text, least, most);
	return value;
}

static struct in_addr address(const char *text)
{
	struct in_addr value;

	if (inet_pton(AF_INET, text, &value) != 1)
		die("'%s' is not an IPv4 address", text);
	return value;
}

static enum one_session one_session(const char *text)
{
	if (!strcmp(text, "refuse"))
		return REFUSE;
	if (!strcmp(text, "silent"))
		return SILENT;
	if (!strcmp(text, "replace"))
		return REPLACE;
	die("--one-session %s: expected refuse, silent or replace", text);
}

static void mac(uint8_t ret[static ETH_ALEN], const char *text)
{
	if (!text_parse_mac(ret, text))
		die("'%s' is not a MAC address", text);
}

static const char usage[] =
	"Usage: ac [OPTION...]\n"
	"  -I IFACE               (eth0)\n"
	"  -C AC-NAME             (lab-ac)\n"
	"  -O FILE                of pppd options (/etc/ppp/pppoe-server-options)\n"
	"  -L ADDRESS             of this end (10.67.15.1)\n"
	"  -R ADDRESS             of the client with the first session id, and up (10.67.15.2)\n"
	"  --max-payload N        answer PPP-Max-Payload with at most N; without, not at all\n"
	"  --payload-fixed N      answer with N, whatever is asked, even nothing\n"
	"  --payload-pado-only    no PPP-Max-Payload in the PADS\n"
	"  --silent-on-payload    no answer to a PADI with PPP-Max-Payload\n"
	"  --one-session refuse   a PADS with AC-System-Error to a client that has a session\n"
	"  --one-session silent   no answer to it\n"
	"  --one-session replace  end the session that it has\n"
	"  --warm MAC             have a pppd ready for this client, as a real one need not start any\n"
	"  --deny-count N         refuse the first N PADRs\n"
	"  --pado-delay MS        milliseconds from PADI to PADO\n"
	"  --pads-twice           send each PADS twice\n"
	"  --sid N                the first session id (1)\n"
	"  --sid-reuse            take the lowest free id, not the next\n"
	"  --lcp-first            hold back the PADS until pppd has sent its first LCP frame\n"
	"  --lcp-again MS         also send this frame again, milliseconds after the PADS\n"
	"  --echo-data N          answer LCP Echo-Requests with N bytes of their data at most,\n"
	"                         in place of pppd, which the packet filter has to keep them from\n"
	"  --echo-false-length    leave the length of the request in them\n"
	"  --plugin FILE          of the sessions' pppd (rp-pppoe.so)\n"
	"  --no-padt              send none\n"
	"  --verbose              log what is sent, too\n";

static void parse_option(struct options *opt, int option)
{
	switch (option) {
	case 'I':
		opt->iface = optarg;
		break;
	case 'C':
		opt->ac_name = optarg;
		break;
	case 'O':
		opt->pppd_options = optarg;
		break;
	case 'L':
		opt->local = address(optarg);
		break;
	case 'R':
		opt->first_remote = address(optarg);
		break;
	case 'm':
		opt->max_payload = number(optarg, 1, UINT16_MAX);
		break;
	case 'f':
		opt->fixed_payload = number(optarg, 1, UINT16_MAX);
		break;
	case 'o':
		opt->one_session = one_session(optarg);
		break;
	case 'd':
		opt->deny_count = number(optarg, 0, UINT32_MAX);
		break;
	case 'p':
		opt->pado_delay_ms = number(optarg, 0, DELAY_MAX_MS);
		break;
	case 'a':
		opt->lcp_again_ms = (int)number(optarg, 0, DELAY_MAX_MS);
		break;
	case 'w':
		mac(opt->warm, optarg);
		break;
	case 's':
		opt->first_sid = number(optarg, 1, UINT16_MAX - 1);
		break;
	case 'e':
		opt->echo_data = (int)number(optarg, 0, ECHO_FRAME_MAX);
		break;
	case 'P':
		opt->plugin = optarg;
		break;
	case 0:
		break;
	default:
		fputs(usage, stderr);
		exit(2);
	}
}

static struct options parse_options(int argc, char **argv)
{
	struct options opt = {
		.iface = "eth0",
		.ac_name = "lab-ac",
		.pppd_options = "/etc/ppp/pppoe-server-options",
		.local = address("10.67.15.1"),
		.first_remote = address("10.67.15.2"),
		.first_sid = 1,
		.lcp_again_ms = -1,
		.echo_data = -1,
		.plugin = "rp-pppoe.so",
	};
	const struct option names[] = {
		{ "max-payload", required_argument, NULL, 'm' },
		{ "payload-fixed", required_argument, NULL, 'f' },
		{ "one-session", required_argument, NULL, 'o' },
		{ "warm", required_argument, NULL, 'w' },
		{ "deny-count", required_argument, NULL, 'd' },
		{ "pado-delay", required_argument, NULL, 'p' },
		{ "lcp-again", required_argument, NULL, 'a' },
		{ "sid", required_argument, NULL, 's' },
		{ "echo-data", required_argument, NULL, 'e' },
		{ "plugin", required_argument, NULL, 'P' },
		{ "payload-pado-only", no_argument, &opt.payload_pado_only, 1 },
		{ "silent-on-payload", no_argument, &opt.silent_on_payload, 1 },
		{ "echo-false-length", no_argument, &opt.echo_false_length, 1 },
		{ "pads-twice", no_argument, &opt.pads_twice, 1 },
		{ "sid-reuse", no_argument, &opt.sid_reuse, 1 },
		{ "lcp-first", no_argument, &opt.lcp_first, 1 },
		{ "no-padt", no_argument, &opt.no_padt, 1 },
		{ "verbose", no_argument, &opt.verbose, 1 },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "I:C:O:L:R:", names, NULL)) != -1)
		parse_option(&opt, option);
	if (optind != argc)
		die("unexpected '%s'", argv[optind]);
	if (opt.lcp_again_ms >= 0)
		opt.lcp_first = 1;
	return opt;
}

int main(int argc, char **argv)
{
	struct ac ac = { .opt = parse_options(argc, argv) };
	bool running = true;

	ac.next_sid = ac.opt.first_sid;
	ac.warm_due_ms = packet_is_station(ac.opt.warm) ? 0 : UINT64_MAX;
	open_signals(&ac);
	open_discovery(&ac);
	open_outgoing(&ac);
	open_echoes(&ac);
	while (running) {
		struct pollfd fds[] = {
			{ .fd = ac.discovery, .events = POLLIN },
			{ .fd = ac.outgoing, .events = POLLIN },
			{ .fd = ac.signals, .events = POLLIN },
			{ .fd = ac.echoes, .events = POLLIN },
		};

		if (poll(fds, 4, until_due(&ac)) < 0)
			continue;
		if (fds[1].revents)
			on_outgoing(&ac);
		if (fds[3].revents)
			on_echo(&ac);
		if (fds[0].revents)
			on_discovery(&ac);
		if (fds[2].revents)
			running = on_signal(&ac);
	}
	return 0;
}

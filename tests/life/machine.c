// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "../unit/fake_world.h"
#include "calls.h"
#include "core/nft.h"
#include "core/packet.h"
#include "core/route.h"
#include "sys/clock.h"
#include "sys/runfile.h"

#define OUR_ADDRESS "10.0.0.1" /* as the fake pppd has it */
#define PEER_ADDRESS "10.0.0.2"
#define AC "ac0" /* the other end of eth1 */
#define RESTART_MS 3000
#define SPIN 20000 /* looks at a carrier that is about to change */

bool kernel_session, kernel_hangup, kernel_script_stuck;
bool kernel_cable = true;
int kernel_mtu = 1500;
uint32_t kernel_bytes_in;

static struct machine_ac *ac;
static int ac_fd, inet_fd, ppp_fd = -1;
static uint8_t ac_mac[ETH_ALEN];
static uint16_t live_id; /* the session that the kernel has; 0: none */
static bool ac_silent;
static unsigned int other_clients;
static uint64_t again_ms; /* when LCP's restart timer runs out */

_Noreturn static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(99);
}

/* By an ioctl of this name. Negative: errno is set. */
static int set_interface(unsigned long request, struct ifreq *ifr, const char *name)
{
	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", name);
	return ioctl(inet_fd, request, ifr);
}

static void set_up(const char *name, bool up)
{
	struct ifreq ifr = { 0 };

	if (set_interface(SIOCGIFFLAGS, &ifr, name) < 0)
		return;
	ifr.ifr_flags = (short)(up ? ifr.ifr_flags | IFF_UP : ifr.ifr_flags & ~IFF_UP);
	set_interface(SIOCSIFFLAGS, &ifr, name);
}

static void set_address(unsigned long request, const char *name, const char *address)
{
	struct ifreq ifr = { 0 };
	struct sockaddr_in *in = (struct sockaddr_in *)&ifr.ifr_addr;

	in->sin_family = AF_INET;
	inet_pton(AF_INET, address, &in->sin_addr);
	set_interface(request, &ifr, name);
}

void machine_init(struct machine_ac *concentrator)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_PPP_DISC) };
	struct ifreq ifr = { 0 };

	ac = concentrator;
	ac->next_id = 1;
	inet_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ac_fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	at.sll_ifindex = (int)if_nametoindex(AC);
	if (inet_fd < 0 || ac_fd < 0 || bind(ac_fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    set_interface(SIOCGIFHWADDR, &ifr, AC) < 0)
		die(AC);
	memcpy(ac_mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
}

/* pppd's SIGUSR2 */
static void on_wake(int number)
{
	(void)number;
	pppd_wake();
}

void machine_enter(void)
{
	const struct sigaction wake = { .sa_handler = on_wake, .sa_flags = SA_RESTART };

	sigaction(SIGUSR2, &wake, NULL);
}

void machine_leave(void)
{
	machine_run_ac();
	set_up(AC, true);
}

/* The interface of a tun has no Ethernet header and lives as long as who holds it, as pppd's. */
static void make_ppp(void)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };

	ppp_fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	strcpy(ifr.ifr_name, "ppp0");
	if (ppp_fd < 0 || ioctl(ppp_fd, TUNSETIFF, &ifr) < 0)
		die("ppp0");
}

void kernel_set_ppp(bool there)
{
	calls_pause();
	if (there && ppp_fd < 0)
		make_ppp();
	else if (!there && ppp_fd >= 0)
		close(ppp_fd), ppp_fd = -1;
	calls_resume();
	if (there)
		kernel_set_mtu(1500);
}

void kernel_set_mtu(int mtu)
{
	struct ifreq ifr = { .ifr_mtu = mtu };

	kernel_mtu = mtu;
	calls_pause();
	set_interface(SIOCSIFMTU, &ifr, "ppp0");
	calls_resume();
}

void kernel_set_ip(int family, bool up)
{
	calls_pause();
	if (up)
		set_up("ppp0", true);
	if (family == AF_INET)
		set_address(SIOCSIFADDR, "ppp0", up ? OUR_ADDRESS : "0.0.0.0");
	if (family == AF_INET && up)
		set_address(SIOCSIFDSTADDR, "ppp0", PEER_ADDRESS);
	calls_resume();
}

void kernel_set_address(void)
{
	kernel_set_ip(AF_INET, true);
}

void kernel_detach(void)
{
}

uint32_t clock_entropy(void)
{
	return 0;
}

uint64_t clock_entropy64(void)
{
	return 0;
}

int waitid(idtype_t type, id_t id, siginfo_t *ret, int options)
{
	(void)type, (void)id, (void)options;
	ret->si_pid = 0;
	return 0;
}

void machine_session_begins(const uint8_t mac[6], uint16_t id)
{
	live_id = id;
	kernel_session = true;
	kernel_hangup = false;
	if (world_ac)
		world_ac->note_session(mac, id);
}

void machine_session_hangs_up(void)
{
	kernel_hangup = true;
}

void machine_session_ends(void)
{
	live_id = 0;
	kernel_session = kernel_hangup = false;
}

/* The AC */
static void send_packet(struct packet p, const uint8_t *to, uint8_t code, uint16_t id)
{
	uint8_t frame[PACKET_FRAME_MAX];
	int len;

	p.code = code;
	p.session_id = id;
	p.ac_name = (struct packet_tag){ (const uint8_t *)"ac", 2 };
	p.ac_cookie = (struct packet_tag){ (const uint8_t *)"cookie", 6 };
	memcpy(p.dst, to, ETH_ALEN);
	memcpy(p.src, ac_mac, ETH_ALEN);
	len = packet_build(&p, frame, sizeof(frame));
	if (len > 0)
		send(ac_fd, frame, (size_t)len, 0);
}

/* The AC's LCP in sessions that the client does not know of */
static void send_requests(void)
{
	for (uint16_t id = 1; id < MACHINE_SESSIONS; id++) {
		uint8_t frame[60] = { [12] = 0x88, 0x64, 0x11, 0, 0, (uint8_t)id, 0,
				      6,	   0xc0, 0x21, 1, 1, 0,		  4 };

		memcpy(frame, ac->client, ETH_ALEN);
		memcpy(frame + ETH_ALEN, ac_mac, ETH_ALEN);
		if (ac->open[id] && id != live_id)
			send(ac_fd, frame, sizeof(frame), 0);
	}
}

/* What the other clients asked for, as they begin when we do */
static void answer_others(const struct packet *ours, uint8_t code)
{
	struct packet p = *ours;
	uint8_t uniq[16] = { 0xff };

	p.host_uniq = (struct packet_tag){ uniq, sizeof(uniq) };
	for (unsigned int i = 0; i < other_clients; i++) {
		uniq[1] = (uint8_t)i;
		send_packet(p, ours->src, code, code == PACKET_PADS ? (uint16_t)(1000 + i) : 0);
	}
}

void machine_add_clients(unsigned int count)
{
	other_clients = count;
}

static void grant(const struct packet *padr)
{
	const uint16_t id = ac->next_id;

	ac->next_id = id + 1 < MACHINE_SESSIONS ? id + 1 : 1;
	ac->open[id] = true;
	memcpy(ac->client, padr->src, ETH_ALEN);
	answer_others(padr, PACKET_PADS);
	send_packet(*padr, padr->src, PACKET_PADS, id);
	send_requests();
}

static void offer(const struct packet *padi)
{
	answer_others(padi, PACKET_PADO);
	send_packet(*padi, padi->src, PACKET_PADO, 0);
}

static void answer(const struct packet *p)
{
	if (p->code == PACKET_PADT && p->session_id < MACHINE_SESSIONS)
		ac->open[p->session_id] = false;
	else if (p->code == PACKET_PADI && !ac_silent)
		offer(p);
	else if (p->code == PACKET_PADR && !ac_silent)
		grant(p);
}

static void hear(const uint8_t *frame, size_t len)
{
	struct packet p;

	if (world_ac)
		world_ac->hear(frame, len);
	else if (!packet_parse(&p, frame, len) && memcmp(p.src, ac_mac, ETH_ALEN) != 0)
		answer(&p);
}

bool machine_run_ac(void)
{
	uint8_t frame[PACKET_FRAME_MAX];
	bool any = false;
	ssize_t len;

	if (!world_ac && world_ms >= again_ms) {
		again_ms = world_ms + RESTART_MS;
		send_requests();
	}
	while ((len = recv(ac_fd, frame, sizeof(frame), 0)) > 0) {
		any = true;
		hear(frame, (size_t)len);
	}
	return any;
}

void kernel_put_frame(const uint8_t *frame, size_t len)
{
	calls_pause();
	send(ac_fd, frame, len, 0);
	calls_resume();
}

/* Events of the script */
static bool has_carrier(void)
{
	struct ifreq ifr = { 0 };

	return !set_interface(SIOCGIFFLAGS, &ifr, "eth1") && ifr.ifr_flags & IFF_RUNNING;
}

/* A worker of the kernel tells of it, in its own time. */
static void set_cable(bool there)
{
	kernel_cable = there;
	set_up(AC, there);
	for (int i = 0; i < SPIN && has_carrier() != there; i++)
		usleep(100);
}

/* Somebody removes our default route, as `ip route flush` does. */
static void take_route(void)
{
	if (system("ip route del default dev ppp0 2>/dev/null") < 0)
		die("ip");
}

/* Each of them loses its link and has it again. */
static void restart_neighbours(void)
{
	if (system("sh /run/neighbours") != 0)
		die("/run/neighbours");
}

static bool machine_event(const char *word, const char *argument)
{
	if (!strcmp(word, "cable"))
		set_cable(!strcmp(argument, "in"));
	else if (!strcmp(word, "take-route"))
		take_route();
	else if (!strcmp(word, "neighbours"))
		restart_neighbours();
	else if (!strcmp(word, "silent"))
		ac_silent = true;
	else if (!strcmp(word, "answers"))
		ac_silent = false;
	else if (!strcmp(word, "hangup")) { /* its PADT */
		ac->open[live_id % MACHINE_SESSIONS] = false;
		kernel_hangup = kernel_session;
	} else
		return false;
	return true;
}

bool kernel_event(const char *word, const char *argument)
{
	bool known;

	calls_pause();
	known = machine_event(word, argument);
	calls_resume();
	return known;
}

/* State */
struct state {
	char *text;
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void add(struct state *s, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	s->len += (size_t)vsnprintf(s->text + s->len, MACHINE_STATE_SIZE - s->len, format, ap);
	va_end(ap);
	if (s->len >= MACHINE_STATE_SIZE)
		die("state");
}

static int add_link(const struct nlmsghdr *msg, void *context)
{
	const struct nlattr *attr;
	const char *name = "";
	uint32_t mtu = 0;

	mnl_attr_for_each(attr, msg, sizeof(struct ifinfomsg))
	{
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			name = mnl_attr_get_str(attr);
		if (mnl_attr_get_type(attr) == IFLA_MTU)
			mtu = mnl_attr_get_u32(attr);
	}
	add(context, "%s mtu %u\n", name, mtu);
	return MNL_CB_OK;
}

static int add_route(const struct nlmsghdr *msg, void *context)
{
	const struct rtmsg *info = mnl_nlmsg_get_payload(msg);
	uint32_t metric = 0, output = 0, table = info->rtm_table;
	char name[IFNAMSIZ] = "?";
	const struct nlattr *attr;

	if (info->rtm_protocol == RTPROT_KERNEL)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, msg, sizeof(*info))
	{
		if (mnl_attr_get_type(attr) == RTA_PRIORITY)
			metric = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == RTA_OIF)
			output = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == RTA_TABLE)
			table = mnl_attr_get_u32(attr);
	}
	if_indextoname(output, name);
	add(context, "IPv%d route /%u dev %s metric %u table %u protocol %u\n",
	    info->rtm_family == AF_INET ? 4 : 6, info->rtm_dst_len, name, metric, table,
	    info->rtm_protocol);
	return MNL_CB_OK;
}

static int add_rule(const struct nlmsghdr *msg, void *context)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, msg,
			  sizeof(struct rtmsg)) if (mnl_attr_get_type(attr) == FRA_PRIORITY)
		add(context, "rule %u\n", mnl_attr_get_u32(attr));
	return MNL_CB_OK;
}

static int add_table(const struct nlmsghdr *msg, void *context)
{
	struct nft_table t;

	if (nft_parse_table(&t, msg))
		add(context, "table %s\n", t.name);
	return MNL_CB_OK;
}

static void dump(struct state *s, int bus, const void *request, size_t len, mnl_cb_t visit)
{
	struct mnl_socket *socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
	_Alignas(struct nlmsghdr) char buf[32768];
	int more = 1;

	if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(socket, request, len) < 0)
		die("netlink");
	while (more > 0) {
		const ssize_t got = mnl_socket_recvfrom(socket, buf, sizeof(buf));

		more = mnl_cb_run(buf, (size_t)got, 0, 0, visit, s);
	}
	mnl_socket_close(socket);
}

static void dump_route(struct state *s, uint16_t type, uint8_t family, mnl_cb_t visit)
{
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct rtmsg *info;

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	info = mnl_nlmsg_put_extra_header(msg, sizeof(struct ifinfomsg));
	info->rtm_family = family;
	dump(s, NETLINK_ROUTE, msg, msg->nlmsg_len, visit);
}

static void add_files(struct state *s, const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.' && strcmp(e->d_name, "lock") != 0 &&
		    !strstr(e->d_name, ".ring"))
			add(s, "file %s\n", e->d_name);
	if (dir)
		closedir(dir);
}

void machine_read_state(char ret[static MACHINE_STATE_SIZE])
{
	struct state s = { .text = ret };
	_Alignas(struct nlmsghdr) char request[128];

	calls_pause();
	ret[0] = '\0';
	dump_route(&s, RTM_GETLINK, AF_UNSPEC, add_link);
	dump_route(&s, RTM_GETROUTE, AF_INET, add_route);
	dump_route(&s, RTM_GETROUTE, AF_INET6, add_route);
	dump_route(&s, RTM_GETRULE, AF_INET, add_rule);
	dump(&s, NETLINK_NETFILTER, request, (size_t)nft_build_table_dump(request, 1), add_table);
	add_files(&s, RUNFILE_DIR);
	add_files(&s, "/run/saved");
	for (int id = 1; id < MACHINE_SESSIONS; id++)
		if (ac->open[id])
			add(&s, "session %d\n", id);
	calls_resume();
}

static void remove_files(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(path);
}

void machine_cut_power(void)
{
	struct ifreq ifr = { .ifr_mtu = 1500 };

	remove_files(RUNFILE_DIR);
	set_interface(SIOCSIFMTU, &ifr, "eth1");
}

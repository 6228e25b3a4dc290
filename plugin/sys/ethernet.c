// SPDX-License-Identifier: GPL-2.0-or-later
#include "ethernet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>

#include "../core/packet.h"
#include "../core/session_frame.h"
#include "async.h"
#include "filter.h"

/* ioctl by name; *ifr holds the answer. Returns 0 or -errno. */
static int ask(int fd, unsigned long request, const char *ifname, struct ifreq *ifr)
{
	const size_t len = strlen(ifname);

	if (len >= sizeof(ifr->ifr_name))
		return -ENODEV;
	memset(ifr, 0, sizeof(*ifr));
	memcpy(ifr->ifr_name, ifname, len);
	return ioctl(fd, request, ifr) < 0 ? -errno : 0;
}

static int ask_mac(int fd, const char *ifname, uint8_t mac[static ETH_ALEN])
{
	struct ifreq ifr;
	const int err = ask(fd, SIOCGIFHWADDR, ifname, &ifr);

	if (err)
		return err;
	if (ifr.ifr_hwaddr.sa_family != ARPHRD_ETHER)
		return -EPROTOTYPE;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	return 0;
}

int ethernet_check(const char *ifname)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	uint8_t mac[ETH_ALEN];
	int err;

	if (fd < 0)
		return -errno;
	err = ask_mac(fd, ifname, mac);
	close(fd);
	return err;
}

static int describe(struct ethernet *e, const char *ifname)
{
	struct ifreq ifr;
	int err = ask_mac(e->fd, ifname, e->mac);

	if (!err)
		err = ask(e->fd, SIOCGIFINDEX, ifname, &ifr);
	if (err)
		return err;
	e->ifindex = ifr.ifr_ifindex;
	err = ask(e->fd, SIOCGIFMTU, ifname, &ifr);
	e->mtu = ifr.ifr_mtu;
	return err;
}

bool ethernet_is_up(const struct ethernet *e, const char *ifname)
{
	struct ifreq ifr;

	return ask(e->fd, SIOCGIFFLAGS, ifname, &ifr) < 0 || ifr.ifr_flags & IFF_UP;
}

bool ethernet_has_mac(const struct ethernet *e, const char *ifname)
{
	uint8_t mac[ETH_ALEN];

	return ask_mac(e->fd, ifname, mac) < 0 || !memcmp(mac, e->mac, sizeof(mac));
}

static int bring_up(int fd, const char *ifname, bool permitted)
{
	struct ifreq ifr;
	const int err = ask(fd, SIOCGIFFLAGS, ifname, &ifr);

	if (err || ifr.ifr_flags & IFF_UP)
		return err;
	if (!permitted)
		return -EPERM;
	ifr.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &ifr) < 0 ? -errno : 0;
}

int ethernet_set_up(const char *ifname, bool permitted)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	err = bring_up(fd, ifname, permitted);
	close(fd);
	return err;
}

/* Frames to our address only: no PADI of others, nothing that we sent ourselves. */
static int attach_unicast_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

#define CODE_AT 15 /* bytes from the Ethernet header on */
#define TAGS_AT 20
#define TAG_HEADER_SIZE 4 /* bytes: type, length */
#define TAG_HOST_UNIQ 0x0103
#define TAGS_SEEN 12 /* Host-Uniq behind more of them is not looked at */
#define STEPS_OF_TAG 9

/*
 * X is where a TAG begins. Goes on, with X at the next one, or to one of two places, so many
 * steps from here: it is Host-Uniq, or the frame is over.
 */
static void add_tag(struct sock_filter ret[static STEPS_OF_TAG], uint8_t found, uint8_t over)
{
	const struct sock_filter code[STEPS_OF_TAG] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, TAG_HEADER_SIZE - 1),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_X, 0, 0, over - 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TAG_HOST_UNIQ, found - 5, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, TAG_HEADER_SIZE),
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
	};

	memcpy(ret, code, sizeof(code));
}

/* BPF has no loops. */
void ethernet_choose(const struct ethernet *e, const uint8_t uniq[static ETHERNET_UNIQ_BYTES],
		     bool padts)
{
	enum {
		TAGS = 7,
		END = TAGS + TAGS_SEEN * STEPS_OF_TAG,
		FOUND = END + 1,
		LET_IN = END + 3
	};
	const uint32_t first = (uint32_t)uniq[0] << 24 | (uint32_t)uniq[1] << 16 |
			       (uint32_t)uniq[2] << 8 | uniq[3];
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, LET_IN - 1),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, CODE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_PADT, padts ? LET_IN - 4 : LET_IN - 3,
			 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_PADO, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_PADS, 0, LET_IN - 5),
		BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, TAGS_AT),
		[END] = BPF_STMT(BPF_JMP | BPF_JA, LET_IN - FOUND),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, TAG_HEADER_SIZE),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	for (int at = TAGS; at < END; at += STEPS_OF_TAG)
		add_tag(&code[at], (uint8_t)(FOUND - at), (uint8_t)(LET_IN - at));
	filter_attach(e->fd, code, sizeof(code) / sizeof(code[0]));
}

#define SOURCE_AT 6 /* bytes from the Ethernet header on */

/* All of its address, or nothing of it. */
int ethernet_listen(const struct ethernet *e, const uint8_t *client)
{
	static const uint8_t nobody[ETH_ALEN];
	const uint8_t *mac = client ? client : nobody;
	const uint32_t first = (uint32_t)mac[0] << 24 | (uint32_t)mac[1] << 16 |
			       (uint32_t)mac[2] << 8 | mac[3];
	const uint32_t rest = (uint32_t)mac[4] << 8 | mac[5];
	const uint8_t skip = client ? 0 : 4;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_BROADCAST, 0, 6),
		BPF_STMT(BPF_JMP | BPF_JA, skip),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SOURCE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SOURCE_AT + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rest, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(e->fd, code, sizeof(code) / sizeof(code[0]));
}

#define SESSION_ID_AT 16 /* bytes from the Ethernet header on */
#define PROTOCOL_AT 20
#define LCP_CODE_AT 22
#define STRAY_BYTES 600 /* a Configure-Request and more; the rest of large frames is not copied */

static int attach_tap_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 5),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, PROTOCOL_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SESSION_FRAME_LCP, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, LCP_CODE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SESSION_FRAME_REQUEST, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

int ethernet_watch_strays(struct ethernet *tap, uint16_t own_id)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SESSION_ID_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, own_id, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, STRAY_BYTES),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(tap->fd, code, sizeof(code) / sizeof(code[0]));
}

int ethernet_mute(struct ethernet *e)
{
	struct sock_filter code[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	uint8_t drain[1];
	const int err = filter_attach(e->fd, code, 1);

	while (!err && recv(e->fd, drain, sizeof(drain), MSG_TRUNC) >= 0)
		;
	return err;
}

static int bind_to(const struct ethernet *e, uint16_t ethertype)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ethertype),
		.sll_ifindex = e->ifindex,
	};

	return bind(e->fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0 ? -errno : 0;
}

int ethernet_open(struct ethernet *ret, const char *ifname)
{
	struct ethernet e = { .fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) };
	int err;

	if (e.fd < 0)
		return -errno;
	err = attach_unicast_filter(e.fd);
	if (!err)
		err = describe(&e, ifname);
	if (!err)
		err = bind_to(&e, ETH_P_PPP_DISC);
	if (err) {
		close(e.fd);
		return err;
	}
	*ret = e;
	return 0;
}

int ethernet_open_tap(struct ethernet *ret, const struct ethernet *e)
{
	struct ethernet tap = *e;
	int err;

	tap.fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (tap.fd < 0)
		return -errno;
	err = attach_tap_filter(tap.fd);
	if (!err)
		err = bind_to(&tap, ETH_P_PPP_SES);
	if (err) {
		close(tap.fd);
		return err;
	}
	*ret = tap;
	return 0;
}

int ethernet_set_priority(const struct ethernet *e, uint32_t priority)
{
	const int value = (int)priority;

	return setsockopt(e->fd, SOL_SOCKET, SO_PRIORITY, &value, sizeof(value)) < 0 ? -errno : 0;
}

/* A line is "sk RefCnt Type Proto Iface R Rmem User Inode". */
static bool is_other_reader(const char *line, const struct ethernet *tap, unsigned long inode)
{
	unsigned int proto;
	unsigned long its_inode;
	int ifindex;

	/* The kernel writes the line. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(line, "%*s %*s %*s %x %d %*s %*s %*s %lu", &proto, &ifindex, &its_inode) != 3)
		return false;
	return proto == ETH_P_PPP_SES && (!ifindex || ifindex == tap->ifindex) &&
	       its_inode != inode;
}

bool ethernet_is_shared(const struct ethernet *tap)
{
	FILE *sockets = fopen("/proc/net/packet", "re");
	bool shared = false;
	char line[256];
	struct stat st;

	if (!sockets)
		return true;
	if (fstat(tap->fd, &st) < 0)
		shared = true;
	while (!shared && fgets(line, sizeof(line), sockets))
		shared = is_other_reader(line, tap, st.st_ino);
	fclose(sockets);
	return shared;
}

void ethernet_close(struct ethernet *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}

int ethernet_signal(const struct ethernet *e, int number)
{
	return number ? async_signal(e->fd, number) : async_rest(e->fd);
}

/* packet(7) has ENXIO for an interface that is gone. */
int ethernet_send(const struct ethernet *e, const uint8_t *frame, size_t len)
{
	if (send(e->fd, frame, len, 0) >= 0)
		return 0;
	return errno == ENXIO ? -ENODEV : -errno;
}

ssize_t ethernet_receive(const struct ethernet *e, uint8_t *frame, size_t size)
{
	const ssize_t len = recv(e->fd, frame, size, MSG_TRUNC);

	if (len < 0)
		return -errno;
	return (size_t)len > size ? -EMSGSIZE : len;
}

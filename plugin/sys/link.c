// SPDX-License-Identifier: GPL-2.0-or-later
#include "link.h"

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

#include "../core/session_frame.h"
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

bool link_is_ethernet(const char *ifname)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	uint8_t mac[ETH_ALEN];
	bool is;

	if (fd < 0)
		return false;
	is = ask_mac(fd, ifname, mac) == 0;
	close(fd);
	return is;
}

static int describe(struct link *l, const char *ifname)
{
	struct ifreq ifr;
	int err = ask_mac(l->fd, ifname, l->mac);

	if (!err)
		err = ask(l->fd, SIOCGIFINDEX, ifname, &ifr);
	if (err)
		return err;
	l->ifindex = ifr.ifr_ifindex;
	err = ask(l->fd, SIOCGIFMTU, ifname, &ifr);
	l->mtu = ifr.ifr_mtu;
	return err;
}

/* A parent that is down cannot send the first PADI; the stock plugin brings it up, too. */
static int bring_up(int fd, const char *ifname)
{
	struct ifreq ifr;
	const int err = ask(fd, SIOCGIFFLAGS, ifname, &ifr);

	if (err || ifr.ifr_flags & IFF_UP)
		return err;
	ifr.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &ifr) < 0 ? -errno : 0;
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

int link_watch_strays(struct link *tap, uint16_t own_id)
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

int link_mute(struct link *l)
{
	struct sock_filter code[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	uint8_t drain[1];
	const int err = filter_attach(l->fd, code, 1);

	while (!err && recv(l->fd, drain, sizeof(drain), MSG_TRUNC) >= 0)
		;
	return err;
}

static int bind_to(const struct link *l, uint16_t ethertype)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ethertype),
		.sll_ifindex = l->ifindex,
	};

	return bind(l->fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0 ? -errno : 0;
}

int link_open(struct link *ret, const char *ifname)
{
	struct link l = { .fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) };
	int err;

	if (l.fd < 0)
		return -errno;
	err = attach_unicast_filter(l.fd);
	if (!err)
		err = describe(&l, ifname);
	if (!err)
		err = bring_up(l.fd, ifname);
	if (!err)
		err = bind_to(&l, ETH_P_PPP_DISC);
	if (err) {
		close(l.fd);
		return err;
	}
	*ret = l;
	return 0;
}

int link_open_tap(struct link *ret, const struct link *l)
{
	struct link tap = *l;
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

/* A line is "sk RefCnt Type Proto Iface R Rmem User Inode". */
static bool is_other_reader(const char *line, const struct link *tap, unsigned long inode)
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

bool link_is_shared(const struct link *tap)
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

void link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

int link_send(const struct link *l, const uint8_t *frame, size_t len)
{
	return send(l->fd, frame, len, 0) < 0 ? -errno : 0;
}

ssize_t link_receive(const struct link *l, uint8_t *frame, size_t size)
{
	const ssize_t len = recv(l->fd, frame, size, MSG_TRUNC);

	if (len < 0)
		return -errno;
	return (size_t)len > size ? -EMSGSIZE : len;
}

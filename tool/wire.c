// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "sys/filter.h"

#define VLAN_NUMBER 0x0fff /* of a tag; the rest is its priority */

/* A VLAN's tag is beside the frame by now, not in it. */
static int attach_discovery_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PROTOCOL)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_PPP_DISC, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

int wire_open(struct ethernet *ret, const char *ifname, bool tagged)
{
	struct sockaddr_ll all = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	const int on = 1;
	struct ethernet e;
	int err = ethernet_open(&e, ifname);

	if (err)
		return err;
	all.sll_ifindex = e.ifindex;
	if (tagged) {
		err = setsockopt(e.fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0
			      ? -errno
			      : attach_discovery_filter(e.fd);
		if (!err && bind(e.fd, (const struct sockaddr *)&all, sizeof(all)) < 0)
			err = -errno;
	}
	if (err) {
		ethernet_close(&e);
		return err;
	}
	*ret = e;
	return 0;
}

static uint16_t vlan_of(struct msghdr *msg)
{
	const struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	struct tpacket_auxdata aux;

	if (!c || c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA ||
	    c->cmsg_len < CMSG_LEN(sizeof(aux)))
		return 0;
	memcpy(&aux, CMSG_DATA(c), sizeof(aux));
	return (aux.tp_status & TP_STATUS_VLAN_VALID) ? aux.tp_vlan_tci & VLAN_NUMBER : 0;
}

ssize_t wire_receive(const struct ethernet *e, uint8_t *frame, size_t size, uint16_t *ret_vlan)
{
	_Alignas(struct cmsghdr) char beside[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec part = { .iov_base = frame, .iov_len = size };
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = beside,
			      .msg_controllen = sizeof(beside) };
	const ssize_t len = recvmsg(e->fd, &msg, MSG_TRUNC);

	if (len < 0)
		return -errno;
	*ret_vlan = vlan_of(&msg);
	return (size_t)len > size ? -EMSGSIZE : len;
}

static int ask_flags(int fd, const char *ifname, struct ifreq *ifr)
{
	const size_t len = strlen(ifname);

	memset(ifr, 0, sizeof(*ifr));
	if (len >= sizeof(ifr->ifr_name))
		return -ENODEV;
	memcpy(ifr->ifr_name, ifname, len);
	return ioctl(fd, SIOCGIFFLAGS, ifr) < 0 ? -errno : 0;
}

bool wire_has_carrier(const char *ifname)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ifreq ifr;
	bool has;

	if (fd < 0)
		return true;
	has = !ask_flags(fd, ifname, &ifr) && ifr.ifr_flags & IFF_RUNNING;
	close(fd);
	return has;
}

int wire_set_down(const char *ifname)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ifreq ifr;
	int err;

	if (fd < 0)
		return -errno;
	err = ask_flags(fd, ifname, &ifr);
	ifr.ifr_flags &= (short)~IFF_UP;
	if (!err && ioctl(fd, SIOCSIFFLAGS, &ifr) < 0)
		err = -errno;
	close(fd);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "ping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#define IPV4_PROTOCOL_AT 9
#define IPV6_NEXT_HEADER_AT 6
#define IPV6_HEADER_SIZE 40

static int attach(int fd, struct sock_filter *code, size_t count)
{
	const struct sock_fprog program = { .len = (unsigned short)count, .filter = code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno
											   : 0;
}

/* An Echo-Reply with our cookie. X is the length of the IP header. */
static int attach_reply_filter(int fd, int family, const uint8_t *cookie)
{
	const bool v4 = family == AF_INET;
	uint32_t word[2];
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, v4 ? IPV4_PROTOCOL_AT : IPV6_NEXT_HEADER_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, 0, 8),
		v4 ? (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0)
		   : (struct sock_filter)BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, IPV6_HEADER_SIZE),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY, 0, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, ICMP_COOKIE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, ICMP_COOKIE_AT + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	memcpy(word, cookie, sizeof(word));
	code[6].k = ntohl(word[0]);
	code[8].k = ntohl(word[1]);
	return attach(fd, code, sizeof(code) / sizeof(code[0]));
}

static int open_tap(int family, uint32_t ifindex, const uint8_t *cookie)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(family == AF_INET ? ETH_P_IP : ETH_P_IPV6),
		.sll_ifindex = (int)ifindex,
	};
	const int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	err = attach_reply_filter(fd, family, cookie);
	if (!err && bind(fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0)
		err = -errno;
	if (err)
		close(fd);
	return err ? err : fd;
}

/* For sending: it lets nothing in. */
static int open_raw(int family, uint32_t ifindex)
{
	struct sock_filter nothing[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	const int index = (int)ifindex;
	const int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			      family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	int err;

	if (fd < 0)
		return -errno;
	err = attach(fd, nothing, 1);
	if (!err && setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof(index)) < 0)
		err = -errno;
	if (err)
		close(fd);
	return err ? err : fd;
}

int ping_open(struct ping *ret, int family, uint32_t ifindex,
	      const uint8_t cookie[static ICMP_COOKIE_SIZE])
{
	struct ping p = { .family = family };

	if (!ifindex) /* any, to the kernel */
		return -ENODEV;
	p.raw = open_raw(family, ifindex);
	if (p.raw < 0)
		return p.raw;
	p.tap = open_tap(family, ifindex, cookie);
	if (p.tap < 0) {
		close(p.raw);
		return p.tap;
	}
	memcpy(p.cookie, cookie, sizeof(p.cookie));
	*ret = p;
	return 0;
}

void ping_close(struct ping *p)
{
	if (p->family) {
		close(p->raw);
		close(p->tap);
	}
	p->family = 0;
}

int ping_send(const struct ping *p, const uint8_t *address, uint16_t seq)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} to = { .any.sa_family = (sa_family_t)p->family };
	const bool v4 = p->family == AF_INET;
	uint8_t request[ICMP_ECHO_SIZE];
	uint16_t id;

	memcpy(&id, p->cookie, sizeof(id));
	icmp_build_request(request, p->family, id, seq, p->cookie);
	if (v4)
		memcpy(&to.v4.sin_addr, address, sizeof(to.v4.sin_addr));
	else
		memcpy(&to.v6.sin6_addr, address, sizeof(to.v6.sin6_addr));
	return sendto(p->raw, request, sizeof(request), 0, &to.any,
		      v4 ? sizeof(to.v4) : sizeof(to.v6)) < 0
		       ? -errno
		       : 0;
}

ssize_t ping_receive(const struct ping *p, uint8_t *packet, size_t size)
{
	const ssize_t len = recv(p->tap, packet, size, 0);

	return len < 0 ? -errno : len;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "ping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "../core/ip.h"
#include "filter.h"

#define IPV4_PROTOCOL_AT 9
#define IPV6_NEXT_HEADER_AT 6
#define REQUEST_SIZE (SYN_SIZE > ICMP_ECHO_SIZE ? SYN_SIZE : ICMP_ECHO_SIZE)

/*
 * An Echo-Reply with our cookie, or a SYN-ACK or RST that acknowledges one of our
 * SYNs. X is the length of the IP header.
 */
static int attach_answer_filter(int fd, const struct ping *p)
{
	const bool v4 = p->family == AF_INET;
	uint32_t word[2];
	struct sock_filter code[] = {
		v4 ? (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0)
		   : (struct sock_filter)BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, IP_IPV6_HEADER_SIZE),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, v4 ? IPV4_PROTOCOL_AT : IPV6_NEXT_HEADER_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, 0, 6),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY, 0, 12),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, ICMP_COOKIE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 10),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, ICMP_COOKIE_AT + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 7, 8),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 7),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, SYN_FLAGS_AT),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, TH_ACK, 0, 5),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, TH_SYN | TH_RST, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, SYN_ACKNOWLEDGED_AT),
		BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, p->secret + 1),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, UINT16_MAX, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	memcpy(word, p->cookie, sizeof(word));
	code[6].k = ntohl(word[0]);
	code[8].k = ntohl(word[1]);
	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

static int open_tap(const struct ping *p)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(p->family == AF_INET ? ETH_P_IP : ETH_P_IPV6),
		.sll_ifindex = (int)p->ifindex,
	};
	const int on = 1, fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	err = attach_answer_filter(fd, p);
	if (!err && setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0)
		err = -errno;
	if (!err && bind(fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0)
		err = -errno;
	if (err)
		close(fd);
	return err ? err : fd;
}

int ping_open(struct ping *ret, int family, uint32_t ifindex,
	      const uint8_t cookie[static ICMP_COOKIE_SIZE])
{
	struct ping p = { .family = family, .ifindex = ifindex };

	if (!ifindex) /* any, to the kernel */
		return -ENODEV;
	memcpy(p.cookie, cookie, sizeof(p.cookie));
	memcpy(&p.secret, cookie, sizeof(p.secret));
	p.tap = open_tap(&p);
	if (p.tap < 0)
		return p.tap;
	*ret = p;
	return 0;
}

void ping_close(struct ping *p)
{
	if (p->family)
		close(p->tap);
	p->family = 0;
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static size_t address_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

static uint8_t *bytes_of(union address *a)
{
	return a->any.sa_family == AF_INET ? (uint8_t *)&a->v4.sin_addr
					   : (uint8_t *)&a->v6.sin6_addr;
}

/* One for each request: connect() chooses the source address, and would keep the first. */
static int open_raw(const struct ping *p, int protocol, const union address *to)
{
	const int index = (int)p->ifindex;
	const int fd = socket(p->family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	int err;

	if (fd < 0)
		return -errno;
	if (!setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof(index)) &&
	    !connect(fd, &to->any, sizeof(*to)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int learn_source(struct ping *p, int fd)
{
	union address from = { 0 };
	socklen_t len = sizeof(from);

	if (getsockname(fd, &from.any, &len) < 0)
		return -errno;
	memcpy(p->source, bytes_of(&from), address_size(p->family));
	return 0;
}

struct request {
	const uint8_t *target;
	uint16_t port, seq;
	bool reset;
};

static size_t build(uint8_t ret[static REQUEST_SIZE], const struct ping *p, const struct request *r)
{
	uint16_t id;

	if (r->port)
		return syn_build(ret,
				 &(struct syn_path){ p->family, p->source, r->target, r->port },
				 p->secret, r->seq, r->reset);
	memcpy(&id, p->cookie, sizeof(id));
	icmp_build_request(ret, &(struct icmp_path){ p->family, p->source, r->target }, id, r->seq,
			   p->cookie);
	return ICMP_ECHO_SIZE;
}

static bool may_leave_by_tap(const struct ping *p)
{
	static const uint8_t none[sizeof(p->source)];

	return p->family == AF_INET6 && memcmp(p->source, none, sizeof(none)) != 0;
}

static int send_by_tap(const struct ping *p, uint8_t protocol, const struct request *r)
{
	uint8_t header[IP_IPV6_HEADER_SIZE], request[REQUEST_SIZE];
	const size_t len = build(request, p, r);
	const struct iovec iov[] = { { header, sizeof(header) }, { request, len } };

	ip_build_ipv6(header, protocol, (uint16_t)len, p->source, r->target);
	return writev(p->tap, iov, 2) < 0 ? -errno : 0;
}

static int send_by_raw(struct ping *p, int fd, const struct request *r)
{
	uint8_t request[REQUEST_SIZE];
	const int err = learn_source(p, fd);

	if (err)
		return err;
	return send(fd, request, build(request, p, r), 0) < 0 ? -errno : 0;
}

static int send_request(struct ping *p, const struct request *r)
{
	const uint8_t echo = p->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	const uint8_t protocol = r->port ? IPPROTO_TCP : echo;
	union address to = { .any.sa_family = (sa_family_t)p->family };
	int fd, err;

	memcpy(bytes_of(&to), r->target, address_size(p->family));
	fd = open_raw(p, protocol, &to);
	if (fd < 0)
		return may_leave_by_tap(p) ? send_by_tap(p, protocol, r) : fd;
	err = send_by_raw(p, fd, r);
	close(fd);
	return err;
}

int ping_send(struct ping *p, const uint8_t *address, uint16_t port, uint16_t seq)
{
	return send_request(p, &(struct request){ address, port, seq, false });
}

void ping_reset(struct ping *p, const uint8_t *address, uint16_t port, uint16_t seq)
{
	send_request(p, &(struct request){ address, port, seq, true });
}

/* The kernel notes when a packet came: nobody has to wake up for that. */
static uint64_t age_of(struct msghdr *msg)
{
	const struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	struct timespec came, now;
	int64_t ms;

	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
		return 0;
	memcpy(&came, CMSG_DATA(c), sizeof(came));
	clock_gettime(CLOCK_REALTIME, &now);
	ms = ((int64_t)now.tv_sec - came.tv_sec) * 1000 + (now.tv_nsec - came.tv_nsec) / 1000000;
	return ms > 0 ? (uint64_t)ms : 0;
}

ssize_t ping_receive(const struct ping *p, uint8_t *packet, size_t size, uint64_t *ret_age_ms)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct timespec))];
	struct iovec iov = { .iov_base = packet, .iov_len = size };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	const ssize_t len = recvmsg(p->tap, &msg, 0);

	if (len < 0)
		return -errno;
	*ret_age_ms = age_of(&msg);
	return len;
}

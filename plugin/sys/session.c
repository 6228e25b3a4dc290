// SPDX-License-Identifier: GPL-2.0-or-later
#include "session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_pppox.h>
#include <linux/ppp_defs.h>

#include "filter.h"

#define LCP_AT 2 /* bytes from the PPP protocol field on */
#define LCP_LENGTH_AT (LCP_AT + 2)
#define LCP_ECHO_REPLY 10

static int connect_to(int fd, const struct sockaddr_pppox *sp)
{
	return connect(fd, (const void *)sp, sizeof(*sp)) < 0 ? -errno : 0;
}

/* The first socket of this kind loads the module. */
static int open_socket(void)
{
	const int fd = socket(AF_PPPOX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, PX_PROTO_OE);

	return fd < 0 ? -errno : fd;
}

int session_check_kernel(void)
{
	const int fd = open_socket();

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

void session_drop(int fd)
{
	const struct sockaddr_pppox nobody = { .sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_OE };

	connect_to(fd, &nobody);
}

void session_close(int fd)
{
	session_drop(fd);
	close(fd);
}

/* By which the kernel knows a session. */
struct key {
	const uint8_t *mac;
	uint16_t id;
	uint32_t index; /* of the interface */
};

/* A line is "Id Address Device", the id in hex digits of the wire's byte order. */
static bool is_session(const char *line, const struct key *k)
{
	unsigned int sid, m[ETH_ALEN];

	/* The kernel writes the line. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(line, "%x %x:%x:%x:%x:%x:%x", &sid, &m[0], &m[1], &m[2], &m[3], &m[4], &m[5]) !=
	    1 + ETH_ALEN)
		return false;
	for (int i = 0; i < ETH_ALEN; i++)
		if (m[i] != k->mac[i])
			return false;
	return sid == htons(k->id);
}

/* A line has the name that the session was opened by: another of that device, or an old one. */
static bool may_be_on(const char *line, const struct key *k)
{
	char name[IFNAMSIZ];
	uint32_t index;

	if (sscanf(line, "%*x %*s %15s", name) != 1)
		return false;
	index = if_nametoindex(name);
	return index == k->index || !index;
}

static bool may_be(const char *line, const struct key *k)
{
	return is_session(line, k) && may_be_on(line, k);
}

/* 1 if a line fits, 0 if none does, or -errno where they cannot be read. */
static int find(bool (*fits)(const char *line, const struct key *k), const struct key *k)
{
	FILE *sessions = fopen("/proc/net/pppoe", "re");
	char line[128];
	int found = 0;

	if (!sessions)
		return -errno;
	while (!found && fgets(line, sizeof(line), sessions))
		found = fits(line, k);
	fclose(sessions);
	return found;
}

/* The file comes with the module: without it, but with others beside it, there is no session. */
static bool is_or_may_be(int found)
{
	return found == -ENOENT ? access("/proc/net/dev", F_OK) < 0 : found != 0;
}

bool session_exists(const uint8_t mac[static ETH_ALEN], uint16_t id)
{
	return is_or_may_be(find(is_session, &(struct key){ .mac = mac, .id = id }));
}

bool session_on_device(uint32_t index)
{
	return is_or_may_be(find(may_be_on, &(struct key){ .index = index }));
}

/*
 * Linux 6.12 and before refuse a session that another socket has, and when the socket that was
 * refused is closed, forget that session: it hears nothing any more.
 */
static bool is_taken(const char *ifname, const uint8_t *mac, uint16_t id)
{
	const struct key k = { .mac = mac, .id = id, .index = if_nametoindex(ifname) };

	return find(may_be, &k) > 0;
}

int session_connect(const char *ifname, const uint8_t mac[static ETH_ALEN], uint16_t id)
{
	struct sockaddr_pppox sp = { .sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_OE };
	const size_t len = strlen(ifname);
	int fd, err;

	if (len >= sizeof(sp.sa_addr.pppoe.dev))
		return -ENODEV;
	memcpy(sp.sa_addr.pppoe.dev, ifname, len);
	memcpy(sp.sa_addr.pppoe.remote, mac, ETH_ALEN);
	sp.sa_addr.pppoe.sid = htons(id);
	fd = open_socket();
	if (fd < 0)
		return fd;
	err = is_taken(ifname, mac, id) ? -EALREADY : connect_to(fd, &sp);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

/* The kernel asks it about the PPP packet, without padding. */
int session_shorten_replies(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPP_LCP, 0, 9),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, LCP_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LCP_ECHO_REPLY, 0, 7),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, LCP_LENGTH_AT),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, LCP_AT),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_X, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, LCP_AT + SESSION_REPLY_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};

	return filter_attach(fd, code, sizeof(code) / sizeof(code[0]));
}

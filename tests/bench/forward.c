// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a clamp costs every forwarded packet. Each design has a router of its
 * own, all alike but for the clamp. A slice of packets is sent, forwarded and
 * dropped inside sendmmsg() on one CPU. The designs take turns slice by slice
 * and are compared within each round.
 *
 * Writes samples (table.c) to standard output. Environment: ROUNDS (2000),
 * SLICE in packets (128), N: numbers of interfaces that have a clamp ("1").
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "designs.h"
#include "lab.h"
#include "packets.h"
#include "router.h"

#define MAX_INTERFACES 1000
#define MIN_SLICE 32
#define BATCH 1024 /* messages: the most that sendmmsg() takes */

static const struct traffic {
	const char *name;
	enum packet_kind kind;
	enum direction direction;
} traffics[] = {
	{ "small ACK, LAN to WAN", PACKET_ACK, UP },
	{ "1400 bytes of data, WAN to LAN", PACKET_DATA, DOWN },
	{ "SYN that is lowered, LAN to WAN", PACKET_SYN, UP },
};

#define TRAFFICS (sizeof(traffics) / sizeof(traffics[0]))

struct contender {
	const struct design *design;
	struct router router;
	uint64_t arrived_before;
	double packet_ns; /* of this round */
};

struct contest {
	struct contender contenders[DESIGNS_MAX];
	size_t count;
	unsigned int interfaces;
	unsigned int rounds;
	unsigned int slice; /* packets */
};

static size_t build(uint8_t frame[static PACKET_ROOM], enum packet_kind kind, enum direction d)
{
	static const struct packet_ends ends[DIRECTIONS] = {
		[UP] = { { ROUTER_LAN_MAC }, ROUTER_LAN_PEER, ROUTER_WAN_PEER },
		[DOWN] = { { ROUTER_WAN_MAC }, ROUTER_WAN_PEER, ROUTER_LAN_PEER },
	};

	return packet_build(frame, kind, &ends[d]);
}

/* The same frame `count` times. */
static void send_frames(int fd, uint8_t *frame, size_t len, unsigned int count)
{
	static struct mmsghdr messages[BATCH];
	struct iovec iov = { .iov_base = frame, .iov_len = len };

	for (size_t i = 0; i < BATCH && i < count; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &iov, .msg_iovlen = 1 };
	while (count) {
		const int sent = sendmmsg(fd, messages, count < BATCH ? count : BATCH, 0);

		if (sent < 0)
			lab_die("sendmmsg: %s", strerror(errno));
		count -= (unsigned int)sent;
	}
}

static uint16_t receive_mss(int fd)
{
	const struct timeval patience = { .tv_sec = 1 };
	uint8_t frame[PACKET_ROOM];
	ssize_t len;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	len = recv(fd, frame, sizeof(frame), 0);
	return len < 0 ? 0 : packet_mss(frame, (size_t)len);
}

/* Does a SYN come out with the MSS that this design should give it? */
static void check_clamp(const struct contender *c, enum direction d)
{
	const uint16_t wanted = c->design->apply ? DESIGNS_MSS : PACKET_MSS;
	const int fd = router_open_socket(c->router.far_ends[d], ETH_P_IP);
	uint8_t frame[PACKET_ROOM];
	uint16_t mss;

	send_frames(c->router.senders[d], frame, build(frame, PACKET_SYN, d), 1);
	mss = receive_mss(fd);
	close(fd);
	if (mss != wanted)
		lab_die("forward: %s: MSS %u came out, not %u", c->design->name, mss, wanted);
}

/* In the current namespace. */
static uint64_t count_arrived(const char *ifname)
{
	FILE *f = fopen("/proc/thread-self/net/dev", "r");
	char line[512], name[32];
	uint64_t packets, found = 0;

	if (!f)
		lab_die("/proc/thread-self/net/dev: %s", strerror(errno));
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, " %31[^:]: %*u %" SCNu64, name, &packets) == 2 &&
		    !strcmp(name, ifname))
			found = packets;
	fclose(f);
	return found;
}

static void measure_slice(struct contender *c, const struct traffic *t, unsigned int slice)
{
	uint8_t frame[PACKET_ROOM];
	const size_t len = build(frame, t->kind, t->direction);
	const int64_t start = lab_now_ns();

	send_frames(c->router.senders[t->direction], frame, len, slice);
	c->packet_ns = (double)(lab_now_ns() - start) / slice;
}

/* Every round begins with another design. */
static void measure_round(struct contest *x, const struct traffic *t, unsigned int round)
{
	for (size_t i = 0; i < x->count; i++)
		measure_slice(&x->contenders[(i + round) % x->count], t, x->slice);
}

static void report_round(const struct contest *x, const struct traffic *t)
{
	char section[128];

	snprintf(section, sizeof(section), "%s, N=%u, ns", t->name, x->interfaces);
	for (size_t i = 0; i < x->count; i++)
		lab_sample("added", section, x->contenders[i].design->name,
			   x->contenders[i].packet_ns);
}

/* What was lost on the way was cheap, and would not be noticed. */
static void check_arrival(const struct contest *x, const struct traffic *t)
{
	const uint64_t sent = (uint64_t)x->rounds * x->slice;

	for (size_t i = 0; i < x->count; i++) {
		const struct contender *c = &x->contenders[i];
		const uint64_t arrived =
			count_arrived(c->router.far_ends[t->direction]) - c->arrived_before;

		if (arrived < sent)
			lab_die("forward: %s: of %" PRIu64 " packets only %" PRIu64 " arrived",
				c->design->name, sent, arrived);
	}
}

static void measure(struct contest *x, const struct traffic *t)
{
	lab_say("forward: %s, N=%u", t->name, x->interfaces);
	measure_round(x, t, 0);
	for (size_t i = 0; i < x->count; i++)
		x->contenders[i].arrived_before =
			count_arrived(x->contenders[i].router.far_ends[t->direction]);
	for (unsigned int round = 0; round < x->rounds; round++) {
		measure_round(x, t, round);
		report_round(x, t);
	}
	check_arrival(x, t);
}

static void open_contenders(struct contest *x, int ends)
{
	x->count = 0;
	for (size_t i = 0; i < design_count; i++) {
		struct contender *c = &x->contenders[x->count];

		c->design = &designs[i];
		router_open(&c->router, (unsigned int)i, ends, x->interfaces);
		if (!c->design->apply || c->design->apply(c->design, &c->router) == 0) {
			x->count++;
			continue;
		}
		lab_say("forward: left out, does not work here: %s", c->design->name);
		router_close(&c->router);
	}
}

static void run_contest(struct contest *x)
{
	const int ends = router_open_ends();

	open_contenders(x, ends);
	lab_enter(ends);
	for (size_t i = 0; i < x->count; i++)
		for (int d = 0; d < DIRECTIONS; d++)
			check_clamp(&x->contenders[i], (enum direction)d);
	for (size_t i = 0; i < TRAFFICS; i++)
		measure(x, &traffics[i]);
	designs_close();
	for (size_t i = 0; i < x->count; i++)
		router_close(&x->contenders[i].router);
	close(ends);
}

/* Where a packet may take N times as long, fewer make a slice. */
static unsigned int slice_for(unsigned int wanted, unsigned int interfaces)
{
	const unsigned int slice = wanted / (1 + interfaces / 10);

	return slice > MIN_SLICE ? slice : MIN_SLICE;
}

/* One socket for every clamp of ours. */
static void allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void)
{
	static struct contest contest;
	const unsigned int slice = lab_setting("SLICE", 128);
	const char *text = getenv("N");
	char *end;

	contest.rounds = lab_setting("ROUNDS", 2000);
	allow_descriptors();
	lab_pin();
	for (text = text && *text ? text : "1"; *text; text = end) {
		const unsigned long n = strtoul(text, &end, 10);

		if (end == text || !n || n > MAX_INTERFACES)
			lab_die("N: numbers from 1 to %d, please", MAX_INTERFACES);
		contest.interfaces = (unsigned int)n;
		contest.slice = slice_for(slice, contest.interfaces);
		run_contest(&contest);
	}
	return 0;
}

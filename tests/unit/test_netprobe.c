// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netprobe.c with sockets of our own at link time: they note what is sent, and
 * hand over what a test has put there.
 */
#include "../tap.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/socket.h>

#include "netprobe.h"
#include "sys/log.h"

#define WAITING 100

static struct {
	char sent[256]; /* for each request "4/SEQ ", or "4:PORT/SEQ ": the address's last byte */
	int open_error, send_error;
	int open;
	uint32_t ifindex;
	unsigned int log_lines, received;
	struct {
		int family;
		uint8_t bytes[64];
		size_t len;
		uint64_t age_ms;
	} waiting[WAITING];
	unsigned int first, last;
} fake;

/* 192.0.2.1, 2001:db8::2 and 192.0.2.3 */
static const struct config config = {
	.probes = {
		{ AF_INET, { 192, 0, 2, 1 }, 0 },
		{ AF_INET6, { 0x20, 1, 0xd, 0xb8, [15] = 2 }, 0 },
		{ AF_INET, { 192, 0, 2, 3 }, 0 },
	},
	.probe_count = 3,
	.probe_interval_ms = 1000,
	.probe_loss = 2,
};

void log_line(enum log_level level, const char *format, ...)
{
	(void)level, (void)format;
	fake.log_lines++;
}

int ping_open(struct ping *ret, int family, uint32_t ifindex,
	      const uint8_t cookie[static ICMP_COOKIE_SIZE])
{
	if (fake.open_error)
		return fake.open_error;
	fake.open++;
	fake.ifindex = ifindex;
	ret->family = family;
	memcpy(ret->cookie, cookie, ICMP_COOKIE_SIZE);
	memcpy(&ret->secret, cookie, sizeof(ret->secret));
	return 0;
}

void ping_close(struct ping *p)
{
	fake.open -= p->family != 0;
	p->family = 0;
}

static void note_sent(const struct ping *p, const char *what, const uint8_t *address, uint16_t port,
		      uint16_t seq)
{
	const size_t used = strlen(fake.sent);
	char colon_port[8] = "";

	ok(p->family != 0);
	if (port)
		snprintf(colon_port, sizeof(colon_port), ":%d", port);
	snprintf(fake.sent + used, sizeof(fake.sent) - used, "%s%d%s/%d ", what,
		 address[p->family == AF_INET ? 3 : 15], colon_port, seq);
}

int ping_send(struct ping *p, const uint8_t *address, uint16_t port, uint16_t seq)
{
	note_sent(p, "", address, port, seq);
	return fake.send_error;
}

void ping_reset(struct ping *p, const uint8_t *address, uint16_t port, uint16_t seq)
{
	note_sent(p, "reset ", address, port, seq);
}

ssize_t ping_receive(const struct ping *p, uint8_t *packet, size_t size, uint64_t *ret_age_ms)
{
	const unsigned int i = fake.first;

	if (i == fake.last || fake.waiting[i].family != p->family)
		return -EAGAIN;
	*ret_age_ms = fake.waiting[i].age_ms;
	fake.received++;
	fake.first++;
	ok(size >= fake.waiting[i].len);
	memcpy(packet, fake.waiting[i].bytes, fake.waiting[i].len);
	return (ssize_t)fake.waiting[i].len;
}

static void sent_is(const char *want, int line)
{
	tap_is_str(fake.sent, want, __FILE__, line, "sent");
	fake.sent[0] = '\0';
}
#define sent_is(want) sent_is(want, __LINE__)

static struct netprobe fresh(void)
{
	memset(&fake, 0, sizeof(fake));
	return (struct netprobe){ 0 };
}

/* An IP header before `size` zero bytes. Returns them. */
static uint8_t *put_packet(int family, uint8_t last_byte, uint8_t protocol, uint8_t size)
{
	const bool v4 = family == AF_INET;
	uint8_t *b = fake.waiting[fake.last].bytes;
	const uint8_t header = v4 ? 20 : 40;

	b[0] = v4 ? 0x45 : 0x60;
	b[v4 ? 3 : 5] = v4 ? header + size : size;
	b[v4 ? 9 : 6] = protocol;
	memcpy(b + (v4 ? 12 : 8), config.probes[v4 ? 0 : 1].address, v4 ? 4 : 16);
	b[v4 ? 15 : 23] = last_byte;
	fake.waiting[fake.last].family = family;
	fake.waiting[fake.last++].len = (size_t)header + size;
	return b + header;
}

static void answer(int family, uint8_t last_byte, uint16_t seq, const uint8_t *cookie)
{
	const bool v4 = family == AF_INET;
	uint8_t *b = put_packet(family, last_byte, v4 ? 1 : 58, 16);

	b[0] = v4 ? 0 : 129;
	b[6] = (uint8_t)(seq >> 8);
	b[7] = (uint8_t)seq;
	memcpy(b + 8, cookie, ICMP_COOKIE_SIZE);
}

#define SYN_ACK 0x12
#define REFUSED 0x14

static void answer_syn(uint8_t last_byte, uint16_t port, uint8_t flags, uint32_t acknowledged)
{
	uint8_t *b = put_packet(AF_INET, last_byte, 6, 20);

	b[0] = (uint8_t)(port >> 8);
	b[1] = (uint8_t)port;
	for (int i = 0; i < 4; i++)
		b[8 + i] = (uint8_t)(acknowledged >> (24 - 8 * i));
	b[13] = flags;
}

static int start(struct netprobe *p, int family, uint64_t now_ms)
{
	return netprobe_start(p, &config, family, 7, 0x1122334455667788 + (uint64_t)family, now_ms);
}

static bool tick(struct netprobe *p, uint64_t now_ms)
{
	return netprobe_tick(p, &config, now_ms);
}

static void targets_of_what_is_up(void)
{
	struct netprobe p = fresh();

	ok(!netprobe_is_running(&p));
	is_int(start(&p, AF_INET, 5000), 0);
	ok(netprobe_is_running(&p));
	is_int(fake.ifindex, 7);
	is_int(p.reach.deadline_ms, 5000);
	ok(!tick(&p, 5000));
	sent_is("1/1 3/1 ");
	ok(!tick(&p, 5500));
	sent_is("");
	is_int(start(&p, AF_INET6, 5500), 0);
	ok(memcmp(p.ipv4.cookie, p.ipv6.cookie, ICMP_COOKIE_SIZE) != 0);
	is_int(fake.open, 2);
	ok(!tick(&p, 6000));
	sent_is("1/2 2/2 3/2 ");
	netprobe_stop(&p, &config, AF_INET);
	netprobe_stop(&p, &config, AF_INET);
	is_int(fake.open, 1);
	tick(&p, 7000);
	sent_is("2/3 ");
	netprobe_stop(&p, &config, AF_INET6);
	ok(!netprobe_is_running(&p));
	is_int(fake.open, 0);
}

static void without_targets_nothing_is_open(void)
{
	struct netprobe p = fresh();
	const struct config none = { .probe_interval_ms = 1000, .probe_loss = 2 };

	is_int(netprobe_start(&p, &none, AF_INET, 7, 1, 0), 0);
	is_int(fake.open, 0);
	ok(!netprobe_is_running(&p));
	netprobe_stop(&p, &none, AF_INET);
}

static void starting_twice_changes_nothing(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	for (uint64_t now = 0; now <= 2000; now += 1000)
		tick(&p, now);
	is_int(p.reach.groups[0].state, REACH_DOWN);
	is_int(start(&p, AF_INET, 2000), 0);
	is_int(fake.open, 1);
	is_int(p.reach.groups[0].state, REACH_DOWN);
}

static void answers_by_either_version(void)
{
	for (int v4 = 0; v4 < 2; v4++) {
		struct netprobe p = fresh();

		start(&p, AF_INET, 0);
		start(&p, AF_INET6, 0);
		tick(&p, 0);
		if (v4)
			answer(AF_INET, 3, 1, p.ipv4.cookie);
		else
			answer(AF_INET6, 2, 1, p.ipv6.cookie);
		ok(!tick(&p, 999));
		ok(tick(&p, 1000));
		is_int(p.reach.groups[0].state, REACH_UP);
		is_int(p.reach.heard_before, v4 ? 4 : 2);
	}
}

static void answers_that_wait_count_before_the_verdict(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	tick(&p, 0);
	tick(&p, 1000);
	answer(AF_INET, 1, 2, p.ipv4.cookie);
	ok(tick(&p, 2000));
	is_int(p.reach.groups[0].state, REACH_UP);
}

static void others_answers_do_not_count(void)
{
	struct netprobe p = fresh();
	uint8_t cookie[ICMP_COOKIE_SIZE];

	start(&p, AF_INET, 0);
	start(&p, AF_INET6, 0);
	tick(&p, 0);
	memcpy(cookie, p.ipv4.cookie, sizeof(cookie));
	cookie[7] ^= 1;
	answer(AF_INET, 1, 1, cookie);
	answer(AF_INET, 2, 1, p.ipv4.cookie); /* no target */
	answer(AF_INET, 1, 2, p.ipv4.cookie); /* not sent yet */
	answer(AF_INET, 1, 1, p.ipv4.cookie);
	fake.waiting[fake.last - 1].len--;
	answer(AF_INET6, 2, 1, p.ipv4.cookie);
	tick(&p, 500);
	is_int(fake.received, 5);
	is_int(p.reach.heard, 0);
	answer(AF_INET, 1, 1, p.ipv4.cookie);
	tick(&p, 600);
	is_int(p.reach.heard, 1);
}

/* 192.0.2.1 by ICMP, its port 80, and port 80 of 192.0.2.3 */
static const struct config tcp = {
	.probes = {
		{ AF_INET, { 192, 0, 2, 1 }, 0 },
		{ AF_INET, { 192, 0, 2, 1 }, 80 },
		{ AF_INET, { 192, 0, 2, 3 }, 80 },
	},
	.probe_count = 3,
	.probe_interval_ms = 1000,
	.probe_loss = 2,
};

static struct netprobe start_tcp(void)
{
	struct netprobe p = fresh();

	netprobe_start(&p, &tcp, AF_INET, 7, 0x1122334455667788, 0);
	netprobe_tick(&p, &tcp, 0);
	sent_is("1/1 1:80/1 3:80/1 ");
	return p;
}

static void ports_are_targets_of_their_own(void)
{
	struct netprobe p = start_tcp();

	answer_syn(1, 80, REFUSED, p.ipv4.secret + 2);
	netprobe_tick(&p, &tcp, 500);
	is_int(p.reach.heard, 2);
	sent_is("");
	answer_syn(3, 80, SYN_ACK, p.ipv4.secret + 2);
	netprobe_tick(&p, &tcp, 600);
	is_int(p.reach.heard, 6);
	sent_is("reset 3:80/1 ");
	answer(AF_INET, 1, 1, p.ipv4.cookie);
	ok(netprobe_tick(&p, &tcp, 1000));
	is_int(p.reach.heard_before, 7);
	sent_is("1/2 1:80/2 3:80/2 ");
}

/* As the target may know nothing of the first reset. */
static void each_syn_ack_is_reset(void)
{
	struct netprobe p = start_tcp();

	netprobe_tick(&p, &tcp, 1000);
	fake.sent[0] = '\0';
	for (int i = 0; i < 2; i++)
		answer_syn(1, 80, SYN_ACK, p.ipv4.secret + 2);
	netprobe_tick(&p, &tcp, 1500);
	sent_is("reset 1:80/1 reset 1:80/1 ");
}

static void others_segments_do_not_count(void)
{
	struct netprobe p = start_tcp();

	answer_syn(1, 81, SYN_ACK, p.ipv4.secret + 2);
	answer_syn(2, 80, SYN_ACK, p.ipv4.secret + 2);
	answer_syn(1, 80, SYN_ACK, p.ipv4.secret);
	answer_syn(3, 80, REFUSED, p.ipv4.secret + 3); /* not sent yet */
	netprobe_tick(&p, &tcp, 500);
	is_int(fake.received, 4);
	is_int(p.reach.heard, 0);
	sent_is("");
}

static void lost_and_found(void)
{
	struct netprobe p = fresh();
	uint64_t now = 0;

	start(&p, AF_INET, now);
	ok(!tick(&p, now));
	ok(!tick(&p, now += 1000));
	ok(tick(&p, now += 1000));
	is_int(p.reach.groups[0].state, REACH_DOWN);
	for (int i = 0; i < 2; i++) {
		answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
		is_int(tick(&p, now += 1000), i == 1);
	}
	is_int(p.reach.groups[0].state, REACH_UP);
}

/* Fails without reach_pause(), by the round that was under way, or if the state is forgotten. */
static void a_pause_is_no_loss_and_no_return(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	tick(&p, 0);
	for (int i = 0; i < 2; i++) {
		const enum reach_state before = p.reach.groups[0].state;

		tick(&p, p.reach.deadline_ms);
		netprobe_pause(&p);
		is_int(fake.open, 0);
		is_int(start(&p, AF_INET, p.reach.deadline_ms + 5000), 0);
		ok(!tick(&p, p.reach.deadline_ms + 5000));
		is_int(p.reach.groups[0].state, before);
		tick(&p, p.reach.deadline_ms);
		ok(tick(&p, p.reach.deadline_ms) || i);
		is_int(p.reach.groups[0].state, REACH_DOWN);
	}
	netprobe_stop(&p, &config, AF_INET);
	is_int(p.reach.groups[0].state, REACH_UNKNOWN);
}

/* Fails if its targets stay: nobody could answer. */
static void a_version_that_cannot_be_asked_after_it_is_left_out(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	netprobe_pause(&p);
	fake.open_error = -EMFILE;
	is_int(start(&p, AF_INET, 5000), -EMFILE);
	ok(!netprobe_is_running(&p));
	is_int(p.reach.groups[0].state, REACH_UNKNOWN);
}

/* The routes of each version are withdrawn alone: by its own targets, if it has any. */
static void a_state_for_each_version(void)
{
	struct config c = config;
	struct netprobe p = fresh();

	c.probe_lost = CONFIG_PROBE_LOST_WITHDRAW;
	netprobe_start(&p, &c, AF_INET, 7, 1, 0);
	netprobe_start(&p, &c, AF_INET6, 7, 2, 0);
	for (uint64_t now = 0; now <= 2000; now += 1000) {
		netprobe_tick(&p, &c, now);
		answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
	}
	is_int(netprobe_group(&p, &c, AF_INET)->state, REACH_UP);
	is_int(netprobe_group(&p, &c, AF_INET6)->state, REACH_DOWN);
	c.probe_lost = CONFIG_PROBE_LOST_METRIC;
	ok(netprobe_group(&p, &c, AF_INET) == netprobe_group(&p, &c, AF_INET6));
	c.probe_lost = CONFIG_PROBE_LOST_WITHDRAW;
	netprobe_stop(&p, &c, AF_INET6);
	is_int(netprobe_group(&p, &c, AF_INET6)->state, REACH_UNKNOWN);
	is_int(netprobe_group(&p, &c, AF_INET)->state, REACH_UP);
	ok(netprobe_is_running(&p));
}

static void a_version_without_targets_follows_the_other(void)
{
	struct config c = tcp; /* of IPv4 only */
	struct netprobe p = fresh();

	c.probe_lost = CONFIG_PROBE_LOST_WITHDRAW;
	netprobe_start(&p, &c, AF_INET, 7, 1, 0);
	netprobe_start(&p, &c, AF_INET6, 7, 2, 0);
	for (uint64_t now = 0; now <= 2000; now += 1000)
		netprobe_tick(&p, &c, now);
	is_int(netprobe_group(&p, &c, AF_INET)->state, REACH_DOWN);
	is_int(netprobe_group(&p, &c, AF_INET6)->state, REACH_DOWN);
	c.probes[0] = config.probes[1];
	c.probe_count = 1;
	ok(netprobe_group(&p, &c, AF_INET) == netprobe_group(&p, &c, AF_INET6));
}

/* Targets of both versions, and one of them does not answer. */
static void all_of_them_have_to_answer(void)
{
	struct config c = config;
	struct netprobe p = fresh();

	c.probe_all = true;
	netprobe_start(&p, &c, AF_INET, 7, 1, 0);
	for (uint64_t now = 0; now <= 2000; now += 1000) {
		netprobe_tick(&p, &c, now);
		answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
	}
	is_int(p.reach.groups[0].state, REACH_DOWN);
}

/* When an answer came counts, not when somebody looked for it. */
static void the_delay_is_that_of_the_wire(void)
{
	struct config c = config;
	struct netprobe p = fresh();
	uint64_t now;

	c.probe_window = 10;
	c.probe_max_delay_ms = 50;
	netprobe_start(&p, &c, AF_INET, 7, 1, 0);
	for (now = 0; now <= 20000; now += 1000) {
		netprobe_tick(&p, &c, now);
		answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
		fake.waiting[fake.last - 1].age_ms = 1000 - 30;
	}
	is_int(p.reach.groups[0].delay_ms, 30);
	is_int(p.reach.groups[0].state, REACH_UP);
	for (; now <= 40000; now += 1000) {
		netprobe_tick(&p, &c, now);
		answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
		fake.waiting[fake.last - 1].age_ms = 1000 - 60;
	}
	is_int(p.reach.groups[0].state, REACH_DOWN);
	is_int(p.reach.groups[0].reason, REACH_SLOW);
}

static void loss_above_the_limit(void)
{
	struct config c = config;
	struct netprobe p = fresh();

	c.probe_window = 10;
	c.probe_max_loss = 30;
	netprobe_start(&p, &c, AF_INET, 7, 1, 0);
	for (uint64_t now = 0; now <= 20000; now += 1000) {
		netprobe_tick(&p, &c, now);
		if (p.reach.seq % 2)
			answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
	}
	is_int(p.reach.groups[0].state, REACH_DOWN);
	is_int(p.reach.groups[0].reason, REACH_LOSSY);
}

static void nothing_left_is_unknown(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	start(&p, AF_INET6, 0);
	for (uint64_t now = 0; now <= 2000; now += 1000)
		tick(&p, now);
	is_int(p.reach.groups[0].state, REACH_DOWN);
	netprobe_stop(&p, &config, AF_INET6);
	is_int(p.reach.groups[0].state, REACH_DOWN);
	netprobe_stop(&p, &config, AF_INET);
	is_int(p.reach.groups[0].state, REACH_UNKNOWN);
	fake.sent[0] = '\0';
	tick(&p, 90000);
	sent_is("");
}

/* Fails if a session begins with a new reach, or waits for the round of the one before. */
static void a_loss_outlives_its_session(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	for (uint64_t now = 0; now <= 2000; now += 1000)
		tick(&p, now);
	netprobe_stop(&p, &config, AF_INET);
	start(&p, AF_INET, 2500);
	is_int(p.reach.groups[0].state, REACH_DOWN);
	is_int(p.reach.deadline_ms, 2500);
	fake.sent[0] = '\0';
	tick(&p, 2500);
	sent_is("1/4 3/4 ");
	for (uint64_t now = 3500; now <= 4500; now += 1000) {
		answer(AF_INET, 1, p.reach.seq, p.ipv4.cookie);
		is_int(tick(&p, now), now == 4500);
	}
	is_int(p.reach.groups[0].state, REACH_UP);
}

static void no_socket_is_reported(void)
{
	struct netprobe p = fresh();

	fake.open_error = -EPERM;
	is_int(start(&p, AF_INET, 0), -EPERM);
	is_int(fake.log_lines, 1);
	ok(!netprobe_is_running(&p));
	/* Fails if each try is told, or that of the next link is not. */
	is_int(start(&p, AF_INET, 0), -EPERM);
	is_int(fake.log_lines, 1);
	netprobe_stop(&p, &config, AF_INET);
	is_int(start(&p, AF_INET, 0), -EPERM);
	is_int(fake.log_lines, 2);
	fake.open_error = 0;
	is_int(start(&p, AF_INET, 0), 0);
	ok(netprobe_is_running(&p));
}

static void why_it_was_not_sent_is_kept(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	fake.send_error = -ENETUNREACH;
	tick(&p, 0);
	is_int(p.error, -ENETUNREACH);
	tick(&p, 10);
	is_int(p.error, -ENETUNREACH);
	fake.send_error = 0;
	tick(&p, 1000);
	is_int(p.error, 0);
}

static void nobody_keeps_us_busy(void)
{
	struct netprobe p = fresh();

	start(&p, AF_INET, 0);
	tick(&p, 0);
	while (fake.last < WAITING)
		answer(AF_INET, 1, 1, p.ipv4.cookie);
	tick(&p, 500);
	is_int(fake.received, 64);
}

int main(void)
{
	test(targets_of_what_is_up);
	test(without_targets_nothing_is_open);
	test(starting_twice_changes_nothing);
	test(answers_by_either_version);
	test(answers_that_wait_count_before_the_verdict);
	test(others_answers_do_not_count);
	test(ports_are_targets_of_their_own);
	test(each_syn_ack_is_reset);
	test(others_segments_do_not_count);
	test(lost_and_found);
	test(a_pause_is_no_loss_and_no_return);
	test(a_version_that_cannot_be_asked_after_it_is_left_out);
	test(a_state_for_each_version);
	test(a_version_without_targets_follows_the_other);
	test(all_of_them_have_to_answer);
	test(the_delay_is_that_of_the_wire);
	test(loss_above_the_limit);
	test(nothing_left_is_unknown);
	test(a_loss_outlives_its_session);
	test(no_socket_is_reported);
	test(why_it_was_not_sent_is_kept);
	test(nobody_keeps_us_busy);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel itself runs the program, on packets that go through a pair of sockets. */
#include "../tap.h"
#include "core/active.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "sys/filter.h"

#define TCP 6
#define ICMP 1
#define ICMPV6 58
#define PING 0

/* The packet, with PPP's header as pppd and the kernel's driver show it to a filter. */
static size_t build(uint8_t ret[static 64], const char *from, const char *to, uint8_t protocol,
		    unsigned int port)
{
	const bool v4 = !strchr(to, ':');
	const int family = v4 ? AF_INET : AF_INET6;
	uint8_t *const ip = ret + 4, *const ports = ip + (v4 ? 20 : 40);

	memset(ret, 0, 64);
	ret[0] = 1;
	ret[1] = 3;
	ret[3] = v4 ? 0x21 : 0x57;
	ip[0] = v4 ? 0x45 : 0x60;
	ip[v4 ? 9 : 6] = protocol;
	inet_pton(family, from, ip + (v4 ? 12 : 8));
	inet_pton(family, to, ip + (v4 ? 16 : 24));
	ports[3] = (uint8_t)port; /* of the target */
	ports[1] = 99;
	return 64;
}

static bool lets_in(const struct config *c, const uint8_t *packet, size_t size)
{
	struct sock_filter code[ACTIVE_SIZE];
	uint8_t received[64];
	bool in = false;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fd) < 0)
		return false;
	if (filter_attach(fd[1], code, active_build(code, c)) == 0) {
		send(fd[0], packet, size, 0);
		in = recv(fd[1], received, sizeof(received), MSG_DONTWAIT) > 0;
	}
	close(fd[0]);
	close(fd[1]);
	return in;
}

static bool counts(const struct config *c, const char *from, const char *to, uint8_t protocol,
		   unsigned int port)
{
	uint8_t packet[64];

	return lets_in(c, packet, build(packet, from, to, protocol, port));
}

static const struct config plain;

static void somebody_wants_something(void)
{
	ok(counts(&plain, "192.168.1.2", "198.51.100.2", TCP, 80));
	ok(counts(&plain, "198.51.100.2", "192.168.1.2", ICMP, PING));
	ok(counts(&plain, "2001:db8::2", "2001:db8:99::2", TCP, 80));
	ok(counts(&plain, "192.0.2.1", "223.255.255.255", TCP, 80));
}

/* Solicitations, advertisements, reports of groups */
static void multicast_and_broadcast_are_noise(void)
{
	ok(!counts(&plain, "fe80::1", "ff02::2", ICMPV6, PING));
	ok(!counts(&plain, "::", "ff02::1:ff00:1", ICMPV6, PING));
	ok(!counts(&plain, "192.0.2.1", "224.0.0.22", 2, 0));
	ok(!counts(&plain, "192.0.2.1", "255.255.255.255", 17, 68));
}

static void other_protocols_are_left_to_pppd(void)
{
	uint8_t packet[64] = { 1, 3, 0x80, 0x21 };

	ok(lets_in(&plain, packet, sizeof(packet)));
}

/* Four of the longest is what there is room for. */
static struct config probed(void)
{
	static const char *const targets[CONFIG_PROBES] = { "2001:db8::8", "2001:db8::9",
							    "192.0.2.53", "192.0.2.54" };
	struct config c = { .probe_count = CONFIG_PROBES };

	for (size_t i = 0; i < CONFIG_PROBES; i++) {
		c.probes[i].family = strchr(targets[i], ':') ? AF_INET6 : AF_INET;
		inet_pton(c.probes[i].family, targets[i], c.probes[i].address);
		c.probes[i].port = i % 2 ? 53 : 0;
	}
	return c;
}

static void probes_and_their_answers_are_noise(void)
{
	const struct config c = probed();
	uint8_t answer[64];

	ok(!counts(&c, "10.0.0.1", "192.0.2.53", ICMP, PING));
	ok(!counts(&c, "192.0.2.53", "10.0.0.1", ICMP, PING));
	ok(!counts(&c, "10.0.0.1", "192.0.2.54", TCP, 53));
	ok(!counts(&c, "2001:db8::1", "2001:db8::8", ICMPV6, PING));
	ok(!counts(&c, "2001:db8::8", "2001:db8::1", ICMPV6, PING));
	ok(!counts(&c, "2001:db8::1", "2001:db8::9", TCP, 53));
	build(answer, "192.0.2.54", "10.0.0.1", TCP, 99);
	answer[4 + 20 + 1] = 53;
	ok(!lets_in(&c, answer, sizeof(answer)));
	build(answer, "2001:db8::9", "2001:db8::1", TCP, 99);
	answer[4 + 40 + 1] = 53;
	ok(!lets_in(&c, answer, sizeof(answer)));
}

static void what_else_goes_there_counts(void)
{
	const struct config c = probed();

	ok(counts(&c, "10.0.0.1", "192.0.2.53", TCP, 80));
	ok(counts(&c, "10.0.0.1", "192.0.2.54", TCP, 80));
	ok(counts(&c, "10.0.0.1", "192.0.2.54", ICMP, PING));
	ok(counts(&c, "2001:db8::1", "2001:db8::9", TCP, 80));
	ok(counts(&c, "2001:db8::1", "2001:db8::8", TCP, 80));
	ok(counts(&c, "2001:db8::1", "2001:db8::a", ICMPV6, PING));
}

/* The ports are behind the options of IPv4's header. */
static void options_of_ipv4_are_stepped_over(void)
{
	const struct config c = probed();
	uint8_t packet[64];

	build(packet, "10.0.0.1", "192.0.2.54", TCP, 80);
	packet[4] = 0x46;
	packet[4 + 24 + 3] = 53;
	ok(!lets_in(&c, packet, sizeof(packet)));
	packet[4 + 24 + 3] = 80;
	ok(lets_in(&c, packet, sizeof(packet)));
}

static void it_fits(void)
{
	struct config c = probed();
	struct sock_filter code[ACTIVE_SIZE];

	for (size_t i = 0; i < CONFIG_PROBES; i++) {
		c.probes[i].family = AF_INET6;
		c.probes[i].port = 53;
	}
	is_int(active_build(code, &c), ACTIVE_SIZE);
}

int main(void)
{
	test(somebody_wants_something);
	test(multicast_and_broadcast_are_noise);
	test(other_protocols_are_left_to_pppd);
	test(probes_and_their_answers_are_noise);
	test(what_else_goes_there_counts);
	test(options_of_ipv4_are_stepped_over);
	test(it_fits);
	return done_testing();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 *   flood INTERFACE [COUNT [RATE]]
 *
 * Sends the frame on standard input again and again: COUNT times, or until it is killed;
 * RATE of them a second, or as fast as it can.
 */
#include <limits.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/if_packet.h>

#define BURST 50 /* frames between two waits */

static void wait_turn(const struct timespec *began, unsigned long sent, unsigned long rate)
{
	const uint64_t ns = (uint64_t)began->tv_nsec + sent * 1000000000ULL / rate;
	const struct timespec turn = {
		.tv_sec = began->tv_sec + (time_t)(ns / 1000000000),
		.tv_nsec = (long)(ns % 1000000000),
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &turn, NULL);
}

int main(int argc, char **argv)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	const int fd = socket(AF_PACKET, SOCK_RAW, 0);
	const unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : ULONG_MAX;
	const unsigned long rate = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	struct timespec began;
	uint8_t frame[1514];
	size_t len;

	if (argc < 2 || fd < 0)
		return 2;
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	len = fread(frame, 1, sizeof(frame), stdin);
	clock_gettime(CLOCK_MONOTONIC, &began);
	for (unsigned long i = 0; i < count; i++) {
		sendto(fd, frame, len, 0, (const struct sockaddr *)&to, sizeof(to));
		if (rate && i % BURST == BURST - 1)
			wait_turn(&began, i + 1, rate);
	}
	return 0;
}

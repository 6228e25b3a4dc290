// SPDX-License-Identifier: GPL-2.0-or-later
/*
 *   flood INTERFACE [COUNT]
 *
 * Sends the frame on standard input again and again, as fast as it can: COUNT times, or
 * until it is killed.
 */
#include <limits.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/if_packet.h>

int main(int argc, char **argv)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	const int fd = socket(AF_PACKET, SOCK_RAW, 0);
	const unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : ULONG_MAX;
	uint8_t frame[1514];
	size_t len;

	if (argc < 2 || fd < 0)
		return 2;
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	len = fread(frame, 1, sizeof(frame), stdin);
	for (unsigned long i = 0; i < count; i++)
		sendto(fd, frame, len, 0, (const struct sockaddr *)&to, sizeof(to));
	return 0;
}

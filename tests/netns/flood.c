// SPDX-License-Identifier: GPL-2.0-or-later
/* Sends the frame on standard input out of INTERFACE, again and again, until it is killed. */
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

#include <linux/if_packet.h>

int main(int argc, char **argv)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	const int fd = socket(AF_PACKET, SOCK_RAW, 0);
	uint8_t frame[1514];
	size_t len;

	if (argc != 2 || fd < 0)
		return 2;
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	len = fread(frame, 1, sizeof(frame), stdin);
	for (;;)
		sendto(fd, frame, len, 0, (const struct sockaddr *)&to, sizeof(to));
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One pass of netconntrack.c:
 *
 *   conntrack_driver forget ADDRESS
 *   conntrack_driver adopt INTERFACE ADDRESS [ADDRESS that stays]
 *
 * Prints how many slices it took, and microseconds of CPU time: the longest, and all.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "netconntrack.h"

static unsigned long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (unsigned long)t.tv_sec * 1000000 + (unsigned long)t.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	uint32_t stay[STICKY_ADDRESSES] = { 0 };
	static struct netconntrack n;
	unsigned long took, longest = 0, all = 0;
	unsigned int slices = 0;
	bool more;

	if (argc == 3 && !strcmp(argv[1], "forget"))
		netconntrack_forget(&n, inet_addr(argv[2]));
	else if ((argc == 4 || argc == 5) && !strcmp(argv[1], "adopt")) {
		if (argc == 5)
			stay[0] = inet_addr(argv[4]);
		netconntrack_adopt(&n, if_nametoindex(argv[2]), inet_addr(argv[3]), stay);
	} else
		return EXIT_FAILURE;
	do {
		took = now_us();
		more = netconntrack_step(&n);
		took = now_us() - took;
		longest = took > longest ? took : longest;
		all += took;
		slices++;
	} while (more);
	printf("%u slices, longest %lu us, all %lu us\n", slices, longest, all);
	return EXIT_SUCCESS;
}

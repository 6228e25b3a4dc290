// SPDX-License-Identifier: GPL-2.0-or-later
#include "clock.h"

#include <sys/random.h>
#include <time.h>

uint64_t clock_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

uint64_t clock_boot_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec;
}

uint32_t clock_entropy(void)
{
	uint32_t value = 0;

	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) < 0)
		return 0;
	return value;
}

uint64_t clock_entropy64(void)
{
	return (uint64_t)clock_entropy() << 32 | clock_entropy();
}

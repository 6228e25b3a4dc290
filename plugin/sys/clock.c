// SPDX-License-Identifier: GPL-2.0-or-later
#include "clock.h"

#include <sys/random.h>
#include <time.h>

static uint64_t now_us(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t clock_now_us(void)
{
	return now_us(CLOCK_MONOTONIC);
}

uint64_t clock_now_ms(void)
{
	return now_us(CLOCK_MONOTONIC) / 1000;
}

uint64_t clock_boot_ms(void)
{
	return now_us(CLOCK_BOOTTIME) / 1000;
}

uint64_t clock_boot_s(void)
{
	return clock_boot_ms() / 1000;
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

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the frequency of this machine's time stamp counter in kHz. QEMU hands
 * the counter through to a machine that it emulates, and that machine, with too
 * few processors for all that runs, may measure it several times too slow: its
 * clock then runs several times too fast.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <x86intrin.h>

#define SAMPLES 9
#define SAMPLE_NS 20000000

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static uint64_t measure_khz(void)
{
	const struct timespec pause = { .tv_nsec = SAMPLE_NS };
	const uint64_t start_ns = now_ns(), start = __rdtsc();

	nanosleep(&pause, NULL);
	return (__rdtsc() - start) * 1000000 / (now_ns() - start_ns);
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

int main(void)
{
	uint64_t khz[SAMPLES];

	for (int i = 0; i < SAMPLES; i++)
		khz[i] = measure_khz();
	qsort(khz, SAMPLES, sizeof(khz[0]), compare);
	printf("%llu\n", (unsigned long long)khz[SAMPLES / 2]);
	return 0;
}

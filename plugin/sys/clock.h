/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place that reads the monotonic clock, and draws the numbers that spread a delay.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Milliseconds of CLOCK_MONOTONIC. Async-signal-safe. */
uint64_t clock_now_ms(void);

/* Microseconds of the same, for what is over in a moment. */
uint64_t clock_now_us(void);

/* Milliseconds, and seconds, since boot, suspended time included. */
uint64_t clock_boot_ms(void);
uint64_t clock_boot_s(void);

/* Any number; 0 before the kernel's pool is ready: no jitter then, nothing worse. */
uint32_t clock_entropy(void);
uint64_t clock_entropy64(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pppd's timers in milliseconds, one for each function: setting it again moves it.
 */
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

typedef void timer_function(void *context);

/* Calls `f` from pppd's loop in `ms`, with NULL. */
void timer_set_after(timer_function *f, uint64_t ms);

/* The same at `when_ms` of clock_now_ms(); at once if that is over. */
void timer_set_until(timer_function *f, uint64_t when_ms);

#endif

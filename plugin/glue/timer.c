// SPDX-License-Identifier: GPL-2.0-or-later
#include "timer.h"

#include "../pppd_compat.h"

#include "../sys/clock.h"

void timer_set_after(timer_function *f, uint64_t ms)
{
	ppp_untimeout(f, NULL);
	ppp_timeout(f, NULL, (int)(ms / 1000), (int)(ms % 1000) * 1000);
}

void timer_set_until(timer_function *f, uint64_t when_ms)
{
	const uint64_t now = clock_now_ms();

	timer_set_after(f, when_ms > now ? when_ms - now : 0);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "backoff.h"

#include <stdbool.h>

static uint64_t next_delay(const struct backoff *b, unsigned int tries, uint64_t delay)
{
	const bool quick = tries <= b->quick_tries;
	const uint32_t most = quick && b->quick_ms < b->most_ms ? b->quick_ms : b->most_ms;

	return delay * 2 < most ? delay * 2 : most;
}

uint32_t backoff_delay_ms(const struct backoff *b, unsigned int tries, uint32_t entropy)
{
	uint64_t delay = b->first_ms < b->most_ms ? b->first_ms : b->most_ms;
	uint64_t spread;

	for (unsigned int i = 2; i <= tries && delay < b->most_ms; i++)
		delay = next_delay(b, i, delay);
	spread = delay * b->jitter / 100;
	return (uint32_t)(delay - spread + entropy % (2 * spread + 1));
}

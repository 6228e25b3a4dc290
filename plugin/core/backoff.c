// SPDX-License-Identifier: GPL-2.0-or-later
#include "backoff.h"

uint32_t backoff_delay_ms(const struct backoff *b, unsigned int tries, uint32_t entropy)
{
	uint64_t delay = b->first_ms;
	uint64_t spread;

	while (tries-- > 1 && delay < b->most_ms)
		delay *= 2;
	if (delay > b->most_ms)
		delay = b->most_ms;
	spread = delay * b->jitter / 100;
	return (uint32_t)(delay - spread + entropy % (2 * spread + 1));
}

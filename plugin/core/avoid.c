// SPDX-License-Identifier: GPL-2.0-or-later
#include "avoid.h"

#include <string.h>

void avoid_note_ac(struct avoid *a, const uint8_t mac[static ETH_ALEN])
{
	static const uint8_t nobody[ETH_ALEN];

	if (memcmp(a->last, mac, ETH_ALEN) != 0 && memcmp(a->last, nobody, ETH_ALEN) != 0)
		a->rivals = true;
	memcpy(a->last, mac, ETH_ALEN);
}

/* In the place that it has already, or that is free first. */
void avoid_add(struct avoid *a, const uint8_t mac[static ETH_ALEN], uint64_t now_ms)
{
	unsigned int place = 0;

	for (unsigned int i = 0; i < AVOID_ACS; i++) {
		if (!memcmp(a->acs[i].mac, mac, ETH_ALEN)) {
			place = i;
			break;
		}
		if (a->acs[i].until_ms < a->acs[place].until_ms)
			place = i;
	}
	memcpy(a->acs[place].mac, mac, ETH_ALEN);
	a->acs[place].until_ms = now_ms + AVOID_MS;
}

bool avoid_has(const struct avoid *a, const uint8_t mac[static ETH_ALEN], uint64_t now_ms)
{
	for (unsigned int i = 0; a->rivals && i < AVOID_ACS; i++)
		if (!memcmp(a->acs[i].mac, mac, ETH_ALEN))
			return now_ms < a->acs[i].until_ms;
	return false;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "inquiry.h"

#include <string.h>

int inquiry_start(struct inquiry *i, const struct discovery_options *options,
		  const uint8_t mac[static ETH_ALEN], uint64_t now_ms, uint32_t entropy)
{
	i->asking = true;
	i->options = *options;
	i->offer_len = 0;
	return discovery_start(&i->discovery, &i->options, mac, now_ms, entropy);
}

void inquiry_end(struct inquiry *i)
{
	i->asking = false;
}

bool inquiry_input(struct inquiry *i, const uint8_t *frame, size_t len, uint64_t now_ms,
		   uint32_t entropy)
{
	const bool tagged = i->discovery.padi_tagged;
	struct packet p;

	if (!i->asking || len > sizeof(i->offer) ||
	    discovery_input(&i->discovery, frame, len, now_ms, entropy, &p) != DISCOVERY_ACCEPTED)
		return false;
	memcpy(i->offer, frame, len);
	i->offer_len = len;
	i->offer_ms = now_ms;
	i->offer_took_ms = now_ms - i->discovery.padi_ms;
	i->offer_tagged = tagged;
	i->asking = false;
	return true;
}

uint64_t inquiry_deadline_ms(const struct inquiry *i)
{
	return i->asking ? i->discovery.deadline_ms : UINT64_MAX;
}

void inquiry_timeout(struct inquiry *i, uint64_t now_ms, uint32_t entropy)
{
	discovery_timeout(&i->discovery, now_ms, entropy);
}

bool inquiry_has_offer(const struct inquiry *i, uint64_t now_ms)
{
	return i->offer_len && now_ms < i->offer_ms + INQUIRY_FRESH_MS;
}

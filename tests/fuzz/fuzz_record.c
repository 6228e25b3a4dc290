// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file of any bytes: what is read can be written, and reads as the same. So does a record of
 * which a byte was changed, if it can be written.
 */
#include "fuzz.h"

#include "core/record.h"

/* Whoever notes an AC overwrites what was known of it. */
static void forget_repeated_acs(struct record *r)
{
	for (int i = 1; i < RECORD_ACS; i++)
		for (int before = 0; before < i; before++)
			if (!memcmp(r->acs[i].mac, r->acs[before].mac, ETH_ALEN))
				r->acs[i].verdict = RECORD_MTU_UNKNOWN;
}

static void terminate(struct record *r)
{
	r->device[sizeof(r->device) - 1] = r->ifname[sizeof(r->ifname) - 1] = '\0';
	r->ac_name[sizeof(r->ac_name) - 1] = r->clamp[sizeof(r->clamp) - 1] = '\0';
	r->state[sizeof(r->state) - 1] = '\0';
	r->mtu_verdict &= RECORD_MTU_FAILED;
	r->host_uniq.len %= RECORD_TAG_MAX + 1;
	r->cookie.len %= RECORD_TAG_MAX + 1;
	r->relay.len %= RECORD_TAG_MAX + 1;
	for (int i = 0; i < RECORD_PARENTS; i++)
		r->parents[i].name[sizeof(r->parents[i].name) - 1] = '\0';
	for (int i = 0; i < RECORD_ACS; i++)
		r->acs[i].verdict &= RECORD_MTU_FAILED;
	forget_repeated_acs(r);
}

/* Which byte, and what becomes of it, is made of all of the input. */
static void change_byte(struct record *r, const uint8_t *data, size_t size)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 16777619U;
	((uint8_t *)r)[(hash & 0xffffff) % sizeof(*r)] = (uint8_t)(hash >> 24);
	terminate(r);
}

static void check_round_trip(const struct record *r, const char *text)
{
	char again[RECORD_TEXT_SIZE];
	struct record back;

	require(record_parse(&back, text, strlen(text)) == 0);
	require(record_format(&back, again) >= 0 && !strcmp(text, again));
	require(record_same_netns(r, &back));
	record_learn_acs(&back, r, 100);
	for (int i = 0; i < RECORD_ACS; i++)
		require(!record_ac_failed(&r->acs[i], 100, 50) || r->acs[i].time_s > 50);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[RECORD_TEXT_SIZE];
	struct record r, before;

	memset(&r, 0x55, sizeof(r));
	memcpy(&before, &r, sizeof(r));
	if (record_parse(&r, (const char *)data, size) < 0) {
		require(!memcmp(&r, &before, sizeof(r)));
		return 0;
	}
	require(record_format(&r, text) >= 0);
	check_round_trip(&r, text);
	change_byte(&r, data, size);
	if (record_format(&r, text) >= 0)
		check_round_trip(&r, text);
	return 0;
}

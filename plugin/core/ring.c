// SPDX-License-Identifier: GPL-2.0-or-later
#include "ring.h"

#include <stdio.h>
#include <string.h>

#define MAGIC "pppring" /* and a NUL */
#define ECHOES_MOST 3 /* of a second */
#define RTT_UNIT_US 10
#define RTT_MANTISSA 8 /* bits; above them an exponent: 83 s at most, to 0.4 % */
#define BYTES_MANTISSA 11

_Static_assert(sizeof(struct ring_slot) == 16, "as in the manual");
_Static_assert(sizeof(struct ring) <= 200000, "a link has 200 kB");

/* By their numbers in the file: what is new goes to the end. */
static const char ring_reasons[][RING_WORD_SIZE] = {
	"unknown", "user", "restart", "carrier", "dead", "peer", "hangup", "error", "killed",
};

#define REASONS (sizeof(ring_reasons) / sizeof(ring_reasons[0]))

static uint8_t number_of(const char *word)
{
	for (size_t i = 0; i < REASONS; i++)
		if (!strcmp(word, ring_reasons[i]))
			return (uint8_t)i;
	return 0;
}

const char *ring_did_text(enum ring_did did)
{
	static const char *const texts[] = {
		[RING_GOES_ON] = "",
		[RING_KEPT] = "kept",
		[RING_NEW_SESSION] = "session",
		[RING_NEW_PPPD] = "pppd",
	};

	return texts[did];
}

/* Mantissa and exponent: the nearest number with `bits` significant bits, or the highest one. */
static uint16_t pack(uint64_t value, unsigned int bits, unsigned int most_exponent)
{
	const uint64_t end = 1ULL << bits;
	unsigned int exponent = 0;
	uint64_t mantissa = value;

	while (mantissa >= end && exponent <= most_exponent) {
		exponent++;
		mantissa = (value >> exponent) + (value >> (exponent - 1) & 1);
	}
	if (exponent > most_exponent)
		return (uint16_t)(most_exponent << bits | (end - 1));
	return (uint16_t)(exponent << bits | mantissa);
}

static uint64_t unpack(uint16_t code, unsigned int bits)
{
	return (uint64_t)(code & ((1U << bits) - 1)) << (code >> bits);
}

static uint16_t pack_rtt(uint32_t rtt_us)
{
	const uint32_t units = rtt_us / RTT_UNIT_US;

	return rtt_us ? pack(units ? units : 1, RTT_MANTISSA, 15) : 0;
}

static uint32_t unpack_rtt(uint16_t code)
{
	return (uint32_t)unpack(code & 0xfff, RTT_MANTISSA) * RTT_UNIT_US;
}

void ring_format(struct ring *r, const char *ifname, const char *device, uint32_t netns,
		 uint64_t now_ms)
{
	memset(r, 0, sizeof(*r));
	memcpy(r->magic, MAGIC, sizeof(MAGIC));
	r->version = RING_VERSION;
	r->size = sizeof(*r);
	snprintf(r->ifname, sizeof(r->ifname), "%s", ifname);
	snprintf(r->device, sizeof(r->device), "%s", device);
	r->netns = netns;
	r->begin_ms = r->seen_ms = now_ms;
	r->seconds_end = now_ms / 1000;
}

static bool has_end(const char text[static IFNAMSIZ])
{
	return memchr(text, '\0', IFNAMSIZ);
}

bool ring_is_sound(const struct ring *r, uint64_t now_ms)
{
	return !memcmp(r->magic, MAGIC, sizeof(MAGIC)) && r->version == RING_VERSION &&
	       r->size == sizeof(*r) && has_end(r->ifname) && has_end(r->device) &&
	       r->begin_ms <= r->seen_ms && r->seen_ms <= now_ms && r->seconds_end <= now_ms / 1000;
}

/* Time has gone on: of the seconds and minutes since then nothing is known. */
static void advance(struct ring *r, uint64_t now_ms)
{
	const uint64_t now_s = now_ms / 1000, end_s = r->seconds_end;
	uint64_t s = end_s, m = end_s / 60;

	if (now_s > s + RING_SECONDS)
		s = now_s - RING_SECONDS;
	while (s < now_s)
		r->second[++s % RING_SECONDS] = 0;
	if (now_s / 60 > m)
		r->minute_in = r->minute_out = 0;
	if (now_s / 60 > m + RING_MINUTES)
		m = now_s / 60 - RING_MINUTES;
	while (m < now_s / 60)
		memset(&r->minute[++m % RING_MINUTES], 0, sizeof(r->minute[0]));
	if (now_s > end_s)
		r->seconds_end = now_s;
	if (now_ms > r->seen_ms)
		r->seen_ms = now_ms;
}

static struct ring_slot *last_loss(struct ring *r)
{
	return r->losses ? &r->loss[(r->losses - 1) % RING_LOSS_SLOTS] : NULL;
}

static void add_loss(struct ring *r, uint64_t start_ms, const char *reason, uint32_t rtt_us)
{
	r->loss[r->losses % RING_LOSS_SLOTS] = (struct ring_slot){
		.start_ms = start_ms,
		.rtt = pack_rtt(rtt_us),
		.reason = number_of(reason),
	};
	r->losses++;
}

static void end_loss(struct ring *r, uint64_t now_ms, enum ring_did did)
{
	struct ring_slot *l = last_loss(r);
	uint64_t lasted_ms;

	if (!l || l->lasted_ms)
		return;
	lasted_ms = now_ms > l->start_ms ? now_ms - l->start_ms : 1;
	l->lasted_ms = lasted_ms < UINT32_MAX ? (uint32_t)lasted_ms : UINT32_MAX;
	l->did = (uint8_t)did;
	r->lost_ms += l->lasted_ms;
}

void ring_begin_up(struct ring *r, uint64_t now_ms, enum ring_did did)
{
	if (r->up && did == RING_NEW_PPPD)
		add_loss(r, r->seen_ms, "killed", 0);
	end_loss(r, now_ms, did);
	advance(r, now_ms);
	r->up = 1;
}

void ring_begin_loss(struct ring *r, uint64_t now_ms, const char *reason, uint32_t rtt_us)
{
	advance(r, now_ms);
	add_loss(r, now_ms, reason, rtt_us);
	r->up = 0;
}

void ring_leave(struct ring *r)
{
	r->up = 0;
}

/* A second: the round trip in 12 bits, asked in 2, answered in 2. */

static unsigned int asked_of(uint16_t code)
{
	return code >> 2 & 3;
}

static unsigned int answered_of(uint16_t code)
{
	return code & 3;
}

static uint16_t second_of(uint16_t rtt, unsigned int asked, unsigned int answered)
{
	return (uint16_t)(rtt << 4 | asked << 2 | answered);
}

bool ring_ask(struct ring *r, uint64_t now_ms)
{
	uint16_t *second = &r->second[now_ms / 1000 % RING_SECONDS];

	advance(r, now_ms);
	if (asked_of(*second) == ECHOES_MOST)
		return false;
	*second = second_of(*second >> 4, asked_of(*second) + 1, answered_of(*second));
	r->asked++;
	return true;
}

void ring_answer(struct ring *r, uint64_t asked_s, uint32_t rtt_us)
{
	uint16_t *second = &r->second[asked_s % RING_SECONDS];
	const uint16_t rtt = pack_rtt(rtt_us ? rtt_us : 1), before = *second >> 4;

	if (asked_s > r->seconds_end || asked_s + RING_SECONDS <= r->seconds_end ||
	    answered_of(*second) == asked_of(*second))
		return;
	*second =
		second_of(rtt > before ? rtt : before, asked_of(*second), answered_of(*second) + 1);
	r->answered++;
}

void ring_count(struct ring *r, uint64_t now_ms, uint32_t in, uint32_t out)
{
	const unsigned int slot = now_ms / 60000 % RING_MINUTES;

	advance(r, now_ms);
	r->minute_in += in;
	r->minute_out += out;
	r->minute[slot].in = pack(r->minute_in, BYTES_MANTISSA, 31);
	r->minute[slot].out = pack(r->minute_out, BYTES_MANTISSA, 31);
}

/* Reading */

unsigned int ring_count_losses(const struct ring *r)
{
	return r->losses < RING_LOSSES ? (unsigned int)r->losses : RING_LOSSES;
}

struct ring_loss ring_loss_at(const struct ring *r, unsigned int number)
{
	const uint64_t nth = r->losses - ring_count_losses(r) + number;
	const struct ring_slot *l = &r->loss[nth % RING_LOSS_SLOTS];

	return (struct ring_loss){
		.start_ms = l->start_ms,
		.lasted_ms = l->lasted_ms,
		.rtt_us = unpack_rtt(l->rtt),
		.reason = ring_reasons[l->reason < REASONS ? l->reason : 0],
		.did = l->did <= RING_NEW_PPPD ? (enum ring_did)l->did : RING_GOES_ON,
	};
}

bool ring_second_at(const struct ring *r, uint64_t second, struct ring_second *ret)
{
	const uint16_t code = r->second[second % RING_SECONDS];
	const bool known = second <= r->seconds_end && second >= r->begin_ms / 1000 &&
			   r->seconds_end - second < RING_SECONDS && asked_of(code) &&
			   answered_of(code) <= asked_of(code);

	*ret = (struct ring_second){ 0 };
	if (!known)
		return false;
	ret->asked = asked_of(code);
	ret->answered = answered_of(code);
	ret->rtt_us = ret->answered ? unpack_rtt(code >> 4) : 0;
	return true;
}

void ring_minute_at(const struct ring *r, uint64_t minute, uint64_t *ret_in, uint64_t *ret_out)
{
	const uint64_t end = r->seconds_end / 60;
	const bool known = minute <= end && end - minute < RING_MINUTES;

	*ret_in = known ? unpack(r->minute[minute % RING_MINUTES].in, BYTES_MANTISSA) : 0;
	*ret_out = known ? unpack(r->minute[minute % RING_MINUTES].out, BYTES_MANTISSA) : 0;
}

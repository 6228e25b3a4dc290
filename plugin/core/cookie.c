// SPDX-License-Identifier: GPL-2.0-or-later
#include "cookie.h"

#include <string.h>

#define PERIOD_MS 60000

/* SipHash-2-4 (Aumasson and Bernstein, 2012), of messages of two words. */
struct sip {
	uint64_t v[4];
};

static uint64_t rotate(uint64_t x, unsigned int bits)
{
	return x << bits | x >> (64 - bits);
}

static uint64_t read_le64(const uint8_t *bytes)
{
	uint64_t x = 0;

	for (int i = 7; i >= 0; i--)
		x = x << 8 | bytes[i];
	return x;
}

static void mix(struct sip *s, int rounds)
{
	uint64_t *v = s->v;

	while (rounds--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32) + v[3];
		v[2] += v[1];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

static void absorb(struct sip *s, uint64_t word)
{
	s->v[3] ^= word;
	mix(s, 2);
	s->v[0] ^= word;
}

static uint64_t hash(const uint8_t *key, uint64_t first, uint64_t second)
{
	const uint64_t k0 = read_le64(key), k1 = read_le64(key + 8);
	struct sip s = { { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
			   k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573 } };

	absorb(&s, first);
	absorb(&s, second);
	absorb(&s, (uint64_t)16 << 56); /* the length in bytes */
	s.v[2] ^= 0xff;
	mix(&s, 4);
	return s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
}

static void make(uint8_t *ret, const uint8_t *key, const uint8_t *mac, uint64_t period)
{
	uint8_t client[8] = { 0 };
	uint64_t h;

	memcpy(client, mac, ETH_ALEN);
	h = hash(key, read_le64(client), period);
	for (int i = 0; i < COOKIE_SIZE; i++)
		ret[i] = (uint8_t)(h >> 8 * i);
}

void cookie_make(uint8_t ret[static COOKIE_SIZE], const uint8_t key[static COOKIE_KEY_SIZE],
		 const uint8_t mac[static ETH_ALEN], uint64_t now_ms)
{
	make(ret, key, mac, now_ms / PERIOD_MS);
}

/* In a time that does not tell how much of it is right. */
static bool is_equal(const uint8_t *a, const uint8_t *b)
{
	uint8_t different = 0;

	for (int i = 0; i < COOKIE_SIZE; i++)
		different |= a[i] ^ b[i];
	return !different;
}

bool cookie_check(const struct packet_tag *tag, const uint8_t key[static COOKIE_KEY_SIZE],
		  const uint8_t mac[static ETH_ALEN], uint64_t now_ms)
{
	uint8_t now[COOKIE_SIZE], before[COOKIE_SIZE];

	if (!tag->data || tag->len != COOKIE_SIZE)
		return false;
	make(now, key, mac, now_ms / PERIOD_MS);
	make(before, key, mac, now_ms / PERIOD_MS - 1);
	return is_equal(tag->data, now) || is_equal(tag->data, before);
}

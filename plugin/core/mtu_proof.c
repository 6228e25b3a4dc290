// SPDX-License-Identifier: GPL-2.0-or-later
#include "mtu_proof.h"

#include "cursor.h"

#define LCP_HEADER_LEN 4
#define MAGIC_LEN 4
#define SMALL_LEN (MAGIC_LEN + 8) /* also the shortest reply whose payload proves anything */
#define REQUESTS (2 * MTU_PROOF_ROUNDS)
#define ID_FIRST 64 /* pppd's own ids stay below for a minute at one echo a second */
#define ID_CHOICES (256 - ID_FIRST - REQUESTS)
#define LOST_ENOUGH 3
#define SLACK_LEAST_MS 100

/* From each round to the next, and from the last one to the end. */
static const uint16_t interval_ms[MTU_PROOF_ROUNDS] = { 100, 150, 250, 500, 1000, 1000 };

enum match {
	MATCH_NONE,
	MATCH_BARE, /* the magic number, and next to nothing of the payload */
	MATCH_CUT,
	MATCH_WHOLE,
};

/* Word number `n` of the sequence that splitmix64 makes of `seed`. */
static uint64_t random_word(uint64_t seed, uint64_t n)
{
	uint64_t z = seed + (n + 1) * 0x9e3779b97f4a7c15U;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

/* Requests are numbered from 0; the even ones are full. */
static size_t request_len(const struct mtu_proof *p, unsigned int number)
{
	return number % 2 ? SMALL_LEN : p->full_len;
}

static void write_request(struct mtu_proof *p, unsigned int number)
{
	struct writer w = { .data = p->data, .size = request_len(p, number) };
	uint64_t n = (uint64_t)number * MTU_PROOF_DATA_MAX;

	writer_put_be16(&w, (uint16_t)(p->magic >> 16));
	writer_put_be16(&w, (uint16_t)p->magic);
	while (w.used < w.size) {
		const uint64_t word = random_word(p->seed, n++);
		const size_t left = w.size - w.used;

		writer_put_bytes(&w, &word, left < sizeof(word) ? left : sizeof(word));
	}
}

static void begin_round(struct mtu_proof *p, uint64_t now_ms)
{
	p->next_round_ms = now_ms + interval_ms[p->rounds];
	p->round[p->rounds++].sent_ms = now_ms;
}

void mtu_proof_start(struct mtu_proof *p, unsigned int mru, uint32_t magic, uint64_t seed,
		     uint64_t now_ms)
{
	if (mru < MTU_PROOF_MRU_MIN)
		mru = MTU_PROOF_MRU_MIN;
	if (mru > MTU_PROOF_MRU_MAX)
		mru = MTU_PROOF_MRU_MAX;
	*p = (struct mtu_proof){
		.seed = seed,
		.magic = magic,
		.full_len = mru - LCP_HEADER_LEN,
		.first_id = (uint8_t)(ID_FIRST + random_word(seed, UINT32_MAX) % ID_CHOICES),
	};
	begin_round(p, now_ms);
	p->deadline_ms = p->next_round_ms;
}

bool mtu_proof_next(struct mtu_proof *p, struct mtu_proof_request *ret)
{
	if (p->verdict != MTU_PROOF_RUNNING || p->requests == 2 * p->rounds)
		return false;
	write_request(p, p->requests);
	*ret = (struct mtu_proof_request){
		.id = (uint8_t)(p->first_id + p->requests),
		.data = p->data,
		.len = request_len(p, p->requests),
	};
	p->requests++;
	return true;
}

static enum match match_reply(struct mtu_proof *p, unsigned int number, const uint8_t *data,
			      size_t seen, size_t len)
{
	const size_t sent = request_len(p, number);
	struct cursor got = { .data = data, .left = seen };
	struct cursor want = { .data = p->data, .left = sent };
	const uint8_t *magic;

	if (len > sent || seen > len || !cursor_get_bytes(&got, MAGIC_LEN, &magic) ||
	    !cursor_get_bytes(&want, MAGIC_LEN, &magic))
		return MATCH_NONE;
	write_request(p, number);
	if (memcmp(got.data, want.data, got.left) != 0)
		return MATCH_NONE;
	if (len == sent)
		return MATCH_WHOLE;
	return len < SMALL_LEN ? MATCH_BARE : MATCH_CUT;
}

static void input_full(struct mtu_proof *p, enum match match)
{
	if (match == MATCH_WHOLE)
		p->verdict = MTU_PROOF_PASSED;
	else if (match == MATCH_CUT)
		p->verdict = MTU_PROOF_PASSED_SENDING;
	else
		p->full_bare = true;
}

static void input_small(struct mtu_proof *p, struct mtu_proof_round *r, enum match match,
			uint64_t now_ms)
{
	const uint64_t slack = (now_ms - r->sent_ms) / 2;

	p->small_bare |= match == MATCH_BARE;
	if (r->lost_ms)
		return;
	r->lost_ms = now_ms + (slack < SLACK_LEAST_MS ? SLACK_LEAST_MS : slack);
	if (p->deadline_ms > r->lost_ms)
		p->deadline_ms = r->lost_ms;
}

void mtu_proof_input(struct mtu_proof *p, uint8_t id, const uint8_t *data, size_t seen, size_t len,
		     uint64_t now_ms)
{
	const uint8_t number = (uint8_t)(id - p->first_id);
	enum match match;

	if (p->verdict != MTU_PROOF_RUNNING || number >= p->requests)
		return;
	match = match_reply(p, number, data, seen, len);
	if (match == MATCH_NONE)
		return;
	if (number % 2)
		input_small(p, &p->round[number / 2], match, now_ms);
	else
		input_full(p, match);
	if (p->small_bare && p->full_bare && p->verdict == MTU_PROOF_RUNNING)
		p->verdict = MTU_PROOF_PASSED_SENDING;
}

/* Counts what is lost by now, and finds when more may be. */
static unsigned int count_lost(const struct mtu_proof *p, uint64_t now_ms, uint64_t *deadline_ms)
{
	unsigned int lost = 0;

	for (unsigned int i = 0; i < p->rounds; i++) {
		const uint64_t at = p->round[i].lost_ms;

		if (at && at <= now_ms)
			lost++;
		else if (at && at < *deadline_ms)
			*deadline_ms = at;
	}
	return lost;
}

void mtu_proof_timeout(struct mtu_proof *p, uint64_t now_ms)
{
	uint64_t deadline_ms = UINT64_MAX;

	if (p->verdict != MTU_PROOF_RUNNING)
		return;
	if (count_lost(p, now_ms, &deadline_ms) >= LOST_ENOUGH) {
		p->verdict = MTU_PROOF_FAILED;
		return;
	}
	if (now_ms >= p->next_round_ms) {
		if (p->rounds == MTU_PROOF_ROUNDS) {
			p->verdict = MTU_PROOF_SILENT;
			return;
		}
		begin_round(p, now_ms);
	}
	p->deadline_ms = deadline_ms < p->next_round_ms ? deadline_ms : p->next_round_ms;
}

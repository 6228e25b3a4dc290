// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events for a server: a byte of time to pass (in s), a byte that chooses, two bytes of
 * length and a frame. Chosen is whether an accepted PADR is refused (1), and whether in
 * place of the frame the last PADO comes back as a PADR (2), in which the first byte of
 * the frame changes the byte that the second one names. With an odd size it has a service.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "core/server.h"

#define CODE_AT 15 /* bytes from the Ethernet header on */

static const uint8_t host[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };
static const uint8_t client[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 };

struct run {
	struct server s;
	uint8_t pado[PACKET_FRAME_MAX];
	size_t pado_len;
};

static void check(struct run *r, bool refuses)
{
	struct packet p;

	if (!r->s.tx_len)
		return;
	require(!packet_parse(&p, r->s.tx, r->s.tx_len) && !memcmp(p.src, host, ETH_ALEN));
	require(packet_is_station(p.dst));
	require(p.code == PACKET_PADO || p.code == PACKET_PADS);
	require(p.code == PACKET_PADS || (!p.session_id && p.ac_cookie.data && p.ac_name.data));
	require(!refuses || p.code != PACKET_PADS || !p.session_id || r->s.session_id);
	if (p.code != PACKET_PADO)
		return;
	r->pado_len = r->s.tx_len;
	memcpy(r->pado, r->s.tx, r->s.tx_len);
}

static void input(struct run *r, const uint8_t *frame, size_t len, uint64_t now_ms, bool refuses)
{
	static uint16_t id;

	r->s.tx_len = 0;
	if (server_input(&r->s, frame, len, now_ms) == SERVER_ACCEPTED) {
		if (refuses)
			server_refuse(&r->s);
		else
			server_grant(&r->s, ++id ? id : ++id);
		require(r->s.tx_len && (refuses || r->s.session_id));
	}
	check(r, refuses);
}

static void answer(struct run *r, const uint8_t *change, size_t len, uint64_t now_ms, bool refuses)
{
	uint8_t padr[PACKET_FRAME_MAX];

	memcpy(padr, r->pado, r->pado_len);
	memcpy(padr, host, ETH_ALEN);
	memcpy(padr + ETH_ALEN, client, ETH_ALEN);
	padr[CODE_AT] = PACKET_PADR;
	if (len >= 2)
		padr[change[1] % r->pado_len] ^= change[0];
	input(r, padr, r->pado_len, now_ms, refuses);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The second client is 00:00:5e:00:53:03. */
	struct discovery_options o = {
		.max_payload = 1500,
		.capped_acs = { { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x03 } },
		.capped_count = 1,
	};
	struct cursor c = { .data = data, .left = size };
	struct run r = { .pado_len = 0 };
	const uint8_t *frame;
	uint8_t time, choice;
	uint64_t now_ms = 0;
	uint16_t len;

	if (size % 2)
		strcpy(o.service_name, "dsl");
	server_init(&r.s, &o, "ac", host);
	while (cursor_get_u8(&c, &time) && cursor_get_u8(&c, &choice) &&
	       cursor_get_be16(&c, &len) && cursor_get_bytes(&c, len, &frame)) {
		now_ms += time * 1000ULL;
		if (choice & 2 && r.pado_len)
			answer(&r, frame, len, now_ms, choice & 1);
		else
			input(&r, frame, len, now_ms, choice & 1);
	}
	return 0;
}

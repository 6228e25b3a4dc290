// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The first byte chooses options. Then come events: a byte of time to pass (in
 * 100 ms), two bytes of length, and a frame; with length 0 only time passes.
 */
#include "fuzz.h"

#include "core/cursor.h"
#include "core/discovery.h"

/* By two bits of the first byte */
static const uint16_t asked[] = { 0, 1493, 1500, 65527 };

static const uint8_t host[] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 };

/* In a PADI or PADR, only what was asked for; of an answer, no more than that. */
static void check_payload(const struct discovery *d, const struct packet *sent)
{
	const uint16_t most = d->options->max_payload;
	uint16_t payload;

	require(d->max_payload <= most && (!d->max_payload || d->max_payload > 1492));
	require(most || (!d->tag_ignored && d->state != DISCOVERY_OFFER_KEPT));
	require(!d->tag_ignored || !d->max_payload);
	if (!sent || !sent->ppp_max_payload.data)
		return;
	require(sent->code == PACKET_PADI || sent->code == PACKET_PADR);
	require(packet_tag_get_be16(&sent->ppp_max_payload, &payload) && payload == most && most);
	require(sent->code != PACKET_PADR || d->offer.ppp_max_payload.data);
}

static void check(const struct discovery *d, uint64_t now)
{
	const uint64_t longest = d->options->retry.most_ms * 12 / 10;
	struct packet p;

	require(d->state > DISCOVERY_IDLE && d->state <= DISCOVERY_FAILED);
	require(d->padi_tries <= d->options->padi_attempts && d->padr_tries <= 3);
	require(d->deadline_ms <= now + longest);
	if (d->state == DISCOVERY_SESSION)
		require(d->session_id != 0 && d->session_id != 0xffff);
	if (d->state == DISCOVERY_PADR_SENT || d->state == DISCOVERY_SESSION ||
	    d->state == DISCOVERY_OFFER_KEPT)
		require(packet_is_station(d->offer.src) && d->offer.ac_name.data);
	check_payload(d, NULL);
	if (!d->tx_len)
		return;
	require(packet_parse(&p, d->tx, d->tx_len) == 0 && !memcmp(p.src, host, ETH_ALEN));
	require(p.code == PACKET_PADI || p.code == PACKET_PADR || p.code == PACKET_PADT);
	require(p.code == PACKET_PADT ? p.session_id != 0 : p.session_id == 0);
	check_payload(d, &p);
	require(packet_tag_equal(&p.host_uniq, d->options->host_uniq, d->options->host_uniq_len));
}

static bool step(struct discovery *d, struct cursor *c, uint64_t *now)
{
	const uint8_t *frame;
	uint8_t time;
	uint16_t len;

	if (!cursor_get_u8(c, &time) || !cursor_get_be16(c, &len) ||
	    !cursor_get_bytes(c, len, &frame))
		return false;
	*now += time * 100ULL;
	if (len)
		discovery_input(d, frame, len, *now, time * 2654435761U, NULL);
	else
		discovery_timeout(d, *now, time * 2654435761U);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct discovery_options o = { .host_uniq = "uniq", .host_uniq_len = 4 };
	struct cursor c = { .data = data, .left = size };
	const uint8_t choice = size ? data[0] : 0;
	struct discovery d;
	uint64_t now = 0;

	cursor_get_bytes(&c, size ? 1 : 0, &data);
	o.retry = (struct backoff){ .first_ms = 500, .most_ms = 5000, .jitter = 20 };
	o.padr_retry = o.retry;
	o.padi_attempts = 4;
	strcpy(o.ac_names, choice & 1 ? "ac" : "");
	strcpy(o.service_name, choice & 2 ? "dsl" : "");
	o.no_service_name = choice & 4;
	o.max_payload = asked[choice >> 3 & 3];
	o.best_ms = choice & 0x20 ? 500 : 0;
	if (choice & 0x40)
		choice_parse_macs(&o.ac_macs, "!00:00:5e:00:53:a9");
	if (choice & 0x80)
		o.capped_count = 1; /* 00:00:00:00:00:00 */
	discovery_start(&d, &o, host, now, choice);
	do
		check(&d, now);
	while (step(&d, &c, &now));
	return 0;
}

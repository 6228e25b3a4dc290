// SPDX-License-Identifier: GPL-2.0-or-later
#include "conduct.h"

#include <string.h>

#define MAC 6
#define HEADER 20 /* bytes of Ethernet's and PPPoE's headers */
#define LONGEST 1514
#define LONGEST_PADI 1498 /* RFC 2516 5.1 */
#define PADO 0x07
#define PADI 0x09
#define PADR 0x19
#define PADS 0x65
#define PADT 0xa7
#define OFFERS 256 /* that are remembered */
#define GRANTS 1024
#define LARGEST_USUAL 1492

enum tag {
	SERVICE = 0x0101,
	AC_NAME = 0x0102,
	HOST_UNIQ = 0x0103,
	COOKIE = 0x0104,
	RELAY = 0x0110,
	MAX_PAYLOAD = 0x0120,
};

struct bytes {
	const uint8_t *data; /* NULL: not there */
	size_t len;
};

/* The first of each kind */
struct seen {
	uint8_t code;
	uint16_t id;
	struct bytes service, ac_name, uniq, cookie, relay, payload;
	unsigned int others; /* TAGs of another kind, or more of one */
	bool readable; /* up to End-Of-List, or to less than a TAG before the end */
	bool exact; /* and to the end itself */
	size_t end; /* bytes of the frame that count */
};

/* What makes a session of the client's possible, by numbers: a hash for each TAG */
struct offer {
	uint8_t mac[MAC];
	uint64_t uniq, cookie, relay;
	uint16_t payload;
};

struct grant {
	uint8_t mac[MAC];
	uint16_t id, payload;
	uint64_t uniq;
	bool by_pads; /* and not only by a frame of a session */
};

static struct {
	struct offer offers[OFFERS];
	struct grant grants[GRANTS];
	unsigned int offer_count, grant_count; /* in all */
	uint8_t asked[MAC]; /* the last PADR's destination, and the rest of it */
	uint64_t uniq;
	uint16_t wanted, offered;
	uint8_t live[MAC];
	uint16_t live_id; /* 0: there was none */
	bool has_live; /* the kernel has it */
	uint16_t live_payload;
	bool left; /* the AC has been told that it is over */
	unsigned int heard, said;
} conduct;

static uint16_t number(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* FNV-1a; 0: not there */
static uint64_t hash(struct bytes b)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < b.len; i++)
		h = (h ^ b.data[i]) * 0x100000001b3;
	return b.data ? h : 0;
}

static struct bytes *place_of(struct seen *s, uint16_t type)
{
	switch (type) {
	case SERVICE:
		return &s->service;
	case AC_NAME:
		return &s->ac_name;
	case HOST_UNIQ:
		return &s->uniq;
	case COOKIE:
		return &s->cookie;
	case RELAY:
		return &s->relay;
	case MAX_PAYLOAD:
		return &s->payload;
	default:
		return NULL;
	}
}

static void take_tag(struct seen *s, uint16_t type, struct bytes value)
{
	struct bytes *place = place_of(s, type);

	if (place && !place->data)
		*place = value;
	else
		s->others++;
}

static struct seen look(const uint8_t *frame, size_t len)
{
	struct seen s = { 0 };
	size_t at = HEADER;

	if (len < HEADER || number(frame + 12) != 0x8863 || frame[14] != 0x11)
		return s;
	s.code = frame[15];
	s.id = number(frame + 16);
	s.end = HEADER + (size_t)number(frame + 18);
	if (s.end > len)
		return s;
	while (at + 4 <= s.end && number(frame + at)) {
		const size_t size = number(frame + at + 2);

		if (at + 4 + size > s.end)
			return s;
		take_tag(&s, number(frame + at), (struct bytes){ frame + at + 4, size });
		at += 4 + size;
	}
	s.readable = true;
	s.exact = at == s.end;
	return s;
}

static bool is_station(const uint8_t *mac)
{
	static const uint8_t nobody[MAC];

	return !(mac[0] & 1) && memcmp(mac, nobody, MAC) != 0;
}

static uint16_t payload_of(const struct seen *s)
{
	return s->payload.len == 2 ? number(s->payload.data) : 0;
}

static void note_grant(const uint8_t *mac, const struct seen *s, bool by_pads)
{
	struct grant g = { .id = s->id, .by_pads = by_pads, .uniq = hash(s->uniq) };

	g.payload = payload_of(s);
	memcpy(g.mac, mac, MAC);
	conduct.grants[conduct.grant_count++ % GRANTS] = g;
}

static void note_offer(const uint8_t *mac, const struct seen *s)
{
	struct offer o = { .uniq = hash(s->uniq), .cookie = hash(s->cookie) };

	o.relay = hash(s->relay);
	o.payload = payload_of(s);
	memcpy(o.mac, mac, MAC);
	conduct.offers[conduct.offer_count++ % OFFERS] = o;
}

void conduct_note_sent(const uint8_t *frame, size_t len)
{
	struct seen s = look(frame, len);

	conduct.heard++;
	if (len >= HEADER && number(frame + 12) == 0x8864) {
		s.id = number(frame + 16);
		note_grant(frame + MAC, &s, false);
	} else if (s.readable && s.code == PADO) {
		note_offer(frame + MAC, &s);
	} else if (s.readable && s.code == PADS) {
		note_grant(frame + MAC, &s, true);
	}
}

/* Of several that it may be for, the one with the largest payload */
static const struct offer *find_offer(const uint8_t *mac, const struct seen *padr)
{
	const struct offer *best = NULL;

	for (unsigned int i = 0; i < OFFERS && i < conduct.offer_count; i++) {
		const struct offer *o = &conduct.offers[(conduct.offer_count - 1 - i) % OFFERS];

		if (!memcmp(o->mac, mac, MAC) && o->uniq == hash(padr->uniq) &&
		    o->cookie == hash(padr->cookie) && o->relay == hash(padr->relay) &&
		    (!best || o->payload > best->payload))
			best = o;
	}
	return best;
}

static const struct grant *find_grant(const uint8_t *mac, uint16_t id, bool of_this_padr)
{
	const struct grant *best = NULL;

	for (unsigned int i = 0; i < GRANTS && i < conduct.grant_count; i++) {
		const struct grant *g = &conduct.grants[(conduct.grant_count - 1 - i) % GRANTS];

		if (!memcmp(g->mac, mac, MAC) && g->id == id &&
		    (!of_this_padr || (g->by_pads && g->uniq == conduct.uniq)) &&
		    (!best || g->payload > best->payload))
			best = g;
	}
	return best;
}

static const char *judge_padi(const uint8_t *frame, const struct seen *s)
{
	static const uint8_t all[MAC] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	if (memcmp(frame, all, MAC) != 0)
		return "a PADI to one";
	if (s->id || s->end > LONGEST_PADI)
		return "a PADI with a session, or without room for a relay";
	if (!s->service.data || !s->uniq.data || s->cookie.data || s->relay.data)
		return "a PADI without Service-Name or Host-Uniq, or with what is an AC's";
	return NULL;
}

static const char *judge_padr(const uint8_t *frame, const struct seen *s)
{
	const struct offer *o = find_offer(frame, s);

	if (s->id || !s->service.data || !s->uniq.data)
		return "a PADR with a session, or without Service-Name or Host-Uniq";
	if (!o)
		return "a PADR that no PADO was for: another address, Host-Uniq, cookie or relay";
	memcpy(conduct.asked, frame, MAC);
	conduct.uniq = hash(s->uniq);
	conduct.wanted = payload_of(s);
	conduct.offered = o->payload;
	return NULL;
}

static const char *judge_padt(const uint8_t *frame, const struct seen *s)
{
	if (!s->id || s->id == 0xffff)
		return "a PADT for no session";
	if (conduct.has_live && conduct.live_id == s->id && !memcmp(conduct.live, frame, MAC))
		return "a PADT for the session that the kernel has";
	if (!find_grant(frame, s->id, false))
		return "a PADT for a session that nobody has given us";
	if (conduct.live_id == s->id && !memcmp(conduct.live, frame, MAC))
		conduct.left = true;
	return NULL;
}

const char *conduct_judge(const uint8_t *frame, size_t len)
{
	const struct seen s = look(frame, len);

	conduct.said++;
	if (!s.exact || s.end != len || len > LONGEST)
		return "a frame that is not whole, or too long";
	if (s.others || s.ac_name.data)
		return "a TAG that is not a client's, or twice";
	if (!is_station(frame + MAC))
		return "a frame from no station";
	if (s.code == PADI)
		return judge_padi(frame, &s);
	if (!is_station(frame))
		return "a frame to a group";
	if (s.code == PADR)
		return judge_padr(frame, &s);
	return s.code == PADT ? judge_padt(frame, &s) : "a frame that is not a client's";
}

bool conduct_is_granted(const uint8_t mac[static 6], uint16_t id)
{
	return id && id != 0xffff && !memcmp(mac, conduct.asked, MAC) && find_grant(mac, id, true);
}

static uint16_t least(uint16_t a, uint16_t b)
{
	return a < b ? a : b;
}

void conduct_note_begin(const uint8_t mac[static 6], uint16_t id)
{
	const struct grant *g = find_grant(mac, id, true);
	const uint16_t agreed = least(g ? g->payload : 0, least(conduct.wanted, conduct.offered));

	conduct.has_live = true;
	conduct.left = false;
	conduct.live_id = id;
	memcpy(conduct.live, mac, MAC);
	conduct.live_payload = agreed > LARGEST_USUAL ? agreed : LARGEST_USUAL;
}

void conduct_note_end(void)
{
	conduct.has_live = false;
}

bool conduct_has_left(void)
{
	return conduct.left || !conduct.live_id;
}

uint16_t conduct_payload(void)
{
	return conduct.live_payload;
}

void conduct_begin(void)
{
	conduct.heard = conduct.said = 0;
}

unsigned int conduct_heard(void)
{
	return conduct.heard;
}

unsigned int conduct_said(void)
{
	return conduct.said;
}

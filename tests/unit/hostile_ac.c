// SPDX-License-Identifier: GPL-2.0-or-later
#include "hostile_ac.h"

#include <string.h>

#include "conduct.h"
#include "core/cursor.h"

#define MAC 6
#define SOURCE_END 12
#define HEADER 20 /* bytes of Ethernet's and PPPoE's headers */
#define FRAME_MAX 1800
#define ACS 4
#define PENDING 48 /* frames that are to be sent */
#define REMEMBERED 16 /* that may be sent again */
#define NEVER UINT64_MAX
#define RTT_MS 5
#define LENGTHS(a) (sizeof(a) / sizeof((a)[0]))

enum {
	PADO = 0x07,
	PADI = 0x09,
	PADR = 0x19,
	PADS = 0x65,
	PADT = 0xa7
};
enum {
	CONFREQ = 1,
	TERMREQ = 5,
	TERMACK = 6,
	ECHOREQ = 9,
	ECHOREP = 10
};

enum tag {
	END_OF_LIST = 0x0000,
	SERVICE = 0x0101,
	AC_NAME = 0x0102,
	HOST_UNIQ = 0x0103,
	COOKIE = 0x0104,
	VENDOR = 0x0105,
	RELAY = 0x0110,
	MAX_PAYLOAD = 0x0120,
	SERVICE_ERROR = 0x0201,
	SYSTEM_ERROR = 0x0202,
	GENERIC_ERROR = 0x0203,
};

/* Who it is */
struct persona {
	uint8_t mac[MAC];
	const char *name;
	size_t cookie_len, relay_len;
	uint8_t cookie; /* each byte of it */
	uint16_t payload; /* PPP-Max-Payload; 0: none */
	uint32_t magic;
};

struct frame {
	uint8_t bytes[FRAME_MAX];
	size_t len;
	uint64_t at_ms;
};

/* What it knows of the client's last request: TAGs with their headers */
struct request {
	uint8_t mac[MAC];
	uint8_t service[320], uniq[192];
	size_t service_len, uniq_len;
	bool wants_payload;
};

static struct {
	uint64_t state; /* of the random numbers */
	uint32_t wrong; /* of a hundred steps, so many are wrong */
	bool fickle; /* it changes its mind at every step */
	bool silent; /* in a session: no answer to LCP */
	bool cable; /* that it may pull out */
	uint64_t whim_ms; /* when it does something by itself */
	uint32_t whim_most_ms; /* between two of them */
	struct persona self;
	struct request request;
	struct frame pending[PENDING], remembered[REMEMBERED];
	unsigned int pending_count, remembered_count;
	unsigned int first; /* of the pending ones, the next */
	uint8_t live[MAC]; /* the client's session */
	uint16_t live_id, next_id;
	unsigned int deeds;
} ac;

/* xorshift64* */
uint32_t hostile_draw(uint32_t n)
{
	ac.state ^= ac.state >> 12;
	ac.state ^= ac.state << 25;
	ac.state ^= ac.state >> 27;
	return (uint32_t)((ac.state * 0x2545f4914f6cdd1d) >> 33) % n;
}

void hostile_begin(uint64_t seed, bool cable)
{
	ac.cable = cable;
	ac.state = (seed + 1) * 0x9e3779b97f4a7c15;
	ac.next_id = 1;
}

static bool goes_wrong(void)
{
	return ac.wrong && hostile_draw(100) < ac.wrong;
}

static const char *draw_name(void)
{
	static const char *const names[] = {
		"ac",
		"",
		"other",
		"\x1b]0;owned\x07\x1b[2J",
		"a\r\nerror: b",
		"$(reboot)`reboot`",
		"'\";|&<>\\%s%n",
		"\xff\xfe\xc0\x80",
		"ac\x7f\x9b",
	};

	return names[hostile_draw(LENGTHS(names))];
}

static uint16_t draw_payload(void)
{
	static const uint16_t payloads[] = { 0,	   1,	 68,   1280, 1491, 1492,
					     1493, 1500, 1508, 9000, 65535 };

	return payloads[hostile_draw(LENGTHS(payloads))];
}

static uint16_t draw_mru(void)
{
	static const uint16_t mrus[] = { 0,    1,    64,   127,	 128,  296,  576,   1279,
					 1280, 1454, 1492, 1500, 1508, 9000, 16384, 65535 };

	return mrus[hostile_draw(LENGTHS(mrus))];
}

static size_t draw_length(void)
{
	static const size_t lengths[] = { 0, 1, 16, 255, 256, 1024, 1400, 1470 };

	return lengths[hostile_draw(LENGTHS(lengths))];
}

static void put_mac(uint8_t *mac, uint32_t number)
{
	memcpy(mac, (const uint8_t[]){ 2, 0, 0, 0, 0xac, (uint8_t)number }, MAC);
}

static const struct persona decent = {
	.mac = { 2, 0, 0, 0, 0xac, 0 },
	.name = "ac",
	.cookie_len = 16,
	.cookie = 'c',
	.payload = 1500,
	.magic = 0xacacacac,
};

static struct persona draw_persona(void)
{
	struct persona p = decent;

	put_mac(p.mac, hostile_draw(ACS));
	if (goes_wrong())
		p.name = draw_name();
	p.cookie_len = goes_wrong() ? draw_length() : hostile_draw(2) ? 16 : 0;
	p.relay_len = goes_wrong() ? draw_length() : hostile_draw(2) ? 12 : 0;
	p.cookie = (uint8_t)hostile_draw(256);
	p.payload = goes_wrong() ? draw_payload() : (uint16_t)(hostile_draw(2) * 1500);
	p.magic = hostile_draw(4);
	return p;
}

static void set_whim(void)
{
	ac.whim_ms = world_ms + 1 + hostile_draw(ac.whim_most_ms);
}

void hostile_draw_mood(void)
{
	static const uint32_t moods[] = { 0, 2, 5, 20, 50, 100 };
	static const uint32_t paces[] = { 20, 500, 5000, 30000, 30000 };

	ac.wrong = moods[hostile_draw(LENGTHS(moods))];
	ac.fickle = hostile_draw(4) == 0;
	ac.silent = false;
	ac.deeds = 0;
	ac.whim_most_ms = paces[hostile_draw(LENGTHS(paces))];
	ac.self = draw_persona();
	set_whim();
}

void hostile_reform(void)
{
	ac.wrong = 0;
	ac.fickle = ac.silent = false;
	ac.self = decent;
	ac.whim_ms = NEVER;
	ac.pending_count = 0;
	pppd_event("restarts", NULL);
	if (!kernel_cable)
		kernel_event("cable", "in");
}

/* What is sent */
static unsigned int find_first(void)
{
	unsigned int first = 0;

	for (unsigned int i = 1; i < ac.pending_count; i++)
		if (ac.pending[i].at_ms < ac.pending[first].at_ms)
			first = i;
	return first;
}

static void forget_first(void)
{
	ac.pending[ac.first] = ac.pending[--ac.pending_count];
	ac.first = find_first();
}

static void send_at(const struct frame *f, uint64_t at_ms)
{
	if (ac.pending_count == PENDING)
		return;
	ac.pending[ac.pending_count] = *f;
	ac.pending[ac.pending_count++].at_ms = at_ms;
	if (ac.pending_count == 1 || at_ms < ac.pending[ac.first].at_ms)
		ac.first = ac.pending_count - 1;
}

static uint64_t draw_delay(void)
{
	static const uint32_t latest[] = { 2, 200, 1000, 10000 };

	return hostile_draw(latest[hostile_draw(LENGTHS(latest))]);
}

/* Never, twice, late */
static void send_frame(const struct frame *f)
{
	const bool wrong = goes_wrong();

	ac.remembered[ac.remembered_count++ % REMEMBERED] = *f;
	if (wrong && hostile_draw(3) == 0)
		return;
	send_at(f, world_ms + (wrong ? draw_delay() : RTT_MS));
	if (wrong && hostile_draw(2))
		send_at(f, world_ms + draw_delay());
}

static void fill(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)hostile_draw(256);
}

static void put_raw_tag(struct writer *w, uint16_t type, size_t claimed, const void *data,
			size_t len)
{
	writer_put_be16(w, type);
	writer_put_be16(w, (uint16_t)claimed);
	writer_put_bytes(w, data, len);
}

static void put_junk_tag(struct writer *w, uint16_t type)
{
	uint8_t junk[64];
	const size_t len = hostile_draw(sizeof(junk));

	fill(junk, len);
	put_raw_tag(w, type, len, junk, len);
}

static void put_wrong_tag(struct writer *w, uint16_t type, const void *data, size_t len)
{
	static const uint16_t others[] = { END_OF_LIST,	 VENDOR,	0xffff,	 SERVICE_ERROR,
					   SYSTEM_ERROR, GENERIC_ERROR, SERVICE, AC_NAME,
					   HOST_UNIQ,	 COOKIE,	RELAY,	 MAX_PAYLOAD };

	switch (hostile_draw(7)) {
	case 0: /* none */
		return;
	case 1: /* twice */
		put_raw_tag(w, type, len, data, len);
		put_raw_tag(w, type, len, data, len);
		return;
	case 2: /* it claims another length */
		put_raw_tag(w, type, hostile_draw(2) ? hostile_draw(65536) : len + 1, data, len);
		return;
	case 3: /* cut */
		len -= len ? 1 + hostile_draw((uint32_t)len) : 0;
		put_raw_tag(w, type, len, data, len);
		return;
	case 4: /* something else, and perhaps the right one after it */
		put_junk_tag(w, type);
		break;
	default:
		put_junk_tag(w, others[hostile_draw(LENGTHS(others))]);
	}
	if (hostile_draw(2))
		put_raw_tag(w, type, len, data, len);
}

static void put_tag(struct writer *w, uint16_t type, const void *data, size_t len)
{
	if (goes_wrong())
		put_wrong_tag(w, type, data, len);
	else
		put_raw_tag(w, type, len, data, len);
}

static void put_filled_tag(struct writer *w, uint16_t type, size_t len)
{
	uint8_t value[FRAME_MAX];

	memset(value, ac.self.cookie, len);
	if (len || goes_wrong())
		put_tag(w, type, value, len);
}

static void put_tags(struct writer *w)
{
	const struct request *r = &ac.request;
	const uint8_t payload[] = { (uint8_t)(ac.self.payload >> 8), (uint8_t)ac.self.payload };

	put_tag(w, SERVICE, r->service, r->service_len);
	if (r->uniq_len || goes_wrong())
		put_tag(w, HOST_UNIQ, r->uniq, r->uniq_len);
	put_tag(w, AC_NAME, ac.self.name, strlen(ac.self.name));
	put_filled_tag(w, COOKIE, ac.self.cookie_len);
	put_filled_tag(w, RELAY, ac.self.relay_len);
	if (ac.self.payload && (r->wants_payload || goes_wrong()))
		put_tag(w, MAX_PAYLOAD, payload, sizeof(payload));
	if (goes_wrong())
		put_wrong_tag(w, GENERIC_ERROR, "no", 2);
}

static uint16_t draw_id(uint16_t right)
{
	static const uint16_t ids[] = { 0, 1, 0x7fff, 0xfffe, 0xffff };

	if (!goes_wrong())
		return right;
	return hostile_draw(2) ? ids[hostile_draw(LENGTHS(ids))] : (uint16_t)hostile_draw(16);
}

static void draw_source(uint8_t *mac)
{
	static const uint8_t none[][MAC] = { { 0 },
					     { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
					     { 1, 0, 0x5e, 0, 0, 1 } };

	memcpy(mac, ac.self.mac, MAC);
	if (!goes_wrong())
		return;
	if (hostile_draw(2))
		put_mac(mac, hostile_draw(ACS));
	else if (hostile_draw(4))
		memcpy(mac, none[hostile_draw(LENGTHS(none))], MAC);
	else
		memcpy(mac, ac.request.mac, MAC);
}

static void put_header(struct writer *w, uint16_t ethertype, uint8_t code, uint16_t id)
{
	uint8_t dst[MAC], src[MAC];

	memcpy(dst, ac.request.mac, MAC);
	if (goes_wrong() && hostile_draw(2))
		put_mac(dst, hostile_draw(ACS));
	draw_source(src);
	writer_put_bytes(w, dst, MAC);
	writer_put_bytes(w, src, MAC);
	writer_put_be16(w, ethertype);
	writer_put_u8(w, goes_wrong() && hostile_draw(2) ? (uint8_t)hostile_draw(256) : 0x11);
	writer_put_u8(w, goes_wrong() && hostile_draw(4) == 0 ? (uint8_t)hostile_draw(256) : code);
	writer_put_be16(w, id);
	writer_put_be16(w, 0);
}

/* The length that the header has, and that of the frame */
static void finish(struct frame *f, struct writer *w)
{
	uint16_t payload;

	if (w->overflow || w->used < HEADER)
		w->used = HEADER;
	payload = (uint16_t)(w->used - HEADER);
	if (goes_wrong())
		payload = (uint16_t)(hostile_draw(2) ? hostile_draw(65536)
						     : payload + hostile_draw(9) - 4U);
	w->overflow = false;
	writer_set_be16(w, HEADER - 2, payload);
	f->len = w->used;
	if (goes_wrong() && hostile_draw(2))
		f->len = 14 + hostile_draw((uint32_t)f->len - 13);
	for (; f->len < 60 && !goes_wrong(); f->len++)
		f->bytes[f->len] = 0; /* Ethernet's padding */
}

static void answer(uint8_t code, uint16_t id)
{
	struct frame f;
	struct writer w = { .data = f.bytes, .size = sizeof(f.bytes) };

	if (ac.fickle)
		ac.self = draw_persona();
	put_header(&w, 0x8863, code, draw_id(id));
	put_tags(&w);
	finish(&f, &w);
	send_frame(&f);
}

static uint16_t new_id(void)
{
	ac.next_id = (uint16_t)(ac.next_id % 0x1000 + 1);
	return ac.next_id;
}

/* Nothing, or what was not asked for */
static bool answers_wrongly(void)
{
	static const uint8_t codes[] = { PADI, PADO, PADR, PADS, PADT };

	if (!goes_wrong() || hostile_draw(4))
		return false;
	for (uint32_t n = hostile_draw(3); n; n--)
		answer(codes[hostile_draw(LENGTHS(codes))], (uint16_t)hostile_draw(16));
	return true;
}

static uint16_t number(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void keep_tag(uint8_t *ret, size_t *ret_len, size_t size, const uint8_t *data, size_t len)
{
	*ret_len = len < size ? len : size;
	memcpy(ret, data, *ret_len);
}

static void learn(const uint8_t *frame, size_t len)
{
	struct request *r = &ac.request;

	*r = (struct request){ .uniq_len = 0 };
	memcpy(r->mac, frame + MAC, MAC);
	for (size_t at = HEADER; at + 4 <= len;) {
		const uint8_t *const value = frame + at + 4;
		const size_t size = number(frame + at + 2);

		switch (number(frame + at)) {
		case SERVICE:
			keep_tag(r->service, &r->service_len, sizeof(r->service), value, size);
			break;
		case HOST_UNIQ:
			keep_tag(r->uniq, &r->uniq_len, sizeof(r->uniq), value, size);
			break;
		case MAX_PAYLOAD:
			r->wants_payload = true;
			break;
		}
		at += 4 + size;
	}
}

/* A frame that conduct_judge() has found whole */
static void hear(const uint8_t *frame, size_t len)
{
	const uint8_t code = frame[15];

	if (code == PADT)
		return;
	learn(frame, len);
	if (answers_wrongly())
		return;
	if (code == PADI)
		answer(PADO, 0);
	else if (code == PADR)
		answer(PADS, new_id());
}

/* In the session */
static void note_session(const uint8_t mac[6], uint16_t id)
{
	memcpy(ac.live, mac, MAC);
	ac.live_id = id;
}

static void put_session_header(struct writer *w)
{
	const bool wrong = goes_wrong();

	put_header(w, 0x8864, 0, wrong ? (uint16_t)hostile_draw(16) : ac.live_id);
	if (!wrong)
		memcpy(w->data + MAC, ac.live, MAC);
}

static void send_packet(uint16_t protocol, uint8_t code, uint8_t id, const void *data, size_t len)
{
	struct frame f;
	struct writer w = { .data = f.bytes, .size = sizeof(f.bytes) };
	uint16_t claimed = (uint16_t)(4 + len);

	put_session_header(&w);
	writer_put_be16(&w, protocol);
	writer_put_u8(&w, code);
	writer_put_u8(&w, goes_wrong() ? (uint8_t)hostile_draw(256) : id);
	if (goes_wrong())
		claimed = (uint16_t)(hostile_draw(2) ? hostile_draw(65536) : claimed + 1U);
	writer_put_be16(&w, claimed);
	writer_put_bytes(&w, data, len);
	finish(&f, &w);
	send_frame(&f);
}

/* Its own Magic-Number, or ours, or another one; all of the data, or a piece */
static void answer_echo(const uint8_t *packet, size_t len)
{
	uint8_t data[FRAME_MAX];
	struct writer w = { .data = data, .size = sizeof(data) };
	size_t left = len - 8;

	writer_put_bytes(&w, packet + 8, left < sizeof(data) ? left : sizeof(data));
	if (left >= 4 && !goes_wrong()) {
		w.used = 0;
		writer_put_be32(&w, ac.self.magic);
	}
	if (goes_wrong() && left)
		left = hostile_draw((uint32_t)left);
	send_packet(0xc021, ECHOREP, packet[5], data, left);
}

static void hear_lcp(const uint8_t *packet, size_t len)
{
	if (len < 8 || len > 4096 || ac.silent)
		return;
	if (packet[4] == ECHOREQ && len < FRAME_MAX - 64)
		answer_echo(packet, len);
	else if (packet[4] == TERMREQ)
		send_packet(0xc021, TERMACK, packet[5], NULL, 0);
}

static void send_request(void)
{
	uint8_t options[10] = { 1, 4 };
	struct writer w = { .data = options, .size = sizeof(options), .used = 2 };

	writer_put_be16(&w, draw_mru());
	writer_put_be16(&w, 0x0506); /* Magic-Number */
	writer_put_be32(&w, hostile_draw(4));
	send_packet(0xc021, CONFREQ, (uint8_t)hostile_draw(256), options, sizeof(options));
}

static void send_any_packet(void)
{
	static const uint16_t protocols[] = { 0xc021, 0xc021, 0xc021, 0x8021, 0x8057,
					      0xc223, 0x80fd, 0x0021, 0x4021, 0x00ff };
	uint8_t data[64];
	const size_t len = hostile_draw(sizeof(data));

	fill(data, len);
	send_packet(protocols[hostile_draw(LENGTHS(protocols))], (uint8_t)hostile_draw(14),
		    (uint8_t)hostile_draw(256), data, len);
}

/* What it does by itself */
static void send_again(void)
{
	const unsigned int known = ac.remembered_count < REMEMBERED ? ac.remembered_count
								    : REMEMBERED;

	if (known)
		send_at(&ac.remembered[hostile_draw(known)], world_ms);
}

static void send_padt(void)
{
	const struct persona self = ac.self;
	const bool live = hostile_draw(2);

	if (live)
		memcpy(ac.self.mac, ac.live, MAC);
	answer(PADT, live ? ac.live_id : (uint16_t)hostile_draw(16));
	ac.self = self;
}

static void change_peer(void)
{
	static const char *const words[] = { "no-restart", "restarts", "ends-at-restart", "stays" };

	pppd_event(words[hostile_draw(LENGTHS(words))], NULL);
}

static void follow_whim(void)
{
	switch (hostile_draw(12)) {
	case 0:
		send_again();
		break;
	case 1:
		answer(PADO, 0);
		break;
	case 2:
		answer(PADS, new_id());
		break;
	case 3:
		send_padt();
		break;
	case 4:
	case 5:
		send_request();
		break;
	case 6:
		send_packet(0xc021, (uint8_t)(TERMREQ + hostile_draw(2)),
			    (uint8_t)hostile_draw(256), NULL, 0);
		break;
	case 7:
		send_packet(0xc021, ECHOREP, (uint8_t)hostile_draw(256), &ac.self.magic,
			    hostile_draw(5));
		break;
	case 8:
		change_peer();
		break;
	case 9:
		ac.silent = !ac.silent;
		break;
	case 10:
		if (hostile_draw(4) == 0 && ac.cable)
			kernel_event("cable", hostile_draw(2) ? "in" : "out");
		break;
	default:
		send_any_packet();
	}
}

void hostile_hang_up(void)
{
	const uint8_t padt[HEADER - SOURCE_END] = {
		0x88, 0x63, 0x11, PADT, (uint8_t)(ac.live_id >> 8), (uint8_t)ac.live_id
	};
	struct frame f = { .len = HEADER };

	memcpy(f.bytes, ac.request.mac, MAC);
	memcpy(f.bytes + MAC, ac.live, MAC);
	memcpy(f.bytes + SOURCE_END, padt, sizeof(padt));
	send_at(&f, world_ms);
}

/* As the kernel takes what is for its session: pppoe_disc_rcv(), pppoe_rcv(), ppp_input() */
static bool is_live(const struct frame *f)
{
	return kernel_session && kernel_cable && !memcmp(f->bytes, ac.request.mac, MAC) &&
	       !memcmp(f->bytes + MAC, ac.live, MAC) && number(f->bytes + 16) == ac.live_id;
}

static void take_packet(const struct frame *f)
{
	const size_t len = number(f->bytes + 18);
	uint8_t packet[FRAME_MAX + 2] = { 0xff, 0x03 };

	if (f->bytes[14] != 0x11 || f->bytes[15] || len < 2 || HEADER + len > f->len)
		return;
	memcpy(packet + 2, f->bytes + HEADER, len);
	if (packet[2] & 0x80)
		pppd_packet(packet, len + 2);
	else
		kernel_bytes_in += (uint32_t)len;
}

static void deliver(const struct frame *f)
{
	const bool whole = f->len >= HEADER;

	conduct_note_sent(f->bytes, f->len);
	kernel_put_frame(f->bytes, f->len);
	if (!whole || !is_live(f))
		return;
	if (f->bytes[13] == 0x64)
		take_packet(f);
	else if (f->bytes[15] == PADT)
		kernel_event("hangup", NULL);
}

uint64_t hostile_deadline_ms(void)
{
	const uint64_t frame_ms = ac.pending_count ? ac.pending[ac.first].at_ms : NEVER;

	return frame_ms < ac.whim_ms ? frame_ms : ac.whim_ms;
}

void hostile_act(void)
{
	struct frame f;

	ac.deeds++;
	if (ac.pending_count && ac.pending[ac.first].at_ms <= ac.whim_ms) {
		f = ac.pending[ac.first];
		forget_first();
		deliver(&f);
	} else {
		follow_whim();
		set_whim();
	}
}

unsigned int hostile_deeds(void)
{
	return ac.deeds;
}

const struct world_ac hostile_ac = { hear, hear_lcp, note_session };

// SPDX-License-Identifier: GPL-2.0-or-later
#include "server.h"

#include <string.h>

#include "cursor.h"
#include "mtu.h"

#define SAME_PADR_MS 10000 /* so long the same PADR means that our PADS got lost */

static const uint8_t broadcast[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

void server_init(struct server *s, const struct discovery_options *options, const char *name,
		 const uint8_t mac[static ETH_ALEN])
{
	s->options = options;
	s->name = name;
	s->tx_len = 0;
	s->session_id = 0;
	memcpy(s->mac, mac, ETH_ALEN);
}

static struct packet_tag text_tag(const char *text)
{
	return (struct packet_tag){ (const uint8_t *)text, (uint16_t)strlen(text) };
}

/* What the client wants back. */
static struct packet answer(const struct server *s, const struct packet *request, uint8_t code)
{
	struct packet p = {
		.code = code,
		.service_name = request->service_name,
		.host_uniq = request->host_uniq,
		.relay_session_id = request->relay_session_id,
	};

	memcpy(p.dst, request->src, ETH_ALEN);
	memcpy(p.src, s->mac, ETH_ALEN);
	if (!p.service_name.data) /* some clients leave it out, and some of them want it */
		p.service_name = text_tag("");
	return p;
}

static bool queue(struct server *s, const struct packet *p)
{
	const int len = packet_build(p, s->tx, sizeof(s->tx));

	s->tx_len = len < 0 ? 0 : (size_t)len;
	return len >= 0;
}

static bool is_capped(const struct server *s, const uint8_t *client)
{
	const struct discovery_options *o = s->options;

	for (unsigned int i = 0; i < o->capped_count; i++)
		if (!memcmp(o->capped_acs[i], client, ETH_ALEN))
			return true;
	return false;
}

/* RFC 4638 4: no more than the client asks for; 0: no more than 1492, and no TAG. */
static uint16_t payload_for(const struct server *s, const struct packet *request)
{
	const uint16_t most = s->options->max_payload;
	uint16_t asked;

	if (!packet_tag_get_be16(&request->ppp_max_payload, &asked) || asked <= MTU_PPPOE_MAX ||
	    most <= MTU_PPPOE_MAX || is_capped(s, request->src))
		return 0;
	return asked < most ? asked : most;
}

static bool queue_with_payload(struct server *s, struct packet p, uint16_t payload)
{
	uint8_t value[2];
	struct writer w = { .data = value, .size = sizeof(value) };

	writer_put_be16(&w, payload);
	if (payload)
		p.ppp_max_payload = (struct packet_tag){ value, sizeof(value) };
	return queue(s, &p);
}

static enum server_verdict offer(struct server *s, const struct packet *padi, uint64_t now_ms)
{
	struct packet p = answer(s, padi, PACKET_PADO);
	uint8_t cookie[COOKIE_SIZE];

	cookie_make(cookie, s->key, padi->src, now_ms);
	p.ac_name = text_tag(s->name);
	p.ac_cookie = (struct packet_tag){ cookie, sizeof(cookie) };
	p.more_services = s->options->service_name;
	return queue_with_payload(s, p, payload_for(s, padi)) ? SERVER_ANSWERED : SERVER_TOO_LONG;
}

/* RFC 2516 5.2: no answer to a PADI of a service that we do not have; 5.4: a PADS says so. */
static enum server_verdict refuse_service(struct server *s, const struct packet *padr)
{
	struct packet p = answer(s, padr, PACKET_PADS);

	p.service_name_error = text_tag("No such service");
	return queue(s, &p) ? SERVER_ANSWERED : SERVER_TOO_LONG;
}

static bool is_repeated(const struct server *s, const uint8_t *frame, size_t len, uint64_t now_ms)
{
	return s->session_id && len == s->padr_len && !memcmp(frame, s->padr_frame, len) &&
	       now_ms < s->padr_ms + SAME_PADR_MS;
}

static enum server_verdict accept_padr(struct server *s, const uint8_t *frame, size_t len,
				       uint64_t now_ms)
{
	if (is_repeated(s, frame, len, now_ms)) {
		server_grant(s, s->session_id);
		return SERVER_ANSWERED;
	}
	if (len > sizeof(s->padr_frame))
		return SERVER_TOO_LONG;
	memcpy(s->padr_frame, frame, len);
	s->padr_len = len;
	s->padr_ms = now_ms;
	s->session_id = 0;
	packet_parse(&s->padr, s->padr_frame, len);
	return SERVER_ACCEPTED;
}

static bool serves(const struct server *s, const struct packet *request)
{
	return !request->service_name.len ||
	       choice_wants_name(s->options->service_name, &request->service_name);
}

static enum server_verdict judge(const struct server *s, const struct packet *p)
{
	const bool to_all = p->code == PACKET_PADI && !memcmp(p->dst, broadcast, ETH_ALEN);

	if ((p->code != PACKET_PADI && p->code != PACKET_PADR) || p->session_id)
		return SERVER_UNEXPECTED;
	if ((!to_all && memcmp(p->dst, s->mac, ETH_ALEN) != 0) || !packet_is_station(p->src))
		return SERVER_NOT_OURS;
	return choice_wants_mac(&s->options->ac_macs, p->src) ? SERVER_ACCEPTED : SERVER_UNWANTED;
}

enum server_verdict server_input(struct server *s, const uint8_t *frame, size_t len,
				 uint64_t now_ms)
{
	enum server_verdict verdict;
	struct packet p;

	s->tx_len = 0;
	if (packet_parse(&p, frame, len) < 0)
		return SERVER_MALFORMED;
	verdict = judge(s, &p);
	if (verdict != SERVER_ACCEPTED)
		return verdict;
	if (p.code == PACKET_PADI)
		return serves(s, &p) ? offer(s, &p, now_ms) : SERVER_WRONG_SERVICE;
	if (!cookie_check(&p.ac_cookie, s->key, p.src, now_ms))
		return SERVER_BAD_COOKIE;
	return serves(s, &p) ? accept_padr(s, frame, len, now_ms) : refuse_service(s, &p);
}

void server_grant(struct server *s, uint16_t id)
{
	struct packet p = answer(s, &s->padr, PACKET_PADS);

	p.session_id = s->session_id = id;
	s->max_payload = payload_for(s, &s->padr);
	queue_with_payload(s, p, s->max_payload);
}

void server_refuse(struct server *s)
{
	struct packet p = answer(s, &s->padr, PACKET_PADS);

	p.ac_system_error = text_tag("No session now");
	s->session_id = 0;
	queue(s, &p);
}

const char *server_verdict_text(enum server_verdict verdict)
{
	static const char *const text[] = {
		[SERVER_ANSWERED] = "answered",
		[SERVER_ACCEPTED] = "accepted",
		[SERVER_MALFORMED] = "malformed frame",
		[SERVER_UNEXPECTED] = "neither PADI nor PADR",
		[SERVER_NOT_OURS] = "not addressed to us by a client",
		[SERVER_UNWANTED] = "from a client that pppoe-mac does not want",
		[SERVER_WRONG_SERVICE] = "asks for a service that is not here",
		[SERVER_BAD_COOKIE] = "not our cookie",
		[SERVER_TOO_LONG] = "leaves no room for an answer",
	};

	return text[verdict];
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "answer.h"

#include <string.h>

#include "log.h"

uint16_t answer_asked_payload(const struct packet *request)
{
	uint16_t payload = 0;

	packet_tag_get_be16(&request->ppp_max_payload, &payload);
	return payload;
}

uint16_t answer_payload(const struct options *opt, const struct packet *request)
{
	const uint16_t asked = answer_asked_payload(request);

	if (opt->payload_pado_only && request->code == PACKET_PADR)
		return 0;
	if (opt->fixed_payload)
		return (uint16_t)opt->fixed_payload;
	return asked < opt->max_payload ? asked : (uint16_t)opt->max_payload;
}

static struct packet_tag text_tag(const char *text)
{
	return (struct packet_tag){ .data = (const uint8_t *)text, .len = (uint16_t)strlen(text) };
}

struct frame answer_build(const struct options *opt, const struct wire *w,
			  const struct packet *request, uint16_t sid, const char *error)
{
	const bool is_pado = request->code == PACKET_PADI;
	const uint16_t payload = error ? 0 : answer_payload(opt, request);
	const uint8_t value[] = { (uint8_t)(payload >> 8), (uint8_t)payload };
	struct packet p = {
		.code = is_pado ? PACKET_PADO : PACKET_PADS,
		.session_id = sid,
		.service_name = request->service_name,
		.host_uniq = request->host_uniq,
		.relay_session_id = request->relay_session_id,
	};

	memcpy(p.dst, request->src, ETH_ALEN);
	if (is_pado)
		p.ac_name = text_tag(opt->ac_name);
	if (payload)
		p.ppp_max_payload = (struct packet_tag){ .data = value, .len = sizeof(value) };
	if (error)
		p.ac_system_error = text_tag(error);
	if (opt->verbose)
		log_say("%s to %s, payload %u\n", is_pado ? "PADO" : "PADS", LOG_MAC(p.dst),
			payload);
	return wire_frame(w, &p);
}

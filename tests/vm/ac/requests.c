// SPDX-License-Identifier: GPL-2.0-or-later
#include "requests.h"

#include <sys/socket.h>

#include "answer.h"
#include "log.h"

static void hang_up(const struct requests *r, struct session *s)
{
	session_send_padt(r->sessions, s);
	session_end(s, "replaced");
}

static void on_padi(struct requests *r, const struct packet *padi)
{
	struct session *const old = session_of(r->sessions, padi->src);
	struct frame pado;

	if (old && r->opt->one_session == ONE_SESSION_PADI)
		hang_up(r, old);
	if (r->opt->silent_on_payload && answer_asked_payload(padi))
		return;
	if (r->opt->one_session == ONE_SESSION_SILENT && old)
		return;
	pado = answer_build(r->opt, r->wire, padi, 0, NULL);
	wire_send_later(r->wire, &pado, r->opt->pado_delay_ms);
}

static void refuse(const struct requests *r, const struct packet *padr, const char *why)
{
	const struct frame pads = answer_build(r->opt, r->wire, padr, 0, why);

	wire_send(r->wire, pads.data, pads.len);
	log_say("refused %s: %s\n", LOG_MAC(padr->src), why);
}

static void on_padr(struct requests *r, const struct packet *padr)
{
	struct session *old = session_of(r->sessions, padr->src);

	if (r->denied < r->opt->deny_count) {
		r->denied++;
		refuse(r, padr, "denied");
		return;
	}
	if (old && old->pads.len) /* a repetition: the PADS is on its way */
		return;
	if (old && r->opt->one_session == ONE_SESSION_SILENT)
		return;
	if (old && r->opt->one_session == ONE_SESSION_REFUSE) {
		refuse(r, padr, "only one session for each client");
		return;
	}
	if (old && r->opt->one_session == ONE_SESSION_REPLACE)
		hang_up(r, old);
	session_start(r->sessions, padr);
}

static void on_padt(struct requests *r, const struct packet *padt)
{
	struct session *s = session_find(r->sessions, padt->session_id, padt->src);

	if (s)
		session_end(s, "PADT");
}

void requests_receive(struct requests *r)
{
	static const struct {
		uint8_t code;
		const char *name;
		void (*handle)(struct requests *r, const struct packet *p);
	} requests[] = {
		{ PACKET_PADI, "PADI", on_padi },
		{ PACKET_PADR, "PADR", on_padr },
		{ PACKET_PADT, "PADT", on_padt },
	};
	uint8_t data[PACKET_FRAME_MAX];
	const ssize_t len = recv(r->wire->discovery, data, sizeof(data), 0);
	struct packet p;

	if (len < 0 || packet_parse(&p, data, (size_t)len))
		return;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].code == p.code) {
			log_say("%s from %s\n", requests[i].name, LOG_MAC(p.src));
			requests[i].handle(r, &p);
		}
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "sessions.h"

#include <string.h>
#include <sys/wait.h>

#include "answer.h"
#include "log.h"
#include "sys/clock.h"

#define PAYLOAD_DEFAULT 1492 /* bytes: what fits without PPP-Max-Payload (RFC 2516 7) */
#define WARM_AFTER_MS 2000 /* when the last session is up */

void sessions_init(struct sessions *ret, const struct options *opt, const struct wire *w,
		   const sigset_t *pppd_mask)
{
	*ret = (struct sessions){
		.opt = opt,
		.wire = w,
		.pppd_mask = pppd_mask,
		.next_sid = opt->first_sid,
		.warm_due_ms = packet_is_station(opt->warm) ? 0 : UINT64_MAX,
	};
}

/* ---------------------------------------------------------------- slots */

/* A free one for 0; NULL if there is none. */
static struct session *slot_of(struct sessions *all, uint16_t sid)
{
	for (size_t i = 0; i < SESSIONS; i++)
		if (all->slots[i].sid == sid)
			return &all->slots[i];
	return NULL;
}

static bool is_known_to(const struct session *s, const uint8_t mac[static ETH_ALEN])
{
	return s->sid && !s->pppd.go && !s->end && !memcmp(s->mac, mac, ETH_ALEN);
}

struct session *session_of(struct sessions *all, const uint8_t mac[static ETH_ALEN])
{
	for (size_t i = 0; i < SESSIONS; i++)
		if (is_known_to(&all->slots[i], mac))
			return &all->slots[i];
	return NULL;
}

struct session *session_find(struct sessions *all, uint16_t sid, const uint8_t mac[static ETH_ALEN])
{
	struct session *s = slot_of(all, sid);

	return s && is_known_to(s, mac) ? s : NULL;
}

/* The session that the client's next PADR gets, if one is ready. */
static struct session *ready_for(struct sessions *all, const uint8_t mac[static ETH_ALEN])
{
	for (size_t i = 0; i < SESSIONS; i++) {
		struct session *s = &all->slots[i];

		if (s->pppd.go && !memcmp(s->mac, mac, ETH_ALEN))
			return s;
	}
	return NULL;
}

static uint16_t unused_sid(struct sessions *all)
{
	uint32_t sid = all->opt->sid_reuse ? all->opt->first_sid : all->next_sid;

	while (sid < UINT16_MAX && slot_of(all, (uint16_t)sid))
		sid++;
	if (sid >= UINT16_MAX)
		log_die("no session id is left");
	all->next_sid = sid + 1;
	return (uint16_t)sid;
}

/* ---------------------------------------------------------------- start */

static struct session *prepare(struct sessions *all, const uint8_t mac[static ETH_ALEN])
{
	struct session *s = slot_of(all, 0);

	if (!s) {
		log_say("no session is free\n");
		return NULL;
	}
	*s = (struct session){ .sid = unused_sid(all) };
	memcpy(s->mac, mac, ETH_ALEN);
	pppd_start(&s->pppd, all->opt, all->pppd_mask, s->sid, mac);
	return s;
}

int sessions_keep_warm(struct sessions *all)
{
	const uint64_t now = clock_now_ms();

	if (all->warm_due_ms == UINT64_MAX)
		return -1;
	if (all->warm_due_ms > now)
		return (int)(all->warm_due_ms - now);
	all->warm_due_ms = UINT64_MAX;
	prepare(all, all->opt->warm);
	return -1;
}

static void send_pads(const struct sessions *all, struct session *s)
{
	for (int i = 0; i <= all->opt->pads_twice; i++)
		wire_send(all->wire, s->pads.data, s->pads.len);
	s->pads.len = 0;
}

bool session_send_pads(struct sessions *all, uint16_t sid)
{
	struct session *s = slot_of(all, sid);

	if (!s || !s->pads.len)
		return false;
	send_pads(all, s);
	return true;
}

void session_start(struct sessions *all, const struct packet *padr)
{
	const uint16_t payload = answer_payload(all->opt, padr);
	struct session *s = ready_for(all, padr->src);

	if (!s)
		s = prepare(all, padr->src);
	if (!s)
		return;
	s->pads = answer_build(all->opt, all->wire, padr, s->sid, NULL);
	if (!all->opt->lcp_first)
		send_pads(all, s);
	pppd_go(&s->pppd, payload ? payload : PAYLOAD_DEFAULT);
	log_say("session %u with %s created\n", s->sid, LOG_MAC(s->mac));
	if (!memcmp(s->mac, all->opt->warm, ETH_ALEN))
		all->warm_due_ms = clock_now_ms() + WARM_AFTER_MS;
}

/* ------------------------------------------------------------------ end */

void session_send_padt(const struct sessions *all, const struct session *s)
{
	struct packet p = { .code = PACKET_PADT, .session_id = s->sid };
	struct frame f;

	if (all->opt->no_padt || s->pppd.go)
		return;
	memcpy(p.dst, s->mac, ETH_ALEN);
	f = wire_frame(all->wire, &p);
	wire_send(all->wire, f.data, f.len);
}

void session_end(struct session *s, const char *why)
{
	s->end = why;
	kill(s->pppd.pid, SIGTERM);
}

static void session_close(struct session *s)
{
	log_say("session %u closed: %s\n", s->sid, s->end);
	pppd_close(&s->pppd);
	*s = (struct session){ 0 };
}

void sessions_reap(struct sessions *all)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < SESSIONS; i++) {
			struct session *s = &all->slots[i];

			if (!s->sid || s->pppd.pid != pid)
				continue;
			if (!s->end) {
				s->end = "pppd ended";
				session_send_padt(all, s);
			}
			session_close(s);
		}
}

void sessions_close(struct sessions *all)
{
	for (size_t i = 0; i < SESSIONS; i++) {
		struct session *s = &all->slots[i];

		if (!s->sid)
			continue;
		session_send_padt(all, s);
		kill(s->pppd.pid, SIGKILL);
		waitpid(s->pppd.pid, NULL, 0);
		s->end = "terminated";
		session_close(s);
	}
}

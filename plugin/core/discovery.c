// SPDX-License-Identifier: GPL-2.0-or-later
#include "discovery.h"

#include <errno.h>
#include <string.h>

#include "cursor.h"
#include "mtu.h"

#define PADR_ATTEMPTS 3
#define AVOID_WAIT_MS 250 /* for the PADO of another AC */
#define TAG_WAIT_MS 250 /* for a PADO that has PPP-Max-Payload */
#define TAG_WAIT_MOST_MS 2000 /* where the one without has taken long */
#define SESSION_ID_INVALID 0xffff /* RFC 2516 section 4: must not be used */

/*
 * Many an AC counts the requests of each client, and after some ten in a minute has no
 * ear for it for minutes. Who refuses has heard us: nothing is gained by asking more often.
 */
static const struct backoff refusal_retry = { .first_ms = 1000, .most_ms = 16000, .jitter = 20 };

static const uint8_t broadcast[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

static struct packet_tag tag_of(const void *data, size_t len)
{
	return (struct packet_tag){ .data = data, .len = (uint16_t)len };
}

static struct packet request(const struct discovery *d, enum packet_code code, const uint8_t *dst)
{
	const struct discovery_options *o = d->options;
	struct packet p = { .code = (uint8_t)code };

	memcpy(p.dst, dst, ETH_ALEN);
	memcpy(p.src, d->mac, ETH_ALEN);
	p.host_uniq = tag_of(o->host_uniq, o->host_uniq_len);
	return p;
}

static struct packet request_service(const struct discovery *d, enum packet_code code,
				     const uint8_t *dst)
{
	struct packet p = request(d, code, dst);

	if (!d->options->no_service_name)
		p.service_name = tag_of(d->options->service_name, strlen(d->options->service_name));
	return p;
}

static int queue(struct discovery *d, const struct packet *p)
{
	const int len = packet_build(p, d->tx, sizeof(d->tx));

	d->tx_len = len < 0 ? 0 : (size_t)len;
	return len < 0 ? len : 0;
}

static int queue_tagged(struct discovery *d, struct packet p)
{
	uint8_t value[2];
	struct writer w = { .data = value, .size = sizeof(value) };

	writer_put_be16(&w, d->options->max_payload);
	p.ppp_max_payload = tag_of(value, sizeof(value));
	return queue(d, &p);
}

/* What a frame's PPP-Max-Payload grants beyond RFC 2516; 0: nothing (RFC 4638 5.1). */
static uint16_t granted_by(const struct packet *p)
{
	uint16_t payload;

	if (!packet_tag_get_be16(&p->ppp_max_payload, &payload) || payload <= MTU_PPPOE_MAX)
		return 0;
	return payload;
}

static uint16_t lower(uint16_t a, uint16_t b)
{
	return a < b ? a : b;
}

/* What to want from the AC at `mac`: not what is known not to arrive. */
static uint16_t wanted_from(const struct discovery *d, const uint8_t *mac)
{
	const struct discovery_options *o = d->options;

	for (unsigned int i = 0; i < o->capped_count; i++)
		if (!memcmp(o->capped_acs[i], mac, ETH_ALEN))
			return 0;
	return o->max_payload;
}

static int queue_padi(struct discovery *d, bool tagged)
{
	const struct packet p = request_service(d, PACKET_PADI, broadcast);

	d->padi_tagged = tagged;
	return tagged ? queue_tagged(d, p) : queue(d, &p);
}

/*
 * RFC 4638 4 has the TAG in PADI and PADR of a host that wants more than 1492.
 * An AC that does not offer it leaves nothing to want, and with the TAG it could
 * still take a payload for agreed that we will not use.
 */
static int queue_padr(struct discovery *d, const struct packet *offer)
{
	struct packet p = request_service(d, PACKET_PADR, offer->src);

	p.ac_cookie = offer->ac_cookie;
	p.relay_session_id = offer->relay_session_id;
	return wanted_from(d, offer->src) && granted_by(offer) ? queue_tagged(d, p) : queue(d, &p);
}

/*
 * The first two have the TAG, and of the rest every second one. Once an AC has
 * answered a PADI with it, there is no need for one without.
 */
static bool next_padi_tagged(const struct discovery *d)
{
	const bool answered = d->offer.ac_name.data && !d->tag_ignored;

	return d->options->max_payload && (answered || !d->padi_tries || d->padi_tries % 2 == 1);
}

static int send_padi(struct discovery *d, uint64_t now_ms, uint32_t entropy)
{
	const bool tagged = next_padi_tagged(d);

	d->state = DISCOVERY_PADI_SENT;
	d->padi_tries++;
	d->padi_ms = now_ms;
	d->padr_tries = 0;
	d->deadline_ms = now_ms + backoff_delay_ms(&d->options->retry, d->padi_tries, entropy);
	return queue_padi(d, tagged);
}

static void send_padr(struct discovery *d, uint64_t now_ms, uint32_t entropy)
{
	d->state = DISCOVERY_PADR_SENT;
	d->padr_tries++;
	d->deadline_ms = now_ms + backoff_delay_ms(&d->options->padr_retry, d->padr_tries, entropy);
	queue_padr(d, &d->offer);
}

void discovery_take_padi(struct discovery *d, bool tagged, uint64_t sent_ms)
{
	d->padi_tagged = tagged;
	d->padi_ms = sent_ms;
}

/* Many an AC delays its PADOs: the next has twice as long as this one has taken. */
static uint64_t tag_wait_ms(uint64_t taken_ms)
{
	if (taken_ms > TAG_WAIT_MOST_MS / 2)
		return TAG_WAIT_MOST_MS;
	return taken_ms > TAG_WAIT_MS / 2 ? taken_ms * 2 : TAG_WAIT_MS;
}

/* The PADI is one more than padi_attempts allows for: the AC is there. */
static void keep_offer(struct discovery *d, uint64_t now_ms)
{
	d->state = DISCOVERY_OFFER_KEPT;
	d->deadline_ms = now_ms + tag_wait_ms(now_ms - d->padi_ms);
	queue_padi(d, true);
}

void discovery_pause(struct discovery *d)
{
	d->state = DISCOVERY_IDLE;
	d->deadline_ms = UINT64_MAX;
	d->tx_len = 0;
}

/* Of the offer only what a PADT needs is left: another AC may be there. */
int discovery_resume(struct discovery *d, uint64_t now_ms, uint32_t entropy)
{
	d->padi_tries = d->refusals = 0;
	d->tag_ignored = false;
	d->offer.ac_name.data = NULL;
	return send_padi(d, now_ms, entropy);
}

void discovery_init(struct discovery *d, const struct discovery_options *options,
		    const uint8_t mac[static ETH_ALEN])
{
	*d = (struct discovery){ .options = options };
	memcpy(d->mac, mac, ETH_ALEN);
}

int discovery_start(struct discovery *d, const struct discovery_options *options,
		    const uint8_t mac[static ETH_ALEN], uint64_t now_ms, uint32_t entropy)
{
	discovery_init(d, options, mac);
	return send_padi(d, now_ms, entropy);
}

void discovery_attach(struct discovery *d, const struct discovery_options *options,
		      const uint8_t mac[static ETH_ALEN], const uint8_t ac[static ETH_ALEN],
		      uint16_t id)
{
	*d = (struct discovery){
		.options = options,
		.state = DISCOVERY_SESSION,
		.session_id = id,
	};
	memcpy(d->mac, mac, ETH_ALEN);
	memcpy(d->offer.src, ac, ETH_ALEN);
}

static bool has_error(const struct packet *p)
{
	return p->service_name_error.data || p->ac_system_error.data || p->generic_error.data;
}

static enum discovery_verdict judge_addresses(const struct discovery *d, const struct packet *p)
{
	const struct discovery_options *o = d->options;

	if (memcmp(p->dst, d->mac, ETH_ALEN) != 0 || !packet_is_station(p->src))
		return DISCOVERY_NOT_OURS;
	if (o->host_uniq_len && !packet_tag_equal(&p->host_uniq, o->host_uniq, o->host_uniq_len))
		return DISCOVERY_BAD_HOST_UNIQ;
	if (!choice_wants_mac(&o->ac_macs, p->src))
		return DISCOVERY_WRONG_AC_MAC;
	return DISCOVERY_ACCEPTED;
}

static enum discovery_verdict judge_pado(const struct discovery *d, const struct packet *p)
{
	const struct discovery_options *o = d->options;

	if (has_error(p))
		return DISCOVERY_ERROR_TAG;
	if (!p->ac_name.data)
		return DISCOVERY_NO_AC_NAME;
	if (!choice_wants_name(o->ac_names, &p->ac_name))
		return DISCOVERY_WRONG_AC_NAME;
	if (!p->service_name.data && !o->no_service_name)
		return DISCOVERY_NO_SERVICE_NAME;
	if (o->service_name[0] && !packet_offers_service(p, o->service_name))
		return DISCOVERY_WRONG_SERVICE;
	return DISCOVERY_ACCEPTED;
}

static bool is_avoided(const struct discovery *d, const uint8_t *ac, uint64_t now_ms)
{
	return d->avoid && avoid_has(d->avoid, ac, now_ms);
}

/* Is it better than the one that is kept? That has no TAG, but its AC may be one that works. */
static bool replaces_kept(const struct discovery *d, const struct packet *p, uint64_t now_ms)
{
	return granted_by(p) &&
	       (!is_avoided(d, p->src, now_ms) || is_avoided(d, d->offer.src, now_ms));
}

/* The PADO was parsed from `frame`; the value kept must point into our own copy. */
static enum discovery_verdict take_offer(struct discovery *d, const struct packet *p,
					 const uint8_t *frame, size_t len, uint64_t now_ms,
					 uint32_t entropy)
{
	const bool keep = wanted_from(d, p->src) && !d->padi_tagged && !granted_by(p);

	if (d->state == DISCOVERY_OFFER_KEPT && !replaces_kept(d, p, now_ms))
		return DISCOVERY_UNEXPECTED;
	if (len > sizeof(d->offer_frame) || queue_padr(d, p) < 0)
		return DISCOVERY_TOO_LONG;
	memcpy(d->offer_frame, frame, len);
	packet_parse(&d->offer, d->offer_frame, len);
	d->tag_ignored = false;
	if (keep)
		keep_offer(d, now_ms);
	else
		send_padr(d, now_ms, entropy);
	return DISCOVERY_ACCEPTED;
}

static void begin_contest(struct discovery *d, bool avoided, uint64_t now_ms)
{
	const uint32_t best_ms = d->options->best_ms;
	const bool wait = avoided && best_ms < AVOID_WAIT_MS;

	contest_begin(&d->contest, d->padi_ms, wait ? AVOID_WAIT_MS : best_ms,
		      best_ms ? CONTEST_PADIS - 1 : 0);
	d->state = DISCOVERY_CHOOSING;
	d->deadline_ms = now_ms + contest_pause_ms(&d->contest);
}

/* One that cannot be taken takes no part. */
static enum discovery_verdict compare_offer(struct discovery *d, const struct packet *p,
					    const uint8_t *frame, size_t len, uint64_t now_ms)
{
	const bool avoided = is_avoided(d, p->src, now_ms);
	const int err = len > sizeof(d->offer_frame) ? -EMSGSIZE : queue_padr(d, p);

	d->tx_len = 0;
	if (err < 0)
		return DISCOVERY_TOO_LONG;
	if (d->state != DISCOVERY_CHOOSING)
		begin_contest(d, avoided, now_ms);
	if (!contest_note(&d->contest, p->src, frame, len, avoided, now_ms))
		return DISCOVERY_UNEXPECTED;
	return DISCOVERY_ACCEPTED;
}

static void go_on_choosing(struct discovery *d, uint64_t now_ms, uint32_t entropy)
{
	const struct contest_offer *best;
	struct packet p;

	if (contest_ask(&d->contest, now_ms)) {
		d->deadline_ms = now_ms + contest_pause_ms(&d->contest);
		queue_padi(d, d->padi_tagged);
		return;
	}
	best = contest_best(&d->contest);
	d->padi_ms = now_ms - best->rtt_ms; /* the time for others was ours, not the AC's */
	packet_parse(&p, best->frame, best->len);
	take_offer(d, &p, best->frame, best->len, now_ms, entropy);
}

/* The AC that was chosen does not do what it offers. */
static void note_failed_ac(struct discovery *d, uint64_t now_ms)
{
	if (d->avoid)
		avoid_add(d->avoid, d->offer.src, now_ms);
}

static bool is_session_id(uint16_t id)
{
	return id != 0 && id != SESSION_ID_INVALID;
}

static uint32_t longer(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Another AC, which has refused nothing, is asked at the PADI's own pace. */
static uint32_t refusal_delay_ms(const struct discovery *d, uint32_t entropy)
{
	const uint32_t usual_ms = backoff_delay_ms(&d->options->retry, d->padi_tries, entropy);

	if (d->refusals == 1 && d->avoid && d->avoid->rivals)
		return usual_ms;
	return longer(usual_ms, backoff_delay_ms(&refusal_retry, d->refusals, entropy));
}

/* A refusal waits out a delay: no burst of PADRs, no PADI at once. */
static enum discovery_verdict refuse(struct discovery *d, enum discovery_verdict why,
				     uint64_t now_ms, uint32_t entropy)
{
	note_failed_ac(d, now_ms);
	d->state = DISCOVERY_REFUSED;
	d->refusals++;
	d->deadline_ms = now_ms + refusal_delay_ms(d, entropy);
	return why;
}

/* It carries our Host-Uniq, and a PADR was sent: a session that came too late, or a second one. */
static enum discovery_verdict refuse_orphan(struct discovery *d, const struct packet *p,
					    bool chosen)
{
	if (d->options->host_uniq_fixed) /* another process may use it, too */
		return DISCOVERY_UNEXPECTED;
	if (!packet_is_station(d->offer.src) || !is_session_id(p->session_id) || has_error(p) ||
	    (chosen && p->session_id == d->session_id))
		return DISCOVERY_UNEXPECTED;
	discovery_terminate(d, p->src, p->session_id);
	return DISCOVERY_ORPHAN;
}

static enum discovery_verdict input_pads(struct discovery *d, const struct packet *p,
					 uint64_t now_ms, uint32_t entropy)
{
	const bool chosen = !memcmp(p->src, d->offer.src, ETH_ALEN);

	if (d->state != DISCOVERY_PADR_SENT || !chosen)
		return refuse_orphan(d, p, chosen);
	if (has_error(p))
		return refuse(d, DISCOVERY_ERROR_TAG, now_ms, entropy);
	if (!is_session_id(p->session_id))
		return refuse(d, DISCOVERY_BAD_SESSION_ID, now_ms, entropy);
	d->session_id = p->session_id;
	d->max_payload = lower(wanted_from(d, p->src), lower(granted_by(&d->offer), granted_by(p)));
	d->state = DISCOVERY_SESSION;
	return DISCOVERY_ACCEPTED;
}

void discovery_refuse(struct discovery *d, uint64_t now_ms, uint32_t entropy)
{
	refuse(d, DISCOVERY_ENDED, now_ms, entropy);
}

/* It need not have our Host-Uniq. One that was attached to was never granted to us. */
static enum discovery_verdict judge_padt(const struct discovery *d, const struct packet *p)
{
	const bool ours = d->state == DISCOVERY_SESSION && d->padi_tries &&
			  p->session_id == d->session_id && !memcmp(p->dst, d->mac, ETH_ALEN) &&
			  !memcmp(p->src, d->offer.src, ETH_ALEN);

	return ours ? DISCOVERY_ENDED : DISCOVERY_UNEXPECTED;
}

/* Also when another was chosen already. */
static void note_ac(struct discovery *d, const struct packet *p)
{
	if (judge_addresses(d, p) == DISCOVERY_ACCEPTED && judge_pado(d, p) == DISCOVERY_ACCEPTED)
		avoid_note_ac(d->avoid, p->src);
}

static bool is_expected(const struct discovery *d, uint8_t code)
{
	if (code == PACKET_PADO)
		return d->state == DISCOVERY_PADI_SENT || d->state == DISCOVERY_CHOOSING ||
		       d->state == DISCOVERY_OFFER_KEPT;
	return code == PACKET_PADS;
}

static enum discovery_verdict judge_and_commit(struct discovery *d, const struct packet *p,
					       const uint8_t *frame, size_t len, uint64_t now_ms,
					       uint32_t entropy)
{
	enum discovery_verdict verdict;

	if (d->avoid && p->code == PACKET_PADO)
		note_ac(d, p);
	if (p->code == PACKET_PADT)
		return judge_padt(d, p);
	if (!is_expected(d, p->code))
		return DISCOVERY_UNEXPECTED;
	verdict = judge_addresses(d, p);
	if (verdict != DISCOVERY_ACCEPTED)
		return verdict;
	if (p->code == PACKET_PADS)
		return input_pads(d, p, now_ms, entropy);
	verdict = judge_pado(d, p);
	if (verdict != DISCOVERY_ACCEPTED)
		return verdict;
	if (d->state == DISCOVERY_CHOOSING ||
	    (d->state == DISCOVERY_PADI_SENT &&
	     (d->options->best_ms || is_avoided(d, p->src, now_ms))))
		return compare_offer(d, p, frame, len, now_ms);
	return take_offer(d, p, frame, len, now_ms, entropy);
}

enum discovery_verdict discovery_input(struct discovery *d, const uint8_t *frame, size_t len,
				       uint64_t now_ms, uint32_t entropy, struct packet *ret_packet)
{
	struct packet p;

	d->tx_len = 0;
	if (packet_parse(&p, frame, len) < 0)
		return DISCOVERY_MALFORMED;
	if (ret_packet)
		*ret_packet = p;
	return judge_and_commit(d, &p, frame, len, now_ms, entropy);
}

static bool is_refused_enough(const struct discovery *d)
{
	return d->options->most_refusals && d->refusals >= d->options->most_refusals;
}

void discovery_timeout(struct discovery *d, uint64_t now_ms, uint32_t entropy)
{
	d->tx_len = 0;
	if (now_ms < d->deadline_ms)
		return;
	switch (d->state) {
	case DISCOVERY_CHOOSING:
		go_on_choosing(d, now_ms, entropy);
		return;
	case DISCOVERY_OFFER_KEPT:
		d->tag_ignored = true;
		send_padr(d, now_ms, entropy);
		return;
	case DISCOVERY_PADR_SENT:
		if (d->padr_tries < PADR_ATTEMPTS) {
			send_padr(d, now_ms, entropy);
			return;
		}
		note_failed_ac(d, now_ms);
		break;
	case DISCOVERY_PADI_SENT:
	case DISCOVERY_REFUSED:
		break;
	case DISCOVERY_IDLE:
	case DISCOVERY_SESSION:
	case DISCOVERY_FAILED:
		return;
	}
	if (d->padi_tries < d->options->padi_attempts && !is_refused_enough(d))
		send_padi(d, now_ms, entropy);
	else
		d->state = DISCOVERY_FAILED;
}

void discovery_terminate(struct discovery *d, const uint8_t ac[static ETH_ALEN], uint16_t id)
{
	struct packet p = request(d, PACKET_PADT, ac);

	p.session_id = id;
	if (!memcmp(ac, d->offer.src, ETH_ALEN)) {
		p.ac_cookie = d->offer.ac_cookie;
		p.relay_session_id = d->offer.relay_session_id;
	}
	queue(d, &p);
}

const char *discovery_verdict_text(enum discovery_verdict verdict)
{
	static const char *const text[] = {
		[DISCOVERY_ACCEPTED] = "accepted",
		[DISCOVERY_MALFORMED] = "malformed frame",
		[DISCOVERY_UNEXPECTED] = "not expected now",
		[DISCOVERY_NOT_OURS] = "not addressed to us by an AC",
		[DISCOVERY_BAD_HOST_UNIQ] = "not our Host-Uniq",
		[DISCOVERY_WRONG_AC_MAC] = "from an AC that pppoe-mac does not want",
		[DISCOVERY_ERROR_TAG] = "carries an error",
		[DISCOVERY_NO_AC_NAME] = "without AC-Name",
		[DISCOVERY_WRONG_AC_NAME] = "an AC-Name that pppoe-ac does not want",
		[DISCOVERY_NO_SERVICE_NAME] = "without Service-Name",
		[DISCOVERY_WRONG_SERVICE] = "does not offer pppoe-service",
		[DISCOVERY_BAD_SESSION_ID] = "invalid session id",
		[DISCOVERY_TOO_LONG] = "its AC-Cookie leaves no room for a PADR",
		[DISCOVERY_ORPHAN] = "came too late, terminated",
		[DISCOVERY_ENDED] = "ends the session",
	};

	return text[verdict];
}

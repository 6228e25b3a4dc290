// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scripts of (time, event) -> (verdict, state, frame sent, deadline). The
 * jitter is off in most of them, so that every deadline is exact. Tests named
 * defect_NN are known defects of pppd's stock plugin.
 */
#include "../tap.h"
#include "frame.h"

#include <errno.h>

#include "core/discovery.h"

#define MAC(last)                                    \
	{                                            \
		0x00, 0x00, 0x5e, 0x00, 0x53, (last) \
	}
#define UNIQ "0123456789abcdef"

static const uint8_t host[] = MAC(0x01), ac1[] = MAC(0xa1), ac2[] = MAC(0xa2);
static const uint8_t other_host[] = MAC(0x02), nobody[6];
static const uint8_t broadcast[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
static const uint8_t multicast[] = { 0x01, 0x00, 0x5e, 0x00, 0x53, 0xa1 };

/* A frame to be received. NULL leaves the TAG, or the change, out. */
struct rx {
	uint8_t code;
	uint16_t id;
	const uint8_t *src, *dst;
	const char *ac_name, *service, *uniq, *cookie, *relay;
	uint16_t error_tag, payload;
};

#define PADO(...)                                                                               \
	&(const struct rx)                                                                      \
	{                                                                                       \
		.code = PACKET_PADO, .src = ac1, .ac_name = "one", .service = "", .uniq = UNIQ, \
		__VA_ARGS__                                                                     \
	}
#define PADS(...)                                                                                  \
	&(const struct rx)                                                                         \
	{                                                                                          \
		.code = PACKET_PADS, .src = ac1, .service = "", .id = 5, .uniq = UNIQ, __VA_ARGS__ \
	}
#define PADT(...)                                                     \
	&(const struct rx)                                            \
	{                                                             \
		.code = PACKET_PADT, .src = ac1, .id = 5, __VA_ARGS__ \
	}

enum {
	NOTHING = 0,
	TAGGED = 0x100, /* with PPP-Max-Payload, beside the code */
	TAGGED_PADI = PACKET_PADI | TAGGED,
	TAGGED_PADR = PACKET_PADR | TAGGED,
	END = UINT16_MAX
};

/* One event at time `at`: a frame, or the passing of time alone. */
struct step {
	uint64_t at;
	const struct rx *rx;
	enum discovery_verdict verdict;
	enum discovery_state state;
	uint16_t tx; /* code of the frame sent, or NOTHING */
	uint64_t deadline; /* 0: not looked at */
};

static struct discovery_options options(void)
{
	struct discovery_options o = {
		.host_uniq_len = DISCOVERY_HOST_UNIQ_LEN,
		.retry = { .first_ms = 1000, .most_ms = 60000 },
		.padr_retry = { .first_ms = 1000, .most_ms = 60000 },
		.padi_attempts = 3,
	};

	memcpy(o.host_uniq, UNIQ, DISCOVERY_HOST_UNIQ_LEN);
	return o;
}

static struct discovery_options options_asking(uint16_t max_payload)
{
	struct discovery_options o = options();

	o.max_payload = max_payload;
	o.padi_attempts = 5;
	return o;
}

static void write_frame(struct frame *f, const struct rx *rx)
{
	static const uint16_t types[] = { 0x0102, 0x0101, 0x0103, 0x0104, 0x0110 };
	const char *const texts[] = { rx->ac_name, rx->service, rx->uniq, rx->cookie, rx->relay };

	frame_start(f, rx->dst ? rx->dst : host, rx->src, rx->code, rx->id);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (texts[i])
			frame_text_tag(f, types[i], texts[i]);
	if (rx->error_tag)
		frame_text_tag(f, rx->error_tag, "refused");
	if (rx->payload)
		frame_tag(f, 0x0120, (const uint8_t[]){ rx->payload >> 8, rx->payload & 0xff }, 2);
}

static enum discovery_verdict input(struct discovery *d, const struct rx *rx, uint64_t at)
{
	struct frame f;
	uint8_t *exact;
	enum discovery_verdict verdict;

	write_frame(&f, rx);
	exact = exact_copy(f.bytes, f.len);
	verdict = discovery_input(d, exact, f.len, at, 0, NULL);
	free(exact); /* whatever is kept must be a copy */
	return verdict;
}

static uint16_t sent_code(const struct discovery *d)
{
	const uint16_t asked = d->options->max_payload;
	const uint8_t value[] = { (uint8_t)(asked >> 8), (uint8_t)asked };
	struct packet p;

	if (!d->tx_len)
		return NOTHING;
	is_int(packet_parse(&p, d->tx, d->tx_len), 0);
	if (p.ppp_max_payload.data)
		ok(packet_tag_equal(&p.ppp_max_payload, value, sizeof(value)));
	return p.ppp_max_payload.data ? p.code | TAGGED : p.code;
}

static struct packet sent(const struct discovery *d)
{
	struct packet p = { 0 };

	ok(d->tx_len && !packet_parse(&p, d->tx, d->tx_len));
	return p;
}

static void run_step(struct discovery *d, const struct step *s)
{
	if (s->rx)
		is_int(input(d, s->rx, s->at), s->verdict);
	else
		discovery_timeout(d, s->at, 0);
	is_int(d->state, s->state);
	is_int(sent_code(d), s->tx);
	if (s->deadline)
		is_int(d->deadline_ms, s->deadline);
}

/* Starts at time 0; ends at a step with tx END. */
static void run_script(const char *name, const struct discovery_options *o,
		       const struct step *steps)
{
	struct discovery d;

	tap_begin();
	is_int(discovery_start(&d, o, host, 0, 0), 0);
	is_int(sent_code(&d), o->max_payload ? TAGGED_PADI : PACKET_PADI);
	for (int i = 0; steps[i].tx != END; i++) {
		const unsigned int before = tap_failed_checks;

		run_step(&d, &steps[i]);
		if (tap_failed_checks != before)
			printf("# in step %d of %s\n", i, name);
	}
	tap_end(name);
}

#define SCRIPT(name, opts, ...) \
	run_script(name, opts, (const struct step[]){ __VA_ARGS__, { .tx = END } })

static void start_in(struct discovery *d, const struct discovery_options *o,
		     enum discovery_state state)
{
	discovery_start(d, o, host, 0, 0);
	if (state == DISCOVERY_PADR_SENT || state == DISCOVERY_REFUSED ||
	    state == DISCOVERY_SESSION)
		is_int(input(d, PADO(.cookie = "cookie", .relay = "relay"), 1), DISCOVERY_ACCEPTED);
	if (state == DISCOVERY_SESSION)
		is_int(input(d, PADS(), 2), DISCOVERY_ACCEPTED);
	if (state == DISCOVERY_REFUSED)
		is_int(input(d, PADS(.error_tag = 0x0202), 2), DISCOVERY_ERROR_TAG);
	if (state == DISCOVERY_OFFER_KEPT) {
		discovery_timeout(d, 1000, 0);
		discovery_timeout(d, 3000, 0);
		is_int(input(d, PADO(.cookie = "kept"), 3000), DISCOVERY_ACCEPTED);
	}
	if (state == DISCOVERY_FAILED)
		for (uint64_t at = 0; at < 60000; at += 1000)
			discovery_timeout(d, at, 0);
	is_int(d->state, state);
}

static void timing_scripts(void)
{
	const struct discovery_options o = options();
	struct discovery_options quick = o;

	quick.retry.first_ms = 250;
	SCRIPT("straight_to_a_session", &o,
	       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 },
	       { 20, PADS(), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 },
	       { 99999, NULL, 0, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("padi_waits_double_until_attempts_are_used_up", &o,
	       { 0, NULL, 0, DISCOVERY_PADI_SENT, NOTHING, 1000 },
	       { 999, NULL, 0, DISCOVERY_PADI_SENT, NOTHING, 1000 },
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 3000 },
	       { 2999, NULL, 0, DISCOVERY_PADI_SENT, NOTHING, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 6999, NULL, 0, DISCOVERY_PADI_SENT, NOTHING, 7000 },
	       { 7000, NULL, 0, DISCOVERY_FAILED, NOTHING, 0 },
	       { 99999, NULL, 0, DISCOVERY_FAILED, NOTHING, 0 });
	SCRIPT("a_late_timeout_counts_from_now", &o,
	       { 5000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 });
	SCRIPT("padr_waits_double", &o,
	       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 },
	       { 1009, NULL, 0, DISCOVERY_PADR_SENT, NOTHING, 1010 },
	       { 1010, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 3010 },
	       { 3010, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 7010 },
	       { 5000, PADS(), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("padrs_have_a_pace_of_their_own", &quick,
	       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 });
	SCRIPT("defect_06_after_the_last_padr_comes_a_padi", &o,
	       { 0, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1000 },
	       { 1000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 7000 },
	       { 7000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 9000 },
	       { 8000, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 9000 },
	       { 9000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 11000 });
	SCRIPT("padrs_and_padis_used_up_is_failure", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3000, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 4000 },
	       { 4000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 6000 },
	       { 6000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 10000 },
	       { 10000, NULL, 0, DISCOVERY_FAILED, NOTHING, 0 });
}

static void refusal_scripts(void)
{
	const struct discovery_options o = options();
	static const uint16_t errors[] = { 0x0201, 0x0202, 0x0203 };
	static const char *const names[] = {
		"defect_05_service_name_error_is_no_burst_of_padrs",
		"defect_05_ac_system_error_is_no_burst_of_padrs",
		"defect_05_generic_error_is_no_burst_of_padrs",
	};
	static const struct {
		const char *name;
		uint16_t id;
	} ids[] = { { "defect_04_session_id_0_is_refused", 0 },
		    { "defect_04_session_id_ffff_is_refused", 0xffff } };

	for (size_t i = 0; i < 3; i++)
		SCRIPT(names[i], &o,
		       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 },
		       { 20, PADS(.error_tag = errors[i], .id = 0), DISCOVERY_ERROR_TAG,
			 DISCOVERY_REFUSED, NOTHING, 1020 },
		       { 30, PADS(.error_tag = errors[i], .id = 0), DISCOVERY_UNEXPECTED,
			 DISCOVERY_REFUSED, NOTHING, 1020 },
		       { 40, PADO(), DISCOVERY_UNEXPECTED, DISCOVERY_REFUSED, NOTHING, 1020 },
		       { 1019, NULL, 0, DISCOVERY_REFUSED, NOTHING, 1020 },
		       { 1020, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 3020 },
		       { 1030, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 2030 },
		       { 1040, PADS(.error_tag = errors[i]), DISCOVERY_ERROR_TAG, DISCOVERY_REFUSED,
			 NOTHING, 3040 },
		       { 3040, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7040 });
	for (size_t i = 0; i < 2; i++)
		SCRIPT(ids[i].name, &o,
		       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 },
		       { 20, PADS(.id = ids[i].id), DISCOVERY_BAD_SESSION_ID, DISCOVERY_REFUSED,
			 NOTHING, 1020 },
		       { 1020, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 3020 });
	SCRIPT("refusals_end_in_failure", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3000, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 4000 },
	       { 3010, PADS(.error_tag = 0x0202), DISCOVERY_ERROR_TAG, DISCOVERY_REFUSED, NOTHING,
		 7010 },
	       { 7010, NULL, 0, DISCOVERY_FAILED, NOTHING, 0 });
}

static void late_session_scripts(void)
{
	const struct discovery_options o = options();

	SCRIPT("late_pads_is_terminated_while_asking_again", &o,
	       { 0, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1000 },
	       { 1000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 7000 },
	       { 7000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 9000 },
	       { 7001, PADS(), DISCOVERY_ORPHAN, DISCOVERY_PADI_SENT, PACKET_PADT, 9000 },
	       { 7002, PADS(.id = 0), DISCOVERY_UNEXPECTED, DISCOVERY_PADI_SENT, NOTHING, 9000 },
	       { 7003, PADS(.id = 0xffff), DISCOVERY_UNEXPECTED, DISCOVERY_PADI_SENT, NOTHING,
		 9000 });
	SCRIPT("second_session_of_a_repeated_padr_is_terminated", &o,
	       { 0, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1000 },
	       { 1000, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 3000 },
	       { 1001, PADS(.id = 5), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 },
	       { 1002, PADS(.id = 5), DISCOVERY_UNEXPECTED, DISCOVERY_SESSION, NOTHING, 0 },
	       { 1003, PADS(.id = 6), DISCOVERY_ORPHAN, DISCOVERY_SESSION, PACKET_PADT, 0 },
	       { 1004, PADS(.id = 5, .src = ac2), DISCOVERY_ORPHAN, DISCOVERY_SESSION, PACKET_PADT,
		 0 });
	SCRIPT("session_after_a_refusal_is_terminated", &o,
	       { 0, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1000 },
	       { 10, PADS(.error_tag = 0x0202), DISCOVERY_ERROR_TAG, DISCOVERY_REFUSED, NOTHING,
		 1010 },
	       { 20, PADS(), DISCOVERY_ORPHAN, DISCOVERY_REFUSED, PACKET_PADT, 1010 });
}

/* An AC that stays silent at the TAG, one that does not know it, and a line that was dead. */
static void max_payload_scripts(void)
{
	const struct discovery_options o = options_asking(1500);

	SCRIPT("padis_of_a_silent_ac_go_without_the_tag_in_turn", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 7000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 15000 },
	       { 15000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 31000 },
	       { 31000, NULL, 0, DISCOVERY_FAILED, NOTHING, 0 });
	SCRIPT("ac_without_the_tag_is_taken_at_once", &o,
	       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 },
	       { 1010, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 3010 },
	       { 3020, PADS(), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("every_padr_to_an_ac_with_the_tag_carries_it", &o,
	       { 10, PADO(.payload = 1500), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, TAGGED_PADR,
		 1010 },
	       { 1010, NULL, 0, DISCOVERY_PADR_SENT, TAGGED_PADR, 3010 },
	       { 3020, PADS(), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("silent_ac_gets_its_padr_after_one_more_question", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3010, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 3260 },
	       { 3020, PADO(), DISCOVERY_UNEXPECTED, DISCOVERY_OFFER_KEPT, NOTHING, 3260 },
	       { 3030, PADO(.payload = 1492), DISCOVERY_UNEXPECTED, DISCOVERY_OFFER_KEPT, NOTHING,
		 3260 },
	       { 3259, NULL, 0, DISCOVERY_OFFER_KEPT, NOTHING, 3260 },
	       { 3260, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 4260 },
	       { 4260, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 6260 },
	       { 6260, PADS(), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("line_that_was_dead_gets_the_tag", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3010, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 3260 },
	       { 3020, PADO(.payload = 1500), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, TAGGED_PADR,
		 4020 });
	/* Fails if keep_offer() gives the AC a quarter of a second: 1492 bytes for an hour. */
	SCRIPT("ac_that_takes_its_time_gets_the_tag", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3400, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 4200 },
	       { 3800, PADO(.payload = 1500), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, TAGGED_PADR,
		 4800 });
	SCRIPT("ac_that_takes_too_much_does_not", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 6900, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 8900 });
	SCRIPT("late_pado_with_the_tag_is_taken_at_once", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3010, PADO(.payload = 1500), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, TAGGED_PADR,
		 4010 });
	SCRIPT("tagged_padi_that_is_answered_without_the_tag_asks_no_more", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 7000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 15000 },
	       { 7010, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 8010 });
}

/* What a discovery with the TAG does after a refusal. */
static void max_payload_again_scripts(void)
{
	const struct discovery_options o = options_asking(1500);

	SCRIPT("question_is_not_one_of_the_attempts", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3010, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 3260 },
	       { 3260, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 4260 },
	       { 3300, PADS(.error_tag = 0x0202), DISCOVERY_ERROR_TAG, DISCOVERY_REFUSED, NOTHING,
		 7300 },
	       { 7300, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 15300 },
	       { 15300, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 31300 },
	       { 15310, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 15560 },
	       { 15560, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 16560 },
	       { 16000, PADS(.id = 0), DISCOVERY_BAD_SESSION_ID, DISCOVERY_REFUSED, NOTHING,
		 32000 },
	       { 32000, NULL, 0, DISCOVERY_FAILED, NOTHING, 0 });
	SCRIPT("ac_that_answered_the_tag_is_not_asked_without", &o,
	       { 10, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_PADR_SENT, PACKET_PADR, 1010 },
	       { 20, PADS(.id = 0), DISCOVERY_BAD_SESSION_ID, DISCOVERY_REFUSED, NOTHING, 1020 },
	       { 1020, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3020 },
	       { 3020, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 7020 });
}

struct payload_case {
	const char *name;
	uint16_t asked, pado, pads, granted;
};

/* RFC 4638 4 and 5.1: above 1492 only if both say so, and never more than anybody said. */
static void payload_is_what_both_grant(void)
{
	static const struct payload_case cases[] = {
		{ "both", 1500, 1500, 1500, 1500 },
		{ "pado_only", 1500, 1500, 0, 0 },
		{ "pads_only", 1500, 0, 1500, 0 },
		{ "neither", 1500, 0, 0, 0 },
		{ "pado_smaller", 1500, 1496, 1500, 1496 },
		{ "pads_smaller", 1500, 1500, 1493, 1493 },
		{ "more_than_asked", 1500, 9000, 65535, 1500 },
		{ "pado_of_no_use", 1500, 1492, 1500, 0 },
		{ "pads_of_no_use", 1500, 1500, 1492, 0 },
		{ "pads_tiny", 1500, 1500, 1, 0 },
		{ "unasked", 0, 1500, 1500, 0 },
		{ "jumbo", 8992, 9000, 8992, 8992 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct payload_case *c = &cases[i];
		const struct discovery_options o = options_asking(c->asked);
		struct discovery d;
		char name[80];

		tap_begin();
		discovery_start(&d, &o, host, 0, 0);
		is_int(input(&d, PADO(.payload = c->pado), 1), DISCOVERY_ACCEPTED);
		is_int(sent_code(&d), c->asked && c->pado > 1492 ? TAGGED_PADR : PACKET_PADR);
		is_int(input(&d, PADS(.payload = c->pads), 2), DISCOVERY_ACCEPTED);
		is_int(d.max_payload, c->granted);
		ok(!d.tag_ignored);
		snprintf(name, sizeof(name), "payload_granted_by_%s", c->name);
		tap_end(name);
	}
}

static void malformed_payload_counts_as_absent(void)
{
	const struct discovery_options o = options_asking(1500);

	for (size_t len = 0; len < 5; len++)
		for (int in_pads = 0; in_pads < 2; in_pads++) {
			struct discovery d;
			struct frame f;

			discovery_start(&d, &o, host, 0, 0);
			write_frame(&f, PADO());
			frame_tag(&f, 0x0120, "\x05\xdc\x05\xdc", in_pads ? 2 : len);
			is_int(discovery_input(&d, f.bytes, f.len, 1, 0, NULL), DISCOVERY_ACCEPTED);
			write_frame(&f, PADS());
			frame_tag(&f, 0x0120, "\x05\xdc\x05\xdc", in_pads ? len : 2);
			is_int(discovery_input(&d, f.bytes, f.len, 2, 0, NULL), DISCOVERY_ACCEPTED);
			is_int(d.max_payload, len == 2 ? 1500 : 0);
		}
}

/* Behind a path that was seen to lose larger frames. */
static void capped_ac_is_not_asked_for_more(void)
{
	struct discovery_options o = options_asking(1500);
	struct discovery d;

	memcpy(o.capped_acs[1], ac1, ETH_ALEN);
	o.capped_count = 2;
	discovery_start(&d, &o, host, 0, 0);
	is_int(input(&d, PADO(.payload = 1500), 1), DISCOVERY_ACCEPTED);
	is_int(sent_code(&d), PACKET_PADR);
	is_int(input(&d, PADS(.payload = 1500), 2), DISCOVERY_ACCEPTED);
	is_int(d.max_payload, 0);
	ok(!d.tag_ignored);

	discovery_start(&d, &o, host, 0, 0);
	is_int(input(&d, PADO(.src = ac2, .payload = 1500), 1), DISCOVERY_ACCEPTED);
	is_int(sent_code(&d), TAGGED_PADR);
}

/* The kept offer's own cookie goes back, not that of a frame that was not taken. */
static void kept_offer_is_remembered_as_the_tag_ignored(void)
{
	const struct discovery_options o = options_asking(1500);
	struct discovery d;
	struct packet p;

	start_in(&d, &o, DISCOVERY_OFFER_KEPT);
	input(&d, PADO(.src = ac2, .cookie = "other"), 3100);
	discovery_timeout(&d, 3250, 0);
	p = sent(&d);
	ok(packet_tag_equal(&p.ac_cookie, "kept", 4));
	ok(!memcmp(p.dst, ac1, ETH_ALEN));
	is_int(input(&d, PADS(.payload = 1500), 3260), DISCOVERY_ACCEPTED);
	ok(d.tag_ignored);
	is_int(d.max_payload, 0);
}

static void tag_that_comes_in_time_replaces_the_kept_offer(void)
{
	const struct discovery_options o = options_asking(1500);
	struct discovery d;

	start_in(&d, &o, DISCOVERY_OFFER_KEPT);
	is_int(input(&d, PADO(.src = ac2, .payload = 1500), 3249), DISCOVERY_ACCEPTED);
	ok(!memcmp(sent(&d).dst, ac2, ETH_ALEN) && !sent(&d).ac_cookie.data);
	is_int(input(&d, PADS(.src = ac2, .payload = 1500), 3260), DISCOVERY_ACCEPTED);
	ok(!d.tag_ignored);
	is_int(d.max_payload, 1500);
}

/* The fallback was refused; what answers the TAG later is no fallback. */
static void tag_ignored_is_of_the_last_offer(void)
{
	const struct discovery_options o = options_asking(1500);
	struct discovery d;

	start_in(&d, &o, DISCOVERY_OFFER_KEPT);
	discovery_timeout(&d, 3250, 0);
	is_int(input(&d, PADS(.id = 0), 3260), DISCOVERY_BAD_SESSION_ID);
	discovery_timeout(&d, 60000, 0);
	is_int(sent_code(&d), TAGGED_PADI);
	is_int(input(&d, PADO(.payload = 1500), 60001), DISCOVERY_ACCEPTED);
	is_int(input(&d, PADS(.payload = 1500), 60002), DISCOVERY_ACCEPTED);
	ok(!d.tag_ignored);
	is_int(d.max_payload, 1500);
}

/* The verdict on a PADO, with options changed by `change`. */
struct pado_case {
	const char *name;
	void (*change)(struct discovery_options *o);
	const struct rx *rx;
	enum discovery_verdict verdict;
};

static void want_name(struct discovery_options *o)
{
	strcpy(o->ac_names, "one");
}

static void want_either(struct discovery_options *o)
{
	strcpy(o->ac_names, "two,one");
}

static void want_not_two(struct discovery_options *o)
{
	strcpy(o->ac_names, "!two");
}

static void want_service(struct discovery_options *o)
{
	strcpy(o->service_name, "dsl");
}

static void want_mac(struct discovery_options *o)
{
	o->ac_macs.count = 1;
	memcpy(o->ac_macs.list[0].mac, ac1, 6);
}

static void want_no_service_name(struct discovery_options *o)
{
	o->no_service_name = true;
}

static void want_no_host_uniq(struct discovery_options *o)
{
	o->host_uniq_len = 0;
}

static void want_nothing(struct discovery_options *o)
{
	(void)o;
}

static void pado_verdicts(void)
{
	const struct pado_case cases[] = {
		{ "plain", want_nothing, PADO(), DISCOVERY_ACCEPTED },
		{ "to_another_host", want_nothing, PADO(.dst = other_host), DISCOVERY_NOT_OURS },
		{ "to_all", want_nothing, PADO(.dst = broadcast), DISCOVERY_NOT_OURS },
		{ "from_broadcast", want_nothing, PADO(.src = broadcast), DISCOVERY_NOT_OURS },
		{ "from_multicast", want_nothing, PADO(.src = multicast), DISCOVERY_NOT_OURS },
		{ "from_nobody", want_nothing, PADO(.src = nobody), DISCOVERY_NOT_OURS },
		{ "without_host_uniq", want_nothing, PADO(.uniq = NULL), DISCOVERY_BAD_HOST_UNIQ },
		{ "empty_host_uniq", want_nothing, PADO(.uniq = ""), DISCOVERY_BAD_HOST_UNIQ },
		{ "short_host_uniq", want_nothing, PADO(.uniq = "0123456789abcde"),
		  DISCOVERY_BAD_HOST_UNIQ },
		{ "long_host_uniq", want_nothing, PADO(.uniq = UNIQ "x"), DISCOVERY_BAD_HOST_UNIQ },
		{ "no_host_uniq_wanted", want_no_host_uniq, PADO(.uniq = NULL),
		  DISCOVERY_ACCEPTED },
		{ "right_mac", want_mac, PADO(), DISCOVERY_ACCEPTED },
		{ "wrong_mac", want_mac, PADO(.src = ac2), DISCOVERY_WRONG_AC_MAC },
		{ "service_name_error", want_nothing, PADO(.error_tag = 0x0201),
		  DISCOVERY_ERROR_TAG },
		{ "ac_system_error", want_nothing, PADO(.error_tag = 0x0202), DISCOVERY_ERROR_TAG },
		{ "generic_error", want_nothing, PADO(.error_tag = 0x0203), DISCOVERY_ERROR_TAG },
		{ "without_ac_name", want_nothing, PADO(.ac_name = NULL), DISCOVERY_NO_AC_NAME },
		{ "right_ac_name", want_name, PADO(), DISCOVERY_ACCEPTED },
		{ "wrong_ac_name", want_name, PADO(.ac_name = "two"), DISCOVERY_WRONG_AC_NAME },
		{ "longer_ac_name", want_name, PADO(.ac_name = "one1"), DISCOVERY_WRONG_AC_NAME },
		{ "shorter_ac_name", want_name, PADO(.ac_name = "on"), DISCOVERY_WRONG_AC_NAME },
		{ "one_of_a_list", want_either, PADO(), DISCOVERY_ACCEPTED },
		{ "none_of_a_list", want_either, PADO(.ac_name = "tw"), DISCOVERY_WRONG_AC_NAME },
		{ "name_with_a_comma", want_either, PADO(.ac_name = "two,one"),
		  DISCOVERY_ACCEPTED },
		{ "not_excluded", want_not_two, PADO(), DISCOVERY_ACCEPTED },
		{ "excluded", want_not_two, PADO(.ac_name = "two"), DISCOVERY_WRONG_AC_NAME },
		{ "empty_ac_name", want_name, PADO(.ac_name = ""), DISCOVERY_WRONG_AC_NAME },
		{ "without_service_name", want_nothing, PADO(.service = NULL),
		  DISCOVERY_NO_SERVICE_NAME },
		{ "no_service_name_wanted", want_no_service_name, PADO(.service = NULL),
		  DISCOVERY_ACCEPTED },
		{ "right_service", want_service, PADO(.service = "dsl"), DISCOVERY_ACCEPTED },
		{ "wrong_service", want_service, PADO(.service = "ftth"), DISCOVERY_WRONG_SERVICE },
		{ "other_service_offered_unasked", want_nothing, PADO(.service = "ftth"),
		  DISCOVERY_ACCEPTED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const bool good = cases[i].verdict == DISCOVERY_ACCEPTED;
		struct discovery_options o = options();
		struct discovery d;
		char name[80];

		tap_begin();
		cases[i].change(&o);
		discovery_start(&d, &o, host, 0, 0);
		is_int(input(&d, cases[i].rx, 10), cases[i].verdict);
		is_int(d.state, good ? DISCOVERY_PADR_SENT : DISCOVERY_PADI_SENT);
		is_int(sent_code(&d), good ? PACKET_PADR : NOTHING);
		is_int(d.deadline_ms, good ? 1010 : 1000);
		ok(good || (!d.offer.ac_name.data && !d.offer.ac_cookie.data));
		snprintf(name, sizeof(name), "pado_%s", cases[i].name);
		tap_end(name);
	}
}

/* What an AC may do against, or at the edge of, the RFC without harm. */
struct quirk {
	const char *name;
	const char *source; /* who takes it, or says that it is right */
	const struct rx *pado, *pads;
	const char *behind; /* bytes behind the last TAG of both, counted by LENGTH */
	size_t behind_len;
};

static const char stock[] = "the stock plugin of ppp 2.4.9 to 2.5.3";

static void write_quirk(struct frame *f, const struct quirk *q, const struct rx *rx)
{
	write_frame(f, rx);
	frame_put(f, q->behind, q->behind_len);
	frame_set16(f, FRAME_LENGTH_AT, f->len - FRAME_TAGS_AT);
}

static void quirks_are_taken(void)
{
	const struct quirk quirks[] = {
		{ "one_byte_behind_the_last_tag", stock, PADO(), PADS(), "\0", 1 },
		{ "two_bytes_behind_the_last_tag", stock, PADO(), PADS(), "\xff\xff", 2 },
		{ "three_bytes_behind_the_last_tag", stock, PADO(), PADS(), "\1\1\0", 3 },
		{ "end_of_list_that_has_a_length", stock, PADO(), PADS(), "\0\0\0\3", 4 },
		{ "anything_behind_end_of_list", "RFC 2516 A: no further TAGs", PADO(), PADS(),
		  "\0\0\0\0\1\2\xff\xff\1", 9 },
		{ "length_counts_the_padding", "IEEE 802.3: at least 46 octets", PADO(), PADS(),
		  "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13 },
		{ "session_id_in_the_pado", stock, PADO(.id = 1), PADS(), NULL, 0 },
		{ "empty_ac_name", stock, PADO(.ac_name = ""), PADS(), NULL, 0 },
		{ "empty_cookie", "RFC 2516 A: returned unmodified", PADO(.cookie = ""), PADS(),
		  NULL, 0 },
		{ "another_service_unasked", "RFC 2516 5.2", PADO(.service = "x"), PADS(), NULL,
		  0 },
		{ "no_service_name_in_the_pads", stock, PADO(), PADS(.service = NULL), NULL, 0 },
		{ "ac_name_in_the_pads", stock, PADO(), PADS(.ac_name = "one"), NULL, 0 },
		{ "cookie_in_the_pads", stock, PADO(), PADS(.cookie = "late"), NULL, 0 },
		{ "vendor_tag", "TR-101 R-121", PADO(), PADS(), "\1\5\0\4\0\0\x0d\xe9", 8 },
		{ "unknown_tag", "RFC 2516 4: ignored", PADO(), PADS(), "\xff\xff\0\0", 4 },
		{ "payload_unasked", "RFC 4638 4", PADO(.payload = 1500), PADS(.payload = 1500),
		  NULL, 0 },
		{ "payload_of_one_byte", stock, PADO(), PADS(), "\1\x20\0\1\5", 5 },
	};

	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		const struct quirk *q = &quirks[i];
		const struct discovery_options o = options();
		struct discovery d;
		struct frame f;
		char name[120];

		tap_begin();
		discovery_start(&d, &o, host, 0, 0);
		write_quirk(&f, q, q->pado);
		is_int(discovery_input(&d, f.bytes, f.len, 1, 0, NULL), DISCOVERY_ACCEPTED);
		write_quirk(&f, q, q->pads);
		is_int(discovery_input(&d, f.bytes, f.len, 2, 0, NULL), DISCOVERY_ACCEPTED);
		is_int(d.session_id, 5);
		is_int(d.max_payload, 0);
		snprintf(name, sizeof(name), "quirk_%s (%s)", q->name, q->source);
		tap_end(name);
	}
}

static void service_may_be_one_of_several(void)
{
	struct discovery_options o = options();
	struct discovery d;
	struct frame f;

	want_service(&o);
	discovery_start(&d, &o, host, 0, 0);
	write_frame(&f, PADO(.service = "ftth"));
	frame_text_tag(&f, 0x0101, "dsl");
	is_int(discovery_input(&d, f.bytes, f.len, 10, 0, NULL), DISCOVERY_ACCEPTED);
	ok(packet_tag_equal(&(struct packet_tag){ sent(&d).service_name.data, 3 }, "dsl", 3));
}

/* What a frame of each code does in each state: a row of verdicts per state. */
static void every_code_in_every_state(void)
{
	const struct discovery_options plain = options(), asking = options_asking(1500);
	static const struct {
		enum discovery_state state;
		enum discovery_verdict pado, pads;
	} row[] = {
		{ DISCOVERY_PADI_SENT, DISCOVERY_ACCEPTED, DISCOVERY_UNEXPECTED },
		{ DISCOVERY_OFFER_KEPT, DISCOVERY_UNEXPECTED, DISCOVERY_ORPHAN },
		{ DISCOVERY_PADR_SENT, DISCOVERY_UNEXPECTED, DISCOVERY_ACCEPTED },
		{ DISCOVERY_REFUSED, DISCOVERY_UNEXPECTED, DISCOVERY_ORPHAN },
		{ DISCOVERY_SESSION, DISCOVERY_UNEXPECTED, DISCOVERY_UNEXPECTED },
		{ DISCOVERY_FAILED, DISCOVERY_UNEXPECTED, DISCOVERY_UNEXPECTED },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		for (unsigned int code = 0; code < 256; code++) {
			const bool asks = row[i].state == DISCOVERY_OFFER_KEPT;
			enum discovery_verdict want = DISCOVERY_UNEXPECTED;
			struct discovery d;

			start_in(&d, asks ? &asking : &plain, row[i].state);
			if (code == PACKET_PADO)
				want = row[i].pado;
			if (code == PACKET_PADS)
				want = row[i].pads;
			if (code == PACKET_PADT && row[i].state == DISCOVERY_SESSION)
				want = DISCOVERY_ENDED;
			is_int(input(&d, code == PACKET_PADO ? PADO() : PADS(.code = (uint8_t)code),
				     50),
			       want);
			if (want == DISCOVERY_UNEXPECTED) {
				is_int(d.state, row[i].state);
				is_int(d.tx_len, 0);
			}
		}
}

static void pads_criteria(void)
{
	const struct rx *const bad[] = {
		PADS(.dst = other_host),
		PADS(.src = multicast),
		PADS(.uniq = NULL),
		PADS(.uniq = "x"),
	};
	static const enum discovery_verdict verdict[] = {
		DISCOVERY_NOT_OURS,
		DISCOVERY_NOT_OURS,
		DISCOVERY_BAD_HOST_UNIQ,
		DISCOVERY_BAD_HOST_UNIQ,
	};
	const struct discovery_options o = options();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct discovery d;

		start_in(&d, &o, DISCOVERY_PADR_SENT);
		is_int(input(&d, bad[i], 50), verdict[i]);
		is_int(d.state, DISCOVERY_PADR_SENT);
		is_int(d.session_id, 0);
		is_int(d.tx_len, 0);
	}
}

/* The AC chosen first answered late: its session must not stay. */
static void session_of_another_ac_is_terminated(void)
{
	const struct discovery_options o = options();
	struct discovery d;

	start_in(&d, &o, DISCOVERY_PADR_SENT);
	is_int(input(&d, PADS(.src = ac2), 50), DISCOVERY_ORPHAN);
	is_int(d.state, DISCOVERY_PADR_SENT);
	is_int(sent_code(&d), PACKET_PADT);
	ok(!memcmp(sent(&d).dst, ac2, ETH_ALEN));
	ok(!sent(&d).ac_cookie.data);
}

/* With a Host-Uniq of the user's it may be another pppd's session. */
static void session_of_another_process_stays(void)
{
	struct discovery_options o = options();
	struct discovery d;

	o.host_uniq_fixed = true;
	start_in(&d, &o, DISCOVERY_REFUSED);
	is_int(input(&d, PADS(), 50), DISCOVERY_UNEXPECTED);
	is_int(sent_code(&d), NOTHING);
}

/* Fails without discovery_refuse(), or if any PADT ends any session. */
static void session_that_its_ac_ends_is_refused(void)
{
	const struct discovery_options o = options();
	struct avoid avoid = { .rivals = true };
	struct discovery d;

	start_in(&d, &o, DISCOVERY_SESSION);
	d.avoid = &avoid;
	is_int(input(&d, PADT(.id = 8), 200), DISCOVERY_UNEXPECTED);
	is_int(input(&d, PADT(.src = ac2), 200), DISCOVERY_UNEXPECTED);
	is_int(input(&d, PADT(.dst = other_host), 200), DISCOVERY_UNEXPECTED);
	is_int(input(&d, PADT(), 200), DISCOVERY_ENDED);
	is_int(d.state, DISCOVERY_SESSION); /* maybe the kernel has it */
	discovery_refuse(&d, 200, 0);
	is_int(d.state, DISCOVERY_REFUSED);
	ok(avoid_has(&avoid, ac1, 200));
	discovery_timeout(&d, d.deadline_ms, 0);
	is_int(sent_code(&d), PACKET_PADI);
	discovery_attach(&d, &o, host, ac1, 5);
	is_int(input(&d, PADT(), 200), DISCOVERY_UNEXPECTED);
}

static void any_other_session_id_is_taken(void)
{
	static const uint16_t ids[] = { 1, 2, 0x00ff, 0xff00, 0x7fff, 0x8000, 0xfffe };
	const struct discovery_options o = options();

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct discovery d;

		start_in(&d, &o, DISCOVERY_PADR_SENT);
		is_int(input(&d, PADS(.id = ids[i]), 50), DISCOVERY_ACCEPTED);
		is_int(d.session_id, ids[i]);
	}
}

static void malformed_frames_change_nothing(void)
{
	const struct discovery_options o = options();
	struct frame f;

	write_frame(&f, PADO(.cookie = "cookie"));
	for (size_t len = 0; len < f.len; len++) {
		uint8_t *exact = exact_copy(f.bytes, len);
		struct packet p = { .code = 0x55 };
		struct discovery d;

		discovery_start(&d, &o, host, 0, 0);
		is_int(discovery_input(&d, exact, len, 1, 0, &p), DISCOVERY_MALFORMED);
		is_int(d.state, DISCOVERY_PADI_SENT);
		is_int(d.deadline_ms, 1000);
		is_int(p.code, 0x55);
		ok(!d.tx_len && !d.offer.ac_name.data);
		free(exact);
	}
}

static void packet_is_handed_out_even_if_rejected(void)
{
	const struct discovery_options o = options();
	struct discovery d;
	struct packet p;
	struct frame f;

	discovery_start(&d, &o, host, 0, 0);
	write_frame(&f, PADO(.uniq = "other"));
	is_int(discovery_input(&d, f.bytes, f.len, 1, 0, &p), DISCOVERY_BAD_HOST_UNIQ);
	ok(packet_tag_equal(&p.ac_name, "one", 3));
}

static void defect_01_no_criterion_carries_over(void)
{
	struct discovery_options o = options();
	struct discovery d;

	want_name(&o);
	discovery_start(&d, &o, host, 0, 0);
	is_int(input(&d, PADO(.service = NULL), 1), DISCOVERY_NO_SERVICE_NAME);
	is_int(input(&d, PADO(.src = ac2, .ac_name = "two"), 2), DISCOVERY_WRONG_AC_NAME);
	is_int(input(&d, PADO(.src = ac2, .ac_name = NULL), 3), DISCOVERY_NO_AC_NAME);
	is_int(input(&d, PADO(.service = NULL), 4), DISCOVERY_NO_SERVICE_NAME);
	is_int(d.state, DISCOVERY_PADI_SENT);
	is_int(input(&d, PADO(), 5), DISCOVERY_ACCEPTED);
	ok(!memcmp(sent(&d).dst, ac1, 6));
}

static void no_rejected_tags(const struct discovery *d)
{
	const struct packet p = sent(d);

	is_int(p.code, PACKET_PADR);
	ok(!p.ac_cookie.data);
	ok(!p.relay_session_id.data);
}

static void defect_02_rejected_pado_leaves_no_cookie(void)
{
	struct discovery_options o = options();
	struct discovery d;

	want_name(&o);
	discovery_start(&d, &o, host, 0, 0);
	is_int(input(&d, PADO(.src = ac2, .ac_name = "two", .cookie = "C2", .relay = "R2"), 1),
	       DISCOVERY_WRONG_AC_NAME);
	is_int(input(&d, PADO(), 2), DISCOVERY_ACCEPTED);
	no_rejected_tags(&d);
}

static void defect_02_no_stale_cookie_after_another_padi(void)
{
	const struct discovery_options o = options();
	struct discovery d;

	start_in(&d, &o, DISCOVERY_REFUSED);
	discovery_timeout(&d, 5000, 0);
	is_int(sent_code(&d), PACKET_PADI);
	ok(!sent(&d).ac_cookie.data && !sent(&d).relay_session_id.data);
	is_int(input(&d, PADO(.src = ac2), 5001), DISCOVERY_ACCEPTED);
	no_rejected_tags(&d);
	ok(!memcmp(sent(&d).dst, ac2, 6));
}

static void defect_02_no_stale_cookie_after_a_restart(void)
{
	const struct discovery_options o = options();
	struct discovery d;

	start_in(&d, &o, DISCOVERY_SESSION);
	discovery_start(&d, &o, host, 0, 0);
	is_int(d.session_id, 0);
	is_int(input(&d, PADO(.src = ac2), 1), DISCOVERY_ACCEPTED);
	no_rejected_tags(&d);
}

/* What is not asked for cannot be taken for granted: no PADO or PADS allows more than 1492. */
static void defect_03_no_ppp_max_payload_is_sent(void)
{
	const struct discovery_options o = options();
	struct discovery d;
	struct frame f;

	discovery_start(&d, &o, host, 0, 0);
	ok(!memmem(d.tx, d.tx_len, "\x01\x20\x00\x02", 4));
	write_frame(&f, PADO());
	frame_tag(&f, 0x0120, "\x05\xdc", 2);
	is_int(discovery_input(&d, f.bytes, f.len, 1, 0, NULL), DISCOVERY_ACCEPTED);
	ok(!memmem(d.tx, d.tx_len, "\x01\x20\x00\x02", 4));
	is_int(input(&d, PADS(.payload = 1500), 2), DISCOVERY_ACCEPTED);
	is_int(d.max_payload, 0);
}

static void defect_07_session_can_be_given_back(void)
{
	const struct discovery_options o = options();
	struct discovery d;
	struct packet p;

	start_in(&d, &o, DISCOVERY_SESSION);
	discovery_terminate(&d, d.offer.src, d.session_id);
	p = sent(&d);
	is_int(p.code, PACKET_PADT);
	is_int(p.session_id, 5);
	ok(!memcmp(p.dst, ac1, 6) && !memcmp(p.src, host, 6));
	ok(packet_tag_equal(&p.host_uniq, UNIQ, 16));
	ok(packet_tag_equal(&p.ac_cookie, "cookie", 6));
	ok(packet_tag_equal(&p.relay_session_id, "relay", 5));
}

static void defect_08_attached_session_ends_from_our_address(void)
{
	const struct discovery_options o = options();
	struct discovery d;
	struct packet p;

	discovery_attach(&d, &o, host, ac2, 0x1234);
	is_int(d.state, DISCOVERY_SESSION);
	is_int(d.session_id, 0x1234);
	is_int(d.tx_len, 0);
	discovery_timeout(&d, 99999, 0);
	is_int(d.state, DISCOVERY_SESSION);
	discovery_terminate(&d, d.offer.src, d.session_id);
	p = sent(&d);
	is_int(p.code, PACKET_PADT);
	is_int(p.session_id, 0x1234);
	ok(!memcmp(p.dst, ac2, 6) && !memcmp(p.src, host, 6));
	ok(!p.ac_cookie.data && !p.relay_session_id.data);
}

static void defect_09_no_service_name_in_padi_nor_padr(void)
{
	struct discovery_options o = options();
	struct discovery d;

	want_no_service_name(&o);
	discovery_start(&d, &o, host, 0, 0);
	ok(!sent(&d).service_name.data);
	is_int(input(&d, PADO(), 1), DISCOVERY_ACCEPTED);
	is_int(sent_code(&d), PACKET_PADR);
	ok(!sent(&d).service_name.data);
}

/* The longest names that options allow fit; a PADI can only be too long by both. */
static void defect_11_padi_is_at_most_1484_octets(void)
{
	struct discovery_options o = options();
	struct discovery d;

	memset(o.service_name, 'x', DISCOVERY_NAME_MAX);
	o.host_uniq_len = DISCOVERY_HOST_UNIQ_MAX;
	is_int(discovery_start(&d, &o, host, 0, 0), 0);
	ok(d.tx_len <= PACKET_PADI_MAX);
	is_int(d.tx_len, 20 + 4 + DISCOVERY_NAME_MAX + 4 + DISCOVERY_HOST_UNIQ_MAX);
}

static void defect_11_late_pado_of_an_earlier_attempt(void)
{
	struct discovery_options o = options();
	struct discovery d;

	memcpy(o.host_uniq, "fedcba9876543210", 16);
	discovery_start(&d, &o, host, 0, 0);
	is_int(input(&d, PADO(), 1), DISCOVERY_BAD_HOST_UNIQ);
	is_int(input(&d, PADO(.uniq = "fedcba9876543210"), 2), DISCOVERY_ACCEPTED);
}

static void defect_12_start_forgets_everything(void)
{
	const struct discovery_options o = options();
	struct discovery used, fresh;

	start_in(&used, &o, DISCOVERY_SESSION);
	discovery_start(&used, &o, host, 7, 0);
	discovery_start(&fresh, &o, host, 7, 0);
	is_int(used.tx_len, fresh.tx_len);
	ok(!memcmp(used.tx, fresh.tx, fresh.tx_len));
	ok(!used.offer.ac_name.data && !used.offer.all.data);
	ok(!memcmp(used.offer.src, nobody, 6));
	is_int(used.padi_tries, 1);
	is_int(used.padr_tries, 0);
}

static void padi_is_as_rfc_2516_wants_it(void)
{
	struct discovery_options o = options();
	struct discovery d;
	struct frame want;

	want_service(&o);
	is_int(discovery_start(&d, &o, host, 0, 0), 0);
	frame_start(&want, broadcast, host, PACKET_PADI, 0);
	frame_text_tag(&want, 0x0101, "dsl");
	frame_text_tag(&want, 0x0103, UNIQ);
	is_int(d.tx_len, want.len);
	ok(!memcmp(d.tx, want.bytes, want.len));
}

static void every_padr_returns_cookie_and_relay_id(void)
{
	const struct discovery_options o = options();
	struct discovery d;

	start_in(&d, &o, DISCOVERY_PADR_SENT);
	for (uint64_t at = 5000; d.tx_len && at < 20000; at += 5000) {
		const struct packet p = sent(&d);

		is_int(p.code, PACKET_PADR);
		is_int(p.session_id, 0);
		ok(!memcmp(p.dst, ac1, 6) && !memcmp(p.src, host, 6));
		ok(packet_tag_equal(&p.service_name, "", 0));
		ok(packet_tag_equal(&p.host_uniq, UNIQ, 16));
		ok(packet_tag_equal(&p.ac_cookie, "cookie", 6));
		ok(packet_tag_equal(&p.relay_session_id, "relay", 5));
		if (at < 15000)
			discovery_timeout(&d, at, 0);
	}
}

static enum discovery_verdict input_cookie(struct discovery *d, size_t len)
{
	char cookie[PACKET_FRAME_MAX];

	memset(cookie, 'c', len);
	cookie[len] = '\0';
	return input(d, PADO(.cookie = cookie, .ac_name = ""), 10);
}

/* Beside the cookie the PADO has an empty AC-Name and Service-Name, and the Host-Uniq. */
static void cookie_too_long_for_a_padr(void)
{
	const struct discovery_options o = options();
	const size_t most = 1500 - 6 - 4 - 4 - (4 + 16) - 4;
	struct discovery d;

	discovery_start(&d, &o, host, 0, 0);
	is_int(input_cookie(&d, most), DISCOVERY_ACCEPTED);
	is_int(sent(&d).ac_cookie.len, most);
	discovery_start(&d, &o, host, 0, 0);
	is_int(input_cookie(&d, most + 1), DISCOVERY_TOO_LONG);
	is_int(d.state, DISCOVERY_PADI_SENT);
	is_int(d.tx_len, 0);
	is_int(d.deadline_ms, 1000);
	is_int(d.padr_tries, 0);
	is_int(input(&d, PADO(), 20), DISCOVERY_ACCEPTED);
	is_int(d.deadline_ms, 1020);
}

/* Fails without the look at the length in compare_offer(): then the contest has no offer. */
static void frame_too_long_begins_no_contest(void)
{
	struct discovery_options o = options();
	struct discovery d;
	struct frame f;

	o.best_ms = 300;
	discovery_start(&d, &o, host, 0, 0);
	write_frame(&f, PADO());
	memset(f.bytes + f.len, 0, sizeof(f.bytes) - f.len);
	is_int(discovery_input(&d, f.bytes, PACKET_FRAME_MAX + 1, 10, 0, NULL), DISCOVERY_TOO_LONG);
	is_int(d.state, DISCOVERY_PADI_SENT);
	is_int(d.tx_len, 0);
	is_int(discovery_input(&d, f.bytes, PACKET_FRAME_MAX, 20, 0, NULL), DISCOVERY_ACCEPTED);
	is_int(d.state, DISCOVERY_CHOOSING);
}

static void jitter_of_every_deadline_stays_in_bounds(void)
{
	struct discovery_options o = options();

	o.retry.jitter = 20;
	srandom(3);
	for (int i = 0; i < 2000; i++) {
		const uint32_t entropy = (uint32_t)random();
		struct discovery d;
		struct frame f;

		discovery_start(&d, &o, host, 0, entropy);
		ok(d.deadline_ms >= 800 && d.deadline_ms <= 1200);
		write_frame(&f, PADO());
		discovery_input(&d, f.bytes, f.len, 0, entropy, NULL);
		ok(d.deadline_ms >= 800 && d.deadline_ms <= 1200);
		discovery_timeout(&d, 2000, entropy);
		ok(d.deadline_ms >= 3600 && d.deadline_ms <= 4400);
	}
}

static void one_attempt_is_one_padi(void)
{
	struct discovery_options o = options();
	struct discovery d;

	o.padi_attempts = 1;
	discovery_start(&d, &o, host, 0, 0);
	discovery_timeout(&d, 1000, 0);
	is_int(d.state, DISCOVERY_FAILED);
	is_int(d.tx_len, 0);
}

static void terminate_keeps_cookies_of_the_offer_to_its_ac(void)
{
	const struct discovery_options o = options();
	struct discovery d;

	start_in(&d, &o, DISCOVERY_SESSION);
	discovery_terminate(&d, ac2, 77);
	is_int(sent(&d).session_id, 77);
	ok(!memcmp(sent(&d).dst, ac2, 6));
	ok(!sent(&d).ac_cookie.data && !sent(&d).relay_session_id.data);
}

static void every_verdict_has_a_text(void)
{
	for (int v = DISCOVERY_ACCEPTED; v <= DISCOVERY_ORPHAN; v++)
		ok(discovery_verdict_text((enum discovery_verdict)v)[0]);
}

static void contest_scripts(void)
{
	struct discovery_options o = options();

	o.best_ms = 300;
	/* Fails if the first offer is taken. */
	SCRIPT("the_best_of_several", &o,
	       { 50, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 150 },
	       { 60, PADO(.src = ac2), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 150 },
	       { 150, NULL, 0, DISCOVERY_CHOOSING, PACKET_PADI, 250 },
	       { 160, PADO(.src = ac2), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 250 },
	       { 250, NULL, 0, DISCOVERY_CHOOSING, PACKET_PADI, 350 },
	       { 260, PADO(.src = ac2), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 350 },
	       { 261, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 350 },
	       { 350, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 1350 },
	       { 352, PADS(.src = ac2), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("the_only_one_is_the_best", &o,
	       { 50, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 150 },
	       { 150, NULL, 0, DISCOVERY_CHOOSING, PACKET_PADI, 0 },
	       { 250, NULL, 0, DISCOVERY_CHOOSING, PACKET_PADI, 0 },
	       { 350, NULL, 0, DISCOVERY_PADR_SENT, PACKET_PADR, 0 },
	       { 352, PADS(), DISCOVERY_ACCEPTED, DISCOVERY_SESSION, NOTHING, 0 });
	SCRIPT("one_that_is_not_wanted_takes_no_part", &o,
	       { 50, PADO(.ac_name = NULL), DISCOVERY_NO_AC_NAME, DISCOVERY_PADI_SENT, NOTHING, 0 },
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 0 });
}

/* The third PADI, without the TAG, is answered after 10 ms. */
static void contest_payload_scripts(void)
{
	struct discovery_options o = options_asking(1500);

	o.best_ms = 1500;
	/* Fails if the time in which others were asked is the AC's: it had 2 s for the TAG. */
	SCRIPT("the_best_has_as_long_for_the_tag_as_for_its_offer", &o,
	       { 1000, NULL, 0, DISCOVERY_PADI_SENT, TAGGED_PADI, 3000 },
	       { 3000, NULL, 0, DISCOVERY_PADI_SENT, PACKET_PADI, 7000 },
	       { 3010, PADO(), DISCOVERY_ACCEPTED, DISCOVERY_CHOOSING, NOTHING, 3510 },
	       { 3510, NULL, 0, DISCOVERY_CHOOSING, PACKET_PADI, 4010 },
	       { 4010, NULL, 0, DISCOVERY_CHOOSING, PACKET_PADI, 4510 },
	       { 4510, NULL, 0, DISCOVERY_OFFER_KEPT, TAGGED_PADI, 4760 });
}

static struct discovery with_avoid(const struct discovery_options *o, struct avoid *a)
{
	struct discovery d;

	discovery_init(&d, o, host);
	d.avoid = a;
	is_int(discovery_resume(&d, 0, 0), 0);
	return d;
}

/* Fails without note_failed_ac(), or if the first offer is taken although its AC is avoided. */
static void an_ac_that_refuses_is_avoided(void)
{
	const struct discovery_options o = options();
	struct avoid avoid = { .rivals = false };
	struct discovery d = with_avoid(&o, &avoid);

	is_int(input(&d, PADO(), 10), DISCOVERY_ACCEPTED);
	is_int(input(&d, PADO(.src = ac2), 11), DISCOVERY_UNEXPECTED);
	is_int(input(&d, PADS(.error_tag = 0x0202), 12), DISCOVERY_ERROR_TAG);
	discovery_timeout(&d, 1012, 0);
	is_int(sent_code(&d), PACKET_PADI);
	is_int(input(&d, PADO(), 1020), DISCOVERY_ACCEPTED);
	is_int(d.state, DISCOVERY_CHOOSING);
	is_int(d.deadline_ms, 1270);
	is_int(input(&d, PADO(.src = ac2), 1021), DISCOVERY_ACCEPTED);
	discovery_timeout(&d, 1270, 0);
	is_int(sent_code(&d), PACKET_PADR);
	ok(!memcmp(sent(&d).dst, ac2, 6));
	/* Where nobody else answers, it is better than none. */
	for (int i = 0; i < 3; i++)
		discovery_timeout(&d, d.deadline_ms, 0);
	is_int(sent_code(&d), PACKET_PADI);
	is_int(input(&d, PADO(), 9000), DISCOVERY_ACCEPTED);
	discovery_timeout(&d, 9250, 0);
	is_int(sent_code(&d), PACKET_PADR);
	ok(!memcmp(sent(&d).dst, ac1, 6));
}

/* Fails if take_offer() looks at the TAG only: an AC that refuses came before one that works. */
static void one_that_is_avoided_replaces_no_kept_offer(void)
{
	const struct discovery_options o = options_asking(1500);
	struct avoid avoid = { .rivals = true };
	struct discovery d;

	start_in(&d, &o, DISCOVERY_OFFER_KEPT);
	d.avoid = &avoid;
	avoid_add(&avoid, ac2, 3000);
	is_int(input(&d, PADO(.src = ac2, .payload = 1500), 3010), DISCOVERY_UNEXPECTED);
	is_int(d.state, DISCOVERY_OFFER_KEPT);
	avoid_add(&avoid, ac1, 3000); /* nobody is better now */
	is_int(input(&d, PADO(.src = ac2, .payload = 1500), 3020), DISCOVERY_ACCEPTED);
	is_int(d.state, DISCOVERY_PADR_SENT);
}

/* Fails without judge_pado() in note_ac(). */
static void the_only_ac_is_not_avoided(void)
{
	const struct discovery_options o = options();
	struct avoid avoid = { .rivals = false };
	struct discovery d = with_avoid(&o, &avoid);

	is_int(input(&d, PADO(.src = ac2, .ac_name = NULL), 9), DISCOVERY_NO_AC_NAME);
	is_int(input(&d, PADO(), 10), DISCOVERY_ACCEPTED);
	is_int(input(&d, PADS(.error_tag = 0x0202), 12), DISCOVERY_ERROR_TAG);
	discovery_timeout(&d, 1012, 0);
	is_int(input(&d, PADO(), 1020), DISCOVERY_ACCEPTED);
	is_int(sent_code(&d), PACKET_PADR);
}

/* As config.c has it by default. */
static struct discovery_options quick_options(void)
{
	struct discovery_options o = options();

	o.retry = (struct backoff){
		.first_ms = 250,
		.most_ms = 8000,
		.quick_ms = 1000,
		.quick_tries = 6,
	};
	o.padi_attempts = 11;
	o.most_refusals = 6;
	return o;
}

/* Returns how many requests it has sent until it failed, or until `end`, at which *at is then. */
static unsigned int refuse_each(struct discovery *d, uint64_t *at, uint64_t end)
{
	unsigned int requests = 0;

	while (*at < end && d->state != DISCOVERY_FAILED) {
		is_int(sent_code(d), PACKET_PADI);
		requests++;
		is_int(input(d, PADO(), *at), DISCOVERY_ACCEPTED);
		is_int(input(d, PADS(.error_tag = 0x0202), *at), DISCOVERY_ERROR_TAG);
		*at = d->deadline_ms;
		discovery_timeout(d, *at, 0);
	}
	return requests;
}

/*
 * An AC that counts may have no ear for a client with ten requests in a minute.
 * Fails if refuse() waits for the PADI's delay only: there are 11 in half a minute.
 */
static void an_ac_that_refuses_all_gets_few_requests(void)
{
	struct discovery_options o = quick_options();
	struct avoid avoid = { .rivals = false };
	struct discovery d = with_avoid(&o, &avoid);
	uint64_t at = 0;
	unsigned int requests = refuse_each(&d, &at, 60000);

	is_int(d.state, DISCOVERY_FAILED);
	ok(at > 30000 && at < 50000);
	/* What follows an attempt that failed begins slowly: pace.c. */
	o.retry.first_ms = o.retry.most_ms;
	discovery_start(&d, &o, host, at, 0);
	requests += refuse_each(&d, &at, 60000);
	ok(at >= 60000);
	ok(requests < 10);
}

/* The line was lost, and whoever is there now has refused nothing. Fails if it counts on. */
static void refusals_before_a_pause_do_not_count(void)
{
	const struct discovery_options o = quick_options();
	struct avoid avoid = { .rivals = false };
	struct discovery d = with_avoid(&o, &avoid);
	uint64_t at = 0;

	is_int(refuse_each(&d, &at, 10000), 4);
	discovery_pause(&d);
	discovery_resume(&d, at, 0);
	is_int(input(&d, PADO(), at), DISCOVERY_ACCEPTED);
	is_int(input(&d, PADS(.error_tag = 0x0202), at), DISCOVERY_ERROR_TAG);
	ok(d.deadline_ms <= at + 1000);
}

/* Fails if refusal_delay_ms() looks at no rivals. */
static void another_ac_is_asked_soon_after_a_refusal(void)
{
	const struct discovery_options o = quick_options();
	struct avoid avoid = { .rivals = true };
	struct discovery d = with_avoid(&o, &avoid);

	is_int(input(&d, PADO(), 10), DISCOVERY_ACCEPTED);
	is_int(input(&d, PADS(.error_tag = 0x0202), 20), DISCOVERY_ERROR_TAG);
	is_int(d.deadline_ms, 270);
	discovery_timeout(&d, 270, 0);
	is_int(input(&d, PADO(.src = ac2), 280), DISCOVERY_ACCEPTED);
	is_int(input(&d, PADS(.src = ac2, .error_tag = 0x0202), 290), DISCOVERY_ERROR_TAG);
	ok(d.deadline_ms > 290 + 1000);
}

int main(void)
{
	contest_scripts();
	contest_payload_scripts();
	test(an_ac_that_refuses_is_avoided);
	test(one_that_is_avoided_replaces_no_kept_offer);
	test(the_only_ac_is_not_avoided);
	test(an_ac_that_refuses_all_gets_few_requests);
	test(refusals_before_a_pause_do_not_count);
	test(another_ac_is_asked_soon_after_a_refusal);
	timing_scripts();
	refusal_scripts();
	late_session_scripts();
	max_payload_scripts();
	max_payload_again_scripts();
	payload_is_what_both_grant();
	test(malformed_payload_counts_as_absent);
	test(capped_ac_is_not_asked_for_more);
	test(kept_offer_is_remembered_as_the_tag_ignored);
	test(tag_that_comes_in_time_replaces_the_kept_offer);
	test(tag_ignored_is_of_the_last_offer);
	pado_verdicts();
	quirks_are_taken();
	test(service_may_be_one_of_several);
	test(every_code_in_every_state);
	test(pads_criteria);
	test(session_of_another_ac_is_terminated);
	test(session_of_another_process_stays);
	test(session_that_its_ac_ends_is_refused);
	test(any_other_session_id_is_taken);
	test(malformed_frames_change_nothing);
	test(packet_is_handed_out_even_if_rejected);
	test(defect_01_no_criterion_carries_over);
	test(defect_02_rejected_pado_leaves_no_cookie);
	test(defect_02_no_stale_cookie_after_another_padi);
	test(defect_02_no_stale_cookie_after_a_restart);
	test(defect_03_no_ppp_max_payload_is_sent);
	test(defect_07_session_can_be_given_back);
	test(defect_08_attached_session_ends_from_our_address);
	test(defect_09_no_service_name_in_padi_nor_padr);
	test(defect_11_padi_is_at_most_1484_octets);
	test(defect_11_late_pado_of_an_earlier_attempt);
	test(defect_12_start_forgets_everything);
	test(padi_is_as_rfc_2516_wants_it);
	test(every_padr_returns_cookie_and_relay_id);
	test(cookie_too_long_for_a_padr);
	test(frame_too_long_begins_no_contest);
	test(jitter_of_every_deadline_stays_in_bounds);
	test(one_attempt_is_one_padi);
	test(terminate_keeps_cookies_of_the_offer_to_its_ac);
	test(every_verdict_has_a_text);
	return done_testing();
}

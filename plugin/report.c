// SPDX-License-Identifier: GPL-2.0-or-later
#include "report.h"

#include "sys/clock.h"

#define MOST_FRAMES 16 /* per discovery: whoever floods the wire must not flood the log */
#define SILENCE_MS 3000 /* is told after so long, and then each hour */
#define AGAIN_MS 3600000
#define NEVER_MS UINT64_MAX

void report_begin(struct report *r, bool verbose)
{
	r->verbose = verbose;
	r->frames = r->strays = 0;
	r->unwanted.why = NULL;
}

static void log_error_tag(const char *mac, const char *tag_name, const struct packet_tag *tag)
{
	char text[256];

	if (!tag->data)
		return;
	text_escape(text, sizeof(text), tag->data, tag->len);
	log_error("AC %s answers with %s: %s", mac, tag_name, text[0] ? text : "(no text)");
}

static void describe(struct report_ac *ret, const struct packet *pado,
		     enum discovery_verdict verdict)
{
	text_escape(ret->name, sizeof(ret->name), pado->ac_name.data, pado->ac_name.len);
	text_format_mac(ret->mac, pado->src);
	ret->why = discovery_verdict_text(verdict);
}

static void log_pado(const struct packet *pado, enum discovery_verdict verdict)
{
	struct report_ac ac;

	describe(&ac, pado, verdict);
	log_info("PADO from AC '%s' at %s: %s", ac.name, ac.mac, ac.why);
}

static void log_frame(const struct report *r, const struct packet *p,
		      enum discovery_verdict verdict)
{
	char mac[TEXT_MAC_SIZE];

	text_format_mac(mac, p->src);
	if (verdict == DISCOVERY_ERROR_TAG) {
		log_error_tag(mac, "Service-Name-Error", &p->service_name_error);
		log_error_tag(mac, "AC-System-Error", &p->ac_system_error);
		log_error_tag(mac, "Generic-Error", &p->generic_error);
	} else if (r->verbose && p->code == PACKET_PADO) {
		log_pado(p, verdict);
	} else if (verdict != DISCOVERY_ACCEPTED) {
		log_debug("frame 0x%02x from %s: %s", p->code, mac,
			  discovery_verdict_text(verdict));
	}
}

/* For us it is as if it were not there; for the user it is not. */
static bool is_unwanted(enum discovery_verdict verdict)
{
	return verdict == DISCOVERY_WRONG_AC_MAC || verdict == DISCOVERY_NO_AC_NAME ||
	       verdict == DISCOVERY_WRONG_AC_NAME || verdict == DISCOVERY_NO_SERVICE_NAME ||
	       verdict == DISCOVERY_WRONG_SERVICE;
}

/* That nobody answers is no longer so, if it was said. */
static void note_unwanted(struct report *r, const struct packet *p, enum discovery_verdict verdict)
{
	if (r->unwanted.why || r->silence_ms == NEVER_MS)
		return;
	describe(&r->unwanted, p, verdict);
	if (r->nobody_told)
		r->silence_ms = clock_now_ms();
}

void report_frame(struct report *r, const struct packet *p, enum discovery_verdict verdict)
{
	if (verdict == DISCOVERY_MALFORMED)
		return;
	if (r->frames++ < MOST_FRAMES)
		log_frame(r, p, verdict);
	if (is_unwanted(verdict))
		note_unwanted(r, p, verdict);
	else if (verdict != DISCOVERY_NOT_OURS)
		report_answer(r);
}

void report_client(struct report *r, const uint8_t client[static ETH_ALEN],
		   enum server_verdict verdict)
{
	char mac[TEXT_MAC_SIZE];

	if (r->frames++ >= MOST_FRAMES)
		return;
	text_format_mac(mac, client);
	log_line(r->verbose ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG, "frame from %s: %s", mac,
		 server_verdict_text(verdict));
}

void report_stray(struct report *r, const uint8_t ac[static ETH_ALEN], uint16_t id)
{
	char mac[TEXT_MAC_SIZE];

	if (r->strays++ >= MOST_FRAMES)
		return;
	text_format_mac(mac, ac);
	log_info("Terminating unknown session %u of %s", id, mac);
}

void report_await(struct report *r)
{
	if (!r->silence_ms)
		r->silence_ms = clock_now_ms() + SILENCE_MS;
}

void report_rest(struct report *r)
{
	r->silence_ms = 0;
	r->nobody_told = false;
}

void report_answer(struct report *r)
{
	r->silence_ms = NEVER_MS;
	r->unwanted.why = NULL;
}

void report_silence(struct report *r, const char *ifname)
{
	const struct report_ac *const ac = &r->unwanted;

	if (!r->silence_ms || clock_now_ms() < r->silence_ms)
		return;
	r->silence_ms = clock_now_ms() + AGAIN_MS;
	r->nobody_told = !ac->why;
	if (ac->why) {
		log_warning("No access concentrator on %s is taken yet: AC '%s' at %s: %s", ifname,
			    ac->name, ac->mac, ac->why);
		return;
	}
	log_warning(
		"No access concentrator has answered on %s yet: is the modem bridged, is a VLAN "
		"needed, or another one? Try pppoe-discovery -I %s",
		ifname, ifname);
}

void report_failure(const struct report *r, enum log_level level, const char *ifname)
{
	const struct report_ac *const ac = &r->unwanted;

	if (ac->why)
		log_line(level, "No access concentrator on %s is taken: AC '%s' at %s: %s", ifname,
			 ac->name, ac->mac, ac->why);
	else
		log_line(level, "No access concentrator answers on %s", ifname);
}

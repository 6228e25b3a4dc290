// SPDX-License-Identifier: GPL-2.0-or-later
#include "report.h"

#include "core/text.h"
#include "sys/clock.h"
#include "sys/log.h"

#define MOST_FRAMES 16 /* per discovery: whoever floods the wire must not flood the log */
#define SILENCE_MS 3000 /* is told after so long, and then each hour */
#define AGAIN_MS 3600000
#define NEVER_MS UINT64_MAX

void report_begin(struct report *r, bool verbose)
{
	r->verbose = verbose;
	r->frames = r->strays = 0;
}

static void log_error_tag(const char *mac, const char *tag_name, const struct packet_tag *tag)
{
	char text[256];

	if (!tag->data)
		return;
	text_escape(text, sizeof(text), tag->data, tag->len);
	log_error("AC %s answers with %s: %s", mac, tag_name, text[0] ? text : "(no text)");
}

static void log_pado(const char *mac, const struct packet_tag *ac_name, const char *verdict)
{
	char name[128];

	text_escape(name, sizeof(name), ac_name->data, ac_name->len);
	log_info("PADO from AC '%s' at %s: %s", name, mac, verdict);
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
		log_pado(mac, &p->ac_name, discovery_verdict_text(verdict));
	} else if (verdict != DISCOVERY_ACCEPTED) {
		log_debug("frame 0x%02x from %s: %s", p->code, mac,
			  discovery_verdict_text(verdict));
	}
}

void report_frame(struct report *r, const struct packet *p, enum discovery_verdict verdict)
{
	if (verdict == DISCOVERY_MALFORMED)
		return;
	if (r->frames++ < MOST_FRAMES)
		log_frame(r, p, verdict);
	if (verdict != DISCOVERY_NOT_OURS)
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
}

void report_answer(struct report *r)
{
	r->silence_ms = NEVER_MS;
}

void report_silence(struct report *r, const char *ifname)
{
	if (!r->silence_ms || clock_now_ms() < r->silence_ms)
		return;
	r->silence_ms = clock_now_ms() + AGAIN_MS;
	log_warning(
		"No access concentrator has answered on %s yet: is the modem bridged, is a VLAN "
		"needed, or another one? Try pppoe-discovery -I %s",
		ifname, ifname);
}

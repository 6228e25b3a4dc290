// SPDX-License-Identifier: GPL-2.0-or-later
#include "confreq.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "pppd.h"

#define MAY_COME_US 50000
#define SENT_MAX 512 /* bytes; no longer one is sent again */

static struct {
	bool ours; /* a session of ours: LCP begins on it */
	uint8_t sent[SENT_MAX]; /* our last one, as output() takes it */
	size_t sent_len;
	unsigned int received; /* LCP packets in this session, as far as pppd has seen them */
	bool asked; /* a Configure-Request among them */
	struct early early;
} confreq;

/*
 * An AC that begins with LCP when we have begun already may not have been there
 * to hear us. What leaves again has the same identifier, so that an answer to
 * either counts, and leaves before the answer to the AC's, so that the AC does
 * not see it as a new start.
 */
static void ask_again(void)
{
	if (confreq.ours && pppd_is_requesting() && confreq.sent_len)
		output(0, confreq.sent, (int)confreq.sent_len);
}

void confreq_note_received(bool is_request)
{
	confreq.received++;
	if (!is_request)
		return;
	confreq.asked = true;
	if (confreq.received == 1)
		ask_again();
}

void confreq_note_sent(const uint8_t *packet, size_t len)
{
	if (packet == confreq.sent)
		return;
	confreq.sent_len = len <= sizeof(confreq.sent) ? len : 0;
	memcpy(confreq.sent, packet, confreq.sent_len);
}

static void replay_early(void *context)
{
	(void)context;
	if (confreq.asked || !confreq.early.len)
		return;
	log_debug("LCP had begun before the session was ours");
	pppd_take_lcp(&confreq.early);
	confreq.early.len = 0;
}

void confreq_begin(const struct early *early)
{
	confreq_end();
	if (!early)
		return;
	confreq.ours = true;
	confreq.early = *early;
	if (early->len)
		ppp_timeout(replay_early, NULL, 0, early->lost ? 0 : MAY_COME_US);
}

void confreq_end(void)
{
	ppp_untimeout(replay_early, NULL);
	memset(&confreq, 0, sizeof(confreq));
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "confreq.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "pppd.h"

#define MAY_COME_US 50000

static struct {
	bool ours; /* a session of ours: LCP begins on it */
	uint8_t sent[CONFREQ_MAX]; /* our last one, as output() takes it */
	size_t sent_len;
	unsigned int received; /* LCP packets in this session, as far as pppd has seen them */
	bool asked; /* a Configure-Request among them */
	struct confreq_early early;
} self;

/*
 * An AC that begins with LCP when we have begun already may not have been there
 * to hear us. What leaves again has the same identifier, so that an answer to
 * either counts, and leaves before the answer to the AC's, so that the AC does
 * not see it as a new start.
 */
static void ask_again(void)
{
	if (self.ours && pppd_is_requesting() && self.sent_len)
		output(0, self.sent, (int)self.sent_len);
}

void confreq_note_received(bool is_request)
{
	self.received++;
	if (!is_request)
		return;
	self.asked = true;
	if (self.received == 1)
		ask_again();
}

void confreq_note_sent(const uint8_t *packet, size_t len)
{
	if (packet == self.sent)
		return;
	self.sent_len = len <= sizeof(self.sent) ? len : 0;
	memcpy(self.sent, packet, self.sent_len);
}

static void replay_early(void *context)
{
	(void)context;
	if (self.asked || !self.early.len)
		return;
	log_debug("LCP had begun before the session was ours");
	pppd_take_lcp(self.early.bytes, self.early.len);
	self.early.len = 0;
}

void confreq_begin(const struct confreq_early *early)
{
	confreq_end();
	if (!early)
		return;
	self.ours = true;
	self.early = *early;
	if (early->len)
		ppp_timeout(replay_early, NULL, 0, early->lost ? 0 : MAY_COME_US);
}

void confreq_end(void)
{
	ppp_untimeout(replay_early, NULL);
	memset(&self, 0, sizeof(self));
}

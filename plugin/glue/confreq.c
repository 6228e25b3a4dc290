// SPDX-License-Identifier: GPL-2.0-or-later
#include "confreq.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "plugin.h"

#define MAY_COME_US 50000

/*
 * An AC that begins with LCP when we have begun already may not have been there
 * to hear us. What leaves again has the same identifier, so that an answer to
 * either counts, and leaves before the answer to the AC's, so that the AC does
 * not see it as a new start.
 */
static void ask_again(void)
{
	struct confreq *r = &self.confreq;

	if (self.channel.session_fd >= 0 && lcp_fsm[0].state == REQSENT && r->sent_len)
		output(0, r->sent, (int)r->sent_len);
}

void confreq_note_received(bool is_request)
{
	struct confreq *r = &self.confreq;

	r->received++;
	if (!is_request)
		return;
	r->asked = true;
	if (r->received == 1)
		ask_again();
}

void confreq_note_sent(const uint8_t *packet, size_t len)
{
	struct confreq *r = &self.confreq;

	if (packet == r->sent)
		return;
	r->sent_len = len <= sizeof(r->sent) ? len : 0;
	memcpy(r->sent, packet, r->sent_len);
}

static void replay_early(void *context)
{
	struct dialer *c = &self.channel.dialer;

	(void)context;
	if (self.confreq.asked || !c->early_len)
		return;
	log_debug("LCP had begun before the session was ours");
	lcp_protent.input(0, c->early, (int)c->early_len);
	c->early_len = 0;
}

void confreq_begin(void)
{
	const struct dialer *c = &self.channel.dialer;

	self.confreq = (struct confreq){ 0 };
	if (c->early_len)
		ppp_timeout(replay_early, NULL, 0, c->early_lost ? 0 : MAY_COME_US);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "proof.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../core/mtu.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "echo.h"
#include "guard.h"
#include "plugin.h"
#include "timer.h"

#define SILENT_TRIES 3
#define AGAIN_AFTER_S 5 /* after a probe that nobody answered: some peers are busy authenticating */
#define RENEGOTIATE_S 3 /* for LCP to open again at 1492 */

static void on_timer(void *context);

/* If LCP does not come up again on this session, another one is due. */
static void give_up(void *context)
{
	(void)context;
	log_warning("The peer does not start LCP again: leaving this session");
	guard_drop(GUARD_ERROR);
}

static void renegotiate(void *context)
{
	(void)context;
	line_lower_lcp();
	self.guard.reason = GUARD_RESTART;
	ppp_timeout(give_up, NULL, RENEGOTIATE_S, 0);
	lcp_lowerdown(0);
	lcp_lowerup(0);
}

static void fail(void)
{
	struct proof *p = &self.proof;

	log_warning("The path does not carry %d bytes, although the peer agreed: going on with %d, "
		    "after %u ms",
		    p->mtu, MTU_PPPOE_MAX, (unsigned int)(clock_now_ms() - p->started_ms));
	p->state = PROOF_FAILED;
	p->failed_session = self.channel.sessions;
	line_note_verdict(RECORD_MTU_FAILED);
	ppp_timeout(renegotiate, NULL, 0, 0);
}

static void pass(enum proof_state state)
{
	struct proof *p = &self.proof;

	p->state = state;
	ppp_set_mtu(0, p->mtu);
	uplink_sync();
	line_note_verdict(state == PROOF_PROVED ? RECORD_MTU_PROVED : RECORD_MTU_SENDING_ONLY);
	log_info("The path carries %d bytes%s, proved in %u ms", p->mtu,
		 state == PROOF_PROVED ? " both ways" : " to the peer (it cuts its answers)",
		 (unsigned int)(clock_now_ms() - p->started_ms));
}

static void start_proof(void *context);

static void go_unanswered(void)
{
	struct proof *p = &self.proof;

	if (++p->silent < SILENT_TRIES) {
		ppp_timeout(start_proof, NULL, AGAIN_AFTER_S, 0);
		return;
	}
	p->state = PROOF_UNANSWERED;
	log_warning("The peer answers no echo, so %d bytes are not proved: sending %d at most",
		    p->mtu, MTU_PPPOE_MAX);
}

static void send_requests(void)
{
	struct proof *p = &self.proof;
	struct mtu_proof_request r;

	while (mtu_proof_next(&p->proof, &r))
		echo_send(r.id, r.data, r.len);
	timer_set_until(on_timer, p->proof.deadline_ms);
}

static void judge(void)
{
	ppp_untimeout(on_timer, NULL);
	switch (self.proof.proof.verdict) {
	case MTU_PROOF_RUNNING:
		send_requests();
		break;
	case MTU_PROOF_PASSED:
		pass(PROOF_PROVED);
		break;
	case MTU_PROOF_PASSED_SENDING:
		pass(PROOF_SENDING_ONLY);
		break;
	case MTU_PROOF_FAILED:
		fail();
		break;
	case MTU_PROOF_SILENT:
		go_unanswered();
		break;
	}
}

static void on_timer(void *context)
{
	(void)context;
	mtu_proof_timeout(&self.proof.proof, clock_now_ms());
	judge();
}

static int mru_of(const lcp_options *o)
{
	return o->neg_mru ? o->mru : MTU_MRU_NOT_GIVEN;
}

/* What a full-size echo may be, there and back. */
static unsigned int common_mru(void)
{
	const int mine = mru_of(&lcp_gotoptions[0]), theirs = mru_of(&lcp_hisoptions[0]);

	return (unsigned int)(mine < theirs ? mine : theirs);
}

static void start_proof(void *context)
{
	struct proof *p = &self.proof;
	const uint32_t magic = lcp_gotoptions[0].neg_magicnumber ? lcp_gotoptions[0].magicnumber
								 : 0;
	const unsigned int mru = common_mru();
	const int err = mru > SESSION_REPLY_MAX ? session_shorten_replies(self.channel.session_fd)
						: 0;

	(void)context;
	p->started_ms = clock_now_ms();
	if (err)
		log_warning("pppd cannot see whether %u bytes arrive: %s", mru, strerror(-err));
	mtu_proof_start(&p->proof, mru, magic, clock_entropy64(), p->started_ms);
	judge();
}

static void warn_without_ipv6(void)
{
	const int mtu = ppp_get_mtu(0);

	if (ipv6cp_protent.enabled_flag && !mtu_carries_ipv6(mtu))
		log_warning("An MTU of %d carries no IPv6, which needs 1280 bytes", mtu);
}

void proof_begin(void)
{
	struct proof *p = &self.proof;

	ppp_untimeout(give_up, NULL);
	warn_without_ipv6();
	p->state = p->failed_session == self.channel.sessions ? PROOF_FAILED : PROOF_NOTHING;
	if (!channel_is_ours() || self.config.mtu_verify_off || common_mru() <= MTU_PPPOE_MAX)
		return;
	p->mtu = ppp_get_mtu(0);
	p->state = PROOF_RUNNING;
	p->silent = 0;
	if (p->mtu > MTU_PPPOE_MAX)
		ppp_set_mtu(0, MTU_PPPOE_MAX);
	/* Not from here: pppd is still opening LCP. */
	ppp_timeout(start_proof, NULL, 0, 0);
}

void proof_end(void)
{
	ppp_untimeout(start_proof, NULL);
	ppp_untimeout(on_timer, NULL);
	self.proof.state = PROOF_NOTHING;
}

void proof_note_reply(uint8_t id, const uint8_t *data, size_t seen, size_t len)
{
	struct proof *p = &self.proof;

	if (p->state != PROOF_RUNNING || p->proof.verdict != MTU_PROOF_RUNNING)
		return;
	mtu_proof_input(&p->proof, id, data, seen, len, clock_now_ms());
	judge();
}

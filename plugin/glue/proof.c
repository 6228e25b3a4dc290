// SPDX-License-Identifier: GPL-2.0-or-later
#include "proof.h"

#include <string.h>

#include "../pppd_compat.h"

#include "../core/mtu.h"
#include "../core/mtu_proof.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "../sys/session.h"
#include "echo.h"
#include "pppd.h"
#include "timer.h"

#define SILENT_TRIES 3
#define AGAIN_AFTER_MS \
	5000 /* after echoes that nobody answered: some peers are busy authenticating */

static struct {
	bool running;
	unsigned int mru;
	int mtu; /* as negotiated */
	int session_fd;
	proof_done *done;
	struct mtu_proof run;
	unsigned int silent; /* tries in a row without any answer */
	uint64_t started_ms;
} proof;

int proof_mtu(void)
{
	return proof.mtu;
}

bool proof_is_on(void)
{
	return proof.running;
}

static void start(void *context);
static void on_timer(void *context);

static void tell(enum proof_verdict verdict, unsigned int ms)
{
	switch (verdict) {
	case PROOF_PASSED:
		log_info("The path carries %d bytes both ways, proved in %u ms", proof.mtu, ms);
		break;
	case PROOF_PASSED_SENDING:
		log_info("The path carries %d bytes to the peer (it cuts its answers), proved in "
			 "%u ms",
			 proof.mtu, ms);
		break;
	case PROOF_FAILED:
		log_warning("The path does not carry %d bytes, although the peer agreed: going on "
			    "with %d, after %u ms",
			    proof.mtu, MTU_PPPOE_MAX, ms);
		break;
	case PROOF_UNANSWERED:
		log_warning("The peer answers no echo, so %d bytes are not proved: sending %d at "
			    "most",
			    proof.mtu, MTU_PPPOE_MAX);
		break;
	}
}

static void finish(enum proof_verdict verdict)
{
	proof.running = false;
	if (verdict == PROOF_PASSED || verdict == PROOF_PASSED_SENDING)
		ppp_set_mtu(0, proof.mtu);
	tell(verdict, (unsigned int)(clock_now_ms() - proof.started_ms));
	proof.done(verdict);
}

static void go_unanswered(void)
{
	if (++proof.silent < SILENT_TRIES)
		timer_set_after(start, AGAIN_AFTER_MS);
	else
		finish(PROOF_UNANSWERED);
}

static void send_requests(void)
{
	struct mtu_proof_request r;

	while (mtu_proof_next(&proof.run, &r))
		echo_send(r.id, r.data, r.len);
	timer_set_until(on_timer, proof.run.deadline_ms);
}

static void judge(void)
{
	ppp_untimeout(on_timer, NULL);
	switch (proof.run.verdict) {
	case MTU_PROOF_RUNNING:
		send_requests();
		break;
	case MTU_PROOF_PASSED:
		finish(PROOF_PASSED);
		break;
	case MTU_PROOF_PASSED_SENDING:
		finish(PROOF_PASSED_SENDING);
		break;
	case MTU_PROOF_FAILED:
		finish(PROOF_FAILED);
		break;
	case MTU_PROOF_SILENT:
		go_unanswered();
		break;
	}
}

static void on_timer(void *context)
{
	(void)context;
	mtu_proof_timeout(&proof.run, clock_now_ms());
	judge();
}

static void start(void *context)
{
	const int err = proof.mru > SESSION_REPLY_MAX ? session_shorten_replies(proof.session_fd)
						      : 0;

	(void)context;
	proof.started_ms = clock_now_ms();
	if (err)
		log_warning("pppd cannot see whether %u bytes arrive: %s", proof.mru,
			    strerror(-err));
	mtu_proof_start(&proof.run, proof.mru, pppd_magic(), clock_entropy64(), proof.started_ms);
	judge();
}

void proof_begin(unsigned int mru, int session_fd, proof_done *done)
{
	proof.running = true;
	proof.mru = mru;
	proof.session_fd = session_fd;
	proof.done = done;
	proof.mtu = ppp_get_mtu(0);
	if (proof.mtu > MTU_PPPOE_MAX)
		ppp_set_mtu(0, MTU_PPPOE_MAX);
	proof.silent = 0;
	proof.run.verdict = MTU_PROOF_SILENT;
	/* Not from here: pppd is still opening LCP. */
	timer_set_after(start, 0);
}

void proof_end(void)
{
	proof.running = false;
	ppp_untimeout(start, NULL);
	ppp_untimeout(on_timer, NULL);
}

void proof_note_reply(uint8_t id, const uint8_t *data, size_t seen, size_t len)
{
	if (!proof.running || proof.run.verdict != MTU_PROOF_RUNNING)
		return;
	mtu_proof_input(&proof.run, id, data, seen, len, clock_now_ms());
	judge();
}

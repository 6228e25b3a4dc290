// SPDX-License-Identifier: GPL-2.0-or-later
#include "leave.h"

#include "../pppd_compat.h"

#include "../sys/log.h"
#include "guard.h"
#include "pppd.h"
#include "timer.h"

#define LCP_MS 3000 /* for LCP to open again at 1492 */
#define IP_S 120 /* for IP, or longer: pppd's own waits come to that, unless options change them */

static struct {
	enum ending_reason killed; /* what leave_at_once has ended it for */
	enum ending_reason reason; /* of an end under way, or NONE; the first counts */
	bool farewell;
} leave;

enum ending_reason leave_reason(void)
{
	return leave.reason;
}

enum ending_reason leave_find_reason(void)
{
	const enum ending_reason dropped = guard_dropped_for();
	const struct ending_facts facts = {
		.ours = dropped ? dropped : leave.killed,
		.peer_said = pppd_is_told_to_end(),
		.status = pppd_ending_status(),
		.persist = ppp_persist(),
		.demand = demand,
	};

	return ending_judge(&facts);
}

/* Of a link that LCP begins anew on nothing is known: what is, later, counts. */
bool leave_note(enum ending_reason reason)
{
	if (leave.reason && leave.reason != ENDING_ERROR)
		return false;
	leave.reason = reason;
	return true;
}

void leave_take_back(void)
{
	leave.reason = ENDING_NONE;
}

void leave_note_farewell(void)
{
	leave.farewell = true;
}

bool leave_is_farewell(void)
{
	return leave.farewell;
}

void leave_at_once(enum ending_reason reason)
{
	leave.killed = reason;
	if (guard_is_on())
		guard_drop(reason);
	else
		compat_close_at_once();
}

static void on_unfit(void *context)
{
	(void)context;
	leave_at_once(ENDING_ERROR);
}

void leave_as_unfit(void)
{
	timer_set_after(on_unfit, 0);
}

/* Never sooner than pppd gives up a peer that is slow, or says nothing. */
static uint32_t ip_limit_s(void)
{
	const uint32_t patience_s = pppd_patience_s();

	return patience_s > IP_S ? patience_s : IP_S;
}

/*
 * pppd itself has no end of a peer that begins LCP again and again, or refuses each
 * request. The second session of a bundle has no IP of its own.
 */
static void leave_without_ip(void *context)
{
	(void)context;
	if (!pppd_awaits_any())
		return;
	log_warning("The peer has brought up no IP in %u s: leaving this session", ip_limit_s());
	guard_drop(ENDING_ERROR);
}

void leave_await_ip(void)
{
	if (guard_is_on())
		timer_set_after(leave_without_ip, (uint64_t)ip_limit_s() * 1000);
}

void leave_note_ip(void)
{
	ppp_untimeout(leave_without_ip, NULL);
}

static void leave_without_lcp(void *context)
{
	(void)context;
	log_warning("The peer does not start LCP again: leaving this session");
	guard_drop(ENDING_ERROR);
}

void leave_await_lcp(void)
{
	timer_set_after(leave_without_lcp, LCP_MS);
}

void leave_note_lcp(void)
{
	ppp_untimeout(leave_without_lcp, NULL);
}

void leave_bound_farewell(bool ours)
{
	const int ms = ending_farewell_ms(leave.reason, ours);

	if (ms >= 0)
		guard_drop_after(leave.reason, ms);
}

void leave_end(void)
{
	ppp_untimeout(on_unfit, NULL);
	leave_note_ip();
	leave_note_lcp();
	leave.killed = leave.reason = ENDING_NONE;
	leave.farewell = false;
}

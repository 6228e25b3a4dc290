// SPDX-License-Identifier: GPL-2.0-or-later
#include "leave.h"

#include "../pppd_compat.h"

#include "guard.h"
#include "pppd.h"

static struct {
	enum ending_reason
		killed; /* what we have ended it for, with or without a session to drop */
	enum ending_reason reason;
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
	};

	return ending_judge(&facts);
}

bool leave_note(enum ending_reason reason)
{
	if (leave.reason)
		return false;
	leave.reason = reason;
	return true;
}

void leave_take_back(void)
{
	leave.reason = ENDING_NONE;
}

void leave_at_once(enum ending_reason reason)
{
	leave.killed = reason;
	if (guard_is_on())
		guard_drop(reason);
	else
		compat_close_at_once();
}

void leave_bound_farewell(bool ours)
{
	const int ms = ending_farewell_ms(leave.reason, ours);

	if (ms >= 0)
		guard_drop_after(leave.reason, ms);
}

void leave_end(void)
{
	leave.killed = leave.reason = ENDING_NONE;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "ending.h"

#define FAREWELL_MS 1000 /* for the peer's Terminate-Ack; pppd would wait 6 s */
#define ACK_MS 100 /* for our own Terminate-Ack to go out; pppd would wait 3 s */

enum ending_reason ending_judge(const struct ending_facts *f)
{
	if (f->ours)
		return f->ours;
	if (f->peer_said)
		return ENDING_PEER;
	switch (f->status) {
	case ENDING_STATUS_USER:
		return f->persist ? ENDING_RESTART : ENDING_USER;
	case ENDING_STATUS_LIMIT:
		return f->persist && !f->demand ? ENDING_RESTART : ENDING_USER;
	case ENDING_STATUS_DEAD:
		return ENDING_DEAD;
	case ENDING_STATUS_HANGUP:
		return ENDING_HANGUP;
	case ENDING_STATUS_OTHER:
		break;
	}
	return ENDING_ERROR;
}

const char *ending_word(enum ending_reason reason)
{
	static const char *const words[] = {
		[ENDING_NONE] = "",	      [ENDING_USER] = "user",
		[ENDING_RESTART] = "restart", [ENDING_CARRIER] = "carrier",
		[ENDING_DEAD] = "dead",	      [ENDING_PEER] = "peer",
		[ENDING_HANGUP] = "hangup",   [ENDING_ERROR] = "error",
	};

	return words[reason];
}

int ending_farewell_ms(enum ending_reason reason, bool ours)
{
	if (ours)
		return reason == ENDING_DEAD ? 0 : FAREWELL_MS;
	return reason == ENDING_PEER ? ACK_MS : -1;
}

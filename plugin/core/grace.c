// SPDX-License-Identifier: GPL-2.0-or-later
#include "grace.h"

/* 0: not known */
static uint32_t believed_ms(const struct grace *g)
{
	const uint32_t *ms = g->forgotten_ms;
	const uint32_t longer = ms[0] > ms[1] ? ms[0] : ms[1];

	return ms[0] && ms[1] && longer > g->outlived_ms ? longer : 0;
}

void grace_note_outlived(struct grace *g, uint32_t ms)
{
	if (ms > g->outlived_ms)
		g->outlived_ms = ms;
}

void grace_note_forgotten(struct grace *g, uint32_t ms)
{
	g->forgotten_ms[0] = g->forgotten_ms[1];
	g->forgotten_ms[1] = ms;
}

void grace_note_expired(struct grace *g)
{
	g->forgotten_ms[0] = 0;
}

uint32_t grace_limit_ms(const struct grace *g, uint32_t keep_ms)
{
	const uint32_t ms = believed_ms(g);

	return ms && ms < keep_ms ? ms : keep_ms;
}

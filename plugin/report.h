/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the log says of a discovery: its frames, up to a number, and that nobody answers.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/if_ether.h>

#include "core/discovery.h"
#include "core/server.h"

/* All zero: nobody is asked. */
struct report {
	bool verbose;
	unsigned int frames; /* that were told, in this discovery */
	unsigned int strays; /* until the next one */
	uint64_t silence_ms; /* when to say that nobody answers; 0: nobody is asked */
};

/* A discovery begins. */
void report_begin(struct report *r, bool verbose);

/* Of an AC, or of a client, and what was made of it. Some say that an AC is there. */
void report_frame(struct report *r, const struct packet *p, enum discovery_verdict verdict);
void report_client(struct report *r, const uint8_t client[static ETH_ALEN],
		   enum server_verdict verdict);

/* A session that nobody here has, and that is being terminated. */
void report_stray(struct report *r, const uint8_t ac[static ETH_ALEN], uint16_t id);

/* From now on an answer is awaited, unless it is already; or none is. */
void report_await(struct report *r);
void report_rest(struct report *r);

/* Somebody is there: no silence is told until the next report_rest. */
void report_answer(struct report *r);

/* To be called now and then while an answer is awaited on `ifname`: says so if none comes. */
void report_silence(struct report *r, const char *ifname);

#endif

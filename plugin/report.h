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
#include "core/text.h"
#include "sys/log.h"

/* An AC that has answered */
struct report_ac {
	char name[128]; /* escaped */
	char mac[TEXT_MAC_SIZE];
	const char *why; /* it is taken, or not; NULL: there is none */
};

/* All zero: nobody is asked. */
struct report {
	bool verbose;
	unsigned int frames; /* that were told, in this discovery */
	unsigned int strays; /* until the next one */
	uint64_t silence_ms; /* when to say that nobody answers; 0: nobody is asked */
	bool nobody_told; /* that nobody answers was said, and is so */
	struct report_ac unwanted; /* the first that is not taken, as long as none is */
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

/*
 * To be called now and then while an answer is awaited on `ifname`: says so if none comes,
 * or none of an AC that is wanted.
 */
void report_silence(struct report *r, const char *ifname);

/* The same at the end. */
void report_failure(const struct report *r, enum log_level level, const char *ifname);

#endif

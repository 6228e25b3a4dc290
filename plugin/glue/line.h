/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line under the session: what MTU it is asked to carry, from the parent
 * interface to LCP's options, and the record that tells others, and our next
 * start, what we have done to it.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/mtu.h"
#include "../core/record.h"
#include "../sys/runfile.h"

struct line {
	struct mtu_wish wish; /* as the options say */
	struct record record;
	struct runfile file;
	bool loaded; /* pppoe-record was read */
	bool told_no_record;
	bool told_no_raise;
	uint64_t no_tag_before_ms; /* an AC was silent at PPP-Max-Payload until we left it away */
};

/* All options are read. Returns what a link may have at most, in bytes. */
int line_take_wish(void);

/*
 * Before a discovery: raises the parent, chooses PPP-Max-Payload, and finds the
 * session that a killed pppd, or a power cut, has left with the AC.
 */
void line_prepare(void);

/* There is a session: LCP's limits for it. */
void line_limit_lcp(void);

/* The same for a path that does not carry what the AC has granted. */
void line_lower_lcp(void);

/* What an AC behind this line was proved to carry, or not. */
void line_note_verdict(enum record_verdict verdict);

/* Has something changed that a reader of the record should know? `state` is one word. */
void line_write(const char *state);

/*
 * At pppd's end: the parent gets its MTU back, and the record is removed, unless
 * it tells of a path that failed: then it is left to the next start.
 */
void line_close(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record that tells others, and our next start, what we have negotiated
 * and what we have done to the parent; and what such records have told us.
 */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stdint.h>
#include <net/if.h>
#include <linux/if_ether.h>

#include "../core/leftover.h"
#include "../core/record.h"
#include "../dialer.h"
#include "../parent.h"
#include "../sys/iface.h"

/* The link as it is now. */
struct notes_link {
	const struct iface *iface;
	uint32_t mru; /* bytes */
	const char *clamp; /* its backend; "" without one */
};

/*
 * `saved`: the path of pppoe-record; "": none. The session that it tells of is
 * added to `left`.
 */
void notes_load(const char *device, uint32_t device_index, const char *saved,
		struct leftovers *left);

/*
 * Before a discovery: raises the parent to `mtu` bytes (0: as it is), and reads
 * the records of others: the sessions that killed pppds had on this device are
 * added to `left`, and what they had on others is kept for whoever starts there.
 * Returns 0, or -errno with nothing raised; where one
 * interface refuses, it is in ret_refused.
 */
int notes_raise_parent(uint32_t mtu, struct leftovers *left,
		       char ret_refused[static PARENT_REFUSED_SIZE]);

/* Tells, once, that there is no record, or that the parent stays as it is. */
void notes_tell_no_record(int err);
void notes_tell_no_raise(const char *refused, int err);

/* The ACs whose path has failed less than recheck_s ago. Returns how many. */
unsigned int notes_failed_acs(uint8_t ret[][ETH_ALEN], unsigned int most, uint32_t recheck_s);

/* There is a session, or (0) there is none any more. */
void notes_begin_session(const struct dialer *d);
void notes_end_session(void);

/* What the AC of this session was proved to carry, or not. */
void notes_add_verdict(enum record_verdict verdict);

/* Is it, its MTU or its clamp another than what was written last? */
bool notes_differ(const struct iface *iface, const char *clamp);

/* Has something changed that a reader should know? NULL: `state`, one word, has not. */
void notes_write(const char *state, const struct notes_link *link);

/*
 * At pppd's end: the parent gets its MTU back, and the record is removed, unless
 * it tells of a path that failed less than recheck_s ago, or of a session that was
 * left over, and no AC has answered since: then it is left to the next start.
 */
void notes_close(uint32_t recheck_s);

#endif

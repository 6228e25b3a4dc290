/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps the ring of a link (core/ring.h): its losses, and what echoes and
 * counters say that are looked at anyway. It sends nothing and sets no timer.
 */
#ifndef LOGBOOK_H
#define LOGBOOK_H

#include <stddef.h>
#include <stdint.h>

/*
 * The network is up on `ifname`, over `device`: the first time, or again. The
 * ring is in `dir`; that it cannot be kept there is said once.
 */
void logbook_begin(const char *dir, const char *ifname, const char *device, uint32_t netns);

/* If it was up, it is up no more, for `reason`, one word; the next logbook_begin ends that. */
void logbook_begin_loss(const char *reason);

/* So is the session, and the interface may be somebody else's next. */
void logbook_end(void);

/* An Echo-Request with `len` bytes of data goes out, whoever sends it; a reply is here. */
void logbook_note_request(uint8_t id, size_t len);
void logbook_note_reply(uint8_t id);

/* The last round trip of this session, in ms, 1 at least; 0: not known. */
uint32_t logbook_rtt_ms(void);

/* So many bytes came in and went out since the last call. */
void logbook_count(uint32_t in, uint32_t out);

#endif

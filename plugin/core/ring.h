/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a link remembers of its line, in memory that is mapped from a file:
 * pppoe-clamp-record(5). Its last losses, and of each second of the last day
 * the round trip and what was lost, of each minute how much went through.
 *
 * One process writes, and any other may read a copy taken at any time. Whatever
 * that copy holds, each call here stays within it: at worst a value is wrong
 * that was just being written. Times are of CLOCK_BOOTTIME.
 */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>
#include <net/if.h>

#define RING_SUFFIX ".ring"
#define RING_VERSION 1
#define RING_LOSSES 1000 /* that a reader sees */
#define RING_LOSS_SLOTS 1024
#define RING_SECONDS 86400 /* a day */
#define RING_MINUTES 1440
#define RING_WORD_SIZE 8 /* bytes of a reason, with the NUL */

/* How a loss ended */
enum ring_did {
	RING_GOES_ON,
	RING_KEPT, /* the session outlived it */
	RING_NEW_SESSION,
	RING_NEW_PPPD, /* so there is another process */
};

struct ring_slot {
	uint64_t start_ms;
	uint32_t lasted_ms; /* 0: it goes on */
	uint16_t rtt; /* the last one before, as the seconds have it; 0: none */
	uint8_t reason; /* of ring_reasons in ring.c */
	uint8_t did;
};

struct ring {
	char magic[8];
	uint32_t version;
	uint32_t size; /* bytes of all of it */
	char ifname[IFNAMSIZ]; /* of the link */
	char device[IFNAMSIZ]; /* the Ethernet interface under it */
	uint32_t netns; /* inode of the network namespace; 0: not known */
	uint32_t up; /* 1: and whoever wrote this has not said that it is no more */
	uint64_t begin_ms; /* nothing is known of before */
	uint64_t seen_ms; /* the last writing */
	uint64_t seconds_end; /* of the slots of seconds the latest is this one's */
	uint64_t losses; /* so many have begun */
	uint64_t lost_ms; /* so long were those that are over */
	uint64_t asked, answered; /* echoes */
	uint64_t minute_in, minute_out; /* bytes since the minute of seconds_end began */
	struct ring_slot loss[RING_LOSS_SLOTS];
	struct {
		uint16_t in, out;
	} minute[RING_MINUTES];
	uint16_t second[RING_SECONDS];
};

/* Of reading */

struct ring_loss {
	uint64_t start_ms;
	uint32_t lasted_ms; /* 0: it goes on */
	uint32_t rtt_us; /* the last one before; 0: not known */
	const char *reason; /* one of those, killed or unknown */
	enum ring_did did;
};

struct ring_second {
	uint32_t rtt_us; /* the longest of the echoes that were sent in it; 0: none was answered */
	unsigned int asked, answered; /* at most 3, and answered never more than asked */
};

/* For `ifname` on `device`, from now on. */
void ring_format(struct ring *r, const char *ifname, const char *device, uint32_t netns,
		 uint64_t now_ms);

/* Can it be gone on with: is it one, of this version, not torn, and not of before a boot? */
bool ring_is_sound(const struct ring *r, uint64_t now_ms);

/*
 * The network is up. A loss that goes on has ended so; without one, a process
 * that had it before was killed, and when it was seen last that loss began.
 */
void ring_begin_up(struct ring *r, uint64_t now_ms, enum ring_did did);

/*
 * It is up no more; `reason` is user, restart, carrier, dead, peer, hangup or
 * error, and `rtt_us` the last round trip.
 */
void ring_begin_loss(struct ring *r, uint64_t now_ms, const char *reason, uint32_t rtt_us);

/* Whoever writes leaves it, up or not. */
void ring_leave(struct ring *r);

/*
 * An echo is sent. Returns whether it counts: the first three of a second do.
 * Of one that counts, the answer that comes after `rtt_us` is told with the
 * second in which it was sent.
 */
bool ring_ask(struct ring *r, uint64_t now_ms);
void ring_answer(struct ring *r, uint64_t asked_s, uint32_t rtt_us);

/* So many bytes came in and went out since the last call. */
void ring_count(struct ring *r, uint64_t now_ms, uint32_t in, uint32_t out);

/* How many losses a reader sees; number 0 is the oldest one. */
unsigned int ring_count_losses(const struct ring *r);
struct ring_loss ring_loss_at(const struct ring *r, unsigned int number);

/* Returns false, and *ret zero, where nothing is known of this second since boot. */
bool ring_second_at(const struct ring *r, uint64_t second, struct ring_second *ret);

/* Bytes that came in and went out in this minute since boot; zero where nothing is known. */
void ring_minute_at(const struct ring *r, uint64_t minute, uint64_t *ret_in, uint64_t *ret_out);

/* kept, session or pppd; "" while it goes on */
const char *ring_did_text(enum ring_did did);

#endif

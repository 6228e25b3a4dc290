// SPDX-License-Identifier: GPL-2.0-or-later
#include "logbook.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../core/ring.h"
#include "../core/trips.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "../sys/runfile.h"

#define SMALL 64 /* bytes; what is larger asks about the path's MTU */

static struct {
	struct runfile_map map;
	struct ring *ring; /* NULL: there is none */
	struct trips trips;
	bool begun; /* in this process */
	bool told;
} logbook = { .map = { .fd = -1 } };

static bool is_of(const struct ring *r, const char *ifname, uint32_t netns)
{
	return !strcmp(r->ifname, ifname) && r->netns == netns;
}

/* Interfaces in several network namespaces may have one name. */
static int open_ring(const char *dir, const char *ifname, const char *device, uint32_t netns)
{
	char name[NAME_MAX + 1];
	struct ring *r;
	int err;

	snprintf(name, sizeof(name), "%s.%u" RING_SUFFIX, ifname, netns);
	err = runfile_map(&logbook.map, dir, name, sizeof(*r));
	if (err)
		return err;
	r = logbook.map.bytes;
	if (!ring_is_sound(r, clock_boot_ms()) || !is_of(r, ifname, netns))
		ring_format(r, ifname, device, netns, clock_boot_ms());
	snprintf(r->device, sizeof(r->device), "%s", device);
	logbook.ring = r;
	return 0;
}

static enum ring_did what_was_done(void)
{
	if (logbook.ring)
		return RING_KEPT;
	return logbook.begun ? RING_NEW_SESSION : RING_NEW_PPPD;
}

void logbook_begin(const char *dir, const char *ifname, const char *device, uint32_t netns)
{
	const enum ring_did did = what_was_done();
	int err = 0;

	if (logbook.ring && !is_of(logbook.ring, ifname, netns))
		logbook_end();
	if (!logbook.ring)
		err = open_ring(dir, ifname, device, netns);
	if (err && !logbook.told)
		log_warning("No history of %s in %s: %s", ifname, dir, strerror(-err));
	logbook.told |= err != 0;
	logbook.begun = true;
	if (logbook.ring)
		ring_begin_up(logbook.ring, clock_boot_ms(), did);
}

void logbook_begin_loss(const char *reason)
{
	if (logbook.ring && logbook.ring->up)
		ring_begin_loss(logbook.ring, clock_boot_ms(), reason, logbook.trips.last_us);
}

void logbook_end(void)
{
	if (!logbook.ring)
		return;
	ring_leave(logbook.ring);
	logbook.ring = NULL;
	logbook.trips = (struct trips){ .next = 0 };
	runfile_unmap(&logbook.map);
}

void logbook_note_request(uint8_t id, size_t len)
{
	const uint64_t now_ms = clock_boot_ms();

	if (logbook.ring && len <= SMALL && ring_ask(logbook.ring, now_ms))
		trips_begin(&logbook.trips, id, clock_now_us(), now_ms / 1000);
}

void logbook_note_reply(uint8_t id)
{
	uint64_t sent_s;
	uint32_t us;

	if (logbook.ring && trips_end(&logbook.trips, id, clock_now_us(), &sent_s, &us))
		ring_answer(logbook.ring, sent_s, us);
}

uint32_t logbook_rtt_ms(void)
{
	return logbook.trips.last_us / 1000 + (logbook.trips.last_us % 1000 != 0);
}

void logbook_count(uint32_t in, uint32_t out)
{
	if (logbook.ring)
		ring_count(logbook.ring, clock_boot_ms(), in, out);
}

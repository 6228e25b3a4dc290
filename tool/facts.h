/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the records and the kernel say at one moment, as far as it may be read.
 * No I/O: snapshot.h fills it.
 */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>

#include "clampinfo.h"
#include "core/ifinfo.h"
#include "core/record.h"
#include "core/ring.h"
#include "netinfo.h"
#include "sessions.h"

struct facts_record {
	struct record record;
	bool living; /* its pppd is */
	bool torn; /* it could not be read; the device is from the file's name */
};

struct facts_ring {
	struct ring *ring; /* allocated; snapshot.h says what of it is there */
};

struct facts_link {
	struct ifinfo info;
	bool ppp; /* of that type */
	bool ethernet;
	bool running; /* up, and with a carrier */
};

#define FACTS_LIST(type)      \
	struct {              \
		type *items;  \
		size_t count; \
	}

struct facts {
	uint64_t now_s; /* of CLOCK_BOOTTIME */
	uint64_t wall_s; /* since 1970, as that second began */
	uint32_t netns; /* 0: not known */
	int records_error; /* 0, or -errno: what is in /run is not known */
	int clamps_error; /* the same for nftables */
	int sessions_error; /* and for PPPoE sessions */
	FACTS_LIST(struct facts_record) records;
	FACTS_LIST(struct facts_ring) rings;
	FACTS_LIST(struct facts_link) links;
	FACTS_LIST(struct netinfo_address) addresses;
	FACTS_LIST(struct netinfo_route) routes; /* defaults of table main, and all of ours */
	FACTS_LIST(struct clampinfo) clamps;
	FACTS_LIST(struct sessions_entry) sessions;
};

void facts_free(struct facts *f);

/* What the clocks say: milliseconds of CLOCK_BOOTTIME, and since 1970. */
void facts_set_time(struct facts *f, uint64_t boot_ms, uint64_t wall_ms);

/* Could all be read? */
bool facts_are_complete(const struct facts *f);

/* Has the kernel a PPPoE session on this interface? */
bool facts_has_session_on(const struct facts *f, const char *device);

/* NULL: there is none. */
const struct facts_link *facts_link_named(const struct facts *s, const char *name);
const struct facts_link *facts_link_at(const struct facts *s, uint32_t ifindex);

/* The default route of table main that packets take; NULL: there is none. */
const struct netinfo_route *facts_default(const struct facts *s, uint8_t family);

/* Is there one by this interface, in any table? Of AF_UNSPEC, or RTPROT_UNSPEC: of any. */
bool facts_has_default(const struct facts *f, uint32_t ifindex, uint8_t family, uint8_t protocol);

/*
 * The ring of the link `name`, or of the one that was up last on this Ethernet
 * interface, in that network namespace (0: any); NULL: there is none.
 */
const struct ring *facts_ring_of(const struct facts *f, const char *name, uint32_t netns);

/* A time since boot as one since 1970; what is later than now is now. */
uint64_t facts_wall_s(const struct facts *f, uint64_t boot_s);

bool facts_has_session(const struct facts *s, const uint8_t mac[static ETH_ALEN], uint16_t id);

#endif

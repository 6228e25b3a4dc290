/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an interface name to a session: the one poll loop and the one clock.
 * It can be left and entered again: a discovery goes on where it was.
 */
#ifndef CONNECT_H
#define CONNECT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/config.h"
#include "core/discovery.h"
#include "sys/link.h"

#define CONNECT_NO_LIMIT UINT32_MAX

struct connect {
	struct link link;
	struct discovery_options options; /* the user's, with this discovery's Host-Uniq */
	struct discovery discovery;
	unsigned int verbose;
	unsigned int logged_frames; /* in this discovery */
	unsigned int failures; /* sessions in a row that carried no traffic */
	uint64_t not_before_ms; /* when the next discovery may begin */
};

/* Before any other call. */
void connect_init(struct connect *c);

/*
 * Begins a discovery on `ifname`, or attaches to the session of `config`,
 * unless one is under way. Returns 0, -EAGAIN while it is too early (then
 * connect_run waits), or -errno: no such interface, no privilege, ...
 */
int connect_begin(struct connect *c, const char *ifname, const struct config *config);

/*
 * Goes on for at most `limit_ms`. `stopped` is asked whenever a signal came.
 * Returns 0 when there is a session, -EAGAIN when the time is over, -EINTR when
 * stopped, -ETIMEDOUT when all PADIs are used up, or -errno of the socket.
 */
int connect_run(struct connect *c, uint32_t limit_ms, bool (*stopped)(void));

/* The PPPoX descriptor of the session, which the caller owns, or -errno. */
int connect_open_session(struct connect *c, const char *ifname);

/* Did the session, or the attempt, lead to traffic? The next one waits longer after failures. */
void connect_note_result(struct connect *c, bool success);

/*
 * Ends whatever is under way and closes the socket. A session gets a PADT; so
 * does one that the AC may be granting right now. Safe to call twice.
 */
void connect_end(struct connect *c);

/* An upper-case MAC address and an AC-Name made safe for logs and scripts; "" if unknown. */
#define CONNECT_NAME_SIZE (4 * DISCOVERY_NAME_MAX + 1)
void connect_ac_name(const struct connect *c, char ret[static CONNECT_NAME_SIZE]);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an interface name to a session: the one poll loop and the one clock.
 * It can be left and entered again: a discovery goes on where it was.
 */
#ifndef DIALER_H
#define DIALER_H

#include <stdbool.h>
#include <stdint.h>
#include <net/if.h>

#include "acceptor.h"
#include "core/config.h"
#include "core/discovery.h"
#include "core/inquiry.h"
#include "core/leftover.h"
#include "core/pace.h"
#include "foreign.h"
#include "report.h"
#include "sys/carrier.h"
#include "sys/ethernet.h"

#define DIALER_NO_LIMIT UINT32_MAX

/* What the next discovery asks for, and what has to go before. All zero: nothing. */
struct dialer_ask {
	uint16_t max_payload; /* PPP-Max-Payload; 0: none */
	uint8_t capped_acs[DISCOVERY_CAPPED_ACS][ETH_ALEN]; /* that get none */
	unsigned int capped_count;
	struct leftovers left; /* sessions that nobody has any more */
};

struct dialer {
	char ifname[IFNAMSIZ];
	struct ethernet ethernet;
	struct foreign foreign;
	struct carrier carrier; /* of the interface; open as long as `ethernet` */
	struct carrier arrivals; /* of any; open while ours is not there */
	struct discovery_options options; /* the user's, with this discovery's Host-Uniq */
	struct backoff retry; /* as configured, of PADIs */
	bool padi_timed; /* it is the user's, and stays */
	uint16_t given_id; /* of a session that no discovery has to find, or 0 */
	uint8_t given_ac[ETH_ALEN];
	struct discovery discovery;
	struct avoid avoid; /* in its next one */
	struct inquiry inquiry; /* beside a session */
	struct acceptor acceptor; /* with pppoe-server: it finds the session for `discovery` */
	bool serving;
	bool heard; /* something that dialer_hear has not told */
	struct report report;
	bool terminate_unknown; /* answer frames of sessions that nobody has with PADT */
	uint32_t priority; /* of what is sent */
	bool waiting; /* for the carrier: no PADI goes out */
	bool was_up; /* the interface (IFF_UP), when that was asked last */
	uint64_t wait_until_ms; /* for carrier or interface, if nobody calls again */
	struct pace pace;
	struct leftovers left; /* and our last session, whose PADT may have got lost */
	bool opened; /* the session that was found */
};

/* Does the next dialer_begin begin something? */
bool dialer_is_due(const struct dialer *d);

/* Before any other call. */
void dialer_init(struct dialer *d);

/*
 * Begins a discovery on `ifname`, or attaches to the session of `config`, or as
 * a server waits for a client, unless one is under way. Without a carrier it waits
 * for one; without the interface dialer_run does so, and this has to be called
 * again. Sessions that are known to be left over, by `ask` or from before, get their
 * PADTs first. Returns 0, -EAGAIN while it is too early, or if a signal came before
 * the kernel had any entropy (then dialer_run waits), or -errno: no privilege, ...
 */
int dialer_begin(struct dialer *d, const char *ifname, const struct config *config,
		 const struct dialer_ask *ask);

/*
 * Goes on for at most `limit_ms`. `stopped` is asked whenever a signal came.
 * Returns 0 when there is a session, -EAGAIN when the time is over, -EINTR when
 * stopped, -ETIMEDOUT when all PADIs are used up or an AC has refused often enough,
 * -ENETDOWN (-ENODEV) when without a time limit no carrier (no interface) came in
 * half a minute, or -errno of the socket.
 */
int dialer_run(struct dialer *d, uint32_t limit_ms, bool (*stopped)(void));

/*
 * The PPPoX descriptor of the session, which the caller owns, or -errno: -EALREADY, another
 * process here has it; -EAGAIN, its AC has ended it, and dialer_run goes on.
 */
int dialer_open_session(struct dialer *d, const char *ifname);

/*
 * While there is a session: asks whether an AC is there, from now on. Each frame
 * makes the signal `number`, and dialer_hear takes what has come: it returns
 * whether an AC has answered, with which the asking ends. The next dialer_begin
 * goes on from that answer, if it is soon. To be called again at the time that
 * dialer_ask returns.
 */
uint64_t dialer_ask(struct dialer *d, int number);
bool dialer_hear(struct dialer *d);
void dialer_stop_asking(struct dialer *d);

/*
 * While there is a session of a server: from now on each discovery frame of its
 * client makes the signal `number`, and dialer_hear takes what has come: it
 * returns whether there was any. `acceptor.replaced` says then that the client has asked
 * for a new session, having lost this one, which has to end; the next
 * dialer_begin goes on from there.
 */
void dialer_watch_client(struct dialer *d, int number);

/* How the session, or the attempt at one, ended. */
void dialer_note_result(struct dialer *d, enum pace_result result);

/*
 * To be called about once a second in the first half minute of a session, and
 * with `terminate_unknown` as long as there is one. A second one that
 * a repeated PADR has got is terminated. With `terminate_unknown` frames of
 * sessions that no process here has are answered, at most ten a second;
 * otherwise what nobody reads any more is closed.
 */
void dialer_tick(struct dialer *d);

/*
 * Ends whatever is under way and closes the socket. A session gets a PADT; so
 * does one that the AC may be granting right now. Safe to call twice.
 */
void dialer_end(struct dialer *d);

/* The AC-Name, made safe for logs and scripts; "" if unknown. */
#define DIALER_NAME_SIZE (4 * DISCOVERY_NAME_MAX + 1)
void dialer_ac_name(const struct dialer *d, char ret[static DIALER_NAME_SIZE]);

#endif

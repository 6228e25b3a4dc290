/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AC's side of a dialer (pppoe-server): core/server on a socket, with the key that
 * it needs. One client at a time: until its session is open nobody is heard, and then
 * nobody else. Whoever was not asks again.
 */
#ifndef ACCEPTOR_H
#define ACCEPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/server.h"
#include "sys/ethernet.h"

enum acceptor_state {
	ACCEPTOR_WAITING, /* for anybody */
	ACCEPTOR_ACCEPTED, /* a client, which has no answer yet */
	ACCEPTOR_OPEN, /* its session is */
};

/* All zero at first. */
struct acceptor {
	struct server server;
	enum acceptor_state state;
	bool replaced; /* the client of the open session has asked for another one */
	bool has_key; /* `server` has; kept, so that a cookie is good in the next session, too */
	char host_name[DISCOVERY_NAME_MAX + 1]; /* AC-Name of one without */
};

/*
 * Listens for clients on `e`. *options must outlive it. With `replaced`, the client of
 * the last session may be accepted at once; where it has asked too long ago, that is false
 * now. Returns 0 or -errno.
 */
int acceptor_begin(struct acceptor *a, const struct discovery_options *options,
		   const struct ethernet *e);

/* Whose frame is it? If that client is heard now. */
bool acceptor_hears(const struct acceptor *a, const uint8_t *frame, size_t len);

/* Takes it. With SERVER_ACCEPTED and without `replaced`, acceptor_accept is to follow. */
enum server_verdict acceptor_input(struct acceptor *a, const uint8_t *frame, size_t len);

/* Sends what acceptor_input or acceptor_answer has left to send. Returns 0 or -errno. */
int acceptor_send(struct acceptor *a, const struct ethernet *e);

/* Who has sent the last PADR that was accepted */
const uint8_t *acceptor_client(const struct acceptor *a);

/*
 * Its session is to be opened: with the id that is returned, which no session here has
 * with this client; where that cannot be told, any. It waits for acceptor_answer.
 */
uint16_t acceptor_accept(struct acceptor *a);

/* It is open, as `id`; or (0) it could not be. */
void acceptor_answer(struct acceptor *a, uint16_t id);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "acceptor.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/session.h"

#define ID_TRIES 16
#define AWAITED_MS 5000 /* so long a client surely waits for its PADS */

static int prepare(struct acceptor *a)
{
	if (a->has_key)
		return 0;
	if (getrandom(a->server.key, sizeof(a->server.key), 0) < 0)
		return -errno;
	a->has_key = true;
	gethostname(a->host_name, sizeof(a->host_name) - 1);
	return 0;
}

int acceptor_begin(struct acceptor *a, const struct discovery_options *options,
		   const struct ethernet *e)
{
	int err = prepare(a);

	if (!err)
		err = ethernet_listen(e, NULL);
	if (err)
		return err;
	a->state = ACCEPTOR_WAITING;
	a->replaced &= clock_now_ms() < a->server.padr_ms + AWAITED_MS;
	server_init(&a->server, options, options->ac_names[0] ? options->ac_names : a->host_name,
		    e->mac);
	return 0;
}

const uint8_t *acceptor_client(const struct acceptor *a)
{
	return a->server.padr.src;
}

bool acceptor_hears(const struct acceptor *a, const uint8_t *frame, size_t len)
{
	if (len < ETH_HLEN || a->state == ACCEPTOR_ACCEPTED)
		return false;
	return a->state == ACCEPTOR_WAITING ||
	       !memcmp(frame + ETH_ALEN, acceptor_client(a), ETH_ALEN);
}

enum server_verdict acceptor_input(struct acceptor *a, const uint8_t *frame, size_t len)
{
	const enum server_verdict verdict = server_input(&a->server, frame, len, clock_now_ms());

	if (verdict == SERVER_ACCEPTED && a->state == ACCEPTOR_OPEN)
		a->replaced = true;
	return verdict;
}

int acceptor_send(struct acceptor *a, const struct ethernet *e)
{
	return a->server.tx_len ? ethernet_send(e, a->server.tx, a->server.tx_len) : 0;
}

uint16_t acceptor_accept(struct acceptor *a)
{
	uint16_t id = 1;

	a->state = ACCEPTOR_ACCEPTED;
	a->replaced = false;
	for (int i = 0; i < ID_TRIES; i++) {
		id = (uint16_t)(1 + clock_entropy() % 0xfffe);
		if (!session_exists(acceptor_client(a), id))
			break;
	}
	return id;
}

void acceptor_answer(struct acceptor *a, uint16_t id)
{
	a->state = id ? ACCEPTOR_OPEN : ACCEPTOR_WAITING;
	if (id)
		server_grant(&a->server, id);
	else
		server_refuse(&a->server);
}
